"""What hangs on a space: dated observations, facts and photos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from colabora.images import Picture
from colabora.languages import choices_constraint
from colabora.sources.models import Fact, Observation

from ..stages import Stage
from .terms import Event


class Evidence:
    """Of a model whose rows a space's derived columns follow: each change is followed at once."""

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.space.refresh_derived()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self.space.refresh_derived()
        return deleted


class StageObservation(Evidence, Observation):
    """What a source says about a space at a date."""

    space = models.ForeignKey(
        "spaces.Space", on_delete=models.CASCADE, related_name="observations", verbose_name=_("space")
    )
    event = models.CharField(_("event"), max_length=20, choices=Event)
    stage = models.CharField(
        _("stage observed"),
        max_length=20,
        choices=Stage,
        blank=True,
        help_text=_("Only where this source says it; leave empty if it says nothing about use."),
    )
    is_on_card = models.BooleanField(default=False, editable=False)

    owner_path = "space__lag"

    class Meta(Observation.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [models.Index(fields=["space", "is_on_card"])]
        constraints = [
            *Observation.Meta.constraints,
            choices_constraint("event", Event, "stageobservation_event_is_known"),
            choices_constraint("stage", Stage, "stageobservation_stage_is_known", blank=True),
        ]


class SpaceFact(Evidence, Fact):
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="facts", verbose_name=_("space"))

    owner_path = "space__lag"

    class Meta(Fact.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")


class SpacePhoto(Picture):
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="photos", verbose_name=_("space"))

    owner_path = "space__lag"

    class Meta(Picture.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
