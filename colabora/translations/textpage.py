"""One text on the translation desk: what its translator sees, and what becomes of what they send."""

from contextlib import suppress
from functools import cached_property

from django.http import Http404
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from colabora.compare import Comparer
from colabora.languages import current_language, language_name

from .catalog import address_of, hangs_on, places_of, rows_of, site_link, text_for, translated_models
from .faults import is_markdown, must_be_mended, should_be_looked_at
from .models import Confirmation, SourceText
from .segments import portable
from .states import OUTDATED, PIVOT, UP_TO_DATE, Text, check, confirmation_of, digest, texts
from .terms import load_glossary, terms_in
from .work import Change, drafts_of, keep_states, lock_records, records_of, save_draft, write

SAVE, PREVIEW, DISCARD, DONE, STILL_RIGHT, CHECK = "save", "preview", "discard", "done", "still-right", "check"
MOST_CHARACTERS = 50_000  # about 25 printed pages


class TextPage:
    """A text for its translator. Raises Http404 for whoever may not translate it."""

    def __init__(self, user, language: str, model: str, pk: int, field: str, via: str = ""):
        self.user = user
        self.key = (language, model, pk, field)
        self.text = text_for(user, *self.key)
        self.asked_via = via
        self.errors: list[str] = []
        self.told: list[str] = []
        self.typed: str | None = None
        self.wants_look = self.is_settled = False
        # The translation that somebody finished while this person's draft was being written.
        self.conflict = self.text.text if self.draft and self.draft.seen_digest != digest(self.text.text) else ""

    # What is shown

    @cached_property
    def place(self):
        return places_of([self.text])[self.text.model, self.text.pk, self.text.field]

    @cached_property
    def draft(self):
        return next((draft for draft in self.drafts if draft.user_id == self.user.pk), None)

    @cached_property
    def drafts(self) -> list:
        return list(drafts_of(self.text))

    @property
    def drafts_of_others(self) -> list:
        return [draft for draft in self.drafts if draft.user_id != self.user.pk and draft.text]

    @property
    def words(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return self.draft.text if self.draft else self.text.text

    @property
    def source_seen(self) -> str:
        return digest(self.text.source)

    @property
    def text_seen(self) -> str:
        """The translation that the draft was begun upon: what was finished since is a conflict, not lost."""
        return self.draft.seen_digest if self.draft and not self.conflict else digest(self.text.text)

    @property
    def is_draft_of_former_source(self) -> bool:
        return bool(self.draft) and self.draft.source_digest != self.source_seen

    @cached_property
    def last(self):
        return confirmation_of(self.text)

    @cached_property
    def changes_of_source(self) -> list[tuple[str, str]]:
        """What became of the source since it was last translated."""
        if self.text.state != OUTDATED:
            return []
        before = SourceText.objects.filter(digest=self.text.known.source_digest).first()
        return Comparer().pieces(before.text, self.text.source.replace("\r\n", "\n")) if before else []

    @property
    def may_say_still_right(self) -> bool:
        return bool(self.text.text) and self.text.is_left and not self.text.awaits_second_look

    @property
    def may_check(self) -> bool:
        return self.text.awaits_second_look and self.text.known.user_id != self.user.pk

    @property
    def waits_for_another(self) -> bool:
        return self.text.awaits_second_look and self.text.known.user_id == self.user.pk

    @cached_property
    def others(self) -> list[Text]:
        """The same text in the languages that are neither its source nor this one."""
        found = texts(self.text.model._base_manager.filter(pk=self.text.pk))
        return [
            text
            for text in found
            if text.field == self.text.field and text.text and text.language != self.text.language
        ]

    @cached_property
    def pivot(self) -> Text | None:
        """An English text that is up to date, for translators who do not read the source."""
        return next((text for text in self.others if text.language == PIVOT and text.state == UP_TO_DATE), None)

    @property
    def via(self) -> str:
        asked = self.asked_via or (self.draft.via if self.draft else "")
        return PIVOT if asked == PIVOT and self.pivot else ""

    @property
    def works_from(self) -> str:
        """As the form sends it: a blank would leave it to the draft."""
        return self.via or "source"

    @property
    def is_markdown(self) -> bool:
        return is_markdown(self.text)

    @property
    def is_long(self) -> bool:
        return self.is_markdown or len(self.text.source) > 240

    @cached_property
    def terms(self) -> list:
        """The glossary's terms in the source, with the translation that they are to have."""
        draft = self.words if len(self.words) <= MOST_CHARACTERS else ""
        return terms_in(self.text.source, self.text.source_language, self.text.language, draft, load_glossary())

    @property
    def warnings(self) -> list[str]:
        if len(self.words) > MOST_CHARACTERS:
            return []
        said = _("The glossary translates “{term}” as “{translation}”; your text does not use it.")
        unused = [term for term in self.terms if not term.is_used]
        return [
            *should_be_looked_at(self.text, self.words),
            *(said.format(term=term.term, translation=term.translation) for term in unused if self.words.strip()),
        ]

    @cached_property
    def repeated_as(self) -> str:
        """How the same words were translated elsewhere."""
        if self.text.text:
            return ""
        same = Confirmation.objects.filter(language=self.text.language, source_digest=digest(self.text.source))
        for found in same.select_related("content_type").order_by("-confirmed_at")[:5]:
            model = found.content_type.model_class()
            label = model._meta.label_lower if model else ""
            with suppress(Http404):
                other = text_for(self.user, self.text.language, label, found.object_id, found.field)
                if other.state == UP_TO_DATE:
                    return other.text
        return ""

    @cached_property
    def siblings(self) -> list[tuple[Text, str, str]]:
        """All texts of the same record, each with its name and address."""
        record = self.place.record
        found = []
        for model in translated_models():
            path, owner = hangs_on(model)
            if owner is type(record):
                rows = rows_of(model, self.user).filter(**{path or "pk": record.pk})
                found += texts(rows, [self.text.language])
        places = places_of(found)
        named = [(text, places[text.model, text.pk, text.field]) for text in found]
        return [(text, " – ".join(filter(None, [place.part, place.field])), address_of(text)) for text, place in named]

    @property
    def has_preview(self) -> bool:
        from colabora.drafts import has_preview  # it is made of all views

        return has_preview(type(self.place.record))

    @property
    def preview_address(self) -> str:
        from colabora.drafts import preview_address

        return preview_address(self.place.record, [self.text.language], self.user.pk)

    @property
    def site_link(self) -> str:
        return site_link(self.place, self.text.language)

    @property
    def source_name(self) -> str:
        return language_name(self.text.source_language, current_language())

    # What is sent

    def take(self, data, do: str, *, is_automatic: bool = False) -> None:
        """Inside a transaction. Settled, or with errors, a conflict or remarks to be shown beside what was typed."""
        if do in (DONE, STILL_RIGHT, CHECK):
            records = records_of([self.text])
            lock_records(records)
            keep_states(records)
            self.text = text_for(self.user, *self.key)  # as it is now that nobody else writes
        self.asked_via = data.get("via", "")
        self.typed = portable(data.get("words", ""))
        seen = data.get("source_seen", ""), data.get("text_seen", "")
        if len(self.typed) > MOST_CHARACTERS:
            self.errors = [_("This text is far too long.")]
            return
        if do == DONE:
            self.keep(*seen)
            self.finish(*seen, data.get("despite", ""))
        elif do == STILL_RIGHT:
            self.say_still_right(*seen)
        elif do == CHECK:
            self.check(*seen)
        elif do == DISCARD:
            drafts_of(self.text).filter(user=self.user).delete()
            self.is_settled = True
        else:
            if not (is_automatic and self.is_late(seen[1])):
                self.keep(*seen)
            self.is_settled = True

    def is_late(self, text_seen: str) -> bool:
        """Whether a script's save comes after its user has finished the text: that would revive the draft."""
        last = self.text.known
        return not self.draft and text_seen != digest(self.text.text) and bool(last) and last.user_id == self.user.pk

    def keep(self, source_seen: str, text_seen: str) -> None:
        self.__dict__.pop("drafts", None)
        self.__dict__.pop("draft", None)
        save_draft(
            self.text, self.user, self.typed, via=self.via,
            source_seen=source_seen[:16] or self.source_seen, text_seen=text_seen[:16] or digest(self.text.text),
        )  # fmt: skip

    def finish(self, source_seen: str, text_seen: str, despite: str) -> None:
        self.errors = must_be_mended(self.text, self.typed)
        if self.errors:
            return
        if digest(self.text.text) not in (text_seen, digest(self.typed)):
            self.conflict = self.text.text
            self.errors = [_("Somebody else has finished this text meanwhile. Both texts stand below.")]
            return
        if source_seen != self.source_seen:
            self.errors = [_("The source was changed while you were writing. Compare once more, then finish.")]
            return
        if self.warnings and despite != self.mark:
            self.wants_look = True
            self.errors = [_("Before you finish: please look at the remarks below your text.")]
            return
        if self.is_as_it_stands and self.text.awaits_second_look:
            check(self.text, self.user)  # by whoever wrote it nothing changes
        else:
            write([Change(self.text, self.typed, self.via)], self.user)
        drafts_of(self.text).filter(user=self.user).delete()
        self.is_settled = True
        self.told = [_("Done: {name}").format(name=self.place.title)]

    @property
    def mark(self) -> str:
        """Of the remarks that a translator has seen: other remarks are shown anew."""
        return digest("\n".join(self.warnings))

    @property
    def is_as_it_stands(self) -> bool:
        return digest(self.typed) == digest(self.text.text)

    def is_as_seen(self, source_seen: str, text_seen: str) -> bool:
        """Whether somebody who says that a text is right means the text that there is."""
        if not self.is_as_it_stands:
            self.keep(source_seen, text_seen)
            self.errors = [_("You have changed the text: finish it by “Done”, or discard your draft first.")]
        elif (source_seen, text_seen) != (self.source_seen, digest(self.text.text)):
            self.errors = [_("This text was changed since you opened it. Here it is as it stands now.")]
        return not self.errors

    def say_still_right(self, source_seen: str, text_seen: str) -> None:
        if self.is_as_seen(source_seen, text_seen) and self.may_say_still_right:
            write([Change(self.text, self.text.text, self.via)], self.user)
            drafts_of(self.text).filter(user=self.user).delete()
            self.is_settled = True
            self.told = [_("Still right: {name}").format(name=self.place.title)]

    def check(self, source_seen: str, text_seen: str) -> None:
        if self.is_as_seen(source_seen, text_seen) and check(self.text, self.user):
            self.is_settled = True
            self.told = [_("Checked: {name}").format(name=self.place.title)]

    def as_json(self) -> dict:
        """The answer to a script that saves while somebody types."""
        if self.errors:
            return {"saved": self.errors[0], "remarks": [], "is_changed": False}
        now = time_format(timezone.localtime(), "TIME_FORMAT")
        return {
            "saved": _("Draft kept at {time}. Visitors do not see it.").format(time=now),
            "remarks": self.warnings,
            "is_changed": digest(self.text.text) != self.text_seen,
        }
