from .document import DocumentDetailView
from .event import EventDetailView, calendar, event_calendar
from .lists import document_list, event_list, practice_list
from .practice import PracticeDetailView
from .research import ArgumentDetailView, argument_list, research
from .workpackage import WorkPackageDetailView, work_package_list

__all__ = [
    "ArgumentDetailView", "DocumentDetailView", "EventDetailView", "PracticeDetailView", "WorkPackageDetailView",
    "argument_list", "calendar", "document_list", "event_calendar", "event_list", "practice_list", "research",
    "work_package_list",
]  # fmt: skip
