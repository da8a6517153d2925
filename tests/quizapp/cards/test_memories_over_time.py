"""Whatever happens to cards, whenever it is heard of: the log explains it, and nothing counts twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from questions.memory.days import study_day
from questions.memory.evidence import Evidence
from questions.memory.log import Action, fold
from questions.memory.plan import Parameters
from questions.memory.state import UNMET, Memory, Rating
from questions.memory.wait import Wait
from quizapp.cards.day_queries import find_habit
from quizapp.cards.log import MEMORY_COLUMNS, find_plan, logs_of, memory_of
from quizapp.cards.models import DayTally, DueTally, MemoryRow, Review
from quizapp.cards.operations.fitting import Found, put_in_force
from quizapp.cards.operations.ledger import Ledger
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import (
    Answer,
    act_on_cards,
    take_answers,
    take_back,
    take_back_act,
)
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.questions.memory.learners import STANDARD, forgetful
from tests.quizapp.cards.piles import pile, studies

CARDS = 3
which = st.integers(0, CARDS - 1)
ratings = st.sampled_from(list(Rating))
evidence = st.builds(
    Evidence,
    share=st.sampled_from([0.0, 0.5, 1.0]),
    guess=st.sampled_from([0.0, 0.25, 0.5]),
    form=st.sampled_from(["recall", "choice", "true_false"]),
    was_guessed=st.booleans(),
)


def machine(rows: Rows) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        """One learner with two devices: `held` are answers that the second has not sent yet."""

        def __init__(self) -> None:
            super().__init__()
            self.unit = ExitStack()
            self.session = self.unit.enter_context(rows())
            self.learner = builders.user(self.session, zone="Europe/Berlin")
            deck, self.cards = pile(self.session, self.learner, CARDS)
            studies(self.session, self.learner, deck)
            self.now = NOW
            self.number = 0
            self.sent: list[Answer] = []
            self.held: list[Answer] = []
            self.waits: list[tuple[list[int], str, dict[int, Memory], dict[int, Memory]]] = []
            self.marked: list[tuple[int, str, dt.datetime]] = []

        def teardown(self) -> None:
            self.session.rollback()
            self.unit.close()

        def name(self) -> str:
            self.number += 1
            return f"u{self.number}"

        @rule(minutes=st.sampled_from([1, 15, 24 * 60, 5 * 24 * 60, 40 * 24 * 60]))
        def time_goes_by(self, minutes: int) -> None:
            self.now += dt.timedelta(minutes=minutes)

        @rule(cards=st.lists(which, min_size=1, max_size=4), rating=ratings)
        def answer(self, cards: list[int], rating: Rating) -> None:
            batch = [Answer(self.name(), self.cards[card].id, rating, self.now, 3_000) for card in cards]
            take_answers(self.session, self.learner, batch, now=self.now)
            self.sent += batch

        @rule(card=which, rating=ratings)
        def answer_on_the_other_device(self, card: int, rating: Rating) -> None:
            self.held.append(Answer(self.name(), self.cards[card].id, rating, self.now, 2_000))

        @precondition(lambda self: self.held)
        @rule(data=st.data())
        def the_other_device_sends(self, data: Any) -> None:
            batch = data.draw(
                st.lists(st.sampled_from(self.held), min_size=1, unique_by=lambda one: one.uuid)
            )
            take_answers(self.session, self.learner, batch, now=self.now)
            self.sent += batch
            self.held = [answer for answer in self.held if answer not in batch]

        @precondition(lambda self: self.sent)
        @rule(data=st.data())
        def send_a_batch_again(self, data: Any) -> None:
            batch = data.draw(st.lists(st.sampled_from(self.sent), min_size=1, max_size=5))
            # A replay with another rating is a replay all the same.
            again = [replace(one, rating=Rating.EASY) for one in batch]
            taken = take_answers(self.session, self.learner, again, now=self.now)
            assert taken.recorded == []

        @precondition(lambda self: self.sent)
        @rule(data=st.data())
        def take_one_back(self, data: Any) -> None:
            answer = data.draw(st.sampled_from(self.sent))
            take_back(self.session, self.learner, answer.uuid, by=f"back-{answer.uuid}", now=self.now)

        @rule(card=which, action=st.sampled_from(["suspend", "resume", "bury", "flag", "unflag", "forget"]))
        def act(self, card: int, action: Any) -> None:
            act_on_cards(
                self.session, self.learner, [self.cards[card].id], action, uuid=self.name(), now=self.now
            )

        @rule(
            cards=st.lists(which, min_size=1, unique=True),
            first=st.sampled_from([0, 1, 30]),
            span=st.sampled_from([0, 1, 5]),
            sets_interval=st.booleans(),
        )
        def make_wait(self, cards: list[int], first: int, span: int, sets_interval: bool) -> None:
            ids, name = [self.cards[card].id for card in cards], self.name()
            wait = Wait(first, first + span, sets_interval)
            action: Action = "set_wait" if sets_interval else "set_due"
            before = self._memories()
            act_on_cards(self.session, self.learner, ids, action, uuid=name, now=self.now, wait=wait)
            after, day = self._memories(), study_day(self.now, ZoneInfo(self.learner.zone))
            for card in cards:
                target = self.cards[card].target_id
                old, new = before.get(target, UNMET), after[target]
                assert new.due_on is not None
                assert wait.first <= (new.due_on - day).days <= wait.last
                if old.is_known:
                    assert (new.stability, new.difficulty) == (old.stability, old.difficulty)
            self.waits.append((ids, name, before, after))

        @precondition(lambda self: self.waits)
        @rule()
        def take_the_wait_back(self) -> None:
            ids, name, before, after = self.waits.pop()
            is_last = self._memories() == after
            take_back_act(self.session, self.learner, ids, uuid=name, now=self.now)
            assert not is_last or self._memories() == {target: before.get(target, UNMET) for target in after}
            assert take_back_act(self.session, self.learner, ids, uuid=name, now=self.now) == 0

        @rule(
            longest=st.sampled_from([2, 30, 36_500]), leech_after=st.integers(1, 3), sets_aside=st.booleans()
        )
        def change_the_plan(self, longest: int, leech_after: int, sets_aside: bool) -> None:
            _plan_id, plan = find_plan(self.session, self.learner.id)
            plan = replace(
                plan, longest_interval=longest, leech_after=leech_after, suspends_leeches=sets_aside
            )
            habit = find_habit(self.session, self.learner.id)
            change_plan(self.session, self.learner, plan, habit, now=self.now)

        @rule(card=which, shown=evidence, hours=st.integers(0, 72))
        def a_quiz_opens_its_review(self, card: int, shown: Evidence, hours: int) -> None:
            """The answer was given some hours ago, while its exam was sealed."""
            name, at = self.name(), self.now - dt.timedelta(hours=hours)
            self._learn(card, shown, name, at)
            self.marked.append((card, name, at))

        @precondition(lambda self: self.marked)
        @rule(shown=evidence)
        def a_quiz_is_marked_again(self, shown: Evidence) -> None:
            card, old, at = self.marked.pop()
            take_back(self.session, self.learner, old, by=f"back-{old}", now=self.now)
            self._learn(card, shown, self.name(), at)

        @rule(parameters=st.sampled_from([STANDARD, forgetful()]))
        def another_set_of_parameters_comes_into_force(self, parameters: Parameters) -> None:
            plan_id, _plan = find_plan(self.session, self.learner.id)
            found = Found(self.learner.id, "standard", 0, 0, plan_id, None, parameters, ())
            assert put_in_force(self.session, found, now=self.now)

        @rule(card=which)
        def its_author_mends_a_card(self, card: int) -> None:
            self.cards[card].face = {"front": f"Mended {self.name()}", "back": "Back"}
            self.session.flush()

        def _memories(self) -> dict[int, Memory]:
            query = select(MemoryRow.target_id, *MEMORY_COLUMNS).where(MemoryRow.user_id == self.learner.id)
            return {target: memory_of(values) for target, *values in self.session.execute(query)}

        def _learn(self, card: int, shown: Evidence, name: str, at: dt.datetime) -> None:
            target = self.cards[card].target_id
            ledger = Ledger(self.session, self.learner.id, [target], now=self.now, with_logs=True)
            day = study_day(at, dt.UTC)
            ledger.learn(target, shown, uuid=name, at=at, day=day, attempt_id=None, slot=None)
            ledger.close()

        @invariant()
        def every_state_follows_from_its_log(self) -> None:
            targets = [card.target_id for card in self.cards]
            logs = logs_of(self.session, self.learner.id, targets)
            rows_now = self._memories()
            assert {target for target, log in logs.items() if log} == set(rows_now)
            _plan_id, plan = find_plan(self.session, self.learner.id)
            for target, memory in rows_now.items():
                assert fold(logs[target], target=target, parameters=plan.parameters) == memory

        @invariant()
        def no_answer_counts_twice_and_none_is_lost(self) -> None:
            rows_now = self.session.execute(
                select(Review.id, Review.kind, Review.day, Review.undoes_id, Review.rating).where(
                    Review.user_id == self.learner.id
                )
            ).all()
            undone = {row.undoes_id for row in rows_now}
            answers = [row for row in rows_now if row.rating is not None]
            assert len(answers) == len(self.sent)
            by_day = Counter(row.day for row in answers if row.id not in undone)
            tallied = self.session.execute(
                select(DayTally.day, DayTally.answers).where(
                    DayTally.user_id == self.learner.id, DayTally.answers != 0
                )
            )
            assert {row.day: row.answers for row in tallied} == by_day

        @invariant()
        def what_falls_due_is_counted(self) -> None:
            due = self.session.scalars(
                select(MemoryRow.due_on).where(
                    MemoryRow.user_id == self.learner.id,
                    MemoryRow.due_on.is_not(None),
                    MemoryRow.is_suspended.is_(False),
                )
            )
            tallied = self.session.execute(
                select(DueTally.due_on, DueTally.cards).where(
                    DueTally.user_id == self.learner.id, DueTally.cards != 0
                )
            )
            assert {row.due_on: row.cards for row in tallied} == Counter(due)

    return Life


def test_the_log_explains_every_state(rows: Rows) -> None:
    run_state_machine_as_test(
        machine(rows), settings=settings(max_examples=20, stateful_step_count=20, deadline=None)
    )
