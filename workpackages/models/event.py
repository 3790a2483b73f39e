"""Meetings, visits and local events, and what the groups took home from them."""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from colabora.codes import CountryField, LanguageField
from colabora.dates import PartialDateField, has_passed, partial_date_constraint
from colabora.languages import any_text_constraint, choices_constraint, country_names, source_text_constraint
from colabora.links import Linked
from colabora.models import Content, ContentQuerySet, Part
from colabora.sources.models import Confidence, DateQualifier, Qualifier, Source, with_sources
from partners.models import LocalActionGroup, coordinates_constraint, latitude_field, longitude_field
from spaces.models import CoordinatePrecision, Space

from .workpackage import WorkPackage

# Where a host's clock stands, by country; any other hour is that of the site (settings.TIME_ZONE).
TIME_ZONES = {
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "LV": "Europe/Riga",
}
SAME_PRECISION = (
    Q(start__length=4, end__length=4) | Q(start__length=7, end__length=7) | Q(start__length=10, end__length=10)
)


class EventKind(models.TextChoices):
    PARTNER_MEETING = "partner-meeting", _("cooperation meeting")
    STUDY_VISIT = "study-visit", _("study visit")
    NETWORK_MEETING = "network-meeting", _("network meeting")
    EXPERT_MEETING = "expert-meeting", _("meeting of experts")
    LOCAL_EVENT = "local-event", _("local event")
    WORKSHOP = "workshop", _("workshop")
    CONFERENCE = "conference", _("conference")
    WEBINAR = "webinar", _("online talk")
    EXHIBITION = "exhibition", _("exhibition")
    FESTIVAL = "festival", _("festival")
    LAUNCH = "launch", pgettext_lazy("kind of event", "launch")
    OPENING = "opening", pgettext_lazy("kind of event", "opening")
    POP_UP_SEASON = "pop-up-season", _("pop-up season")
    SURVEY_LAUNCH = "survey-launch", _("start of a survey")


# Events at which the partners saw each other's places.
VISITS = (EventKind.PARTNER_MEETING, EventKind.STUDY_VISIT)


class EventStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("status of an event", "planned")
    HELD = "held", pgettext_lazy("status of an event", "took place")
    CANCELLED = "cancelled", pgettext_lazy("status of an event", "cancelled")


class Mode(models.TextChoices):
    ON_SITE = "on-site", _("on site")
    ONLINE = "online", _("online")
    BOTH = "both", _("on site and online")


def validate_time_zone(name: str) -> None:
    """Raises ValidationError unless the name stands in the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write it as Europe/Riga."), code="time_zone", params={"value": name}
        )


class EventQuerySet(ContentQuerySet):
    def in_listing_order(self):
        """Newest first; what has no date comes last."""
        return self.order_by(F("start").desc(), "pk")

    def upcoming(self, today: datetime.date):
        """What is still ahead, soonest first; a month or a year counts until it has passed."""
        day = today.isoformat()
        ahead = [Q(last__length=length, last__gte=day[:length]) for length in (4, 7, 10)]
        last = Case(When(end="", then=F("start")), default=F("end"), output_field=models.CharField())
        rows = self.exclude(status=EventStatus.HELD).annotate(last=last)
        return rows.filter(ahead[0] | ahead[1] | ahead[2]).order_by("start", "pk")

    def with_card(self):
        """What a card shows, in one query."""
        return self.select_related("host")

    def linked(self) -> Linked:
        """What a line about an event shows: its date is told with its state, as everywhere."""
        return Linked(self, date="start", end="end", date_qualifier="date_qualifier", status="status", kind="kind")

    def with_page(self):
        """Everything that an event's own page shows, in a constant number of queries."""
        takeaways = Takeaway.objects.between_public_groups().select_related("lag", "learnt_from", "source")
        return self.select_related("host").prefetch_related(
            *with_sources(), "participants", "work_packages", "spaces", "documents", Prefetch("takeaways", takeaways)
        )


