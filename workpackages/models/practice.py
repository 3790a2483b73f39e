"""Good practices: cases told sentence by sentence, each with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from colabora.codes import CountryField
from colabora.dates import PartialDateField, partial_date_constraint
from colabora.languages import any_text_constraint, choices_constraint, country_names, source_text_constraint
from colabora.links import Linked
from colabora.models import Content, ContentQuerySet, Part, texts_of
from colabora.sources.models import DateQualifier, Qualifier, Source, with_sources
from partners.models import LocalActionGroup
from spaces.models import FormerUse, PlaceSize, Space, place_size

from .research import TargetGroup
from .workpackage import WorkPackage


class Section(models.TextChoices):
    """The order in which a good practice is told."""

    SITUATION = "situation", _("The situation before")
    ACTION = "action", _("What was done")
    RESULT = "result", _("The result")
    LESSON = "lesson", _("What was learnt")
    TRANSFER = "transfer", _("What is transferable")
    COST = "cost", _("Cost and funding")
    CONTACT = "contact", _("Who to ask")


class GoodPracticeQuerySet(ContentQuerySet):
    def in_listing_order(self):
        """Recommended ones first, then by the age of the case."""
        recommended = models.Exists(Endorsement.objects.filter(practice=models.OuterRef("pk")))
        return self.annotate(is_recommended=recommended).order_by("-is_recommended", "-started", "pk")

    def with_recommendations(self):
        """Each with the work packages that recommend it, in one query more."""
        return self.prefetch_related(
            Prefetch(
                "endorsements", Endorsement.objects.select_related("work_package").order_by("work_package__number")
            )
        )

    def linked(self) -> Linked:
        """What a line about a good practice shows."""
        return Linked(self, date="started", date_qualifier="started_qualifier")

    def with_card(self):
        return self.select_related("lag").with_recommendations()

    def with_page(self):
        """Everything that a practice's own page shows, in a constant number of queries."""
        return (
            self.select_related("lag")
            .prefetch_related(*with_sources(statements=PracticeStatement), "spaces", "work_packages", "target_groups")
            .with_recommendations()
        )


class GoodPractice(Content):
    """A case from which others can learn. Its text is its statements, so that no sentence is without a source."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200, help_text=_("What was done, in one line."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences, only from the facts."))
    lag = models.ForeignKey(
        LocalActionGroup, on_delete=models.PROTECT, related_name="practices", verbose_name=_("local action group")
    )
    spaces = models.ManyToManyField(Space, blank=True, related_name="practices", verbose_name=_("spaces"))
    work_packages = models.ManyToManyField(
        WorkPackage, blank=True, related_name="practices", verbose_name=_("work packages"),
        help_text=_("Our assignment; visitors read that it is ours."),
    )  # fmt: skip
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="practices", verbose_name=_("target groups")
    )
    former_use = models.CharField(_("what the building was before"), max_length=20, choices=FormerUse, blank=True)
    country = CountryField(_("country"))
    place_population = models.PositiveIntegerField(_("inhabitants of the place"), null=True, blank=True)
    place_population_qualifier = models.CharField(_("how exact"), max_length=10, choices=Qualifier, blank=True)
    place_population_as_of = PartialDateField(_("inhabitants as of"))
    started = PartialDateField(_("began"))
    started_qualifier = models.CharField(_("precision of that date"), max_length=10, choices=DateQualifier, blank=True)

    # Derived on saving, for filters
    place_size = models.CharField(_("size of the place"), max_length=20, choices=PlaceSize, blank=True, editable=False)

    objects = GoodPracticeQuerySet.as_manager()

    search_fields = ("title", "summary")
    main_text_field = "summary"
    owner_path = "lag"
    package_path = "work_packages"

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        ordering = ["-started", "pk"]
        constraints = [
            source_text_constraint("title", "goodpractice_has_title"),
            choices_constraint("former_use", FormerUse, "goodpractice_former_use_is_known", blank=True),
            choices_constraint(
                "started_qualifier", DateQualifier, "goodpractice_started_qualifier_is_known", blank=True
            ),
            choices_constraint(
                "place_population_qualifier", Qualifier, "goodpractice_population_qualifier_is_known", blank=True
            ),
            choices_constraint("place_size", PlaceSize, "goodpractice_place_size_is_known", blank=True),
            partial_date_constraint("started", "goodpractice_started_is_partial"),
            partial_date_constraint("place_population_as_of", "goodpractice_population_as_of_is_partial"),
            models.CheckConstraint(
                condition=Q(country__length=2),
                name="goodpractice_country_is_iso",
                violation_error_message=_("A country has two letters."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        self.place_size = place_size(self.place_population)
        if update_fields is not None:
            update_fields = {*update_fields, "place_size"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("workpackages:practice-detail", args=[self.slug])

    def missing_for_publication(self):
        missing = super().missing_for_publication()
        return missing if self.statements.exists() else [*missing, _("It has no sentence with a source yet.")]

    def extra_search_words(self):
        """Its sentences, which are its text, what the building was, and its country."""
        words = country_names(self.country)
        if self.former_use and self.former_use != FormerUse.OTHER:
            for code in settings.LANGUAGE_CODES:
                with translation.override(code):
                    words.append(str(self.get_former_use_display()))
        if self.pk:
            words += texts_of(self.statements, "text")
        return words


class PracticeStatement(Part):
    """One or two sentences of a good practice, resting on one source."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    practice = models.ForeignKey(
        GoodPractice, on_delete=models.CASCADE, related_name="statements", verbose_name=_("good practice")
    )
    section = models.CharField(_("section"), max_length=20, choices=Section)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("text"), help_text=_("One sentence, two at most, that this source carries."))
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="practice_statements", verbose_name=_("source")
    )

    owner_path = "practice__lag"
    package_path = "practice__work_packages"

    class Meta:
        verbose_name = _("sentence with its source")
        verbose_name_plural = _("sentences with their sources")
        ordering = ["position", "pk"]
        constraints = [
            choices_constraint("section", Section, "practicestatement_section_is_known"),
            any_text_constraint("text", "practicestatement_has_text"),
        ]

    def __str__(self):
        return self.get_section_display()

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.practice.refresh_search_text()


class Endorsement(models.Model):
    """ "Recommended by work package N": the word of the groups that moderate it, on anybody's good practice."""

    practice = models.ForeignKey(
        GoodPractice, on_delete=models.CASCADE, related_name="endorsements", verbose_name=_("good practice")
    )
    work_package = models.ForeignKey(
        WorkPackage, on_delete=models.CASCADE, related_name="endorsements", verbose_name=_("work package")
    )

    owner_path = "work_package__moderations__lag"

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["work_package", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "work_package"],
                name="endorsement_once",
                violation_error_message=_("This work package recommends it already."),
            )
        ]

    def __str__(self):
        return str(self.work_package)  # without the practice, which may be another group's draft
