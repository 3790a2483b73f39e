"""Whatever path a change of a source or of a translation takes, and in whatever order: the states are right."""

import csv
import io
from contextlib import redirect_stdout

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colabora.history.restore import restore
from colabora.history.snapshots import catch_up, states_of
from colabora.translations.catalog import Slice
from colabora.translations.exchange import segments
from colabora.translations.formats import FORMATS
from colabora.translations.segments import portable
from colabora.translations.states import (
    LEFT,
    MISSING,
    NEEDS_REVIEW,
    OUTDATED,
    UP_TO_DATE,
    confirm,
    digest,
    texts,
)  # fmt: skip
from spaces.models import Space
from tests.factories.partners import UserFactory
from tests.factories.spaces import SpaceFactory
from tests.partners.test_permissions import form_data

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(["", "one", "two", "three", "one ", "two\r\nlines", "two\nlines"])
SOURCES = st.sampled_from(["A room.", "A hall.", "A desk.", "A room.\r\n"])
STEPS = st.one_of(
    st.tuples(st.sampled_from(["update-source", "save-source", "form-source", "minor-edit"]), SOURCES),
    st.tuples(st.sampled_from(["update", "save", "form", "desk", "file", "xliff", "sheet", "save-and-confirm"]), WORDS),
    st.tuples(st.sampled_from(["still-right", "confirm", "draft", "untouched-file", "restored"]), st.just("")),
)


class Expected:
    """The meaning of the states in plain Python: what was last said to be right, of which source."""

    def __init__(self):
        self.source, self.text, self.confirmed = "A room.", "", None

    @property
    def state(self) -> str:
        if not self.text:
            return MISSING
        if self.confirmed is None:
            return NEEDS_REVIEW
        if self.confirmed[0] != level(self.source):
            return OUTDATED
        return UP_TO_DATE if self.confirmed[1] == level(self.text) else NEEDS_REVIEW

    def confirm(self):
        if self.text and self.source:
            self.confirmed = level(self.source), level(self.text)


