"""SELECTs of rounds: the cards that one may draw from, and those that one has drawn."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from questions.card import GAP, CardForm, load_face
from questions.card_round import Playable
from questions.question import Citation, Format, Text
from quizapp.cards.day_queries import Studied, studied_decks
from quizapp.cards.deck_queries import deck_and_inside
from quizapp.cards.models import Card, MemoryRow, Note, RecallTarget
from quizapp.cards.review_pages import question_word
from quizapp.cards.withheld_queries import withheld_from
from quizapp.errors import NotFound
from quizapp.library.queries import shelf_of
from quizapp.library.receipts import Shelf
from quizapp.markup import render_text

SEEN_GAP = f"[{GAP}]"
MOST_PLACES = 200
"""From so many places of its decks a round is drawn, however many they have."""


def pool_of(
    session: Session, user_id: int, deck_id: int, *, now: dt.datetime, rng: random.Random
) -> list[Playable]:
    """Cards of a deck and those inside it that the learner studies, has not set aside and may be asked."""
    studied = studied_decks(session, user_id, deck_and_inside(session, deck_id))
    ends = list(accumulate(deck.last_position for deck in studied))
    count = ends[-1] if ends else 0
    drawn = rng.sample(range(count), MOST_PLACES) if count > MOST_PLACES else range(count)
    return cards_at(session, user_id, [_place(studied, ends, number) for number in drawn], now=now)


def cards_at(
    session: Session, user_id: int, places: Collection[tuple[int, int]], *, now: dt.datetime
) -> list[Playable]:
    """The cards in these places (deck, position) that are asked, not set aside and in no open exam."""
    is_suspended = exists().where(
        MemoryRow.user_id == user_id,
        MemoryRow.target_id == Card.target_id,
        MemoryRow.is_suspended.is_(True),
    )
    return _playables(
        session,
        _lies_in(places),
        Card.retired_at.is_(None),
        ~is_suspended,
        Card.target_id.not_in(withheld_from(session, user_id, now)),
    )


def get_playables(
    session: Session, user_id: int, deck_id: int, card_ids: Collection[int]
) -> Mapping[int, Playable]:
    """These cards of the same decks, though they be retired since; NotFound where one is not there."""
    studied = [deck.deck_id for deck in studied_decks(session, user_id, deck_and_inside(session, deck_id))]
    found = _playables(session, Card.id.in_(card_ids), Card.deck_id.in_(studied))
    if len(found) != len(set(card_ids)):
        raise NotFound
    return {one.card_id: one for one in found}


def labels_of(session: Session, card_ids: Collection[int]) -> Mapping[int, str]:
    """What the chip of each card says that stands on a passage."""
    rows = session.execute(
        select(Card.id, RecallTarget.bank_id, Note.citations)
        .join(Note, Note.id == Card.note_id)
        .join(RecallTarget, RecallTarget.id == Card.target_id)
        .where(Card.id.in_(card_ids), RecallTarget.bank_id.is_not(None))
    ).all()
    cited = {id: (bank, tuple(Citation(**one) for one in citations)) for id, bank, citations in rows}
    # The cards of a round come from the decks inside one, and all those of a bank.
    shelves: dict[int, Shelf] = {}
    for bank in {bank for bank, _ in cited.values()}:
        shelves[bank] = shelf_of(
            session, bank, [one for whose, citations in cited.values() if whose == bank for one in citations]
        )
    labels = {id: [shelves[bank].label(one) for one in citations] for id, (bank, citations) in cited.items()}
    return {id: next(filter(None, found)) for id, found in labels.items() if any(found)}


def _place(decks: Sequence[Studied], ends: Sequence[int], number: int) -> tuple[int, int]:
    """A place (deck, position) by its number among all of these decks; `ends` add up how many each has."""
    at = bisect_right(ends, number)
    return decks[at].deck_id, number + 1 - (ends[at - 1] if at else 0)


def _lies_in(places: Collection[tuple[int, int]]) -> ColumnElement[bool]:
    """Whether a card lies in one of these places: deck by deck, since SQLite finds no pairs by an index."""
    by_deck: dict[int, list[int]] = defaultdict(list)
    for deck, position in places:
        by_deck[deck].append(position)
    return or_(
        false(),
        *(and_(Card.deck_id == deck, Card.position.in_(positions)) for deck, positions in by_deck.items()),
    )


def _playables(session: Session, *which: ColumnElement[bool]) -> list[Playable]:
    rows = session.execute(
        select(Card.id, Card.target_id, RecallTarget.kin, Card.form, Card.face, Note.format, Note.kind)
        .join(RecallTarget, RecallTarget.id == Card.target_id)
        .join(Note, Note.id == Card.note_id)
        .where(*which)
        .order_by(Card.deck_id, Card.position, Card.ordinal)
    )
    return [_playable(*row) for row in rows]


def _playable(
    card_id: int,
    target_id: int,
    kin: str,
    form: CardForm,
    dumped: dict[str, Any],
    format: Format,
    note_kind: str,
) -> Playable:
    face = load_face(dumped)
    if form == "cloze" and face.front.count(GAP) == 1:
        # At the end of a sentence three points are no gap to see.
        face = replace(face, front=face.front.replace(GAP, SEEN_GAP))
    front, back = render_text(Text(face.front, format)), render_text(Text(face.back, format))
    words = "" if "<math" in back else back.striptags()
    hint = question_word(face.hint) if note_kind == "fact" else face.hint
    return Playable(card_id, target_id, kin, form, face, format, front, back, words, hint)
