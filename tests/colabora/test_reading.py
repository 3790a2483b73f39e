"""Every public page as readers get it: in each language not one foreign word but names and what is marked as such.

Two judges: a language identifier reads whole passages; short texts are looked up among all texts that the portal has,
of the interface and of the content, so that a single word of another language is found, too.
"""

import csv
import html
import io
import json
import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

import polib
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import CharField, TextField
from django.http import Http404
from django.test import Client
from django.utils import translation
from icalendar import Calendar
from modeltranslation.translator import translator
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from colabora.drafts import preview_address
from colabora.languages import column, language_name, number_in_words
from colabora.messages import translated_languages
from colabora.models import translated_fields
from colabora.pages.models import Term
from colabora.sources.models import Source
from colabora.views import csrf_failure, not_found, server_error
from partners.models import LocalActionGroup
from spaces.models import Space, SpacePhoto
from tests.factories.spaces import SpaceFactory

pytestmark = [
    pytest.mark.django_db,
    # A minute and a half of reading; the words of a page do not depend on the database.
    pytest.mark.skipif(connection.vendor == "postgresql", reason="read on SQLite"),
]

# What the identifier judges: passages with so many words written small (names begin with a capital), and how sure it
# has to be. On the 16,000 texts of the portal this finds 96 in 100 and is wrong three times.
FEWEST_WORDS, SURE = 5, 0.9

# Words of one language that are right in another, too: {language of the page: words}.
ALSO = {"fr": {"adresse"}, "en": {"type"}}  # as in German; as in French

BLOCKS = {
    "html", "head", "body", "title", "main", "header", "footer", "nav", "section", "article", "aside", "div", "p",
    "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "th", "td", "form", "label", "button", "option", "select", "summary", "details", "figure",
    "figcaption", "blockquote", "text",
}  # fmt: skip
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "circle", "use", "rect", "stop"}
UNREAD = {"script", "style", "code"}
READ_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-note", "data-show", "data-hide", "data-failed")
TOKEN = re.compile(r'<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:\s+[\w:.-]+(?:="[^"]*")?)*)\s*/?>|([^<]+)', re.DOTALL)
ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|www\.\S+|\b10\.\d{4}/\S+")
TAGGED = re.compile(r"(.*) \[([a-z-]{2,})\]", re.DOTALL)


def bare(text: str) -> str:
    """A text as it is looked up: without case, and without the signs that parts of a sentence stand between."""
    return " ".join(text.split()).strip(" :;,.…–·()“”").casefold()


class Passage(NamedTuple):
    """A text with the language that it claims to be in, and how it claims that."""

    text: str
    language: str
    mark: str = "page"  # or "fallback": with a tag for the eye; "name": with lang alone; "head": in no visible text


class Page:
    """What a page says: passages (a paragraph, a cell, a part in another language), and each text between two tags."""

    def __init__(self, source: str):
        self.passages: list[Passage] = []
        self.texts: list[Passage] = []
        self.fallbacks = self.tags = 0
        stack = [("", "", "page", [])]
        for closing, tag, attributes, text in TOKEN.findall(source):
            if closing:
                self.close(tag, stack)
            elif tag:
                self.open(tag, dict(ATTRIBUTE.findall(attributes)), stack)
            elif text.strip():
                self.hear(html.unescape(text), stack[-1])
            elif text:
                stack[-1][3].append(" ")

    def hear(self, text, element):
        tag, language, mark, words = element
        if tag in UNREAD:
            return
        words.append(text)
        if tag != "mark":  # a part of a text that a search found
            self.texts.append(Passage(" ".join(text.split()), language, mark))

    def open(self, tag, attributes, stack):
        _tag, language, mark, words = stack[-1]
        own = attributes.get("lang", language)
        classes = attributes.get("class", "").split()
        if own != language and language:
            mark = "fallback" if "fallback" in classes else "head" if tag in ("title", "meta", "img") else "name"
        self.fallbacks += "fallback" in classes
        if "fallback__tag" in classes:
            self.tags += 1
            own, mark = "", "page"  # a code, for the eye
        for name in READ_ATTRIBUTES:
            self.say(attributes.get(name, ""), own)
        if attributes.get("name") == "description":
            self.say(attributes["content"], own)
        if tag not in VOID:
            stack.append((tag, own, mark, [] if tag in BLOCKS or own != language else words))
        elif tag == "br":
            words.append(" ")

    def close(self, tag, stack):
        while len(stack) > 1:
            element = stack.pop()
            if element[3] is not stack[-1][3] and (text := " ".join("".join(element[3]).split())):
                self.passages.append(Passage(text, *element[1:3]))
            if element[0] == tag:
                return

    def say(self, text, language):
        if text:
            self.passages.append(Passage(" ".join(html.unescape(text).split()), language, "head"))
            self.texts.append(self.passages[-1])


