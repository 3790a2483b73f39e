import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the interface's translations. Needs no gettext: a Python library does it."

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                compiled = source.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                    polib.pofile(str(source)).save_as_mofile(str(compiled))
