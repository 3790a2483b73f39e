"""Where each statement comes from, and statements themselves: dated observations and single facts."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from colabora.dates import PartialDateField, partial_date_constraint
from colabora.languages import any_text_constraint, choices_constraint, has_text, source_text_constraint
from colabora.models import Part


class Source(models.Model):
    """A report, page or document that a statement of the portal rests on."""

    key = models.CharField(_("key"), max_length=500, unique=True, null=True, blank=True, editable=False)
    title = models.CharField(
        _("title"), max_length=250, help_text=_("Publisher and subject in a few words: “Zied zeme: partner meeting”.")
    )
    source_language = models.CharField(
        _("source language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Leave empty if it is not on the web or not to be linked."),
    )
    date = PartialDateField(_("date of the source"))
    # Set and cleared by colabora.outlinks.checking; here, because public pages must not ask for it.
    gone_on = models.DateField(_("no longer found there on"), null=True, blank=True, editable=False)

    owner_path = ""

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            partial_date_constraint("date", "source_date_is_partial"),
            source_text_constraint("title", "source_has_title"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        """That nothing is found there is true of the one address: another one starts afresh."""
        if self.gone_on and self.pk and not Source.objects.filter(pk=self.pk, url=self.url).exists():
            self.gone_on = None
            if update_fields is not None:
                update_fields = {*update_fields, "gone_on"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def address(self) -> str:
        """Where it can still be read."""
        return "" if self.gone_on else self.url


class Citation(models.Model):
    """A source that a record rests on; `field` names the one detail that it supports, if it is only that."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations", verbose_name=_("source"))
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    cited_by = GenericForeignKey()
    field = models.CharField(
        # Translators: label: the detail of a record for which a source is cited
        _("for"),
        max_length=40,
        blank=True,
        help_text=_("The detail that this source supports; empty: the whole record."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "content_type", "object_id", "field"],
                name="citation_once",
                violation_error_message=_("This source is cited here already."),
            )
        ]

    def __str__(self):
        return str(self.source)


def with_sources(**statements) -> list[Prefetch]:
    """Prefetches of a record's statements (name → model) and citations, each with its source in the same query."""
    statements["citations"] = Citation
    return [Prefetch(name, model.objects.select_related("source")) for name, model in statements.items()]


class Confidence(models.TextChoices):
    # Translators: of the certainty of a statement; then: medium, low
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Qualifier(models.TextChoices):
    """How exact a value is, where its source says so."""

    # Translators: before a number or a date: “about 250 people”, “about 2018”
    ABOUT = "about", _("about")
    UP_TO = "up_to", _("up to")
    # Translators: more than: “over 250 people”
    OVER = "over", _("over")
    NEARLY = "nearly", _("nearly")


class DateQualifier(models.TextChoices):
    """How exact a date is, where its source says so."""

    # Translators: before a year, a month or a day: “in or after 2018”
    AFTER = "after", _("in or after")
    BEFORE = "before", _("in or before")
    ABOUT = "about", _("about")
    # Translators: before a year or a month: “early in 2018”
    EARLY = "early", _("early in")
    LATE = "late", _("late in")


