"""The registry: coworking spaces as last reported."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from colabora.codes import CountryField, LanguageField
from colabora.dates import PartialDateField, partial_date_constraint
from colabora.languages import (
    choices_constraint,
    column,
    country_names,
    has_source_text,
    translated,
)
from colabora.links import Linked
from colabora.models import Content, ContentQuerySet
from colabora.sources.models import DateQualifier, FactKind, Unit, with_sources
from colabora.text import fold
from partners.models import LocalActionGroup, coordinates_constraint, latitude_field, longitude_field

from ..stages import OPERATIONS, Operation, Stage, derive_stage
from ..towns import town_at
from .catalog import Amenity, Network
from .evidence import SpaceFact, StageObservation
from .terms import IN_THE_PROJECT, CoordinatePrecision, FormerUse, OperatorKind, PlaceSize, Relation, place_size

# How the addresses and keys of spaces begin that generate_spaces makes.
GENERATED = "generated-"

# Pages of the portal stand at these addresses.
RESERVED_SLUGS = ("suggest", "cases", "map", "towns")

# The order of an unfiltered list.
RANKS = {operation: rank for rank, operation in enumerate(OPERATIONS)}


class SpaceQuerySet(ContentQuerySet):
    def in_the_project(self):
        return self.filter(relation__in=IN_THE_PROJECT)

    def real(self):
        """Public ones, without those that were made for measuring."""
        return self.published().exclude(slug__startswith=GENERATED)

    def on_the_map(self):
        """One of two public entries that are probably the same rooms; only what has a position."""
        alone = Q(same_rooms_as__isnull=True) | ~Q(same_rooms_as__published_at__lte=timezone.now())
        return self.filter(alone, latitude__isnull=False)

    def at_stage(self, stage):
        return self.filter(stage=stage)

    def unconfirmed(self, since: str):
        """Of which nothing was observed since a date, and which are not over."""
        over = (Operation.ENDED, Operation.CLOSED)
        return self.exclude(operation__in=over).exclude(observations__date__gte=since)

    def in_listing_order(self):
        """Open first, then newest evidence."""
        return self.order_by("rank", "-operation_as_of", "sort_name", "pk")

    def with_card(self, *, with_texts: bool = False):
        """What a card shows, in two queries however many cards there are; with the texts that a search looks into."""
        newest = StageObservation.objects.filter(is_on_card=True).defer("key", "confidence")
        return self.only(
            "slug", "name", "name_language", "heading", "place", "region", "country", "operation", "operation_as_of",
            "operation_as_of_qualifier", "planned_for", "stage", "relation", "former_use", "former_use_note",
            "rank", "sort_name", "latitude", "longitude", "place_population", "lag__latitude", "lag__longitude",
            "lag__main_place", "lag__published_at", *(Space.search_fields if with_texts else ()),
        ).select_related("lag").prefetch_related(
            Prefetch("observations", newest, to_attr="card_observations")
        )  # fmt: skip

    def linked(self) -> Linked:
        """What a line about a space shows."""
        return Linked(self, title="heading", name="name", name_language="name_language")

    def with_page(self):
        """Everything that a space's own page shows, in a constant number of queries."""
        return self.select_related("lag", "network", "same_rooms_as").prefetch_related(
            *with_sources(observations=StageObservation, facts=SpaceFact), "amenities", "photos"
        )


