"""Taking turns: the write lock of SQLite, and requests that would compute beside each other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NewType

Turn = NewType("Turn", threading.Event)
"""Whoever holds it is inside, or was until it was overtaken."""

PATIENCE = 0.02
"""Seconds that a request waits for one other. Most take a fifth of it."""


class Turns:
    """One inside at a time, in the order they came (SQLite's own waiting starves some).

    With `patience`, in seconds, whoever has been next for as long overtakes the one inside: from then
    on both go on, and those who come later wait for the one that overtook.
    """

    def __init__(self, patience: float | None = None) -> None:
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[Turn] = deque()
        self._inside: Turn | None = None

    def enter(self) -> Turn:
        mine = Turn(threading.Event())
        with self._guard:
            ahead = self._inside
            if ahead is None:
                self._inside = mine
                return mine
            self._waiting.append(mine)
        while not mine.wait(self._patience):
            with self._guard:
                if mine.is_set():
                    break
                # Next, and behind the same one all the time.
                if self._waiting[0] is mine and self._inside is ahead:
                    self._inside = self._waiting.popleft()
                    break
                ahead = self._inside
        return mine

    def leave(self, turn: Turn) -> None:
        with self._guard:
            if self._inside is not turn:
                return
            self._inside = self._waiting.popleft() if self._waiting else None
            if self._inside is not None:
                self._inside.set()


class _Place:
    """The turn of the request at hand; another one after it has stood aside."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.turn = turns.enter()


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """Let the next request compute meanwhile: for what takes long and leaves the interpreter to others."""
    place = _place.get()
    if place is None:
        yield
        return
    place.turns.leave(place.turn)
    try:
        yield
    finally:
        place.turn = place.turns.enter()


class InTurn:
    """WSGI: requests compute one after the other, and only beside one that takes long.

    Python runs one thread at a time anyhow, and SQLite gives it up at each row: eight threads that pass
    it around took 53 ms of CPU for an attempt that takes 45 in turn. On a busy machine they finished half
    as many.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], patience: float | None = PATIENCE) -> None:
        self._app = app
        self._turns = Turns(patience)

    def __call__(self, wsgi_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        place = _Place(self._turns)
        token = _place.set(place)
        try:
            return self._app(wsgi_environ, start_response)
        finally:
            _place.reset(token)
            self._turns.leave(place.turn)
