from modeltranslation.translator import TranslationOptions, register

from .models import Activity, Goal, Project, WorkPackage


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "period_note")


@register(Goal)
class GoalTranslation(TranslationOptions):
    fields = ("text",)


@register(WorkPackage)
class WorkPackageTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ("title",)
