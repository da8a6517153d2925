"""Taking turns: the write lock of SQLite, and requests that would compute beside each other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NewType

from waitress.task import ThreadedTaskDispatcher

Place = NewType("Place", object)
"""Of a request: it computes, or did until it was overtaken."""

PATIENCE = 0.02
"""Seconds that a request waits for one other. Most take a fifth of it."""


class Turns:
    """One inside at a time, in the order they came (SQLite's own waiting starves some)."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def enter(self) -> None:
        mine = threading.Event()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            self._waiting.append(mine)
        mine.wait()

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


class OneByOne(ThreadedTaskDispatcher):  # type: ignore[misc]
    """waitress: requests compute one after the other, in one thread as long as none of them takes long.

    Python runs one thread at a time anyhow, and SQLite gives it up at each row: eight threads that pass it
    around took 53 ms of CPU for an attempt that takes 45 in turn. Eight that stand in line, each with its
    request in hand, take a tenth more than one that goes from request to request. Hence another thread
    begins only beside a request that has taken `patience`, in seconds, or that stands `aside`.
    """

    def __init__(self, threads: int, patience: float = PATIENCE) -> None:
        super().__init__()
        self._patience = patience
        self._inside: Place | None = None
        self._back = threading.Condition(self.lock)
        self._coming_back = 0
        self._is_watched = False
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        with self.lock:
            self.queue.append(task)
            self._call_another()

    def handler_thread(self, thread_no: int) -> None:
        while (taken := self._take(thread_no)) is not None:
            task, place = taken
            here = _Here(self, place)
            _here.set(here)
            try:
                task.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", task)
            finally:
                with self.lock:
                    self._leave(here.place)

    def _take(self, thread_no: int) -> tuple[Any, Place] | None:
        """The next request, once its turn has come; None when this thread is to end."""
        with self.lock:
            while self.stop_count == 0 and not self._is_free():
                if self._waited_in_vain():
                    break
            if self.stop_count > 0:
                self.stop_count -= 1
                self.threads.discard(thread_no)
                self.thread_exit_cv.notify()
                return None
            return self.queue.popleft(), self._enter()

    def _is_free(self) -> bool:
        return bool(self.queue) and self._inside is None and not self._coming_back

    def _waited_in_vain(self) -> bool:
        """Wait for something to change; whether the next has waited behind the same one for long enough.

        One thread watches that, and the others sleep until they are called.
        """
        ahead = self._inside
        if ahead is None or not self.queue or self._is_watched:
            self.queue_cv.wait()
            return False
        self._is_watched = True
        self.queue_cv.wait(self._patience)
        self._is_watched = False
        return self._inside is ahead

    def _enter(self) -> Place:
        self._inside = Place(object())
        self._call_another()
        return self._inside

    def _leave(self, place: Place) -> None:
        if self._inside is place:
            self._inside = None
            self._back.notify()

    def _call_another(self) -> None:
        """Wake a thread for what waits in line: to take it, or to watch how long it does."""
        if self.queue and (self._is_free() or not self._is_watched):
            self.queue_cv.notify()

    def step_aside(self, place: Place) -> None:
        with self.lock:
            self._leave(place)
            self._call_another()

    def come_back(self) -> Place:
        """Wait for another turn, before those in line."""
        with self.lock:
            self._coming_back += 1
            while (ahead := self._inside) is not None:
                if not self._back.wait(self._patience) and self._inside is ahead:
                    break
            self._coming_back -= 1
            return self._enter()


@dataclass(slots=True)
class _Here:
    """Where the request at hand computes; another place after it has stood aside."""

    dispatcher: OneByOne
    place: Place


_here: ContextVar[_Here | None] = ContextVar("here", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """Let the next request compute meanwhile: for what takes long and leaves the interpreter to others."""
    here = _here.get()
    if here is None:
        yield
        return
    here.dispatcher.step_aside(here.place)
    try:
        yield
    finally:
        here.place = here.dispatcher.come_back()
