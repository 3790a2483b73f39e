"""What a machine can tell of a translation beside its source: length, links, blanks, numbers, Markdown structure."""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.languages import column
from colabora.prose import rendered

from .states import Text

ADDRESS = re.compile(r"(?:https?://|mailto:|(?<=\]\()/)[^\s)>\]]*")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")
BLANK = re.compile(r"\[\[[^\[\]\n]+\]\]")
DIGITS = re.compile(r"\d+")
ELEMENT = re.compile(r"<(h[1-6]|li|tr|blockquote|strong|em|a|p)\b")
ELEMENTS = {
    "h": gettext_lazy("headings"), "li": gettext_lazy("list items"), "tr": gettext_lazy("table rows"),
    "blockquote": gettext_lazy("quotations"), "strong": gettext_lazy("passages in bold"),
    "em": gettext_lazy("passages in italics"), "a": gettext_lazy("links"), "p": gettext_lazy("paragraphs"),
}  # fmt: skip


def must_be_mended(text: Text, draft: str) -> list[str]:
    """What the database or the page cannot take."""
    if not draft.strip():
        return [_("Write the translation first. To leave a text untranslated, simply go on to the next.")]
    try:
        text.model._meta.get_field(column(text.field, text.language)).clean(draft, None)
    except ValidationError as error:
        return list(error.messages)
    return []


def should_be_looked_at(text: Text, draft: str) -> list[str]:
    """Differences that are most often mistakes. Whoever translates may know better."""
    if not draft.strip():
        return []
    found = [
        *differing(text.source, draft, ADDRESS, _("Links that differ from the source: {found}")),
        *differing(text.source, draft, PLACEHOLDER, _("Placeholders that differ from the source: {found}")),
    ]
    blanks = len(BLANK.findall(text.source)), len(BLANK.findall(draft))
    if blanks[0] != blanks[1]:
        told = _("The source has {before} blanks in [[double brackets]], the translation has {now}.")
        found.append(told.format(before=blanks[0], now=blanks[1]))
    if lost := numbers(text.source) - numbers(draft):
        listed = ", ".join(sorted(lost.elements()))
        found.append(_("Numbers of the source that are not in the translation: {found}").format(found=listed))
    if is_markdown(text):
        found += structure(text.source, draft)
    if draft.strip() == text.source.strip() and len(draft.split()) > 3:
        found.append(_("The translation is the same as the source."))
    return found


def differing(source: str, draft: str, pattern: re.Pattern, sentence: str) -> list[str]:
    before, now = Counter(pattern.findall(source)), Counter(pattern.findall(draft))
    signs = [f"−{found}" for found in (before - now).elements()] + [f"+{found}" for found in (now - before).elements()]
    return [sentence.format(found=", ".join(signs))] if signs else []


def numbers(text: str) -> Counter:
    """The digits of each number, however a language writes thousands and decimals; addresses aside."""
    return Counter(DIGITS.findall(re.sub(r"(?<=\d)[.,\u00a0\u202f](?=\d)", "", ADDRESS.sub("", text))))


def is_markdown(text: Text) -> bool:
    return text.field in getattr(text.model, "markdown_fields", ())


def structure(source: str, draft: str) -> list[str]:
    """Of the pages that both texts make, the elements of which one has more than the other."""
    before, now = elements(source), elements(draft)
    return [
        _("In the source: {before} {what}; in the translation: {now}.").format(
            before=before[tag], now=now[tag], what=name
        )
        for tag, name in ELEMENTS.items()
        if before[tag] != now[tag]
    ]


def elements(text: str) -> Counter:
    return Counter("h" if tag.startswith("h") else tag for tag in ELEMENT.findall(rendered(text)))