class Observation(Part):
    """Dated evidence: what a source says about a space or an area. The text is the one true sentence readers see."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_(
            "The order in time. Undated observations stand where they belong: the order is not taken from the date."
        ),
    )
    date = PartialDateField(_("date"))
    text = models.TextField(
        _("what was observed"), help_text=_("One complete sentence. Visitors see it with its date and source.")
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss", verbose_name=_("source")
    )
    confidence = models.CharField(
        _("certainty"),
        max_length=10,
        choices=Confidence,
        default=Confidence.MEDIUM,
        help_text=_("See “About the data”."),
    )

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            partial_date_constraint("date", "%(class)s_date_is_partial"),
            choices_constraint("confidence", Confidence, "%(class)s_confidence_is_known"),
            any_text_constraint("text", "%(class)s_has_text"),
        ]

    def __str__(self):
        return self.date or str(_("undated"))


class Unit(models.TextChoices):
    SQUARE_METRES = "m2", _("square metres")
    # Translators: places to work at, as a unit
    PLACES = "places", _("places")
    DESKS = "desks", _("desks")
    ROOMS = "rooms", _("rooms")
    PEOPLE = "people", _("people")
    BUSINESSES = "businesses", _("businesses")
    INHABITANTS = "inhabitants", _("inhabitants")
    EUR = "EUR", _("euros")
    EUR_PER_MONTH = "EUR per month", _("euros per month")
    MUNICIPALITIES = "municipalities", _("municipalities")
    VILLAGES = "villages", _("villages")
    # Translators: of Ireland, or comarques of Catalonia
    COUNTIES = "counties", _("counties")
    ORGANISATIONS = "organisations", _("organisations")
    SPACES = "spaces", _("spaces")
    ANSWERS = "answers", _("answers")


class FactKind(models.TextChoices):
    """What a fact is about, in the order in which a page shows it."""

    # Translators: the kind of a fact: when a space opened; a date follows
    OPENED = "opened", _("Opened")
    WORK_PLACES = "work_places", _("Workplaces")
    OFFICES = "offices", _("Offices")
    ROOMS = "rooms", _("Rooms")
    FLOOR_AREA = "floor_area", _("Floor area")
    CAPACITY = "capacity", _("Capacity")
    USERS = "users", _("Users")
    VISITORS = "visitors", _("Visitors")
    PRICE = "price", _("Price")
    COST = "cost", _("Cost")
    GRANT = "grant", _("Funding")
    POPULATION = "population", _("Population")
    # Translators: where a local action group works; also a heading above the names of the seven areas
    AREA = "area", _("Area")
    ECONOMY = "economy", _("Economy")
    ORGANISATION = "organisation", _("Organisation")
    FOUNDED = "founded", _("Date")
    COWORKING = "coworking", _("Coworking")
    NETWORK = "network", _("Spaces in the network")


NO_NUMBER, NO_DATE, NO_TEXT = Q(number__isnull=True), Q(date=""), ~has_text("text")
ONE_VALUE = (~NO_NUMBER & NO_DATE & NO_TEXT) | (NO_NUMBER & ~NO_DATE & NO_TEXT) | (NO_NUMBER & NO_DATE & ~NO_TEXT)


class Fact(Part):
    """One value with its date and source. Claims that differ are rows of one kind, shown side by side."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    # Translators: label: what a fact is about, such as price or capacity
    kind = models.CharField(_("what"), max_length=20, choices=FactKind)
    note = models.CharField(
        # Translators: label of a few words that narrow a fact down, such as “in the opening week”
        _("more exactly"),
        max_length=120,
        blank=True,
        help_text=_("For example “in the opening week”."),
    )
    number = models.DecimalField(_("number"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, blank=True)
    # Translators: label: a fact is either a number, a date or a text
    date = PartialDateField(_("date as value"))
    text = models.CharField(_("text as value"), max_length=300, blank=True)
    qualifier = models.CharField(_("how exact"), max_length=10, choices=Qualifier, blank=True)
    is_planned = models.BooleanField(
        _("planned"), default=False, help_text=_("The value of a plan, not of what exists.")
    )
    is_disputed = models.BooleanField(
        _("sources differ"), default=False, help_text=_("Shows the claims of this kind side by side, with a remark.")
    )
    as_of = PartialDateField(_("as of"))
    as_of_qualifier = models.CharField(_("precision of that date"), max_length=10, choices=DateQualifier, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss", verbose_name=_("source")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            choices_constraint("kind", FactKind, "%(class)s_kind_is_known"),
            choices_constraint("unit", Unit, "%(class)s_unit_is_known", blank=True),
            choices_constraint("qualifier", Qualifier, "%(class)s_qualifier_is_known", blank=True),
            choices_constraint("as_of_qualifier", DateQualifier, "%(class)s_as_of_qualifier_is_known", blank=True),
            partial_date_constraint("date", "%(class)s_date_is_partial"),
            partial_date_constraint("as_of", "%(class)s_as_of_is_partial"),
            models.CheckConstraint(
                condition=ONE_VALUE,
                name="%(class)s_has_one_value",
                violation_error_message=_("Give exactly one value: a number, a date or a text."),
            ),
            models.CheckConstraint(
                condition=Q(unit="") | Q(number__isnull=False),
                name="%(class)s_unit_has_number",
                violation_error_message=_("A unit belongs to a number."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
