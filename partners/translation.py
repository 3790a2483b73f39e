from modeltranslation.translator import TranslationOptions, register

from .models import AreaFact, AreaObservation, LocalActionGroup, StartingCondition, Supporter


@register(LocalActionGroup)
class LocalActionGroupTranslation(TranslationOptions):
    fields = ("tagline", "description", "region", "role_note", "website_note")


@register(AreaObservation)
class AreaObservationTranslation(TranslationOptions):
    fields = ("text",)


@register(AreaFact)
class AreaFactTranslation(TranslationOptions):
    fields = ("text", "note")


@register(StartingCondition)
class StartingConditionTranslation(TranslationOptions):
    fields = ("text",)


@register(Supporter)
class SupporterTranslation(TranslationOptions):
    fields = ("note",)
