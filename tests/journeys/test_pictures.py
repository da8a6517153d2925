"""A picture is pasted into a card, seen beside the form, and learned on a phone without a connection."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questions.pictures.reading import read_picture
from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import PHONE, faults, resize
from tests.journeys.site import Site
from tests.journeys.steps import press, settled, sign_in

DRAWN = """([type, width, height]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  pen.strokeStyle = "#123";
  pen.lineWidth = 6;
  pen.beginPath();
  for (let x = 0; x <= width; x += 8) pen.lineTo(x, height / 2 + Math.sin(x / 40) * height / 4);
  pen.stroke();
  return canvas.toDataURL(type).split(",")[1];
}"""
PASTED = """([name, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "river.png", { type: "image/png" }));
  const text = document.querySelector(`textarea[name=${name}]`);
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
NATURAL = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"


def drawn(page: Page, media_type: str = "image/png", width: int = 640, height: int = 360) -> bytes:
    """A picture that the browser itself has drawn."""
    return base64.b64decode(page.evaluate(DRAWN, [media_type, width, height]))


@pytest.fixture
def author_at(site: Site, visit: Visit) -> Callable[[], Page]:
    """Somebody who writes the first card of her deck."""

    def at_the_form() -> Page:
        with site.rows() as session:
            kim = builders.user(session, "kim", now=site.clock())
            deck = builders.deck(session, kim, "Rivers", now=site.clock())
        page = visit(site, "/sign-in")
        sign_in(page, "kim")
        page.goto(f"/cards/decks/{deck.id}/notes/new?kind=basic")
        return settled(page)

    return at_the_form


def keep(page: Page) -> None:
    """Keep the card, and have the empty form for the next one."""
    page.get_by_role("button", name="Keep the card").click()
    expect(page.get_by_label("Front", exact=True)).to_have_value("")


def shoot(page: Page, name: str) -> None:
    """Keep what the page looks like, where somebody has asked for it."""
    if folder := os.environ.get("SHOOT_INTO"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_pasted_picture_is_learned_on_a_phone_without_a_connection(
    site: Site, author_at: Callable[[], Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = author_at()
    page.get_by_label("Front", exact=True).fill("Which river is this?")
    page.get_by_label("Back", exact=True).fill("The Spree")
    page.evaluate(PASTED, ["front", base64.b64encode(drawn(page)).decode()])
    words = page.get_by_label("What is seen or heard")
    expect(words).to_be_focused()
    words.fill("A river with three bends")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_text("It is in.")).to_be_visible()
    inside = page.get_by_role("img", name="A river with three bends")
    expect(inside).to_have_js_property("naturalWidth", 640)
    shoot(page, "editor")
    assert faults(page) == []
    keep(page)
    page.get_by_label("Front", exact=True).fill("Which one is long?")
    page.get_by_label("Back", exact=True).fill("The Nile")
    keep(page)
    page.goto("/cards/decks")
    page.get_by_role("button", name="Study Rivers").click()
    page.get_by_role("link", name="Learn").click()
    expect(page.locator(".flashcard-front")).to_contain_text("Which river is this?")
    expect(settled(page).get_by_role("img", name="A river with three bends")).to_have_js_property(
        "naturalWidth", 640
    )
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        resize(page, PHONE)
        shoot(page, f"review-{scheme}")
        page.set_viewport_size({"width": 1280, "height": 900})
        shoot(page, f"review-{scheme}-desk")
    assert faults(page) == []


def test_pictures_that_wait_are_there_when_the_network_is_not(
    site: Site, author_at: Callable[[], Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = author_at()
    picture = read_picture(drawn(page))
    with site.rows() as session:
        kim = builders.user(session, "anna", now=site.clock())
        deck = builders.deck(session, kim, "Lakes", now=site.clock())
        builders.picture(session, kim, picture.content, now=site.clock())
        for number in range(3):
            front = f"Card {number} ![a river](picture:{picture.name})" if number == 2 else f"Card {number}"
            builders.note(session, deck, front=front, back="B", format="markdown", now=site.clock())
    page.context.clear_cookies()
    page.goto("/sign-in")
    sign_in(page, "anna")
    page.goto("/cards/decks")
    page.get_by_role("button", name="Study Lakes").click()
    with page.expect_request_finished(lambda request: "/pictures/" in request.url):
        page.get_by_role("link", name="Learn").click()
    expect(page.locator(".flashcard-front")).to_have_text("Card 0")
    settled(page)
    page.context.set_offline(True)
    press(page, "Space", "2")
    press(page, "Space", "2")
    expect(page.get_by_role("img", name="a river")).to_have_js_property("naturalWidth", 640)
    page.context.set_offline(False)


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp"])
def test_what_a_browser_draws_it_shows_again(
    site: Site, author_at: Callable[[], Page], media_type: str
) -> None:
    page = author_at()
    content = drawn(page, media_type, 300, 200)
    page.get_by_text("Add a picture or a sound").click()
    page.get_by_label("Picture or sound", exact=True).set_input_files(
        {"name": "drawn", "mimeType": media_type, "buffer": content}
    )
    page.get_by_label("What is seen or heard").fill("A river")
    page.get_by_label("Goes into").select_option("Back")
    page.get_by_label("Front", exact=True).fill("Which?")
    page.get_by_role("button", name="Put it in").click()
    shown = page.get_by_role("img", name="A river")
    assert shown.evaluate(NATURAL) == [300, 200]
    expect(shown).to_have_attribute("width", "300")
