"""The seven local action groups, their areas, their people."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from colabora.codes import LANGUAGE_TAGS, CodesField, CountryField, LanguageField
from colabora.images import Picture
from colabora.languages import any_text_constraint, choices_constraint, country_names
from colabora.links import Linked
from colabora.models import Content, ContentQuerySet
from colabora.sources.models import Fact, Observation, with_sources

COORDINATES = {"max_digits": 8, "decimal_places": 5, "null": True, "blank": True}


def latitude_field(**kwargs):
    return models.DecimalField(
        _("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)], **COORDINATES, **kwargs
    )


def longitude_field(**kwargs):
    return models.DecimalField(
        _("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)], **COORDINATES, **kwargs
    )


def coordinates_constraint(name: str) -> models.CheckConstraint:
    """Both coordinates or none, and on this planet."""
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(
            latitude__isnull=False,
            latitude__gte=-90,
            latitude__lte=90,
            longitude__isnull=False,
            longitude__gte=-180,
            longitude__lte=180,
        ),
        name=name,
        violation_error_message=_("Give latitude and longitude in degrees, or leave both empty."),
    )


class AreaCondition(models.TextChoices):
    ESTABLISHED = "established", _("established")
    FEW_USERS = "few-users", _("no or hardly any users")
    # Translators: the first of three stages: coworking is only thought of
    IDEA = "idea", _("idea")


class StartingCondition(models.Model):
    """One of the three situations that the fact sheet names for areas at the start of the cooperation."""

    # The founding fact sheet is German.
    source_language = "de"

    key = models.CharField(_("key"), max_length=20, choices=AreaCondition, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Translators: label: the words in which the fact sheet describes a starting condition
    text = models.TextField(_("wording"))

    owner_path = ""

    class Meta:
        verbose_name = _("starting condition")
        verbose_name_plural = _("starting conditions")
        ordering = ["position"]
        constraints = [
            choices_constraint("key", AreaCondition, "startingcondition_key_is_known"),
            any_text_constraint("text", "startingcondition_has_text"),
        ]

    def __str__(self):
        return self.get_key_display()


class LocalActionGroupQuerySet(ContentQuerySet):
    def with_page(self):
        """Everything that a group's own page shows, in a constant number of queries."""
        return self.select_related("starting_condition", "moderation__work_package").prefetch_related(
            *with_sources(observations=AreaObservation, facts=AreaFact), "photos"
        )

    def linked(self) -> Linked:
        """What a line about a group shows."""
        return Linked(self, title="tagline", name="short_name", name_language="name_language")

    def with_then_and_now(self):
        """The groups with their dated observations, of which the list shows the first and the last."""
        dated = AreaObservation.objects.exclude(date="").select_related("source")
        return self.prefetch_related(Prefetch("observations", dated, to_attr="dated_observations"))


