"""Every public page in every language, on the project's real content."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.conf import settings
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from colabora.drafts import preview_address
from colabora.languages import country_name
from colabora.messages import translated_languages
from colabora.pages.models import Page, Term
from colabora.pages.synonyms import load_synonyms
from colabora.sources.models import Source
from colabora.text import fold
from partners.models import AreaFact, LocalActionGroup, Supporter
from spaces.cases import Case, all_cases
from spaces.models import Network, Space, SpaceFact
from workpackages.models import Document as Work
from workpackages.models import Event, GoodPractice, Project, TargetGroup, WorkPackage

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeded")]

STATIC_PAGES = [
    "home", "about", "about-data", "partners:lag-list", "workpackages:work-package-list", "spaces:space-list",
    "spaces:case-list",
    "glossary", "search", "imprint", "privacy", "accessibility", "contact", "styleguide", "fact-sheet",
    "workpackages:event-list", "workpackages:practice-list", "workpackages:document-list", "workpackages:research",
    "workpackages:argument-list", "progress",
]  # fmt: skip
CONTENT = (LocalActionGroup, WorkPackage, Space, Event, GoodPractice, Work, TargetGroup)
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "use", "rect", "stop"}


class Document(HTMLParser):
    """A page as a reader gets it: its texts with the language each is in, its headings, its links."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.stack, self.texts, self.headings, self.links, self.forms = [], [], [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.forms += tag == "form" and attrs.get("method", "get").lower() == "post"
        if tag == "a":
            self.links.append(attrs.get("href"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([tag, ""])
        if tag not in VOID:
            language = attrs.get("lang") or (self.stack[-1][1] if self.stack else "")
            self.stack.append((tag, language))

    def handle_endtag(self, tag):
        if tag not in VOID:
            while self.stack and self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not self.stack or self.stack[-1][0] in ("script", "style", "time"):
            return
        if text := " ".join(data.split()):
            self.texts.append((text, self.stack[-1][1]))
        if any(re.fullmatch("h[1-6]", tag) for tag, _language in self.stack):
            self.headings[-1][1] += data


# Some of the combinations; the sitemap has all.
CASES = ("school", "500-1999", "station/500-1999/association", "public/established")


def public_paths():
    return [
        *(reverse(name) for name in STATIC_PAGES),
        *(record.get_absolute_url() for model in CONTENT for record in model.objects.published()),
        *(Case.of(terms).get_absolute_url() for terms in CASES),
    ]


@pytest.fixture(scope="module")
def pages(seeded, django_db_blocker):
    """All public pages, fetched once: {language: {path: Document}}."""
    client, found = Client(), {}
    with django_db_blocker.unblock():
        for code in settings.LANGUAGE_CODES:
            with translation.override(code):
                paths = public_paths()
            found[code] = {}
            for path in paths:
                response = client.get(path)
                assert response.status_code == 200, path
                found[code][path] = response
    return found


@pytest.fixture(scope="module")
def documents(pages):
    return {
        code: {path: Document(page.content.decode()) for path, page in found.items()} for code, found in pages.items()
    }


def test_all_of_the_facts_are_public_in_all_languages(documents):
    with translation.override("en"):
        assert LocalActionGroup.objects.published().count() == 7
        assert WorkPackage.objects.published().count() == 4
        assert Space.objects.published().count() == 65
    assert {code: len(found) for code, found in documents.items()} == dict.fromkeys(
        settings.LANGUAGE_CODES, len(STATIC_PAGES) + 7 + 4 + 65 + 35 + 20 + 44 + 5 + len(CASES)
    )


def test_every_page_has_one_h1_and_no_empty_heading_and_skips_no_level(documents):
    for found in documents.values():
        for path, document in found.items():
            levels = [int(tag[1]) for tag, _text in document.headings]
            assert levels.count(1) == 1, path
            assert all(text.strip() for _tag, text in document.headings), path
            assert all(after - before <= 1 for before, after in pairwise(levels[levels.index(1) :])), path


def test_no_english_text_is_left_over_in_another_language(documents):
    """What reads the same in English and in another language is a proper name of the content, or was forgotten."""
    names, left_over = proper_names(), {}
    for code in translated_languages():
        for path, document in documents[code].items():
            if path.endswith("/styleguide/"):  # for whoever builds, in English
                continue
            english = documents["en"][path.replace(f"/{code}/", "/en/", 1)].texts
            same = {text for text, language in document.texts if language == code and len(text.split()) > 1}
            same &= {text for text, language in english if language == "en"}
            left_over |= {text: path for text in same if not is_made_of(text, names)}
    assert not left_over, left_over


def proper_names():
    """Every value of the content that no translator touches, and those that are one and the same in all languages."""
    values = set()
    for model in (
        LocalActionGroup,
        Space,
        Source,
        WorkPackage,
        AreaFact,
        SpaceFact,
        Network,
        Supporter,
        Project,
        Event,
        Work,
    ):
        fields = [field.name for field in model._meta.fields if isinstance(field, CharField | TextField)]
        for row in model.objects.values_list(*fields):
            values |= {" ".join(str(value).split()) for value in row if value}
    # Countries, the sign of a unit and some words (de Website, fr Guide) are the same in some of the languages.
    countries = {country_name(country, "en") for country in ("DE", "ES", "FR", "GB", "IE", "LV")}
    return (
        values
        | countries
        | {
            "CC BY",
            "Natural Earth",
            "Creative Commons Attribution",
            "CoLabora",
            "m²",
            "km",
            "fab lab",
            "Contact",
            "page",
            "Website",
            "Guide",
        }
    )


def is_made_of(text, names):
    """Whether nothing is left of a text once the names in it are taken out."""
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        text = text.replace(name, "")
    return not re.search(r"[^\W\d_]{2,}", text)


def test_no_seeded_page_needs_a_fallback(pages):
    for found in pages.values():
        for path, page in found.items():
            if not path.endswith("/styleguide/"):
                assert b'class="fallback' not in page.content, path


def test_no_page_shows_a_placeholder_or_a_blank_value(documents):
    for found in documents.values():
        for path, document in found.items():
            for text, _language in document.texts:
                assert not re.search(r"\{[a-z_]+\}|%\([a-z_]+\)|\bNone\b|\bTrue\b|\bFalse\b|\[\[|\]\]", text), (
                    path,
                    text,
                )


def test_public_pages_set_no_cookie_and_may_be_kept_by_shared_caches(pages):
    for found in pages.values():
        for path, page in found.items():
            assert not page.cookies, path
            assert page["Cache-Control"] == "max-age=0, s-maxage=60", path
            assert "Cookie" not in page.get("Vary", ""), path
            assert page["ETag"], path


def test_pages_ask_no_third_party(pages):
    for found in pages.values():
        for path, page in found.items():
            html = page.content.decode()
            asked = re.findall(
                r'<(?:script|img|iframe|source|video|audio|embed|object)[^>]+(?:src|data)="([^"]+)"', html
            )
            asked += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', html)
            assert all(address.startswith("/") and not address.startswith("//") for address in asked), path
            assert not re.search(r"\son\w+=|\sstyle=|<style", html), path


def test_structured_data_is_json_on_every_kind_of_page(pages):
    for path, page in pages["lv"].items():
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.DOTALL
        ):
            assert json.loads(block)["@context"] == "https://schema.org", path


def test_an_etag_saves_the_second_transfer(content, visitor):
    first = visitor.get("/en/")
    second = visitor.get("/en/", headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")


def test_languages_of_a_page_point_to_each_other(pages):
    for code, found in pages.items():
        for path, page in found.items():
            html = page.content.decode()
            is_for_builders = path.endswith("/styleguide/")  # English at every address
            assert f'<html lang="{"en" if is_for_builders else code}">' in html
            if path.endswith(("/styleguide/", "/search/")):
                assert '<meta name="robots" content="noindex">' in html
                continue
            rest = path.removeprefix(f"/{code}")
            assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in html
            for other in settings.LANGUAGE_CODES:
                assert f'<link rel="alternate" hreflang="{other}" href="{settings.SITE_URL}/{other}{rest}">' in html
            assert f'<link rel="alternate" hreflang="x-default" href="{settings.SITE_URL}{rest}">' in html


def test_a_page_whose_main_text_is_a_fallback_is_not_for_search_engines(content, visitor):
    Space.objects.filter(slug="le-chai-bonnat").update(summary_lv="")

    html = visitor.get("/lv/spaces/le-chai-bonnat/").content.decode()
    german = visitor.get("/de/spaces/le-chai-bonnat/").content.decode()
    sitemap = visitor.get("/sitemap.xml").content.decode()

    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/spaces/le-chai-bonnat/">' in html
    assert "hreflang" not in html.split("</head>")[0]
    assert 'class="fallback" lang="en"' in html
    assert "fallback__note" in html
    assert 'hreflang="lv"' not in german.split("</head>")[0]
    assert "/lv/spaces/le-chai-bonnat/" not in sitemap
    assert "/de/spaces/le-chai-bonnat/" in sitemap


def test_the_sitemap_lists_every_public_page_once_per_language(content, visitor):
    sitemap = visitor.get("/sitemap.xml").content.decode()
    listed = re.findall(r"<loc>([^<]+)</loc>", sitemap)

    expected = set()
    for code in settings.LANGUAGE_CODES:
        with translation.override(code):
            expected |= {
                settings.SITE_URL + path for path in public_paths() if not path.endswith(("/search/", "/styleguide/"))
            }
            expected |= {settings.SITE_URL + case.get_absolute_url() for case in all_cases()}
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


def test_the_root_leads_to_the_visitors_language(visitor, db):
    for accepted, code in (("lv,en;q=0.5", "lv"), ("ca-ES", "ca"), ("nl", "en"), ("", "en")):
        response = visitor.get("/", headers={"Accept-Language": accepted})
        assert (response.status_code, response["Location"]) == (302, f"/{code}/")
        assert "Accept-Language" in response["Vary"]


def test_the_switcher_stays_on_the_page_with_its_query(content, visitor):
    html = visitor.get("/en/spaces/?country=IE&q=x").content.decode()

    assert 'href="/lv/spaces/?country=IE&amp;q=x"' in html


def test_drafts_live_only_at_their_signed_preview(content, visitor):
    space = Space.objects.get(slug="le-chai-bonnat")
    with translation.override("de"):
        address = preview_address(space)
    Space.objects.filter(pk=space.pk).update(published_at=None)

    assert visitor.get("/de/spaces/le-chai-bonnat/").status_code == 404
    preview = visitor.get(address)
    assert (preview.status_code, preview["Cache-Control"], preview["X-Robots-Tag"]) == (
        200,
        "no-store, private",
        "noindex",
    )
    assert "Le Chai" in preview.content.decode()
    forged = visitor.get(address[:-3] + "xx/")
    assert (forged.status_code, forged["Cache-Control"], forged["X-Robots-Tag"]) == (
        404,
        "no-store, private",
        "noindex",
    )
    for path in ("/de/", "/de/spaces/", "/de/partners/pays-de-gueret/", "/de/search/?q=chai", "/sitemap.xml"):
        assert "le-chai-bonnat" not in visitor.get(path).content.decode(), path


def test_a_preview_expires(content, visitor, settings):
    address = preview_address(Space.objects.first())
    settings.PREVIEW_MAX_AGE = -1

    assert visitor.get(address).status_code == 404


def test_blanks_of_the_operator_are_marked(content, visitor):
    html = visitor.get("/de/imprint/").content.decode()

    assert html.count('<span class="blank">') == 5


def test_markdown_of_editors_is_cleaned_and_inner_links_keep_the_language(content, visitor):
    page = Page.objects.get(slug="contact")
    page.body_de = (
        "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **fett** [Partner](/partners/)"
    )
    page.save()

    html = visitor.get("/de/contact/").content.decode()

    assert "alert(1)" not in html.replace("&lt;script&gt;alert(1)", "")
    assert "<strong>fett</strong>" in html
    assert '<a href="/de/partners/">Partner</a>' in html


def test_search_finds_without_accents_in_every_language_and_by_synonyms(content, visitor):
    def found(query):
        return visitor.get("/en/search/", {"q": query}).content.decode()

    assert "/en/spaces/la-quincaillerie-gueret/" in found("gueret")
    assert "/en/spaces/biznesa-vestnieciba-tiraine/" in found("MARUPE")
    assert "/en/spaces/la-gare-en-commun-felletin/" in found("Bahnhof Frankreich")
    assert "/en/spaces/colabora-lielvarde/" in found("koprades telpa Lielvārde")
    assert "/en/spaces/la-quincaillerie-gueret/" in found("coworking space Guéret")
    assert "0 results" in found("zzzz")


def test_synonyms_cost_one_query_and_work_both_ways(content, django_assert_num_queries):
    with django_assert_num_queries(1):
        synonyms = load_synonyms()

    assert "tiers lieu" in synonyms["third place"]
    assert "third place" in synonyms["tiers lieu"]


def test_the_totals_of_the_facts(content):
    """The derivation of the stage, held against the totals that the facts' own README gives."""
    totals = Counter((space.operation, space.stage) for space in Space.objects.all())

    assert totals == {
        ("planned", "idea"): 13,
        ("open", "few_users"): 1,
        ("open", "established"): 8,
        ("open", ""): 29,
        ("ended", ""): 7,
        ("unknown", ""): 7,
    }


def test_glossary_terms_are_sorted_by_the_readers_language(content, visitor):
    html = visitor.get("/de/glossary/").content.decode()
    terms = [term.strip() for term in re.findall(r"<dt>([^<]+)<", html)]

    assert len(terms) == Term.objects.count()
    assert terms == sorted(terms, key=fold)


def test_what_is_unpublished_is_named_nowhere(content, visitor):
    """A group, a work package and a twin entry taken off the site leave no name and no link on any public page."""
    LocalActionGroup.objects.filter(slug="pieriga").update(published_at=None, short_name="Withdrawn group")
    WorkPackage.objects.filter(number=1).update(published_at=None, title_de="Zurückgezogenes Paket")
    Space.objects.filter(slug="cowork-plus-an-tearmann").update(published_at=None, name="Withdrawn space")
    with translation.override("de"):
        paths = [reverse(name) for name in STATIC_PAGES] + [
            record.get_absolute_url() for model in CONTENT for record in model.objects.published()
        ]

    for path in [*paths, "/sitemap.xml", "/de/search/?q=coworking"]:
        html = visitor.get(path).content.decode()
        for name in (
            "Withdrawn group",
            "Zurückgezogenes Paket",
            "Withdrawn space",
            "/partners/pieriga/",
            "/work-packages/1/",
        ):
            assert name not in html, (path, name)


def test_what_is_published_after_the_start_is_shown_without_a_restart(content, visitor):
    """A page asks what is public at each visit, not once when its view was loaded."""
    lag = LocalActionGroup.objects.get(slug="vale-of-glamorgan")
    LocalActionGroup.objects.filter(pk=lag.pk).update(published_at=None)
    assert "/partners/vale-of-glamorgan/" not in visitor.get("/en/work-packages/1/").content.decode()

    lag.published_at = timezone.now()
    lag.save()

    assert "/partners/vale-of-glamorgan/" in visitor.get("/en/work-packages/1/").content.decode()
