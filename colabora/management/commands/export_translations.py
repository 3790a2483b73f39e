from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from colabora.translations.catalog import Slice, kinds, model_named
from colabora.translations.exchange import segments
from colabora.translations.formats import FORMATS
from colabora.translations.states import LEFT, MISSING, OUTDATED, UP_TO_DATE
from partners.models import LocalActionGroup
from workpackages.models import WorkPackage


class Command(BaseCommand):
    help = "Writes a file for a translator: all content or a part of it, with what is translated already."

    def add_arguments(self, parser):
        parser.add_argument("--language", required=True, choices=settings.LANGUAGE_CODES)
        parser.add_argument("--format", choices=FORMATS, default="po")
        parser.add_argument("--lag", help="the address (slug) of a local action group: only its content")
        parser.add_argument("--package", type=int, help="the number of a work package: only its content")
        parser.add_argument("--model", help="only one kind of record, such as spaces.space")
        parser.add_argument("--missing", action="store_true", help="only what is missing or outdated")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *, language, output, **options):
        chosen = Slice(
            language,
            model=self.model(options["model"]),
            lag=self.pk_of(LocalActionGroup, slug=options["lag"]),
            package=self.pk_of(WorkPackage, number=options["package"]),
            states=(MISSING, OUTDATED) if options["missing"] else (*LEFT, UP_TO_DATE),
        )
        with translation.override(language):
            found = segments(chosen)
            data = FORMATS[options["format"]].write(found, language)
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error.strerror}.") from error
        self.stdout.write(self.style.SUCCESS(f"{output}: {len(found)} texts."))

    def model(self, label) -> str:
        if label and model_named(label.lower()) is None:
            known = ", ".join(label for label, _name in kinds())
            raise CommandError(f"There is no “{label}”. Choose one of: {known}.")
        return (label or "").lower()

    def pk_of(self, model, **named):
        [(name, value)] = named.items()
        if value is None:
            return None
        found = model.objects.filter(**named).values_list("pk", flat=True).first()
        if found is None:
            known = ", ".join(map(str, model.objects.values_list(name, flat=True)))
            raise CommandError(f"There is no {model._meta.verbose_name} “{value}”. Choose one of: {known}.")
        return found
