"""Flashcards of a bank: what is asked, what is left out, and that nothing on a card is unproven."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questions.banks import load_bank, shipped_banks
from questions.card import GAP, Face, dump_face, load_face
from questions.facts import Bank, Fact, Relation
from questions.generation.cards import CardText, cards_of
from questions.generation.generator import generate
from questions.generation.patterns import Wording
from questions.when import When
from tests.questions.planets import ORBITS, bank_of, entity, fact, planets

LEADS = Relation(
    "leads",
    frozenset({"person"}),
    frozenset({"office"}),
    "office",
    functional={"subject": "One person holds it.", "object": "She holds one."},
    wording={
        "statement": "{subject} was {object}",
        "subject": "{when}, who was {object}?",
        "object": "{when}, what office did {subject} hold?",
    },
)
PEOPLE = (
    entity("curie", "person", "Marie Curie", intro="Professor Marie Curie", aliases=("Curie",)),
    entity("head", "office", "Head of the laboratory"),
    entity("times", "organisation", "The Times"),
)


def cards(bank: Bank) -> dict[tuple[str, str, str], CardText]:
    """The cards by fact, role and form."""
    made = cards_of(bank, generate(bank).questions)
    return {(card.fact, card.role, card.form): card for card in made}


def fronts(statement: str, **marks: Any) -> dict[tuple[str, str], str]:
    """The fronts by role and form of the cards on one fact of somebody's office."""
    bank = bank_of(PEOPLE, (LEADS,), (fact("f", "curie", "leads", "head", statement, **marks),))
    return {(role, form): card.face.front for (_, role, form), card in cards(bank).items()}


@pytest.fixture(scope="module", params=[path.name for path in shipped_banks()])
def shipped(request: pytest.FixtureRequest) -> Bank:
    folder = next(path for path in shipped_banks() if path.name == request.param)
    bank = load_bank(folder).bank
    assert bank is not None
    return bank


def test_a_fact_is_asked_as_a_question_and_as_a_sentence_with_a_gap() -> None:
    made = cards(planets())
    asked = made["io-orbits", "object", "question"]
    assert asked.face.front == "Which planet does Io circle?"
    assert (asked.face.back, asked.face.hint) == ("Jupiter", "planet")
    assert made["io-orbits", "object", "cloze"].face.front == f"Io circles {GAP}."
    assert asked.citations
    assert asked.weight == "main"


def test_a_role_that_several_things_fill_is_on_no_card() -> None:
    made = cards(planets())
    assert not [key for key in made if key[:2] == ("io-orbits", "subject")]
    assert ("titan-orbits", "subject", "question") not in made


def test_a_fact_that_has_one_answer_both_ways_is_asked_both_ways() -> None:
    both = replace(ORBITS, functional=ORBITS.functional | {"subject": "Each planet here has one moon."})
    bank = bank_of(
        (entity("earth", "planet"), entity("moon", "moon", "Luna")),
        (replace(both, wording=both.wording | {"subject_typed": "which moon circles {object}?"}),),
        (fact("luna", "moon", "orbits", "earth", "Luna circles Earth."),),
    )
    made = cards(bank)
    assert made["luna", "subject", "question"].face.front == "Which moon circles Earth?"
    assert made["luna", "object", "reversed"].face.front == "Which planet does Luna circle?"
    assert len({card.ordinal for card in made.values()}) == len(made) == 4


def test_a_date_is_asked_as_it_is_typed_in_a_quiz() -> None:
    face = cards(planets())["io-found", "object", "cloze"].face
    assert face.front == f"Io was found on {GAP}."
    for typed in ("8 January 1610", "1610-01-08"):
        assert face.mark(face.read([typed])).verdict == "right"
    assert face.mark(face.read(["9 January 1610"])).verdict == "wrong"


def test_a_number_written_in_words_leaves_no_gap_but_is_asked() -> None:
    made = cards(planets())
    assert ("mars-count", "object", "cloze") not in made
    assert made["mars-count", "object", "question"].face.back == "2 moons"


