"""Applications on databases of their own that the migrations made, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from flask import Flask

from quizapp import create_app, schema
from quizapp.clock import Clock
from quizapp.settings import Settings
from tests.conftest import CHEAP_HASH

REBUILDING = '''
"""Rebuild a table that others point to, as altering a column does on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "rebuilt"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("nickname", sa.String(20)))
        batch.alter_column("display_name", existing_type=sa.String(80), type_=sa.String(90))
    {last}


def downgrade():
    with op.batch_alter_table("user") as batch:
        batch.alter_column("display_name", existing_type=sa.String(90), type_=sa.String(80))
        batch.drop_column("nickname")
'''

_numbers = itertools.count(1)


def new_database(request: pytest.FixtureRequest, name: str, folder: Path) -> str:
    """The address of an empty database: a file in `folder`, or one more in this worker's PostgreSQL."""
    if name == "sqlite":
        return f"sqlite:///{folder / 'quizapp.sqlite3'}"
    server: str = request.getfixturevalue("postgresql_url")
    database = f"migrated_{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {database}")
    engine.dispose()
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


def migrated_app(instance: Path, url: str, clock: Clock) -> Flask:
    """An application whose schema the migrations brought up."""
    app = create_app(
        Settings(instance=instance, database_url=url),
        clock=clock,
        dice=random.Random(1),
        config={"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP_HASH},
    )
    with app.app_context():
        schema.upgrade()
    return app


def add_revision(app: Flask, folder: Path, *, last: str = "pass") -> None:
    """Give this application one more revision, `rebuilt`, which does `last` at its end."""
    with app.app_context():
        revision = REBUILDING.format(head=schema.newest_revision(), last=last)
    (folder / "rebuilt.py").write_text(revision)

    def with_folder(config: Config) -> Config:
        versions = Path(config.get_main_option("script_location") or "") / "versions"
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{versions}\n{folder}")
        return config

    app.extensions["migrate"].migrate.configure(with_folder)
