"""The tags that every template may use: texts in the reader's language, dates, and what the page must say of itself."""

import json
from functools import lru_cache

import segno
from django import template
from django.conf import settings
from django.db import DatabaseError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from colabora.languages import (
    column,
    country_name,
    current_language,
    fallback_chain,
    interface_languages,
    is_foreign,
    language_name,
    number_in_words,
    page_language,
)
from colabora.languages import native_name as own_name
from colabora.languages import translated as translated_text
from colabora.marking import mark_words
from colabora.pages.models import Publicity
from colabora.prose import render_markdown

register = template.Library()

NOINDEX = SafeString('<meta name="robots" content="noindex">')


# Texts


def _marked(context, text, language) -> SafeString:
    """A text as it is, or, for want of a translation, in another language than the page's, with its mark."""
    if is_foreign(language):
        _remember_fallback(context, language)
    return with_language(text, language)


def with_language(text, language) -> SafeString:
    """In another language than the page's with lang and a tag for the eye."""
    if not is_foreign(language):
        return in_language(text, language)
    return format_html(
        '<span class="fallback" lang="{0}"><span class="fallback__tag" aria-hidden="true">{0}</span> {1}</span>',
        language,
        text,
    )


def _remember_fallback(context, language) -> None:
    request = getattr(context, "request", None)
    if request is not None:
        request.fallback_languages = getattr(request, "fallback_languages", set()) | {language}


@register.simple_tag(takes_context=True)
def translated(context, obj, field):
    """The field in the reader's language; a fallback is marked."""
    text, language = translated_text(obj, field)
    return _marked(context, text, language) if text else ""


@register.simple_tag
def plain(obj, field):
    """The field as bare text: for conditions, and for titles and attributes, whose element has the lang."""
    return translated_text(obj, field)[0]


@register.simple_tag
def own(obj, field):
    """The field in the reader's language or not at all: for words that no other language's can replace."""
    return getattr(obj, column(field, current_language())) or ""


@register.simple_tag(takes_context=True)
def marked(context, text):
    """A text in which the words of a search, if the page answers one, are marked."""
    words = context.get("words")
    return mark_words(text, words) if words else text


@register.filter
def listed(words):
    """Words that editors part by semicolons, as a reader's list."""
    return ", ".join(word.strip() for word in words.split(";"))


@register.simple_tag
def lang(language):
    """The attribute of an element whose text, or whose attributes, may be in another language than the page."""
    return format_html(' lang="{}"', language) if language and language != page_language() else ""


@register.simple_tag(takes_context=True)
def content_language(context, obj, field):
    """The language in which a reader gets the field."""
    language = translated_text(obj, field)[1]
    if is_foreign(language):
        _remember_fallback(context, language)
    return language


@register.simple_tag(takes_context=True)
def head_language(context, part):
    """The same for the "title" and the "description" of the page, whose language the view tells: title_language."""
    return lang(context.get(f"{part}_language", ""))


@register.simple_tag(takes_context=True)
def choice_label(context, choice):
    """What a choice of a filter is called: a proper name with its language, words without a translation with a mark."""
    if choice.is_name:
        return in_language(choice.label, choice.language)
    return _marked(context, choice.label, choice.language)


@register.simple_tag
def found_text(passage):
    """Where a search found its words: a text that may be in any language, translated or not."""
    return with_language(passage.text, passage.language)


@register.simple_tag(takes_context=True)
def prose(context, obj, field, top=3):
    """A Markdown field as a block of text, its highest headings at the level `top`; a fallback is marked."""
    text, language = translated_text(obj, field)
    if not text:
        return ""
    html = render_markdown(text, current_language(), top)
    if language == current_language():
        return format_html('<div class="prose flow"{}>{}</div>', lang(language), html)
    _remember_fallback(context, language)
    return format_html(
        '<div class="prose flow fallback" lang="{0}"><p><span class="fallback__tag" aria-hidden="true">{0}</span></p>'
        "{1}</div>",
        language,
        html,
    )


@register.simple_tag
def fallback_note(request):
    """One quiet sentence that names the languages of the passages that are not in the reader's."""
    found = {*getattr(request, "fallback_languages", ()), page_language()} - {current_language()}
    languages = [code for code in settings.LANGUAGE_CODES if code in found]
    if not languages:
        return ""
    names = ", ".join(language_name(code, current_language()) for code in languages)
    return format_html(
        '<p class="fallback__note wrap">{}</p>',
        _("Some texts on this page are not yet translated and are shown in another language: {languages}.").format(
            languages=names
        ),
    )


