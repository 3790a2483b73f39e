from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from colabora.sheets.catalog import SHEETS
from colabora.sheets.writing import csv_lines, write_xlsx
from partners.models import User


class Command(BaseCommand):
    help = "Writes a table of the content (spaces, events …) into a CSV or XLSX file, by the name's ending."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=SHEETS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="only what this account may see; without it, everything")

    def handle(self, *, what, file, username, **options):
        if file.suffix not in (".csv", ".xlsx"):
            raise CommandError("The name of the file must end in .csv or .xlsx.")
        sheet = SHEETS[what](account(username, what) if username else User(is_superuser=True))
        with file.open("wb") as out:
            if file.suffix == ".xlsx":
                write_xlsx(sheet, out)
            else:
                out.writelines(line.encode() for line in csv_lines(sheet))
        self.stdout.write(f"{file}: {what} written.")


def account(username: str, what: str) -> User:
    """Raises CommandError unless the account exists and may use the table."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account “{username}”.")
    if not SHEETS[what].is_for(user):
        raise CommandError(f"The account “{username}” may not use this table.")
    return user
