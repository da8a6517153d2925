"""Banks from the console: check a folder, build its questions, load it, and say why a question is right."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from questions.banks import LoadedBank, load_bank, shipped_banks
from questions.banks.lock import Changes, changes_between, lock_of, read_lock, write_lock
from questions.document import document
from questions.facts import Bank
from questions.generation.generator import Generated, generate
from questions.generation.lint import lint_bank
from questions.generation.workbench import Starved
from quizapp.commands.loading import load_folder, take_turns
from quizapp.errors import Conflict, Invalid
from quizapp.settings import Settings


def read_documents(given: Iterable[str]) -> dict[str, str]:
    """`source=PATH` arguments as the texts of these sources."""
    documents = {}
    for argument in given:
        source, equals, path = argument.partition("=")
        if not equals:
            raise Invalid("--document", f"is written id=PATH, not {argument!r}")
        try:
            documents[source] = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid("--document", f"{path} cannot be read: {error}") from error
    return documents


def check(folder: Path, documents: Mapping[str, str]) -> tuple[LoadedBank, Generated | None]:
    """Read a bank and, where it has no errors, make its questions."""
    read = load_bank(folder, documents)
    return read, generate(read.bank) if read.bank is not None else None


def lint_in_words(bank: Bank, generated: Generated) -> Iterator[str]:
    """What the item-writing rules say of the questions, one line each; generated ones have no errors."""
    for remark in lint_bank(generated.questions, bank):
        yield f"lint {remark.severity} {remark.rule} {remark}"


def in_words(starved: Starved) -> str:
    return f"{starved.fact}{f' ({starved.role})' if starved.role else ''}: {starved.why}; {starved.feed}"


def build(bank: Bank, generated: Generated, out: Path) -> None:
    """Write every question in full, keys and receipts included, as JSON."""
    built = {
        "bank": bank.id,
        "title": bank.title,
        "questions": [document(question, bank.id, bank.sources) for question in generated.questions],
        "starved": [
            {"fact": one.fact, "role": one.role, "why": one.why, "feed": one.feed}
            for one in generated.starved
        ],
    }
    text = json.dumps(built, ensure_ascii=False, indent=1) + "\n"
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise Invalid("--out", f"{out} cannot be written: {error.strerror}") from error


def renew_lock(folder: Path, bank: Bank, generated: Generated, *, is_writing: bool) -> Changes:
    """Compare the questions with the lock of the bank; returns what changed, and writes it if asked.

    Nothing is written into a folder that is read-only.
    """
    try:
        former = read_lock(folder)
    except ValueError as error:
        raise Invalid(folder.name, str(error)) from error
    lock = lock_of(generated.questions, bank.id, former)
    changes = changes_between(former, lock)
    if changes and is_writing and os.access(folder, os.W_OK):
        write_lock(folder, bank.id, lock)
    return changes


def changes_in_words(changes: Changes) -> Iterator[str]:
    """One line for each kind of change; a changed key names its questions, for scores hang on them."""
    for ids, words in (
        (changes.added, "new"),
        (changes.reworded, "reworded"),
        (changes.retired, "retired"),
    ):
        if ids:
            yield f"{len(ids)} {words}"
    for id in changes.key_changed:
        yield f"{id} has another key: students who answered it before keep their scores"


def load(session: Session, settings: Settings, folder: Path, now: dt.datetime) -> tuple[str, ...]:
    """Load a bank of one's own, and keep a copy in the instance so that it is found again.

    Returns what is wrong with it, one line each; loaded is only what has no errors.
    """
    read = load_bank(folder)
    if read.bank is None:
        return tuple(map(str, read.remarks))
    is_shipped = any(shipped.resolve() == folder.resolve() for shipped in shipped_banks())
    if not is_shipped:
        if read.bank.id in {shipped.name for shipped in shipped_banks()}:
            raise Conflict(f"{read.bank.id} is the id of a bank that ships with quizapp; choose another")
        folder = _keep(folder, settings.own_banks / read.bank.id)
    take_turns(session)
    load_folder(session, folder, is_shipped=is_shipped, now=now)
    return ()


def _keep(folder: Path, kept: Path) -> Path:
    """A copy of the bank's files at `kept`, in place of the one before."""
    if folder.resolve() == kept.resolve():
        return kept
    draft = kept.with_name(f".{kept.name}-draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in folder.iterdir():
        if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
            shutil.copyfile(file, draft / file.name)
    shutil.rmtree(kept, ignore_errors=True)
    return draft.rename(kept)
