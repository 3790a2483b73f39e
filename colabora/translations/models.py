"""Which text a translation was last confirmed against: two fingerprints for each field, object and language."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Confirmation(models.Model):
    """The moment at which somebody (None: the facts, or a file) said that a translation is right."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    source_digest = models.CharField(max_length=16)
    text_digest = models.CharField(max_length=16)
    confirmed_at = models.DateTimeField(auto_now=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)

    owner_path = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "field", "language"], name="confirmed_once")
        ]

    def __str__(self):
        return f"{self.field}, {self.language}"
