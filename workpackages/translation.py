from modeltranslation.translator import register

from colabora.texts import Texts

from .models import (
    Activity,
    Argument,
    Document,
    Event,
    Finding,
    Goal,
    GoodPractice,
    PracticeStatement,
    Project,
    Takeaway,
    TargetGroup,
    WorkPackage,
)


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


@register(Event)
class EventTranslation(Texts):
    fields = ("title", "summary", "date_note", "programme", "outcome")


@register(Takeaway)
class TakeawayTranslation(Texts):
    fields = ("text", "result")


@register(GoodPractice)
class GoodPracticeTranslation(Texts):
    fields = ("title", "summary")


@register(PracticeStatement)
class PracticeStatementTranslation(Texts):
    fields = ("text",)


@register(Document)
class DocumentTranslation(Texts):
    fields = ("summary", "gloss", "publisher")


@register(TargetGroup)
class TargetGroupTranslation(Texts):
    fields = ("name", "heading", "intro")


@register(Finding)
class FindingTranslation(Texts):
    fields = ("text", "limits")


@register(Argument)
class ArgumentTranslation(Texts):
    fields = ("title", "text")
