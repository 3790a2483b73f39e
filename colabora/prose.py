"""Texts that editors write in Markdown, as clean HTML: on public pages and in the editor's preview."""

import re
from functools import lru_cache
from itertools import accumulate

import markdown
import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip

# The level of a heading's tag; what a text only says about tags has no "<" any more.
HEADING = re.compile(r"(?<=<h)[1-6](?=[\s>])|(?<=</h)[1-6](?=>)")
LOWEST_HEADING = 4

# Where brackets are opened and not closed, the library reads on to the end of the paragraph, for each anew: 12,000 of
# them take half a minute. No text of a person has this many open at once; such a text is shown as it was typed.
BRACKETS = ("[]", "()", "<>")
MOST_OPEN = 50


def markdown_to_html(text: str, language: str, top: int = 3) -> SafeString:
    """Addresses within the site get the language; blanks, written [[so]], are marked.

    A page's own headings end at the level above `top`. Whatever level an editor begins with, the text's highest
    headings get that level and the lower ones follow.
    """

    def attribute(tag, name, value):
        if tag == "a" and name == "href" and value.startswith("/") and not value.startswith("//"):
            first = value.split("/")[1]
            return value if first in (*settings.LANGUAGE_CODES, "static", "media", "api") else f"/{language}{value}"
        return value

    # Blanks become elements before cleaning, so that what they hold is cleaned with the rest.
    text = re.sub(r"\[\[([^\[\]\n]+)\]\]", r'<span class="blank">\1</span>', text)
    html = nh3.clean(
        with_headings_from(top, rendered(text)),
        tags=TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"span": {"blank"}},
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=attribute,
        link_rel=None,
    )
    return SafeString(html)  # nosec B703: cleaned by nh3 just above


# What pages show. A preview is not kept: it would push the texts of pages out.
render_markdown = lru_cache(maxsize=512)(markdown_to_html)


def rendered(text: str) -> str:
    as_typed = f"<p>{escape(text)}</p>"
    if any(open_at_once(text, opening, closing) > MOST_OPEN for opening, closing in BRACKETS):
        return as_typed
    try:
        return markdown.markdown(text, extensions=["tables", "sane_lists"], output_format="html")
    except RecursionError:  # lists in lists, a thousand deep
        return as_typed


def open_at_once(text: str, opening: str, closing: str) -> int:
    steps = (1 if sign == opening else -1 for sign in text if sign in (opening, closing))
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0), initial=0))


def with_headings_from(top: int, html: str) -> str:
    """The same HTML with its highest headings at the level `top`, none below LOWEST_HEADING."""
    highest = min(map(int, HEADING.findall(html)), default=top)
    return HEADING.sub(lambda match: str(min(int(match[0]) - highest + top, LOWEST_HEADING)), html)
