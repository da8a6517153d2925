"""Every page that somebody can open, as everybody can use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from quizapp.settings import Settings
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import PHONE, faults, resize, walk_by_tab
from tests.journeys.school import (
    BANK,
    BROUGHT,
    INVITATION,
    SENT,
    School,
    found_school,
    send_files,
    send_questions,
)
from tests.journeys.site import Site, serving, sqlite_in
from tests.journeys.steps import settled, sign_in

# What answers no page: files, health, addresses that only lead on (a landing too), samples for developers.
NO_PAGE = {
    "cards.export_deck",
    "cards.next_cards",
    "classrooms.code_svg",
    "exchange.bench",
    "exchange.export_file",
    "exchange.landing",
    "health.alive",
    "health.ready",
    "media.picture",
    "media.sound",
    "progress.answers_csv",
    "progress.given_csv",
    "progress.class_student_csv",
    "quizzes.resume",
    "static",
    "style.page",
}


@pytest.fixture(scope="module")
def town(prepared: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, School]]:
    """A site with a school in it, which these tests look at and leave as it is."""
    folder = shutil.copytree(prepared.instance, tmp_path_factory.mktemp("town") / "instance")
    with serving(sqlite_in(folder)) as site:
        with site.rows() as session:
            school = found_school(session, site.clock())
        send_files(folder, school.kim, site.clock())
        send_questions(folder, school.tom, site.clock())
        yield site, school


def pages_for_anyone(school: School) -> list[str]:
    return [
        "/",
        f"/first/{school.front_version}?s1-choice=2",
        "/sign-in",
        "/sign-up",
        "/recover",
        "/join",
        f"/join/{school.join_code}",
        f"/invitations/{INVITATION}",
        "/library",
        f"/library/{BANK}",
        "/quizzes",
        f"/quizzes/new/{BANK}",
        "/no-such-page",
    ]


def pages_for_students(school: School) -> list[str]:
    numbers = range(1, school.length + 1)
    return [
        "/",
        "/quizzes",
        "/progress",
        "/account",
        "/join",
        f"/join/{school.join_code}",
        "/claim",
        *(f"/attempts/{school.open_test}/{number}" for number in numbers),
        f"/attempts/{school.open_test}/all",
        f"/attempts/{school.open_test}/summary",
        f"/attempts/{school.open_test}/review",
        f"/attempts/{school.open_practice}/1",
        f"/attempts/{school.open_practice}/2",
        f"/attempts/{school.handed_in}/review",
        *(f"/attempts/{school.handed_in}/review/{number}" for number in numbers),
        f"/attempts/{school.handed_in}/report/1",
        "/cards/",
        "/cards/figures",
        "/cards/plan",
        "/cards/review",
        *(f"/cards/rounds/{school.bank_deck}?kind={kind}" for kind in ("choose", "match", "type")),
        f"/cards/{school.card}/receipt",
        "/cards/decks",
        "/cards/find",
        "/cards/find?q=-is:new",
        "/cards/decks/new",
        "/cards/import",
        *(f"/cards/import/{token}" for token in SENT),
        f"/cards/import/{SENT[0]}?separator=comma",
        f"/cards/decks/{school.deck}",
        f"/cards/decks/{school.bank_deck}",
        f"/cards/notes/{school.bank_note}",
    ]


def pages_for_teachers(school: School) -> list[str]:
    return [
        "/classes",
        f"/classes/{school.classroom}",
        f"/classes/{school.classroom}/code",
        f"/classes/{school.classroom}/people",
        f"/classes/{school.classroom}/settings",
        f"/classes/{school.classroom}/students/{school.kim}",
        f"/classes/{school.classroom}/students/{school.kim}/quizzes",
        f"/classes/{school.classroom}/quizzes/{school.assignment}",
        f"/classes/{school.classroom}/quizzes/{school.assignment}?show=questions",
        f"/classes/{school.classroom}/quizzes/{school.written}",
        f"/classes/{school.classroom}/quizzes/{school.written}/marking",
        f"/classes/{school.classroom}/quizzes/{school.assignment}/marking",
        f"/classes/{school.classroom}/quizzes/{school.assignment}/questions/{school.shown_question}/marks",
        f"/classes/{school.classroom}/quizzes/{school.assignment}/questions/{school.shown_question}/marks"
        "?way=dropped",
        f"/classes/{school.classroom}/attempts/{school.handed_in}",
        f"/classes/{school.classroom}/attempts/{school.handed_in}/1",
        f"/assignments/{school.assignment}/dates",
        f"/assignments/{school.assignment}/students/{school.kim}",
        "/library",
        f"/library/{BANK}",
        "/questions",
        f"/questions/{school.shown_question}",
        f"/questions/{school.own_question}",
        f"/questions/{school.own_question}/edit",
        "/questions/new",
        *(
            f"/questions/new?bank={BANK}&type={type}"
            for type in (
                "single_choice",
                "multiple_response",
                "true_false",
                "short_answer",
                "numeric",
                "date",
                "cloze",
                "open_answer",
            )
        ),
        "/reports",
        "/exchange/import",
        f"/exchange/import/{BROUGHT}",
        f"/exchange/import/{BROUGHT}?show=look",
        f"/exchange/import/{BROUGHT}?as=moodle-xml",
        f"/exchange/imports/{school.brought}",
        "/exchange/handouts",
        f"/exchange/handouts/{school.handout}",
        f"/exchange/handouts/{school.handout}?paragraph=1&at=0",
        f"/exchange/handouts/{school.handout}?paragraph=1&words=12-17",
        "/exchange/export?words=talks",
        f"/exchange/export?quiz={school.quiz}&as=aiken",
        "/quizzes/made",
        "/quizzes/make",
        f"/quizzes/make/{BANK}",
        f"/quizzes/make/{BANK}/questions",
        f"/quizzes/{school.quiz}",
        f"/quizzes/{school.quiz}/give",
        "/cards/decks",
        "/cards/find",
        "/cards/find?q=-is:new",
        f"/cards/decks/{school.deck}",
        f"/cards/decks/{school.deck}?deleted=1",
        f"/cards/classes/{school.classroom}",
        f"/cards/classes/{school.classroom}/decks/{school.deck}",
        f"/cards/decks/{school.deck}/settings",
        f"/cards/decks/{school.deck}/share",
        *(
            f"/cards/decks/{school.deck}/notes/new?kind={kind}"
            for kind in ("basic", "reversed", "cloze", "typed")
        ),
        f"/cards/notes/{school.note}",
        f"/cards/notes/{school.note}/edit",
        "/account",
    ]


def pages_for_administrators(school: School) -> list[str]:
    return ["/people", "/people?q=kim", f"/people/{school.kim}", "/classes", "/reports"]


LISTS: dict[str, Callable[[School], list[str]]] = {
    "": pages_for_anyone,
    "kim": pages_for_students,
    "newcomer": lambda _school: ["/new-password"],
    "tom": pages_for_teachers,
    "ada": pages_for_administrators,
}


def enter(visit: Visit, site: Site, name: str) -> Page:
    page = visit(site, "/sign-in" if name else "/")
    if name:
        sign_in(page, name)
    return page


@pytest.mark.parametrize("name", LISTS, ids=lambda name: name or "anyone")
def test_nothing_is_wrong_with_the_pages_of(
    name: str, town: tuple[Site, School], visit: Visit, complaints: Complaints
) -> None:
    complaints.expect("404", "422")
    site, school = town
    page = enter(visit, site, name)
    look_at(page, LISTS[name](school))


def test_nothing_is_wrong_with_the_pages_of_guests(town: tuple[Site, School], visit: Visit) -> None:
    page = visit(town[0])
    page.locator("main .link-button").first.click()
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()
    look_at(page, [page.url, "/", "/progress", "/quizzes"])


def look_at(page: Page, addresses: list[str]) -> None:
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found += [f"{address} {one}" for one in faults(settled(page))]
    assert not found, "\n".join(found)


def test_every_page_is_looked_at(town: tuple[Site, School]) -> None:
    site, school = town
    addresses = [address.partition("?")[0] for pages in LISTS.values() for address in pages(school)]
    urls = site.app.url_map.bind("localhost")
    seen = {urls.match(address)[0] for address in addresses if address != "/no-such-page"}
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - NO_PAGE - seen == set()


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_the_focus_is_seen_wherever_it_goes(width: str, town: tuple[Site, School], visit: Visit) -> None:
    site, school = town
    page = enter(visit, site, "kim")
    if width == "phone":
        resize(page, PHONE)
    found = []
    for address in (
        "/",
        f"/attempts/{school.open_test}/1",
        f"/attempts/{school.handed_in}/review/1",
        f"/quizzes/new/{BANK}",
    ):
        page.goto(address)
        found += [f"{address} {one}" for one in walk_by_tab(settled(page))]
    assert not found, "\n".join(found)


def test_nothing_moves_for_whoever_wants_no_motion(town: tuple[Site, School], visit: Visit) -> None:
    site, school = town
    page = visit(site, reduced_motion="reduce")
    page.goto(f"/first/{school.front_version}?s1-choice=2")
    expect(page.locator(".paper").first).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
