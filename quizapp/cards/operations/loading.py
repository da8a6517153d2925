"""The decks of a bank: one for the bank, one inside it for each topic, a note for each fact that is asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter, itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from questions import facts
from questions.card import dump_face
from questions.document import dump_citation
from questions.facts import Weight
from questions.generation.cards import CardText, cards_of
from questions.question import Question
from quizapp.cards.models import Card, Deck, Note
from quizapp.cards.operations.placing import bring_back, lay, put_away, study_inside
from quizapp.cards.operations.writing import searchable
from quizapp.cards.targets import FactRole, targets_of_facts
from quizapp.library.models import Bank, Topic

_WEIGHTS: tuple[Weight, ...] = ("main", "detail", "periphery")


def load_decks(
    session: Session, bank: Bank, loaded: facts.Bank, questions: Sequence[Question], now: dt.datetime
) -> None:
    """Bring the decks of a bank to what its facts give; the same again changes nothing.

    A note keeps its cards and a card its target, so that wording may change and nobody's memory
    does. New cards go behind those that learners may have met; what vanished retires.
    """
    cards = cards_of(loaded, questions)
    decks = _decks(session, bank, {card.topic for card in cards}, now)
    targets = targets_of_facts(session, bank.id, [(card.fact, card.role) for card in cards])
    notes = _notes_of(session, bank.id)
    by_fact: dict[str, list[CardText]] = defaultdict(list)
    for card in cards:
        by_fact[card.fact].append(card)
    to_lay: dict[str, list[tuple[int, bool, Card]]] = defaultdict(list)
    for fact_id, texts in by_fact.items():
        fact = loaded.facts[fact_id]
        note = _brought_note(session, notes.get(fact_id), fact, texts, decks[fact.topic], now)
        first = targets[fact_id, texts[0].role]
        to_lay[fact.topic] += [
            (_WEIGHTS.index(fact.weight), card.target_id != first, card)
            for card in _brought_cards(session, note, texts, targets, decks[fact.topic], now)
        ]
    for topic, waiting in to_lay.items():
        # Main points first, and of each weight the first questions of all facts before the reversed ones.
        lay(session, decks[topic], (card for _, _, card in sorted(waiting, key=itemgetter(0, 1))))
    for fact_id, note in notes.items():
        if fact_id not in by_fact and note.retired_at is None:
            note.retired_at = now
            put_away(session, [card for card in note.cards if card.retired_at is None], now)
    session.flush()


def _notes_of(session: Session, bank_id: int) -> dict[str, Note]:
    statement = select(Note).join(Deck, Deck.id == Note.deck_id).where(Deck.bank_id == bank_id)
    return {note.fact: note for note in session.scalars(statement.options(selectinload(Note.cards)))}


def _decks(session: Session, bank: Bank, topics: set[str], now: dt.datetime) -> dict[str, Deck]:
    """The bank's deck under "", and inside it those of the topics that have cards."""
    known = {deck.topic_id: deck for deck in session.scalars(select(Deck).where(Deck.bank_id == bank.id))}
    if not topics and not known:
        return {}
    whole = known.get(None) or Deck(bank_id=bank.id, made_at=now)
    whole.title, whole.description = bank.title, bank.description
    session.add(whole)
    session.flush()
    decks = {"": whole}
    for topic in session.scalars(select(Topic).where(Topic.bank_id == bank.id).order_by(Topic.position)):
        if topic.slug not in topics and topic.id not in known:
            continue
        deck = known.get(topic.id)
        if deck is None:
            deck = Deck(
                bank_id=bank.id, topic_id=topic.id, parent_id=whole.id, title=topic.title, made_at=now
            )
            session.add(deck)
            session.flush()
            study_inside(session, whole, deck, now)
        deck.title = topic.title
        decks[topic.slug] = deck
    return decks


def _brought_note(
    session: Session,
    note: Note | None,
    fact: facts.Fact,
    texts: Sequence[CardText],
    deck: Deck,
    now: dt.datetime,
) -> Note:
    """The note of a fact as it reads now."""
    fields = {"statement": fact.statement, "explanation": fact.explanation}
    citations = [dump_citation(citation) for citation in texts[0].citations]
    if note is None:
        note = Note(deck_id=deck.id, guid=fact.id, kind="fact", fact=fact.id, made_at=now, cards=[])
        session.add(note)
    elif (note.fields, note.citations) != (fields, citations):
        note.edited_at = now
    note.fields, note.citations, note.retired_at = fields, citations, None
    note.words = searchable(fields)
    session.flush()
    return note


def _brought_cards(
    session: Session,
    note: Note,
    texts: Sequence[CardText],
    targets: dict[FactRole, int],
    deck: Deck,
    now: dt.datetime,
) -> list[Card]:
    """Bring a note's cards to these texts; returns those that have no place in the deck yet."""
    known = {card.ordinal: card for card in note.cards}
    is_moved = note.deck_id != deck.id
    note.deck_id = deck.id
    places = {} if is_moved else {card.target_id: card.position for card in note.cards}
    for text in texts:
        target_id = targets[text.fact, text.role]
        card = known.get(text.ordinal)
        if card is None:
            position = places.get(target_id, 0)
            card = Card(deck_id=deck.id, target_id=target_id, ordinal=text.ordinal, position=position)
            note.cards.append(card)
        card.form, card.face = text.form, dump_face(text.face)
    session.flush()
    wanted = {text.ordinal for text in texts}
    bring_back(session, [card for card in note.cards if card.ordinal in wanted and card.retired_at])
    put_away(
        session, [card for card in note.cards if card.ordinal not in wanted and not card.retired_at], now
    )
    return sorted((card for card in note.cards if card.target_id not in places), key=attrgetter("ordinal"))
