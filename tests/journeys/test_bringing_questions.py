"""A teacher arrives with forty questions as she typed them; some activations later her class has a quiz."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.site import Site
from tests.journeys.steps import sign_in

MOST_ACTIVATIONS = 40


def forty_questions(path: Path) -> Path:
    """Numbered, with the key at the end, as people write them."""
    rivers = [
        f"{number}. Which river is the longest of group {number}?\na) The Seine\nb) The Nile\nc) The Rhine\n"
        for number in range(1, 41)
    ]
    key = "Answers: " + ", ".join(f"{number} b" for number in range(1, 41))
    path.write_text("\n".join([*rivers, key]))
    return path


def counted(page: Page) -> list[str]:
    """Collects each click of hers from now on, over all pages."""
    clicks: list[str] = []
    page.expose_function("noteClick", lambda words: clicks.append(words))
    page.add_init_script("addEventListener('click', event => noteClick(event.target.textContent), true)")
    return clicks


def test_forty_typed_questions_become_an_assigned_quiz(site: Site, visit: Visit, tmp_path: Path) -> None:
    with site.rows() as session:
        teacher = builders.user(session, "tom", roles=["teacher"], now=site.clock())
        kim = builders.user(session, "kim", now=site.clock())
        builders.classroom(session, teacher, "Geography 7b", students=[kim], now=site.clock())
    page = visit(site, "/sign-in")
    sign_in(page, "tom")
    clicks = counted(page)
    page.goto("/questions")
    page.get_by_role("link", name="Import questions").click()
    page.get_by_label("A file").set_input_files(forty_questions(tmp_path / "Rivers of the world.txt"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("40 questions can come in.")).to_be_visible()
    page.get_by_role("button", name="Import 40 questions").first.click()
    expect(page.get_by_text("40 questions came in.")).to_be_visible()
    page.get_by_role("link", name="Make a quiz of these 40").click()
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("button", name="Give").click()
    expect(page.get_by_text("Given. Your students see it on their page.")).to_be_visible()
    assert 0 < len(clicks) <= MOST_ACTIVATIONS // 2

    student = visit(site, "/sign-in")
    sign_in(student, "kim")
    student.get_by_role("button", name="Start").first.click()
    expect(student.get_by_text("Question 1 of 40")).to_be_visible()
    student.get_by_role("radio", name="The Nile").check()
    expect(student.get_by_text("Saved")).to_be_visible()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    with site.rows() as session:
        builders.user(session, "tom", roles=["teacher"], now=site.clock())
    page = visit(site, "/sign-in")
    sign_in(page, "tom")
    large = tmp_path / "handout.txt"
    large.write_bytes(bytes(11 << 20))
    page.goto("/exchange/handouts")
    page.get_by_label("Title").fill("Rivers")
    page.get_by_label("A file").set_input_files(large)
    expect(page.get_by_role("alert")).to_have_text("It is larger than 10 MB. Send a part of it.")
    page.get_by_role("button", name="Open the handout").click()
    expect(page).to_have_url(f"{site.address}/exchange/handouts")
    expect(page.get_by_label("A file")).to_be_focused()
    expect(page.get_by_label("A file")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Title")).to_have_value("Rivers")
    small = tmp_path / "small.txt"
    small.write_text("The Nile is long.")
    page.get_by_label("A file").set_input_files(small)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Open the handout").click()
    expect(page.get_by_role("heading", name="Rivers")).to_be_visible()
