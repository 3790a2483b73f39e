from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colabora.search import alternatives
from colabora.text import alphabetical, fold, initial


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Guéret", "gueret"),
        ("Mārupe", "marupe"),
        ("Straße", "strasse"),
        ("col·laboració", "collaboracio"),
        ("Coŀlaboració", "collaboracio"),
        ("Gaoth Dobhair", "gaoth dobhair"),
        ("CoWork+ Termon", "cowork+ termon"),
        ("l’Arban, L'Arban", "l arban l arban"),
        ("\x00Ogre\x07", "ogre"),
    ],
)
def test_fold_drops_case_accents_and_punctuation(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lv", ["stacija", "šķūnis", "veikals", "zirgi", "žurnāls"]),
        ("de", ["öffnen", "Ort", "Pfarrhaus"]),
        ("es", ["nada", "ñu", "ocho"]),
    ],
)
def test_words_are_sorted_by_the_languages_own_alphabet(language, words):
    assert sorted(set(words), key=lambda word: alphabetical(word, language)) == words


@given(st.text())
def test_fold_is_the_same_twice(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=400))
def test_a_search_of_anything_is_bounded(text):
    assert len(alternatives(text, {})) <= 12


def test_the_longest_synonym_phrase_counts_as_one_word():
    synonyms = {
        "third place": frozenset({"third place", "tiers lieu"}),
        "third": frozenset({"third", "3"}),
    }

    assert alternatives("Third place Guéret", synonyms) == [("third place", "tiers lieu"), ("gueret",)]


@pytest.mark.parametrize("language", ["lv", "es", "de"])
def test_each_letter_heads_one_part_of_a_list(language):
    """Signs count for nothing, and letters that a language has from others stand in their places."""
    words = ["(LAG) grupa", "Quorum", "Workshop", "Xylophon", "Yard", "Ainava", "Šķūnis", "Sala", "Ziemeļi", "¡Lema!"]

    letters = [initial(word, language) for word in sorted(words, key=lambda word: alphabetical(word, language))]

    assert len(list(groupby(letters))) == len(set(letters))
    assert letters.index("A") < letters.index("L") < letters.index("Q") < letters.index("W") < letters.index("Z")
