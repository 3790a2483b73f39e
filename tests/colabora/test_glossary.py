"""The glossary: its page, its table, and who may write it."""

import csv
import io
import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from colabora.languages import column
from colabora.pages.models import Term
from colabora.text import initial
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.partners.test_permissions import form_data, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(db):
    """The only one."""
    Term.objects.all().delete()
    return Term.objects.create(
        slug="desk", term_en="desk", definition_en="A table to work at.", synonyms_en="table; workplace",
        term_de="Schreibtisch", definition_de="Ein Tisch zum Arbeiten.", published_at="2020-01-01T00:00Z",
    )  # fmt: skip


def page(visitor, language="en"):
    return visitor.get(f"/{language}/glossary/").content.decode()


def rows(visitor, language="en"):
    response = visitor.get(f"/{language}/glossary/glossary.csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def structured(html):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return next(json.loads(block) for block in blocks if "DefinedTermSet" in block)


# The page


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_the_page_lists_every_term_in_every_language(content, visitor, language):
    html = page(visitor, language)

    for term in Term.objects.published():
        assert f'id="{term.slug}"' in html
        for code in settings.LANGUAGE_CODES:
            assert escape(getattr(term, column("term", code))) in html, (term, code)
        assert escape(getattr(term, column("definition", language))) in html
    assert 'class="fallback"' not in html
    assert len(structured(html)["hasDefinedTerm"]) == Term.objects.published().count()


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_every_letter_leads_to_its_terms(content, visitor, language):
    html = page(visitor, language)
    links = re.findall(r'href="#letter-([^"]+)"', html)

    assert links == re.findall(r'<h2 id="letter-([^"]+)"', html)
    assert len(links) == len(set(links))
    titles = [getattr(term, column("term", language)) for term in Term.objects.published()]
    assert set(links) == {initial(title, language) for title in titles}


def test_letters_are_those_of_the_alphabet():
    assert [initial(word, "lv") for word in ("ēka", "Šūna", "žurka", "“Hub”")] == ["Ē", "Š", "Ž", "H"]
    assert [initial(word, "fr") for word in ("école", "œuvre", "Île")] == ["E", "O", "I"]
    assert [initial(word, "es") for word in ("ñandú", "ámbito")] == ["Ñ", "A"]


def test_a_term_without_a_translation_is_shown_as_a_fallback(term, visitor):
    html = page(visitor, "fr")

    assert '<dt><span class="fallback" lang="en">' in html
    assert '<dd><p><span class="fallback" lang="en">' in html
    assert "fallback__note" in html
    assert "workplace" not in html  # no other language's synonyms stand for one’s own
    assert '<span lang="de">Schreibtisch</span>' in html
    assert structured(html)["hasDefinedTerm"][0]["name"] == {"@value": "desk", "@language": "en"}


def test_the_other_languages_are_marked_and_without_ones_own(term, visitor):
    details = re.search(r"<details class=\"glossary__others.*?</details>", page(visitor, "de"), re.S)[0]

    assert '<span lang="en">desk</span>' in details
    assert 'lang="de"' not in details
    assert 'lang="fr"' not in details  # nothing is listed where there is nothing


def test_drafts_are_on_neither_page_nor_table(term, visitor):
    Term.objects.update(published_at=None)

    assert "Schreibtisch" not in page(visitor, "de")
    assert rows(visitor) == []


def test_the_page_costs_the_same_for_many_terms(visitor, django_assert_num_queries):
    for number in range(3):
        Term.objects.create(
            slug=f"t{number}", term_en=f"t{number}", definition_en="x", published_at="2020-01-01T00:00Z"
        )
        with django_assert_num_queries(2):  # the terms; the statements in the footer
            page(visitor)
    with django_assert_num_queries(1):
        rows(visitor)


def test_the_search_finds_a_term_by_its_other_words(term, visitor):
    html = visitor.get("/de/search/?q=workplace").content.decode()

    assert f'href="{reverse("glossary").replace("/en/", "/de/")}#desk"' in html


# The table


def test_the_table_is_what_the_database_holds(content, visitor):
    found = rows(visitor)
    columns = ["slug"]
    columns += [f"{field}_{code}" for code in settings.LANGUAGE_CODES for field in ("term", "synonyms", "definition")]

    assert list(found[0]) == columns
    assert found == [
        {name: value or "" for name, value in row.items()}
        for row in Term.objects.published().order_by("slug").values(*columns)
    ]
    assert len(found) > 30


def test_the_table_is_the_same_at_every_address_and_linked(term, visitor):
    first = visitor.get("/en/glossary/glossary.csv")

    assert first.content.startswith(b"\xef\xbb\xbfslug,term_en,")
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert first.headers["Content-Language"] == "en, de, fr, es, ca, lv"
    assert first.headers["Content-Disposition"] == 'attachment; filename="colabora-glossary.csv"'
    assert visitor.get("/lv/glossary/glossary.csv").content == first.content
    assert 'href="/lv/glossary/glossary.csv"' in page(visitor, "lv")


def test_no_cell_is_a_formula(term, visitor):
    Term.objects.update(
        term_de="=cmd|'/c calc'!A0", synonyms_en="@SUM(1)", definition_de="+1\n-2", definition_en="\t=1+1"
    )

    (row,) = rows(visitor)

    assert row["term_de"] == "'=cmd|'/c calc'!A0"
    assert row["synonyms_en"] == "'@SUM(1)"
    assert row["definition_de"] == "'+1\n-2"
    assert row["definition_en"] == "'\t=1+1"


def test_the_kept_table_follows_a_change(term, visitor, settings, django_capture_on_commit_callbacks):
    settings.PAGE_CACHE = True
    assert rows(visitor)[0]["term_en"] == "desk"

    with django_capture_on_commit_callbacks(execute=True):
        term.term_en = "hot desk"
        term.save()

    assert rows(visitor)[0]["term_en"] == "hot desk"


# Rights


def change(user, term, **changed):
    client, url = sign_in(user), reverse("admin:pages_term_change", args=[term.pk])
    response = client.get(url)
    if response.status_code == 200:
        response = client.post(url, form_data(client, url) | changed)
    term.refresh_from_db()
    return response.status_code


def test_the_coordinator_writes_the_glossary(term):
    assert change(UserFactory(coordinator=True), term, term_en="hot desk", term_lv="galds") == 302

    assert (term.term_en, term.term_lv) == ("hot desk", "galds")


def test_a_translator_writes_their_languages_only(term):
    translator = UserFactory(translator=True, languages=["lv"])

    assert change(translator, term, term_en="x", term_de="x", term_lv="galds", slug="x") == 302

    assert (term.term_en, term.term_de, term.term_lv, term.slug) == ("desk", "Schreibtisch", "galds", "desk")


def test_staff_read_the_glossary_and_change_nothing(term):
    staff = UserFactory(staff_of=LocalActionGroupFactory())

    change(staff, term, term_en="x", term_lv="x")

    assert (term.term_en, term.term_lv or "") == ("desk", "")
    assert sign_in(staff).get(reverse("admin:pages_term_change", args=[term.pk])).status_code == 200


@pytest.mark.parametrize("role", [{"staff_of": True}, {"translator": True}])
def test_only_the_coordinator_adds_and_deletes_terms(term, role):
    user = UserFactory(staff_of=LocalActionGroupFactory()) if "staff_of" in role else UserFactory(**role)
    client = sign_in(user)

    assert client.get(reverse("admin:pages_term_add")).status_code == 403
    for method in (client.get, client.post):
        assert method(reverse("admin:pages_term_delete", args=[term.pk]), {"post": "yes"}).status_code == 403
    assert Term.objects.filter(pk=term.pk).exists()
    assert sign_in(UserFactory(coordinator=True)).get(reverse("admin:pages_term_add")).status_code == 200
