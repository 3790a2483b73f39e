from modeltranslation.translator import TranslationOptions, register

from .models import Amenity, Space, SpaceFact, SpacePhoto, StageObservation


@register(Amenity)
class AmenityTranslation(TranslationOptions):
    fields = ("name",)


@register(Space)
class SpaceTranslation(TranslationOptions):
    fields = (
        "heading", "summary", "description", "operator", "former_use_note", "region", "opening_hours", "accessibility",
    )  # fmt: skip


@register(StageObservation)
class StageObservationTranslation(TranslationOptions):
    fields = ("text",)


@register(SpaceFact)
class SpaceFactTranslation(TranslationOptions):
    fields = ("text", "note")


@register(SpacePhoto)
class SpacePhotoTranslation(TranslationOptions):
    fields = ("alt",)
