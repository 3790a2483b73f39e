"""What LAG staff do in a form, in a real browser: languages, formatted texts, the map, photos, and not losing it."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Which of two presses in a row the browser would send.
PRESS_TWICE = """() => {
    const button = document.querySelector("input[name=_continue]");
    const letThrough = [];
    addEventListener("submit", (event) => letThrough.push(!event.defaultPrevented));
    for (const _press of [1, 2]) button.click();
    return letThrough;
}"""


def open_space(page, words):
    page.goto(page.url + f"spaces/space/?q={words}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    expect(page.locator("unsaved-guard")).to_be_attached()


def photo(name, colour):
    data = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(data, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}


def state_of(page, language):
    return page.locator(".language-switch li", has=page.locator(f"input[value={language}]")).locator(
        ".language-switch__state"
    )


def leave_without_saving(page):
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")


def test_a_translation_is_copied_counted_and_taken_back(sign_in):
    page = sign_in("coordinator")
    open_space(page, "beucha")
    page.locator(".language-switch input[value=lv]").check()
    before = page.input_value("#id_summary_lv")
    german = page.input_value("#id_summary_de")

    page.fill("#id_summary_lv", "")
    expect(state_of(page, "lv")).to_contain_text(re.compile("missing: 1 of"))
    row = page.locator(".form-row.field-summary_lv")
    row.get_by_role("button", name="Copy the source text (German)").click()

    expect(page.locator("#id_summary_lv")).to_have_value(german)
    expect(state_of(page, "lv")).to_have_text("complete")
    expect(state_of(page, "de")).to_have_text("source language")
    row.get_by_role("button", name="Undo the copy").click()
    expect(page.locator("#id_summary_lv")).to_have_value("")
    assert page.locator(".language-switch input").first.get_attribute("value") == "de"
    assert page.get_attribute("#id_summary_lv", "lang") == "lv"
    page.fill("#id_summary_lv", before)
    expect(page.locator("unsaved-guard [role=status]")).to_have_text("")


def test_the_source_text_is_shown_where_its_row_is_hidden(sign_in):
    page = sign_in("coordinator")
    open_space(page, "beucha")
    german = page.input_value("#id_summary_de").strip()

    page.locator(".language-switch input[value=en]").check()
    page.locator(".language-switch input[value=de]").uncheck()
    row = page.locator(".form-row.field-summary_en")
    row.get_by_text("Source text (German)", exact=True).click()

    expect(page.locator("#id_summary_de")).to_be_hidden()
    expect(row.locator(".translation__source p")).to_have_text(german)


def test_a_preview_shows_what_visitors_will_see_and_runs_nothing(sign_in):
    page = sign_in("donegal")
    open_space(page, "bundoran")
    field = page.locator("markdown-field", has=page.locator("#id_description_en"))

    field.locator("textarea").fill("desk")
    field.locator("textarea").select_text()
    field.get_by_role("button", name="Bold").click()
    expect(field.locator("textarea")).to_have_value("**desk**")
    field.locator("textarea").fill(
        "# Hours\n\nAlways, [see](/spaces/).\n\n<script>document.title = 'run'</script><img src=x onerror=alert(1)>"
    )
    field.get_by_role("button", name="Preview", exact=True).click()

    expect(field.locator(".markdown__preview h3")).to_have_text("Hours")
    expect(field.locator(".markdown__preview a")).to_have_attribute("href", "/en/spaces/")
    assert field.locator(".markdown__preview").locator("script, img").count() == 0
    assert page.title() != "run"
    leave_without_saving(page)


def test_a_position_is_found_and_moved_by_keyboard(sign_in):
    page = sign_in("donegal")
    page.goto(page.url + "spaces/space/add/")

    page.get_by_role("button", name="Choose on the map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-picker-query")).to_be_focused()
    page.keyboard.type("carn domhn")
    expect(page.locator(".map-picker__found button").first).to_contain_text("Carn Domhnach (Carndonagh)")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(page.locator(".interactive-map__pin")).to_be_focused()
    found = [page.input_value(f"#id_{name}") for name in ("latitude", "longitude", "coordinate_place")]
    assert found[0] == "55.25000"
    assert found[2] == "Carndonagh"
    assert page.input_value("#id_coordinate_precision") == "place-centre"
    page.keyboard.press("ArrowUp")
    expect(page.locator("#id_latitude")).not_to_have_value("55.25000")
    assert 55.25 < float(page.input_value("#id_latitude")) < 55.3
    page.get_by_role("button", name="Remove the position").click()
    expect(page.locator("#id_latitude")).to_have_value("")
    expect(page.locator(".interactive-map__pin")).to_have_count(0)
    leave_without_saving(page)


def test_leaving_asks_only_where_something_would_be_lost_and_saving_saves_once(sign_in):
    page = sign_in("donegal")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_space(page, "bundoran")
    hint = page.locator("unsaved-guard [role=status]")

    page.locator("#id_place").click()
    page.reload()
    assert asked == []
    was = page.input_value("#id_opening_hours_en")
    page.fill("#id_opening_hours_en", "Monday to Friday")
    expect(hint).to_have_text("Not saved yet")
    page.fill("#id_opening_hours_en", was)
    expect(hint).to_have_text("")
    page.fill("#id_opening_hours_en", "Monday to Friday")
    page.reload()
    assert asked == ["beforeunload"]
    page.fill("#id_opening_hours_en", "Monday to Friday, 9 to 5")
    let_through = page.evaluate(PRESS_TWICE)

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]
    assert let_through == [True, False]


def test_several_photos_are_added_at_once_and_saved(sign_in):
    page = sign_in("donegal")
    open_space(page, "bundoran")
    present = page.locator("#photos-group .inline-related.has_original").count()

    page.locator("photo-drop input[type=file]").set_input_files(
        [
            photo("desk.jpg", "navy"),
            photo("door.jpg", "teal"),
            {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"},
        ]
    )

    rows = page.locator("#photos-group .inline-related.dynamic-photos:not(.has_original)")
    expect(rows).to_have_count(2)
    expect(page.locator(".photo-drop__errors")).to_contain_text("plan.pdf")
    expect(rows.first.locator("canvas")).to_be_visible()
    expect(rows.first.locator("input[type=text][name$='-alt_en']")).to_be_focused()
    for number in range(2):
        rows.nth(number).locator("input[type=text][name$='-alt_en']").fill(f"Picture {number}")
        rows.nth(number).locator("input[type=text][name$='-credit']").fill("Jane Doe")
    page.locator("input[name=_continue]").click()
    page.wait_for_load_state()

    expect(page.locator("#photos-group .inline-related.has_original")).to_have_count(present + 2)