def read(response, language: str) -> tuple[list[Passage], list[Passage]]:
    """The passages of any answer of the portal, and its texts."""
    kind, content = response["Content-Type"].split(";")[0], response.content.decode()
    if kind == "text/html":
        page, data = Page(content), list(structured_data(content, language))
        return page.passages + data, page.texts + data
    readers = {
        "application/json": map_data, "application/atom+xml": feed, "text/calendar": calendar, "text/csv": table,
    }  # fmt: skip
    passages = list(readers[kind](content, language))
    return passages, passages


def tagged(text: str, language: str) -> Passage:
    """A text that says in brackets if it is in another language."""
    found = TAGGED.fullmatch(text)
    return Passage(*found.groups()) if found else Passage(text, language)


def structured_data(source, language):
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', source, re.DOTALL):
        yield from values_of(json.loads(block), language)


def values_of(data, language):
    """The texts for people in JSON-LD: plain ones are in the page's language, others say their own."""
    if isinstance(data, list):
        for value in data:
            yield from values_of(value, language) if isinstance(value, dict) else ()
    elif "@value" in data:
        yield Passage(data["@value"], data["@language"], "head")
    else:
        for name, value in data.items():
            if isinstance(value, dict | list):
                yield from values_of(value, language)
            elif name in ("name", "alternateName", "headline", "description", "addressRegion", "creditText"):
                yield Passage(value, language, "head")


def map_data(source, language):
    data = json.loads(source)
    for word in data.get("words", {}).values():
        yield Passage(word, language)
    for _operation, _mark, sentence, use in data["states"]:
        yield from (Passage(sentence, language), Passage(use, language))
    for point in (*data["points"], *data["without"], *data["twins"]):
        name, own = point[-4:-2]
        told = tagged(name, own or language)
        assert told.language == (own or language)
        yield told._replace(mark="fallback" if told.text != name else "name" if own else "page")
    if "panel" in data:
        yield from Page(f'<div lang="{language}">{data["panel"]}</div>').passages


def feed(source, _language):
    space = "{http://www.w3.org/XML/1998/namespace}lang"
    root = ElementTree.fromstring(source)  # noqa: S314  our own
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ("title", "subtitle", "summary"):
            text = re.sub(r"<[^>]*>", "", element.text)
            own = element.get(space, root.get(space))
            assert tagged(text, root.get(space)).language in (own, root.get(space))
            yield Passage(html.unescape(tagged(text, own).text), own, "head")
        elif name == "category":
            yield Passage(element.get("term"), root.get(space))


