"""Whatever is asked, the answer is a page: no list or search parameter makes an error, on either database."""

import string

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaces.filters import SpaceFilter
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory

pytestmark = pytest.mark.django_db(transaction=False)

PARAMETERS = [*SpaceFilter.base_filters, "page", "unknown"]
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "\x00",
            "-1",
            "9e9",
            "9" * 400,
            "' OR 1=1 --",
            "%",
            "_",
            "../../etc/passwd",
            "open",
            "IE",
            "school",
            "name",
        ]
    ),
    st.integers().map(str),
    st.lists(st.floats(), min_size=3, max_size=5).map(lambda numbers: ",".join(map(str, numbers))),
    st.text(alphabet=string.printable, min_size=200, max_size=260),
)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def something_to_find():
    StageObservationFactory(space=SpaceFactory(published=True, former_use="school"))
    SpaceFactory(published=True, lag=LocalActionGroupFactory(published=True), country="FR", operation="planned")


@RELAXED
@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), max_size=6))
def test_no_question_to_the_registry_is_an_error(parameters):
    assert Client().get("/lv/spaces/?" + urlencode(parameters)).status_code == 200


@RELAXED
@given(VALUES)
def test_no_search_is_an_error(query):
    assert Client().get("/ca/search/", {"q": query}).status_code == 200


@RELAXED
@given(st.text(max_size=80))
def test_no_preview_address_is_an_error(text):
    assert Client(raise_request_exception=True).get("/en/preview/" + urlencode({"": text})[1:] + "/").status_code == 404


ODD = ["page=-1", "page=9e9", "q=%00", "q=" + "x" * 10_000, "page=%ff", "a[]=1", "country=%F0%9F%98%80"]


def simple_addresses():
    """Every address without an argument that the site knows."""
    for route in get_resolver().reverse_dict:
        if isinstance(route, str) and not route.startswith("admin"):
            possibilities = get_resolver().reverse_dict.getlist(route)
            for possibility in possibilities:
                for template, arguments in possibility[0]:
                    if not arguments:
                        yield "/" + template


@pytest.mark.parametrize("query", ODD)
def test_odd_values_at_every_address(query):
    client = Client(raise_request_exception=False)
    addresses = {
        "/",
        "/admin/login/",
        "/en/spaces/",
        "/en/search/",
        "/en/partners/",
        "/en/work-packages/",
        *simple_addresses(),
    }
    for address in addresses:
        assert client.get(f"{address}?{query}").status_code < 500, address


@pytest.mark.parametrize(
    "path",
    [
        "/en/spaces/%00/",
        "/en/work-packages/99999999999999999999/",
        "/xx/",
        "/en/spaces/" + "a" * 300 + "/",
        "//evil.example/",
    ],
)
def test_odd_paths_are_not_found(path):
    response = Client(raise_request_exception=False).get(path)

    assert response.status_code in (301, 302, 404)
    assert "evil.example" not in response.headers.get("Location", "")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_public_accepts_anything_but_reading(method):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    for address in ("/en/", "/en/spaces/", "/en/search/"):
        assert getattr(client, method)(address).status_code in (403, 405)
