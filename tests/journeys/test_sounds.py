"""Sounds come in with a package and are heard: by a click, by a key, without a connection, on a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import PHONE, faults, resize
from tests.journeys.site import Site
from tests.journeys.steps import press, settled, sign_in
from tests.journeys.test_pictures import shoot
from tests.questions.formats.packages import Note, package
from tests.questions.sounds.samples import mp3, ogg, wav

SOUNDS = {"bell.wav": wav(0.4), "silence.mp3": mp3(12), "pause.ogg": ogg(15)}
HAS_ENDED = "sound => sound.ended"


@pytest.fixture
def learner(site: Site, visit: Visit, tmp_path: Path) -> Page:
    """Somebody who has brought three cards with sounds and learns them."""
    with site.rows() as session:
        builders.user(session, "kim", now=site.clock())
    entries = {str(number): content for number, content in enumerate(SOUNDS.values())}
    listed = json.dumps({str(number): name for number, name in enumerate(SOUNDS)}).encode()
    notes = [
        Note(["What rings? [sound:bell.wav]", "It [sound:silence.mp3]"]),
        Note(["[sound:silence.mp3]", "Nothing at all"]),
        Note(["And this?", "[sound:pause.ogg]"]),
    ]
    file = tmp_path / "sounds.apkg"
    file.write_bytes(package(notes, media=listed, **entries).getvalue())
    page = visit(site, "/sign-in")
    sign_in(page, "kim")
    page.goto("/cards/import")
    page.get_by_label("A file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("3 notes can come in.")).to_be_visible()
    shoot(page, "sounds-look")
    page.get_by_role("button", name="Import 3 notes").click()
    expect(page.get_by_text("3 notes came in.")).to_be_visible()
    page.goto("/cards")
    return page


def learn(page: Page) -> Page:
    with page.expect_request_finished(lambda request: "/sounds/" in request.url):
        page.get_by_role("link", name="Learn").click()
    expect(page.locator(".flashcard-front")).to_contain_text("What rings?")
    page.wait_for_load_state("networkidle")
    return settled(page)


def sound(page: Page, name: str) -> Locator:
    """The one that is called so, as it is read out."""
    return page.locator(f".flashcard audio[aria-label='{name}']")


def heard(page: Page, name: str) -> None:
    """It has been played to its end."""
    page.wait_for_function(HAS_ENDED, arg=sound(page, name).element_handle())


def test_sounds_are_played_by_a_key_and_wait_for_no_network(learner: Page, complaints: Complaints) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = learn(learner)
    expect(page.get_by_text("R plays the sound")).to_be_visible()
    press(page, "r")
    heard(page, "Sound: bell")
    page.context.set_offline(True)
    press(page, "Space", "r")
    heard(page, "Sound: silence")
    press(page, "2", "r")
    heard(page, "Sound: silence")
    press(page, "Space", "2", "Space", "r")
    heard(page, "Sound: pause")
    page.context.set_offline(False)


def test_sounds_are_played_by_their_buttons_on_a_phone_and_in_the_dark(learner: Page) -> None:
    page = learn(learner)
    resize(page, PHONE)
    sound(page, "Sound: bell").click(position={"x": 26, "y": 22})
    heard(page, "Sound: bell")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 1280, "height": 900})
        shoot(page, f"sounds-{scheme}-desk")
        resize(page, PHONE)
        shoot(page, f"sounds-{scheme}")
        assert faults(page) == []
    page.get_by_role("button", name="Show answer").click()
    shoot(page, "sounds-turned")
    assert faults(page) == []


def test_a_key_on_the_buttons_of_a_sound_plays_it_and_turns_no_card(learner: Page) -> None:
    page = learn(learner)
    sound(page, "Sound: bell").focus()
    press(page, "Space")
    heard(page, "Sound: bell")
    expect(page.get_by_role("button", name="Show answer")).to_be_visible()


def test_without_scripts_a_sound_stands_on_the_page(learner: Page) -> None:
    page = learn(learner)
    for address in page.locator(".flashcard audio").evaluate_all("all => all.map(each => each.src)"):
        reply = page.request.get(address, headers={"Range": "bytes=0-1"})
        assert reply.status == 206
