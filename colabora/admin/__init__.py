"""What the admin of every app shares: rights, languages, drafts, parts."""

from .content import ContentAdmin, TranslatedAdmin
from .guarded import GuardedAdmin
from .parts import CitationInline, FactInline, PartsInline, PictureInline, PlainPartsInline

__all__ = [
    "CitationInline", "ContentAdmin", "FactInline", "GuardedAdmin", "PartsInline", "PictureInline",
    "PlainPartsInline", "TranslatedAdmin",
]  # fmt: skip
