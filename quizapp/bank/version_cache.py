"""What has been read of question versions, kept in memory: they never change once made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

T = TypeVar("T")

MADE_HERE = "versions_made_here"


def note_new_versions(session: Session) -> None:
    """Say that this session holds versions that are not committed yet."""
    session.info[MADE_HERE] = True


class VersionCache(Generic[T]):
    """The values most recently used, by database and version id; at most `size` for each database.

    A unit of work that has made versions itself does not fill it: they may yet be rolled back, and
    SQLite would then give their ids to others.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._by_engine: WeakKeyDictionary[Engine, OrderedDict[int, T]] = WeakKeyDictionary()

    def get(
        self, session: Session, ids: Iterable[int], read: Callable[[Session, list[int]], dict[int, T]]
    ) -> dict[int, T]:
        """The values of these versions; `read` is asked once for all that are not at hand."""
        bind = session.get_bind()
        engine = bind if isinstance(bind, Engine) else bind.engine
        wanted = list(dict.fromkeys(ids))
        found: dict[int, T] = {}
        with self._lock:
            kept = self._by_engine.setdefault(engine, OrderedDict())
            for id in wanted:
                if id in kept:
                    kept.move_to_end(id)
                    found[id] = kept[id]
        missing = [id for id in wanted if id not in found]
        if not missing:
            return found
        fresh = read(session, missing)
        if not session.info.get(MADE_HERE):
            with self._lock:
                kept.update(fresh)
                while len(kept) > self._size:
                    kept.popitem(last=False)
        return {**found, **fresh}

    def forget(self) -> None:
        """Drop everything: for when a database has been emptied or restored under the application."""
        with self._lock:
            self._by_engine.clear()
