from modeltranslation.translator import register

from colabora.texts import Texts

from .models import Amenity, Space, SpaceFact, SpacePhoto, StageObservation


@register(Amenity)
class AmenityTranslation(Texts):
    fields = ("name",)


@register(Space)
class SpaceTranslation(Texts):
    fields = (
        "heading", "summary", "description", "operator", "former_use_note", "region", "opening_hours", "accessibility",
    )  # fmt: skip


@register(StageObservation)
class StageObservationTranslation(Texts):
    fields = ("text",)


@register(SpaceFact)
class SpaceFactTranslation(Texts):
    fields = ("text", "note")


@register(SpacePhoto)
class SpacePhotoTranslation(Texts):
    fields = ("alt",)
