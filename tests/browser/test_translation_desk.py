"""A translator's day by keyboard alone, and a server that dies while somebody types."""

import re

import pytest
from playwright.sync_api import expect

from tests.partners.test_permissions import form_data

from .conftest import PASSWORD
from .test_two_editors import Editor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KEPT = re.compile(r"\d{1,2}[:.]\d\d")  # the line beneath the field: when the draft was kept
NOT_KEPT = re.compile("^[^0-9]{20,}$")


@pytest.fixture
def changed(portal):
    """An editor has changed a source text, so that its translations are outdated."""

    def change(name, summary):
        editor = Editor(portal, "coordinator")
        html = editor.get(f"/admin/spaces/space/?q={name}").content.decode()
        url = re.search(r"/admin/spaces/space/\d+/change/", html)[0]
        form = form_data(editor, url)
        source = form["source_language"]
        assert editor.post(url, form | {f"summary_{source}": summary}).status_code == 302
        return url.split("/")[4]

    return change


def sign_in_at_the_desk(page, portal):
    page.goto(f"{portal}/translate/")
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type("translator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/translate/lv/")  # the one language of this account, which is also that of its pages


def tab_to(page, locator):
    for _press in range(60):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {locator}")


def test_a_translator_works_by_keyboard_alone(page, portal, changed):
    pk = changed("bundoran", "Desks in the old library, open again since 2025.")
    field, told = page.locator("#words"), page.locator("[data-status]")
    sign_in_at_the_desk(page, portal)

    tab_to(page, page.locator(".desk__ways a").first)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()  # of the first text of the queue, whichever other journeys left
    page.goto(f"{portal}/translate/lv/spaces.space/{pk}/summary/")
    expect(field).to_be_focused()
    expect(page.locator("ins").first).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Galdi vecajā bibliotēkā 77.")
    expect(told).to_have_text(KEPT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#problems")).to_be_focused()  # the year is not in the translation
    tab_to(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="Bundoran")).to_be_visible()
    page.goto(f"{portal}/lv/spaces/?q=bundoran")
    page.locator("#results a[href*='bundoran']").first.click()
    expect(page.get_by_text("Galdi vecajā bibliotēkā 77.").first).to_be_visible()


def test_what_was_typed_is_there_after_the_server_was_killed(page, portal, server, changed):
    pk = changed("quincaillerie", "Un tiers-lieu en ville.")
    sign_in_at_the_desk(page, portal)
    address = f"{portal}/translate/lv/spaces.space/{pk}/summary/"
    page.goto(address)
    field = page.locator("#words")
    expect(field).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Pirmais teikums.")
    told = page.locator("[data-status]")
    expect(told).to_have_text(KEPT)

    server.kill()
    page.keyboard.type(" Otrais teikums.")
    expect(told).to_have_text(NOT_KEPT)
    server.start()
    expect(told).to_have_text(KEPT, timeout=15_000)
    server.kill()
    page.keyboard.type(" Trešais.")
    page.wait_for_function("() => (localStorage[Object.keys(localStorage)[0]] ?? '').includes('Trešais')")
    page.goto("about:blank")
    server.start()
    page.goto(address)

    expect(page.locator("#words")).to_have_value("Pirmais teikums. Otrais teikums. Trešais.")
    expect(told).to_have_text(KEPT)
    page.locator("button[value='discard']").click()
    expect(page.locator("#words")).not_to_have_value(re.compile("Pirmais"))
