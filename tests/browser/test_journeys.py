"""Few journeys, in a real browser, as people make them."""

import re

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

TEXT_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"

WIDE_PAGES = [
    "", "spaces/", "spaces/spraoi-agus-sport-carndonagh/", "partners/cis-ribera-ebre-terra-alta/", "about/",
    "work-packages/2/", "work-packages/4/", "events/", "events/kick-off-catalonia-2018-11/",
    "good-practices/network-cowocat-rural/", "documents/rural-coworking-europe-2021/", "documents/research/",
    "arguments/municipalities/", "about/fact-sheet/", "glossary/", "privacy/", "styleguide/",
]  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def press_until(page, key, selector, most=60):
    """Moves the focus by keyboard until it is on an element; how many presses it took."""
    for presses in range(1, most + 1):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"{selector} not reached with {most} × {key}")


def test_a_visitor_finds_a_space_by_keyboard(visit):
    page = visit("/en/")

    press_until(page, "Tab", "#q")
    page.keyboard.type("gueret")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/spaces/?q=gueret")
    press_until(page, "Tab", ".entry__name a[href='/en/spaces/la-quincaillerie-gueret/']", most=90)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("La Quincaillerie")
    expect(page.get_by_role("link", name="Website of the space")).to_be_visible()


def test_the_first_key_skips_to_the_content(visit):
    page = visit("/lv/spaces/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_search_and_language_are_close_at_hand(visit):
    page = visit("/de/partners/donegal/")

    assert press_until(page, "Tab", ".masthead__search", most=3) == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press_until(page, "Tab", ".languages a[lang='lv']", most=8)
    page.keyboard.press("Enter")

    page.wait_for_url("**/lv/partners/donegal/")
    assert page.evaluate("document.documentElement.lang") == "lv"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_filters_work_with_and_without_scripts(browser, portal, scripts):
    page = browser.new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{portal}/fr/spaces/")

    page.locator(".facet summary", has_text="Pays").click()
    page.locator("input:not([type=hidden])[name=country][value=IE]").check()
    if not scripts:
        page.locator("form.filters button").click()
    page.wait_for_url("**/fr/spaces/?country=IE*")

    expect(page.locator(".register__heading")).to_contain_text("18")
    expect(page.locator(".chip").first).to_contain_text("Irlande")
    page.context.close()


def test_a_choice_applies_in_place_and_the_back_button_undoes_it(visit):
    page = visit("/en/spaces/")
    page.evaluate("window.stayed = true")

    page.locator("input:not([type=hidden])[name=operation][value=planned]").check()
    expect(page.locator(".register__heading")).to_have_text(re.compile("13 spaces found"))
    expect(page.locator("body > [role=status]")).to_have_text(re.compile("13 spaces found"))
    assert page.url.endswith("/en/spaces/?operation=planned")
    assert page.evaluate("document.activeElement.value") == "planned"
    page.locator(".chip").first.click()
    expect(page.locator(".register__heading")).to_have_text(re.compile("65 spaces found"))
    page.go_back()
    expect(page.locator(".register__heading")).to_have_text(re.compile("13 spaces found"))
    page.go_back()
    expect(page.locator(".register__heading")).to_have_text(re.compile("65 spaces found"))

    assert page.evaluate("window.stayed")


def test_pages_are_complete_without_scripts(browser, portal):
    page = browser.new_context(java_script_enabled=False).new_page()

    for path in ("/en/", "/lv/spaces/", "/de/partners/leipziger-muldenland/", "/ca/glossary/"):
        page.goto(portal + path)
        assert len(page.locator("main").inner_text()) > 1000, path
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["de", "lv"])
def test_nothing_scrolls_sideways_even_with_wide_letters(browser, portal, width, language):
    """WCAG 1.4.10 and 1.4.12: 320 px, and text spacing as a reader may set it."""
    page = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()

    for path in WIDE_PAGES:
        page.goto(f"{portal}/{language}/{path}")
        page.add_style_tag(content=TEXT_SPACING)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, path
    page.context.close()


def test_a_space_prints_as_a_sheet_with_its_address(visit):
    page = visit("/en/spaces/le-chai-bonnat/")

    page.emulate_media(media="print")

    expect(page.locator(".sheet-foot .qr")).to_be_visible()
    expect(page.locator(".sheet-foot")).to_contain_text("/en/spaces/le-chai-bonnat/")
    expect(page.locator(".masthead__nav")).to_be_hidden()


def test_staff_change_a_text_and_see_it_live(sign_in, visit):
    page = sign_in("donegal")
    page.goto(page.url + "spaces/space/?q=bundoran")
    page.get_by_role("link", name="CoWork Plus Bundoran").click()
    page.locator("#id_summary_en").fill("A workspace in the community centre of Bundoran.")
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/spaces/space/**")

    visit("/en/spaces/cowork-plus-bundoran/")

    expect(page.locator(".lede")).to_have_text("A workspace in the community centre of Bundoran.")


def test_the_language_switch_shows_the_source_and_ones_own_language(sign_in):
    page = sign_in("muldenland")
    page.goto(page.url + "spaces/space/?q=beucha")
    page.locator("#result_list tbody th a").first.click()

    expect(page.locator("#id_summary_de")).to_be_visible()  # the source language, and the editor's own
    expect(page.locator("#id_summary_en")).to_be_hidden()
    expect(page.locator("#id_summary_lv")).to_be_hidden()
    page.locator(".language-switch input[value=lv]").check()
    expect(page.locator("#id_summary_lv")).to_be_visible()


def test_a_mayor_finds_a_case_like_theirs_and_the_way_back_to_its_source(visit):
    page = visit("/de/good-practices/")

    page.locator("input:not([type=hidden])[name=former_use][value=station]").check()
    page.wait_for_url("**/good-practices/?former_use=station")
    page.locator(".entry__name a").first.click()
    page.locator(".ask a[href*='/spaces/']").first.click()
    page.wait_for_url("**/de/spaces/**")
    page.locator("a[href*='/good-practices/']").last.click()
    page.wait_for_url("**/de/good-practices/**")

    expect(page.locator(".sources li").first).to_be_visible()


def test_events_are_filtered_without_scripts_too(browser, portal):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{portal}/en/events/")

    page.locator("input:not([type=hidden])[name=scope][value=colabora]").check()
    page.get_by_role("button", name="Show", exact=True).click()

    page.wait_for_url("**/en/events/?scope=colabora")
    expect(page.locator(".register__heading")).to_have_text("13 events found")
    page.context.close()


@pytest.mark.parametrize("language", ["de", "lv"])
def test_what_is_handed_on_prints_on_one_sheet(browser, portal, language):
    page = browser.new_context().new_page()

    for path in (
        "arguments/municipalities/", "arguments/lags/", "about/fact-sheet/", "spaces/la-quincaillerie-gueret/",
    ):  # fmt: skip
        page.goto(f"{portal}/{language}/{path}")
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1, path
    page.context.close()
