"""How a visitor's words become conditions on the folded search text."""

from .text import fold

# Longer queries are cut, so that a pasted page costs no more than a sentence.
MAX_LENGTH = 200
MAX_WORDS = 12


def alternatives(query: str, synonyms: dict[str, frozenset[str]]) -> list[tuple[str, ...]]:
    """For each word of a query the phrases that may stand for it, itself first; the longest synonym is one word."""
    words = fold(query[:MAX_LENGTH]).split()[:MAX_WORDS]
    found = []
    while words:
        for length in range(min(len(words), 5), 0, -1):
            phrase = " ".join(words[:length])
            if phrase in synonyms:
                found.append((phrase, *sorted(synonyms[phrase] - {phrase})))
                break
        else:
            length = 1
            found.append((words[0],))
        words = words[length:]
    return found
