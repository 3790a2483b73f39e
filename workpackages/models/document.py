"""The library: what the project and others have written, made and found out."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from colabora.codes import LANGUAGE_TAGS, CodesField, LanguageField
from colabora.dates import PartialDateField, partial_date_constraint
from colabora.files import set_aside
from colabora.languages import choices_constraint, has_text, translated
from colabora.links import Linked
from colabora.models import Content, ContentQuerySet, texts_of
from colabora.sources.models import Source, with_sources
from partners.models import LocalActionGroup

from .event import Event
from .research import TargetGroup
from .workpackage import WorkPackage

# Pages of the portal stand at these addresses.
RESERVED_SLUGS = ("research",)
MAX_FILE_BYTES = 10 * 1024 * 1024


class DocumentKind(models.TextChoices):
    GUIDE = "guide", _("guide")
    TOOLBOX = "toolbox", _("toolbox")
    TOOLKIT = "toolkit", _("toolkit")
    POSTER = "poster", _("poster")
    REPORT = "report", _("report")
    # Translators: in a newspaper, a magazine or on a website
    ARTICLE = "article", _("article")
    CASE_STUDY = "case-study", _("case study")
    GOOD_PRACTICE = "good-practice", _("description of a good practice")
    STUDY = "study", _("study")
    RESEARCH_ARTICLE = "research-article", _("research article")
    RESEARCH_PAGE = "research-page", _("research page")
    RESEARCH_PROJECT = "research-project", _("research project")
    EXHIBITION = "exhibition", _("exhibition")
    PROJECT_PAGE = "project-page", _("project page")
    WEBSITE = "website", _("website")
    NETWORK = "network", pgettext_lazy("kind of document", "network")
    NETWORK_WEBSITE = "network-website", _("website of a network")
    SERVICE = "service", pgettext_lazy("kind of document", "service")


RESEARCH = (
    DocumentKind.STUDY, DocumentKind.RESEARCH_ARTICLE, DocumentKind.RESEARCH_PAGE, DocumentKind.RESEARCH_PROJECT,
)  # fmt: skip
NETWORKS = (DocumentKind.NETWORK, DocumentKind.NETWORK_WEBSITE, DocumentKind.SERVICE)


class DocumentRelation(models.TextChoices):
    """How a work is related to the project, in the order of the library."""

    PROJECT_OUTPUT = "project-output", _("output of the project")
    PARTNER_OUTPUT = "partner-output", _("by a partner")
    FOLLOW_UP = "follow-up", _("follow-up to the project")
    ABOUT_PROJECT = "about-project", _("about the project")
    RELATED_PRACTICE = "related-practice", _("related: practice")
    RELATED_RESEARCH = "related-research", _("related: research")


class HowKnown(models.TextChoices):
    SEEN = "seen", _("read by us")
    DESCRIBED = "described", _("known from a description")
    ANNOUNCED = "announced", _("known by name only")


class DoiField(models.CharField):
    """A digital object identifier (ISO 26324), without the address that resolves it."""

    default_validators = [RegexValidator(r"\A10\.\d{4,9}/\S+\Z", _("Write the DOI as 10.3390/land10030326."))]

    def to_python(self, value):
        return re.sub(r"\A\s*(https?://(dx\.)?doi\.org/|doi:\s*)", "", super().to_python(value) or "").strip()

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": DoiFormField, **kwargs})


class DoiFormField(forms.CharField):
    def to_python(self, value):
        return DoiField().to_python(super().to_python(value))


class DocumentQuerySet(ContentQuerySet):
    def in_listing_order(self):
        """The project's own first, then its partners', then related works; newest first."""
        rank = Case(*(When(relation=value, then=Value(rank)) for rank, value in enumerate(DocumentRelation.values)))
        return self.annotate(rank=rank).order_by("rank", F("date").desc(), "pk")

    def linked(self) -> Linked:
        """What a line about a work shows."""
        return Linked(self, title="gloss", name="title", name_language="title_language", date="date", kind="kind")

    def with_card(self):
        return self.prefetch_related("files")

    def with_page(self):
        """Everything that a document's own page shows, in a constant number of queries."""
        return self.select_related("lag", "source").prefetch_related(
            *with_sources(), "files", "lags", "work_packages", "target_groups", "events", "findings"
        )


