"""A file comes into a bank without keeping others waiting: only writing its rows locks the database.

How far it is stands in a file beside the questions, so that any process can tell whoever asks.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from quizapp.accounts.models import User
from quizapp.db import db, unit_of_writing
from quizapp.errors import Conflict
from quizapp.exchange import queries
from quizapp.exchange.kept_files import find_kept, keep_whole
from quizapp.exchange.operations.importing import Landed, MovedOn, bank_called, land
from quizapp.exchange.readying import Note, Picks, Publishing, Ready, make_ready, note_nothing
from quizapp.exchange.survey import Survey

MOST_TRIES = 3
"""How often a file is made ready for a bank that is changed meanwhile."""

SILENT_FOR = dt.timedelta(minutes=2)
"""Whoever has told nothing for so long has ended with its process, where that cannot be seen."""

Stage = Literal["readying", "writing", "in", "stopped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Landing:
    """How far a file is: `done` questions of `of`, told at `told_at`; `why` says what stopped it.

    `teller` is the process that told it last, by host and number.
    """

    stage: Stage
    told_at: dt.datetime
    done: int = 0
    of: int = 0
    why: str = ""
    landed: Landed | None = None
    teller: str = ""

    def is_under_way(self, now: dt.datetime) -> bool:
        is_begun = self.stage in ("readying", "writing")
        return is_begun and now - self.told_at < SILENT_FOR and not _has_ended(self.teller)


@dataclass(frozen=True, slots=True)
class Cargo:
    """What comes in, and where to: into the bank that `slug` names, or hers that is called `bank_title`.

    `title` is that of the file; `path` is where what was made ready is kept meanwhile.
    """

    user_id: int
    slug: str
    bank_title: str
    title: str
    survey: Survey
    picks: Picks
    publishing: Publishing
    path: Path


def bring_in(
    cargo: Cargo,
    *,
    new_public_id: Callable[[], str],
    code: str,
    now: dt.datetime,
    note_ready: Note = note_nothing,
    note_written: Note = note_nothing,
) -> Landed:
    """Make a file ready, then write it in one unit and commit; over again if its bank has moved on meanwhile.

    Needs an application context in which nothing is written yet. `code` names a bank that is made.
    """
    for _try in range(MOST_TRIES):
        ready = _made_ready(cargo, new_public_id, note_ready)
        try:
            return _landed(cargo, ready, note_written, code, now)
        except (MovedOn, StaleDataError, IntegrityError):
            continue
    raise Conflict(_("This bank is being changed all the time."))


def _made_ready(cargo: Cargo, new_public_id: Callable[[], str], note: Note) -> Ready:
    session = db.session()
    try:
        bank = (
            queries.get_own_bank(session, cargo.user_id, cargo.slug)
            if cargo.slug
            else queries.find_own_bank_called(session, cargo.user_id, cargo.bank_title)
        )
        return make_ready(
            session,
            cargo.user_id,
            bank.id if bank else None,
            cargo.survey,
            cargo.picks,
            cargo.publishing,
            new_public_id=new_public_id,
            path=cargo.path,
            note=note,
        )
    finally:
        db.session.remove()


def _landed(cargo: Cargo, ready: Ready, note: Note, code: str, now: dt.datetime) -> Landed:
    try:
        with unit_of_writing():
            session = db.session()
            if cargo.slug:
                bank = queries.get_own_bank(session, cargo.user_id, cargo.slug)
            else:
                user = session.get_one(User, cargo.user_id)
                bank = bank_called(session, user, cargo.bank_title, code=code, now=now)
            landed = land(session, cargo.user_id, bank, ready, title=cargo.title, now=now, note=note)
            session.commit()
            return landed
    finally:
        db.session.remove()


def tell(path: Path, landing: Landing) -> None:
    """Keep how far a landing is; whoever reads meanwhile sees this or what was told before."""
    plain = asdict(landing) | {"told_at": landing.told_at.isoformat(), "teller": _this_process()}
    keep_whole(path, plain)


def claim(path: Path, now: dt.datetime) -> bool:
    """Whether a landing that is told at `path` may begin: of all who ask at once, one is told so.

    A claim lapses with its process, or where that cannot be seen once nothing was told for `SILENT_FOR`.
    """
    last = find_landing(path)
    if last is not None and last.is_under_way(now):
        return False
    since = int(last.told_at.timestamp() * 1_000_000) if last else 0
    for turn in itertools.count():
        claimed = path.with_name(f"{path.name}-claim-{since}-{turn}")
        try:
            claim_of_ours = os.open(claimed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            is_fresh = now.timestamp() - claimed.stat().st_mtime <= SILENT_FOR.total_seconds()
            if is_fresh and not _has_ended(claimed.read_text(encoding="utf-8", errors="replace")):
                return False
        else:
            with os.fdopen(claim_of_ours, "w", encoding="utf-8") as file:
                file.write(_this_process())
            os.utime(claimed, (now.timestamp(), now.timestamp()))
            return True
    raise AssertionError("no end of turns")


def find_landing(path: Path) -> Landing | None:
    """What was told last, "interrupted" where that is not there whole; None where no landing was begun."""
    try:
        plain = find_kept(path)
        if plain is None:
            return None
        landed = Landed(**plain["landed"]) if plain["landed"] else None
        return Landing(**plain | {"told_at": dt.datetime.fromisoformat(plain["told_at"]), "landed": landed})
    except (ValueError, TypeError, KeyError, AttributeError):
        return Landing("interrupted", dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC))


def _this_process() -> str:
    return f"{socket.gethostname()} {os.getpid()}"


def _has_ended(process: str) -> bool:
    """Whether a process of this host is seen to be gone; of any other nothing can be said."""
    host, _space, number = process.rpartition(" ")
    if os.name != "posix" or host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False  # It is somebody else's, and lives.
    return False
