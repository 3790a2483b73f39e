"""The words of a search, shown where they stand, whatever the text."""

import re
from html import unescape

import pytest
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from colabora.marking import mark_words, passage


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("La Quincaillerie, Guéret", ["gueret"], ["Guéret"]),
        ("Mārupes novads", ["marupe"], ["Mārupes"]),
        ("Un tiers-lieu à la gare", ["tiers lieu"], ["tiers-lieu"]),
        ("Les tiers à la gare", ["tiers lieu"], []),
        ("Col·laboració al poble", ["collaboracio"], ["Col·laboració"]),
        ("Schule und Schulhaus", ["schul"], ["Schule", "Schulhaus"]),
        ("school school", ["school"], ["school", "school"]),
        ("A & B", ["amp"], []),
        ("nothing here", [], []),
    ],
)
def test_words_are_marked_in_any_spelling(text, words, marked):
    assert re.findall("<mark>(.*?)</mark>", mark_words(text, words)) == marked


def test_markup_is_left_as_it_is():
    name = SafeString('<span lang="ga" title="mark">An <b>mark</b> &amp; more</span>')

    assert mark_words(name, ["mark"]) == ('<span lang="ga" title="mark">An <b><mark>mark</mark></b> &amp; more</span>')


@given(st.text(), st.lists(st.text(alphabet="abcdéß<&;'\" ", max_size=6)))
def test_any_text_stays_the_same_but_for_the_marks(text, words):
    html = mark_words(text, [word for word in words if word.strip()])

    assert re.sub("</?mark>", "", html) == escape(text)
    assert html.count("<mark>") == html.count("</mark>")


def test_a_passage_is_cut_at_words_around_the_first_hit():
    text = "word " * 60 + "needle " + "word " * 60

    found = passage(text, ["needle"])

    assert found.startswith("… word")
    assert found.endswith("word …")
    assert "needle" in found
    assert len(found) < 220
    assert passage("nothing", ["needle"]) == ""
    assert unescape(strip_tags(passage("needle", ["needle"]))) == "needle"
