from django.apps import apps
from django.core.management.base import BaseCommand
from tqdm import tqdm

from colabora.models import Content


class Command(BaseCommand):
    help = "Rebuilds what is derived on saving (search text, stages) after bulk writes that went past the models."

    def handle(self, *args, **options):
        for model in apps.get_models():
            if not issubclass(model, Content):
                continue
            rows = model.objects.order_by("pk").iterator(chunk_size=500)
            for row in tqdm(
                rows, desc=str(model._meta.verbose_name_plural), disable=options["verbosity"] == 0, leave=False
            ):
                row.refresh_search_text()
                if hasattr(row, "refresh_derived"):
                    row.refresh_derived()
