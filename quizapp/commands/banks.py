"""Banks from the console: check a folder, build its questions, load it, and say why a question is right."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from questions.banks import LoadedBank, load_bank, shipped_banks
from questions.banks.files import LOCK_FILE
from questions.banks.lock import Changes, Locked, changes_between, lock_of, read_lock, write_lock
from questions.document import document
from questions.facts import Bank
from questions.generation.generator import Generated, generate
from questions.generation.lint import lint_bank
from questions.generation.workbench import Starved
from questions.question import Question
from questions.remarks import Remark
from quizapp.commands.loading import load_folder, take_turns
from quizapp.errors import Conflict, Invalid
from quizapp.library.counting import count_questions
from quizapp.library.queries import get_bank
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


def linted(bank: Bank, generated: Generated, read: LoadedBank) -> tuple[Remark, ...]:
    """What the item-writing rules say of the questions, handwritten ones and all of them together.

    A remark on one question stands at the entry that the question was made from.
    """
    by_id = {question.id: question for question in generated.questions}
    return tuple(
        _placed(remark, by_id[remark.file], read) if remark.file in by_id else remark
        for remark in lint_bank(generated.questions, bank)
    )


def _placed(remark: Remark, question: Question, read: LoadedBank) -> Remark:
    table, _, id = question.anchor.partition(":")
    place = read.places["question" if table == "written" else table, id]
    key = f"{id} ({question.type} {question.id}) {remark.key}"
    return replace(remark, file=place.file, line=place.line, key=key)


def lint_in_words(remark: Remark) -> str:
    return f"lint {remark.severity} {remark.rule} {remark}"


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


@dataclass(frozen=True, slots=True)
class Renewal:
    """What changed since the former lock; and the new one."""

    changes: Changes
    lock: Mapping[str, Locked]


def compare_with_lock(folder: Path, bank: Bank, generated: Generated) -> Renewal:
    try:
        former = read_lock(folder)
    except ValueError as error:
        raise Invalid(LOCK_FILE, "is damaged; take it from your history") from error
    except OSError as error:
        raise Invalid(LOCK_FILE, f"cannot be read ({error.strerror}); put the file in its place") from error
    lock = lock_of(generated.questions, bank.id, former)
    return Renewal(changes_between(former, lock), lock)


def keep_lock(folder: Path, bank: Bank, renewal: Renewal) -> str:
    """Write the lock where it changed; returns why that could not be done, "" if it was."""
    if not renewal.changes:
        return ""
    try:
        write_lock(folder, bank.id, renewal.lock)
    except OSError as error:
        return f"{folder / LOCK_FILE} cannot be written ({error.strerror}): a changed key would go unseen"
    return ""


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


@dataclass(frozen=True, slots=True)
class Brought:
    """A bank that was loaded; none where a remark is an error or a question has a flaw that none may have."""

    bank: Bank | None
    remarks: tuple[Remark, ...]
    flaws: tuple[Remark, ...] = ()
    questions: int = 0

    def in_words(self) -> str:
        """What is there now, and where to see it."""
        if self.bank is None:
            return ""
        return (
            f"Loaded {self.bank.id}: {self.questions} questions from {len(self.bank.facts)} facts. "
            f"Its page is /library/{self.bank.id}; start with: quizapp serve"
        )


def load(session: Session, settings: Settings, folder: Path, now: dt.datetime) -> Brought:
    """Load a bank of one's own, and keep a copy in the instance so that it is found again."""
    read, generated = check(folder, {})
    if read.bank is None or generated is None:
        return Brought(None, read.remarks)
    flaws = tuple(found for found in linted(read.bank, generated, read) if found.severity == "error")
    if flaws:
        return Brought(None, read.remarks, flaws)
    is_shipped = any(shipped.resolve() == folder.resolve() for shipped in shipped_banks())
    if not is_shipped:
        if read.bank.id in {shipped.name for shipped in shipped_banks()}:
            raise Conflict(f"{read.bank.id} is the id of a bank that ships with quizapp; choose another")
        folder = _keep(folder, settings.own_banks / read.bank.id)
    take_turns(session)
    load_folder(session, folder, is_shipped=is_shipped, now=now)
    row = get_bank(session, read.bank.id)
    return Brought(read.bank, read.remarks, questions=count_questions(session).get(row.id, 0))


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
