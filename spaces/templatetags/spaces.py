"""The moon code and the map, for every template."""

from django import template
from django.utils.html import format_html

from colabora.sources.display import amount_in_words
from colabora.sources.models import Unit
from colabora.templatetags.content import in_language, translated
from spaces.display import mark_name, state_in_words, use_in_words
from spaces.geo import distance, rounded
from spaces.maps import areas

register = template.Library()


@register.simple_tag(takes_context=True)
def space_name(context, space):
    """The name as its operator writes it, or our description where no source gives one."""
    if space.name:
        return in_language(space.name, space.name_language)
    return translated(context, space, "heading")


@register.simple_tag
def state(space):
    return state_in_words(space)


@register.simple_tag
def use(space):
    return use_in_words(space)


@register.simple_tag
def mark(operation, stage=""):
    """The sign of an operation and stage. Decoration: the word stands beside it."""
    return sign(mark_name(operation, stage))


@register.simple_tag
def sign(name):
    return format_html('<svg class="mark" aria-hidden="true"><use href="#mark-{}"/></svg>', name)


@register.simple_tag
def inhabitants(number):
    return amount_in_words(number, Unit.INHABITANTS)


@register.simple_tag
def areas_with_spaces(rows=None):
    return areas(rows)


@register.simple_tag
def kilometres_from_area(space):
    """Rounded distance between a space and its area's main place; None where one has no position."""
    lag = space.lag
    if None in (space.latitude, lag.latitude) or not lag.is_published:
        return None
    return rounded(distance(space.latitude, space.longitude, lag.latitude, lag.longitude))
