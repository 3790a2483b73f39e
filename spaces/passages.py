"""Where in a space's texts a search found what its card does not show."""

from typing import NamedTuple

from colabora.languages import column, country_name, current_language, fallback_chain, translated
from colabora.marking import passage
from colabora.text import fold

# Texts that search looks into, most telling first. Those of one language have no translations.
TRANSLATED = ("summary", "description", "operator", "former_use_note", "region", "heading")
OTHERS = ("alt_names", "municipality", "address")


class Passage(NamedTuple):
    text: str
    language: str


def passage_of(space, phrases: list[tuple[str, ...]]) -> Passage | None:
    """The first text, in the reader's language if possible, that holds a word which the card does not show."""
    shown = fold(" ".join(shown_on_card(space)))
    missing = [phrase for words in phrases if not any(word in shown for word in words) for phrase in words]
    if not missing:
        return None
    for language in fallback_chain(current_language()):
        for field in TRANSLATED:
            if found := passage(getattr(space, column(field, language)) or "", missing):
                return Passage(found, language)
    return next((Passage(found, "") for field in OTHERS if (found := passage(getattr(space, field), missing))), None)


def shown_on_card(space):
    yield space.name or space.display_name
    yield space.place
    yield country_name(space.country, current_language())
    if space.card_observation:
        yield translated(space.card_observation, "text")[0]
