"""From facts to words: what a stem must say, and how."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from questions.facts import Entity, Fact, Quantity, Relation, Role
from questions.generation.patterns import Wording, as_stem, in_words, quantity_in_words
from questions.when import When
from tests.questions.planets import bank_of, entity, fact

GHANI = Entity("ghani", "person", "Ashraf Ghani", "Ghani", "Afghan President Ashraf Ghani", living=True)
TALKS = Entity("talks", "event", "Moscow talks", "the Moscow talks", "the Moscow talks of March 2021")
SAID = Relation(
    "rejected",
    frozenset({"person"}),
    frozenset({"event"}),
    "stance",
    wording={
        "statement": "{subject} rejected {object}, and {subject} said so",
        "subject": "who rejected {object}?",
        "object": "what did {subject} reject?",
    },
)
WHEN = Relation(
    "dated",
    frozenset({"event"}),
    frozenset({"date"}),
    "date",
    wording={"statement": "{subject} took place {object}", "object": "when did {subject} take place?"},
)


def wording(*facts: Fact, **relation: Any) -> Wording:
    relations = (replace(SAID, **relation), WHEN)
    people = (GHANI, TALKS, entity("lavrov", "person", "Sergey Lavrov"))
    return Wording(bank_of(people, relations, facts, as_of=None))


def stem(role: Role = "subject", template: str = "", **marks: Any) -> str:
    made = fact("f", "ghani", "rejected", "talks", **marks)
    own: dict[str, str] = {role: template} if template else {}
    return wording(made).stem(replace(made, wording=own), role)


def test_names_stand_in_full_at_first_mention_and_short_after_it() -> None:
    made = fact("f", "ghani", "rejected", "talks")
    sentence = wording(made).sentence(made)
    assert sentence is not None
    assert sentence.text == (
        "Afghan President Ashraf Ghani rejected the Moscow talks of March 2021, and Ghani said so."
    )
    assert [part.what for part in sentence.parts] == ["subject", "object"]


@pytest.mark.parametrize(
    ("person", "stem", "told"),
    [
        ("taliban", "In which year were the Taliban founded?", "The Taliban were founded in 1994."),
        ("ghani", "In which year was Ghani founded?", "Ghani was founded in 1994."),
    ],
)
def test_a_verb_goes_by_the_number_of_its_name(person: str, stem: str, told: str) -> None:
    taliban = Entity("taliban", "party", "Taliban", "the Taliban", "the Taliban", plural=True)
    ghani = replace(GHANI, intro="Ghani")
    template = {
        "statement": "{subject} {subject:was|were} founded {object}",
        "object": "when {subject:was|were} {subject} founded?",
    }
    founded = replace(WHEN, wording=template)
    made = fact("f", person, "dated", When(1994))
    words = Wording(bank_of((taliban, ghani), (founded,), (made,), as_of=None))
    sentence = words.sentence(made)
    assert sentence is not None
    assert (words.stem(made, "object"), sentence.text) == (stem, told)
    assert [part.what for part in sentence.parts] == ["subject", "object"]


def test_a_stem_begins_with_a_capital_and_ends_with_one_mark() -> None:
    assert stem() == "Who rejected the Moscow talks of March 2021?"
    assert as_stem("name it.") == "Name it."


def test_what_was_true_at_a_time_says_when() -> None:
    assert stem(as_of=When(2019)) == "In 2019, who rejected the Moscow talks of March 2021?"
    assert stem(template="{when}, who said no?", as_of=When(2021, 3, 18)) == "On 18 March 2021, who said no?"


def test_a_date_that_the_words_hold_already_is_not_said_twice() -> None:
    assert stem(template="who said no in spring 2021?", as_of=When(2021, 3)) == "Who said no in spring 2021?"


def test_a_missing_date_leaves_no_hole() -> None:
    assert stem(template="{when}, who said no?") == "Who said no?"


def test_a_claim_is_asked_by_its_speaker() -> None:
    claimed: dict[str, Any] = {"epistemic": "claimed", "speaker": "lavrov"}
    assert stem(**claimed).startswith("According to Sergey Lavrov, who rejected")
    assert stem(ask="attributed", speaker="lavrov").startswith("According to Sergey Lavrov, who")
    assert stem(speaker="lavrov").startswith("Who rejected")


def test_a_speaker_is_not_named_where_he_is_the_answer_or_named_already() -> None:
    own: dict[str, Any] = {"epistemic": "claimed", "speaker": "ghani"}
    assert stem("subject", **own).startswith("Who rejected")
    assert stem("object", **own) == "What did Afghan President Ashraf Ghani reject?"
    told = stem(template="according to Lavrov, who said no?", epistemic="claimed", speaker="lavrov")
    assert told == "According to Lavrov, who said no?"


def test_a_condition_is_always_said_once() -> None:
    condition = "if the guests keep their promises"
    assert stem(condition=condition).startswith("If the guests keep their promises, who rejected")
    said = stem(template="who says no if the guests come?", condition=condition)
    assert said == "Who says no if the guests come?"


@pytest.mark.parametrize(
    ("template", "date", "text"),
    [
        (
            "{subject} was held {object}",
            When(2021, 3, 18),
            "The Moscow talks of March 2021 was held on 18 March 2021.",
        ),
        ("it was held on {object}", When(2021, 3), "It was held in March 2021."),
        ("it was held in {object}", When(2021, 3, 18), "It was held on 18 March 2021."),
        ("it had lasted since {object}", When(2019), "It had lasted since 2019."),
        ("its date was {object}", When(2021, 3, 18), "Its date was 18 March 2021."),
    ],
)
def test_a_date_takes_the_preposition_that_fits(template: str, date: When, text: str) -> None:
    made = fact("f", "talks", "dated", date, wording={"statement": template})
    sentence = wording(made).sentence(made)
    assert sentence is not None
    assert sentence.text == text


def test_another_term_can_take_a_place_in_the_sentence() -> None:
    made = fact("f", "ghani", "rejected", "talks")
    swapped = wording(made).sentence(made, {"subject": "lavrov"})
    assert swapped is not None
    assert swapped.text.startswith("Sergey Lavrov rejected")


def test_typed_answers_have_words_of_their_own_where_given() -> None:
    made = fact("f", "ghani", "rejected", "talks")
    words = wording(made, wording={"object": "which of these?", "object_typed": "what was it?"})
    assert words.stem(made, "object") == "Which of these?"
    assert words.stem(made, "object", typed=True) == "What was it?"
    assert not words.asks(made, "subject")


def test_a_role_left_out_of_the_fact_is_not_asked() -> None:
    made = fact("f", "ghani", "rejected", "talks", roles=("object",))
    assert [role for role in ("subject", "object") if wording(made).asks(made, role)] == ["object"]


def test_the_capital_is_not_taken_for_the_government_that_goes_by_its_name() -> None:
    russia = Entity("russia", "country", "Russia", "Russia", "Russia", metonyms=("Moscow", "the Kremlin"))
    words = Wording(bank_of((russia, entity("moscow", "city")), (), ()))
    assert not words.is_named_in("russia", "Who hosted the talks in Moscow?")
    assert words.is_named_in("russia", "Who spoke for the Kremlin?")


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(Fraction(20), "years"), "20 years"),
        (Quantity(Fraction(5, 2), "%"), "2.5%"),
        (Quantity(Fraction(20000), "$"), "$20,000"),
        (Quantity(Fraction(4)), "4"),
    ],
)
def test_quantities_are_written_as_people_write_them(quantity: Quantity, text: str) -> None:
    assert quantity_in_words(quantity) == text


def test_small_counts_are_words() -> None:
    assert [in_words(count) for count in (2, 10, 11)] == ["two", "ten", "11"]
