"""Writing a text with gaps in a browser: by keyboard, with the preview beside it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import faults, walk_by_tab
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, press, sign_in, tab_to

NEW = "/questions/new?bank=moscow-talks-2021&type=cloze"
RIVER = "Paris lies on the {{=Seine|Rhine|Loire}}.\n\nIt has {{#37±1 bridges}} and was called {{Lutetia}}."


def an_editor(site: Site, visit: Visit, address: str = NEW, **how: object) -> Page:
    with site.rows() as session:
        builders.user(session, "ada", roles=["teacher"], password=PASSWORD, now=site.clock())
    page = visit(site, "/sign-in", **how)
    sign_in(page, "ada")
    page.goto(address)
    return page


def test_words_become_a_gap_by_keyboard_and_the_preview_follows(
    site: Site, visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("422")
    page = an_editor(site, visit)
    text = page.get_by_label("Text with its gaps")
    text.focus()
    page.keyboard.type("Moscow lies on the Moskva")
    press(page, *["Shift+ArrowLeft"] * len("Moskva"))
    tab_to(page, "Make a gap of the chosen words")
    press(page, "Enter")
    expect(text).to_have_value("Moscow lies on the {{Moskva}}")
    expect(text).to_be_focused()
    page.keyboard.type(".")
    preview = page.locator("#editor-preview")
    expect(preview.get_by_label("Gap 1 of 1")).to_have_value("")
    expect(preview).to_contain_text("Moscow lies on the")
    page.keyboard.type(" And {{")
    expect(page.locator("#editor-lint")).to_contain_text(
        "Line 1: the gap that begins with “{{…” is not closed"
    )
    page.keyboard.type("#5}}")
    expect(preview.get_by_label("Gap 2 of 2")).to_have_attribute("inputmode", "decimal")
    tab_to(page, "Save draft")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit question")
    expect(text).to_have_value("Moscow lies on the {{Moskva}}. And {{#5}}")


def test_the_editor_of_gaps_is_sound_everywhere(site: Site, visit: Visit) -> None:
    page = an_editor(site, visit)
    page.get_by_label("Text with its gaps").fill(RIVER)
    expect(page.locator("#editor-preview").get_by_label("Gap 3 of 3")).to_be_visible()
    assert walk_by_tab(page) == []
    assert faults(page) == []


def test_the_types_to_choose_from_are_sound_everywhere(site: Site, visit: Visit) -> None:
    page = an_editor(site, visit, "/questions/new")
    expect(page.get_by_label("Text with gaps")).to_be_visible()
    assert faults(page) == []


def test_gaps_are_written_without_javascript(site: Site, visit: Visit, complaints: Complaints) -> None:
    complaints.expect("422")
    page = an_editor(site, visit, java_script_enabled=False)
    expect(page.locator("[data-make-gap]")).to_be_hidden()
    text = page.get_by_label("Text with its gaps")
    text.fill("It has {{37±1 bridges")
    page.get_by_role("button", name="Check").first.click()
    expect(page.locator("form .error")).to_contain_text("is not closed. End it with }}.")
    text.fill("It has {{37±1 bridges}}")
    page.get_by_role("button", name="Check").first.click()
    expect(page.locator("#editor-preview").get_by_label("Gap 1 of 1, bridges")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(text).to_have_value("It has {{#37±1 bridges}}")