def level(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class World:
    """A space whose summary is translated into Latvian, and everybody who may change either."""

    def __init__(self, tmp_path):
        self.space = SpaceFactory(published=True, summary_en="A room.")
        self.expected = Expected()
        self.tmp_path = tmp_path
        self.editor, self.translator = Client(), Client()
        self.coordinator = UserFactory(coordinator=True)
        self.editor.force_login(self.coordinator)
        self.translator.force_login(UserFactory(translator=True))

    def fresh(self) -> Space:
        return Space.objects.get(pk=self.space.pk)

    def text(self):
        return next(text for text in texts(Space.objects.filter(pk=self.space.pk), ["lv"]) if text.field == "summary")

    def take(self, step: str, words: str) -> None:
        getattr(self, step.replace("-", "_"))(words)

    # The source

    def update_source(self, words):
        Space.objects.filter(pk=self.space.pk).update(summary_en=words)
        self.expected.source = words

    def save_source(self, words):
        space = self.fresh()
        space.summary_en = words
        space.save()
        self.expected.source = words

    def form_source(self, words, **more):
        url = f"/admin/spaces/space/{self.space.pk}/change/"
        answer = self.editor.post(url, form_data(self.editor, url) | {"summary_en": words} | more)
        assert answer.status_code == 302, answer.context_data["errors"]
        self.expected.source = self.fresh().summary_en

    def minor_edit(self, words):
        before = self.expected.confirmed, level(self.expected.source)
        self.form_source(words, _minor="1")
        if before[0] is not None and before[0][0] == before[1]:
            self.expected.confirmed = level(self.expected.source), before[0][1]

    # The translation

    def update(self, words):
        Space.objects.filter(pk=self.space.pk).update(summary_lv=words)
        self.expected.text = words

    def save(self, words):
        space = self.fresh()
        space.summary_lv = words
        space.save()
        self.expected.text = words

    def form(self, words):
        url = f"/admin/spaces/space/{self.space.pk}/change/"
        was = self.expected.text
        assert self.editor.post(url, form_data(self.editor, url) | {"summary_lv": words}).status_code == 302
        self.expected.text = self.fresh().summary_lv or ""
        if level(was) != level(self.expected.text):
            self.expected.confirm()

    def save_and_confirm(self, words):
        """As an import of a table does: saved, and confirmed by its columns."""
        self.save(words)
        confirm(self.fresh(), ["summary_lv"])
        self.expected.confirm()

    def sheet(self, words):
        path = self.tmp_path / "spaces.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["slug", "summary_lv"], [self.space.slug, words]])
        with redirect_stdout(io.StringIO()):
            call_command("import_sheet", "spaces", str(path), "--as", self.coordinator.username, verbosity=0)
        was, self.expected.text = self.expected.text, self.fresh().summary_lv or ""
        assert level(self.expected.text) == level(words)
        if level(was) != level(words):
            self.expected.confirm()

    def restored(self, _words):
        """What was said of the texts stays said: only of the same texts is it true."""
        space = self.fresh()
        catch_up(space)
        restore(space, states_of(space).last().revision, self.coordinator)
        self.expected.source, self.expected.text = self.fresh().summary_en, self.fresh().summary_lv or ""

    def desk(self, words):
        text = self.text()
        url = reverse("translate:text", args=["lv", "spaces.space", self.space.pk, "summary"])
        seen = {"source_seen": digest(text.source), "text_seen": digest(text.text)}
        answer = self.translator.post(url, {"do": "done", "words": words, **seen})
        if words:
            assert answer.status_code == 302
            if level(words) != level(self.expected.text):
                self.expected.text = portable(words)
            self.expected.confirm()

    def draft(self, _words):
        text = self.text()
        url = reverse("translate:text", args=["lv", "spaces.space", self.space.pk, "summary"])
        seen = {"source_seen": digest(text.source), "text_seen": digest(text.text)}
        self.translator.post(url, {"do": "save", "words": "Only a draft", **seen})
        self.translator.post(url, {"do": "discard", **seen})

    def still_right(self, _words):
        was = self.expected.state
        text = self.text()
        url = reverse("translate:text", args=["lv", "spaces.space", self.space.pk, "summary"])
        seen = {"source_seen": digest(text.source), "text_seen": digest(text.text)}
        self.translator.post(url, {"do": "still-right", "words": text.text, **seen})
        if was in (OUTDATED, NEEDS_REVIEW):
            self.expected.confirm()

    def confirm(self, _words):
        confirm(self.fresh(), ["summary_lv"])
        self.expected.confirm()

    # Files

    def file(self, words, kind="po"):
        chosen = Slice("lv", model="spaces.space", states=(*LEFT, UP_TO_DATE))
        found = [one for one in segments(chosen) if one.id.endswith(":summary")]
        changed = [type(one)(**{**vars(one), "text": portable(words), "is_unconfirmed": False}) for one in found]
        path = self.tmp_path / "file"
        path.write_bytes(FORMATS[kind].write(changed, "lv"))
        with redirect_stdout(io.StringIO()):
            call_command("import_translations", str(path), verbosity=0)
        if words:
            if level(words) != level(self.expected.text):
                self.expected.text = portable(words)
            self.expected.confirm()

    def xliff(self, words):
        self.file(words, "xliff")

    def untouched_file(self, _words):
        path = self.tmp_path / "untouched"
        with redirect_stdout(io.StringIO()):
            call_command("export_translations", "--language=lv", "--model=spaces.space", f"--output={path}")
            call_command("import_translations", str(path), verbosity=0)


@given(steps=st.lists(STEPS, min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_states_are_right_after_any_changes_by_any_path(tmp_path, steps):
    world = World(tmp_path)

    for step, words in steps:
        world.take(step, words)
        assert world.text().state == world.expected.state, (step, words)
        assert level(world.fresh().summary_lv or "") == level(world.expected.text), (step, words)
