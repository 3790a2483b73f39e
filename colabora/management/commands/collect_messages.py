from django.core.management.base import BaseCommand

from colabora.messages import code, files
from colabora.messages.collecting import collected
from colabora.messages.faults import shown


class Command(BaseCommand):
    requires_system_checks = []  # reads files only, also while something else is broken
    help = (
        "Collects the interface's strings into locale/*/LC_MESSAGES/django.po: sorted, without line numbers and dates."
    )

    def handle(self, *args, **options):
        found = list(code.messages())
        for language in files.translated_languages():
            catalogue = collected(language, found)
            files.write(catalogue, language)
            todo = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
            self.stdout.write(f"{shown(files.po_path(language))}: {len(catalogue)} strings, {todo} to translate")
