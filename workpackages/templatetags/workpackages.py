"""Dates of events, citations of works, links to records, for every template."""

from django import template
from django.utils.html import format_html_join

from colabora.languages import current_language
from colabora.sources.display import date_in_words
from colabora.sources.templatetags.sources import cite
from colabora.templatetags.content import in_language, translated
from workpackages import display

register = template.Library()


for function in (
    display.event_date, display.event_state, display.event_time, display.attendance, display.population,
):  # fmt: skip
    register.simple_tag(function)
register.filter(display.file_size)


@register.simple_tag(takes_context=True)
def document_title(context, document):
    """The title as published or, where a work has none, our description of it."""
    if document.title:
        return in_language(document.title, document.title_language)
    return translated(context, document, "gloss")


@register.simple_tag(takes_context=True)
def citation(context, document):
    publisher = translated(context, document, "publisher")
    return display.citation(document, publisher, document_title(context, document))


@register.simple_tag(takes_context=True)
def link_name(context, link):
    """What a link to a record reads: its own name or its translated title."""
    if link.name:
        return in_language(link.name, link.name_language)
    return translated(context, link, "title")


@register.simple_tag(takes_context=True)
def link_gloss(context, link):
    """What a name in another language means, or what is in one line behind it."""
    is_foreign = link.name and link.name_language != current_language()
    return translated(context, link, "title") if is_foreign else ""


@register.simple_tag
def link_date(link):
    """The date of what is linked; an event's with its state, so that a plan does not read as what took place."""
    if not link.date:
        return ""
    if link.status:
        event = link.model(start=link.date, end=link.end, date_qualifier=link.date_qualifier, status=link.status)
        return display.event_state(event)
    return date_in_words(link.date, link.date_qualifier)


@register.simple_tag
def cite_all(numbers):
    """The numbers of several sources for one detail."""
    return format_html_join(" ", "{}", ((cite(number),) for number in numbers or ()))
