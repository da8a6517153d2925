"""What is asked often finds its rows by an index, however many there are: the database's own plan says so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from quizapp.bank import queries as bank
from quizapp.bank.models import Question
from quizapp.bank.viewers import Viewer
from quizapp.cards import deck_queries as decks
from quizapp.cards import evidence_queries as results
from quizapp.cards import exam_queries as exams
from quizapp.cards import figures_queries as figures
from quizapp.cards import mastery_queries as mastery
from quizapp.cards import note_queries as notes
from quizapp.cards import queue_queries as queue
from quizapp.cards import review_queries as reviews
from quizapp.cards import round_queries as rounds
from quizapp.cards.day_queries import Studied
from quizapp.cards.operations.meeting import move_on
from quizapp.cards.operations.reviewing import find_last
from quizapp.db import db
from quizapp.exchange import queries as exchange
from quizapp.progress import queries as progress
from quizapp.quizzes import judging_queries as judging
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes import ruling_queries as ruling
from quizapp.quizzes.models import Slot
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.filled_decks import fill_deck, fill_study
from tests.quizapp.cards.piles import studied_pile

pytestmark = pytest.mark.usefixtures("new_tables")

ASKED: dict[str, tuple[str, Callable[[Session], object]]] = {
    "attempts in progress": ("attempt", lambda session: quizzes.open_attempts_of(session, 1, NOW)),
    "the history of a learner": ("attempt", lambda session: progress.finished_attempts(session, 1, NOW)),
    "scores over time": ("attempt", lambda session: progress.reviewed_attempts(session, 1, NOW)),
    "attempts to close": ("attempt", lambda session: quizzes.overdue(session, NOW, 50)),
    "reviews to open": ("attempt", lambda session: quizzes.awaiting_review(session, NOW, 50)),
    "misses of a learner": ("question_tally", lambda session: quizzes.missed_by(session, 1, 1)),
    "topics of a bank": ("question", lambda session: bank.topics_with_counts(session, 1)),
    "notes of a deck": ("note", lambda session: notes.notes_page(session, 1, notes.NoteFilter())),
    "notes with a tag": ("note", lambda session: notes.notes_page(session, 1, notes.NoteFilter(tag="a"))),
    "tags in a deck": ("note_tag", lambda session: notes.tags_in_deck(session, 1)),
    "what lies inside a deck": ("deck", lambda session: decks.deck_and_inside(session, 1)),
    "the decks of a learner": ("deck", lambda session: decks.shelf_of(session, 1)),
    "what a quiz moved": ("review", lambda session: results.moves_of(session, 1, 1)),
    "what was done last": ("review", lambda session: find_last(session, 1)),
    "what a quiz told": ("review", lambda session: results.evidence_of(session, 1, 1)),
    "what might be kept": ("card", lambda session: results.keepable_of(session, 1, [1, 2])),
    "what a round is drawn from": (
        "card",
        lambda session: rounds.cards_at(session, 1, [(1, 1), (2, 1)], now=NOW),
    ),
    "due reviews": ("memory", lambda session: queue.due_reviews(session, 1, [1], NOW.date(), limit=9)),
    "how many wait": ("memory", lambda session: queue.count_waiting(session, 1, [1], NOW.date())),
    "new cards": (
        "card",
        lambda session: queue.new_targets(session, 1, [Studied(1, 0, 9)], NOW.date(), limit=9),
    ),
    "how topics are remembered": ("fact", lambda session: mastery.mastery_of(session, 1, [1], NOW.date())),
    "what is recalled of a bank": (
        "memory",
        lambda session: mastery.recalls_in(session, 1, 1, NOW.date()),
    ),
    "what is known of a collection": (
        "memory",
        lambda session: figures.clumps_of(session, 1, NOW.date()),
    ),
    "leeches of a learner": ("memory", lambda session: figures.leeches_of(session, 1)),
    "what was done in a year": (
        "day_tally",
        lambda session: figures.day_tallies(session, 1, since=NOW.date()),
    ),
    "what falls due": (
        "memory",
        lambda session: figures.due_by_day(session, 1, [1], NOW.date(), until=NOW.date()),
    ),
    "what waits beyond an exam": (
        "memory",
        lambda session: exams.refreshing_before(session, 1, NOW.date(), NOW.date(), per_day=9),
    ),
    "what is in its steps": ("memory", lambda session: figures.steps_ahead(session, 1, [1])),
    "what a bank holds already": ("question", lambda session: list(exchange.known_of(session, 1))),
    "versions of what a bank holds": (
        "question_version",
        lambda session: list(exchange.known_of(session, 1)),
    ),
    "which bank a file was brought to": (
        "question_version",
        lambda session: exchange.likely_bank(session, 1, {"r"}, {"h"}),
    ),
    "what an import brought": ("imported_version", lambda session: exchange.brought_by(session, 1)),
    "what of an import is asked": ("slot", lambda session: exchange.is_answered(session, 1)),
    "how many of an import there are": ("question", lambda session: exchange.count_imported(session, 1)),
    "the latest imports": ("question_import", lambda session: exchange.latest_imports(session, 1)),
    "what stands of questions": (
        "imported_version",
        lambda session: exchange.newest_standing(session, [1, 2]),
    ),
    "what leaves": (
        "question",
        lambda session: exchange.leaving(session, Viewer(1), ["a", "b"]),
    ),
    "titles of what is cited": ("source", lambda session: exchange.titles_of(session, {1}, {"brief"})),
    "answers to mark": (
        "attempt",
        lambda session: judging.answers_to_judge(session, 1, only_waiting=True),
    ),
    "how many wait for a mark": ("slot", lambda session: judging.attempts_waiting(session, 1)),
    "where a question was answered": ("slot", lambda session: _where_answered(session)),
    "marks that hold": (
        "judgement",
        lambda session: judging.newest_judgements(session, [Slot(attempt_id=1, number=1)]),
    ),
    "reports of one reader": ("problem_report", lambda session: bank.count_reports(session, 1, since=NOW)),
}
IN_ORDER = ("the history of a learner", "scores over time", "notes of a deck", "what was done last")


def _where_answered(session: Session) -> object:
    return ruling.answers_in_taught_classes(session, 1, Question(id=1, bank_id=1, current_number=1))


@contextmanager
def plans(session: Session, *, as_it_likes: bool = False) -> Iterator[list[str]]:
    """The plan of each SELECT that is sent meanwhile; PostgreSQL scans and sorts only where it must, or else
    `as_it_likes`, which the rows and what it knows of them must be many enough for."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    found: list[str] = []
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    connection = session.connection()
    for method in ("seqscan", "sort") if is_postgresql and not as_it_likes else ():
        connection.exec_driver_sql(f"SET LOCAL enable_{method} = off")
    explain = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
    for statement, parameters in sent:
        rows = connection.exec_driver_sql(explain + statement, parameters)
        found.append("\n".join(str(row[-1]) for row in rows))


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_often_scans_no_table(rows: Rows, asked: str) -> None:
    table, ask = ASKED[asked]
    with rows() as session, plans(session) as found:
        ask(session)
    assert found
    assert not [plan for plan in found if re.search(rf"(SCAN|Seq Scan on) {table}\b|AUTOMATIC", plan)]


