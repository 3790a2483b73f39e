"""Facts and the numbers of their sources, for every template."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from colabora.sources.display import date_in_words, fact_in_words
from colabora.templatetags.content import translated

register = template.Library()


@register.simple_tag
def partial_date(value, qualifier=""):
    return date_in_words(value, qualifier) if value else ""


@register.simple_tag(takes_context=True)
def fact_value(context, fact):
    is_text = not fact.date and fact.number is None
    return fact_in_words(fact, translated(context, fact, "text") if is_text else "")


@register.simple_tag
def cite(number):
    """The number of a source, leading to its line at the end of the page."""
    if not number:
        return ""
    return format_html(
        '<span class="cite"><a href="#source-{0}" aria-label="{1}">{0}</a></span>',
        number,
        _("Source {number}").format(number=number),
    )
