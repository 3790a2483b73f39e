"""Facts in words: value, unit and qualifier together, in the reader's language."""

from decimal import Decimal

from babel.numbers import format_currency
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colabora.dates import format_partial_date
from colabora.languages import current_language, locale_of, number_in_words, page_language, translated
from colabora.links import Link, Linked, links

from .models import DateQualifier, Fact, Qualifier, Source, Unit


def date_in_words(value: str, qualifier: str = "") -> SafeString:
    """A date as precise as its source, as a <time> element, with its qualifier."""
    time = format_html('<time datetime="{}">{}</time>', value, format_partial_date(value, current_language()))
    sentence = {
        # Translators: {date} is a year, a month with its year, or a day
        DateQualifier.AFTER: _("in or after {date}"),
        DateQualifier.BEFORE: _("in or before {date}"),
        DateQualifier.ABOUT: _("about {date}"),
        # Translators: {date} is a year, or a month with its year: “early 2018”
        DateQualifier.EARLY: _("early {date}"),
        DateQualifier.LATE: _("late {date}"),
    }.get(qualifier)
    return format_html(sentence, date=time) if sentence else time


def amount_in_words(number: Decimal, unit: str) -> str:
    """A number with its unit: "18 workplaces", "1,000 m²", "€50 per month"."""
    number = Decimal(number)
    whole = number == number.to_integral_value()
    if unit in (Unit.EUR, Unit.EUR_PER_MONTH):
        if unit == Unit.EUR_PER_MONTH and number == 0:
            return _("free of charge")
        locale = locale_of(page_language())
        pattern = locale.currency_formats["standard"].pattern
        # Cents only where there are some.
        pattern = pattern.replace(".00", "") if whole else pattern
        money = format_currency(number, "EUR", pattern, locale, currency_digits=False)
        # Translators: {amount} is a sum of money with its currency
        return _("{amount} per month").format(amount=money) if unit == Unit.EUR_PER_MONTH else money
    amount = number_in_words(number)
    if unit == Unit.SQUARE_METRES:
        return _("{number} m²").format(number=amount).replace(" ", "\N{NO-BREAK SPACE}")
    count = int(number) if whole else 2
    words = {
        Unit.PLACES: ngettext("{number} place", "{number} places", count),
        Unit.DESKS: ngettext("{number} desk", "{number} desks", count),
        Unit.ROOMS: ngettext("{number} room", "{number} rooms", count),
        Unit.PEOPLE: ngettext("{number} person", "{number} people", count),
        Unit.BUSINESSES: ngettext("{number} business", "{number} businesses", count),
        Unit.INHABITANTS: ngettext("{number} inhabitant", "{number} inhabitants", count),
        Unit.MUNICIPALITIES: ngettext("{number} municipality", "{number} municipalities", count),
        Unit.VILLAGES: ngettext("{number} village", "{number} villages", count),
        Unit.COUNTIES: ngettext("{number} county", "{number} counties", count),
        Unit.ORGANISATIONS: ngettext("{number} organisation", "{number} organisations", count),
        Unit.SPACES: ngettext("{number} space", "{number} spaces", count),
        Unit.ANSWERS: ngettext("{number} answer", "{number} answers", count),
    }
    return words[unit].format(number=amount) if unit in words else amount


def qualified(value, qualifier: str) -> SafeString:
    """A value that is no more exact than its source: "about 250 people"."""
    sentence = {
        # Translators: {value} is a number with its unit: “about 250 people”
        Qualifier.ABOUT: _("about {value}"),
        Qualifier.UP_TO: _("up to {value}"),
        Qualifier.OVER: _("over {value}"),
        Qualifier.NEARLY: _("nearly {value}"),
    }.get(qualifier)
    return format_html(sentence, value=value) if sentence else format_html("{}", value)


def fact_in_words(fact: Fact, text: str | None = None) -> SafeString:
    """The value as a reader may rely on it: with "about", "up to" or "planned" where the source says so.

    `text` is the fact's own text with its mark, for where it is in another language than the page.
    """
    if fact.date:
        value = format_partial_date(fact.date, current_language())
    elif fact.number is not None:
        value = amount_in_words(fact.number, fact.unit)
    else:
        value = translated(fact, "text")[0] if text is None else text
    value = qualified(value, fact.qualifier)
    return format_html(_("planned: {value}"), value=value) if fact.is_planned else format_html("{}", value)


def number_sources(*groups) -> list:
    """The sources of a page in the order in which they are first named; each statement gets its `.source_number`."""
    numbers: dict[int, int] = {}
    sources = []
    for group in groups:
        for statement in group:
            if statement.source_id not in numbers:
                sources.append(statement.source)
                numbers[statement.source_id] = len(sources)
            statement.source_number = numbers[statement.source_id]
    return sources


def library_of(sources) -> Linked:
    """The works of the library among the sources of a page, for its links (colabora.links)."""
    public = {"document__published_at__lte": timezone.now(), "pk__in": [source.pk for source in sources]}
    return Linked(Source.objects.filter(**public), page="document", note="pk")


def name_library(sources, works: list[Link]) -> None:
    """Gives each source that is a work of the library its `.library_page`."""
    pages = {int(link.note): link.get_absolute_url() for link in works}
    for source in sources:
        source.library_page = pages.get(source.pk, "")


def find_library(sources) -> None:
    """The same on a page that has no other links to fetch, in a query of its own."""
    name_library(sources, links(library=library_of(sources))["library"])


def details(citations) -> dict[str, list[int]]:
    """The numbers of the sources that stand for one detail only."""
    found: dict[str, list[int]] = {}
    for citation in citations:
        if citation.field:
            found.setdefault(citation.field, []).append(citation.source_number)
    return found


def group_facts(facts) -> list[dict]:
    """Facts by kind; claims that differ stand together as one disputed group, the others as groups of one."""
    groups: list[dict] = []
    disputed: dict[str, dict] = {}
    for fact in facts:
        if fact.is_disputed:
            if fact.kind not in disputed:
                disputed[fact.kind] = {"kind": fact.get_kind_display(), "facts": [], "differs": True}
                groups.append(disputed[fact.kind])
            disputed[fact.kind]["facts"].append(fact)
        else:
            groups.append({"kind": fact.get_kind_display(), "facts": [fact], "differs": False})
    for group in groups:
        group["differs"] = len(group["facts"]) > 1
    return groups