def test_the_answers_of_own_classes_are_found_without_those_of_others(rows: Rows) -> None:
    with rows() as session:
        builders.question(session, builders.bank(session))
    with rows() as session, plans(session) as found:
        # Which of its indexes PostgreSQL takes hangs on what it happens to know of a table without rows.
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        _where_answered(session)
    assert is_postgresql or "ix_slot_version_attempt (version_id=? AND attempt_id=?)" in found[-1]


@pytest.mark.parametrize("asked", IN_ORDER)
def test_a_page_of_a_long_history_needs_no_sorting(rows: Rows, asked: str) -> None:
    with rows() as session, plans(session) as found:
        ASKED[asked][1](session)
    assert "TEMP B-TREE" not in found[0]
    assert "Sort" not in found[0]


def test_a_cram_reads_a_deck_in_its_order(rows: Rows) -> None:
    with rows() as session:
        learner, deck, [card, *_] = studied_pile(session)
        with plans(session) as found:
            reviews.cards_in_turn(session, learner.id, [deck.id], after=card.id, limit=2)
    assert "ix_card_deck_position" in found[-1]
    assert not re.search("SCAN card|Seq Scan on card|TEMP B-TREE", found[-1])


def test_what_is_known_is_read_from_an_index_alone(rows: Rows) -> None:
    """PostgreSQL can do so too, but only once a vacuum has seen the table."""
    with rows() as session, plans(session) as found:
        figures.clumps_of(session, 1, NOW.date())
        is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert is_postgresql or "USING COVERING INDEX ix_memory_day" in found[0]


def test_what_is_due_is_counted_from_an_index_alone(rows: Rows) -> None:
    """A thousand memories that lie scattered in a large collection are as many places to read."""
    with rows() as session, plans(session) as found:
        ASKED["how many wait"][1](session)
        is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert is_postgresql or "SEARCH memory USING COVERING INDEX ix_memory_due" in found[0]


def test_what_is_due_in_each_deck_is_counted_from_an_index_alone(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, _cards = studied_pile(session)
        with plans(session) as found:
            reviews.studied_with_counts(session, learner.id, NOW.date())
        is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert "ix_memory_due" in found[0]
    assert is_postgresql or re.search(
        r"SEARCH memory USING COVERING INDEX ix_memory_due \(user_id=\? AND deck_id=\?", found[0]
    )


def test_the_cards_of_decks_are_counted_from_an_index_alone(rows: Rows) -> None:
    with rows() as session, plans(session) as found:
        ASKED["the decks of a learner"][1](session)
        is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert is_postgresql or "SEARCH card USING COVERING INDEX ix_card_deck_position" in found[0]


@pytest.mark.parametrize("asked", ["due reviews", "how many wait", "new cards"])
def test_whether_a_kin_was_asked_today_is_told_without_reading_the_day(rows: Rows, asked: str) -> None:
    """With empty tables too, of which PostgreSQL knows nothing and SQLite never does."""
    with rows() as session, plans(session) as found:
        ASKED[asked][1](session)
    [plan] = found
    assert "ix_recall_target_kin" in plan
    assert "ix_memory_day" not in plan
    assert "SubPlan" in plan or "CORRELATED SCALAR SUBQUERY" in plan


def test_of_a_backlog_and_of_new_cards_only_the_first_are_read(rows: Rows) -> None:
    """PostgreSQL once looked through all that was due, and joined all cards with all memories."""
    with rows() as session:
        ann = builders.user(session)
        deck, targets = fill_deck(session, ann, 3_000, now=NOW)
        fill_study(session, ann, deck, targets, met=1_000, due=900, now=NOW, rng=random.Random(1))
        session.execute(text("ANALYZE"))
        studied = [Studied(deck.id, 1_000, 3_000)]
        with plans(session, as_it_likes=True) as found:
            queue.due_reviews(session, ann.id, [deck.id], NOW.date(), limit=40)
            queue.new_targets(session, ann.id, studied, NOW.date(), limit=20)
            move_on(session, ann.id, [deck.id])
    assert len(found) == 3
    for plan in found:
        assert not re.search(r"Sort|TEMP B-TREE|Hash|(Seq Scan on|SCAN) (card|memory)\b", plan), plan
