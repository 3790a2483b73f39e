"""What research says, and the reasons that follow for each target group (work package 3)."""

from django.db import models
from django.db.models import Prefetch, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from colabora.codes import COUNTRIES, CodesField
from colabora.dates import PartialDateField, partial_date_constraint
from colabora.languages import any_text_constraint, choices_constraint, source_text_constraint
from colabora.models import Content, ContentQuerySet, Part, texts_of
from colabora.sources.models import Source, with_sources

from .workpackage import Moderation, WorkPackage


class TargetGroupQuerySet(ContentQuerySet):
    def with_page(self):
        """Everything that a group's page of arguments shows, in a constant number of queries."""
        arguments = Argument.objects.select_related("source", "practice", "finding__document")
        cases = Case.objects.select_related("practice__lag")
        moderations = Moderation.objects.select_related("lag")
        return self.select_related("work_package").prefetch_related(
            *with_sources(),
            Prefetch("arguments", arguments),
            Prefetch("cases", cases),
            Prefetch("work_package__moderations", moderations),
        )


class TargetGroup(Content):
    """Readers with one question: municipalities, founders … The editors' choice; the fact sheet names none."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    work_package = models.ForeignKey(
        WorkPackage, on_delete=models.PROTECT, related_name="target_groups", verbose_name=_("work package"),
        help_text=_("Whose moderators edit this page."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=80)
    heading = models.CharField(_("heading"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    objects = TargetGroupQuerySet.as_manager()

    search_fields = ("name", "heading", "intro")
    title_fields = ("name", "heading")
    main_text_field = "intro"
    owner_path = "work_package__moderations__lag"
    package_path = "work_package"

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["position", "pk"]
        constraints = [
            source_text_constraint("name", "targetgroup_has_name"),
            source_text_constraint("heading", "targetgroup_has_heading"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("workpackages:argument-detail", args=[self.slug])

    def extra_search_words(self):
        """Its reasons, which have no page of their own."""
        return texts_of(self.arguments, "title", "text") if self.pk else []


class Question(models.TextChoices):
    """The order of the page on research."""

    PEOPLE = "people", _("Who works there?")
    VILLAGES = "villages", _("What does it do for villages and small towns?")
    COMMUTING = "commuting", _("Does it save journeys to work?")
    COMMUNITY = "community", _("What makes a community?")
    BUILDING = "building", _("Which places and rooms?")
    MONEY = "money", _("Does it pay?")
    POLICY = "policy", _("What do governments do?")


class FindingQuerySet(models.QuerySet):
    def public(self):
        """Of published works, in the order of the page."""
        order = models.Case(*(When(question=value, then=Value(rank)) for rank, value in enumerate(Question.values)))
        return self.filter(document__published_at__lte=timezone.now()).order_by(order, "position", "pk")


class Finding(Part):
    """What one work found, in our words, with what it does not show."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    work_package = models.ForeignKey(
        WorkPackage, on_delete=models.PROTECT, related_name="findings", verbose_name=_("work package"),
        help_text=_("Whose moderators edit this text."),
    )  # fmt: skip
    question = models.CharField(_("question"), max_length=20, choices=Question)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("finding"), help_text=_("In our words, one or two sentences."))
    limits = models.TextField(_("what it does not show"))
    document = models.ForeignKey(
        "workpackages.Document",
        on_delete=models.PROTECT,
        related_name="findings",
        # Translators: label: a publication of the library, such as a study
        verbose_name=_("work"),
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="findings", verbose_name=_("source"))
    year = PartialDateField(_("year"))
    countries = CodesField(
        _("countries"), codes=COUNTRIES, help_text=_("Two letters each: DE, FR. Empty: several or not told.")
    )

    objects = FindingQuerySet.as_manager()

    owner_path = "work_package__moderations__lag"
    package_path = "work_package"

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["position", "pk"]
        constraints = [
            choices_constraint("question", Question, "finding_question_is_known"),
            partial_date_constraint("year", "finding_year_is_partial"),
            any_text_constraint("text", "finding_has_text"),
            any_text_constraint("limits", "finding_has_limits"),
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.document.refresh_search_text()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self.document.refresh_search_text()
        return deleted


class Argument(Part):
    """One reason for one target group, resting on a source and, where there is one, a finding or a case."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    target_group = models.ForeignKey(
        TargetGroup, on_delete=models.CASCADE, related_name="arguments", verbose_name=_("target group")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="arguments", verbose_name=_("source"))
    practice = models.ForeignKey(
        "workpackages.GoodPractice", on_delete=models.SET_NULL, null=True, blank=True, related_name="arguments",
        verbose_name=_("case"),
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="arguments", verbose_name=_("finding")
    )

    owner_path = "target_group__work_package__moderations__lag"
    package_path = "target_group__work_package"

    class Meta:
        verbose_name = _("argument")
        verbose_name_plural = _("arguments")
        ordering = ["position", "pk"]
        constraints = [
            any_text_constraint("title", "argument_has_title"),
            any_text_constraint("text", "argument_has_text"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.target_group.refresh_search_text()


class Case(models.Model):
    """A good practice that stands as an example on a target group's page. Two are enough."""

    key = models.CharField(_("key"), max_length=120, unique=True, null=True, blank=True, editable=False)
    target_group = models.ForeignKey(
        TargetGroup, on_delete=models.CASCADE, related_name="cases", verbose_name=_("target group")
    )
    practice = models.ForeignKey(
        "workpackages.GoodPractice", on_delete=models.CASCADE, related_name="cases", verbose_name=_("good practice")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    owner_path = "target_group__work_package__moderations__lag"

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_group", "practice"],
                name="case_once",
                violation_error_message=_("This case stands here already."),
            )
        ]

    def __str__(self):
        return str(self.position)  # without the practice, which may be another group's draft
