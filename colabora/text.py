import re
import unicodedata

# Letters that have no decomposition into a base letter and an accent.
UNDECOMPOSED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "·": ""})


def fold(text: str) -> str:
    """Drops case, accents, control characters and punctuation, so that "gueret" finds "Guéret".

    Search and sorting use it on both sides, which also levels SQLite (case-blind for ASCII only) with PostgreSQL.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()  # first: some letters have a case only once decomposed
    decomposed = unicodedata.normalize("NFKD", plain).translate(UNDECOMPOSED)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^\w@+]+", " ", letters).strip()


# Where an alphabet has letters of its own, their place in it.
ALPHABETS = {"lv": "aābcčdeēfgģhiījkķlļmnņopqrsštuūvwxyzž", "es": "abcdefghijklmnñopqrstuvwxyz"}


def initial(text: str, language: str) -> str:
    """Under which letter a word stands in a list by alphabet: a letter that the alphabet has, else the plain one."""
    first = text[:1].casefold()
    return (first if first in ALPHABETS.get(language, "") else fold(text)[:1]).upper()


def alphabetical(text: str, language: str) -> tuple:
    """A sort key by a language's own alphabet: in Latvian Š stands after S, in German Ö with O."""
    alphabet = ALPHABETS.get(language, "")
    if not alphabet:
        return (fold(text),)
    # Signs count for nothing, as in initial(); a blank stands before all letters.
    letters = (letter for letter in text.casefold() if letter.isspace() or fold(letter))
    return tuple(
        (alphabet.find(letter if letter in alphabet else fold(letter)[:1] or " "), letter) for letter in letters
    )
