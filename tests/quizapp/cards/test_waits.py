"""Several cards are made to wait, or start anew, by one act that can be taken back at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.memory.state import UNMET, Memory
from questions.memory.wait import Wait
from quizapp.accounts.models import User
from quizapp.cards.agenda import left_today
from quizapp.cards.asking import next_batch
from quizapp.cards.day_queries import find_habit
from quizapp.cards.integrity import check
from quizapp.cards.log import MEMORY_COLUMNS, find_plan, memory_of
from quizapp.cards.models import Card, MemoryRow, Study
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import act_on_cards, take_answers, take_back, take_back_act
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, learned, pile, studied_pile
from tests.quizapp.cards.test_decks import page

TODAY = NOW.date()


def memories(session: Session, user: User) -> dict[int, Memory]:
    query = select(MemoryRow.target_id, *MEMORY_COLUMNS).where(MemoryRow.user_id == user.id)
    return {target: memory_of(values) for target, *values in session.execute(query)}


def wait(session: Session, user: User, cards: list[Card], chosen: Wait, *, name: str = "wait") -> None:
    ids = [card.id for card in cards]
    act_on_cards(session, user, ids, "set_due", uuid=name, now=NOW, wait=chosen)


def test_cards_are_spread_over_the_days_in_the_order_of_their_deck(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 5)
        wait(session, ann, cards[::-1], Wait(3, 7))
        found = memories(session, ann)
        days = [(found[card.target_id].due_on - TODAY).days for card in cards]
        assert days == [3, 4, 5, 6, 7]
        assert list(check(session)) == []


def test_taken_back_all_is_exactly_as_before_and_new_cards_are_new_again(rows) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 4)
        learned(session, ann, cards[:2], until=NOW - dt.timedelta(days=1))
        before = memories(session, ann)
        wait(session, ann, cards, Wait(0, 0))
        assert session.get_one(Study, (ann.id, deck.id)).met_position == 4
        assert left_today(session, ann, now=NOW).due == 4
        ids = [card.id for card in cards]
        assert take_back_act(session, ann, ids, uuid="wait", now=NOW) == 4
        assert take_back_act(session, ann, ids, uuid="wait", now=NOW) == 0
        after = memories(session, ann)
        assert {target: after[target] for target in before} == before
        assert all(after[card.target_id] == UNMET for card in cards[2:])
        session.expire_all()
        assert session.get_one(Study, (ann.id, deck.id)).met_position == 2
        assert [one.face.card_id for one in next_batch(session, ann, now=NOW).cards] == ids[2:]
        assert list(check(session)) == []


def test_an_answer_given_since_stays_when_the_wait_is_taken_back(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 1)
        learned(session, ann, cards)
        wait(session, ann, cards, Wait(0, 0))
        later = NOW + dt.timedelta(days=1)
        take_answers(session, ann, answers(cards, at=later), now=later)
        answered = memories(session, ann)
        take_back_act(session, ann, [cards[0].id], uuid="wait", now=later)
        assert memories(session, ann) == answered
        assert list(check(session)) == []


def test_one_of_them_taken_back_by_itself_is_left_alone_by_the_rest(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 2)
        wait(session, ann, cards, Wait(1, 1))
        take_back(session, ann, f"wait.{cards[0].target_id}", by=f"wait.{cards[0].target_id}.u", now=NOW)
        assert take_back_act(session, ann, [card.id for card in cards], uuid="wait", now=NOW) == 1
        assert set(memories(session, ann).values()) == {UNMET}


def test_a_wait_set_on_another_device_outdates_what_a_page_promised_and_nothing_is_lost(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 1)
        learned(session, ann, cards)
        later = NOW + dt.timedelta(days=30)
        shown = next_batch(session, ann, now=later).cards[0]
        act_on_cards(session, ann, [cards[0].id], "set_due", uuid="wait", now=later, wait=Wait(9, 9))
        (answer,) = answers(cards, at=later)
        taken = take_answers(session, ann, [replace(answer, promised=shown.promise)], now=later)
        assert taken.recorded == [answer.uuid]
        assert list(check(session)) == []


def test_what_waits_beyond_an_exam_by_hand_is_asked_before_it(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 3)
        learned(session, ann, cards)
        _plan_id, plan = find_plan(session, ann.id)
        plan = replace(plan, exam_on=TODAY + dt.timedelta(days=20), longest_interval=30)
        change_plan(session, ann, plan, find_habit(session, ann.id), now=NOW)
        wait(session, ann, cards, Wait(90, 90))
        asked: set[int] = set()
        for days in range(1, 20):
            at = NOW + dt.timedelta(days=days)
            batch = next_batch(session, ann, now=at).cards
            asked |= {one.face.card_id for one in batch}
            taken = [
                answer
                for answer in answers(cards, at=at)
                if answer.card_id in {one.face.card_id for one in batch}
            ]
            take_answers(session, ann, taken, now=at)
            assert all(memory.interval <= 30 for memory in memories(session, ann).values())
        assert asked == {card.id for card in cards}


def test_the_page_sets_days_or_a_date_and_takes_it_back(rows, sign_in) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 2)
        learned(session, ann, cards)
        before = memories(session, ann)
    browser = sign_in(ann)
    ticked = [card.note_id for card in cards]

    def act(address: str = "/cards/find", **sent: object) -> str:
        reply = browser.post(address, data={"action": "set_due", "note": ticked, "q": "is:review", **sent})
        assert reply.status_code == 303
        return page(browser, reply.location)

    day = (TODAY + dt.timedelta(days=12)).isoformat()
    assert "2 notes come back on" in act(due="12")
    shown = act(action="entered", due="3-4!")
    assert "2 notes come back between" in shown
    with rows() as session:
        assert [memory.interval for memory in memories(session, ann).values()] == [3, 4]
    shown = act(due_on=day)
    with rows() as session:
        assert {memory.due_on for memory in memories(session, ann).values()} == {
            TODAY + dt.timedelta(days=12)
        }
    _undo(browser, shown)
    with rows() as session:
        assert [memory.interval for memory in memories(session, ann).values()] == [3, 4]
    for sent, said in (
        ({}, "Say in how many days"),
        ({"due": "soon"}, "Write a number of days"),
        ({"due": "7-3"}, "Write a number of days"),
        ({"due": "1", "due_on": day}, "not both"),
        ({"due_on": "tomorrow"}, "year-month-day"),
        ({"due_on": "2020-01-01"}, "Take today, or a day after it."),
    ):
        assert said in act(**sent)
    shown = act(f"/cards/decks/{deck.id}/notes", action="forget")
    assert "2 notes start anew" in shown
    with rows() as session:
        assert set(memories(session, ann).values()) == {UNMET}
    assert _undo(browser, shown).endswith(f"/cards/decks/{deck.id}")
    with rows() as session:
        assert [memory.stability for memory in memories(session, ann).values()] == [
            memory.stability for memory in before.values()
        ]
        assert list(check(session)) == []


def test_all_notes_of_a_page_are_ticked_at_once_without_a_script(rows, sign_in) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 3)
    browser = sign_in(ann)
    for address, sent_to in (
        ("/cards/find", "/cards/find"),
        (f"/cards/decks/{deck.id}", f"/cards/decks/{deck.id}/notes"),
    ):
        whole = re.search(r'name="page" value="([^"]+)"', page(browser, address))
        assert whole is not None
        assert whole[1] == ".".join(str(card.note_id) for card in cards)
        browser.post(sent_to, data={"action": "flag", "page": whole[1]})
        assert "3 notes are flagged." in page(browser, address)


def _undo(browser, shown: str) -> str:
    """Press the button of the message."""
    form = re.search(r'<form[^>]*action="(/cards/find/undo)".*?</form>', shown, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    reply = browser.post(form[1], data={name: unescape(value) for name, value in fields.items()})
    assert reply.status_code == 303
    assert "Taken back." in page(browser, reply.location)
    return str(reply.location)


@pytest.mark.parametrize("sent", [{}, {"entry": "x", "notes": "1.x.99999999999999999999"}, {"notes": "1"}])
def test_where_nothing_was_done_nothing_is_taken_back(rows, sign_in, sent: dict[str, str]) -> None:
    with rows() as session:
        ann = builders.user(session)
        pile(session, ann, 1)
    browser = sign_in(ann)
    browser.post("/cards/find/undo", data=sent)
    assert "There is nothing here to take back." in page(browser, "/cards/find")


def test_nobody_takes_back_what_another_has_done(rows, people, sign_in) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 1)
        wait(session, ann, cards, Wait(3, 3), name="anns-act")
        before = memories(session, ann)
    sign_in(people["stranger"]).post(
        "/cards/find/undo", data={"entry": "anns-act", "notes": str(cards[0].note_id)}
    )
    with rows() as session:
        assert memories(session, ann) == before


def test_a_batch_that_runs_over_into_the_next_study_day_keeps_what_its_buttons_say(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 2)
        learned(session, ann, cards, until=NOW - dt.timedelta(days=30))
        before = dt.datetime(2026, 3, 3, 3, 59, tzinfo=dt.UTC)
        after = before + dt.timedelta(minutes=2)
        shown = {one.face.card_id: one.promise for one in next_batch(session, ann, now=before).cards}
        given = [
            replace(answer, promised=shown[answer.card_id])
            for card, at in zip(cards, (before, after), strict=True)
            for answer in answers([card], at=at)
        ]
        take_answers(session, ann, given, now=after)
        found = memories(session, ann)
        for card, day in zip(cards, (dt.date(2026, 3, 2), dt.date(2026, 3, 3)), strict=True):
            memory, days = found[card.target_id], shown[card.id][1][2]
            assert (memory.interval, memory.last_on) == (days, day)
            assert memory.due_on == day + dt.timedelta(days=days)
        assert list(check(session)) == []
