"""The migrations make the tables that the rows describe, and lose nothing on a filled database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy.orm import Session

from questions.types import TYPES
from quizapp import schema
from quizapp.bank.integrity import check as keys_told_wrongly
from quizapp.db import Base, db, unit_of_writing
from quizapp.quizzes import operations
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.operations.judging import Judged
from tests.conftest import HandClock
from tests.quizapp.filled import ROWS, content, fill
from tests.quizapp.migrated import add_revision, migrated_app, new_database
from tests.quizapp.quizzes.lesson import LATER, answer, give, rule


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Flask]:
    app = migrated_app(tmp_path, new_database(request, request.param, tmp_path), clock)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_migrated_database_is_what_the_rows_describe(migrated: Flask) -> None:
    with migrated.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_deletion_rules_are_those_of_the_rows(migrated: Flask) -> None:
    """Autogenerate compares neither CHECKs nor ON DELETE on every database."""
    with migrated.app_context():
        there = sa.inspect(db.engine)
        for table in Base.metadata.sorted_tables:
            named = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            assert {c["name"] for c in there.get_check_constraints(table.name)} == named
            rules = {
                (tuple(constraint.column_keys), constraint.referred_table.name, constraint.ondelete)
                for constraint in table.foreign_key_constraints
            }
            assert {
                (tuple(key["constrained_columns"]), key["referred_table"], key["options"].get("ondelete"))
                for key in there.get_foreign_keys(table.name)
            } == rules


def test_migrating_twice_changes_nothing(migrated: Flask) -> None:
    with migrated.app_context():
        fill(db.engine)
        before = content(db.engine)
        schema.upgrade()
        assert schema.revision() == schema.newest_revision()
        assert content(db.engine) == before


def test_a_database_goes_down_and_up_again(migrated: Flask) -> None:
    with migrated.app_context():
        fill(db.engine)
        schema.downgrade()
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
        schema.upgrade()
        assert all(rows == [] for rows in content(db.engine).values())


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(migrated: Flask, tmp_path: Path) -> None:
    with migrated.app_context():
        fill(db.engine)
        before = content(db.engine)
        assert {len(rows) for rows in before.values()} == {ROWS}
        head = schema.newest_revision()
        add_revision(migrated, tmp_path)
        schema.upgrade()
        assert schema.revision() == "rebuilt"
        assert content(db.engine) == before
        schema.downgrade(str(head))
        assert content(db.engine) == before


def test_foreign_keys_are_on_again_after_a_migration(migrated: Flask) -> None:
    orphan = sa.text("INSERT INTO user_role (user_id, role_id) VALUES (1, 1)")
    with (
        migrated.app_context(),
        unit_of_writing(),
        pytest.raises(sa.exc.IntegrityError),
        db.engine.begin() as connection,
    ):
        connection.execute(orphan)


def test_a_migration_that_fails_leaves_the_database_as_it_was(migrated: Flask, tmp_path: Path) -> None:
    with migrated.app_context():
        head = schema.newest_revision()
        add_revision(migrated, tmp_path, last='op.execute("no such statement")')
        fill(db.engine)
        before = content(db.engine)
        with pytest.raises(sa.exc.DBAPIError):
            schema.upgrade()
        assert content(db.engine) == before
        assert schema.revision() == head
        assert "nickname" not in {column["name"] for column in sa.inspect(db.engine).get_columns("user")}


def test_topics_are_folded_anew_from_the_answers_both_ways(migrated: Flask) -> None:
    """What is partly right, dropped or marked by a person counts as it should before and after 0008."""
    with migrated.app_context():
        with unit_of_writing():
            _answer_in_every_way(db.session())
            db.session.commit()
        after, facts = _rows("topic_tally"), _rows("fact_seen")
        schema.downgrade("0007")
        before = _rows("topic_tally")
        assert [(row["answers"], row["right"]) for row in before] == [(4, 2)]
        schema.upgrade()
        assert (_rows("topic_tally"), _rows("fact_seen")) == (after, facts)
        assert list(differences(db.session())) == []


def test_what_papers_are_told_of_keys_is_filled_in(migrated: Flask) -> None:
    """What 0014 writes for versions that are there is what the application writes with new ones."""
    with migrated.app_context():
        with unit_of_writing():
            give(db.session(), *TYPES, *TYPES)
            db.session.commit()
        after = _rows("question_key", "version_id")
        assert {bool(row["answer_token"]) for row in after} == {True, False}
        assert {row["is_true"] is None for row in after} == {True, False}
        schema.downgrade("0013")
        assert not {"answer_token", "is_true"} & _rows("question_key", "version_id")[0].keys()
        schema.upgrade()
        assert _rows("question_key", "version_id") == after
        assert list(keys_told_wrongly(db.session())) == []


def _answer_in_every_way(session: Session) -> None:
    lesson = give(session, "matching", "single_choice", "short_answer", "open_answer", "date", students=1)
    attempt = answer(session, lesson, 0, "partly right", "right", "wrong", "kept", "declared blank")
    rule(session, lesson, "dropped", 3)
    judged = Judged(attempt.id, 4, 250_000, "", None)
    operations.judge_answers(session, lesson.teacher, lesson.assignment, [judged], now=LATER)
    answer(session, lesson, 0, "", "", "", "kept", "")


def _rows(table: str, order: str = "1, 2, 3") -> list[dict[str, Any]]:
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}").mappings()
        return [dict(row) for row in found]
