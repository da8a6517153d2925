"""The shape of the database: which revision it has, which one this program expects, and getting there."""

from __future__ import annotations

from typing import Any

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from quizapp.db import db
from quizapp.errors import Conflict


def upgrade() -> None:
    """Bring the database to the newest revision, in one transaction; does nothing if it is there.

    A database that a later program has been at is refused (`Conflict`).
    """
    there = revision()
    if there == newest_revision():
        return
    scripts = ScriptDirectory.from_config(_config())
    if there is not None and there not in {script.revision for script in scripts.walk_revisions()}:
        raise Conflict(
            f"the database has schema {there}, which this version of quizapp does not know;"
            " start the version that made it, or a later one"
        )
    command.upgrade(_config(), "head")


def downgrade(to: str = "base") -> None:
    """Take revisions back as far as `to`. Rows of tables that go are gone."""
    command.downgrade(_config(), to)


def revision() -> str | None:
    """The revision of the database at hand; None while it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this program was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Any:
    return current_app.extensions["migrate"].migrate.get_config()
