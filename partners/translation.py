from modeltranslation.translator import register

from colabora.texts import Texts

from .models import AreaFact, AreaObservation, AreaPhoto, LocalActionGroup, StartingCondition, Supporter


@register(LocalActionGroup)
class LocalActionGroupTranslation(Texts):
    fields = ("tagline", "description", "region", "role_note", "website_note")


@register(AreaObservation)
class AreaObservationTranslation(Texts):
    fields = ("text",)


@register(AreaFact)
class AreaFactTranslation(Texts):
    fields = ("text", "note")


@register(StartingCondition)
class StartingConditionTranslation(Texts):
    fields = ("text",)


@register(Supporter)
class SupporterTranslation(Texts):
    fields = ("note",)


@register(AreaPhoto)
class AreaPhotoTranslation(Texts):
    fields = ("alt",)
