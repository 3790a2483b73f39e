"""The project, its goals, and the four work packages."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from colabora.codes import LanguageField
from colabora.dates import PartialDateField, partial_date_constraint
from colabora.languages import any_text_constraint, choices_constraint, source_text_constraint
from colabora.models import Content, ContentQuerySet, Part, texts_of
from colabora.sources.models import Source, with_sources
from partners.models import LocalActionGroup


class Project(Content):
    """CoLabora itself. There is one row."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    motto = models.CharField(
        _("motto"), max_length=200, blank=True, help_text=_("A quotation; it stays in its language.")
    )
    motto_language = LanguageField(_("language of the motto"), blank=True)
    summary = models.TextField(_("summary"))
    description = models.TextField(_("description"))
    period_note = models.TextField(_("remark on the period"), blank=True)

    search_fields = ("name", "title", "motto", "summary", "description")
    title_fields = ("name", "title", "motto")
    main_text_field = "description"
    markdown_fields = ("description",)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("project")
        constraints = [
            source_text_constraint("title", "project_has_title"),
            source_text_constraint("summary", "project_has_summary"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("about")


class Period(models.Model):
    """When the cooperation ran, by one source."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="periods")
    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    start = PartialDateField(_("start"), blank=False)
    end = PartialDateField(_("end"), blank=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="periods", verbose_name=_("source"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    owner_path = ""

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["position", "pk"]
        constraints = [
            partial_date_constraint("start", "period_start_is_partial"),
            partial_date_constraint("end", "period_end_is_partial"),
        ]

    def __str__(self):
        return f"{self.start}–{self.end}"


class Level(models.TextChoices):
    PURPOSE = "purpose", _("Purpose")
    STRATEGIC = "strategic", _("Strategic goals")
    OPERATIONAL = "operational", _("Operational goals")


class Goal(models.Model):
    """A goal of the fact sheet; its explanations are goals below it."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    # Translators: of a goal: purpose, strategic or operational
    level = models.CharField(_("level"), max_length=20, choices=Level)
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="explanations",
        # Translators: label: the goal of which this one is an explanation
        verbose_name=_("explains"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("text"))
    source_language = models.CharField(
        _("source language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    owner_path = ""

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "pk"]
        constraints = [
            choices_constraint("level", Level, "goal_level_is_known"),
            source_text_constraint("text", "goal_has_text"),
        ]

    def __str__(self):
        return self.text


class WorkPackageQuerySet(ContentQuerySet):
    def with_page(self):
        """Everything that a work package's own page shows, in a constant number of queries."""
        return self.prefetch_related("activities", *with_sources()).with_moderators()

    def with_moderators(self):
        """Each with the published groups that lead it, in one query more."""
        moderations = Moderation.objects.filter(lag__published_at__lte=timezone.now()).select_related("lag")
        return self.prefetch_related(Prefetch("moderations", moderations))


class WorkPackage(Content):
    """One of the four fields of work of the cooperation."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    number = models.PositiveSmallIntegerField(
        pgettext_lazy("of a work package", "number"),
        unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)

    objects = WorkPackageQuerySet.as_manager()

    search_fields = ("title", "summary")
    main_text_field = "title"
    owner_path = "moderations__lag"
    package_path = "pk"

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ["number"]
        constraints = [
            source_text_constraint("title", "workpackage_has_title"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4),
                name="workpackage_number_is_1_to_4",
                violation_error_message=_("The work packages are numbered 1 to 4."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def extra_search_words(self):
        """Its activities: they have no page of their own."""
        if not self.pk:
            return []
        return texts_of(self.activities, "title")

    def get_absolute_url(self):
        return reverse("workpackages:work-package-detail", args=[self.number])


class Yield(models.TextChoices):
    """What a work package's page lists under an activity."""

    VISITS = "visits", _("meetings, visits and good practices")
    DOCUMENTS = "documents", _("documents and tools")
    GUIDANCE = "guidance", _("guidance and good practices")
    RESEARCH = "research", _("what research says, and the reasons for each target group")
    TAKEAWAYS = "takeaways", _("what the meetings were worth")
    LOCAL_EVENTS = "local-events", _("events in the areas")
    EXCHANGE = "exchange", _("good practices, and who learnt from whom")
    NETWORKS = "networks", _("networks and their meetings")


class Activity(Part):
    """What a work package set out to do, after the fact sheet."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    work_package = models.ForeignKey(
        WorkPackage, on_delete=models.CASCADE, related_name="activities", verbose_name=_("work package")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=250)
    yields = models.CharField(
        _("what it yielded"), max_length=20, choices=Yield, blank=True, help_text=_("What the page lists under it.")
    )

    owner_path = "work_package__moderations__lag"
    package_path = "work_package"

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["position", "pk"]
        constraints = [
            any_text_constraint("title", "activity_has_title"),
            choices_constraint("yields", Yield, "activity_yields_is_known", blank=True),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.work_package.refresh_search_text()


class Moderation(models.Model):
    """Who leads a work package. Each group moderates exactly one; a work package has one or more moderators."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    lag = models.OneToOneField(
        LocalActionGroup,
        on_delete=models.CASCADE,
        related_name="moderation",
        verbose_name=_("local action group"),
        error_messages={"unique": _("This group moderates a work package already.")},
    )
    work_package = models.ForeignKey(
        WorkPackage, on_delete=models.CASCADE, related_name="moderations", verbose_name=_("work package")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    # Decides who may edit a work package; so it is the coordinator's, not the moderator's own.
    owner_path = ""

    class Meta:
        verbose_name = _("moderation")
        verbose_name_plural = _("moderations")
        ordering = ["position", "pk"]

    def __str__(self):
        return str(self.lag)
