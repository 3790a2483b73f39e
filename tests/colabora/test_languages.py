import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from colabora.languages import fallback_chain, languages_with, translated
from colabora.pages.models import Page, Term
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


def test_the_chain_names_every_language_the_nearest_relative_first():
    assert fallback_chain("ca")[:3] == ("ca", "es", "en")
    for code in settings.LANGUAGE_CODES:
        assert set(fallback_chain(code)) == set(settings.LANGUAGE_CODES)


@pytest.mark.parametrize(
    ("texts", "reader", "shown"),
    [
        ({"lv": "telpa"}, "de", "lv"),
        ({"en": "room", "es": "sala"}, "ca", "es"),
        ({"en": "room", "es": "sala"}, "fr", "en"),
        ({"en": "", "de": "Raum"}, "en", "de"),
    ],
)
def test_a_missing_text_falls_back_and_says_so(texts, reader, shown):
    space = SpaceFactory(**{"summary_en": None} | {f"summary_{code}": text for code, text in texts.items()})

    assert translated(space, "summary", reader) == (texts[shown], shown)


def test_a_fallback_is_marked_for_eye_and_ear_and_named_once():
    space = SpaceFactory(summary_en=None, summary_de="Ein <Raum>")
    request = RequestFactory().get("/en/")
    template = Template('{% translated space "summary" %}{% translated space "summary" %}|{% fallback_note request %}')

    with translation.override("en"):
        html = template.render(RequestContext(request, {"space": space}))

    passage, note = html.split("|")
    assert (
        '<span class="fallback" lang="de"><span class="fallback__tag" aria-hidden="true">de</span> Ein &lt;Raum&gt;'
        in passage
    )
    assert note.count("German") == 1


def test_a_text_in_the_readers_language_is_left_alone():
    space = SpaceFactory(summary_de="Ein Raum")

    with translation.override("de"):
        assert Template('{% translated space "summary" %}').render(Context({"space": space})) == "Ein Raum"


@pytest.mark.parametrize("missing", [None, ""])
def test_the_database_itself_asks_for_the_source_text(missing):
    """A CHECK passes on NULL: so NULL and the empty string must both be refused."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(
            slug="x", source_language="de", title_en="Title", body_en="Text", title_de=missing, body_de="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            slug="x", source_language="lv", term_lv="vārds", definition_lv=missing, definition_en="word"
        )


def test_languages_with_a_text_of_their_own():
    assert languages_with(SpaceFactory(summary_en="a", summary_lv="b", summary_de=""), "summary") == ["en", "lv"]


def test_creating_in_another_language_leaves_the_default_empty():
    """Rule 6 of modeltranslation: why writers set the language columns. Fails when the library changes its mind."""
    with translation.override("lv"):
        term = Term(slug="x", term="telpa", definition="apraksts")

    assert (term.term_lv, term.term_en) == ("telpa", None)


def test_filters_and_order_do_not_fall_back():
    """Rule 1 of modeltranslation: why search reads search_text and lists are sorted by what has no language."""
    SpaceFactory(summary_en=None, summary_de="Ein Raum", source_language="de")
    from spaces.models import Space

    with translation.override("en"):
        assert not Space.objects.filter(summary="Ein Raum").exists()
        assert Space.objects.search("ein raum").count() == 1
