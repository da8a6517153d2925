"""Scores over time: what is joined, what stays out, which topics are weak, and how it pages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.library.models import Bank, Topic
from quizapp.quizzes.models import Attempt, FactSeen, Quiz, TopicTally
from tests import builders
from tests.builders import NOW


@dataclass
class Past:
    """A student, her browser, and a bank that she may have practised."""

    student: User
    browser: FlaskClient
    bank: Bank


@pytest.fixture
def past(rows, sign_in) -> Past:
    with rows() as session:
        student = builders.user(session)
        bank = builders.bank(session, "planets", topics=["planets", "moons", "stars"])
    return Past(student, sign_in(student), bank)


@pytest.fixture
def finished(rows, past):
    """`finished(quiz_id, percents)` → attempts at that quiz, one a day, of so many per cent."""

    def add(quiz_id: int, percents: list[int], *, from_day: int = 0) -> None:
        with rows() as session:
            quiz = session.get(Quiz, quiz_id)
            for day, percent in enumerate(percents, from_day):
                moment = NOW - dt.timedelta(days=100 - day)
                session.add(
                    Attempt(
                        user_id=past.student.id, quiz_id=quiz_id, number=day + 1, mode=quiz.mode,
                        state="submitted", started_at=moment, finished_at=moment, review_at=moment,
                        is_tallied=True, earned=percent * 10_000, available=1_000_000,
                    )
                )  # fmt: skip

    return add


@pytest.fixture
def quiz_of(rows, past):
    """`quiz_of(kind, mode)` → the id of a new quiz of the bank."""

    def make(kind: str = "open", mode: str = "test") -> int:
        with rows() as session:
            quiz = Quiz(
                title=f"{kind} {mode}",
                kind=kind,
                mode=mode,
                bank_id=past.bank.id,
                plan={"length": 5},
                made_at=NOW,
            )
            session.add(quiz)
            session.flush()
            return quiz.id

    return make


def topic_id(session: Session, slug: str) -> int:
    return session.scalars(select(Topic.id).where(Topic.slug == slug)).one()


def line_of(page: str) -> list[str]:
    """The scores in the table beside the chart."""
    table = page.split("Score in each attempt")[1].split("</table>")[0] if "Score in each" in page else ""
    return re.findall(r'<td class="number">([^<]*)</td>', table)


def test_without_attempts_the_first_step_is_offered(past):
    assert "No attempts yet" in past.browser.get("/progress").text


def test_a_line_joins_scores_of_the_same_quiz_and_mode_only(past, quiz_of, finished):
    test, practice = quiz_of(mode="test"), quiz_of(mode="practise")
    finished(test, [20, 40, 60])
    finished(practice, [90, 10], from_day=3)
    page = past.browser.get("/progress").text
    assert "From 20 % to 60 % in 3 attempts." in page
    assert len(line_of(page)) == 3
    other = past.browser.get(f"/progress?quiz={practice}").text
    assert "From 90 % to 10 % in 2 attempts." in other


def test_a_score_that_ends_where_it_began_is_not_called_a_way(past, quiz_of, finished):
    finished(quiz_of(), [100, 60, 100])
    assert "100 % now as at first, in 3 attempts." in past.browser.get("/progress").text


def test_chosen_practice_stays_out_of_the_line_and_in_the_table(past, quiz_of, finished):
    finished(quiz_of("chosen", "practise"), [100, 100, 100, 100])
    finished(quiz_of(), [50], from_day=9)
    page = past.browser.get("/progress").text
    assert "50 % at the first attempt." in page
    assert page.count("chosen practise") == 4
    assert "Practice, chosen" in page


def test_somebody_elses_quiz_in_the_address_shows_ones_own(past, quiz_of, finished):
    finished(quiz_of(), [50])
    assert past.browser.get("/progress?quiz=999999").status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(past, quiz_of, finished):
    finished(quiz_of(), [index % 100 for index in range(60)])
    seen: list[str] = []
    url = "/progress"
    for _ in range(3):
        page = past.browser.get(url).text
        table = page.split("<h2>Every attempt</h2>")[1]
        seen += re.findall(r'href="/attempts/(\d+)/review"', table)
        older = re.search(r'href="(/progress\?before=\d+)"', page)
        url = older[1] if older else ""
    assert url == ""
    assert len(seen) == len(set(seen)) == 60
    assert [int(id) for id in seen] == sorted(map(int, seen), reverse=True)


@pytest.mark.parametrize(
    ("facts", "answers", "is_known"),
    [(3, 6, True), (2, 6, False), (3, 5, False), (2, 20, False), (9, 9, True)],
)
def test_a_topic_is_judged_from_three_facts_and_six_answers_on(rows, past, facts, answers, is_known):
    with rows() as session:
        topic = topic_id(session, "moons")
        session.add(
            TopicTally(
                user_id=past.student.id,
                topic_id=topic,
                answers=answers,
                earned=1_000_000,
                facts=facts,
                last_at=NOW,
            )
        )
        session.add_all(
            FactSeen(user_id=past.student.id, topic_id=topic, fact=f"f{number}") for number in range(facts)
        )
    page = past.browser.get("/progress").text
    assert (f"1 of {answers} right" in page) is is_known
    assert ("too few times to say" in page) is not is_known
    assert ("1 of" in past.browser.get("/").text) is is_known


def test_the_weakest_topic_stands_first_and_those_seen_little_last(rows, past):
    with rows() as session:
        for slug, answers, right, facts in (("planets", 10, 9, 5), ("moons", 10, 2, 5), ("stars", 2, 0, 1)):
            topic = topic_id(session, slug)
            session.add(
                TopicTally(
                    user_id=past.student.id,
                    topic_id=topic,
                    answers=answers,
                    earned=right * 1_000_000,
                    facts=facts,
                    last_at=NOW,
                )
            )
    page = past.browser.get("/progress").text
    assert page.index("Practise Moons") < page.index("Practise Planets") < page.index("Practise Stars")


def test_partly_right_counts_as_the_part_it_is(rows, past):
    with rows() as session:
        topic = topic_id(session, "moons")
        session.add(
            TopicTally(
                user_id=past.student.id,
                topic_id=topic,
                answers=6,
                earned=4_500_000,
                facts=3,
                last_at=NOW,
            )
        )
    page = past.browser.get("/progress").text
    assert "4.5 of 6 right" in page
    assert 'value="4500000" max="6000000"' in page
    assert "4.5 of 6 right so far." in past.browser.get("/").text


def test_a_score_is_told_no_sooner_than_its_review(rows, past, quiz_of, finished):
    """Kept back for an exam, it opens when somebody has looked at it anew, not by the clock alone."""
    finished(quiz_of(), [50])
    with rows() as session:
        attempt = session.scalars(select(Attempt)).one()
        attempt.is_tallied = False
        address = f"/attempts/{attempt.id}/review"
    assert "The review opens" in past.browser.get(address).text
    page = past.browser.get("/progress").text
    assert "not open yet" in page
    assert "50" not in page.split("<h2>Every attempt</h2>")[1].split("</table>")[0]
    assert "at the first attempt" not in page
