"""The project, its four work packages, and what they yield."""

from .document import Document, DocumentFile, DocumentKind, DocumentRelation, HowKnown
from .event import Event, EventKind, EventStatus, Mode, Takeaway
from .practice import Endorsement, GoodPractice, PracticeStatement, Section
from .research import Argument, Case, Finding, Question, TargetGroup
from .workpackage import Activity, Goal, Level, Moderation, Period, Project, WorkPackage, Yield

__all__ = [
    "Activity", "Argument", "Case", "Document", "DocumentFile", "DocumentKind", "DocumentRelation", "Endorsement",
    "Event", "EventKind", "EventStatus", "Finding", "Goal", "GoodPractice", "HowKnown", "Level", "Mode",
    "Moderation", "Period", "PracticeStatement", "Project", "Question", "Section", "Takeaway",
    "TargetGroup", "WorkPackage", "Yield",
]  # fmt: skip
