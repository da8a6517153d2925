"""The server that the application stands behind: waitress, with our bounds."""

from __future__ import annotations

import sys
from typing import Any

import waitress
from flask import Flask

from quizapp.access import largest_body
from quizapp.settings import Settings
from quizapp.turns import OneByOne

CONNECTIONS = 1000
# Seconds that a thread computes before it gives the interpreter to one that waits. SQLite gives it up at each
# row: with Python's own 5 ms a save beside the reading of a large file took six seconds; now a third of one.
HOLDS_FOR = 0.0005
# So many times the largest body is read to its end: a browser shows our page only once it has sent all.
READ_AT_MOST = 4


def listen(app: Flask, settings: Settings, host: str, port: int, **more: Any) -> Any:
    """A waitress server that listens and has yet to run; `OSError` where it cannot. `more` overrides.

    The whole process gives the interpreter on sooner from now on.
    """
    sys.setswitchinterval(HOLDS_FOR)
    # PostgreSQL computes while we wait for it; SQLite computes here.
    dispatcher = OneByOne(settings.threads) if settings.is_sqlite else None
    return waitress.create_server(
        app,
        _dispatcher=dispatcher,
        **{
            "host": host,
            "port": port,
            "threads": settings.threads,
            "ident": None,
            "connection_limit": CONNECTIONS,
            "asyncore_use_poll": True,
            "max_request_body_size": READ_AT_MOST * largest_body(app.config["MAX_CONTENT_LENGTH"]),
            # ProxyFix reads them, and only where a proxy is said to stand in front.
            "clear_untrusted_proxy_headers": not settings.proxies,
            **more,
        },
    )
