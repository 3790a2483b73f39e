from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from colabora.management.commands.export_sheet import account
from colabora.sheets.catalog import SHEETS
from colabora.sheets.reading import SheetError
from colabora.sheets.run import dry_run, import_table, plain_name, table_of


class Command(BaseCommand):
    help = "Imports a table from a CSV or XLSX file in the name of an account: all rows, or none if one is wrong."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=SHEETS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="the account that answers for the change")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")

    def handle(self, *, what, file, username, dry_run: bool, **options):
        user = account(username, what)
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            table = table_of(SHEETS[what](user), file)
        except SheetError as error:
            raise CommandError("\n".join(error.messages)) from None
        outcome = self.run("Checking", check, SHEETS[what](user), table)
        self.tell(outcome, options["verbosity"])
        if outcome.wrong:
            raise CommandError("Nothing was imported.")
        if dry_run or not outcome.to_write:
            return
        outcome, is_done = self.run(
            "Importing",
            import_table,
            SHEETS[what](user),
            table,
            plain_name(file.name),
            outcome.digest.hexdigest(),
            user=user,
        )
        if not is_done:
            self.tell(outcome, 1)
            raise CommandError("Nothing was imported: the records were changed meanwhile, or contradict each other.")
        self.stdout.write(self.style.SUCCESS(f"{outcome.to_write} rows imported."))

    def run(self, label, function, *args, **kwargs):
        with tqdm(desc=label, unit="row", leave=False, file=self.stderr, disable=None) as bar:

            def progress(done, total):
                bar.total = total
                bar.update(done - bar.n)

            return function(*args, **kwargs, progress=progress)

    def tell(self, outcome, verbosity):
        for row in outcome.wrong_rows:
            for name, message in row.problems:
                self.stdout.write(f"row {row.number}: {name}: {message}" if name else f"row {row.number}: {message}")
        if verbosity > 1:
            for row in outcome.changed_rows:
                for name, (old, new) in row.changes.items():
                    told = f"{old!r} → {new!r}" if new else f"{old!r} will be emptied"
                    self.stdout.write(f"row {row.number} {row.key} {name}: {told}")
        self.stdout.write(
            f"{outcome.new} new, {outcome.changed} changed, {outcome.unchanged} unchanged, "
            f"{outcome.wrong} with errors; {outcome.emptied} cells will be emptied."
        )


check = dry_run  # the option of the same name hides it
