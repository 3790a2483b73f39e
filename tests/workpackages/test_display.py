import datetime
import re

import pytest
from django.utils import translation

from tests.factories.partners import LocalActionGroupFactory
from workpackages.display import citation, event_date, event_state, event_time, file_size
from workpackages.models import Document, Event


def words(text):
    return re.sub(r"<[^>]+>", "", text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "start", "end", "expected"),
    [
        ("en", "2018-11-12", "2018-11-15", "12–15 November 2018"),
        ("de", "2018-11-12", "2018-11-15", "12.–15. November 2018"),
        ("fr", "2018-11-12", "2018-11-15", "12–15 novembre 2018"),
        ("fr", "2019-03-01", "2019-03-03", "1er–3 mars 2019"),
        ("fr", "2018-10-01", "2018-11-03", "1er octobre – 3 novembre 2018"),
        ("ca", "2018-10-11", "2018-11-03", "11 d’octubre – 3 de novembre del 2018"),
        ("lv", "2018-10-11", "2018-11-03", "2018. gada 11. oktobris – 3. novembris"),
        ("es", "2018-11-12", "2018-11-15", "12–15 de noviembre de 2018"),
        ("ca", "2018-11-12", "2018-11-15", "12–15 de novembre del 2018"),
        ("lv", "2018-11-12", "2018-11-15", "2018. gada 12.–15. novembris"),
        ("lv", "2020-02-18", "2020-02-20", "2020. gada 18.–20. februāris"),
        ("en", "2019-04", "", "April 2019"),
        ("en", "", "", "date not known"),
    ],
)
def test_days_read_as_the_language_writes_them(language, start, end, expected):
    with translation.override(language):
        assert words(event_date(Event(start=start, end=end))) == expected


def test_a_stay_over_two_months_names_both():
    with translation.override("en"):
        assert words(event_date(Event(start="2022-05-29", end="2022-06-17"))) == "29 May to 17 June 2022"


@pytest.mark.parametrize(
    ("status", "start", "expected"),
    [
        ("held", "2019-04", "April 2019"),
        ("planned", "2019-04", "Planned for April 2019; no report found"),
        ("planned", "2027-04", "Planned for April 2027"),
        ("planned", "2026-11", "Planned for November 2026"),
        ("cancelled", "2019-04", "Cancelled: April 2019"),
        ("planned", "", "date not known"),
    ],
)
def test_a_plan_without_a_report_is_not_told_as_an_event(status, start, expected):
    with translation.override("en"):
        assert words(event_state(Event(status=status, start=start), datetime.date(2026, 11, 22))) == expected


def test_an_hour_names_the_clock():
    event = Event(
        start="2023-09-06", start_time=datetime.time(15), end_time=datetime.time(16, 45),
        host=LocalActionGroupFactory.build(country="DE"),
    )  # fmt: skip
    with translation.override("en"):
        assert event_time(event) == "15:00–16:45, Central European Summer Time"


def test_a_citation_names_who_when_what_where():
    document = Document(
        title="Rural Coworking in Europe", title_language="en", publisher_en="Bertelsmann Stiftung", date="2021",
        doi="10.11586/2021119", url="https://elsewhere.example/",
    )  # fmt: skip
    with translation.override("en"):
        assert words(citation(document)) == (
            "Bertelsmann Stiftung (2021). Rural Coworking in Europe. https://doi.org/10.11586/2021119"
        )
        assert words(citation(Document(gloss_en="Poster"))) == "(no date). Poster"


def test_a_citation_escapes_what_editors_write():
    assert "<script>" not in citation(Document(title="<script>alert(1)</script>", publisher_en="<b>"))


@pytest.mark.parametrize(("size", "expected"), [(1, "1 KB"), (340_000, "340 KB"), (2_350_000, "2.4 MB")])
def test_a_size_reads_as_in_a_file_manager(size, expected):
    with translation.override("en"):
        assert file_size(size) == expected
