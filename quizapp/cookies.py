"""What browsers hold that we signed: as the libraries do it, but signed once and looked at once."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import SignatureExpired, URLSafeTimedSerializer

REMEMBERED = 5_000
"""How many cookies are kept with what they hold, some 1.4 kB each."""


def init_app(app: Flask) -> None:
    """Take the place of what Flask and Flask-WTF do, which must be there."""
    app.session_interface = _Cookies()
    app.jinja_env.globals["csrf_token"] = csrf_token


def csrf_token() -> str:
    """The token for the forms and scripts of a page: the same for as long as a session lasts."""
    drawn = session.get("csrf_token")
    return generate_csrf() if drawn is None else _signed(drawn, current_app.config["SECRET_KEY"])


@lru_cache(maxsize=REMEMBERED)
def _signed(_drawn: str, _secret: str) -> str:
    # One that this request had for an earlier session is not this one's.
    g.pop("csrf_token", None)
    return str(generate_csrf())


class _Cookies(SecureCookieSessionInterface):
    """One serializer for all requests, which remembers."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None:
            usual = super().get_signing_serializer(app)
            assert usual is not None
            self._serializer = _Remembering(
                usual.secret_keys,
                salt=usual.salt,
                serializer=self.serializer,
                signer_kwargs=usual.signer_kwargs,
            )
        return self._serializer


class _Remembering(URLSafeTimedSerializer):
    """What was signed stays signed: only its age is looked at each time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = self.make_signer().get_timestamp  # type: ignore[attr-defined]
        # What is refused is not remembered: it raises.
        self._known = lru_cache(maxsize=REMEMBERED)(self._look_at)

    def _look_at(self, cookie: str) -> tuple[Any, int]:
        held, signed_at = super().loads(cookie, return_timestamp=True)
        return held, int(signed_at.timestamp())

    def loads(  # type: ignore[override]
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        if return_timestamp or salt is not None or not isinstance(s, str):
            return super().loads(s, max_age, return_timestamp, salt)
        held, signed_at = self._known(s)
        age = self._now() - signed_at
        if max_age is not None and not 0 <= age <= max_age:
            raise SignatureExpired(f"signed {age} seconds ago")
        # The request at hand may change lists in it.
        return deepcopy(held)
