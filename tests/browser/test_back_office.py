"""A day of LAG staff, from signing in to the yearly round: on a phone, and by keyboard alone on a desk."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from .conftest import PASSWORD

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def photo(name, colour):
    data = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(data, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}


class Hand:
    """Does what a person does: by pointer, or by keys alone."""

    def __init__(self, page, is_keyboard):
        self.page, self.is_keyboard = page, is_keyboard

    def reach(self, element, backwards=False):
        """Moves the focus there with the Tab key, as nobody's script would."""
        expect(element).to_be_visible()
        key = "Shift+Tab" if backwards else "Tab"
        handle = element.element_handle()
        for _press in range(700):
            self.page.keyboard.press(key)
            if handle.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{element} not reached")

    def press(self, element, key="Enter", backwards=False):
        if self.is_keyboard:
            self.reach(element, backwards)
            self.page.keyboard.press(key)
        else:
            element.click()

    def tick(self, element):
        self.press(element, "Space")

    def write(self, element, text):
        if self.is_keyboard:
            self.reach(element)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            element.fill(text)


def saved(page):
    page.wait_for_load_state()
    expect(page.locator(".messagelist .success").first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "is_keyboard", "name"),
    [(390, False, "The BASE Enterprise Centre"), (1280, True, "MODAM")],
    ids=["phone", "keyboard"],
)
def test_a_day_of_the_staff(browser, portal, width, is_keyboard, name):
    page = browser.new_context(viewport={"width": width, "height": 900}, has_touch=width < 500).new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    hand = Hand(page, is_keyboard)

    # Signing in
    page.goto(f"{portal}/admin/")
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type("donegal")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()

    # A text in two languages
    page.goto(f"{portal}/admin/spaces/space/")
    hand.press(page.get_by_role("link", name=name))
    page.wait_for_url("**/change/")
    form_address = page.url
    before = page.input_value("#id_summary_en")
    languages = page.locator(".language-switch")
    if not languages.evaluate("details => details.open"):
        hand.press(languages.locator("summary"))
    if not page.locator(".language-switch input[value=lv]").is_checked():
        hand.tick(page.locator(".language-switch input[value=lv]"))
    hand.write(page.locator("#id_summary_en"), "A place to work by the sea.")
    hand.write(page.locator("#id_summary_lv"), "Darba vieta pie jūras.")

    # Two photos
    page.locator("photo-drop input[type=file]").set_input_files([photo("a.jpg", "navy"), photo("b.jpg", "teal")])
    rows = page.locator("#photos-group .inline-related.dynamic-photos:not(.has_original)")
    expect(rows).to_have_count(2)
    for number in range(2):
        hand.write(rows.nth(number).locator("input[type=text][name$='-alt_en']"), f"Desk {number}")
        hand.write(rows.nth(number).locator("input[type=text][name$='-credit']"), "Donegal LCDC")

    # Preview, which saves nothing
    with page.context.expect_page() as opened:
        hand.press(page.locator("button[name=_preview][value=lv]"))
    preview = opened.value
    expect(preview.locator(".lede")).to_have_text("Darba vieta pie jūras.")
    expect(preview.locator("img[alt='Desk 0']").first).to_be_attached()
    preview.close()

    # Off the site, and published again
    hand.press(page.locator("input[name=_unpublish]"), backwards=True)
    saved(page)
    hand.press(page.locator("input[name=_publish]"))
    saved(page)
    expect(page.locator("#photos-group .inline-related.has_original")).to_have_count(2)

    # Undone from the history
    page.goto(form_address.replace("/change/", "/history/"))
    expect(page.locator(".states__item").first).to_contain_text("donegal")
    hand.press(page.get_by_role("link", name="Back to this state…").last)
    expect(page.locator("ins", has_text=before[:20]).first).to_be_visible()
    hand.press(page.get_by_role("button", name="Restore this state"))
    saved(page)
    page.goto(form_address)
    expect(page.locator("#id_summary_en")).to_have_value(before)

    # Deleted, and brought back from the bin
    hand.press(page.locator("a.deletelink"))
    hand.press(page.get_by_role("button", name="Delete", exact=True))
    page.wait_for_url("**/admin/spaces/space/")
    page.goto(f"{portal}/admin/bin/")
    hand.press(page.get_by_role("button", name=f"Bring back “{name}”"))
    saved(page)
    assert page.url == form_address
    expect(page.locator("#id_summary_en")).to_have_value(before)

    # The yearly round
    page.goto(f"{portal}/admin/yearly-round/")
    row = page.get_by_role("group", name=re.compile(re.escape(name)))
    hand.tick(row.get_by_label("Still true"))
    hand.press(page.get_by_role("button", name="Save the answers"))
    saved(page)
    row = page.get_by_role("group", name=re.compile(re.escape(name)))
    expect(row).to_contain_text("last report")
    expect(row).not_to_contain_text("waiting for an answer")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    assert complaints == []
    page.context.close()
