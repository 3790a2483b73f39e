import logging

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from colabora import files
from colabora.history.bin import empty_old
from colabora.sheets.run import sweep as sweep_sheets
from colabora.translations.sweeping import sweep as sweep_translations

logger = logging.getLogger(__name__)

LINKS_A_RUN = 60


class Command(BaseCommand):
    help = "Does everything that is due: sessions, bin, files, uploads, links to other websites. Safe to run hourly."

    def add_arguments(self, parser):
        parser.add_argument("--without-links", action="store_true", help="asks no other website")

    def handle(self, *args, without_links, verbosity, **options):
        """One step that fails keeps no other from being done; the command then ends with an error."""
        steps = {
            "sessions": lambda: call_command("clearsessions"),
            "bin": lambda: f"{empty_old()} deletions ended",
            "files": lambda: "{} files set aside, {} ended".format(*files.sweep()),
            "translations": lambda: f"{sweep_translations()} former sources ended",
            "uploads": lambda: f"{sweep_sheets()} ended",
        }
        if not without_links:
            steps["links"] = lambda: call_command("check_links", limit=LINKS_A_RUN, verbosity=verbosity)
        failed = []
        for name, step in steps.items():
            try:
                done = step()
            except Exception:
                logger.exception("Housekeeping failed at: %s", name)
                failed.append(name)
            else:
                if done and verbosity:
                    self.stdout.write(f"{name}: {done}")
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}. The log says why.")
