"""A language comes and goes by the steps of the README, in a copy of the project of its own."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

# It makes a SQLite database of its own, whichever the others run on.
pytestmark = pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="once is enough")

LEFT_OUT = (".*", "var", "__pycache__", "docs", "*.webp")


class Copy:
    """The project in another folder, with a database of its own, as an operator runs it."""

    def __init__(self, folder: Path):
        self.folder, self.data = folder / "project", folder / "data"
        shutil.copytree(settings.BASE_DIR, self.folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self.data.mkdir()
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
            "SECRET_KEY": "only-for-tests-" * 4, "SECURE_SSL_REDIRECT": "0", "DATA_DIR": str(self.data),
            "SITE_URL": "https://portal.example.org", "PIP_NO_INDEX": "1",
        }  # fmt: skip

    def run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def manage(self, *command: str) -> str:
        return self.run(sys.executable, "manage.py", *command)

    def make_language(self, language: str) -> None:
        """“make language”, without fetching packages: this Python has them."""
        bin = f"BIN={Path(sys.executable).parent}"
        self.run("make", "language", f"L={language}", bin, "-o", ".venv/development")

    def set(self, before: str, after: str) -> None:
        path = self.folder / "colabora/settings.py"
        text = path.read_text()
        assert text.count(before) == 1
        path.write_text(text.replace(before, after))

    def walk(self, language: str, *tasks: str) -> dict:
        code = f"from tests.colabora.walk import tell; tell{(language, *tasks)}"
        return json.loads(self.manage("shell", "--no-imports", "--command", code))

    def columns(self, ending: str) -> list[str]:
        with sqlite3.connect(self.data / "db.sqlite3") as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return [
                f"{table}.{column[1]}"
                for table in tables
                for column in database.execute(f"PRAGMA table_info('{table}')")
                if column[1].endswith(ending)
            ]

    def fill(self, path: str) -> None:
        """As a translator would, though not as well."""
        catalogue = polib.pofile(str(self.folder / path))
        for entry in catalogue:
            entry.msgstr = "" if entry.msgid_plural else entry.msgid
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, entry.msgid_plural)
        catalogue.find("Glossary").msgstr = "Geirfa"
        catalogue.save()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return Copy(tmp_path_factory.mktemp("copy"))


def assert_fallback_everywhere(seen, shown):
    """Every page is there in another language, and says so."""
    number = seen["pages"]
    assert number > 40
    assert seen["wrong"] == []
    assert seen[f"html {shown}"] == number  # what <html> says is true of all that has no mark of its own
    assert seen["marked"] == seen["noted"] == number
    assert seen["named in the switcher"] == number
    # Search engines are not led there.
    assert seen["not for search engines"] == number
    assert (seen["canonical here"], seen["alternate of the English page"], seen["in the sitemap"]) == (0, 0, 0)
    assert seen["from the browser"] == f"/{shown}/"
    assert list(seen["states"]) == ["missing"]


def test_a_language_comes_and_goes(copy):
    # Portuguese of Brazil: a code with a hyphen, whose readers understand Spanish; then a first start.
    copy.set('    ("lv", "Latviešu"),\n', '    ("lv", "Latviešu"),\n    ("pt-br", "Português do Brasil"),\n')
    copy.set('NEAREST_RELATIVE = {"ca": "es"}', 'NEAREST_RELATIVE = {"ca": "es", "pt-br": "es"}')
    copy.make_language("pt-br")
    copy.manage("migrate", "--verbosity", "0")
    copy.manage("seed", "--verbosity", "0")
    before = copy.walk("cy", "what_is_left")["what_is_left"]

    # Welsh, in a portal full of content.
    copy.set('    ("lv", "Latviešu"),\n', '    ("lv", "Latviešu"),\n    ("cy", "Cymraeg"),\n')
    copy.make_language("cy")
    copy.manage("migrate", "--verbosity", "0")
    copy.manage("rebuild_search", "--verbosity", "0")
    welsh = copy.walk("cy", "walk", "back_office", "translate_a_term")

    assert_fallback_everywhere(welsh["walk"], "en")
    assert welsh["walk"]["canonical in English"] == welsh["walk"]["pages"]
    # The words are those of the English page, but for synonyms, which nothing can stand for, and for works with an
    # English title, which is explained to readers of Welsh.
    unlike = {path for path in welsh["walk"]["unlike the English page"] if not path.startswith("/cy/documents/")}
    assert unlike <= {"/cy/glossary/"}
    assert welsh["back_office"] == {"front": ["en"], "wrong": [], "lacking": [], "kinds": 18}
    assert welsh["translate_a_term"] == {
        "shown": ['<span lang="cy">Ŵterm', '<span lang="cy">Ŵdefinition'], "is found": 1, "in the table": 1,
    }  # fmt: skip

    assert_fallback_everywhere(copy.walk("pt-br", "walk")["walk"], "es")
    assert "pages_page.title_pt_br" in copy.columns("_pt_br")

    # The file of the interface is filled.
    copy.fill("locale/cy/LC_MESSAGES/django.po")
    copy.manage("compile_messages")
    filled = copy.walk("cy", "entrance")["entrance"]

    assert (filled["front"], filled["from the browser"]) == (["cy"], "/cy/")
    assert filled["in the sitemap"] > 100  # lists, whose words are the interface's

    # And taken out again.
    copy.set('    ("cy", "Cymraeg"),\n', "")
    shutil.rmtree(copy.folder / "locale/cy")
    copy.make_language("cy")
    copy.manage("migrate", "--verbosity", "0")
    after = copy.walk("cy", "what_is_left")["what_is_left"]

    assert after == before
    assert (after["at its address"], after["wrong"]) == ("404", [])
    assert copy.columns("_cy") == []
    assert not (copy.folder / "locale/cy").exists()
