from modeltranslation.translator import register

from colabora.texts import Texts

from .models import Activity, Goal, Project, WorkPackage


@register(Project)
class ProjectTranslation(Texts):
    fields = ("title", "summary", "description", "period_note")


@register(Goal)
class GoalTranslation(Texts):
    fields = ("text",)


@register(WorkPackage)
class WorkPackageTranslation(Texts):
    fields = ("title", "summary")


@register(Activity)
class ActivityTranslation(Texts):
    fields = ("title",)
