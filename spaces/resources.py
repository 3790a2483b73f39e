"""The columns of the registry's tables (colabora/sheets)."""

from colabora.sheets.resource import FACT_COLUMNS, Sheet, by_language

from .models import Space, SpaceFact, StageObservation


class SpaceSheet(Sheet):
    what = "spaces"

    class Meta:
        model = Space
        fields = by_language(
            Space,
            "slug", "published_at", "source_language", "name", "name_language", "heading", "alt_names", "lag",
            "relation", "network", "operation", "operation_as_of", "operation_as_of_qualifier", "opened", "closed",
            "planned_for", "place", "municipality", "region", "country", "address", "latitude", "longitude",
            "coordinate_place", "coordinate_precision", "geonames_id", "same_rooms_as", "operator", "operator_kind",
            "former_use", "former_use_note", "amenities", "opening_hours", "opening_hours_as_of", "accessibility",
            "accessibility_as_of", "welcomes_visitors", "website", "contact_organisation", "contact_email",
            "contact_phone", "summary", "description",
        )  # fmt: skip


class ObservationSheet(Sheet):
    what = "observations"
    key = "id"
    parent = "space"

    class Meta:
        model = StageObservation
        fields = by_language(
            StageObservation, "id", "space", "position", "date", "event", "stage", "text", "source", "confidence"
        )


class SpaceFactSheet(Sheet):
    what = "facts"
    key = "id"
    parent = "space"

    class Meta:
        model = SpaceFact
        fields = by_language(SpaceFact, "id", "space", *FACT_COLUMNS)
