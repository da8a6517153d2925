"""Cookies whose signature was looked at before: still as old as they are, and nobody else's."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from flask import Flask, g, render_template_string, session
from flask_wtf.csrf import CSRFProtect, validate_csrf
from itsdangerous import TimestampSigner
from wtforms import ValidationError

from quizapp import cookies

LASTS = dt.timedelta(days=30)


@pytest.fixture
def bare() -> Flask:
    """An application of one page, which says what its cookie holds and adds to that."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="a secret", PERMANENT_SESSION_LIFETIME=LASTS, WTF_CSRF_TIME_LIMIT=None)
    csrf = CSRFProtect(app)
    cookies.init_app(app)

    @app.post("/form")
    @csrf.exempt
    def form() -> dict[str, str]:
        """Two pages of one session and one of the next, and which of them a form may come from then."""
        tokens = [render_template_string("{{ csrf_token() }}") for _twice in range(2)]
        session.clear()
        g.pop("csrf_token", None)
        tokens.append(render_template_string("{{ csrf_token() }}"))
        return {"first": tokens[0], "again": tokens[1], "next": tokens[2], "takes": _taken(tokens)}

    @app.get("/<word>")
    def page(word: str) -> dict[str, list[str]]:
        before = list(session.get("words", []))
        session.setdefault("words", []).append(word)
        session.modified = True
        return {"before": before}

    return app


def _taken(tokens: list[str]) -> str:
    taken = []
    for name, token in zip(("first", "again", "next"), tokens, strict=True):
        with suppress(ValidationError):
            validate_csrf(token)
            taken.append(name)
    return " ".join(taken)


def sent(app: Flask, cookie: str | None, word: str = "more") -> tuple[list[str], str]:
    """What the page found in this cookie, and the one that it answers with."""
    client = app.test_client(use_cookies=False)
    reply = client.get(f"/{word}", headers={"Cookie": f"session={cookie}"} if cookie else {})
    assert reply.json is not None
    return reply.json["before"], reply.headers["Set-Cookie"].partition("=")[2].partition(";")[0]


def test_one_cookie_that_comes_twice_holds_the_same_both_times(bare: Flask) -> None:
    _nothing, cookie = sent(bare, None, "first")
    assert sent(bare, cookie)[0] == ["first"]
    assert sent(bare, cookie)[0] == ["first"]


@pytest.mark.parametrize("place", ["holds", "signed at", "signature"])
def test_a_cookie_that_was_changed_is_none_also_when_the_right_one_is_known(bare: Flask, place: str) -> None:
    _nothing, cookie = sent(bare, None, "first")
    sent(bare, cookie)
    parts = cookie.rsplit(".", 2)
    at = ["holds", "signed at", "signature"].index(place)
    parts[at] = ("A" if parts[at][0] != "A" else "B") + parts[at][1:]
    assert sent(bare, ".".join(parts))[0] == []


@pytest.mark.parametrize(("days", "holds"), [(29, ["first"]), (31, []), (-1, [])])
def test_a_cookie_grows_old_also_when_it_is_known(
    bare: Flask, monkeypatch: pytest.MonkeyPatch, days: int, holds: list[str]
) -> None:
    now = TimestampSigner.get_timestamp(TimestampSigner("any"))
    later = 0
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: now + later)
    _nothing, cookie = sent(bare, None, "first")
    assert sent(bare, cookie)[0] == ["first"]
    later = days * 24 * 60 * 60
    assert sent(bare, cookie)[0] == holds


def test_a_cookie_of_another_secret_is_none(bare: Flask) -> None:
    _nothing, cookie = sent(bare, None, "first")
    sent(bare, cookie)
    other = Flask(__name__)
    other.config["SECRET_KEY"] = "another secret"
    cookies.init_app(other)
    other.add_url_rule("/<word>", view_func=bare.view_functions["page"])
    assert sent(other, cookie)[0] == []


def test_pages_of_one_session_share_a_token_that_the_next_does_not_take(bare: Flask) -> None:
    for _twice in range(2):
        reply = bare.test_client().post("/form").json
        assert reply is not None
        assert reply["first"] == reply["again"] != reply["next"]
        assert reply["takes"] == "next"


def test_a_token_that_is_known_is_one_that_the_form_takes(bare: Flask) -> None:
    with bare.test_request_context():
        for _twice in range(3):
            g.pop("csrf_token", None)
            validate_csrf(render_template_string("{{ csrf_token() }}"))
