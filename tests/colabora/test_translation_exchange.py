"""Files for translators: out and back is the identity, conflicts are never overwritten, a refused file does nothing."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse

from colabora.languages import column
from colabora.models import translated_fields
from colabora.translations.catalog import Slice, hangs_on, rows_of, translated_models
from colabora.translations.exchange import carry_out, plan, segments
from colabora.translations.formats import FORMATS, read_file
from colabora.translations.models import Confirmation, Delivery, Draft, SecondLook
from colabora.translations.segments import FileError, portable
from colabora.translations.states import LEFT, NEEDS_REVIEW, OUTDATED, UP_TO_DATE, confirm, digest, texts
from spaces.models import Space, StageObservation
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from workpackages.models import Moderation, WorkPackage

pytestmark = pytest.mark.django_db

EVERYTHING = (*LEFT, UP_TO_DATE)
HOSTILE = [
    'say “"yes"” \\ \\n', "two\nlines\n\n## Heading\n\n- one\n- two", "]]> <b>bold</b> &amp; <!-- no -->", "👩🏽‍🌾 🇱🇻",
    "שלום \u202eعالم\u202c", "tab\there\u00a0and\u2028there\u0085", "x" * 10_000, "msgid \"a\"\nmsgstr \"b\"",
]  # fmt: skip


def file_of(kind, language="lv", **narrowed) -> bytes:
    chosen = Slice(language, states=EVERYTHING, **narrowed)
    return FORMATS[kind].write(segments(chosen), language)


def edited(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


@pytest.fixture
def space():
    space = SpaceFactory(published=True, name="Old Station", summary_en="A room.", summary_lv="Telpa.")
    confirm(space, ["summary_lv"])
    return space


# Out and back


@pytest.mark.parametrize("kind", FORMATS)
def test_hostile_texts_come_back_as_they_went_and_equal_ones_stay_apart(kind, db):
    spaces = [SpaceFactory(summary_en=f"{text} source", summary_lv=text) for text in HOSTILE]
    spaces += [SpaceFactory(summary_en="The same.", summary_lv=f"Tas pats {number}.") for number in range(2)]
    for space in spaces[::2]:
        confirm(space, ["summary_lv"])
    Space.objects.filter(pk=spaces[2].pk).update(summary_en="]]> <b>changed</b>")
    before = list(Space.objects.order_by("pk").values()), list(Confirmation.objects.order_by("pk").values())

    language, entries = read_file("x", file_of(kind))
    outcome, _is_done = carry_out(language, entries, None, "x")

    assert outcome.unchanged == len(entries) >= len(spaces)
    assert {entry.text for entry in entries if entry.id.endswith("summary")} == {
        portable(space.summary_lv) for space in spaces
    }
    assert (list(Space.objects.order_by("pk").values()), list(Confirmation.objects.order_by("pk").values())) == before


@pytest.mark.parametrize("kind", FORMATS)
def test_what_a_translator_fills_in_is_written_confirmed_and_put_into_the_history(kind, space):
    missing = SpaceFactory(published=True, summary_en="Another room.")
    data = file_of(kind)
    target = {"po": 'msgid "Another room."\nmsgstr ""', "xliff": "<source>Another room.</source>"}[kind]
    filled = {
        "po": 'msgid "Another room."\nmsgstr "Cita telpa."',
        "xliff": "<source>Another room.</source><target>Cita telpa.</target>",
    }[kind]
    translator = UserFactory(translator=True)

    language, entries = read_file("x", edited(data, target, filled))
    carry_out(language, entries, translator, "x.po")
    missing.refresh_from_db()
    state = {text.state for text in texts(Space.objects.filter(pk=missing.pk), ["lv"])}

    assert missing.summary_lv == "Cita telpa."
    assert "cita telpa" in missing.search_text
    assert state == {UP_TO_DATE}
    assert [line.words for line in Delivery.objects.all()] == [2]


def test_a_record_and_its_parts_in_one_file_are_all_written(space):
    """Each saves the record after itself: none may put back what another wrote."""
    parts = [StageObservationFactory(space=space, text_en=f"Seen {number}.") for number in range(2)]
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "Cita telpa."')
    for number in range(2):
        data = edited(data, f'msgid "Seen {number}."\nmsgstr ""', f'msgid "Seen {number}."\nmsgstr "Redzēts {number}."')

    language, entries = read_file("x", data)
    outcome, is_done = carry_out(language, entries, UserFactory(translator=True), "x")
    space.refresh_from_db()

    assert (is_done, len(outcome.to_write)) == (True, 3)
    assert space.summary_lv == "Cita telpa."
    assert [StageObservation.objects.get(pk=part.pk).text_lv for part in parts] == ["Redzēts 0.", "Redzēts 1."]
    assert "cita telpa" in space.search_text


def test_a_second_person_checks_what_came_in_a_file_too(space):
    SecondLook.objects.create(language="lv")
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "Cita telpa."')

    language, entries = read_file("x", data)
    carry_out(language, entries, None, "x")

    assert next(texts(Space.objects.all(), ["lv"])).state == NEEDS_REVIEW


def test_a_confirmation_without_a_change_is_taken_where_the_mark_of_doubt_was_removed(space):
    Space.objects.filter(pk=space.pk).update(summary_en="A hall.")
    data = file_of("po")
    assert b"#, fuzzy" in data
    assert b'#| msgid "A room."' in data

    untouched = plan(*read_file("x", data))
    language, entries = read_file("x", data.replace(b"#, fuzzy\n", b""))
    outcome, _is_done = carry_out(language, entries, None, "x")

    assert (len(untouched.to_confirm), untouched.unchanged) == (0, 1)
    assert len(outcome.to_confirm) == 1
    assert next(texts(Space.objects.all(), ["lv"])).state == UP_TO_DATE


def test_an_emptied_text_erases_nothing(space):
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr ""')

    outcome = plan(*read_file("x", data))

    assert (outcome.unchanged, outcome.is_importable) == (1, False)


# Conflicts


def test_what_was_changed_here_since_the_export_is_not_written_over_and_the_files_text_becomes_a_draft(space):
    other = SpaceFactory(published=True, summary_en="Another room.")
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "No faila."')
    data = edited(data, 'msgid "Another room."\nmsgstr ""', 'msgid "Another room."\nmsgstr "Cita."')
    Space.objects.filter(pk=space.pk).update(summary_lv="Mainīts šeit.")
    Space.objects.filter(pk=other.pk).update(summary_en="Another hall.")
    translator = UserFactory(translator=True)

    language, entries = read_file("x", data)
    outcome, _is_done = carry_out(language, entries, translator, "x")
    space.refresh_from_db()
    other.refresh_from_db()

    assert len(outcome.conflicts) == 2
    assert (space.summary_lv, other.summary_lv or "") == ("Mainīts šeit.", "")
    assert {draft.text for draft in Draft.objects.filter(user=translator)} == {"No faila.", "Cita."}
    page = Client()
    page.force_login(translator)
    html = page.get(reverse("translate:text", args=["lv", "spaces.space", space.pk, "summary"])).content.decode()
    assert "Mainīts šeit." in html
    assert "No faila.</textarea>" in html


def test_a_draft_begun_on_the_desk_is_not_replaced_by_a_files(space):
    translator = UserFactory(translator=True)
    Draft.objects.create(
        user=translator, row=space, field="summary", language="lv", text="Mans melnraksts", seen_digest=digest("Telpa.")
    )
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "No faila."')
    Space.objects.filter(pk=space.pk).update(summary_lv="Mainīts šeit.")

    language, entries = read_file("x", data)
    outcome, _is_done = carry_out(language, entries, translator, "x")

    assert (outcome.drafts_left, Draft.objects.get().text) == (1, "Mans melnraksts")


def test_an_entry_that_was_left_alone_is_no_conflict_with_what_was_improved_here(space):
    data = file_of("po")
    Space.objects.filter(pk=space.pk).update(summary_lv="Labāk.")

    outcome = plan(*read_file("x", data))

    assert (outcome.unchanged, outcome.conflicts) == (1, [])


def test_without_its_trace_an_entry_never_replaces_a_text_that_is_there(space):
    data = re.sub(rb"#\. colabora:.*\n", b"", edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "Cita."'))

    outcome = plan(*read_file("x", data))

    assert (len(outcome.conflicts), outcome.is_importable) == (1, False)


def test_unfinished_texts_become_drafts(space):
    data = edited(file_of("po"), 'msgctxt "spaces', '#, fuzzy\nmsgctxt "spaces')
    data = edited(data, 'msgstr "Telpa."', 'msgstr "Varbūt."')
    translator = UserFactory(translator=True)

    language, entries = read_file("x", data)
    carry_out(language, entries, translator, "x")
    space.refresh_from_db()

    assert (space.summary_lv, Draft.objects.get().text) == ("Telpa.", "Varbūt.")


# Refused


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (":summary", ":password", "is no text of this portal"),
        ("Language: lv", "Language: xx", "no language of this site"),
        ('msgstr "Cita telpa."', 'msgstr "Cita telpa.', ""),
    ],
)
def test_a_refused_file_changes_nothing_and_says_the_line(space, old, new, said, tmp_path, capsys):
    second = SpaceFactory(published=True, summary_en="Another room.")
    data = edited(file_of("po"), 'msgid "Another room."\nmsgstr ""', 'msgid "Another room."\nmsgstr "Cita telpa."')
    at = data.rindex(old.encode())
    path = tmp_path / "x.po"
    path.write_bytes(data[:at] + new.encode() + data[at + len(old.encode()) :])

    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_translations", str(path))
    second.refresh_from_db()

    assert re.search(rf"line \d+: .*{said}", capsys.readouterr().err)
    assert not second.summary_lv


def test_a_text_that_is_too_long_refuses_the_file():
    SpaceFactory(operator_en="Council", summary_lv="Telpa.")
    data = edited(file_of("po"), 'msgid "Council"\nmsgstr ""', f'msgid "Council"\nmsgstr "{"x" * 201}"')

    with pytest.raises(FileError) as error:
        plan(*read_file("x", data))

    assert "200" in error.value.faults[0][1]
    assert error.value.faults[0][0] > 10


def test_a_row_deleted_since_the_export_is_left_out_and_the_rest_is_taken(space):
    gone = StageObservationFactory(space=space, text_en="People came.")
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "Cita."')
    StageObservation.objects.filter(pk=gone.pk).delete()

    outcome = plan(*read_file("x", data))

    assert (len(outcome.gone), len(outcome.to_write)) == (1, 1)


# Whose texts


def test_a_file_gives_nobody_more_than_their_rights(space):
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "Cita."')
    language, entries = read_file("x", data)
    other_group = UserFactory(staff_of=LocalActionGroupFactory())

    with pytest.raises(FileError, match="into which you do not translate"):
        plan(language, entries, UserFactory(translator=True, languages=["de"]))
    assert len(plan(language, entries, other_group).gone) == 1
    assert len(plan(language, entries, UserFactory(staff_of=space.lag)).to_write) == 1


def test_slices_hold_what_belongs_to_them(db):
    lag, other = LocalActionGroupFactory(tagline_en="Ours"), LocalActionGroupFactory(tagline_en="Theirs")
    package = WorkPackage.objects.create(number=1, title_en="Package")
    Moderation.objects.create(lag=lag, work_package=package)
    mine = SpaceFactory(lag=lag, summary_en="Mine")
    SpaceFactory(lag=other, summary_en="Not mine", summary_lv="Nav mans")
    StageObservationFactory(space=mine, text_en="Seen")

    def sources(**narrowed):
        return {one.source for one in segments(Slice("lv", **narrowed))} - {""}

    assert {"Ours", "Mine", "Seen", "Package"} <= sources(lag=lag.pk)
    assert not {"Theirs", "Not mine"} & sources(lag=lag.pk)
    assert sources(package=package.pk) == {"Package"}
    assert sources(model="spaces.space") == {"Mine", "Seen", "Not mine"}


def test_samples_are_nobodys_work(db):
    SpaceFactory(slug="generated-1", summary_en="Sample")

    assert segments(Slice("lv", model="spaces.space")) == []


# By the commands and on the desk


def test_the_commands_take_a_file_out_and_back(space, tmp_path, capsys):
    SpaceFactory(published=True, summary_en="Another room.")
    path = tmp_path / "lv.po"

    call_command("export_translations", "--language=lv", f"--output={path}", "--missing")
    assert b"Telpa" not in path.read_bytes()
    path.write_bytes(edited(path.read_bytes(), 'room."\nmsgstr ""', 'room."\nmsgstr "Cita telpa."'))
    call_command("import_translations", str(path), "--dry-run")
    before = Space.objects.filter(summary_lv="Cita telpa.").count()
    call_command("import_translations", str(path))

    assert (before, Space.objects.filter(summary_lv="Cita telpa.").count()) == (0, 1)
    assert "1 texts to write" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--lag=nowhere"], ["--model=auth.user"], ["--package=9"]])
def test_a_slice_that_there_is_not_is_said(arguments, tmp_path):
    with pytest.raises(CommandError, match="There is no"):
        call_command("export_translations", "--language=lv", f"--output={tmp_path / 'x'}", *arguments)


def test_on_the_desk_a_file_is_shown_before_it_is_imported_and_imported_once(space, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    SpaceFactory(published=True, summary_en="Another room.")
    client = Client()
    client.force_login(UserFactory(translator=True))
    exported = client.get(reverse("translate:export", args=["lv"]) + "?format=xliff").content
    data = edited(exported, "<source>Another room.</source>", "<source>Another room.</source><target>Cita.</target>")

    shown = client.post(reverse("translate:files", args=["lv"]), {"file": SimpleUploadedFile("x.xlf", data)})
    before = Space.objects.filter(summary_lv="Cita.").count()
    url = shown.content.decode().split('action="/translate/lv/files/')[1].split('"')[0]
    answers = [client.post(f"/translate/lv/files/{url}") for _time in range(2)]

    assert exported.startswith(b"<?xml")
    assert "Cita." in shown.content.decode()
    assert before == 0
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Space.objects.filter(summary_lv="Cita.").count() == 1
    assert Delivery.objects.count() == 1


def test_what_changed_between_showing_and_importing_is_shown_anew(space, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(UserFactory(translator=True))
    data = edited(file_of("po"), 'msgstr "Telpa."', 'msgstr "No faila."')

    shown = client.post(reverse("translate:files", args=["lv"]), {"file": SimpleUploadedFile("x.po", data)})
    Space.objects.filter(pk=space.pk).update(summary_lv="Mainīts šeit.")
    url = shown.content.decode().split('action="/translate/lv/files/')[1].split('"')[0]
    again = client.post(f"/translate/lv/files/{url}")
    space.refresh_from_db()

    assert "Something was changed here meanwhile" in again.content.decode()
    assert space.summary_lv == "Mainīts šeit."


@pytest.mark.parametrize("data", [b"", b"\x00\xff binary", b"<xliff", b"PK\x03\x04", "ā".encode("utf-16")])
def test_a_file_that_is_none_is_said_with_its_line(data, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(UserFactory(translator=True))

    response = client.post(reverse("translate:files", args=["lv"]), {"file": SimpleUploadedFile("x.po", data)})

    assert response.status_code == 422
    assert re.search(r"Line \d+:", response.content.decode())
    assert list((tmp_path / "imports").iterdir()) == []


# Last here: it fills the database.


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_an_untouched_file_of_all_models_changes_nothing(content, kind, language):
    """Some texts are outdated, some were never confirmed, some are missing: none of it changes either."""
    for model in translated_models():
        field = translated_fields(model)[0]
        rows = rows_of(model)
        rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:2])).update(
            **{column(field, language): F(column(field, "en"))}
        )
    before = list(Confirmation.objects.order_by("pk").values_list())

    code, entries = read_file("x", file_of(kind, language))
    outcome, _is_done = carry_out(code, entries, None, "x")

    assert {one.id.split(":")[0] for one in entries} <= {model._meta.label_lower for model in translated_models()}
    assert outcome.unchanged == len(entries) > 500
    assert outcome.to_write == outcome.to_confirm == outcome.conflicts == outcome.gone == []
    assert list(Confirmation.objects.order_by("pk").values_list()) == before


def test_every_translated_model_belongs_to_a_record_of_the_back_office():
    assert {hangs_on(model)[1] for model in translated_models()} <= set(translated_models())
    assert {NEEDS_REVIEW, OUTDATED} < set(EVERYTHING)
