"""A memory model of one's own: fitted beside all requests, put in force at one stroke, taken back at will."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from questions.memory import fitting
from questions.memory.fitting import FEWEST_CARDS, FEWEST_REVIEWS
from questions.memory.log import kind_of
from questions.memory.plan import DEFAULT_PLAN, Parameters
from questions.memory.scheduling import answered
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.stored import load_memory, load_parameters
from quizapp.accounts.models import User
from quizapp.cards import fitting_apart
from quizapp.cards import fitting_queries as queries
from quizapp.cards.asking import next_batch
from quizapp.cards.day_queries import Habit, find_habit
from quizapp.cards.fitting_apart import find_set_apart, request_for
from quizapp.cards.fitting_queries import AGAIN_AFTER, find_due, find_newest
from quizapp.cards.integrity import check
from quizapp.cards.log import MEMORY_COLUMNS, find_plan, memory_of
from quizapp.cards.models import Card, Fitting, ForesightTally, MemoryRow, Review
from quizapp.cards.operations.fitting import (
    Found,
    Wanted,
    find_set,
    find_wanted,
    put_in_force,
    wish_for_fit,
    wish_for_standard,
)
from quizapp.cards.operations.ledger import Ledger, Place
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import Answer, take_answers, take_back
from quizapp.commands import ticking
from quizapp.db import db
from tests import builders
from tests.builders import NOW
from tests.filled_decks import fill_deck, fill_study
from tests.questions.memory.learners import STANDARD, forgetful, rated
from tests.quizapp.cards.piles import answers, pile, studied_pile, studies
from tests.quizapp.cards.test_plan import SENT

DAYS = 150
FIRST_TARGET = 900_001
"""Beyond what the sequence of PostgreSQL reaches: a life is the same whatever tests ran before it."""

MINUTE = dt.timedelta(minutes=1)
FIT, STANDARD_AGAIN = {"then": "fit"}, {"then": "standard"}
FIT_BUTTON = 'name="then" value="fit" form="plan"'
HABIT = Habit(10, 200, None, 2, True, None)


def found_here(wanted: Wanted, _engine: Engine, *, is_over: Callable[[], bool]) -> Found:
    """In this process: that of its own takes a second to start."""
    assert not is_over()
    return find_set(db.session(), wanted)


def fit_round(holder: str) -> int | None:
    return ticking.fit_round(holder, find=found_here)


def found_for(session: Session, learner: User) -> Found:
    wanted = find_wanted(session, now=NOW)
    assert wanted == Wanted(learner.id, is_standard=False)
    return find_set(session, wanted)


def lived(session: Session, truth: Parameters, cards: int = 80) -> tuple[User, list[Card]]:
    """A learner who has answered what fell due for some months, and forgets as `truth` says."""
    learner, deck, made = studied_pile(session, cards, first_target=FIRST_TARGET)
    ledger = Ledger(session, learner.id, [card.target_id for card in made], now=NOW)
    rng, true_plan = Random(7), replace(DEFAULT_PLAN, parameters=truth)
    for number, card in enumerate(made):
        target, place = card.target_id, Place(card.id, deck.id, card.position)
        at, true = NOW - dt.timedelta(days=DAYS - number // 5), UNMET
        while at < NOW and not ledger.memory(target).is_suspended:
            memory, day = ledger.memory(target), at.date()
            rating = rated(true, day, truth, rng)
            uuid = f"life-{target}-{memory.reps}"
            ledger.answer(target, rating, uuid=uuid, kind=kind_of(memory), at=at, day=day, place=place)
            true = answered(true, rating, target=1, at=at, day=day, plan=true_plan, days=1)
            due_on = ledger.memory(target).due_on
            at += MINUTE if due_on is None else due_on - day + dt.timedelta(days=rng.choice((0, 0, 1, 4)))
    ledger.close()
    return learner, made


def memories_of(session: Session, learner: User) -> dict[int, Memory]:
    rows = session.execute(
        select(MemoryRow.target_id, *MEMORY_COLUMNS).where(MemoryRow.user_id == learner.id)
    )
    return {target: memory_of(values) for target, *values in rows}


def outcomes(session: Session) -> list[str]:
    return list(session.scalars(select(Fitting.outcome).order_by(Fitting.id)))


@pytest.fixture
def forgetful_learner(rows) -> tuple[User, list[Card]]:
    with rows() as session:
        return lived(session, forgetful())


def test_who_has_answered_enough_gets_a_set_of_her_own_and_every_log_still_explains_its_memory(
    app, rows, forgetful_learner
) -> None:
    learner, _cards = forgetful_learner
    with rows() as session:
        before = memories_of(session, learner)
    with app.app_context():
        assert fit_round("me") == 1
        assert fit_round("me") == 0
    with rows() as session:
        (made,) = session.scalars(select(Fitting))
        assert (made.outcome, made.reviews // 5) == ("kept", made.held_out)
        assert made.new_loss < made.old_loss
        plan_id, plan = find_plan(session, learner.id)
        assert (plan_id, plan.parameters) == (made.plan_id, load_parameters(made.parameters))
        after = memories_of(session, learner)
        assert list(check(session)) == []
    for target, memory in after.items():
        known = {"stability": memory.stability, "difficulty": memory.difficulty}
        assert before[target]._replace(**known) == memory
    assert sum(after[target].stability != before[target].stability for target in after) > 60


def test_who_forgets_like_most_keeps_the_standard_set(app, rows) -> None:
    with rows() as session:
        learner, _cards = lived(session, STANDARD)
        before = memories_of(session, learner)
    with app.app_context():
        assert fit_round("me") == 1
    with rows() as session:
        assert outcomes(session) == ["not_kept"]
        assert memories_of(session, learner) == before
        assert find_plan(session, learner.id)[1].parameters == STANDARD


def test_nobody_is_fitted_to_before_four_hundred_reviews(app, rows) -> None:
    with rows() as session:
        learner, _deck, _cards = studied_pile(session, 1)
        session.add(ForesightTally(user_id=learner.id, band=18, asked=FEWEST_REVIEWS - 1))
    with rows() as session:
        assert find_wanted(session, now=NOW) is None
        assert not wish_for_fit(session, learner, now=NOW)
        assert outcomes(session) == []


def test_fitted_to_once_she_is_due_again_after_a_month_or_twice_the_answers(rows) -> None:
    def due(now: dt.datetime) -> int | None:
        with rows() as session:
            return find_due(session, now)

    with rows() as session:
        learner = builders.user(session)
        tally = ForesightTally(user_id=learner.id, band=18, asked=500)
        session.add(tally)
    assert due(NOW) == learner.id
    with rows() as session:
        session.add(Fitting(user_id=learner.id, outcome="not_kept", at=NOW, reviews=500))
    month = NOW + AGAIN_AFTER
    assert (due(NOW), due(month)) == (None, None)
    for asked, now, is_due in ((501, month - MINUTE, False), (501, month, True), (1_000, NOW, True)):
        with rows() as session:
            session.execute(update(ForesightTally).values(asked=asked))
        assert (due(now) is not None) == is_due
    with rows() as session:
        session.add(Fitting(user_id=learner.id, outcome="standard_wished", at=NOW, reviews=500))
    assert due(month) is None


def test_an_answer_from_before_the_fitting_is_taken_back_as_if_it_had_never_been(
    app, rows, forgetful_learner
) -> None:
    learner, _cards = forgetful_learner
    with app.app_context():
        fit_round("me")
    with rows() as session:
        review = session.scalars(
            select(Review).where(Review.kind == "review").order_by(Review.id.desc()).limit(1)
        ).one()
        take_back(session, learner, review.uuid, by="undo", now=NOW)
        memory = memories_of(session, learner)[review.target_id]
        assert memory.due_on == load_memory(review.before).due_on
        assert memory.stability != load_memory(review.before).stability
        assert list(check(session)) == []


def test_the_interval_on_a_button_from_before_the_fitting_is_the_interval_that_happens(
    app, rows, forgetful_learner
) -> None:
    learner, _cards = forgetful_learner
    now = NOW + dt.timedelta(days=60)
    with rows() as session:
        shown = {one.face.card_id: one for one in next_batch(session, learner, now=now).cards}
    with app.app_context():
        fit_round("me")
    with rows() as session:
        offered = {one.face.card_id: one for one in next_batch(session, learner, now=now).cards}
        old = next(
            one for card, one in shown.items() if card in offered and offered[card].offers != one.offers
        )
        good = old.offers[2].days
        late = Answer("late", old.face.card_id, Rating.GOOD, now, promised=old.promise)
        take_answers(session, learner, [late], now=now)
        memory = memories_of(session, learner)[old.waiting.target_id]
        assert (memory.interval, memory.due_on) == (good, now.date() + dt.timedelta(days=good))
        assert list(check(session)) == []


def test_what_is_answered_while_a_set_is_sought_is_told_by_it_too(app, rows, forgetful_learner) -> None:
    learner, cards = forgetful_learner
    with rows() as session:
        found = found_for(session, learner)
    with rows() as session:
        take_answers(session, learner, answers(cards[:5]), now=NOW)
    with rows() as session:
        assert put_in_force(session, found, now=NOW)
        assert list(check(session)) == []


def test_a_set_that_was_sought_under_another_plan_is_not_put_in_force(app, rows, forgetful_learner) -> None:
    learner, _cards = forgetful_learner
    with rows() as session:
        found = found_for(session, learner)
    with rows() as session:
        _plan_id, plan = find_plan(session, learner.id)
        change_plan(session, learner, replace(plan, retention=0.8), HABIT, now=NOW)
    with rows() as session:
        assert not put_in_force(session, found, now=NOW)
        assert outcomes(session) == []
        assert find_plan(session, learner.id)[1].parameters == STANDARD
    with app.app_context():
        assert fit_round("me") == 1
    with rows() as session:
        _plan_id, plan = find_plan(session, learner.id)
        assert (plan.retention, plan.parameters == STANDARD) == (0.8, False)
        # A form that was opened before the fitting names the set of then.
        change_plan(session, learner, replace(DEFAULT_PLAN, retention=0.85), HABIT, now=NOW)
        assert find_plan(session, learner.id)[1] == replace(plan, retention=0.85)
        assert list(check(session)) == []


def test_back_to_the_standard_set_everything_is_known_as_before_and_nobody_fits_again_unasked(
    app, rows, forgetful_learner
) -> None:
    learner, _cards = forgetful_learner
    with rows() as session:
        before = memories_of(session, learner)
    with app.app_context():
        fit_round("me")
    with rows() as session:
        wish_for_standard(session, learner, now=NOW)
        wish_for_standard(session, learner, now=NOW)
    with app.app_context():
        assert fit_round("me") == 1
    with rows() as session:
        assert outcomes(session) == ["kept", "standard_wished", "standard"]
        assert memories_of(session, learner) == before
        assert list(check(session)) == []
        assert find_wanted(session, now=NOW + dt.timedelta(days=400)) is None
        wish_for_fit(session, learner, now=NOW)
    with app.app_context():
        assert fit_round("me") == 1
    with rows() as session:
        assert outcomes(session)[-1] == "kept"


def one_more_answer(session: Session, learner: User) -> None:
    tally = session.scalars(select(ForesightTally).where(ForesightTally.user_id == learner.id)).first()
    assert tally is not None
    tally.asked += 1


def test_the_plan_page_says_what_holds_what_it_was_measured_by_and_leads_back(
    app, rows, sign_in, forgetful_learner
) -> None:
    learner, _cards = forgetful_learner
    browser = sign_in(learner)
    assert "how most people forget" in browser.get("/cards/plan").text
    assert browser.post("/cards/plan", data=SENT | FIT).location == "/cards/plan#fitting"
    page = browser.get("/cards/plan").text
    assert "Your answers are being gone through" in page
    assert FIT_BUTTON not in page
    with app.app_context():
        fit_round("me")
    with rows() as session:
        made = find_newest(session, learner.id)
    page = browser.get("/cards/plan").text
    assert f"found from {made.reviews} of your reviews" in page
    assert f"a chance of {100 * math.exp(-made.new_loss):.1f} %" in page
    assert f"what held before gave it {100 * math.exp(-made.old_loss):.1f} %" in page
    with rows() as session:
        one_more_answer(session, learner)
    browser.post("/cards/plan", data=SENT | FIT)
    with app.app_context():
        fit_round("me")
    assert "not clearly better, so nothing changed" in browser.get("/cards/plan").text
    browser.post("/cards/plan", data=SENT | STANDARD_AGAIN)
    assert "comes back within a minute" in browser.get("/cards/plan").text
    with app.app_context():
        fit_round("me")
    page = browser.get("/cards/plan").text
    assert "You went back to that" in page
    assert 'value="standard"' not in page


def filled(session: Session, cards: int) -> User:
    """A learner with so many cards, each of which has come back once."""
    learner = builders.user(session)
    deck, targets = fill_deck(session, learner, cards, now=NOW)
    fill_study(session, learner, deck, targets, met=cards, due=0, now=NOW, rng=Random(1))
    return learner


def test_who_has_answered_little_reads_how_much_is_missing_and_is_not_fitted_to(rows, sign_in) -> None:
    with rows() as session:
        learner = filled(session, 120)
    browser = sign_in(learner)
    page = browser.get("/cards/plan").text
    assert "From 400 reviews of 64 cards on" in page
    assert "You have 120 reviews, of 120 cards." in page
    assert FIT_BUTTON not in page
    reply = browser.post("/cards/plan", data=SENT | FIT, follow_redirects=True)
    assert "That needs 400 reviews of 64 cards first." in reply.text
    with rows() as session:
        assert outcomes(session) == []


def test_many_answers_to_few_cards_are_not_enough_and_the_page_says_so(app, rows, sign_in) -> None:
    with rows() as session:
        learner = filled(session, FEWEST_CARDS - 1)
        deck, (card,) = pile(session, learner, 1)
        studies(session, learner, deck)
        session.add(ForesightTally(user_id=learner.id, band=2, asked=500))
        # What another program vouches for, without the answers that led there, tells nothing.
        ledger = Ledger(session, learner.id, [card.target_id], now=NOW)
        day, place = NOW.date(), Place(card.id, deck.id, card.position)
        known = Memory("review", 9.0, 5.0, day - dt.timedelta(days=9), day, interval=9, reps=3)
        ledger.adopt(card.target_id, known, uuid="theirs", at=NOW - MINUTE, day=day, place=place)
        ledger.answer(card.target_id, Rating.GOOD, uuid="ours", kind="review", at=NOW, day=day, place=place)
        ledger.close()
    browser = sign_in(learner)
    page = browser.get("/cards/plan").text
    assert "You have 564 reviews, of 63 cards." in page
    assert FIT_BUTTON not in page
    browser.post("/cards/plan", data=SENT | FIT)
    with rows() as session:
        assert outcomes(session) == []
    with app.app_context():
        assert fit_round("me") == 1
    with rows() as session:
        assert outcomes(session) == ["failed"]
    assert "nothing could be found" not in browser.get("/cards/plan").text


def test_what_was_changed_in_the_plan_and_not_saved_is_saved_with_the_wish(rows, sign_in) -> None:
    with rows() as session:
        learner = filled(session, 500)
    browser = sign_in(learner)
    page = browser.get("/cards/plan").text
    assert '<form method="post" action="/cards/plan" class="sheet" id="plan"' in page
    assert FIT_BUTTON in page
    refused = browser.post("/cards/plan", data=SENT | FIT | {"retention": "40", "new_per_day": "7"})
    assert refused.status_code == 422
    assert 'value="7"' in refused.text
    with rows() as session:
        assert outcomes(session) == []
    reply = browser.post("/cards/plan", data=SENT | FIT | {"new_per_day": "7"})
    assert (reply.status_code, reply.location) == (303, "/cards/plan#fitting")
    with rows() as session:
        assert outcomes(session) == ["wished"]
        assert find_habit(session, learner.id).new_per_day == 7
        assert find_plan(session, learner.id)[1].retention == 0.85
    browser.post("/cards/plan", data=SENT | STANDARD_AGAIN | {"retention": "40"})
    with rows() as session:
        assert outcomes(session) == ["wished"]
    browser.post("/cards/plan", data=SENT | STANDARD_AGAIN | {"retention": "88"})
    with rows() as session:
        assert outcomes(session) == ["wished", "standard_wished"]
        assert find_plan(session, learner.id)[1].retention == 0.88


def test_a_set_is_sought_in_a_process_of_its_own_and_is_the_same(app, rows, forgetful_learner) -> None:
    learner, _cards = forgetful_learner
    with rows() as session:
        here = found_for(session, learner)
    with app.app_context():
        assert find_set_apart(Wanted(learner.id, False), db.engine, is_over=lambda: False) == here
        assert ticking.fit_round("me") == 1
    with rows() as session:
        assert outcomes(session) == ["kept"]
        assert list(check(session)) == []
        wish_for_standard(session, learner, now=NOW)
    with app.app_context():
        assert ticking.fit_round("me") == 1
    with rows() as session:
        assert outcomes(session)[-1] == "standard"


def test_a_process_that_takes_too_long_is_ended_and_its_learner_holds_up_no_other(
    app, rows, forgetful_learner, monkeypatch
) -> None:
    monkeypatch.setattr(fitting_apart, "SECONDS", 0)
    with app.app_context():
        assert ticking.fit_round("me") == 1
        assert ticking.fit_round("me") == 0
    with rows() as session:
        assert outcomes(session) == ["failed"]


def test_a_process_that_breaks_down_is_no_end_of_the_round(app, rows, forgetful_learner, monkeypatch) -> None:
    monkeypatch.setattr(fitting_apart, "MODULE", "no.such.module")
    with app.app_context():
        assert ticking.fit_round("me") == 1
    with rows() as session:
        assert outcomes(session) == ["failed"]


def test_when_the_server_ends_the_search_ends_and_nothing_is_entered(app, rows, forgetful_learner) -> None:
    with app.app_context():
        assert ticking.fit_round("me", is_over=lambda: True) == 0
    with rows() as session:
        assert outcomes(session) == []


def test_nothing_is_sought_while_another_process_does_the_background_work(
    app, rows, forgetful_learner
) -> None:
    def nobody(_wanted: Wanted, _engine: Engine, *, is_over: Callable[[], bool]) -> Found:
        raise AssertionError(is_over)

    with app.app_context():
        ticking.tick("another")
        assert ticking.fit_round("me", find=nobody) is None
    with rows() as session:
        assert outcomes(session) == []


def test_a_process_ends_with_the_one_that_started_it(app, forgetful_learner) -> None:
    learner, _cards = forgetful_learner
    with app.app_context():
        asked = request_for(Wanted(learner.id, False), db.engine)
    command = [sys.executable, "-m", fitting_apart.MODULE]
    done = subprocess.run(command, input=asked, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"")


def test_without_the_extra_nobody_is_fitted_to_and_the_page_says_so(rows, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(fitting, "fsrs_rs_python", None)
    with rows() as session:
        learner, _deck, _cards = studied_pile(session, 1)
        session.add(ForesightTally(user_id=learner.id, band=18, asked=FEWEST_REVIEWS))
    with rows() as session:
        assert find_wanted(session, now=NOW) is None
        assert not wish_for_fit(session, learner, now=NOW)
    page = sign_in(learner).get("/cards/plan").text
    assert "On this server they cannot be fitted to you." in page
    assert FIT_BUTTON not in page


def test_a_learner_whose_fitting_fails_holds_up_no_other(app, rows) -> None:
    with rows() as session:
        first, second = (studied_pile(session, 1)[0] for _ in range(2))
        for learner in (first, second):
            # Tallies without a log: no answer can be found to fit to.
            session.add(ForesightTally(user_id=learner.id, band=18, asked=FEWEST_REVIEWS))
    with app.app_context():
        assert fit_round("me") == 2
        assert fit_round("me") == 0
    with rows() as session:
        assert outcomes(session) == ["failed", "failed"]


def test_wishes_that_can_change_nothing_make_no_work(rows, sign_in) -> None:
    with rows() as session:
        learner = filled(session, 500)
        looked_at = {"reviews": 500, "held_out": 100, "old_loss": 0.4, "new_loss": 0.4}
        session.add(Fitting(user_id=learner.id, outcome="not_kept", at=NOW, **looked_at))
    browser = sign_in(learner)
    browser.post("/cards/plan", data=SENT | FIT)
    browser.post("/cards/plan", data=SENT | STANDARD_AGAIN)
    with rows() as session:
        assert outcomes(session) == ["not_kept"]
    assert FIT_BUTTON not in browser.get("/cards/plan").text
    with rows() as session:
        one_more_answer(session, learner)
    assert FIT_BUTTON in browser.get("/cards/plan").text
    browser.post("/cards/plan", data=SENT | FIT)
    with rows() as session:
        assert outcomes(session) == ["not_kept", "wished"]


def test_of_more_answers_than_there_is_memory_for_those_to_the_latest_cards_are_taken(
    rows, sign_in, forgetful_learner, monkeypatch
) -> None:
    learner, _cards = forgetful_learner
    with rows() as session:
        reps = session.execute(
            select(MemoryRow.target_id, MemoryRow.reps, MemoryRow.last_on).where(
                MemoryRow.user_id == learner.id
            )
        ).all()
        most = sum(row.reps for row in reps) * 9 // 10
        taken = queries.latest_targets(session, learner.id, most)
        assert 0 < sum(row.reps for row in reps if row.target_id in taken) <= most
        left_out = {row.last_on for row in reps if row.target_id not in taken}
        assert max(left_out) <= min(row.last_on for row in reps if row.target_id in taken)
        whole = find_set(session, Wanted(learner.id, is_standard=False))
        monkeypatch.setattr(queries, "MOST_ANSWERS", most)
        found = find_set(session, Wanted(learner.id, is_standard=False))
        assert whole.fitted is not None
        assert found.fitted is not None
        assert found.fitted.reviews < whole.fitted.reviews
        # Told anew is all the same every memory.
        assert found.outcome == "kept"
        assert len(found.known) == len(reps)
        monkeypatch.setattr(queries, "MOST_ANSWERS", 400)
    said = "a fit takes the cards that you have answered last, up to 400 answers."
    assert said in sign_in(learner).get("/cards/plan").text
