"""The glossary as search reads it: a folded phrase and all phrases that mean the same, in every language."""

from modeltranslation.utils import get_translation_fields

from colabora.text import fold

from .models import Term


def load_synonyms() -> dict[str, frozenset[str]]:
    """One query. A phrase that stands in several entries takes the words of all of them."""
    columns = [*get_translation_fields("term"), *get_translation_fields("synonyms")]
    synonyms: dict[str, frozenset[str]] = {}
    for row in Term.objects.published().order_by().values_list(*columns):
        phrases = frozenset(
            folded
            for text in row
            for part in (text or "").replace("(", ";").replace(")", ";").split(";")
            if len(folded := fold(part)) > 2
        )
        for phrase in phrases:
            synonyms[phrase] = synonyms.get(phrase, frozenset()) | phrases
    return synonyms
