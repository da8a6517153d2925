"""Notes from a file into decks of one's own: added, brought up to date or left alone by their guid.

All of it is one unit of writing. Notes come in portions, so that a large file takes no more memory than
a small one; the same file again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.formats.cards.adoption import adopted
from questions.formats.cards.pile import CardState, NoteRemark, PastReview, PileNote
from questions.formats.cards.states import milliseconds
from questions.memory.days import study_day
from questions.memory.log import kind_of
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.cards import exchange_queries as queries
from quizapp.cards.log import IMPORTED
from quizapp.cards.models import Card, Deck, Note
from quizapp.cards.operations.decks import DEEPEST, make_deck, start_studying
from quizapp.cards.operations.ledger import Ledger, Place
from quizapp.cards.operations.writing import Writing, bring_up_to_date, restore_notes, write_notes
from quizapp.errors import Invalid
from quizapp.media.operations import keep_media

PORTION = 250

MOST_REFOLDED = 1_000_000
"""Entries that are gone through again because an answer came before them: less than a minute's work."""


@dataclass(slots=True)
class Imported:
    """What became of a file: notes by fate, and how many answers came into the learner's log.

    `deck_ids` are the decks that its notes stand in now.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    reviews: int = 0
    deck_ids: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where notes go: all into `deck`, or where the file names decks into those, else into `title`.

    With `is_one_deck` all go into that of the title, whatever the file names.
    """

    deck: Deck | None = None
    title: str = ""
    is_one_deck: bool = False


def import_notes(
    session: Session,
    user: User,
    found: Iterable[PileNote | NoteRemark],
    destination: Destination,
    *,
    with_schedule: bool,
    now: dt.datetime,
) -> Imported:
    """Take in all notes that were found. `with_schedule` takes the learner's answers and due days too.

    Notes that stand in a deck of hers stay there. Raises `Invalid` where there would be too many decks
    or too many answers to put in order among hers, and whatever the reading of the file raises.
    """
    done = Imported()
    hold_person(session, user.id)
    into = _Into(session, user, destination, now, with_schedule=with_schedule)
    notes = _counted(found, done)
    while portion := list(islice(notes, PORTION)):
        by_deck: dict[tuple[str, ...], list[PileNote]] = {}
        for note in portion:
            by_deck.setdefault(note.deck, []).append(note)
            into.hear(note)
        for path, together in by_deck.items():
            into.take(path, together, done)
    return done


def _counted(found: Iterable[PileNote | NoteRemark], done: Imported) -> Iterator[PileNote]:
    for one in found:
        if isinstance(one, PileNote):
            yield one
        else:
            done.refused += one.refused is not None


