"""Several people save one record in the same moments, over HTTP, through two workers: no accepted change is lost."""

import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.partners.test_permissions import form_data

from .conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIELDS = ("place", "municipality", "address", "alt_names", "summary_lv", "summary_fr")
ROUNDS = 3


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Answer:
    def __init__(self, status, content):
        self.status_code, self.content = status, content


class Editor:
    """Signs in, opens a form, sends it; speaks as Django's test client does, as far as form_data() asks."""

    def __init__(self, portal, username):
        self.portal = portal
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, NoRedirect())
        login = form_data(self, "/admin/login/")
        assert self.post("/admin/login/", login | {"username": username, "password": PASSWORD}).status_code == 302

    def get(self, path, data=None):
        request = urllib.request.Request(self.portal + path, data, {"Referer": self.portal + path})  # noqa: S310
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.read())

    def post(self, path, data):
        return self.get(path, urllib.parse.urlencode(data, doseq=True).encode())


@pytest.fixture
def url(portal):
    html = Editor(portal, "coordinator").get("/admin/spaces/space/?q=bundoran").content.decode()
    return re.search(r"/admin/spaces/space/\d+/change/", html)[0]


def at_once(works):
    faults = []

    def run(work):
        try:
            work()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_six_editors_of_six_fields_lose_nothing(portal, url):
    accepted = {}

    def edit(editor, name):
        for number in range(ROUNDS):
            data = form_data(editor, url)
            if editor.post(url, data | {name: f"{name} {number}"}).status_code == 302:
                accepted[name] = f"{name} {number}"

    editors = [Editor(portal, "coordinator" if number % 2 else "donegal") for number in range(len(FIELDS))]
    at_once([lambda editor=editor, name=name: edit(editor, name) for editor, name in zip(editors, FIELDS, strict=True)])

    present = form_data(editors[0], url)
    assert accepted == {name: f"{name} {ROUNDS - 1}" for name in FIELDS}
    assert {name: present[name] for name in FIELDS} == accepted


def test_of_two_editors_of_one_field_one_is_asked(portal, url):
    editors = [Editor(portal, name) for name in ("coordinator", "donegal")]
    opened = [form_data(editor, url) for editor in editors]
    answers = {}

    def send(number):
        answers[number] = editors[number].post(url, opened[number] | {"summary_es": f"Sala {number}"})

    at_once([lambda: send(0), lambda: send(1)])

    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    [winner] = [number for number, answer in answers.items() if answer.status_code == 302]
    asked = answers[1 - winner].content.decode()
    assert form_data(editors[0], url)["summary_es"] == f"Sala {winner}"
    assert f"Sala {winner}</q>" in asked
    assert f"Sala {1 - winner}</textarea>" in asked
