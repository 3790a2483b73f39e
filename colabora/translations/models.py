"""What is kept about translations: when each was said to be right, of which source, what is being written, by whom."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from colabora.languages import choices_constraint


class SourceText(models.Model):
    """A source as it read when a translation of it was confirmed; kept once, under its fingerprint."""

    digest = models.CharField(max_length=16, primary_key=True)
    text = models.TextField()

    owner_path = ""

    def __str__(self):
        return self.text[:60]


class AboutText(models.Model):
    """Names one field of one row in one language."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    # The language that the translator read instead of the source; blank: the source.
    via = models.CharField(max_length=10, blank=True)

    row = GenericForeignKey()

    owner_path = ""

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.field}, {self.language}"


class Confirmation(AboutText):
    """The moment at which somebody (None: the facts, or a file) said that a translation is right."""

    source_digest = models.CharField(max_length=16)
    text_digest = models.CharField(max_length=16)
    confirmed_at = models.DateTimeField(auto_now=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="confirmations"
    )
    # A second person is asked for, and has not looked at it yet.
    is_to_be_checked = models.BooleanField(default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="checks"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "field", "language"], name="confirmed_once")
        ]


class Draft(AboutText):
    """What a translator is writing: seen by those who translate into the same language, never by visitors."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translation_drafts")
    text = models.TextField(blank=True)
    # The source and the translation that its writer saw.
    source_digest = models.CharField(max_length=16)
    seen_digest = models.CharField(max_length=16)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "object_id", "field", "language"], name="one_draft_a_person"
            )
        ]


class Work(models.TextChoices):
    """What a translator did with a text."""

    NEW = "new", pgettext_lazy("words to translate", "new")
    CHANGED = "changed", pgettext_lazy("words to translate", "changed")
    REPEATED = "repeated", pgettext_lazy("words to translate", "repeated")
    STILL_RIGHT = "still-right", _("still right")
    CHECKED = "checked", _("checked")


class Delivery(AboutText):
    """A text that a person delivered, with the words of its source then: what freelancers are paid by."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    work = models.CharField(max_length=12, choices=Work)
    source_language = models.CharField(max_length=10)
    words = models.PositiveIntegerField()
    delivered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["delivered_at"])]
        constraints = [choices_constraint("work", Work, "delivery_work_is_known")]


class SecondLook(models.Model):
    """A language in which the coordinator wants a second person to check what somebody translated."""

    language = models.CharField(max_length=10, unique=True)

    owner_path = ""

    def __str__(self):
        return self.language
