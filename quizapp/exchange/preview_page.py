"""The preview of a file: what would become of it, and a page of its questions as students see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from questions.formats.item import Outcome
from questions.pictures.references import read_name
from questions.response import Blank
from questions.types import TYPES
from quizapp.bank.editing import shown_order
from quizapp.errors import NotFound
from quizapp.exchange import queries
from quizapp.exchange.coming_back import without_unchanged
from quizapp.exchange.deciding import deciding
from quizapp.exchange.matching import COMES_IN, MAY_COME_IN, Fate, Known, fates
from quizapp.exchange.picking import Picks
from quizapp.exchange.survey import Entry, Finding, Looked, Survey
from quizapp.library.models import Bank
from quizapp.media.previewing import with_pictures_inside

ON_A_PAGE = 50
SHOWS = ("all", "look", "coming", "refused")


@dataclass(frozen=True, slots=True)
class Shown:
    """One question of a file with its right answer in words; `kind` is a fate, or refused."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    kind: str
    may_come_in: bool
    is_picked: bool
    needs_look: bool = False
    order: tuple[str, ...] = ()
    right: str = ""
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A file against the bank that it would come into: what becomes of each question, and what was ticked."""

    survey: Survey
    fates: Sequence[Fate | None]
    picks: Picks

    @property
    def kinds(self) -> Counter[str]:
        return Counter(fate.kind for fate in self.fates if fate)

    @property
    def coming(self) -> int:
        return sum(self._is_coming(at) for at in range(len(self.fates)))

    @property
    def flawed(self) -> int:
        """How many of those that come in have an error that the checks found."""
        return sum(self._is_coming(at) and entry.errors > 0 for at, entry in enumerate(self.survey.entries))

    def places(self, show: str) -> list[int]:
        """Where in the file the questions stand that are asked for; those first that need a look."""
        entries = self.survey.entries
        fitting = [at for at, entry in enumerate(entries) if self._fits(at, entry, show)]
        return sorted(fitting, key=lambda at: not entries[at].needs_look)

    def shown(self, places: Sequence[int]) -> list[Shown]:
        """These places of the file, as a page shows them."""
        looked = self.survey.looked(self.survey.entries[at] for at in places)
        return [
            replace(
                _shown(one, self.fates[at], is_picked=self._is_coming(at)),
                needs_look=self.survey.entries[at].needs_look,
            )
            for at, one in zip(places, looked, strict=True)
        ]

    def note(self, shown: Collection[int], ticked: Collection[int]) -> None:
        """Take down how these questions were ticked; numbers that the file does not have change nothing."""
        comes = {
            entry.number: fate.kind in COMES_IN
            for entry, fate in zip(self.survey.entries, self.fates, strict=True)
            if fate is not None
        }
        self.picks.note(comes.keys() & set(shown), ticked, {number for number in comes if comes[number]})

    def _fits(self, at: int, entry: Entry, show: str) -> bool:
        if show == "look":
            return entry.needs_look
        if show == "refused":
            return entry.verdict == "refused"
        return self._is_coming(at) if show == "coming" else True

    def _is_coming(self, at: int) -> bool:
        fate = self.fates[at]
        return fate is not None and self.picks.comes_in(self.survey.entries[at], fate)


def decided(session: Session, survey: Survey, bank: Bank | None, picks: Picks) -> Decided:
    """The survey against this bank; None stands for a new one."""
    known: list[Known] = list(queries.known_of(session, bank.id)) if bank else []
    usable = [entry for entry in survey.entries if entry.verdict != "refused"]
    compared = fates(usable, known)
    if bank is not None and bank.owner_id is not None:
        compared = without_unchanged(session, bank.owner_id, survey.format, usable, compared)
    found = iter(compared)
    return Decided(
        survey, [None if entry.verdict == "refused" else next(found) for entry in survey.entries], picks
    )


def likely_bank(session: Session, owner_id: int, survey: Survey, title: str) -> str:
    """The slug of her bank that this file has been brought to before, or that is called so; else ""."""
    sample = [entry for entry in survey.entries if entry.hash][: queries.SAMPLED]
    references = {entry.reference for entry in sample if entry.reference}
    hashes = {entry.hash for entry in sample}
    found = queries.likely_bank(session, owner_id, references, hashes)
    called = None if found else queries.find_own_bank_called(session, owner_id, title)
    return called.slug if called else found


def with_pictures(page: str, shown: Sequence[Shown]) -> str:
    """The page with its pictures inside, as many as there is room for: as yet they are kept nowhere else."""
    brought = (one for each in shown if each.outcome.item for one in each.outcome.item.pictures)
    named = ((read_name(one.name), one) for one in brought)
    return with_pictures_inside(
        page, ((kept.sha256, one.media_type, one.content) for kept, one in named if kept)
    )


def page_of(places: Sequence[int], number: int) -> tuple[Sequence[int], int]:
    """One page of places, counted from 1, and how many pages there are; `NotFound` for any other."""
    pages = max(1, -(-len(places) // ON_A_PAGE))
    if not 1 <= number <= pages:
        raise NotFound
    return places[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], pages


def _shown(one: Looked, fate: Fate | None, *, is_picked: bool) -> Shown:
    question = one.outcome.item.question if one.outcome.item else None
    return Shown(
        outcome=one.outcome,
        findings=one.findings,
        kind=fate.kind if fate else "refused",
        may_come_in=fate is not None and fate.kind in MAY_COME_IN,
        is_picked=is_picked,
        order=shown_order(question.asked.options) if question else (),
        right=TYPES[question.type].reveal(question, Blank()).right if question else "",
        deciding=deciding(question) if question else (),
    )
