"""A bank that is loaded brings its decks: what is new, what reads differently, what vanished and returns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from questions import facts
from questions.banks import shipped_banks
from questions.card import load_face
from questions.facts import Topic
from questions.generation.generator import generate
from quizapp.bank.after_loading import tell_loaded
from quizapp.bank.operations import Loaded
from quizapp.cards.models import Card, Deck, MemoryRow, Note, RecallTarget, Study
from quizapp.commands.loading import is_current, load_folder
from quizapp.library import operations as library
from quizapp.library.models import Bank
from tests import builders
from tests.builders import NOW
from tests.questions.planets import planets

LATER = NOW + dt.timedelta(days=1)
TWO_TOPICS = {"planets": Topic("planets", "Planets"), "finders": Topic("finders", "Who found what")}


def load(rows, bank: facts.Bank, *, now: dt.datetime = NOW) -> int:
    """Load the bank as the command does; returns its row's id."""
    with rows() as session:
        row = library.load_bank(session, bank, str(hash(repr(bank))), False, now)
        tell_loaded(session, row, bank, generate(bank).questions, now)
        return row.id


def changed(bank: facts.Bank, fact_id: str, **marks: object) -> facts.Bank:
    fact = replace(bank.facts[fact_id], **marks)
    return replace(bank, facts=bank.facts | {fact_id: fact}, topics=TWO_TOPICS)


def cards_by_front(session) -> dict[str, Card]:
    return {load_face(card.face).front: card for card in session.scalars(select(Card))}


def studied(rows, *, title: str = "Planets", topic: bool = True) -> int:
    """A learner of the deck of this title who has met every card of it; returns her id."""
    with rows() as session:
        user = builders.user(session)
        decks = session.scalars(select(Deck).where(Deck.title == title))
        for deck in decks:
            session.add(
                Study(user_id=user.id, deck_id=deck.id, started_at=NOW, met_position=deck.last_position)
            )
        return user.id


def remember(session, user_id: int, card: Card) -> None:
    session.add(
        MemoryRow(
            user_id=user_id,
            target_id=card.target_id,
            deck_id=card.deck_id,
            position=card.position,
            queue="review",
            due_on=NOW.date(),
            last_at=NOW,
        )
    )


@pytest.fixture
def loaded(rows) -> int:
    return load(rows, planets())


def test_a_bank_gets_a_deck_with_its_topics_inside_and_a_note_for_each_fact_asked(rows, loaded):
    with rows() as session:
        whole, inside = session.scalars(select(Deck).order_by(Deck.id))
        assert (whole.bank_id, whole.topic_id, whole.owner_id) == (loaded, None, None)
        assert (inside.title, inside.parent_id) == ("Planets", whole.id)
        notes = session.scalars(select(Note)).all()
        assert {note.deck_id for note in notes} == {inside.id}
        assert {note.fact for note in notes} >= {"io-orbits", "io-found", "mars-count"}
        assert all(note.guid == note.fact and note.citations for note in notes)
        assert "io-miss" not in {note.fact for note in notes}


def test_cards_on_one_role_share_target_and_position(rows, loaded):
    with rows() as session:
        made = cards_by_front(session)
        question, gapped = made["Which planet does Io circle?"], made["Io circles …."]
        assert (question.target_id, question.position) == (gapped.target_id, gapped.position)
        target = session.get_one(RecallTarget, question.target_id)
        assert (target.fact, target.role) == ("io-orbits", "object")
        deck = session.get_one(Deck, question.deck_id)
        assert deck.last_position == session.scalar(select(func.max(Card.position)))
        assert session.scalar(select(func.count(func.distinct(Card.position)))) == deck.last_position


def test_main_points_are_met_first(rows, loaded):
    with rows() as session:
        made = cards_by_front(session)
        assert made["Which planet does Titan circle?"].position < made["When was Io found?"].position


def test_loading_the_same_again_changes_nothing(rows, loaded, statements):
    with statements() as sent:
        load(rows, planets(), now=LATER)
    assert [one for one in sent if not one.startswith(("SELECT", "BEGIN"))] == []


