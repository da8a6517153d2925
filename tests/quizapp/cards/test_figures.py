"""Figures: what a learner sees of her own cards, and that it costs the same for few and for many."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questions.memory.collection import recalled
from questions.memory.model import recall
from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.day_queries import Habit
from quizapp.cards.figures_queries import clumps_of
from quizapp.cards.log import MEMORY_COLUMNS, memory_of
from quizapp.cards.models import Card, Deck, MemoryRow
from quizapp.cards.operations.decks import stop_studying
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import act_on_cards, take_answers
from tests import builders
from tests.builders import NOW
from tests.filled_decks import fill_deck, fill_study
from tests.hostile import SCRIPTS
from tests.quizapp.cards.piles import answers, pile, studies

DAY = dt.timedelta(days=1)
HABIT = Habit(10, 200, None, 2, True, None)


@pytest.fixture
def ann(rows) -> User:
    with rows() as session:
        return builders.user(session, "ann")


def learner_of(session: Session, ann: User, cards: int) -> list[Card]:
    deck, made = pile(session, ann, cards)
    studies(session, ann, deck)
    return made


def test_a_newcomer_is_shown_where_to_begin(sign_in, ann) -> None:
    page = sign_in(ann).get("/cards/figures").text
    assert "No figures yet" in page
    assert "<svg role" not in page


def test_what_was_done_today_and_what_falls_due_is_shown(rows, sign_in, ann) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 4)
        for minutes in (20, 10):
            take_answers(session, ann, answers(cards, at=NOW - dt.timedelta(minutes=minutes)), now=NOW)
    page = sign_in(ann).get("/cards/figures").text
    assert "<b>8</b> answers" in page
    assert "<b>100&nbsp;%</b> remembered" in page
    assert "Of the <b>4</b> cards that you have met, you would recall about <b>4</b> today." in page
    assert "4 cards fall due in 30 days, 0 of them today." in page


def test_cards_in_their_steps_fall_due_too_and_as_many_as_today_says(rows, sign_in, ann, clock) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 12)
        for minutes in (20, 10):
            take_answers(session, ann, answers(cards[:5], at=NOW - dt.timedelta(minutes=minutes)), now=NOW)
        later = NOW + 5 * DAY
        take_answers(session, ann, answers(cards[:2], Rating.AGAIN, at=later), now=later)
        take_answers(session, ann, answers(cards[5:6], at=later), now=later)
    clock.forward(days=5)
    browser = sign_in(ann)
    page = browser.get("/cards/figures").text
    assert "6 cards fall due in 30 days, 6 of them today." in page
    assert "Today: 3 due, with what is overdue, and 3 that you are just learning." in page
    first_row = page.split("Of these being learned", 1)[1].split("</tr>", 2)[1]
    assert first_row.count("</td>") == 3
    assert '<td class="number">6</td><td class="number">3</td>' in first_row
    assert "Your plan leaves 6 new, 3 learning, 3 due." in page
    assert "New 6, learning 3, due 3." in browser.get("/cards/").text


def test_a_step_of_a_day_falls_due_on_its_own_day(rows, sign_in, ann) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 1)
        change_plan(session, ann, replace(DEFAULT_PLAN, learning_steps=(1_440,)), HABIT, now=NOW)
        take_answers(session, ann, answers(cards, Rating.AGAIN), now=NOW)
    browser = sign_in(ann)
    assert "1 card falls due in 30 days, today 0." in browser.get("/cards/figures").text
    assert "Tomorrow 1 card comes back." in browser.get("/cards/").text


def test_what_is_not_studied_or_set_aside_falls_due_on_no_day_and_what_is_buried_tomorrow(
    rows, sign_in, ann, clock
) -> None:
    with rows() as session:
        cards, others = learner_of(session, ann, 5), learner_of(session, ann, 3)
        for minutes in (20, 10):
            at = NOW - dt.timedelta(minutes=minutes)
            take_answers(session, ann, answers([*cards, *others], at=at), now=NOW)
        later = NOW + 6 * DAY
        act_on_cards(session, ann, [cards[0].id], "suspend", uuid="aside", now=later)
        act_on_cards(session, ann, [cards[1].id, cards[2].id], "bury", uuid="buried", now=later)
        stop_studying(session, ann.id, session.get_one(Deck, others[0].deck_id), later)
    clock.forward(days=6)
    browser = sign_in(ann)
    page = browser.get("/cards/figures").text
    assert "4 cards fall due in 30 days, 2 of them today." in page
    today = browser.get("/cards/").text
    assert "learning 0, due 2." in today
    assert "Tomorrow" not in today
    clock.forward(days=1)
    assert "4 cards fall due in 30 days, 4 of them today." in browser.get("/cards/figures").text


def test_only_cards_past_learning_count_as_remembered(rows, sign_in, ann, clock) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 12)
        for minutes in (20, 10):
            take_answers(session, ann, answers(cards, at=NOW - dt.timedelta(minutes=minutes)), now=NOW)
        later = NOW + 4 * DAY
        take_answers(session, ann, answers(cards[:9], at=later), now=later)
        take_answers(session, ann, answers(cards[9:], Rating.AGAIN, at=later), now=later)
    clock.forward(days=4)
    page = sign_in(ann).get("/cards/figures").text
    assert page.count('<td class="number">75&nbsp;%</td>') == 6
    assert "remembered 75 % of 12 cards" in page


def test_figures_cost_the_same_for_one_card_and_for_thousands(rows, sign_in, statements) -> None:
    counts = []
    for cards in (1, 50, 5_000):
        with rows() as session:
            learner = builders.user(session)
            deck, targets = fill_deck(session, learner, cards, now=NOW)
            fill_study(session, learner, deck, targets, met=cards, due=1, now=NOW, rng=random.Random(cards))
        browser = sign_in(learner)
        for address in ("/cards/figures", "/cards/plan"):
            browser.get(address)
            with statements() as sent:
                page = browser.get(address)
            assert page.status_code == 200
            counts.append(len(sent))
    assert counts[:2] == counts[2:4] == counts[4:]


def test_what_is_known_is_the_sum_of_the_chances_of_recall(rows) -> None:
    with rows() as session:
        learner, other = builders.user(session), builders.user(session)
        deck, targets = fill_deck(session, other, 400, now=NOW)
        for one, seed in ((learner, 1), (other, 2)):
            fill_study(session, one, deck, targets, met=400, due=20, now=NOW, rng=random.Random(seed))
        parameters = DEFAULT_PLAN.parameters
        for days in (0, 60):
            day = NOW.date() + dt.timedelta(days=days)
            memories = map(
                memory_of, session.execute(select(*MEMORY_COLUMNS).where(MemoryRow.user_id == learner.id))
            )
            exact = sum(recall(memory, day, parameters) or 0 for memory in memories)
            clumps = clumps_of(session, learner.id, NOW.date())
            assert sum(clump.cards for clump in clumps) == 400
            assert recalled(clumps, parameters, in_days=days) == pytest.approx(exact, rel=0.005)


def test_a_day_that_has_not_come_yet_makes_nobody_forget_backwards(rows) -> None:
    """After a journey across the date line the last evidence lies a day ahead."""
    with rows() as session:
        learner = builders.user(session)
        deck, targets = fill_deck(session, learner, 1, now=NOW)
        fill_study(session, learner, deck, targets, met=1, due=1, now=NOW, rng=random.Random(1))
        session.get_one(MemoryRow, (learner.id, targets[0])).last_on = NOW.date() + DAY
        session.flush()
        (clump,) = clumps_of(session, learner.id, NOW.date())
        assert clump.age == 0


def test_leeches_are_listed_with_what_they_ask(rows, sign_in, ann) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 3)
        take_answers(session, ann, answers(cards), now=NOW)
        leech = session.get_one(MemoryRow, (ann.id, cards[1].target_id))
        leech.is_leech, leech.is_suspended, leech.lapses = True, True, 8
        stranger = builders.user(session)
        theirs = learner_of(session, stranger, 1)
        take_answers(session, stranger, answers(theirs), now=NOW)
        session.get_one(MemoryRow, (stranger.id, theirs[0].target_id)).is_leech = True
    page = sign_in(ann).get("/cards/figures").text
    assert f'<a href="/cards/notes/{cards[1].note_id}">Front 2/1</a>' in page
    assert page.count("forgotten 8 times, set aside") == 1
    assert "forgotten 0 times" not in page


def test_a_front_is_shown_as_the_words_it_is(rows, sign_in, ann) -> None:
    with rows() as session:
        cards = learner_of(session, ann, len(SCRIPTS))
        for card, script in zip(cards, SCRIPTS, strict=True):
            session.get_one(Card, card.id).face = {"front": script, "back": "x"}
        take_answers(session, ann, answers(cards), now=NOW)
        session.execute(update(MemoryRow).values(is_leech=True))
    page = sign_in(ann).get("/cards/figures").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
