"""Which tables there are, in the order in which they are offered."""

from django.http import Http404

from partners.resources import AreaFactSheet, AreaObservationSheet, LocalActionGroupSheet
from spaces.resources import ObservationSheet, SpaceFactSheet, SpaceSheet
from workpackages.resources import DocumentSheet, EventSheet

from .resource import Sheet

SHEETS: dict[str, type[Sheet]] = {
    sheet.what: sheet
    for sheet in (
        SpaceSheet, ObservationSheet, SpaceFactSheet, EventSheet, DocumentSheet, LocalActionGroupSheet,
        AreaObservationSheet, AreaFactSheet,
    )
}  # fmt: skip


def sheets_for(user) -> list[type[Sheet]]:
    return [sheet for sheet in SHEETS.values() if sheet.is_for(user)]


def sheet_for(what: str, user) -> Sheet:
    """Raises Http404 for a table that does not exist or is not for this user."""
    sheet = SHEETS.get(what)
    if sheet is None or not sheet.is_for(user):
        raise Http404
    return sheet(user)
