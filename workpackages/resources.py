"""The columns of the tables of events and documents (colabora/sheets)."""

from colabora.sheets.resource import Sheet, by_language

from .models import Document, Event


class EventSheet(Sheet):
    what = "events"

    class Meta:
        model = Event
        fields = by_language(
            Event,
            "slug", "published_at", "source_language", "title", "original_title", "original_language", "kind",
            "is_project_event", "status", "mode", "start", "end", "date_qualifier", "date_note", "start_time",
            "end_time", "time_zone", "host", "participants", "participants_are_derived", "attendance",
            "attendance_qualifier", "work_packages", "spaces", "place", "country", "latitude", "longitude",
            "coordinate_place", "coordinate_precision", "geonames_id", "website", "summary", "programme", "outcome",
        )  # fmt: skip


class DocumentSheet(Sheet):
    what = "documents"

    class Meta:
        model = Document
        fields = by_language(
            Document,
            "slug", "published_at", "source_language", "title", "title_language", "gloss", "kind", "relation",
            "publisher", "date", "url", "url_language", "url_is_home_page", "how_known", "doi", "languages", "licence",
            "lag", "lags", "work_packages", "target_groups", "events", "source", "summary",
        )  # fmt: skip
