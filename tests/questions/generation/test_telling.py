"""What a stem tells in passing, which another question of the bank may ask."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import FrameType, ModuleType

import pytest

from questions.banks import load_bank, shipped_banks
from questions.facts import Bank, Evidence, Locator, Quantity, Term
from questions.generation import telling as module
from questions.generation.generator import Generated, generate
from questions.generation.patterns import Wording
from questions.generation.telling import MOST_ALIKE, Telling
from questions.question import Asked, Option, Question, Sealed, Text, TextKey
from questions.when import When
from tests.questions.planets import bank_of, entity, fact, planets


def telling(stem: str, facts: tuple[str, ...] = (), *prompts: str) -> tuple[str, ...]:
    """The facts told by a stem about the moons and by prompts, in a question on no fact but these."""
    made = planets()
    question = next(one for one in generate(made).questions if not one.facts)
    asked = replace(question.asked, stem=Text(stem), prompts=tuple(Option(one, one) for one in prompts))
    return Telling(made, Wording(made)).marked(replace(question, asked=asked, facts=facts)).asked.tells


def test_two_names_side_by_side_tell_the_fact_that_joins_them() -> None:
    assert telling("Who first drew a map of Io, the moon of Jupiter?") == ("io-orbits",)


def test_two_names_far_apart_tell_nothing() -> None:
    assert telling("Why is Io, which is full of fire and smoke and sulphur, brighter than Jupiter?") == ()


def test_a_date_beside_a_name_tells_when_it_was() -> None:
    assert telling("Which telescope showed Io on 8 January 1610 for the first time?") == ("io-found",)


def test_a_day_tells_what_happened_then_without_its_name() -> None:
    assert telling("Where did a storm rage on 8 January 1610?") == ("io-found",)


def test_a_prompt_tells_a_day_as_a_stem_does() -> None:
    assert telling("Match each storm to its place.", (), "The storm of 8 January 1610") == ("io-found",)


@pytest.mark.parametrize("count", ["2", "two"])
def test_a_number_in_words_is_told_as_one_in_digits(count: str) -> None:
    assert telling(f"Which of the {count} moons of Mars is farther out?") == ("mars-count",)


def test_a_year_alone_tells_nothing() -> None:
    assert telling("Where did a storm rage in 1610?") == ()


def test_its_own_fact_is_not_told_in_passing() -> None:
    assert telling("Which moon of Jupiter is Io?", facts=("io-orbits",)) == ()


def test_context_is_never_told_as_nobody_is_asked_for_it() -> None:
    assert telling("How did Simon Marius overlook Io, and Io overlook Simon Marius?") == ()


def moscow_talks() -> Generated:
    (folder,) = [path for path in shipped_banks() if path.name == "moscow-talks-2021"]
    bank = load_bank(folder).bank
    assert bank is not None
    return generate(bank)


def test_a_name_behind_its_office_tells_who_held_it() -> None:
    made = [
        one for one in moscow_talks().questions if "Afghan President Ashraf Ghani" in one.asked.stem.value
    ]
    assert made
    assert all("ghani-president" in one.asked.tells for one in made)


def test_an_option_with_an_office_tells_who_held_it() -> None:
    (asked,) = [one for one in moscow_talks().questions if one.anchor == "written:who-named-the-aim"]
    assert {"khalilzad-representative", "lavrov-minister", "zakharova-spokesperson"} <= set(asked.asked.tells)


@pytest.mark.parametrize(
    ("stem", "host"),
    [("Moscow conference", "russia-hosted-moscow"), ("conference planned for Istanbul", "turkey-to-host")],
)
def test_the_city_in_the_name_of_a_conference_tells_which_country_was_host(stem: str, host: str) -> None:
    made = [one for one in moscow_talks().questions if stem in one.asked.stem.value]
    assert made
    assert all(host in (*one.asked.tells, *one.facts) for one in made)


def test_who_is_asked_in_which_city_talks_were_can_say_in_which_country() -> None:
    asked_where = [one for one in moscow_talks().questions if one.facts == ("doha-talks-in-doha",)]
    assert asked_where
    assert all("qatar-hosted-doha" in one.asked.tells for one in asked_where)


def test_two_answers_of_one_name_from_one_passage_tell_each_other() -> None:
    """The Kootneeti names Khalilzad, his office and his proposal in one paragraph."""
    presented = [one for one in moscow_talks().questions if one.anchor == "fact:deed-khalilzad"]
    offices = [one for one in moscow_talks().questions if one.anchor == "fact:khalilzad-representative"]
    asked_for_him = [one for one in offices if ("khalilzad-representative", "subject") in one.targets]
    assert presented
    assert asked_for_him
    assert all("khalilzad-representative" in one.asked.tells for one in presented)
    assert all("deed-khalilzad" in one.asked.tells for one in asked_for_him)


def test_one_name_from_two_passages_is_asked_for_twice() -> None:
    letters = [one for one in moscow_talks().questions if one.anchor == "fact:deed-blinken"]
    assert letters
    assert all("blinken-suggested-istanbul" not in one.asked.tells for one in letters)


def a_diary(count: int) -> Bank:
    """What Galileo saw, on how many nights, how often: so many moons, all told on one page."""
    day = dt.date(1610, 1, 8)
    moons = [f"moon-{number}" for number in range(count)]
    seen: list[Term] = [
        *moons,
        *(When.parse((day + dt.timedelta(days=one)).isoformat()) for one in range(count)),
        *(When.parse(day.isoformat()) for _ in moons),
        *(Quantity(Fraction(one), "nights") for one in range(count)),
    ]
    page = (Evidence(Locator("brief", 1)),)
    facts = [fact(f"seen-{number}", "galileo", "saw", one) for number, one in enumerate(seen)]
    made = bank_of([entity("galileo", "person"), *(entity(moon, "moon") for moon in moons)], [], facts)
    return replace(made, facts={one.id: replace(one, evidence=page) for one in facts})


def asked_of(bank: Bank) -> list[Question]:
    """Who saw each of it, in words that name it and the day of the first night."""
    wording = Wording(bank)
    return [
        Question(
            one.id,
            Asked(
                "short_answer", Text(f"Who saw {wording.label(one.object)} before 8 January 1610, Galileo?")
            ),
            Sealed(TextKey(("Galileo",)), Text("")),
            facts=(one.id,),
            targets=((one.id, "subject"),),
        )
        for one in bank.facts.values()
    ]


def lines_run(work: Callable[[], object], module: ModuleType) -> int:
    """How many lines of the module the work runs through: its cost, whatever the machine."""
    count = 0

    def within(frame: FrameType, event: str, arg: object) -> object:
        nonlocal count
        if frame.f_code.co_filename == module.__file__:
            count += event == "line"
            return within
        return None

    before = sys.gettrace()
    sys.settrace(within)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_a_question_costs_the_same_however_much_one_name_answers_on_one_page() -> None:
    def cost(count: int) -> float:
        bank = a_diary(count)
        reader, questions = Telling(bank, Wording(bank)), asked_of(bank)
        return lines_run(lambda: [reader.marked(one) for one in questions], module) / len(questions)

    assert cost(400) < 1.1 * cost(50)


@pytest.mark.parametrize(("count", "told"), [(MOST_ALIKE - 1, MOST_ALIKE - 2), (MOST_ALIKE, 0)])
def test_what_answers_nearly_everything_on_a_page_gives_nothing_of_it_away(count: int, told: int) -> None:
    facts = [fact(f"seen-{number}", "galileo", "saw", f"moon-{number}") for number in range(count)]
    moons = [entity(f"moon-{number}", "moon") for number in range(count)]
    made = bank_of([entity("galileo", "person"), *moons], [], facts)
    page = (Evidence(Locator("brief", 1)),)
    made = replace(made, facts={one.id: replace(one, evidence=page) for one in facts})
    question = replace(asked_of(made)[0], asked=Asked("short_answer", Text("Who saw it first?")))
    assert len(Telling(made, Wording(made)).marked(question).asked.tells) == told