class Space(Content):
    """A coworking space in or near the area of a local action group, as last reported."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("As its operator writes it; it is not translated.")
    )
    name_language = LanguageField(_("language of the name"), blank=True)
    heading = models.CharField(
        _("our description instead of a name"),
        max_length=200,
        blank=True,
        help_text=_("Only where no source gives a name. Visitors then read: our name for it; the source gives none."),
    )
    alt_names = models.CharField(
        _("other names"), max_length=300, blank=True, help_text=_("Separated by semicolons; for search.")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    lag = models.ForeignKey(
        LocalActionGroup, on_delete=models.PROTECT, related_name="spaces", verbose_name=_("local action group")
    )
    relation = models.CharField(_("relation to the area"), max_length=20, choices=Relation)
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, null=True, blank=True, related_name="spaces", verbose_name=_("network")
    )
    operator = models.CharField(_("run by"), max_length=200, blank=True)
    operator_kind = models.CharField(_("kind of operator"), max_length=20, choices=OperatorKind, blank=True)
    former_use = models.CharField(_("what the building was before"), max_length=20, choices=FormerUse, blank=True)
    former_use_note = models.CharField(_("more exactly"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = CountryField(_("country"))
    address = models.CharField(_("address of the house"), max_length=200, blank=True)
    latitude = latitude_field()
    longitude = longitude_field(help_text=_("Leave empty to hide the mark on the map."))
    coordinate_place = models.CharField(_("place of the coordinates"), max_length=120, blank=True)
    coordinate_precision = models.CharField(
        _("precision of the coordinates"), max_length=20, choices=CoordinatePrecision, blank=True
    )
    geonames_id = models.PositiveIntegerField(_("GeoNames number"), null=True, blank=True)
    same_rooms_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="twins",
        verbose_name=_("probably the same rooms as"), help_text=_("The map then shows only the other entry."),
    )  # fmt: skip
    summary = models.TextField(_("summary"), blank=True, help_text=_("One to three sentences, only from the facts."))
    description = models.TextField(_("description"), blank=True, help_text=_("For what does not fit the summary."))
    website = models.URLField(_("website"), blank=True, max_length=300)
    contact_organisation = models.CharField(_("contact: organisation"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("contact: e-mail"), blank=True, help_text=_("A public address of the organisation, never a person's.")
    )
    contact_phone = models.CharField(_("contact: telephone"), max_length=60, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    opening_hours_as_of = PartialDateField(_("opening hours as of"))
    accessibility = models.CharField(_("accessibility"), max_length=200, blank=True)
    accessibility_as_of = PartialDateField(_("accessibility as of"))
    welcomes_visitors = models.BooleanField(_("welcomes visitors"), default=False)
    amenities = models.ManyToManyField(
        Amenity, blank=True, related_name="spaces", verbose_name=_("amenities"),
        help_text=_("Only what is there, not what is planned. None chosen means: not known."),
    )  # fmt: skip
    opened = PartialDateField(_("opened"))
    closed = PartialDateField(_("closed"))
    planned_for = PartialDateField(
        _("opening planned for"),
        help_text=_("Of a plan. Once the date has passed, visitors read: no report of an opening found."),
    )
    # Translators: whether the space is planned, open, closed …
    operation = models.CharField(_("operation"), max_length=10, choices=Operation, default=Operation.UNKNOWN)
    operation_as_of = PartialDateField(_("date of the last report"))
    operation_as_of_qualifier = models.CharField(
        _("precision of that date"), max_length=10, choices=DateQualifier, blank=True
    )

    # Derived on saving, for filters and order
    stage = models.CharField(_("maturity stage"), max_length=20, choices=Stage, blank=True, editable=False)
    place_population = models.PositiveIntegerField(null=True, blank=True, editable=False)
    place_size = models.CharField(_("size of the place"), max_length=20, choices=PlaceSize, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField(default=4, editable=False)
    sort_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = SpaceQuerySet.as_manager()

    search_fields = (
        "name", "heading", "alt_names", "place", "municipality", "region", "address", "operator", "former_use_note",
        "summary", "description",
    )  # fmt: skip
    title_fields = ("name", "heading", "alt_names", "place")
    main_text_field = "summary"
    markdown_fields = ("description",)
    owner_path = "lag"

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["rank", "-operation_as_of", "sort_name", "id"], name="space_listing_order"),
            models.Index(fields=["former_use"]),
            models.Index(fields=["country"]),
            models.Index(fields=["latitude", "longitude"]),
        ]
        constraints = [
            choices_constraint("relation", Relation, "space_relation_is_known"),
            choices_constraint("operation", Operation, "space_operation_is_known"),
            choices_constraint("stage", Stage, "space_stage_is_known", blank=True),
            choices_constraint("former_use", FormerUse, "space_former_use_is_known", blank=True),
            choices_constraint("operator_kind", OperatorKind, "space_operator_kind_is_known", blank=True),
            choices_constraint("place_size", PlaceSize, "space_place_size_is_known", blank=True),
            choices_constraint("coordinate_precision", CoordinatePrecision, "space_precision_is_known", blank=True),
            choices_constraint(
                "operation_as_of_qualifier", DateQualifier, "space_as_of_qualifier_is_known", blank=True
            ),
            coordinates_constraint("space_coordinates_are_degrees"),
            models.CheckConstraint(
                condition=Q(same_rooms_as__isnull=True) | ~Q(same_rooms_as=F("id")),
                name="space_is_not_its_own_twin",
                violation_error_message=_("An entry cannot be its own twin."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="space_slug_is_free",
                violation_error_message=_("This address is kept for a page of the portal."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") | has_source_text("heading"),
                name="space_has_name_or_heading",
                violation_error_message=_(
                    "Give the name, or, where no source gives one, our description in the source language."
                ),
            ),
            models.CheckConstraint(
                condition=Q(country__length=2),
                name="space_country_is_iso",
                violation_error_message=_("A country has two letters."),
            ),
            *[
                partial_date_constraint(name, f"space_{name}_is_partial")
                for name in (
                    "opened",
                    "closed",
                    "planned_for",
                    "operation_as_of",
                    "opening_hours_as_of",
                    "accessibility_as_of",
                )
            ],
        ]

    def __str__(self):
        return self.display_name

    def save(self, *args, update_fields=None, **kwargs):
        self.rank = RANKS[self.operation]
        self.sort_name = fold(self.name or getattr(self, column("heading", self.source_language)) or "")[:200]
        if self.pk is None:
            self.stage = derive_stage(self.operation, [])
        if update_fields is not None:
            update_fields = {*update_fields, "rank", "sort_name", "stage"}
        super().save(*args, update_fields=update_fields, **kwargs)
        self.refresh_derived()

    def clean(self):
        other = self.same_rooms_as
        if other and (other.pk == self.pk or other.same_rooms_as_id):
            raise ValidationError(
                {"same_rooms_as": _("Name the one entry that the map shall show; it must not name another itself.")}
            )

    def get_absolute_url(self):
        return reverse("spaces:space-detail", args=[self.slug])

    @property
    def name_is_descriptive(self):
        return not self.name

    @property
    def display_name(self):
        return self.name or translated(self, "heading")[0]

    @property
    def is_in_the_project(self):
        return self.relation in IN_THE_PROJECT

    @property
    def is_generated(self):
        """Whether it was made for measuring by generate_spaces: no real place."""
        return self.slug.startswith(GENERATED)

    @property
    def has_notes(self):
        """Whether a card has anything to remark below its sentence."""
        return bool(self.former_use) or self.name_is_descriptive or self.is_generated or not self.is_in_the_project

    @property
    def card_observation(self):
        """Of rows fetched with_card()."""
        return self.card_observations[0] if self.card_observations else None

    def extra_search_words(self):
        words = country_names(self.country)
        if self.network:
            words.append(self.network.name)
        if self.pk:
            for names in self.amenities.values_list(*get_translation_fields("name")):
                words += [name for name in names if name]
        if self.former_use and self.former_use != FormerUse.OTHER:
            for code in settings.LANGUAGE_CODES:
                with translation.override(code):
                    words.append(str(self.get_former_use_display()))
        return words

    def refresh_derived(self):
        """Follows a change of what hangs on the space: the stage, what stands on the card, the size of the place."""
        observations = list(self.observations.order_by("position", "pk").only("pk", "date", "stage", "is_on_card"))
        chosen = self.observation_of_the_state(observations)
        for observation in observations:
            if observation.is_on_card is not (observation is chosen):
                self.observations.filter(pk=observation.pk).update(is_on_card=observation is chosen)
        population = self.find_population()
        derived = {
            "stage": derive_stage(self.operation, [observation.stage for observation in observations]),
            "place_population": population,
            "place_size": place_size(population),
        }
        changed = {name: value for name, value in derived.items() if getattr(self, name) != value}
        if changed:
            vars(self).update(changed)
            type(self).objects.filter(pk=self.pk).update(**changed)

    def find_population(self) -> int | None:
        """How many live in the place: as a source of the space says, else as GeoNames does; None if neither does."""
        said = self.facts.filter(kind=FactKind.POPULATION, unit=Unit.INHABITANTS, is_planned=False, is_disputed=False)
        number = said.order_by("-as_of", "position").values_list("number", flat=True).first()
        if number is not None:
            return int(number)
        if self.coordinate_precision != CoordinatePrecision.PLACE or self.latitude is None:
            return None
        town = town_at(float(self.latitude), float(self.longitude))
        return town.population if town and town.population else None

    def observation_of_the_state(self, observations):
        """The last observation that is no newer than the state: what was planned since then is not what it shows."""
        as_of = self.operation_as_of
        if as_of and self.operation_as_of_qualifier != DateQualifier.AFTER:
            for observation in reversed(observations):
                if observation.date and observation.date[: len(as_of)] <= as_of:
                    return observation
        return observations[-1] if observations else None
