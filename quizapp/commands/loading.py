"""Bringing banks from their folders into the database: those that ship, and those loaded here before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import questions as ground_floor
from questions.banks import bank_hash, load_bank, shipped_banks
from questions.generation.generator import generate
from questions.remarks import Remark
from quizapp.bank import operations as bank
from quizapp.bank.after_loading import tell_loaded
from quizapp.library import operations as library
from quizapp.library.queries import find_bank

# Any number, the same in every process and used for nothing else.
LOADING_LOCK = 7_151_130


def folders(own_banks: Path) -> list[tuple[Path, bool]]:
    """Every bank folder of this instance, and whether it ships with the package."""
    own = sorted(file.parent for file in own_banks.glob("[!.]*/bank.toml"))
    return [(folder, True) for folder in shipped_banks()] + [(folder, False) for folder in own]


def take_turns(session: Session) -> None:
    """Wait until no other process loads banks; this one does until its transaction ends.

    On SQLite a unit of writing is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(select(func.pg_advisory_xact_lock(LOADING_LOCK)))


def is_current(session: Session, folder: Path) -> bool:
    """Whether the database holds this very bank, as this very program generates from it."""
    known = find_bank(session, folder.name)
    return known is not None and known.folder_hash == _hash(folder)


def load_folder(
    session: Session, folder: Path, *, is_shipped: bool, now: dt.datetime
) -> tuple[bank.Loaded | None, tuple[Remark, ...]]:
    """Load one bank with its questions; None, and what is wrong, where it has errors."""
    read = load_bank(folder)
    if read.bank is None:
        return None, read.remarks
    row = library.load_bank(session, read.bank, _hash(folder), is_shipped, now)
    questions = generate(read.bank).questions
    loaded = bank.load_questions(session, row, questions, now)
    tell_loaded(session, row, read.bank, questions, now)
    return loaded, read.remarks


def _hash(folder: Path) -> str:
    """Of the bank and of the code that makes questions of it: a better generator asks better."""
    return hashlib.sha256(f"{bank_hash(folder)} {_generator_hash()}".encode()).hexdigest()


@cache
def _generator_hash() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder in sorted(ground_floor.__path__):
        yield from sorted(Path(folder).rglob("*.py"))
