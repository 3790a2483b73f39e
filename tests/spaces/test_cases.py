"""Each combination that has entries has one address, one title, and the entries that it says."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from spaces.cases import GROUP_OF, WORDS, Case, all_cases
from spaces.models import FormerUse, OperatorKind, PlaceSize, Space
from spaces.stages import Stage
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


def test_every_term_has_words_and_belongs_to_one_group():
    assert set(GROUP_OF) == {*FormerUse.values, *PlaceSize.values, *OperatorKind.values, *Stage.values} - {"other"}
    assert len(GROUP_OF) == sum(len(terms) for terms in WORDS.values())


def test_a_case_has_one_address(client):
    SpaceFactory(published=True, former_use="school", operator_kind="public")

    assert client.get("/en/spaces/cases/school/public/").status_code == 200
    moved = client.get("/en/spaces/cases/public/school/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/spaces/cases/school/public/")


@pytest.mark.parametrize("terms", ["ruin", "school/station", "school/school", "other", "school/x", "%00", "school//x"])
def test_what_is_no_case_is_not_found(client, terms):
    assert client.get(f"/en/spaces/cases/{terms}/").status_code == 404


def test_a_case_without_entries_is_said_to_be_so_and_not_listed(client):
    html = client.get("/en/spaces/cases/hotel/").content.decode()

    assert "No case of this kind is on record." in html
    assert 'content="noindex"' in html
    assert all_cases() == []


def test_titles_are_sentences_of_the_readers_language():
    for code, title in {
        "en": "Coworking: in a former school, in a village of under 500 inhabitants, run by a public body",
    }.items():
        with translation.override(code):
            assert Case.of("school/under-500/public").title == title
    for code in settings.LANGUAGE_CODES:
        with translation.override(code):
            titles = [Case((term,)).title for term in GROUP_OF]
            assert len(set(titles)) == len(titles)


def test_every_listed_case_shows_what_its_title_says(content, client):
    cases = all_cases()

    assert len(cases) > 60
    for case in cases[::7]:
        response = client.get(case.get_absolute_url())
        expected = Space.objects.published().filter(**case.by_group).count()
        assert response.context["registry"].total == expected > 0
        assert 'name="robots"' not in response.content.decode()


def test_the_number_beside_each_step_is_what_it_leads_to(content, client):
    for address in (reverse("spaces:case-list"), "/en/spaces/cases/public/", "/en/spaces/cases/500-1999/public/"):
        for group in client.get(address).context["groups"]:
            for step in group.steps:
                assert step.case.ask().total == step.count, step