# Numbers


@register.filter
def number(value):
    """A count as the language writes it; numbers in addresses and drawings go without."""
    return number_in_words(value)


# Names


@register.simple_tag
def in_language(text, language):
    """A proper name, with lang where its language is known and not the page's."""
    if not language or language == page_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def country(code):
    return country_name(code, current_language())


@register.filter
def language(code):
    return language_name(code, current_language())


@register.filter
def native_name(code):
    """A language's name in itself."""
    return own_name(code)


# What the page says of itself


@register.simple_tag(takes_context=True)
def page_head_links(context):
    """Canonical and alternate languages of a page.

    `page_languages` are those in which the page's main text exists. Where the reader's is not among them, the page
    shows a fallback: it is not for search engines, and canonical is the language that is shown.
    """
    request = context.get("request")
    if request is None or context.get("is_unlisted"):
        return NOINDEX
    here = current_language()
    languages = context.get("page_languages") or interface_languages()
    if here not in languages:
        shown = context.get("shown_language") or next(code for code in fallback_chain(here) if code in languages)
        return format_html(
            '<meta name="robots" content="noindex"><link rel="canonical" href="{}">', page_address(context, shown)
        )
    links = [("canonical", "", page_address(context, here))]
    links += [("alternate", code, page_address(context, code)) for code in languages]
    links.append(("alternate", "x-default", page_address(context, "")))
    return format_html_join(
        "\n",
        '<link rel="{}"{} href="{}">',
        ((rel, format_html(' hreflang="{}"', code) if code else "", href) for rel, code, href in links),
    )


def page_address(context, language) -> str:
    """The public address of this page in a language; in none, the address that redirects to the visitor's.

    Of the query only the page number makes another document.
    """
    request = context["request"]
    number = context.get("page_number", 1)
    query = f"?page={number}" if number > 1 else ""
    return settings.SITE_URL + in_other_language(request.path, language) + query


def in_other_language(path: str, language: str) -> str:
    """The same page's path in another language: slugs have none."""
    parts = path.split("/", 2)
    rest = parts[2] if len(parts) > 2 and parts[1] in settings.LANGUAGE_CODES else ""
    return f"/{language}/{rest}" if language else f"/{rest}"


@register.simple_tag(takes_context=True)
def language_links(context):
    """Where the switcher leads: this page in each language, with its query."""
    request = context.get("request")
    path, query = (request.path, request.META.get("QUERY_STRING", "")) if request else ("/", "")
    return [
        {
            "code": code,
            "name": native_name(code),
            "href": in_other_language(path, code) + (f"?{query}" if query else ""),
            "is_current": code == current_language(),
        }
        for code in settings.LANGUAGE_CODES
    ]


@register.simple_tag(takes_context=True)
def publicity(context):
    """The statements of the European Union's support. A page that tells of a broken database goes without.

    They stand in the footer, behind the note on fallbacks, which counts them in.
    """
    try:
        statements = list(Publicity.objects.all())
    except DatabaseError:
        return []
    for statement in statements:
        content_language(context, statement, "statement")
    return statements


@register.simple_tag
def json_ld(blocks):
    """Blocks of structured data. No browser runs them, so the Content-Security-Policy lets them stand."""
    return format_html_join(
        "\n", '<script type="application/ld+json">{}</script>', ((_script_text(block),) for block in blocks if block)
    )


def _script_text(data) -> SafeString:
    """JSON that cannot end its element: Django's json_script escapes the same three signs."""
    text = json.dumps(data, ensure_ascii=False)
    text = text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return SafeString(text)  # nosec B703: escaped just above


# Drawings


@register.simple_tag
@lru_cache(maxsize=1024)
def qr_code(address):
    """The address as a QR code, for paper; drawn as one path in the text's colour."""
    code = segno.make(address, error="m", micro=False)
    width, _height = code.symbol_size(border=0)
    return format_html(
        '<svg class="qr" viewBox="-4 -4 {0} {0}" aria-hidden="true" shape-rendering="crispEdges"><path d="{1}"/></svg>',
        width + 8,
        "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module),
    )


@register.filter
def add_units(value, units):
    return round(float(value) + units, 1)


@register.filter
def unlocalize(value):
    """A coordinate as SVG reads it, whatever the page's language."""
    return f"{float(value):g}"
