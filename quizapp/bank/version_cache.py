"""What has been read of question versions, kept in memory: they never change once made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine
from sqlalchemy.orm import Session

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MADE_HERE = "versions_made_here"


_caches: WeakSet[VersionCache[Any, Any]] = WeakSet()


def forget_versions() -> None:
    """Drop all that is kept: for when a database has been emptied or restored under the application."""
    for cache in list(_caches):
        cache.forget()


def note_new_versions(session: Session) -> None:
    """Say that this session holds versions that are not committed yet."""
    session.info[MADE_HERE] = True


class VersionCache(Generic[K, T]):
    """The values most recently used, by database and key; at most `size` for each database.

    A unit of work that has made versions itself does not fill it: they may yet be rolled back, and
    SQLite would then give their ids to others.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._by_engine: WeakKeyDictionary[Engine, OrderedDict[K, T]] = WeakKeyDictionary()
        _caches.add(self)

    def get(
        self, session: Session, keys: Iterable[K], read: Callable[[Session, list[K]], dict[K, T]]
    ) -> dict[K, T]:
        """The values of these keys; `read` is asked once for all that are not at hand."""
        bind = session.get_bind()
        engine = bind if isinstance(bind, Engine) else bind.engine
        wanted = list(dict.fromkeys(keys))
        found: dict[K, T] = {}
        with self._lock:
            kept = self._by_engine.setdefault(engine, OrderedDict())
            for key in wanted:
                if key in kept:
                    kept.move_to_end(key)
                    found[key] = kept[key]
        missing = [key for key in wanted if key not in found]
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
        """Drop everything."""
        with self._lock:
            self._by_engine.clear()