def test_a_changed_wording_changes_the_card_and_no_memory(rows, loaded):
    with rows() as session:
        card = cards_by_front(session)["Which planet does Io circle?"]
        learner = builders.user(session)
        remember(session, learner.id, card)
        before = (card.id, card.target_id, card.position)
    load(
        rows,
        changed(planets(), "io-orbits", wording={"object": "around which planet does {subject} go?"}),
        now=LATER,
    )
    with rows() as session:
        after = cards_by_front(session)["Around which planet does Io go?"]
        assert (after.id, after.target_id, after.position) == before
        assert session.get_one(MemoryRow, (learner.id, after.target_id)).position == after.position
        assert session.scalar(select(Note.edited_at).where(Note.fact == "io-orbits")) is None


def test_a_changed_statement_is_an_edited_note(rows, loaded):
    load(rows, changed(planets(), "io-orbits", statement="Io goes round Jupiter."), now=LATER)
    with rows() as session:
        note = session.scalars(select(Note).where(Note.fact == "io-orbits")).one()
        assert (note.edited_at, note.fields["statement"]) == (LATER, "Io goes round Jupiter.")
        assert "Io goes round …." in cards_by_front(session)


def test_a_vanished_fact_retires_its_note_and_comes_back_with_its_memory(rows, loaded):
    user_id = studied(rows)
    with rows() as session:
        card = cards_by_front(session)["When was Io found?"]
        remember(session, user_id, card)
    load(rows, changed(planets(), "io-found", status="retired"), now=LATER)
    with rows() as session:
        note = session.scalars(select(Note).where(Note.fact == "io-found")).one()
        assert note.retired_at == LATER
        assert cards_by_front(session)["When was Io found?"].retired_at == LATER
        memory = session.get_one(MemoryRow, (user_id, card.target_id))
        assert (memory.deck_id, memory.due_on) == (None, NOW.date())
    load(rows, planets(), now=LATER)
    with rows() as session:
        back = cards_by_front(session)["When was Io found?"]
        assert back.retired_at is None
        memory = session.get_one(MemoryRow, (user_id, card.target_id))
        assert (memory.deck_id, memory.position) == (back.deck_id, back.position)


def test_a_fact_that_moves_to_another_topic_takes_cards_and_memories_along(rows, loaded):
    user_id = studied(rows)
    with rows() as session:
        remember(session, user_id, cards_by_front(session)["When was Io found?"])
    load(rows, changed(planets(), "io-found", topic="finders"), now=LATER)
    with rows() as session:
        deck = session.scalars(select(Deck).where(Deck.title == "Who found what")).one()
        card = cards_by_front(session)["When was Io found?"]
        assert (card.deck_id, card.position, deck.last_position) == (deck.id, 1, 1)
        memory = session.get_one(MemoryRow, (user_id, card.target_id))
        assert (memory.deck_id, memory.position) == (deck.id, 1)


def test_who_studies_the_whole_bank_studies_a_topic_that_is_added(rows, loaded):
    with rows() as session:
        learner, other = builders.user(session), builders.user(session)
        for deck in session.scalars(select(Deck)):
            session.add(Study(user_id=learner.id, deck_id=deck.id, started_at=NOW))
            if deck.parent_id is not None:
                session.add(Study(user_id=other.id, deck_id=deck.id, started_at=NOW))
    load(rows, changed(planets(), "io-found", topic="finders"), now=LATER)
    with rows() as session:
        deck = session.scalars(select(Deck).where(Deck.title == "Who found what")).one()
        assert session.scalars(select(Study.user_id).where(Study.deck_id == deck.id)).all() == [learner.id]


def test_a_bank_without_any_card_has_no_deck(rows):
    load(rows, replace(planets(), facts={}, sets={}, groups={}, written={}))
    with rows() as session:
        assert session.scalars(select(Deck)).all() == []


def test_an_instance_of_an_older_program_gets_its_decks_at_the_next_start(rows):
    """Its bank is the same, but the program that made questions of it is not."""
    (capitals,) = (folder for folder in shipped_banks() if folder.name == "capitals")
    with rows() as session:
        load_folder(session, capitals, is_shipped=True, now=NOW)
        assert is_current(session, capitals)
        session.execute(delete(Card))
        session.execute(delete(Deck))
        session.scalars(select(Bank)).one().folder_hash = "of the same bank by an older program"
    with rows() as session:
        assert not is_current(session, capitals)
        loaded, _remarks = load_folder(session, capitals, is_shipped=True, now=LATER)
        assert loaded == Loaded()
        assert "What is the capital of Peru?" in cards_by_front(session)
