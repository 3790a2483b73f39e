from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from colabora.messages import files
from colabora.messages.faults import shortened, texts
from colabora.messages.importing import look_at
from colabora.messages.returns import returns


class Command(BaseCommand):
    help = (
        "Takes a translator's .po file of the interface over into locale/<language>/LC_MESSAGES/django.po and compiles "
        "it: all of it, or nothing if one translation would break a page. What the file lacks stays as it is."
    )
    requires_system_checks = []  # reads and writes files only

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="the .po file")
        parser.add_argument(
            "--language", default="", choices=files.translated_languages(), help="if the file names none"
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")
        parser.add_argument(
            "--overwrite", action="store_true", help="also what was changed here since the translator took the file"
        )
        parser.add_argument("--list", action="store_true", help="tell which files were handed in at /translate/")

    def handle(self, *, file: Path | None, language: str, dry_run: bool, overwrite: bool, **options):
        if options["list"]:
            self.tell_waiting()
            return
        if file is None:
            raise CommandError("Name the file, or --list to see which were handed in.")
        try:
            outcome = look_at(file.read_bytes(), str(file), language, overwrite=overwrite)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        if outcome.faults:
            told = "\n".join(map(str, outcome.faults))
            raise CommandError(f"{told}\n{len(outcome.faults)} faults; nothing was changed.")
        self.tell(outcome, everything=dry_run or options["verbosity"] > 1)
        if dry_run or not outcome.changes:
            return
        path = files.po_path(outcome.language)
        files.write(outcome.catalogue, outcome.language)
        files.compile_file(path)
        self.stdout.write(
            f"Written: {path}, and compiled. Now:\n"
            "1. Restart the server (systemctl reload colabora), so that visitors see it.\n"
            "2. Commit the file to the program's repository: an update of the program stops at what is only here."
        )

    def tell(self, outcome, *, everything: bool):
        if everything:
            for before, after in outcome.changes:
                self.stdout.write(f"{shortened(before.msgid)!r}: {texts(before)} → {texts(after)}")
        for remark in outcome.remarks:
            self.stdout.write(f"{remark} (taken all the same)")
        for before, after in outcome.conflicts:
            told = "changed here since the translator took the file, so it stays"
            self.stdout.write(f"{shortened(before.msgid)!r}: {told}: {texts(before)}, not {texts(after)}")
        self.stdout.write(
            f"{outcome.language}: {len(outcome.changes)} strings change, {len(outcome.conflicts)} stay as they were "
            f"changed here; left out: {outcome.unknown} that the portal does not know, {outcome.fuzzy} fuzzy."
        )

    def tell_waiting(self):
        self.stdout.write("To take one over: manage.py import_interface F, with --dry-run to see what changes.")
        for language in files.translated_languages():
            for one in returns(language):
                outcome = look_at(one.path.read_bytes(), one.path.name, language)
                told = f"changes {len(outcome.changes)} strings" if outcome.changes else "nothing to take over any more"
                self.stdout.write(f"{one.path}: {'does not fit any more' if outcome.faults else told}")