class _Into:
    """One learner's decks while a file comes in."""

    def __init__(
        self, session: Session, user: User, destination: Destination, now: dt.datetime, *, with_schedule: bool
    ) -> None:
        self._session, self._user, self._now = session, user, now
        self._destination, self._with_schedule = destination, with_schedule
        self._known = queries.own_guids(session, user.id)
        self._decks: dict[tuple[str, ...], Deck] = {}
        self._about: dict[tuple[str, ...], str] = {}
        self._zone = ZoneInfo(user.zone)
        self._refolded = 0

    def hear(self, note: PileNote) -> None:
        """What a file says of decks, for those that are made."""
        for depth, about in enumerate(note.about, 1):
            self._about[note.deck[:depth]] = about

    def take(self, path: tuple[str, ...], notes: Sequence[PileNote], done: Imported) -> None:
        deck: Deck | None = None
        known, new = {}, []
        for note in notes:
            places = self._known.get(note.guid, {})
            if places and not note.has_guid:
                # A name made from the text says nothing about other decks.
                deck = deck or self._deck(path)
                places = {deck.id: places[deck.id]} if deck.id in places else {}
            if places:
                known[next(iter(places.values()))] = note
            else:
                new.append(note)
        media = (medium for note in notes for medium in note.media)
        keep_media(self._session, self._user.id, media, now=self._now)
        rows = self._brought(known, done)
        if new:
            deck = deck or self._deck(path)
            writings = [(_writing(note), note.guid) for note in new]
            made = write_notes(self._session, deck, writings, now=self._now)
            for note, row in zip(new, made, strict=True):
                self._known.setdefault(note.guid, {})[deck.id] = row.id
            done.added += len(made)
            done.deck_ids.add(deck.id)
            rows += zip(new, made, strict=True)
        if self._with_schedule:
            done.reviews += self._remember(rows, has_logs=bool(known))

    def _brought(self, known: dict[int, PileNote], done: Imported) -> list[tuple[PileNote, Note]]:
        """Bring notes that are here already to the text of the file."""
        rows = []
        for row, deck, tags in queries.notes_with_decks(self._session, known):
            note = known[row.id]
            writing = _writing(note)
            is_changed = bring_up_to_date(self._session, row, deck, writing, tags, now=self._now)
            if row.retired_at is not None:
                restore_notes(self._session, [row])
                is_changed = True
            done.changed += is_changed
            done.same += not is_changed
            done.deck_ids.add(deck.id)
            rows.append((note, row))
        return rows

    def _remember(self, rows: Sequence[tuple[PileNote, Note]], *, has_logs: bool) -> int:
        """Take over what the learner did elsewhere with these cards; how many answers it was."""
        wanted: list[tuple[Card, CardState]] = []
        for note, row in rows:
            cards = {card.ordinal: card for card in row.cards if card.retired_at is None}
            wanted += [(cards[ordinal], state) for ordinal, state in note.cards.items() if ordinal in cards]
        if not wanted:
            return 0
        targets = [card.target_id for card, _state in wanted]
        told = queries.moments_of(self._session, self._user.id, targets) if has_logs else {}
        ledger = Ledger(self._session, self._user.id, targets, now=self._now)
        taken = sum(
            self._replay(ledger, card, state, told.get(card.target_id, set())) for card, state in wanted
        )
        ledger.close()
        return taken

    def _replay(self, ledger: Ledger, card: Card, state: CardState, told: set[int]) -> int:
        target, place = card.target_id, Place(card.id, card.deck_id, card.position)
        taken = 0
        for review in state.reviews:
            moment = milliseconds(review.at)
            if moment in told or review.at > self._now:
                continue
            told.add(moment)
            self._answer(ledger, target, place, review, f"{IMPORTED}{target}-{moment}")
            taken += 1
        if taken < len(told):
            # She has gone on here since: her own log tells more than the file.
            return taken
        today = study_day(self._now, self._zone)
        memory = adopted(ledger.memory(target), state, replayed=taken, day=today, plan=ledger.plan)
        uuid = f"{IMPORTED}{target}-{milliseconds(self._now)}"
        if memory is not None:
            ledger.adopt(target, memory, uuid=f"{uuid}-state", at=self._now, day=today, place=place)
        if state.is_suspended and not ledger.memory(target).is_suspended:
            ledger.act(target, "suspend", uuid=f"{uuid}-suspend", day=today, place=place)
        if state.is_buried:
            ledger.act(target, "bury", uuid=f"{uuid}-bury", day=today, place=place)
        if state.flag and not ledger.memory(target).is_flagged:
            ledger.act(target, "flag", uuid=f"{uuid}-flag", day=today, place=place)
        return taken

    def _answer(self, ledger: Ledger, target: int, place: Place, review: PastReview, uuid: str) -> None:
        newest = ledger.last_at(target)
        if newest is not None and review.at < newest:
            self._refolded += ledger.row_version(target)
            if self._refolded > MOST_REFOLDED:
                raise Invalid("title", _("Its answers and yours would take too long to put in order."))
        ledger.answer(
            target,
            review.rating,
            uuid=uuid,
            kind="cram" if review.is_cram else kind_of(ledger.memory(target)),
            at=review.at,
            day=study_day(review.at, self._zone),
            place=place,
            duration_ms=review.duration_ms,
            days=review.days or None,
        )

    def _deck(self, path: tuple[str, ...]) -> Deck:
        """The deck for notes of this path; what is missing of it is made, and studied."""
        if self._destination.deck is not None:
            path = ()
        elif not path or self._destination.is_one_deck:
            path = (self._destination.title,)
        elif len(path) > DEEPEST:
            path = (*path[: DEEPEST - 1], " · ".join(path[DEEPEST - 1 :])[:200])
        if path not in self._decks:
            deck = self._destination.deck or self._made(path)
            if self._with_schedule:
                start_studying(self._session, self._user.id, deck, self._now)
            self._decks[path] = deck
        return self._decks[path]

    def _made(self, path: tuple[str, ...]) -> Deck:
        outer: Deck | None = None
        for depth, title in enumerate(path, 1):
            deck = self._decks.get(path[:depth]) or queries.find_own_deck(
                self._session, self._user.id, title, outer
            )
            if deck is None:
                about = self._about.get(path[:depth], "")
                deck = make_deck(
                    self._session, self._user.id, title=title, description=about, outer=outer, now=self._now
                )
                if outer is None:
                    start_studying(self._session, self._user.id, deck, self._now)
            self._decks[path[:depth]] = outer = deck
        assert outer is not None
        return outer


def _writing(note: PileNote) -> Writing:
    return Writing(note.kind, note.fields, note.format, note.tags)
