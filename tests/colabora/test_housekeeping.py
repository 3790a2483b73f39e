"""manage.py housekeeping: what is due, and no step that keeps another from being done."""

import io

import pytest
from django.core.management import CommandError, call_command

from colabora import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BIN_ROOT, settings.DATA_DIR = tmp_path / "media", tmp_path / "bin", tmp_path


def run():
    out = io.StringIO()
    call_command("housekeeping", without_links=True, stdout=out)
    return out.getvalue().splitlines()


def test_with_nothing_to_do_it_does_nothing_twice():
    expected = [
        "bin: 0 deletions ended", "files: 0 files set aside, 0 ended",
        "translations: 0 former sources ended", "uploads: 0 ended",
    ]  # fmt: skip

    assert run() == expected
    assert run() == expected


def test_a_step_that_fails_keeps_no_other_from_being_done(monkeypatch):
    done = []
    monkeypatch.setattr("colabora.management.commands.housekeeping.empty_old", lambda: 1 / 0)
    monkeypatch.setattr(files, "sweep", lambda: done.append("files") or (0, 0))

    with pytest.raises(CommandError, match="Not done: bin"):
        run()

    assert done == ["files"]
