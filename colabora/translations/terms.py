"""The glossary's terms in a text, what they are to be called in its translation, and whether it calls them so.

Words are compared without case and accents and by their beginnings, so that plurals and cases are found: a rule of
thumb, tuned on the portal's own translations (tests/colabora/test_terms.py). What it says is a reminder, no refusal.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from modeltranslation.utils import get_translation_fields

from colabora.languages import column
from colabora.pages.models import Term
from colabora.text import fold

# Addresses, targets of links and placeholders are no words of a text.
NO_WORDS = re.compile(r"\]\([^()\s]*\)|https?://\S+|www\.\S+|\{[^{}]*\}|%\(\w+\)s")
WORD = re.compile(r"[\w·]+")  # Catalan writes l·l within a word
# What parts the names of a term: "facilitateur, facilitatrice", "local action group (LAG)", "dinamizador o …".
BETWEEN_NAMES = re.compile(r"[;/,()]|\s(?:or|oder|ou|o|vai)\s")
# Words that only join others, besides those of one or two letters: any may stand where another does.
JOINTS = frozenset(
    ["aus", "del", "dels", "den", "der", "des", "die", "eines", "for", "las", "les", "los", "the", "une", "van", "von"]
)
# How many letters a word may lose at its end and gain in their place, by language: "espai", "espais", "pràctiques".
ENDINGS = {"ca": (1, 3), "de": (1, 3), "en": (1, 3), "es": (1, 2), "fr": (1, 2)}
MOST_ENDINGS = (2, 4)
GAP = 3  # words that a translation may put between those of a name


@dataclass(frozen=True)
class Required:
    """A term in a source text. `is_used`: the draft has its translation; the definition is in the draft's language."""

    term: str
    translation: str
    definition: str
    slug: str
    is_used: bool


class Word(NamedTuple):
    written: str
    folded: str

    @property
    def is_abbreviation(self) -> bool:
        return len(self.written) > 1 and self.written.isupper()

    @property
    def is_joint(self) -> bool:
        return not self.is_abbreviation and (len(self.folded) < 3 or self.folded in JOINTS)


class Name(NamedTuple):
    """One of the names by which texts call a term."""

    words: tuple[Word, ...]
    is_synonym: bool
    entry: dict

    @property
    def is_loose(self) -> bool:
        return self.is_synonym and len(self.words) == 1 and not self.words[0].is_abbreviation


def load_glossary() -> list[dict]:
    """The published terms in every language, in one query."""
    fields = [name for field in ("term", "synonyms", "definition") for name in get_translation_fields(field)]
    return list(Term.objects.published().order_by("slug").values("slug", *fields))


def terms_in(source: str, source_language: str, language: str, draft: str, glossary: Iterable[dict]) -> list[Required]:
    """The terms in a source text that have a translation in a language, in the order of the text.

    Where the source has another word for a term, its translation may have another one, too; a single such word, like
    “user”, is often not meant as the term, and nothing is required for it.
    """
    text, written, found = words_of(source), words_of(draft), {}
    used: dict[tuple[Word, ...], bool] = {}  # a term may stand in the source many times

    def is_in_draft(words: tuple[Word, ...]) -> bool:
        if words not in used:
            used[words] = is_used(words, written, language)
        return used[words]

    for position, name in names_in(text, names_of(glossary, source_language), source_language):
        entry, translation = name.entry, name.entry[column("term", language)]
        if not translation or is_kept(text, position, len(name.words), written):
            continue
        wanted = alternatives(translation)
        if name.is_synonym:
            wanted += (*alternatives(entry[column("synonyms", language)] or ""), name.words)
        required = Required(
            term=entry[column("term", source_language)] or "",
            translation=translation,
            definition=entry[column("definition", language)] or entry[column("definition", source_language)] or "",
            slug=entry["slug"],
            is_used=name.is_loose or any(map(is_in_draft, wanted)),
        )
        if entry["slug"] not in found or found[entry["slug"]].is_used:
            found[entry["slug"]] = required
    return list(found.values())


