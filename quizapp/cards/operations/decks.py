"""Decks: made, named, put inside each other, archived, shared with classes, studied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.queries import hold_person
from quizapp.cards.deck_queries import deck_and_inside
from quizapp.cards.models import Card, Deck, DeckShare, MemoryRow, Study
from quizapp.cards.operations.placing import find_places, study_inside
from quizapp.errors import Invalid
from quizapp.upserting import add_missing

MOST_DECKS = 500
DEEPEST = 5
"""How many decks stand inside each other at most."""


def make_deck(
    session: Session,
    owner_id: int,
    *,
    title: str,
    description: str = "",
    outer: Deck | None = None,
    now: dt.datetime,
) -> Deck:
    """A new deck. Inside another it is shared with the same classes, and studied by whoever studies that."""
    owned = session.scalar(select(func.count()).where(Deck.owner_id == owner_id)) or 0
    if owned >= MOST_DECKS:
        raise Invalid("title", _("You have %(most)s decks already.", most=MOST_DECKS))
    if outer is not None and _depth(session, outer) >= DEEPEST:
        raise Invalid("outer", _("Decks stand at most %(most)s deep inside each other.", most=DEEPEST))
    deck = Deck(
        owner_id=owner_id,
        parent_id=outer.id if outer else None,
        title=title,
        description=description,
        made_at=now,
    )
    session.add(deck)
    session.flush()
    if outer is not None:
        shares = session.scalars(select(DeckShare).where(DeckShare.deck_id == outer.id))
        session.add_all(
            DeckShare(
                deck_id=deck.id,
                classroom_id=share.classroom_id,
                shared_by_id=share.shared_by_id,
                shared_at=now,
            )
            for share in shares
        )
        study_inside(session, outer, deck, now)
    session.flush()
    return deck


def name_deck(session: Session, deck: Deck, *, title: str, description: str) -> None:
    deck.title, deck.description = title, description
    session.flush()


def archive_deck(session: Session, deck: Deck, now: dt.datetime) -> None:
    """Archive a deck with all inside it: nobody sees or is asked it, and nothing is lost."""
    _set_archived(session, deck, Deck.archived_at.is_(None), now)


def unarchive_deck(session: Session, deck: Deck) -> None:
    """Bring a deck back with all that was archived with it; all who studied it go on."""
    _set_archived(session, deck, Deck.archived_at == deck.archived_at, None)


def share_deck(
    session: Session,
    deck: Deck,
    classroom_ids: Collection[int],
    *,
    among: Collection[int],
    by_id: int,
    now: dt.datetime,
) -> None:
    """Share a deck and all inside it with exactly these of the classes `among` which its owner chose."""
    decks = deck_and_inside(session, deck.id)
    session.execute(
        delete(DeckShare).where(
            DeckShare.deck_id.in_(decks), DeckShare.classroom_id.in_(set(among) - set(classroom_ids))
        )
    )
    rows = [
        {"deck_id": inside, "classroom_id": classroom_id, "shared_by_id": by_id, "shared_at": now}
        for inside in decks
        for classroom_id in sorted(classroom_ids)
    ]
    add_missing(session, DeckShare, rows)


def start_studying(session: Session, user_id: int, deck: Deck, now: dt.datetime) -> None:
    """Study a deck and all inside it; what she remembers of it already goes on from there."""
    # What she answers at the same moment moves the same rows.
    hold_person(session, user_id)
    decks = deck_and_inside(session, deck.id)
    theirs = and_(Study.user_id == user_id, Study.deck_id.in_(decks))
    session.execute(update(Study).where(theirs, Study.only_kept).values(met_position=0, only_kept=False))
    session.execute(update(Study).where(theirs).values(stopped_at=None))
    begun = {"user_id": user_id, "met_position": 0, "started_at": now, "only_kept": False}
    add_missing(session, Study, [begun | {"deck_id": id} for id in decks])
    find_places(session, MemoryRow.user_id == user_id, Card.deck_id.in_(decks))


def stop_studying(session: Session, user_id: int, deck: Deck, now: dt.datetime) -> None:
    """Study a deck and all inside it no longer; what is remembered stays."""
    session.execute(
        update(Study)
        .where(
            Study.user_id == user_id,
            Study.deck_id.in_(deck_and_inside(session, deck.id)),
            Study.stopped_at.is_(None),
        )
        .values(stopped_at=now)
    )


def _set_archived(
    session: Session, deck: Deck, which: ColumnElement[bool], archived_at: dt.datetime | None
) -> None:
    session.execute(
        update(Deck)
        .where(Deck.id.in_(deck_and_inside(session, deck.id)), which)
        .values(archived_at=archived_at, row_version=Deck.row_version + 1)
    )


def _depth(session: Session, deck: Deck) -> int:
    """How many decks stand around the next one put inside this one."""
    depth, outer = 1, deck.parent_id
    while outer is not None and depth < DEEPEST:
        outer = session.scalar(select(Deck.parent_id).where(Deck.id == outer))
        depth += 1
    return depth
