"""What teachers see of the decks of their classes: the work on shared decks, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.cards import class_figures
from quizapp.cards.class_figures import class_deck_page, decks_with_figures
from quizapp.cards.models import Card, Deck, DeckShare, MemoryRow
from quizapp.cards.operations.reviewing import take_answers
from quizapp.classrooms.models import Classroom
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, pile, studies

DAY = dt.timedelta(days=1)


@dataclass
class Room:
    """A class with a shared deck of four cards, its teacher and three students."""

    classroom: Classroom
    teacher: User
    students: list[User]
    deck: Deck
    cards: list[Card]


@pytest.fixture
def room(rows) -> Room:
    with rows() as session:
        teacher = builders.teacher(session, "tom")
        students = [builders.user(session, name) for name in ("ann", "bob", "eve")]
        classroom = builders.classroom(session, teacher, students=students)
        deck, cards = pile(session, teacher, 4)
        share(session, deck, classroom, NOW - 30 * DAY)
        return Room(classroom, teacher, students, deck, cards)


def share(session: Session, deck: Deck, classroom: Classroom, at: dt.datetime) -> None:
    session.add(DeckShare(deck_id=deck.id, classroom_id=classroom.id, shared_at=at))
    session.flush()


def learns(session: Session, user: User, cards: list[Card], at: dt.datetime) -> None:
    """Both learning steps: in review from then on."""
    for minutes in (20, 10):
        moment = at - dt.timedelta(minutes=minutes)
        take_answers(session, user, answers(cards, at=moment), now=at)


def figures(
    session: Session, room: Room, on: dt.date | None = None
) -> dict[str, class_figures.LearnerFigures]:
    page = class_deck_page(session, room.classroom, room.deck.id, now=NOW, on=on)
    return {one.name: one for one in page["students"]}


def test_each_student_is_shown_with_what_she_met_and_would_recall(rows, room: Room) -> None:
    ann, bob, _eve = room.students
    with rows() as session:
        for one in (ann, bob):
            studies(session, one, room.deck)
        learns(session, ann, room.cards[:3], NOW - DAY)
        shown = figures(session, room, on=NOW.date() + dt.timedelta(days=30))
        assert (shown["Ann"].met, shown["Bob"].met) == (3, 0)
        assert 2 < shown["Ann"].recalled < 3
        assert shown["Ann"].recalled_later is not None
        assert 1 < shown["Ann"].recalled_later < shown["Ann"].recalled
        assert [one.studies for one in shown.values()] == [True, True, False]


def test_who_leaves_reviews_lying_is_behind(rows, room: Room) -> None:
    ann, bob, _eve = room.students
    with rows() as session:
        for one, days in ((ann, 25), (bob, 1)):
            studies(session, one, room.deck)
            learns(session, one, room.cards, NOW - days * DAY)
        shown = figures(session, room)
        assert (shown["Ann"].waiting, shown["Ann"].late) == (4, 4)
        assert (shown["Bob"].waiting, shown["Bob"].late) == (0, 0)


def test_free_study_and_what_was_done_before_sharing_stay_private(rows, room: Room) -> None:
    ann, bob, _eve = room.students
    with rows() as session:
        own, own_cards = pile(session, ann, 3)
        studies(session, ann, own)
        learns(session, ann, own_cards, NOW - DAY)
        studies(session, bob, room.deck)
        learns(session, bob, room.cards, NOW - 31 * DAY)
        shown = figures(session, room)
        assert not shown["Ann"].studies
        assert (shown["Bob"].met, shown["Bob"].waiting) == (0, 0)


def test_a_card_that_three_students_forget_is_a_bad_card(rows, room: Room) -> None:
    with rows() as session:
        for number, one in enumerate(room.students):
            studies(session, one, room.deck)
            learns(session, one, room.cards, NOW - DAY)
            for card, lapses in zip(room.cards, (4, 4 if number else 0, 3, 0), strict=True):
                session.get_one(MemoryRow, (one.id, card.target_id)).lapses = lapses
        session.flush()
        page = class_deck_page(session, room.classroom, room.deck.id, now=NOW, on=None)
        assert [(one.front, one.forgetful, one.learners) for one in page["bad_cards"]] == [
            ("Front 1/1", 3, 3)
        ]


def test_who_has_left_the_class_or_stopped_is_seen_no_more(rows, room: Room, sign_in) -> None:
    ann, *_rest = room.students
    with rows() as session:
        studies(session, ann, room.deck)
        learns(session, ann, room.cards, NOW - DAY)
    address = f"/cards/classes/{room.classroom.id}/decks/{room.deck.id}"
    browser = sign_in(room.teacher)
    assert "100&nbsp;%" in browser.get(address).text
    browser.post(f"/classes/{room.classroom.id}/members/{ann.id}/remove")
    page = browser.get(address).text
    assert "Nobody studies it yet" in page
    assert "Ann" not in page


def test_a_deck_that_is_not_of_the_class_does_not_exist_there(rows, room: Room, sign_in) -> None:
    with rows() as session:
        own, _cards = pile(session, room.teacher)
        colleague = builders.teacher(session)
    address = f"/cards/classes/{room.classroom.id}/decks"
    assert sign_in(room.teacher).get(f"{address}/{own.id}").status_code == 404
    assert sign_in(room.teacher).get(f"{address}/{room.deck.id}").status_code == 200
    assert sign_in(colleague).get(f"{address}/{room.deck.id}").status_code == 404
    assert sign_in(room.students[0]).get(f"{address}/{room.deck.id}").status_code == 403


@pytest.mark.parametrize("on", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "\0", "²"])
def test_a_day_that_is_none_is_passed_over(room: Room, rows, sign_in, on: str) -> None:
    with rows() as session:
        studies(session, room.students[0], room.deck)
    address = f"/cards/classes/{room.classroom.id}/decks/{room.deck.id}"
    reply = sign_in(room.teacher).get(address, query_string={"on": on})
    assert reply.status_code == 200
    assert 'name="on" id="on" value=""' in reply.text


def test_a_class_costs_the_same_for_one_student_and_deck_as_for_many(
    rows, room: Room, sign_in, statements
) -> None:
    counts = []
    address = f"/cards/classes/{room.classroom.id}"
    for students, decks in ((1, 0), (50, 50)):
        with rows() as session:
            for _number in range(students):
                student = builders.user(session)
                builders.enrol(session, session.get_one(Classroom, room.classroom.id), student)
                studies(session, student, room.deck)
                learns(session, student, room.cards, NOW - 5 * DAY)
            for _number in range(decks):
                share(session, pile(session, room.teacher, 1)[0], room.classroom, NOW)
        browser = sign_in(room.teacher)
        browser.get(f"{address}/decks/{room.deck.id}")
        for page in (address, f"{address}/decks/{room.deck.id}"):
            with statements() as sent:
                assert browser.get(page).status_code == 200
            counts.append(len(sent))
    assert counts[:2] == counts[2:]


def test_the_decks_of_a_class_stand_with_how_far_it_is(rows, room: Room) -> None:
    ann, bob, eve = room.students
    with rows() as session:
        for one in (ann, bob, eve):
            studies(session, one, room.deck)
        learns(session, ann, room.cards, NOW - 25 * DAY)
        learns(session, bob, room.cards[:2], NOW - DAY)
        learns(session, eve, room.cards[:1], NOW - DAY)
        for one in room.students:
            session.get_one(MemoryRow, (one.id, room.cards[0].target_id)).lapses = 5
        session.flush()
        (shown,) = decks_with_figures(session, room.classroom, now=NOW)
        assert (shown.met, shown.behind, shown.bad_cards) == (7 / 12, 1, 1)


def test_work_before_the_sharing_and_elsewhere_is_not_in_the_list(rows, room: Room) -> None:
    ann, bob, _eve = room.students
    with rows() as session:
        studies(session, ann, room.deck)
        learns(session, ann, room.cards, NOW - 31 * DAY)
        own, own_cards = pile(session, bob, 3)
        studies(session, bob, own)
        learns(session, bob, own_cards, NOW - DAY)
        (shown,) = decks_with_figures(session, room.classroom, now=NOW)
        assert (shown.met, shown.behind, shown.bad_cards) == (0, 0, 0)


def test_a_deck_is_shared_from_the_page_of_its_class(rows, room: Room, sign_in) -> None:
    with rows() as session:
        own, _cards = pile(session, room.teacher)
        colleague = builders.teacher(session)
        foreign, _cards = pile(session, colleague)
    address = f"/cards/classes/{room.classroom.id}"
    browser = sign_in(room.teacher)
    assert f'<option value="{own.id}">' in browser.get(address).text
    assert browser.post(f"{address}/decks", data={"deck": own.id}).status_code == 303
    page = browser.get(address).text
    assert f"{address}/decks/{own.id}" in page
    assert "<option" not in page
    assert sign_in(room.students[0]).get(f"/cards/decks/{own.id}").status_code == 200
    for deck in (foreign.id, "x", "", 2**63):
        assert browser.post(f"{address}/decks", data={"deck": deck}).status_code == 404
    assert sign_in(colleague).post(f"{address}/decks", data={"deck": foreign.id}).status_code == 404
