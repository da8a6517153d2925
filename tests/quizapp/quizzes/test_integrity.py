"""What is derived can be recomputed: clean after any life of an attempt, and every difference is found."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.paper import Plan
from quizapp.accounts.models import User
from quizapp.bank import queries as questions
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.operations import add_versions, load_questions
from quizapp.bank.queries import questions_of
from quizapp.bank.version_cache import forget_versions
from quizapp.cards.integrity import check as memory_differences
from quizapp.db import Base
from quizapp.errors import Conflict, NotFound
from quizapp.library.models import Bank, Topic
from quizapp.quizzes import operations
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import (
    Assignment,
    Attempt,
    FactSeen,
    QuestionTally,
    Quiz,
    Ruling,
    Slot,
    Step,
    TopicTally,
)
from quizapp.quizzes.operations.judging import Judged
from quizapp.quizzes.queries import get_own_attempt, slots_of
from quizapp.quizzes.ruling_queries import rulings_on
from quizapp.quizzes.terms import terms_of
from quizapp.quizzes.terms_queries import get_terms_for, get_terms_of_attempt
from quizapp.quizzes.time_up import show_closed
from tests import builders
from tests.conftest import Rows
from tests.quizapp.quizzes.answers import Fields, answer_of, item, post_form, save
from tests.quizapp.quizzes.lesson import turned

LIMIT_S = 600
EARLIER = builders.NOW - dt.timedelta(days=1)


@pytest.fixture
def finished(desk, rows):
    save(desk.browser, desk.attempt, item(1, 0, desk.answer(1, "right")), item(2, 0, {"text": ["EU"]}))
    desk.browser.post(desk.url("submit"))
    with rows() as session:
        assert list(differences(session)) == []
    return desk


def found(rows) -> list[str]:
    with rows() as session:
        return list(differences(session))


@pytest.mark.parametrize(
    ("row", "change", "words"),
    [
        (Attempt, {"earned": 3_000_000}, "stored score 3000000, its responses give 1000000"),
        (Attempt, {"available": 1}, "stored as worth 1"),
        (Attempt, {"state": "expired"}, "stored as expired, its log leaves it submitted"),
        (Slot, {"earned": 1}, "stored 1 (right), its response gives 1000000 (right)"),
        (Slot, {"verdict": "wrong"}, "(wrong), its response gives"),
        (Slot, {"given": {"blank": "declared"}}, "the row differs from what its log folds to"),
        (Slot, {"given": {"blank": "declared"}}, "stored score 1000000, its responses give 0"),
        (Slot, {"seq": 2}, "the row differs from what its log folds to"),
        (Slot, {"is_flagged": True}, "the row differs from what its log folds to"),
        (Slot, {"checked_as": 1}, "the row differs from what its log folds to"),
        (QuestionTally, {"answers": 5}, "tallied 5 answers"),
        (QuestionTally, {"right": 5}, "5 right; the attempts hold"),
        (QuestionTally, {"last_right": False}, "tallied as last answered wrong, it was right"),
        (QuestionTally, {"last_at": EARLIER}, "tallied as last answered at"),
        (TopicTally, {"answers": 7}, "topic"),
        (
            TopicTally,
            {"answers": 7},
            "tallied 7 answers that earned 1000000; the attempts hold 2 that earned 1000000",
        ),
        (
            TopicTally,
            {"earned": 2},
            "tallied 2 answers that earned 2; the attempts hold 2 that earned 1000000",
        ),
        (TopicTally, {"last_at": EARLIER}, "tallied as last answered at"),
        (TopicTally, {"facts": 9}, "9 facts tallied, 2 seen"),
        (FactSeen, {"fact": "of-nothing"}, "the fact of-nothing is seen, unlike in the attempts"),
    ],
)
def test_a_planted_difference_is_found(finished, rows, row, change, words):
    with rows() as session:
        planted = session.scalars(select(row).order_by(*row.__table__.primary_key)).first()
        for name, value in change.items():
            setattr(planted, name, value)
    assert any(words in difference for difference in found(rows)), found(rows)


@pytest.mark.parametrize("row", [Step, QuestionTally, TopicTally, FactSeen, Slot])
def test_a_row_that_is_gone_is_missed(finished, rows, row):
    with rows() as session:
        session.delete(session.scalars(select(row).order_by(*row.__table__.primary_key.columns)).all()[-1])
    assert found(rows)


def test_a_log_that_cannot_have_come_about_is_told(finished, rows):
    with rows() as session:
        step = session.scalars(select(Step).where(Step.kind == "saved")).first()
        step.seq = 7
    assert any("cannot have come about" in difference for difference in found(rows))


def test_a_checked_answer_of_an_open_practice_is_looked_at_too(practice, rows):
    post_form(practice.browser, practice.attempt, 2, 0, {"text": ["UN"]}, go="check", number="2")
    assert found(rows) == []
    with rows() as session:
        session.get(Slot, (practice.attempt.id, 2)).earned = 0
    assert any("stored 0 (right)" in difference for difference in found(rows))


def test_a_topic_that_nobody_answered_about_is_told(finished, rows):
    with rows() as session:
        topic = Topic(bank_id=finished.bank.id, slug="stars", title="Stars", position=1)
        session.add(topic)
        session.flush()
        session.add(
            TopicTally(
                user_id=finished.student.id,
                topic_id=topic.id,
                answers=1,
                earned=1_000_000,
                facts=1,
                last_at=EARLIER,
            )
        )
    assert [one.partition(": ")[2] for one in found(rows)] == [
        "tallied, unlike in the attempts",
        "1 facts tallied, 0 seen",
    ]


def test_a_claimed_practice_is_tallied_as_of_its_checks(app, rows, sign_in, clock):
    with rows() as session:
        teacher, guest, member = builders.teacher(session), builders.guest(session), builders.user(session)
        bank = builders.bank(session)
        asks = [builders.question(session, bank, "short_answer")]
        quiz = builders.quiz(session, bank, teacher, asks=asks, mode="practise")
        attempt = builders.attempt(session, guest, quiz)
        post = {"text": ["XX"]}
    post_form(sign_in(guest), attempt, 1, 0, post, go="check", number="1")
    clock.forward(hours=1)
    with rows() as session:
        operations.claim_attempts(session, session.merge(member), guest.id, now=clock())
    with rows() as session:
        assert session.scalars(select(QuestionTally)).one().last_at == builders.NOW
    assert found(rows) == []


def test_roll_ups_by_topic_follow_a_question_that_moves(desk, practice, rows):
    for one in (desk, practice):
        save(one.browser, one.attempt, item(1, 0, one.answer(1, "right")), item(2, 0, {"text": ["EU"]}))
        one.browser.post(one.url("submit"))
    with rows() as session:
        stars = Topic(bank_id=desk.bank.id, slug="stars", title="Stars", position=1)
        session.add(stars)
        session.flush()
        moving = session.get(Question, desk.questions[0].id)
        shelf = session.get(Bank, desk.bank.id)
        whole = [
            replace(one, id=row.public_id, topic="stars" if row is moving else "planets")
            for row in session.scalars(select(Question).where(Question.bank_id == shelf.id))
            for one in questions_of(session, [current_version(session, row)]).values()
        ]
        load_questions(session, shelf, whole, builders.NOW)
        assert moving.topic_id == stars.id
    with rows() as session:
        tallies = session.scalars(select(TopicTally).where(TopicTally.user_id == desk.student.id)).all()
        assert {(one.topic_id == stars.id): (one.answers, one.earned, one.facts) for one in tallies} == {
            True: (1, 1_000_000, 1),
            False: (1, 0, 1),
        }
    assert found(rows) == []


def current_version(session, row: Question) -> int:
    return session.scalars(
        select(QuestionVersion.id).where(
            QuestionVersion.question_id == row.id, QuestionVersion.number == row.current_number
        )
    ).one()


class Life(RuleBasedStateMachine):
    """One student, three quizzes and her own practice, and all that may happen to her attempts."""

    rows: Rows

    def __init__(self) -> None:
        super().__init__()
        self.now = builders.NOW
        self.sent: list[tuple[int, SaveRequest]] = []
        self.corrected: list[int] = []
        with type(self).rows() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session)
            asks = [
                builders.question(session, bank, type)
                for type in ("short_answer", "numeric", "matching", "open_answer")
            ]
            for beside in ("matching", "date"):
                builders.question(session, bank, beside)
            room = builders.classroom(session, teacher, students=[student])
            test = builders.quiz(session, bank, teacher, asks=asks, limit_seconds=LIMIT_S)
            practice = builders.quiz(session, bank, teacher, asks=asks, mode="practise")
            exam = builders.quiz(session, bank, teacher, asks=asks, review="after_close")
            closes = self.now + dt.timedelta(seconds=3 * LIMIT_S)
            self.given = {
                exam.id: builders.assignment(session, exam, room, teacher, close_at=closes).id,
                practice.id: builders.assignment(session, practice, room, teacher).id,
            }
            self.teacher_id, self.bank_id, self.asks = teacher.id, bank.id, [one.id for one in asks]
            self.student_id, self.quizzes = student.id, [test.id, practice.id, exam.id]
        forget_versions()

    def attempts(self, session) -> list[Attempt]:
        ids = session.scalars(select(Attempt.id).order_by(Attempt.id)).all()
        return [get_own_attempt(session, self.student_id, id, for_update=True) for id in ids]

    @rule(quiz=st.integers(0, 2), seed=st.integers(0, 9))
    def start(self, quiz: int, seed: int) -> None:
        with type(self).rows() as session:
            row = session.get(Quiz, self.quizzes[quiz])
            terms = terms_of(row)
            if row.id in self.given:
                row, terms = get_terms_for(session, self.student_id, self.given[row.id])
            student = session.get(User, self.student_id)
            drawn_from = questions.candidates(session, row.bank_id)
            try:
                operations.start_attempt(
                    session, student, row, terms, drawn_from, now=self.now, rng=random.Random(seed)
                )
            except Conflict:
                assert terms.close_at is not None
                assert terms.close_at <= self.now

    @rule(mode=st.sampled_from(["practise", "test"]), seed=st.integers(0, 9))
    def practise_freely(self, mode: str, seed: int) -> None:
        """What nobody but she herself ever sees, and no ruling reaches."""
        with type(self).rows() as session, suppress(Conflict):
            operations.start_free_attempt(
                session,
                session.get(User, self.student_id),
                session.get(Bank, self.bank_id),
                Plan(length=3, focus="all"),
                mode=mode,
                limit_seconds=LIMIT_S if mode == "test" else None,
                now=self.now,
                rng=random.Random(seed),
            )

    @rule(which=st.integers(0, 9), quarters=st.integers(0, 4))
    def judge(self, which: int, quarters: int) -> None:
        """A person gives what she thinks fit, or thinks again."""
        with type(self).rows() as session:
            places = session.execute(
                select(Slot, Attempt.assignment_id)
                .join(Attempt, Attempt.id == Slot.attempt_id)
                .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
                .where(
                    Attempt.assignment_id.is_not(None),
                    Attempt.state != "open",
                    QuestionVersion.type == "open_answer",
                    Slot.verdict.in_(("awaiting", "right", "partly", "wrong")),
                    Slot.given["value"].is_not(None),
                )
                .order_by(Slot.attempt_id, Slot.number)
            ).all()
            if not places:
                return
            slot, assignment_id = places[which % len(places)]
            standing = newest_judgements(session, [slot]).get((slot.attempt_id, slot.number))
            judged = Judged(
                slot.attempt_id, slot.number, quarters * 250_000, "", standing.id if standing else None
            )
            operations.judge_answers(
                session,
                session.get(User, self.teacher_id),
                session.get(Assignment, assignment_id),
                [judged],
                now=self.now,
            )

    @rule(
        which=st.integers(0, 5),
        slot=st.integers(0, 5),
        lag=st.integers(0, 1),
        name=st.sampled_from(["right", "wrong", "partly right", "blank", "declared blank", "unreadable"]),
        writer=st.sampled_from("ab"),
        flagged=st.booleans(),
        only_changes=st.booleans(),
    )
    def save(self, which, slot, lag, name, writer, flagged, only_changes) -> None:
        with type(self).rows() as session:
            attempts = self.attempts(session)
            if not attempts:
                return
            attempt = attempts[which % len(attempts)]
            slots = slots_of(session, attempt.id)
            row = slots[slot % len(slots)]
            request = SaveRequest(
                writer,
                (SaveItem(row.number, max(0, row.seq - lag), specimen(session, row, name), flagged),),
            )
            before = row.seq
            outcome = operations.save_answers(
                session, attempt, request, now=self.now, only_changes=only_changes
            )
            assert row.seq in (before, before + 1)
            if attempt.state != "open":
                assert row.seq == before
            if outcome.status == 200 and not only_changes:
                self.sent.append((attempt.id, request))

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 99))
    def replay(self, which: int) -> None:
        attempt_id, request = self.sent[which % len(self.sent)]
        with type(self).rows() as session:
            attempt = get_own_attempt(session, self.student_id, attempt_id, for_update=True)
            outcome = operations.save_answers(session, attempt, request, now=self.now)
            assert outcome.status == 200, "what was acknowledged once is acknowledged again"

    @rule(which=st.integers(0, 5), slot=st.integers(0, 5), seed=st.integers(0, 9))
    def check(self, which: int, slot: int, seed: int) -> None:
        with type(self).rows() as session:
            attempts = self.attempts(session)
            if not attempts:
                return
            attempt = attempts[which % len(attempts)]
            slots = slots_of(session, attempt.id)
            number = slots[slot % len(slots)].number
            with suppress(Conflict):
                operations.check_answer(session, attempt, number, now=self.now, rng=random.Random(seed))

    @rule(which=st.integers(0, 5))
    def submit(self, which: int) -> None:
        with type(self).rows() as session:
            attempts = self.attempts(session)
            if attempts:
                attempt = attempts[which % len(attempts)]
                terms = get_terms_of_attempt(session, attempt)
                was_open = attempt.state == "open"
                assert operations.submit_attempt(session, attempt, terms, now=self.now) is was_open

    @precondition(lambda self: len(self.corrected) < 3)
    @rule()
    def correct(self) -> None:
        """Publish the first question anew, with a key by which another answer is right."""
        with type(self).rows() as session:
            row = session.get(Question, self.asks[0])
            (question,) = questions.questions_of(session, [current_version(session, row)]).values()
            row.current_number += 1
            add_versions(session, [(row, turned(question))], None, builders.NOW)
            session.flush()
            self.corrected.append(current_version(session, row))

    @rule(
        given=st.integers(0, 1),
        asked=st.integers(0, 2),
        way=st.sampled_from(["as_asked", "full", "dropped", "new_key", "better"]),
    )
    def mark_anew(self, given: int, asked: int, way: str) -> None:
        version = None
        if way in ("new_key", "better"):
            asked, version = 0, next(reversed(self.corrected), None)
            if version is None:
                return
        with type(self).rows() as session:
            assignment = session.get(Assignment, list(self.given.values())[given])
            question = session.get(Question, self.asks[asked])
            standing = rulings_on(session, assignment.id, question.id)
            own = own_marks(session)
            with suppress(NotFound):
                operations.make_ruling(
                    session,
                    session.get(User, self.teacher_id),
                    assignment,
                    question,
                    (way, version),
                    why="So it is.",
                    seen=standing[0].ruling.id if standing else None,
                    now=self.now,
                )
            assert own_marks(session) == own

    @rule()
    def take_back(self) -> None:
        with type(self).rows() as session:
            last = session.scalar(select(Ruling).order_by(Ruling.id.desc()).limit(1))
            if last is None or last.undoes_id is not None:
                return
            teacher = session.get(User, self.teacher_id)
            assignment = session.get(Assignment, last.assignment_id)
            operations.take_back_ruling(session, teacher, assignment, last.id, now=self.now)

    @rule(seconds=st.sampled_from([1, 60, LIMIT_S, LIMIT_S + 11, 4 * LIMIT_S]))
    def wait(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule()
    def tick(self) -> None:
        with type(self).rows() as session:
            shown = {attempt.id: as_shown(session, attempt, self.now) for attempt in self.attempts(session)}
        with type(self).rows() as session:
            operations.close_overdue(session, now=self.now)
            assert {one.id: as_shown(session, one, self.now) for one in self.attempts(session)} == shown
        with type(self).rows() as session:
            operations.open_reviews(session, now=self.now)

    def teardown(self) -> None:
        with type(self).rows() as session:
            assert list(differences(session)) == []
            assert list(memory_differences(session)) == []
            open_quizzes = session.scalars(select(Attempt.quiz_id).where(Attempt.state == "open")).all()
            assert len(open_quizzes) == len(set(open_quizzes))


def specimen(session: Session, slot: Slot, name: str) -> Fields:
    """The answer of this name, right where its type knows no such one."""
    try:
        return answer_of(session, slot, name)
    except StopIteration:
        return answer_of(session, slot, "right")


def own_marks(session: Session) -> list[tuple[int | None, str | None]]:
    """The marks of all that was not set by a teacher."""
    found = session.execute(
        select(Slot.earned, Slot.verdict)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(Attempt.assignment_id.is_(None))
        .order_by(Slot.attempt_id, Slot.number)
    )
    return [(earned, verdict) for earned, verdict in found]


def as_shown(session: Session, attempt: Attempt, now: dt.datetime) -> tuple[object, ...]:
    """What a page reads of an attempt at this moment."""
    show_closed(session, [attempt], now)
    marks = [(slot.earned, slot.verdict, slot.ruling_id) for slot in slots_of(session, attempt.id)]
    return attempt.state, attempt.finished_at, attempt.earned, attempt.available, attempt.review_at, marks


def test_nothing_differs_after_any_life(rows):
    Life.rows = staticmethod(rows)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
