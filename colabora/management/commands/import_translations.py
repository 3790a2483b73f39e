from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from colabora.sheets.run import plain_name
from colabora.translations.exchange import carry_out, plan
from colabora.translations.formats import read_file
from colabora.translations.segments import FileError
from partners.models import User


class Command(BaseCommand):
    help = "Imports a translator's file (PO or XLIFF 1.2): all that it may, or nothing if an entry is wrong."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
        parser.add_argument("--as", dest="username", help="the account whose work it is, with its rights")

    def handle(self, *, file, username, dry_run, **options):
        user = User.objects.filter(username=username, is_active=True).first() if username else None
        if username and user is None:
            raise CommandError(f"There is no account {username}.")
        try:
            language, entries = read_file(file.name, file.read_bytes())
            if dry_run:
                outcome = plan(language, entries, user)
            else:
                outcome, is_done = carry_out(language, entries, user, plain_name(file.name))
                if not is_done:
                    raise CommandError("Nothing was imported: something was changed meanwhile. Run it once more.")
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except FileError as error:
            for line, reason in error.faults:
                self.stderr.write(f"line {line}: {reason}")
            raise CommandError("Nothing was imported.") from error
        self.tell(outcome, options["verbosity"], user)

    def tell(self, outcome, verbosity, user):
        for one in outcome.conflicts:
            self.stdout.write(f"line {one.line}: conflict: {one.id}: {one.reason}")
        for one in outcome.gone:
            self.stdout.write(f"line {one.line}: left out: {one.id}: {one.reason}")
        for one in outcome.to_write if verbosity > 1 else ():
            self.stdout.write(f"line {one.line}: {one.id}: {one.text.text!r} → {one.words!r}")
        self.stdout.write(
            f"{len(outcome.to_write)} texts to write, {len(outcome.to_confirm)} to confirm, {outcome.unchanged} "
            f"unchanged; left out: {len(outcome.conflicts)} conflicts, {len(outcome.unfinished)} unfinished, "
            f"{len(outcome.gone)} not there."
        )
        if user is not None and outcome.keeps_something:
            self.stdout.write(f"What was left out stays as a draft of {user}.")
