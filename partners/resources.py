"""The columns of the groups' tables (colabora/sheets)."""

from colabora.sheets.resource import FACT_COLUMNS, Sheet, by_language

from .models import AreaFact, AreaObservation, LocalActionGroup


class LocalActionGroupSheet(Sheet):
    what = "lags"

    class Meta:
        model = LocalActionGroup
        fields = by_language(
            LocalActionGroup,
            "slug", "published_at", "source_language", "short_name", "official_name", "name_language", "aliases",
            "position", "is_lead_partner", "country", "nation", "region", "languages", "main_place", "latitude",
            "longitude", "website", "website_note", "contact_organisation", "contact_address", "contact_email",
            "contact_phone", "starting_condition", "tagline", "description", "role_note",
        )  # fmt: skip


class AreaObservationSheet(Sheet):
    what = "area-observations"
    key = "id"
    parent = "lag"

    class Meta:
        model = AreaObservation
        fields = by_language(AreaObservation, "id", "lag", "position", "date", "text", "source", "confidence")


class AreaFactSheet(Sheet):
    what = "area-facts"
    key = "id"
    parent = "lag"

    class Meta:
        model = AreaFact
        fields = by_language(AreaFact, "id", "lag", *FACT_COLUMNS)
