"""What the pages show on which cards are learned: the card, its buttons, and what is left of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_time
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from questions.card import GAP, Face, load_face
from questions.question import Asked as AskedQuestion
from questions.question import Text
from quizapp.accounts.models import User
from quizapp.cards import calling_up, promises, review_queries
from quizapp.cards.agenda import Agenda, Left, agenda_of
from quizapp.cards.answer_forms import Round
from quizapp.cards.asking import Asked, Batch, next_batch
from quizapp.cards.checking import Checked
from quizapp.cards.day_queries import Done, find_habit
from quizapp.cards.deck_queries import deck_and_inside
from quizapp.cards.figures import due_ahead
from quizapp.cards.grades import Grade, grades_of, labels_of
from quizapp.cards.operations.reviewing import find_last
from quizapp.cards.queue_queries import COUNTED_BY_KIN, count_due_in_each
from quizapp.cards.review_queries import NoteEntry
from quizapp.cards.withheld_queries import withheld_from
from quizapp.errors import NotFound
from quizapp.library.queries import shelf_of
from quizapp.library.receipts import Slip
from quizapp.markup import render_text

Secret = str


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card as the page draws it. A cloze with one gap has `front` in two parts, around the gap.

    `hint` is what is asked for, else the title of its deck.
    """

    card_id: int
    note_id: int
    target_id: int
    kind: str
    hint: str
    seen: int
    front: tuple[Markup, ...]
    back: Markup
    more: Markup
    is_typed: bool
    unit: str
    input_mode: str
    precision: str
    grades: tuple[Grade, ...]
    promise: str
    has_receipt: bool
    is_own: bool
    is_flagged: bool
    language: str

    @property
    def is_cloze(self) -> bool:
        return len(self.front) > 1


def today_page(session: Session, user: User, *, now: dt.datetime) -> dict[str, Any]:
    """What is left today, or the end of the day with what was gained."""
    agenda = agenda_of(session, user, now=now)
    done, habit, left = agenda.today.done, agenda.today.habit, agenda.left
    decks = _left_in_each(session, user, agenda)
    _today, tomorrow = due_ahead(session, user, agenda.day, days=2).values()
    return {
        "active": "cards",
        "left": left,
        "done": done,
        "share_known": _share_known(done),
        "minutes": max(1, round(done.duration_ms / 60_000)),
        "decks": decks,
        "is_over": not left.has_any_by(now),
        "tomorrow": tomorrow.cards,
        "new_tomorrow": min(habit.new_per_day, sum(deck.new for deck in decks)),
        "may_go_beyond": bool(left.backlog or any(deck.new for deck in decks)),
        "step_time": _time_of(left, user),
        "habit": habit,
    }


def _left_in_each(session: Session, user: User, agenda: Agenda) -> list[review_queries.StudiedDeck]:
    """The decks that are studied; few reviews are counted as the line above them counts them."""
    decks = review_queries.studied_with_counts(session, user.id, agenda.day)
    if not 0 < sum(deck.due for deck in decks) <= COUNTED_BY_KIN:
        return decks
    due = count_due_in_each(session, user.id, agenda.decks, agenda.day, withheld=agenda.withheld)
    return [replace(deck, due=due.get(deck.id, 0)) for deck in decks]


def review_page(
    session: Session,
    user: User,
    round: Round,
    *,
    secret: Secret,
    now: dt.datetime,
    new_uuid: Callable[[], str],
    first: int | None = None,
    is_turned: bool = False,
    checked: Checked | None = None,
) -> dict[str, Any]:
    """The page with its first card drawn and the others ready; `cards` is empty at the end."""
    asked, batch = _asked(session, user, round, now, first)
    cards = _drawn_cards(session, user, asked, batch, secret)
    last = find_last(session, user.id)
    is_open = bool(cards) and (is_turned or (checked is not None and checked.is_shown))
    return {
        "active": "cards",
        "round": round,
        "title": _title(session, user, round),
        "cards": cards,
        "is_turned": is_open,
        "checked": checked,
        "slips": receipt_of(session, user, cards[0].card_id) if is_open and cards[0].has_receipt else (),
        "left": batch.left if batch else None,
        "answered": batch.answered if batch else 0,
        "step_time": _time_of(batch.left, user) if batch else "",
        "entry": last.uuid if last else "",
        "uuid": new_uuid(),
        "now_ms": int(now.timestamp() * 1000),
    }


def batch_reply(
    session: Session,
    user: User,
    round: Round,
    *,
    secret: Secret,
    now: dt.datetime,
    render: Callable[..., str],
    first: int | None = None,
) -> dict[str, Any]:
    """The same for the page's script; `html` holds one template for each card."""
    asked, batch = _asked(session, user, round, now, first)
    last = find_last(session, user.id)
    reply: dict[str, Any] = {
        "cards": len(asked),
        "html": render(cards=_drawn_cards(session, user, asked, batch, secret), round=round),
        "entry": last.uuid if last else None,
    }
    if batch:
        reply["left"] = left_of(batch.left, batch.answered)
        reply["step_time"] = _time_of(batch.left, user)
        at = batch.left.step_at
        reply["step_at"] = int(at.timestamp() * 1000) if at else None
    return reply


