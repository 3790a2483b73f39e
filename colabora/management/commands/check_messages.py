from django.core.management.base import BaseCommand, CommandError

from colabora.messages.checks import everything


class Command(BaseCommand):
    requires_system_checks = []  # reads files only, also while something else is broken
    help = "Checks that everything people read is marked, collected, and completely and rightly translated."

    def handle(self, *args, **options):
        found = everything()
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} faults in the strings of the interface"]))