def is_kept(text: tuple[Word, ...], position: int, length: int, written: tuple[Word, ...]) -> bool:
    """Whether the words are part of a longer proper name, which the draft has as it is: “Coworking Library”."""
    for start, end in ((position - 1, position + length), (position, position + length + 1)):
        whole = [word.written for word in text[max(start, 0) : end]]
        if len(whole) > length and all(word[:1].isupper() for word in whole):
            places = range(len(written) - len(whole) + 1)
            if any([word.written for word in written[place : place + len(whole)]] == whole for place in places):
                return True
    return False


def names_of(glossary: Iterable[dict], language: str) -> list[Name]:
    """Longer names before shorter ones; a term before a synonym of another."""
    found = [
        Name(words, field == "synonyms", entry)
        for entry in glossary
        for field in ("term", "synonyms")
        for words in alternatives(entry[column(field, language)] or "")
    ]
    return sorted(found, key=lambda name: (-len(name.words), name.is_synonym))


@lru_cache(maxsize=2048)
def alternatives(text: str) -> tuple[tuple[Word, ...], ...]:
    """The names that a field of the glossary holds."""
    found = map(words_of, BETWEEN_NAMES.split(text))
    return tuple(words for words in found if not all(word.is_joint for word in words))


def words_of(text: str) -> tuple[Word, ...]:
    found = WORD.findall(NO_WORDS.sub(" ", text))
    # “pràctica”, “pràctiques”: one stem in two spellings
    return tuple(Word(word, folded.replace("qu", "c")) for word in found if (folded := fold(word)))


def names_in(text: tuple[Word, ...], known: list[Name], language: str) -> Iterator[tuple[int, Name]]:
    """The longest name that stands at each place of a text, with the place; none within another one."""
    end = 0
    for position in range(len(text)):
        name = next((name for name in known if stands_at(text, position, name.words, language)), None)
        if name is not None and position + len(name.words) > end:
            end = position + len(name.words)
            yield position, name


def stands_at(text: tuple[Word, ...], position: int, name: tuple[Word, ...], language: str) -> bool:
    if text[position].folded[0] != name[0].folded[0]:
        return False
    here = text[position : position + len(name)]
    return len(here) == len(name) and all(
        is_form(word, of, language, is_alone=len(name) == 1) for word, of in zip(here, name, strict=True)
    )


def is_used(name: tuple[Word, ...], text: tuple[Word, ...], language: str) -> bool:
    """Whether a text has the words of a name, in their order and near each other; compounds of them count."""
    wanted = [word for word in name if not word.is_joint]
    return any(follows(wanted, text[position:], language) for position in range(len(text)))


def follows(wanted: list[Word], text: tuple[Word, ...], language: str) -> bool:
    """Whether a text begins with the first of the words, and the others come soon after."""
    if not wanted:
        return True
    first, *others = wanted
    if not text or not (is_form(text[0], first, language) or is_part(first, text[0], language)):
        return False
    return not others or any(follows(others, text[skipped + 1 :], language) for skipped in range(GAP + 1))


def is_form(word: Word, of: Word, language: str, is_alone: bool = False) -> bool:
    """Whether a word is another one in some number or case. Where it stands alone, short words are compared closely."""
    if of.is_abbreviation:
        return word.written in (of.written, f"{of.written}s")
    if of.is_joint:
        return word.is_joint
    loses, gains = ENDINGS.get(language, MOST_ENDINGS)
    loses = min(loses, (len(of.folded) - (3 if is_alone else 2)) // 2)
    if is_alone:
        gains = min(gains, len(of.folded) - 1)
    pairs = zip(word.folded, of.folded, strict=False)
    shared = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= len(of.folded) - loses and len(word.folded) - shared <= gains


def is_part(of: Word, word: Word, language: str) -> bool:
    """Whether a word is a compound with another one: “Zielgruppenanalyse”, “Landcoworking”, “Innovationshub”."""
    if of.is_abbreviation:
        return False
    loses, _gains = ENDINGS.get(language, MOST_ENDINGS)
    is_within = len(of.folded) > 4 and of.folded[: max(5, len(of.folded) - loses)] in word.folded
    return is_within or word.folded.endswith(of.folded)