@pytest.mark.parametrize(
    ("statement", "front"),
    [
        ("Professor Marie Curie was head of the laboratory.", "Professor … was head of the laboratory."),
        ("Curie was head of the laboratory.", "… was head of the laboratory."),
        ("Marie Curie led: Marie Curie was head of the laboratory.", None),
        ("Marie Curie was head of the laboratory, Curie said.", None),
        ("She was head of the laboratory.", None),
    ],
)
def test_the_gap_takes_a_name_that_occurs_once(statement: str, front: str | None) -> None:
    assert fronts(statement).get(("subject", "cloze")) == front


def test_a_name_within_a_word_is_no_name() -> None:
    assert ("subject", "cloze") not in fronts("Curieland had one head of the laboratory.")


@pytest.mark.parametrize(
    ("statement", "marks", "front"),
    [
        ("Marie Curie led it.", {"as_of": When(1906, 5)}, "In May 1906: … led it."),
        ("In 1906 Marie Curie led it.", {"as_of": When(1906, 5)}, "In 1906 … led it."),
        (
            "Marie Curie led it.",
            {"epistemic": "claimed", "ask": "attributed", "speaker": "times"},
            "According to The Times: … led it.",
        ),
        (
            "According to The Times, Marie Curie led it.",
            {"ask": "attributed", "speaker": "times", "as_of": When(1906)},
            "In 1906, according to The Times, … led it.",
        ),
        ("Marie Curie led it.", {"condition": "if she stayed"}, None),
        ("Marie Curie led it if she stayed.", {"condition": "if she stayed"}, "… led it if she stayed."),
    ],
)
def test_a_sentence_says_first_whose_word_it_is_and_as_of_when(
    statement: str, marks: dict[str, Any], front: str | None
) -> None:
    assert fronts(statement, **marks).get(("subject", "cloze")) == front


@pytest.mark.parametrize(
    "marks",
    [
        {"status": "draft"},
        {"status": "disputed"},
        {"ask": "context"},
        {"sensitive": frozenset({"casualties"})},
        {"types": frozenset({"single_choice"})},
    ],
)
def test_what_may_not_be_asked_is_on_no_card(marks: dict[str, Any]) -> None:
    assert fronts("Marie Curie was head of the laboratory.", **marks) == {}


def test_an_accusation_is_asked_as_whom_somebody_blamed_and_never_as_a_gap() -> None:
    said = "The Times blamed Marie Curie. Nobody had claimed responsibility."
    blamed = Relation(
        "blamed",
        frozenset({"organisation"}),
        frozenset({"person"}),
        "blame",
        functional={"object": "It blamed one person."},
        wording={"object": "nobody had claimed it: whom did {subject} blame?"},
    )
    accusation: Fact = fact(
        "f",
        "times",
        "blamed",
        "curie",
        said,
        sensitive=frozenset({"accusation"}),
        epistemic="accused",
        speaker="times",
        ask="attributed",
    )
    made = cards(bank_of(PEOPLE, (blamed,), (accusation,)))
    assert [(role, form) for _, role, form in made] == [("object", "question")]
    assert "Nobody had claimed" in made["f", "object", "question"].face.more


def test_what_a_shipped_bank_puts_on_a_back_counts_when_typed(shipped: Bank) -> None:
    made = cards_of(shipped, generate(shipped).questions)
    assert len(made) > 50
    for card in made:
        assert card.face.mark(card.face.read([card.face.back])).verdict == "right", card
        assert load_face(dump_face(card.face)) == card.face


def test_no_card_of_a_shipped_bank_names_its_answer_or_touches_casualties(shipped: Bank) -> None:
    wording = Wording(shipped)
    for card in cards_of(shipped, generate(shipped).questions):
        asked = shipped.facts[card.fact]
        assert not wording.is_named_in(asked.term(card.role), card.face.front)
        assert "casualties" not in asked.sensitive
        assert card.citations
        assert card.face.front.count(GAP) == (card.form == "cloze")


def test_the_cards_of_a_fact_have_numbers_of_their_own(shipped: Bank) -> None:
    made = cards_of(shipped, generate(shipped).questions)
    assert len({(card.fact, card.ordinal) for card in made}) == len(made)
    assert made == cards_of(shipped, generate(shipped).questions)


def test_a_card_without_key_is_marked_by_the_learner() -> None:
    with pytest.raises(ValueError, match="herself"):
        Face("front", "back").read(["back"])
    assert load_face(dump_face(Face("front", "back"))) == Face("front", "back")