class LocalActionGroup(Content):
    """A local action group (LAG): the partnership that carries LEADER in one area."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    official_name = models.CharField(
        _("official name"), max_length=200, help_text=_("In its own language; it is not translated.")
    )
    name_language = LanguageField(_("language of the names"))
    short_name = models.CharField(_("short name"), max_length=80)
    aliases = models.CharField(
        _("other names"), max_length=400, blank=True, help_text=_("Separated by semicolons; for search.")
    )
    is_lead_partner = models.BooleanField(_("lead partner"), default=False)
    country = CountryField(_("country"))
    nation = models.CharField(_("nation"), max_length=40, blank=True, help_text=_("Where it matters: Wales."))
    region = models.CharField(_("region"), max_length=120, blank=True)
    languages = CodesField(
        _("official and regional languages"), codes=LANGUAGE_TAGS, help_text=_("Two letters each: ga, en.")
    )
    main_place = models.CharField(_("main place"), max_length=80)
    latitude = latitude_field()
    longitude = longitude_field()
    website = models.URLField(_("website"), blank=True)
    website_note = models.CharField(
        _("what the website is"), max_length=120, blank=True, help_text=_("Only if it is not the group's own site.")
    )
    contact_organisation = models.CharField(_("contact: organisation"), max_length=200, blank=True)
    contact_address = models.CharField(_("contact: address"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("contact: e-mail"), blank=True, help_text=_("A public address of the organisation, never a person's.")
    )
    contact_phone = models.CharField(_("contact: telephone"), max_length=120, blank=True)
    tagline = models.CharField(_("in one line"), max_length=140, blank=True)
    description = models.TextField(_("description"), blank=True)
    role_note = models.TextField(_("remark on its role"), blank=True)
    starting_condition = models.ForeignKey(
        StartingCondition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lags",
        verbose_name=_("starting condition"),
        help_text=_("Leave empty unless the group itself states it: the fact sheet assigns none."),
    )

    objects = LocalActionGroupQuerySet.as_manager()

    search_fields = (
        "official_name", "short_name", "aliases", "nation", "region", "main_place", "tagline", "description",
    )  # fmt: skip
    title_fields = ("official_name", "short_name", "aliases")
    main_text_field = "description"
    markdown_fields = ("description",)
    owner_path = "pk"

    class Meta:
        verbose_name = _("local action group")
        verbose_name_plural = _("local action groups")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_lead_partner"],
                condition=Q(is_lead_partner=True),
                name="lag_one_lead_partner",
                violation_error_message=_("There is a lead partner already."),
            ),
            coordinates_constraint("lag_coordinates_are_degrees"),
            models.CheckConstraint(
                condition=Q(country__length=2),
                name="lag_country_is_iso",
                violation_error_message=_("A country has two letters."),
            ),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("partners:lag-detail", args=[self.slug])

    def extra_search_words(self):
        return country_names(self.country)

    @property
    def then_and_now(self):
        """Of rows fetched with_then_and_now(): the first and the last dated observation, if they are two."""
        dated = self.dated_observations
        return (dated[0], dated[-1]) if len(dated) > 1 else None


class AreaObservation(Observation):
    """What was observed in a group's area; from these follows "then and now"."""

    lag = models.ForeignKey(LocalActionGroup, on_delete=models.CASCADE, related_name="observations")

    owner_path = "lag"

    class Meta(Observation.Meta):
        verbose_name = _("observation of the area")
        verbose_name_plural = _("observations of the area")


class AreaFact(Fact):
    lag = models.ForeignKey(LocalActionGroup, on_delete=models.CASCADE, related_name="facts")

    owner_path = "lag"

    class Meta(Fact.Meta):
        verbose_name = _("fact about the area")
        verbose_name_plural = _("facts about the area")


class AreaPhoto(Picture):
    lag = models.ForeignKey(LocalActionGroup, on_delete=models.CASCADE, related_name="photos")

    owner_path = "lag"

    class Meta(Picture.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")


class Supporter(models.Model):
    """A body named in the header of the founding fact sheet; no role is claimed for it."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_language = LanguageField(_("language of the name"), blank=True)
    note = models.CharField(_("remark"), max_length=250, blank=True)
    source_language = models.CharField(
        _("source language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    owner_path = ""

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


def validate_languages(value) -> None:
    if not isinstance(value, list) or set(value) - set(settings.LANGUAGE_CODES):
        raise ValidationError(_("Choose languages of this site."), code="languages")


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    LAG_STAFF = "lag_staff", _("LAG staff")
    TRANSLATOR = "translator", _("translator")


class User(AbstractUser):
    """Somebody with an account. What a role may do is in permissions.py."""

    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    lag = models.ForeignKey(
        LocalActionGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("local action group"),
        help_text=_("For LAG staff: the one group whose content they look after."),
    )
    languages = models.JSONField(
        _("translates into"), default=list, blank=True, validators=[validate_languages], help_text=_("For translators.")
    )
    interface_language = models.CharField(
        _("language of the back office"), max_length=10, choices=settings.LANGUAGES, blank=True
    )

    owner_path = ""

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            choices_constraint("role", Role, "user_role_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(role="lag_staff", lag__isnull=False) | (~Q(role="lag_staff") & Q(lag__isnull=True)),
                name="user_lag_is_for_lag_staff",
                violation_error_message=_("LAG staff belong to one local action group, the other roles to none."),
            ),
        ]

    def save(self, *args, update_fields=None, **kwargs):
        self.is_staff = bool(self.role) or self.is_superuser
        if update_fields is not None:
            update_fields = {*update_fields, "is_staff"}
        super().save(*args, update_fields=update_fields, **kwargs)