def left_of(left: Left, answered: int) -> dict[str, int]:
    """The counts that stand on the page, by the names they have there."""
    return {
        "new": left.new,
        "learning": left.learning,
        "due": left.due,
        "minutes": left.minutes,
        "done": answered,
        "all": answered + left.cards,
    }


def receipt_of(session: Session, user: User, card_id: int) -> tuple[Slip, ...]:
    """The papers that a card stands on; none where its author cited nothing."""
    card = review_queries.get_cited_card(session, user.id, card_id)
    if card.bank_id is None or not card.citations:
        return ()
    face = load_face(card.face)
    shelf = shelf_of(session, card.bank_id, card.citations)
    question = face.question().asked if face.is_typed else AskedQuestion("short_answer", Text(face.front))
    return shelf.slips(card.citations, question, face.back)


def get_face(session: Session, user: User, card_id: int, *, now: dt.datetime) -> Face:
    """The face of a card that the learner may be asked."""
    card = review_queries.get_cited_card(session, user.id, card_id)
    if card.bank_id is not None and card.target_id in withheld_from(session, user.id, now):
        raise NotFound
    return load_face(card.face)


def _asked(
    session: Session, user: User, round: Round, now: dt.datetime, first: int | None
) -> tuple[list[Asked], Batch | None]:
    """What the round asks next, behind the card called up by name; a cram has no counts."""
    decks = None if round.deck_id is None else deck_and_inside(session, round.deck_id)
    batch = None
    if round.cram:
        asked = calling_up.cram(session, user, decks or (), after=round.after, now=now)
    else:
        batch = next_batch(session, user, now=now, decks=decks, beyond=round.beyond)
        asked = list(batch.cards)
    if first is not None:
        named = calling_up.find_asked(session, user, first, now=now)
        if named is None:
            raise NotFound
        asked = [named, *(one for one in asked if one.waiting.kin != named.waiting.kin)]
    return asked, batch


def _drawn_cards(
    session: Session, user: User, asked: Sequence[Asked], batch: Batch | None, secret: Secret
) -> list[DrawnCard]:
    notes = review_queries.notes_of(session, user.id, {one.face.note_id for one in asked})
    habit = batch.habit if batch else find_habit(session, user.id)
    labels = labels_of(habit.buttons)
    return [
        _drawn(
            one,
            notes[one.face.note_id],
            grades_of(one.offers, labels),
            promises.sign(secret, user.id, one),
            types_answers=habit.types_answers,
        )
        for one in asked
    ]


def _drawn(
    asked: Asked, note: NoteEntry, grades: tuple[Grade, ...], promise: str, *, types_answers: bool
) -> DrawnCard:
    face, memory = load_face(dict(asked.face.face)), asked.waiting.memory
    front = render_text(Text(face.front, note.format))
    is_said = face.more == face.front.replace(GAP, face.back)
    return DrawnCard(
        card_id=asked.face.card_id,
        note_id=asked.face.note_id,
        target_id=asked.face.target_id,
        kind="learning" if memory.is_in_steps else "due" if memory.is_studied else "new",
        hint=(question_word(face.hint) if note.is_of_fact else face.hint) or note.deck,
        seen=memory.reps,
        front=_around_gap(front) if asked.face.form == "cloze" else (front,),
        back=render_text(Text(face.back, note.format)),
        # A cloze whose gap has been filled says it already.
        more=render_text(Text("" if is_said else face.more, note.format)),
        is_typed=face.is_typed and types_answers,
        unit=face.unit,
        input_mode="decimal" if face.is_typed and face.question().asked.type == "numeric" else "text",
        precision=face.precision,
        grades=grades,
        promise=promise,
        has_receipt=note.is_cited,
        is_own=note.is_own,
        is_flagged=memory.is_flagged,
        language=note.language,
    )


def question_word(kind: str) -> str:
    """What a fact's card asks for: `Who?`, `Which city?`"""
    words = {"person": _("Who?"), "date": _("When?"), "": ""}
    return str(words[kind] if kind in words else _("Which %(kind)s?", kind=kind))


def _around_gap(front: Markup) -> tuple[Markup, ...]:
    """The sentence before and behind its one gap; whole where there are several, or it lies inside a tag."""
    parts = front.split(GAP)
    if len(parts) != 2 or parts[0].rfind("<") > parts[0].rfind(">"):
        return (front,)
    return parts[0], parts[1]


def _title(session: Session, user: User, round: Round) -> str:
    if round.deck_id is None:
        return str(_("Today’s cards"))
    return review_queries.get_studied_title(session, user.id, round.deck_id)


def _share_known(done: Done) -> int | None:
    """The per cent of today's answers that were not forgotten."""
    return round(100 * (done.answers - done.again) / done.answers) if done.answers else None


def _time_of(left: Left, user: User) -> str:
    return (
        str(format_time(left.step_at.astimezone(ZoneInfo(user.zone)), "HH:mm", rebase=False))
        if left.step_at
        else ""
    )
