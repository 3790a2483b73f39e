"""What every piece of content has in common: publication, source language, search text, version."""

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import get_translation_fields

from .languages import lacks_text
from .search import alternatives
from .text import fold


class ContentQuerySet(models.QuerySet):
    def published(self):
        """What the public sees. Every public view, feed and sitemap starts here."""
        return self.filter(published_at__lte=timezone.now())

    def search(self, query: str, synonyms=None):
        """Rows that contain every word of the query in any language, case and accents aside.

        `synonyms` maps a folded phrase to all phrases that mean the same (colabora.pages.synonyms).
        """
        rows = self
        for phrases in alternatives(query, synonyms or {}):
            condition = Q()
            for phrase in phrases:
                if not any(other in phrase for other in phrases if other != phrase):  # else it is found by that one
                    condition |= Q(search_text__contains=phrase)
            rows = rows.filter(condition)
        return rows

    def named(self, query: str):
        """Rows whose names hold every word of the query as it was typed."""
        rows = self
        for words in alternatives(query, {}):
            rows = rows.filter(search_title__contains=words[0])
        return rows

    def best_first(self, query: str):
        """Rows whose names hold the words of the query come first, whole words before parts; then as they were."""
        words = [phrases[0] for phrases in alternatives(query, {})]
        score = in_title(" " + " ".join(words), 2) if words else Value(0)
        for word in words:
            score = score + Case(
                When(search_title__contains=f" {word} ", then=4),
                When(search_title__contains=f" {word}", then=3),
                When(search_title__contains=word, then=2),
                When(search_text__contains=f" {word} ", then=1),
                default=0,
                output_field=IntegerField(),
            )
        return self.alias(match=score).order_by("-match", *self.query.order_by)


def in_title(phrase: str, score: int) -> Case:
    """A score for rows whose title begins with a phrase."""
    return Case(When(search_title__startswith=phrase, then=score), default=0, output_field=IntegerField())


class Content(models.Model):
    """Something that editors publish and translators translate."""

    published_at = models.DateTimeField(
        _("published from"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft that visitors do not see. A date in the future: it appears by itself on that day."),
    )
    source_language = models.CharField(
        _("source language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language in which the texts are written first. The others are translations of it."),
    )
    # Translators: a number that grows each time a record is saved
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    # Folded and, the title, between blanks: " la quincaillerie ", so that a whole word can be told from a part.
    search_text = models.TextField(editable=False, blank=True)
    search_title = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    citations = GenericRelation("sources.Citation")

    objects = ContentQuerySet.as_manager()

    # The fields that search looks into; translated ones count in every language.
    search_fields: tuple[str, ...] = ()
    # Those of them that name the record: who is looked for by name comes first.
    title_fields: tuple[str, ...] = ("title",)
    # The text that makes a page: where it is a fallback, the page as a whole is (DESIGN, section 3).
    main_text_field = ""
    # The texts that editors write in Markdown and pages show by {% prose %}.
    markdown_fields: tuple[str, ...] = ()
    # How to get from a row to the local action group that owns it; blank: the coordinator's.
    owner_path = ""
    # How to get from a row to the work packages that it belongs to; blank: to none.
    package_path = ""
    # Fields that nobody has to translate into the language that another field names.
    needless_in: dict[str, str] = {}

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        former = self._slug_in_database()
        self.version += 1
        self.search_text, self.search_title = self.build_search_text()
        if update_fields is not None:
            update_fields = {*update_fields, "version", "search_text", "search_title", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)
        if former and former != self.slug:
            apps.get_model("pages", "FormerSlug").remember(self, former)

    def _slug_in_database(self) -> str:
        """The address before saving: whoever renames a record, by whatever path, leaves a redirect."""
        if self.pk is None or not hasattr(self, "slug"):
            return ""
        return type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first() or ""

    @property
    def is_published(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    def missing_for_publication(self) -> list[str]:
        """What visitors may not be shown without, in whole sentences: pictures that nobody described."""
        photos = getattr(self, "photos", None)
        if photos is None:
            return []
        is_nameless = photos.filter(lacks_text("alt", self.source_language)).exists()
        return [_("A photo is not described in the source language.")] if is_nameless else []

    def refresh_search_text(self):
        """After a change of what hangs on the record and is searched with it."""
        text, title = self.build_search_text()
        if (text, title) != (self.search_text, self.search_title):
            self.search_text, self.search_title = text, title
            type(self).objects.filter(pk=self.pk).update(search_text=text, search_title=title)

    def build_search_text(self) -> tuple[str, str]:
        """All words that find the record, and those among them that name it."""
        title = fold(" ".join(self._words_of(self.title_fields)))
        others = self._words_of(name for name in self.search_fields if name not in self.title_fields)
        return f" {title} {fold(' '.join([*others, *self.extra_search_words()]))} ", f" {title} "

    def _words_of(self, fields) -> list[str]:
        words = []
        for field in fields:
            columns = get_translation_fields(field) if field in translated_fields(type(self)) else [field]
            words += [str(value) for name in columns if (value := getattr(self, name))]
        return words

    def extra_search_words(self) -> list[str]:
        """Words that people search by and that no field holds, such as the names of countries."""
        return []


class Part(models.Model):
    """What hangs on a record, the first step of its owner_path, and is written in that record's language first."""

    owner_path = ""
    package_path = ""

    class Meta:
        abstract = True

    @property
    def source_language(self):
        return getattr(self, self.owner_path.split("__")[0]).source_language


def texts_of(rows, *fields: str) -> list[str]:
    """The texts of translated fields in every language, for the search words of the record that the rows hang on."""
    columns = [name for field in fields for name in get_translation_fields(field)]
    return [text for texts in rows.values_list(*columns) for text in texts if text]


def translated_fields(model) -> tuple[str, ...]:
    """The names of a model's translated fields, in the order of the model: modeltranslation keeps a mere set."""
    try:
        fields = translator.get_options_for_model(model).fields
    except NotRegistered:
        return ()
    return tuple(field.name for field in model._meta.fields if field.name in fields)
