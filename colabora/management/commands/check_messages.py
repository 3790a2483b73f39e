from django.core.management.base import BaseCommand, CommandError

from colabora.messages import faults, po_path, translated_languages


class Command(BaseCommand):
    help = "Checks that the interface is completely and consistently translated."

    def handle(self, *args, **options):
        found = [fault for language in translated_languages() for fault in faults(po_path(language))]
        if found:
            raise CommandError("\n".join([*found[:50], f"{len(found)} faults in the translations"]))
