"""A visitor looks for a space on list and map, by keyboard alone, and comes back to where they were."""

import re

import pytest
from playwright.sync_api import expect

from .test_journeys import press_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FOUND = "#found"


def open_filters(page):
    """On a telephone the filters are folded."""
    if page.viewport_size["width"] < 1024:
        press_until(page, "Tab", ".filters__fold > summary", most=120)
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_from_a_search_to_a_space_on_the_map_and_back(browser, portal, width):
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    complaints, elsewhere = [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(portal) else elsewhere.append(request.url))
    page.goto(f"{portal}/en/spaces/")

    # Search, and two facets
    press_until(page, "Tab", "#find")
    page.keyboard.type("coworking")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/spaces/?q=coworking")
    expect(page.locator(FOUND)).to_contain_text("best match first")
    open_filters(page)
    press_until(page, "Tab", "input[name=operation][value=open]", most=120)
    page.keyboard.press("Space")
    page.wait_for_url("**operation=open**")
    expect(page.locator("input[name=operation][value=open]:not([type=hidden])")).to_be_focused()
    press_until(page, "Tab", ".facet:has(input[name=country]) > summary", most=120)
    page.keyboard.press("Enter")
    press_until(page, "Tab", "input[name=country][value=DE]", most=120)
    page.keyboard.press("Space")
    page.wait_for_url("**country=DE**")
    expect(page.locator(".chip", has_text="Germany")).to_be_visible()
    found = page.locator(FOUND).inner_text()

    # The map, a cluster, a space
    press_until(page, "Tab", "space-map [data-act=toggle]", most=120)
    page.keyboard.press("Enter")
    cluster = ".space-map__mark:has(.space-map__face--cluster)"
    expect(page.locator(cluster).first).to_be_visible()
    press_until(page, "Tab", cluster, most=60)
    assert re.match(r".*Spaces here: \d+ \(open: \d+\)", page.evaluate("document.activeElement.ariaLabel"))
    page.keyboard.press("Enter")
    card = page.locator(".space-map__card")
    for _zoom in range(8):  # a big cluster comes nearer first, and the focus goes with it
        page.wait_for_function("element => document.activeElement !== document.body", arg=None)
        if card.count():
            break
        page.keyboard.press("Enter")
    expect(card.locator("a").first).to_be_focused()
    name = card.locator("a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)

    # Back: the question, the map, the card
    page.go_back()
    expect(page.locator(".space-map__card a", has_text=name)).to_be_focused()
    expect(page.locator(FOUND)).to_have_text(found)
    expect(page.locator("#find")).to_have_value("coworking")
    address = page.url
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.space-map__mark')")
    page.keyboard.press("Escape")
    expect(page.locator(FOUND)).to_be_focused()

    # The step before it: one facet less, in place
    page.go_back()
    page.wait_for_url(lambda url: "country=DE" not in url)
    expect(page.locator(".chip", has_text="Germany")).to_have_count(0)

    # Shared with somebody else
    other = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    other.goto(address)
    expect(other.locator(FOUND)).to_have_text(found)
    expect(other.locator(".space-map__card a", has_text=name)).to_be_visible()
    assert complaints == []
    assert elsewhere == []
    page.context.close()
    other.context.close()


def test_the_same_without_scripts(browser, portal):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{portal}/en/spaces/")

    page.fill("#find", "coworking")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=coworking**")
    page.locator("input:not([type=hidden])[name=operation][value=open]").check()
    page.locator(".facet summary", has_text="Country").click()
    page.locator("input:not([type=hidden])[name=country][value=DE]").check()
    page.locator("form.filters button").click()
    page.wait_for_url("**country=DE**")
    assert "q=coworking" in page.url
    assert "operation=open" in page.url
    found = page.locator(FOUND).inner_text()
    expect(page.locator("svg.map__sheet")).to_be_visible()
    expect(page.locator("space-map")).to_be_hidden()
    expect(page.locator("near-place button")).to_be_hidden()
    page.locator(".entry__name a").first.click()
    page.go_back()
    expect(page.locator(FOUND)).to_have_text(found)
    page.locator(".chip", has_text="Germany").click()
    page.wait_for_url(lambda url: "country=DE" not in url)

    page.fill("#near", "Letterkenny")
    page.select_option("#within", "50")
    page.locator("form.find button[type=submit]").click()
    page.wait_for_url("**near=Letterkenny**")
    expect(page.locator(FOUND)).to_contain_text("nearest first")
    expect(page.locator(".entry__place").first).to_contain_text("km away")
    page.context.close()


def test_the_position_of_the_device_leaves_it_rounded(browser, portal):
    context = browser.new_context(geolocation={"latitude": 46.16789, "longitude": 1.88123}, permissions=["geolocation"])
    page = context.new_page()
    page.goto(f"{portal}/fr/spaces/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator("near-place button").click()
    page.wait_for_url("**near=46.15%2C1.90**")

    expect(page.locator(".chip").first).to_contain_text("46.15, 1.9 (")
    assert not any("46.16" in url or "1.88" in url for url in asked)
    context.close()


def test_the_map_narrows_the_list(browser, portal):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{portal}/lv/spaces/#map=9/56.9/24.3")
    expect(page.locator(".space-map__mark").first).to_be_visible()

    page.locator("[data-act=narrow]").click()
    page.wait_for_url("**bbox=**")

    expect(page.locator(".entry__place").first).to_contain_text("Latvija")
    expect(page.locator(".chip:not(.chip--all)")).to_have_count(1)
    page.locator(".chip").first.click()
    page.wait_for_url(lambda url: "bbox" not in url)
    expect(page.locator(".space-map__mark").first).to_be_visible()
    page.context.close()


def slow(page, pattern, seconds):
    """Answers to some addresses come late."""

    def answer(route):
        page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.route(pattern, answer)


def choose(page, name, value):
    page.locator(f".facet:has(input[name={name}])").first.evaluate("fold => { fold.open = true }")
    page.locator(f"input[name={name}][value={value}]:not([type=hidden])").check()
    page.wait_for_url(f"**{name}={value}**")


def test_the_list_is_that_of_the_address_however_quickly_one_goes_back_and_forward(browser, portal):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{portal}/en/spaces/")
    choose(page, "country", "IE")
    choose(page, "country", "LV")
    both = page.locator(FOUND).inner_text()

    page.evaluate("history.back(); setTimeout(() => history.forward(), 5)")
    page.wait_for_timeout(1500)

    assert "country=LV" in page.url
    expect(page.locator(FOUND)).to_have_text(both)
    expect(page.locator("live-filters")).not_to_have_attribute("aria-busy", "true")
    page.context.close()


def test_nothing_is_lost_while_one_chooses(browser, portal):
    """What is typed and not sent, what is folded, and where the focus was."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{portal}/en/spaces/")

    page.fill("#near", "Gué")
    page.locator(".facet > summary").nth(1).click()  # closes the second
    choose(page, "operation", "open")
    expect(page.locator("#near")).to_have_value("Gué")
    assert not page.locator(".facet").nth(1).evaluate("fold => fold.open")
    page.locator(".ways a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**operation=planned**")
    expect(page.locator(FOUND)).to_be_focused()
    page.context.close()


def test_list_and_map_agree_when_a_choice_overtakes_the_opening_of_the_map(browser, portal):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{portal}/en/spaces/")
    page.locator(".facet:has(input[name=country])").evaluate("fold => { fold.open = true }")
    slow(page, "**/spaces/map/**", 1.5)

    page.locator("space-map [data-act=toggle]").click()
    page.locator("input[name=country][value=LV]:not([type=hidden])").check()
    page.wait_for_url("**country=LV**")

    total = page.locator(FOUND).inner_text().split()[0]
    expect(page.locator(".space-map__status")).to_have_text(f"Spaces on the map: {total}")
    page.context.close()


def test_a_map_that_failed_can_be_opened_again(browser, portal):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{portal}/en/spaces/")
    page.route("**/europe*.json", lambda route: route.abort())
    toggle = page.locator("space-map [data-act=toggle]")

    toggle.click()
    expect(page.locator(".space-map__status")).to_contain_text("cannot be loaded")
    page.unroute("**/europe*.json")
    toggle.click()
    toggle.click()

    expect(page.locator(".space-map__mark").first).to_be_visible()
    expect(page.locator(".interactive-map")).to_have_count(1)
    page.context.close()