def calendar(source, language):
    for component in Calendar.from_ical(source).walk():
        for name in ("SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "LOCATION"):
            if name in component:
                yield Passage(str(component[name]), component[name].params.get("LANGUAGE", language), "head")


def table(source, language):
    for row in csv.DictReader(io.StringIO(source.lstrip("\ufeff"))):
        for text in (row["name"], *row["source"].split(" | ")):
            yield tagged(text, language)


# The two judges


@lru_cache
def identifier() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(settings.LANGUAGE_CODES)
    return found


@cache
def identified(text: str) -> str:
    """The language of a passage, if it has enough words and is surely in one."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'·-]*", ADDRESS.sub(" ", text)) if word[0].islower()]
    if len(words) < FEWEST_WORDS:
        return ""
    language, surety = identifier().classify(" ".join(words))
    return language if surety > SURE else ""


class Texts:
    """What the portal has to say, by language, and the proper names in it, which are the same for every reader."""

    def __init__(self):
        self.own = {code: set() for code in settings.LANGUAGE_CODES}
        self.names = set()
        for code in translated_languages():
            for entry in polib.pofile(settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"):
                if not entry.obsolete:
                    self.own["en"] |= {entry.msgid, entry.msgid_plural}
                    self.own[code] |= {entry.msgstr, *entry.msgstr_plural.values()}
        for model in translator.get_registered_models(abstract=False):
            self.read(model)
        # Works that are sources bear the title that they were given, in whatever language.
        for titles in Source.objects.values_list(*(column("title", code) for code in settings.LANGUAGE_CODES)):
            self.names |= {title for title in titles if titles.count(title) > 2}
        self.own = {code: {bare(text) for text in texts if text} for code, texts in self.own.items()}
        self.names = {" ".join(name.split()) for name in self.names if name}
        self.bare_names = {bare(name) for name in self.names}
        self.foreign = {
            code: {text: other for other in settings.LANGUAGE_CODES for text in self.own[other] - self.own[code]}
            for code in settings.LANGUAGE_CODES
        }

    def read(self, model):
        fields = translated_fields(model)
        for code in settings.LANGUAGE_CODES:
            for row in model.objects.values_list(*(column(field, code) for field in fields)):
                self.own[code] |= set(row) - {None}
        columns = {column(field, code) for field in fields for code in settings.LANGUAGE_CODES}
        plain = [
            field.name
            for field in model._meta.fields
            if isinstance(field, CharField | TextField)
            and not field.choices
            and field.name not in (*fields, *columns, "search_text", "search_title", "slug", "key")
        ]
        if plain:
            for row in model.objects.values_list(*plain):
                self.names |= {str(value) for value in row if value}

    def without_names(self, text: str) -> str:
        for name in sorted((name for name in self.names if name in text), key=len, reverse=True):
            text = text.replace(name, " ")
        return text

    def faults(self, passages, texts) -> set[tuple[Passage, str]]:
        """The passages that are not in the language they claim to be in, each with the one that they are in."""
        found = set()
        for passage in passages:
            language = passage.language in self.own and identified(passage.text)
            if language and language != passage.language:
                language = identified(self.without_names(passage.text))
                if language not in ("", passage.language):
                    found.add((passage, language))
        for passage in texts:
            text = bare(passage.text)
            language = self.foreign.get(passage.language, {}).get(text)
            if language and text not in self.bare_names and text not in ALSO.get(passage.language, ()):
                found.add((passage, language))
        return found


@pytest.fixture(scope="module")
def texts(seeded, django_db_blocker):
    with django_db_blocker.unblock():
        return Texts()


# Walking the portal

# Beside what the sitemap lists: lists narrowed and searched, what is not found, and what programs ask for.
QUESTIONS = (
    "search/", "search/?q=coworking", "search/?q=biblioteca", "search/?q=stacija", "search/?q=imprint",
    "search/?q=xyzzy", "spaces/?q=station", "spaces/?q=xyzzy&country=DE&lag=donegal&visitors=1", "spaces/?page=2",
    "spaces/?country=IE&stage=few_users&lag=nix&colour=red&page=0", "spaces/?near=Grimma&within=50&sort=nearest",
    "spaces/?near=Wurzen&amenity=kitchen&amenity=fablab", "spaces/?within=50&sort=match&near=xyzzy",
    "spaces/?near=L&bbox=0,40,10,50", "events/?kind=study-visit&lag=pieriga&work_package=2",
    "events/?q=xyzzy&year=2030",
    "events/?page=2", "documents/?language=de&target_group=municipalities", "documents/?page=2",
    "good-practices/?former_use=school&target_group=employers", "good-practices/?q=Creuse", "no-such-page/",
    "spaces/map/", "spaces/map/?near=Grimma", "news.atom", "events/calendar.ics", "progress/spaces.csv", "styleguide/",
)  # fmt: skip


@pytest.fixture(scope="module")
def addresses(seeded, django_db_blocker) -> list[str]:
    """Every page that the sitemap names, and what else may be asked, without the language."""
    with django_db_blocker.unblock():
        sitemap = Client().get("/sitemap.xml").content.decode()
    return list(dict.fromkeys([*re.findall(rf"<loc>{settings.SITE_URL}/[a-z-]+/([^<]*)</loc>", sitemap), *QUESTIONS]))


def walk(client, addresses, language: str):
    for path in (f"/{language}/{rest}" for rest in addresses):
        response = client.get(path)
        assert response.status_code == (404 if "no-such-page" in path else 200), path
        yield path, response


def told(found: dict) -> str:
    return "\n".join(
        f"{passage.language} but {language} ({passage.mark}), on {len(paths)}, {min(paths)}: {passage.text}"
        for (passage, language), paths in sorted(found.items())
    )


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_no_foreign_word_is_read_anywhere(texts, addresses, client, language):
    found = defaultdict(set)
    for path, response in walk(client, addresses, language):
        shown = "en" if path.endswith("/styleguide/") else language  # for whoever builds
        assert response["Content-Language"] == shown, path
        passages, short = read(response, language)
        if response["Content-Type"].startswith("text/html"):
            assert f'<html lang="{shown}">'.encode() in response.content, path
        for fault in texts.faults(passages, short):
            found[fault].add(path)

    assert not found, told(found)
    assert len(addresses) > 300


@pytest.mark.parametrize("language", ["de", "fr", "es", "ca", "lv"])
@pytest.mark.parametrize(
    "planted",
    [
        "<p>The building stood empty for years until the village made it a shared workspace.</p>",
        "<li>Work packages</li>",
        '<img src="x" alt="Search the portal">',
        '<button aria-label="Find a space">×</button>',
        '<p>La Quincaillerie, <a href="/">where people work together in the countryside every day</a></p>',
    ],
)
def test_what_is_left_untranslated_is_found(texts, language, planted):
    page = Page(f'<html lang="{language}"><body>{planted}</body></html>')

    assert {other for _passage, other in texts.faults(page.passages, page.texts)} == {"en"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ca", "El ayuntamiento cedió las salas a la asociación, que las gestiona desde entonces."),
        ("es", "L’ajuntament va cedir les sales a l’associació, que des de llavors les gestiona."),
        ("fr", "Die Gemeinde überließ die Räume dem Verein, der sie seitdem betreibt."),
        ("de", "La commune a confié les locaux à l’association, qui les gère depuis."),
        ("en", "Pašvaldība nodeva telpas biedrībai, kura kopš tā laika tās uztur."),
    ],
)
def test_near_relatives_are_told_apart(texts, language, text):
    page = Page(f'<html lang="{language}"><body><p>{text}</p></body></html>')

    assert len(texts.faults(page.passages, page.texts)) == 1


def test_a_mark_has_to_name_the_right_language(texts):
    german = "Die Gemeinde überließ die Räume dem Verein, der sie seitdem betreibt."
    right, wrong = (Page(f'<html lang="lv"><p><span lang="{code}">{german}</span></p></html>') for code in ("de", "fr"))

    assert not texts.faults(right.passages, right.texts)
    assert {other for _passage, other in texts.faults(wrong.passages, wrong.texts)} == {"de"}


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
@pytest.mark.parametrize("answer", [not_found, server_error, csrf_failure])
def test_what_went_wrong_is_told_in_the_readers_language(texts, content, rf, language, answer):
    with translation.override(language):
        request = rf.get(f"/{language}/")
        response = answer(request, Http404()) if answer is not_found else answer(request)

    passages, short = read(response, language)
    assert {passage.language for passage in passages} >= {language}
    assert not texts.faults(passages, short)


# Where translations are missing


@pytest.fixture
def without_latvian(texts, addresses, content):
    """Nothing is translated into Latvian, and records of another area only exist in the language of that area."""
    for model in translator.get_registered_models(abstract=False):
        fields = translated_fields(model)
        if "source_language" in {field.name for field in model._meta.fields}:
            model.objects.filter(source_language="lv").update(source_language="en")
            for source in settings.LANGUAGE_CODES[1:]:
                others = [code for code in settings.LANGUAGE_CODES if code != source]
                rows = model.objects.filter(source_language=source)
                rows.update(**{column(field, code): None for field in fields for code in others})
        model.objects.update(**{column(field, "lv"): None for field in fields})
    photos = [
        SpacePhoto(space=Space.objects.get(slug=slug), file="x.webp", width=400, height=300, credit="CoLabora", **alt)
        for slug, alt in (
            ("la-quincaillerie-gueret", {"alt_fr": "La façade"}),
            ("le-chai-bonnat", {"alt_en": "A room"}),
        )
    ]
    SpacePhoto.objects.bulk_create(photos)


def test_where_translations_are_missing_every_text_says_its_language(texts, addresses, without_latvian, client):
    found, languages = defaultdict(set), set()
    # In other languages on purpose: the switcher between them, and what a term is called in them.
    terms = Term.objects.values_list(*(column("term", code) for code in settings.LANGUAGE_CODES))
    names = texts.names | {name for _code, name in settings.LANGUAGES} | {name for row in terms for name in row}
    for path, response in walk(client, addresses, "lv"):
        if path.endswith("/styleguide/"):
            continue
        passages, short = read(response, "lv")
        for fault in texts.faults(passages, short):
            found[fault].add(path)
        for passage in passages:
            if passage.mark == "name" and re.sub(r": \d+$", "", passage.text) not in names:  # bars have a count
                found[passage, "not tagged"].add(path)
        if response["Content-Type"].startswith("text/html"):
            languages |= check_note(path, response.content.decode(), passages)

    assert not found, told(found)
    assert languages == {"en", "de", "fr", "ca"}


def test_a_preview_says_its_languages_as_a_page_does(texts, content, client):
    space = SpaceFactory(
        lag=LocalActionGroup.objects.get(slug="donegal"), name="",
        heading_en="Planned hub in the old station", heading_lv=None,
        summary_en=None, summary_de="Die Gemeinde will die Räume im Herbst öffnen und sucht einen Verein.",
        source_language="de", heading_de="Geplanter Raum im alten Bahnhof",
    )  # fmt: skip
    response = client.get("/lv/" + preview_address(space).split("/", 2)[2])
    passages, short = read(response, "lv")

    assert not texts.faults(passages, short)
    assert check_note("preview", response.content.decode(), passages) == {"en", "de"}
    assert '<title lang="en">Planned hub in the old station' in response.content.decode()
    assert '<meta name="description" lang="de" content="Die Gemeinde' in response.content.decode()


def test_a_page_in_the_readers_language_has_no_note(content, client):
    assert "fallback__note" not in client.get("/lv/spaces/").content.decode()


@pytest.mark.parametrize(
    ("language", "thousand", "more"),
    [
        ("en", "1,000", "12,345"),
        ("de", "1.000", "12.345"),
        ("fr", "1\u202f000", "12\u202f345"),
        ("es", "1.000", "12.345"),
        ("ca", "1.000", "12.345"),
        ("lv", "1\u00a0000", "12\u00a0345"),
    ],
)
def test_thousands_are_set_apart_as_the_language_does(language, thousand, more):
    with translation.override(language):
        assert (number_in_words(1000), number_in_words(12345), number_in_words(999)) == (thousand, more, "999")


def check_note(path, source, passages) -> set[str]:
    """A page says once, at its end, in which other languages it has texts; returns these."""
    page = Page(source)
    assert page.fallbacks == page.tags, path
    shown = {passage.language for passage in passages if passage.mark == "fallback"}
    notes = re.findall(r'<p class="fallback__note[^>]*>(.*?)</p>', source)
    if not shown:
        assert not notes, path
        return set()
    assert len(notes) == 1, path
    named = set(notes[0].rstrip(".").rpartition(": ")[2].split(", "))
    found_elsewhere = "q=" in path  # what a search found may be in a language that nothing else is in
    expected = {language_name(code, "lv") for code in shown}
    assert named <= expected if found_elsewhere else named >= expected, (path, named, expected)
    return shown
