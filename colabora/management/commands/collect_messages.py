import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

from colabora.messages import po_path, translated_languages

# What would make every run differ though no string did.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator")


class MakeMessages(makemessages.Command):
    """A guessed translation is worse than none: it would be shown."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = (
        "Collects the interface's strings into locale/*/LC_MESSAGES/django.po: sorted, without line numbers and dates."
    )

    def handle(self, *args, **options):
        languages = translated_languages()
        for language in languages:
            po_path(language).parent.mkdir(parents=True, exist_ok=True)
        call_command(
            MakeMessages(),
            locale=[*languages],
            no_location=True,
            no_obsolete=True,
            ignore_patterns=[".venv/*", "var/*", "tests/*"],
            verbosity=0,
        )
        for language in languages:
            path = po_path(language)
            catalogue = polib.pofile(str(path), wrapwidth=100)
            for name in VOLATILE:
                catalogue.metadata.pop(name, None)
            catalogue.header = ""
            catalogue.metadata_is_fuzzy = False
            catalogue.metadata |= {"Project-Id-Version": "CoLabora", "Language": language, "Language-Team": language}
            catalogue.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
            catalogue.save(str(path))
            todo = len(catalogue.untranslated_entries())
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {len(catalogue)} strings, {todo} to translate")