class Event(Content):
    """A cooperation meeting, a study visit, a local event: whatever has a date and brings people together."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    original_title = models.CharField(
        _("original title"), max_length=200, blank=True, help_text=_("As the host announced it; it is not translated.")
    )
    original_language = LanguageField(_("language of the original title"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    is_project_event = models.BooleanField(
        _("event of CoLabora"), default=False, help_text=_("Otherwise visitors read: related.")
    )
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.PLANNED)
    mode = models.CharField(_("on site or online"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    start = PartialDateField(_("from"))
    end = PartialDateField(_("until"), help_text=_("Leave empty if it was one day, or if the end is not known."))
    date_qualifier = models.CharField(_("precision of that date"), max_length=10, choices=DateQualifier, blank=True)
    date_note = models.CharField(
        _("remark on the date"), max_length=200, blank=True, help_text=_("Only what the date itself cannot say.")
    )
    start_time = models.TimeField(_("starts at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("The host’s clock, as Europe/Riga. Leave empty: it follows from the country."),
    )
    host = models.ForeignKey(
        LocalActionGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_events",
        verbose_name=_("host"), help_text=_("The local action group that invited, and that edits this page."),
    )  # fmt: skip
    participants = models.ManyToManyField(
        LocalActionGroup, blank=True, related_name="events", verbose_name=_("local action groups that took part")
    )
    participants_are_derived = models.BooleanField(
        _("participants are derived"), default=False, help_text=_("From other facts: no source lists them by name.")
    )
    attendance = models.PositiveIntegerField(_("number of people"), null=True, blank=True)
    attendance_qualifier = models.CharField(_("how exact"), max_length=10, choices=Qualifier, blank=True)
    work_packages = models.ManyToManyField(
        WorkPackage, blank=True, related_name="events", verbose_name=_("work packages"),
        help_text=_("Our assignment; visitors read that it is ours."),
    )  # fmt: skip
    spaces = models.ManyToManyField(Space, blank=True, related_name="events", verbose_name=_("spaces"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = CountryField(_("country"), blank=True)
    latitude = latitude_field()
    longitude = longitude_field(help_text=_("Leave empty to hide the mark on the map."))
    coordinate_place = models.CharField(_("place of the coordinates"), max_length=120, blank=True)
    coordinate_precision = models.CharField(
        _("precision of the coordinates"), max_length=20, choices=CoordinatePrecision, blank=True
    )
    geonames_id = models.PositiveIntegerField(_("GeoNames number"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True, max_length=300)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One to three sentences, only from the facts."))
    programme = models.TextField(_("programme"), blank=True)
    outcome = models.TextField(_("what came of it"), blank=True, help_text=_("Added afterwards."))

    objects = EventQuerySet.as_manager()

    search_fields = ("title", "original_title", "place", "summary", "programme", "outcome")
    title_fields = ("title", "original_title", "place")
    main_text_field = "summary"
    markdown_fields = ("programme", "outcome")
    owner_path = "host"
    package_path = "work_packages"

    class Meta:
        verbose_name = pgettext_lazy("occasion", "event")
        verbose_name_plural = pgettext_lazy("occasion", "events")
        ordering = ["-start", "pk"]
        indexes = [models.Index(F("start").desc(), F("id"), name="event_listing_order")]
        constraints = [
            source_text_constraint("title", "event_has_title"),
            choices_constraint("kind", EventKind, "event_kind_is_known"),
            choices_constraint("status", EventStatus, "event_status_is_known"),
            choices_constraint("mode", Mode, "event_mode_is_known"),
            choices_constraint("date_qualifier", DateQualifier, "event_date_qualifier_is_known", blank=True),
            choices_constraint("attendance_qualifier", Qualifier, "event_attendance_qualifier_is_known", blank=True),
            choices_constraint("coordinate_precision", CoordinatePrecision, "event_precision_is_known", blank=True),
            coordinates_constraint("event_coordinates_are_degrees"),
            partial_date_constraint("start", "event_start_is_partial"),
            partial_date_constraint("end", "event_end_is_partial"),
            models.CheckConstraint(
                condition=Q(country__length__in=(0, 2)),
                name="event_country_is_iso",
                violation_error_message=_("A country has two letters."),
            ),
            models.CheckConstraint(
                condition=Q(end="") | SAME_PRECISION,
                name="event_dates_are_equally_exact",
                violation_error_message=_("Write start and end equally exact: both as days, as months or as years."),
            ),
            models.CheckConstraint(
                condition=Q(end="") | Q(end__gte=F("start")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(end_time__gt=F("start_time")) | Q(end__gt=F("start")),
                name="event_hours_end_after_they_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(start_time__isnull=True) | Q(start__length=10),
                name="event_time_needs_day",
                violation_error_message=_("An hour needs a day: write the date as 2019-07-14."),
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(start_time__isnull=False),
                name="event_end_time_needs_start_time",
                violation_error_message=_("Say when it starts, too."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """What the constraints say without naming a field, said at the field."""
        if self.end and len(self.end) != len(self.start):
            raise ValidationError({"end": _("Write start and end equally exact: both as days, as months or as years.")})
        if self.end and self.end < self.start:
            raise ValidationError({"end": _("The end lies before the start.")})
        is_one_day = self.end in ("", self.start)
        if self.end_time and is_one_day and (not self.start_time or self.end_time <= self.start_time):
            raise ValidationError({"end_time": _("The end lies before the start.")})
        if self.status == EventStatus.HELD and self.start > localdate().isoformat()[: len(self.start)]:
            raise ValidationError({"status": _("What lies ahead has not taken place yet.")})

    def get_absolute_url(self):
        return reverse("workpackages:event-detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        """The host's clock."""
        country = self.country or (self.host.country if self.host else "")
        of_the_country = TIME_ZONES.get(country, settings.TIME_ZONE)
        try:
            return ZoneInfo(self.time_zone or of_the_country)
        except (ZoneInfoNotFoundError, ValueError):  # written past the form
            return ZoneInfo(of_the_country)

    @property
    def has_hours(self) -> bool:
        """Whether the hours tell when it ends: of several days, the first hour alone does not."""
        return self.start_time is not None and (self.end_time is not None or self.end in ("", self.start))

    @property
    def starts(self) -> datetime.datetime | datetime.date | None:
        """The instant, or the day where no hour is known; None where not even the day is."""
        return self._moment(self.start, self.start_time if self.has_hours else None)

    @property
    def ends(self) -> datetime.datetime | datetime.date | None:
        """The last instant or, of whole days, the last day."""
        if self.has_hours and not self.end_time:
            return None
        return self._moment(self.end or self.start, self.end_time)

    def _moment(self, date, time):
        if len(date) < 10 or self.date_qualifier:
            return None
        day = datetime.date.fromisoformat(date)
        return datetime.datetime.combine(day, time, self.zone) if time else day

    def is_over_by(self, today: datetime.date) -> bool:
        return has_passed(self.end or self.start, today)

    def extra_search_words(self):
        """Only its country's names: a group's or a space's may be a draft's."""
        return country_names(self.country) if self.country else []