class Document(Content):
    """A work of the library: a file of ours, or a link to where its publisher keeps it."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=250, blank=True, help_text=_("As published; it is not translated."))
    title_language = LanguageField(_("language of the title"), blank=True)
    gloss = models.CharField(
        _("what the title means"),
        max_length=250,
        blank=True,
        help_text=_("For readers of other languages; or our description, where the work has no title."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    relation = models.CharField(_("relation to the project"), max_length=20, choices=DocumentRelation)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    date = PartialDateField(_("date of the work"))
    url = models.URLField(
        _("address on the web"), max_length=500, blank=True, help_text=_("The publisher’s own, never somebody’s copy.")
    )
    url_language = LanguageField(
        _("language of the linked page"),
        blank=True,
        help_text=_("Only if it differs from the work’s."),
    )
    url_is_home_page = models.BooleanField(
        _("leads to a home page only"), default=False, help_text=_("The work itself has to be looked for there.")
    )
    how_known = models.CharField(_("how we know it"), max_length=10, choices=HowKnown, default=HowKnown.SEEN)
    doi = DoiField(
        _("DOI"), max_length=100, blank=True, help_text=_("As 10.3390/land10030326; a pasted address will do.")
    )
    languages = CodesField(_("languages"), codes=LANGUAGE_TAGS, help_text=_("Two letters each: ga, en."))
    licence = models.CharField(_("licence"), max_length=80, blank=True, help_text=_("For example CC BY 4.0."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One to three sentences, only from the facts."))
    lag = models.ForeignKey(
        LocalActionGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="own_documents",
        verbose_name=_("local action group"), help_text=_("Whose work it is, and who edits this page."),
    )  # fmt: skip
    lags = models.ManyToManyField(
        LocalActionGroup, blank=True, related_name="documents", verbose_name=_("local action groups concerned")
    )
    work_packages = models.ManyToManyField(
        WorkPackage, blank=True, related_name="documents", verbose_name=_("work packages"),
        help_text=_("Our assignment; visitors read that it is ours."),
    )  # fmt: skip
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="documents", verbose_name=_("target groups")
    )
    events = models.ManyToManyField(
        Event, blank=True, related_name="documents", verbose_name=pgettext_lazy("occasion", "events")
    )
    source = models.OneToOneField(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="document",
        verbose_name=_("the same work as a source"),
        help_text=_("Visitors then see which statements of the portal rest on it."),
    )  # fmt: skip

    objects = DocumentQuerySet.as_manager()

    search_fields = ("title", "gloss", "publisher", "doi", "summary")
    title_fields = ("title", "gloss")
    main_text_field = "summary"
    owner_path = "lag"
    package_path = "work_packages"
    needless_in = {"gloss": "title_language"}

    class Meta:
        verbose_name = pgettext_lazy("work", "document")
        verbose_name_plural = pgettext_lazy("work", "documents")
        ordering = ["-date", "pk"]
        constraints = [
            choices_constraint("kind", DocumentKind, "document_kind_is_known"),
            choices_constraint("relation", DocumentRelation, "document_relation_is_known"),
            choices_constraint("how_known", HowKnown, "document_how_known_is_known"),
            partial_date_constraint("date", "document_date_is_partial"),
            models.CheckConstraint(
                condition=~Q(title="") | has_text("gloss"),
                name="document_has_title_or_gloss",
                violation_error_message=_("Give the title, or, where the work has none, our description."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="document_slug_is_free",
                violation_error_message=_("This address is kept for a page of the portal."),
            ),
        ]

    def __str__(self):
        return self.display_title

    def get_absolute_url(self):
        return reverse("workpackages:document-detail", args=[self.slug])

    def extra_search_words(self):
        """What it found: findings have no page of their own."""
        return texts_of(self.findings, "text") if self.pk else []

    @property
    def display_title(self) -> str:
        return self.title or translated(self, "gloss")[0]

    @property
    def doi_address(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def address(self) -> str:
        """Where the work is to be found, the address that lasts before the one that may not."""
        return self.doi_address or self.url


def file_path(instance, filename):
    """A name of ours: the editor's may be anything."""
    return f"documents/{uuid.uuid4().hex}.pdf"


def check_pdf(upload) -> None:
    """Raises ValidationError unless the file is, by its content, a whole PDF of at most 10 MB."""
    if getattr(upload, "_committed", False):
        return  # stored long ago; a lost file must not keep its document from being edited
    if upload.size > MAX_FILE_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Please make it smaller first."), code="too_large")
    upload.seek(0)
    head = upload.read(8)
    upload.seek(max(0, upload.size - 2048))
    tail = upload.read()
    upload.seek(0)
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail:
        raise ValidationError(_("This file is not a complete PDF document. Please choose another one."), code="not_pdf")


class DocumentFile(models.Model):
    """A file of a document in one language, kept here."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="files", verbose_name=pgettext_lazy("work", "document")
    )
    file = models.FileField(
        _("file"), upload_to=file_path, max_length=120, validators=[check_pdf], help_text=_("PDF, at most 10 MB.")
    )
    language = LanguageField(_("language"))
    size = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    owner_path = "document__lag"

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.language

    def save(self, *args, **kwargs):
        former = type(self).objects.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk else ""
        if not self.file._committed:  # newly uploaded; a file that was lost must not keep its row from being saved
            self.size = self.file.size
        super().save(*args, **kwargs)
        if former and former != self.file.name:
            set_aside([former])


@receiver(post_delete, sender=DocumentFile)
def forget_file(sender, instance, **kwargs):
    """A withdrawn file must not stay on the web."""
    set_aside([instance.file.name])
