"""What is remembered today, as progress pages tell it, and practising what is about to be forgotten."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.bank.queries import questions_of
from quizapp.cards.mastery_queries import mastery_of, recalls_in
from quizapp.cards.models import MemoryRow, RecallTarget
from quizapp.cards.operations.rehearsing import start_rehearsal
from quizapp.cards.targets import targets_of_facts
from quizapp.errors import Conflict
from quizapp.library.models import Bank, Fact, Topic
from quizapp.quizzes.models import TopicTally
from quizapp.quizzes.queries import slots_of
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.sitting import take
from tests.quizapp.cards.test_evidence import Statements

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def bank_with(session: Session, *facts: str, topic: str = "planets", slug: str = "") -> Bank:
    """A bank that documents these facts, with a typed question about each of them."""
    bank = builders.bank(session, slug, topics=[topic])
    topic_id = session.scalars(select(Topic.id).where(Topic.bank_id == bank.id)).one()
    for fact in facts:
        session.add(
            Fact(
                bank_id=bank.id,
                topic_id=topic_id,
                slug=fact,
                statement=fact,
                status="approved",
                ask="yes",
                epistemic="reported",
                weight="main",
            )
        )
        builders.question(session, bank, "short_answer", topic=topic, fact=fact)
    session.flush()
    return bank


def topic_of(session: Session, bank: Bank) -> int:
    return session.scalars(select(Topic.id).where(Topic.bank_id == bank.id)).one()


def remember(
    session: Session,
    user: User,
    bank: Bank,
    fact: str,
    *,
    days: int,
    role: str = "object",
    stability: float = 10,
) -> None:
    """A memory as of so many days ago; after as many as its stability counts, recall is 90 %."""
    target = targets_of_facts(session, bank.id, [(fact, role)])[fact, role]
    session.add(
        MemoryRow(
            user_id=user.id,
            target_id=target,
            queue="idle",
            stability=stability,
            difficulty=5.0,
            last_on=TODAY - days * DAY,
            last_at=NOW - days * DAY,
        )
    )
    session.flush()


def test_a_topic_is_remembered_as_its_practised_facts_are_on_the_mean(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a", "b", "c")
        remember(session, student, bank, "a", days=10)
        remember(session, student, bank, "b", days=10, stability=5)
        mastery = mastery_of(session, student.id, [topic_of(session, bank)], TODAY)[topic_of(session, bank)]
        recalls = recalls_in(session, student.id, bank.id, TODAY)
        assert mastery.share == pytest.approx(sum(recalls.values()) / 2)
        assert (mastery.practised, mastery.facts) == (2, 3)


def test_a_fact_is_remembered_as_well_as_the_weakest_of_its_roles(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a")
        remember(session, student, bank, "a", days=10, role="subject", stability=100)
        remember(session, student, bank, "a", days=10)
        topic = topic_of(session, bank)
        assert mastery_of(session, student.id, [topic], TODAY)[topic].share == pytest.approx(0.9)


def test_what_was_asked_today_stands_as_it_will_tomorrow(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a")
        quiz = builders.quiz(session, bank, builders.teacher(session))
        take(session, student, quiz, ["wrong"])
        topic = topic_of(session, bank)
        today = mastery_of(session, student.id, [topic], TODAY)[topic]
        tomorrow = mastery_of(session, student.id, [topic], TODAY + DAY)[topic]
        assert today.share == tomorrow.share < 0.8
        assert (today.at_risk, tomorrow.at_risk) == (0, 1)


def test_memories_of_others_and_of_other_topics_count_for_nothing(rows: Rows) -> None:
    with rows() as session:
        student, neighbour = builders.user(session), builders.user(session)
        bank, other = bank_with(session, "a", "b"), bank_with(session, "a", topic="moons")
        remember(session, student, bank, "a", days=10)
        remember(session, neighbour, bank, "b", days=500)
        remember(session, student, other, "a", days=500)
        topic = topic_of(session, bank)
        mastery = mastery_of(session, student.id, [topic], TODAY)
        assert list(mastery) == [topic]
        assert (mastery[topic].practised, mastery[topic].share) == (1, pytest.approx(0.9))


def test_progress_shows_the_estimate_weakest_topic_first(rows: Rows, sign_in) -> None:
    with rows() as session:
        student = builders.user(session)
        strong, weak = bank_with(session, "a", "b", "c", slug="one"), bank_with(session, "d", "e", slug="two")
        for bank, facts, days in ((strong, "abc", 2), (weak, "de", 60)):
            for fact in facts:
                remember(session, student, bank, fact, days=days)
            session.add(
                TopicTally(
                    user_id=student.id,
                    topic_id=topic_of(session, bank),
                    answers=9,
                    # By answers alone the order would be the other one.
                    earned=(1 if bank is strong else 8) * 1_000_000,
                    facts=3,
                    last_at=NOW,
                )
            )
        share = mastery_of(session, student.id, [topic_of(session, weak)], TODAY)[topic_of(session, weak)]
    page = sign_in(student).get("/progress").text
    assert f"You would recall about {share.percent}\xa0%" in page
    assert "2 of 2 facts practised, 8 of 9 right" in page
    assert page.index("Two</span>") < page.index("One</span>")


def test_a_topic_seen_seldom_is_not_judged_however_well_it_is_remembered(rows: Rows, sign_in) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a")
        quiz = builders.quiz(session, bank, builders.teacher(session))
        take(session, student, quiz, ["right"])
    page = sign_in(student).get("/progress").text
    assert "You would recall" not in page
    assert "too few times to say" in page


def test_a_topic_of_fifty_facts_costs_as_many_statements_as_one_of_a_single_fact(
    rows: Rows, statements: Statements
) -> None:
    def cost_of(count: int) -> int:
        with rows() as session:
            student = builders.user(session)
            bank = bank_with(session, *(f"fact-{number}" for number in range(count)))
            for number in range(count):
                remember(session, student, bank, f"fact-{number}", days=9)
            with statements() as sent:
                mastery_of(session, student.id, [topic_of(session, bank)], TODAY)
            return len(sent)

    assert cost_of(1) == cost_of(50)


def test_a_rehearsal_asks_what_is_at_risk_and_frames_it_with_likely_successes(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        facts = [f"fact-{number:02}" for number in range(14)]
        bank = bank_with(session, *facts, "safe", "today", "unmet")
        for number, fact in enumerate(facts):
            remember(session, student, bank, fact, days=11 + 4 * number)
        remember(session, student, bank, "safe", days=1)
        remember(session, student, bank, "today", days=0)
        recalls = recalls_in(session, student.id, bank.id, TODAY)
        attempt = start_rehearsal(session, student, bank, now=NOW, rng=random.Random(3))
        slots = slots_of(session, attempt.id)
        questions = questions_of(session, [slot.version_id for slot in slots])
        asked = [questions[slot.version_id].targets[0] for slot in slots]
        assert len(asked) == 10
        assert {fact for fact, _role in asked} <= set(facts)
        assert {asked[0], asked[-1]} == set(sorted(asked, key=recalls.__getitem__)[-2:])
        assert 0.75 < sum(recalls[target] for target in asked) / 10 < 0.85
        assert attempt.mode == "practise"


@pytest.mark.parametrize("at_risk", [0, 2])
def test_a_rehearsal_of_too_little_is_refused_and_begins_nothing(rows: Rows, sign_in, at_risk: int) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a", "b", "c", "d")
        for number, fact in enumerate("abcd"):
            remember(session, student, bank, fact, days=20 if number < at_risk else 1)
        with pytest.raises(Conflict, match="not about to forget"):
            start_rehearsal(session, student, bank, now=NOW, rng=random.Random(3))
    reply = sign_in(student).post(f"/cards/practise/{bank.slug}")
    assert reply.status_code == 409
    assert "not about to forget" in reply.text


def test_what_was_set_aside_is_not_rehearsed(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a", "b", "c")
        for fact in "abc":
            remember(session, student, bank, fact, days=20)
        target = session.scalars(select(RecallTarget.id).where(RecallTarget.fact == "a")).one()
        session.get_one(MemoryRow, (student.id, target)).is_suspended = True
        session.flush()
        with pytest.raises(Conflict):
            start_rehearsal(session, student, bank, now=NOW, rng=random.Random(3))


def test_home_promises_as_many_as_a_rehearsal_asks(rows: Rows, sign_in) -> None:
    with rows() as session:
        student = builders.user(session)
        facts = [f"fact-{number:02}" for number in range(12)]
        bank = bank_with(session, *facts, slug="planets")
        for fact in facts:
            remember(session, student, bank, fact, days=20)
        session.add(
            TopicTally(
                user_id=student.id,
                topic_id=topic_of(session, bank),
                answers=1,
                earned=1_000_000,
                facts=1,
                last_at=NOW,
            )
        )
    browser = sign_in(student)
    for url in ("/", "/progress"):
        assert "Practise 10 of these 12" in browser.get(url).text
    location = browser.post("/cards/practise/planets").location
    assert "Question 1 of 10" in browser.get(location).text


def test_home_and_progress_offer_what_is_about_to_be_forgotten(rows: Rows, sign_in) -> None:
    with rows() as session:
        student = builders.user(session)
        bank = bank_with(session, "a", "b", "c", slug="planets")
        for fact in "abc":
            remember(session, student, bank, fact, days=20)
        session.add(
            TopicTally(
                user_id=student.id,
                topic_id=topic_of(session, bank),
                answers=1,
                earned=1_000_000,
                facts=1,
                last_at=NOW,
            )
        )
    browser = sign_in(student)
    for url in ("/", "/progress"):
        page = browser.get(url).text
        assert "3 facts" in page
        assert '"/cards/practise/planets"' in page
    assert browser.post("/cards/practise/planets").status_code == 303
