"""The commands as typed, in an instance of their own on each database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.accounts.queries import find_user_by_name
from quizapp.cli import main
from quizapp.commands.instance import opened
from quizapp.db import db, unit_of_writing
from tests.quizapp.migrated import new_database

A_PASSWORD = re.compile(r": ([0-9A-Z-]{8,})\n")


class Typed(Protocol):
    def __call__(self, *words: object, given: str = "", **settings: str) -> Result: ...


@pytest.fixture(params=["sqlite", "postgresql"])
def instance(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder, which the environment names together with an empty database."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("QUIZAPP_INSTANCE", str(folder))
    monkeypatch.setenv("DATABASE_URL", new_database(request, request.param, folder))
    return folder


@pytest.fixture
def typed(instance: Path) -> Typed:
    """`typed("user", "add", "anna")` → what the command printed, and its exit code."""

    def run(*words: object, given: str = "", **settings: str) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=given, env=settings)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@contextmanager
def looking() -> Iterator[Session]:
    """A session in the instance that the environment names."""
    with opened(), unit_of_writing():
        yield db.session()


def person(session: Session, name: str) -> User:
    found = find_user_by_name(session, name)
    assert found is not None
    return found
