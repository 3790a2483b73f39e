from . import document, event, practice, research, workpackage

__all__ = ["document", "event", "practice", "research", "workpackage"]
