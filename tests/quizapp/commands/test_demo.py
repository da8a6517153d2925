"""A demonstration is made of what people could have done, and keeps away from real people."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.banks import shipped_banks
from quizapp.accounts.passwords import is_right
from quizapp.accounts.queries import find_user_by_name
from quizapp.cards.asking import next_batch
from quizapp.cards.models import Review
from quizapp.commands.demo import STUDENTS, Login, make_demo
from quizapp.commands.loading import load_folder
from quizapp.errors import Conflict
from quizapp.quizzes import integrity
from quizapp.quizzes.models import Attempt
from tests.builders import NOW, user
from tests.conftest import Rows


def made(session: Session) -> list[Login]:
    for folder in shipped_banks():
        load_folder(session, folder, is_shipped=True, now=NOW)
    return make_demo(session, now=NOW, rng=random.Random(1))


def test_every_score_of_a_demonstration_can_be_recomputed(rows: Rows) -> None:
    with rows() as session:
        logins = made(session)
    with rows() as session:
        assert list(integrity.check(session)) == []
        states = Counter(session.scalars(select(Attempt.state)))
        assert states["submitted"] > len(STUDENTS)
        assert session.scalar(select(func.max(Attempt.started_at))) < NOW
        assert session.scalar(select(func.max(Review.at))) < NOW
        for login in logins:
            assert is_right(find_user_by_name(session, login.username).password, login.password)
        for login in logins[1:]:
            own = select(Attempt.earned * 1.0 / Attempt.available).where(
                Attempt.user_id == find_user_by_name(session, login.username).id, Attempt.state == "submitted"
            )
            assert 0.2 < sum(shares := session.scalars(own).all()) / len(shares) < 0.9
        learner = find_user_by_name(session, logins[-1].username)
        left = next_batch(session, learner, now=NOW).left
        assert left.due > 0
    with rows() as session:
        attempts = session.scalar(select(func.count()).select_from(Attempt))
        assert make_demo(session, now=NOW, rng=random.Random(1)) == []
        assert session.scalar(select(func.count()).select_from(Attempt)) == attempts


def test_a_demonstration_stays_away_from_real_people(rows: Rows) -> None:
    with rows() as session:
        user(session, "somebody")
        with pytest.raises(Conflict, match="QUIZAPP_INSTANCE"):
            made(session)


@pytest.mark.parametrize("is_demo", [True, False])
def test_every_page_of_a_demonstration_says_so(
    app: Flask, client: FlaskClient, is_demo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], demo=is_demo))
    # A server is a demonstration or not for as long as it runs.
    monkeypatch.setitem(app.extensions, "frames", {})
    assert ("This is a demonstration" in client.get("/sign-in").text) is is_demo
