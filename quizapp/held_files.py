"""Files that somebody has sent and not yet taken in: a few for each person, for an hour.

They lie in the instance folder. She looks at what a file holds before she takes it in, and a browser
does not send a file twice by itself. What was found out about a file lies beside it and goes with it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from quizapp.errors import NotFound

KEPT_FOR = dt.timedelta(hours=1)
MOST_HELD = 3
"""So many files of one person wait at the same time; she may have as many pages open."""

_FOLDER = "imports"
_TAKEN = "taken"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def hold(instance: Path, user_id: int, file: BinaryIO, *, token: str, now: dt.datetime) -> bool:
    """Keep a file under a name that cannot be guessed; old ones go, and of too many of hers the oldest,
    those first that were taken in.

    Whether one went that still waited, so that she can be told.
    """
    folder = instance / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    waiting = sorted(folder.iterdir(), key=_sent_at)
    hers = [path for path in waiting if not path.suffix and path.name.startswith(f"{user_id}-")]
    crowded_out = sorted(hers, key=lambda path: not _is_taken(path))[: 1 - MOST_HELD]
    is_one_lost = any(not (_is_taken(path) or _is_old(path, now)) for path in crowded_out)
    # What was found out about a file may outlast it, where somebody was still reading.
    for path in {*crowded_out, *(one for one in waiting if _is_old(one, now))}:
        for one in (path, *(beside for beside in waiting if beside.stem == path.name)):
            one.unlink(missing_ok=True)
    path = folder / f"{user_id}-{token}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as kept:
        shutil.copyfileobj(file, kept)
    os.utime(path, (now.timestamp(), now.timestamp()))
    return is_one_lost


def note_taken(instance: Path, user_id: int, token: str) -> None:
    """Say that this file was taken in: it may go before any that still waits."""
    beside(instance, user_id, token, _TAKEN).touch(mode=0o600)


def held_at(instance: Path, user_id: int, token: str, *, now: dt.datetime) -> Path:
    """Where the file lies that this person has sent. `NotFound` for others, and after the hour."""
    path = instance / _FOLDER / f"{user_id}-{token}"
    if not _TOKEN.fullmatch(token) or not path.exists() or _is_old(path, now):
        raise NotFound
    return path


@contextmanager
def held(instance: Path, user_id: int, token: str, *, now: dt.datetime) -> Iterator[BinaryIO]:
    """The file that this person has sent, for reading. `NotFound` for others, and after the hour."""
    try:
        file = held_at(instance, user_id, token, now=now).open("rb")
    except FileNotFoundError:
        # Another request was faster to clear it away.
        raise NotFound from None
    with file:
        yield file


def beside(instance: Path, user_id: int, token: str, name: str) -> Path:
    """Where something that was found out about a file lies, held still or not; `name` is a word.

    `NotFound` for what is no token.
    """
    if not _TOKEN.fullmatch(token):
        raise NotFound
    return instance / _FOLDER / f"{user_id}-{token}.{name}"


def _is_taken(path: Path) -> bool:
    return path.with_name(f"{path.name}.{_TAKEN}").exists()


def _is_old(path: Path, now: dt.datetime) -> bool:
    return now.timestamp() - _sent_at(path) > KEPT_FOR.total_seconds()


def _sent_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        # Another request was faster to clear it away.
        return 0.0
