import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from colabora.dates import format_partial_date, has_passed, validate_partial_date


@pytest.mark.parametrize("value", ["2019", "2019-07", "2019-07-14", "2024-02-29"])
def test_a_year_a_month_or_a_day_is_a_date(value):
    validate_partial_date(value)


@pytest.mark.parametrize(
    "value", ["19", "2019-7", "2019-13", "2023-02-29", "2019-07-14T00:00", "July", "201９", "20190714", "2019-W01-1"]
)
def test_anything_else_is_refused(value):
    with pytest.raises(ValidationError):
        validate_partial_date(value)


@given(st.text(max_size=12))
def test_no_text_makes_the_validator_fail_otherwise(text):
    try:
        validate_partial_date(text)
    except ValidationError:
        return
    assert datetime.date.fromisoformat((text + "-01-01")[:10])


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("2019", "lv", "2019. g."),
        ("2019", "de", "2019"),
        ("2021-07", "en", "July 2021"),
        ("2021-07", "de", "Juli 2021"),
        ("2021-07", "lv", "2021. g. jūlijs"),
        ("2015-03-06", "en", "6 March 2015"),
        ("2015-03-06", "ca", "6 de març del 2015"),
        ("2015-03-06", "fr", "6 mars 2015"),
        ("2022-04-01", "fr", "1er avril 2022"),
        ("2022-04-11", "fr", "11 avril 2022"),
    ],
)
def test_a_date_is_worded_no_more_precisely_than_it_is_known(value, language, words):
    assert format_partial_date(value, language) == words


@pytest.mark.parametrize(
    ("value", "passed"), [("2023", True), ("2024", False), ("2024-05", True), ("2024-06", False), ("2024-06-09", True)]
)
def test_a_plan_has_passed_only_when_its_whole_period_has(value, passed):
    assert has_passed(value, datetime.date(2024, 6, 10)) is passed
