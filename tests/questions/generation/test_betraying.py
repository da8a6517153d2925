"""Which questions the words of another answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions.generation import betraying as module
from questions.generation.betraying import MOST_ALIKE, Betraying
from questions.question import Asked, ChoiceKey, Key, NumberKey, Option, Question, Sealed, Text, TextKey
from tests.questions.generation.test_telling import lines_run, moscow_talks

CEASEFIRE = "Who hoped for a ceasefire and an interim government in Kabul?"


def asking(stem: str, *names: str, id: str = "q1", key: Key | None = None, **asked: object) -> Question:
    values: dict[str, object] = {"type": "short_answer", "stem": Text(stem)}
    return Question(id, Asked(**(values | asked)), Sealed(key or TextKey(names), Text("")))  # type: ignore[arg-type]


def betrayed(stem: str, other: Question, *prompts: str) -> tuple[str, ...]:
    """What a stem with these prompts betrays, beside another question."""
    one = asking(stem, "Doha", id="q0", prompts=tuple(Option(prompt, prompt) for prompt in prompts))
    return Betraying([one, other]).marked(one).asked.betrays


@pytest.mark.parametrize(
    "stem",
    [
        "In which city did Khalilzad speak of a ceasefire and a new government?",
        "In which city did the US envoy speak of a ceasefire and a new government?",
    ],
)
def test_an_answer_named_in_like_words_is_betrayed_by_any_of_its_names(stem: str) -> None:
    assert betrayed(stem, asking(CEASEFIRE, "Khalilzad", "the US envoy")) == ("q1",)


def test_a_prompt_betrays_as_a_stem_does() -> None:
    stem = "Match each person to the city where a ceasefire and a government were spoken of."
    assert betrayed(stem, asking(CEASEFIRE, "Khalilzad"), "Khalilzad") == ("q1",)


def test_an_answer_named_in_other_words_is_not_betrayed() -> None:
    assert betrayed("In which city was Khalilzad born?", asking(CEASEFIRE, "Khalilzad")) == ()


def test_like_words_without_the_answer_betray_nothing() -> None:
    assert betrayed("Who had hoped for a ceasefire in Kabul?", asking(CEASEFIRE, "Khalilzad")) == ()


def test_questions_in_the_same_words_are_kept_apart() -> None:
    one, other = (asking("Which of these works was first heard in Vienna?", id, id=id) for id in "ab")
    reader = Betraying([one, other])
    assert [reader.marked(it).asked.betrays for it in (one, other)] == [("b",), ("a",)]


def test_a_count_is_betrayed_in_words_and_a_number_of_two_digits_is_not() -> None:
    asked = "How many countries issued the joint statement?"
    key = NumberKey(Fraction(4))
    four = asking(asked, key=key, type="numeric", answer_kind="number")
    assert betrayed("Where did four countries issue a statement?", four) == ("q1",)
    many = asking(asked, key=NumberKey(Fraction(40)), type="numeric", answer_kind="number")
    assert betrayed("Where did 40 countries issue a statement?", many) == ()


def test_what_several_options_answer_is_betrayed_by_none_of_them() -> None:
    options = (Option("a", "Khalilzad"), Option("b", "Lavrov"))
    several = asking(CEASEFIRE, key=ChoiceKey(("a", "b")), type="multiple_response", options=options)
    assert betrayed("In which city did Khalilzad hope for a ceasefire and a government?", several) == ()


@pytest.mark.parametrize(("count", "found"), [(MOST_ALIKE - 1, MOST_ALIKE - 1), (MOST_ALIKE, 0)])
def test_what_nearly_everything_is_answered_by_is_betrayed_nowhere(count: int, found: int) -> None:
    alike = [asking(f"Which city lies north of place {n}?", "Kabul", id=f"q{n}") for n in range(count)]
    one = asking("Which river runs through the city of Kabul and north of its place?", "Kabul River", id="x")
    assert len(Betraying([*alike, one]).marked(one).asked.betrays) == found


def test_a_question_costs_the_same_however_many_there_are() -> None:
    def cost(count: int) -> float:
        stems = [f"Which moon did Galileo see from Padua in the night {n}?" for n in range(count)]
        alike = [asking(stem, "Galileo", "Padua", f"Moon {n}", id=stem) for n, stem in enumerate(stems)]
        return lines_run(lambda: list(map(Betraying(alike).marked, alike)), module) / count

    assert cost(800) < 1.1 * cost(100)


def test_a_generated_question_says_which_others_it_betrays() -> None:
    made = {one.id: one for one in moscow_talks().questions}
    hosts = [one for one in made.values() if one.anchor == "fact:russia-hosted-moscow"]
    betraying = [one for one in made.values() if {host.id for host in hosts} & set(one.asked.betrays)]
    assert any("Russia" in one.asked.stem.value for one in betraying)
    assert all(set(one.asked.betrays) <= made.keys() - {one.id} for one in made.values())
