"""The server around the application: how it shares out the interpreter and hands requests to threads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from quizapp.listening import HOLDS_FOR, listen
from quizapp.settings import Settings
from quizapp.turns import OneByOne


@pytest.fixture
def server(app: Flask) -> Iterator[Any]:
    before = sys.getswitchinterval()
    sockets: dict[int, Any] = {}
    listening = listen(app, app.extensions["settings"], "127.0.0.1", 0, map=sockets)
    yield listening
    listening.task_dispatcher.shutdown()
    listening.close()
    sys.setswitchinterval(before)


def test_a_thread_that_computes_gives_the_interpreter_on_soon(server: Any) -> None:
    assert server.effective_port
    assert sys.getswitchinterval() == pytest.approx(HOLDS_FOR)


def test_requests_go_one_by_one_where_the_database_computes_in_our_process(app: Flask, server: Any) -> None:
    settings: Settings = app.extensions["settings"]
    assert isinstance(server.task_dispatcher, OneByOne) is settings.is_sqlite
    assert len(server.task_dispatcher.threads) == settings.threads
