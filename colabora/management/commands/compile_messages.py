from django.conf import settings
from django.core.management.base import BaseCommand

from colabora.messages import files


class Command(BaseCommand):
    requires_system_checks = []  # reads files only, also while something else is broken
    help = "Compiles the interface's translations. Needs no gettext: a Python library does it."

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
                compiled = source.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                    files.compile_file(source)
