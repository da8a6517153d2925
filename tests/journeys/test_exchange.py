"""A list goes from another program into a deck, and out of it again."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from questions.formats.cards.reading import notes_in, pile_of
from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.site import Site
from tests.journeys.steps import sign_in

PASTED = "der Hund\tthe dog\ndie Katze\tthe cat\ndas Haus\tthe house\n"


def look_at_the_list(page: Page) -> None:
    page.goto("/cards/decks")
    page.get_by_role("link", name="Import cards").click()
    page.get_by_label("Or paste a list").fill(PASTED)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("3 notes can come in.")).to_be_visible()


def exported(page: Page, name: str, folder: Path) -> tuple[str, list[tuple[str, str]]]:
    """The name of the file behind this link, and both sides of what is in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    with path.open("rb") as file:
        notes = pile_of(notes_in(file)).notes
    return path.name, [(note.fields["front"], note.fields["back"]) for note in notes]


def test_a_pasted_list_comes_in_once_and_goes_out_as_it_was(site: Site, visit: Visit, tmp_path: Path) -> None:
    with site.rows() as session:
        builders.user(session, "kim", now=site.clock())
    page = visit(site, "/sign-in")
    sign_in(page, "kim")
    look_at_the_list(page)
    expect(page.locator(".card-front").first).to_have_text("der Hund")
    page.get_by_label("Name of the new deck").fill("German")
    page.get_by_role("button", name="Import 3 notes").click()
    expect(page.get_by_text("3 notes came in.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("German")
    expect(page.get_by_role("link", name="die Katze")).to_be_visible()

    look_at_the_list(page)
    page.get_by_label("Into").select_option(label="German")
    page.get_by_role("button", name="Import 3 notes").click()
    expect(page.get_by_text("Nothing new came in. 3 were here already.")).to_be_visible()
    expect(page.locator("main .note-row")).to_have_count(3)

    page.get_by_text("Export", exact=True).click()
    sides = [("der Hund", "the dog"), ("die Katze", "the cat"), ("das Haus", "the house")]
    assert exported(page, "As a plain list", tmp_path) == ("German.txt", sides)
    assert exported(page, "For Anki, the cards alone", tmp_path) == ("German.apkg", sides)
