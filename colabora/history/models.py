"""The bin: what was deleted, by whom, and whose it was."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from colabora.files import KEPT_DAYS
from partners.models import LocalActionGroup

KEPT_FOR = datetime.timedelta(days=KEPT_DAYS)


class DeletionQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(deleted_at__gt=timezone.now() - KEPT_FOR)


class Deletion(models.Model):
    """A deleted record, with all that was deleted with it, for 90 days."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    name = models.CharField(_("name"), max_length=250)
    owners = models.ManyToManyField(LocalActionGroup, related_name="deletions")
    deleted_at = models.DateTimeField(_("deleted"), default=timezone.now)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    # All that went with it, as kept values: [["spaces.space", 7, {…}], ["spaces.spacephoto", 3, {…}]]
    rows = models.JSONField(default=list)
    # Which other rows named the record: {"workpackages.event.spaces": [3, 8]}
    named_by = models.JSONField(default=dict)

    objects = DeletionQuerySet.as_manager()

    owner_path = "owners"

    class Meta:
        verbose_name = _("deleted record")
        verbose_name_plural = _("deleted records")
        ordering = ["-deleted_at", "-pk"]

    def __str__(self):
        return self.name

    @property
    def kept_until(self):
        return self.deleted_at + KEPT_FOR

    @property
    def kind(self) -> str:
        model = self.content_type.model_class()
        return str(model._meta.verbose_name) if model else self.content_type.model