class TakeawayQuerySet(models.QuerySet):
    def between_public_groups(self):
        """No name of a draft is told, neither of the one who learnt nor of the one who taught."""
        lags = LocalActionGroup.objects.published()
        teacher = Q(learnt_from__isnull=True) | Q(learnt_from__in=lags)
        return self.filter(teacher, lag__in=lags)

    def public(self):
        return self.between_public_groups().filter(event__in=Event.objects.published())


class Takeaway(Part):
    """What a group took home from a meeting or visit, and what came of it: only where a source says so."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="takeaways", verbose_name=pgettext_lazy("occasion", "event")
    )
    lag = models.ForeignKey(
        LocalActionGroup, on_delete=models.CASCADE, related_name="takeaways", verbose_name=_("who took it home")
    )
    learnt_from = models.ForeignKey(
        LocalActionGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="lessons_given",
        # Translators: label: the group from which another one learnt
        verbose_name=_("from whom"), help_text=_("Leave empty if the source names no group."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("what it took home"), help_text=_("One or two sentences, as the source says it."))
    result = models.TextField(_("what came of it"), blank=True, help_text=_("Only where a source says so."))
    date = PartialDateField(_("date of the report"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="takeaways", verbose_name=_("source"))
    confidence = models.CharField(
        _("certainty"), max_length=10, choices=Confidence, default=Confidence.MEDIUM,
        help_text=_("See “About the data”."),
    )  # fmt: skip

    objects = TakeawayQuerySet.as_manager()

    owner_path = "lag"
    package_path = "event__work_packages"

    class Meta:
        # Translators: what a group learnt from others at a meeting and took home
        verbose_name = _("takeaway")
        verbose_name_plural = _("takeaways")
        ordering = ["position", "pk"]
        constraints = [
            any_text_constraint("text", "takeaway_has_text"),
            partial_date_constraint("date", "takeaway_date_is_partial"),
            choices_constraint("confidence", Confidence, "takeaway_confidence_is_known"),
            models.CheckConstraint(
                condition=Q(learnt_from__isnull=True) | ~Q(learnt_from=F("lag")),
                name="takeaway_is_from_another_group",
                violation_error_message=_("A group learns from another one."),
            ),
        ]

    def __str__(self):
        return f"{self.lag}, {self.date or _('undated')}"  # without the event, which may be another group's draft
