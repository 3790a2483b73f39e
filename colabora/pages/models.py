"""Pages that the operator edits, the glossary, and the statement of publicity."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from colabora.languages import any_text_constraint, source_text_constraint
from colabora.models import Content

# A blank that only the operator can fill stands in double square brackets.
BLANK_MARK = "[["


class Page(Content):
    """A page at a fixed address whose text is edited in the admin: imprint, privacy, contact …"""

    # Translators: what programs know a record by; visitors never see it
    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        help_text=_("A blank that is still to be filled stands in double square brackets: [[address]]."),
    )

    search_fields = ("title", "body")
    main_text_field = "body"
    markdown_fields = ("body",)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]
        constraints = [
            source_text_constraint("title", "page_has_title"),
            source_text_constraint("body", "page_has_body"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("about-data" if self.slug == "data" else self.slug)


class Term(Content):
    """A term of the field, explained, with the other words that people use for it. Search reads the synonyms."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    slug = models.SlugField(_("address"), unique=True)
    term = models.CharField(_("term"), max_length=120)
    synonyms = models.CharField(
        _("other words"),
        max_length=300,
        blank=True,
        help_text=_("Separated by semicolons. Search finds the term by them too."),
    )
    definition = models.TextField(_("definition"))

    search_fields = ("term", "synonyms", "definition")
    title_fields = ("term", "synonyms")
    main_text_field = "definition"

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["slug"]
        constraints = [
            source_text_constraint("term", "term_has_term"),
            source_text_constraint("definition", "term_has_definition"),
        ]

    def __str__(self):
        return self.term

    def get_absolute_url(self):
        return f"{reverse('glossary')}#{self.slug}"


class Publicity(models.Model):
    """The statement of the European Union's support, per funding period; it stands on every page."""

    key = models.CharField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    fund = models.CharField(_("fund"), max_length=20)
    period = models.CharField(_("funding period"), max_length=20)
    statement = models.CharField(
        _("statement"), max_length=250, help_text=_("The wording of the regulation in each language.")
    )
    note = models.CharField(
        _("remark"),
        max_length=250,
        blank=True,
        help_text=_("Only where a wording is not official; shown in that language alone."),
    )
    source_language = models.CharField(
        _("source language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    link = models.URLField(_("page about the fund"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    owner_path = ""

    class Meta:
        verbose_name = _("statement of publicity")
        verbose_name_plural = _("statements of publicity")
        ordering = ["position", "pk"]
        constraints = [any_text_constraint("statement", "publicity_has_statement")]

    def __str__(self):
        return f"{self.fund} {self.period}"


class FormerSlug(models.Model):
    """An address that a record had before it was renamed; visitors are sent on to the present one."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "slug"], name="formerslug_leads_to_one_record")]

    def __str__(self):
        return self.slug

    @classmethod
    def remember(cls, record, slug: str) -> None:
        """Call after renaming. An address that was another record's before stays a way to that one."""
        kind = ContentType.objects.get_for_model(record)
        cls.objects.filter(content_type=kind, slug=record.slug, object_id=record.pk).delete()
        cls.objects.get_or_create(content_type=kind, slug=slug, defaults={"object_id": record.pk})


class ContentStamp(models.Model):
    """One number that moves with every change of content; kept pages carry it in their keys (colabora.caching)."""

    number = models.PositiveBigIntegerField(default=1)

    owner_path = ""

    def __str__(self):
        return str(self.number)

    @classmethod
    def now(cls) -> int:
        return cls.objects.values_list("number", flat=True).first() or 0
