"""The strings of the interface: read from the code, kept in files, checked, and handed in by translators."""

from .faults import faults
from .files import po_path, translated_languages

__all__ = ["faults", "po_path", "translated_languages"]
