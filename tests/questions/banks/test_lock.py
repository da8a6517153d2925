"""The lock of a bank notices every change of a question, and never forgets one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from questions.banks.lock import Changes, Locked, changes_between, lock_of, read_lock, write_lock
from questions.question import Asked, ChoiceKey, Option, Question, Sealed, Text, TextKey

CAPITAL = Question(
    id="q1",
    asked=Asked("single_choice", Text("Which city?"), (Option("a", "Paris"), Option("b", "Lyon"))),
    sealed=Sealed(ChoiceKey(("a",)), Text("Paris is the capital.")),
)
OTHER = replace(CAPITAL, id="q2")
NONE: dict[str, Locked] = {}


def lock(*questions: Question, after: dict[str, Locked] = NONE) -> dict[str, Locked]:
    return lock_of(questions, "france", after)


def reworded(question: Question) -> Question:
    return replace(question, asked=replace(question.asked, stem=Text("Which city is it?")))


def with_other_key(question: Question) -> Question:
    return replace(question, sealed=replace(question.sealed, key=ChoiceKey(("b",))))


def test_the_same_questions_change_nothing() -> None:
    first = lock(CAPITAL, OTHER)
    assert lock(OTHER, CAPITAL, after=first) == first
    assert not changes_between(first, lock(CAPITAL, OTHER, after=first))


def test_a_new_question_starts_at_version_1() -> None:
    after = lock(CAPITAL, OTHER, after=lock(CAPITAL))
    assert after["q2"].version == 1
    assert changes_between(lock(CAPITAL), after) == Changes(("q2",), (), (), ())


def test_other_words_make_a_new_version_with_the_same_key() -> None:
    first = lock(CAPITAL)
    after = lock(reworded(CAPITAL), after=first)
    assert (after["q1"].version, after["q1"].key) == (2, first["q1"].key)
    assert changes_between(first, after) == Changes((), ("q1",), (), ())


def test_another_key_is_told_apart_from_other_words() -> None:
    first = lock(CAPITAL)
    after = lock(with_other_key(CAPITAL), after=first)
    assert after["q1"].version == 2
    assert changes_between(first, after) == Changes((), (), ("q1",), ())


def test_an_option_called_otherwise_has_the_same_key() -> None:
    renamed = replace(
        CAPITAL,
        asked=replace(CAPITAL.asked, options=(Option("b", "Lyon"), Option("c", "Paris"))),
        sealed=replace(CAPITAL.sealed, key=ChoiceKey(("c",))),
    )
    assert lock(renamed)["q1"].key == lock(CAPITAL)["q1"].key


def test_another_name_of_the_answer_is_no_other_key() -> None:
    typed = replace(CAPITAL, asked=replace(CAPITAL.asked, type="short_answer", options=()))
    paris, more, lyon = (
        replace(typed, sealed=replace(typed.sealed, key=TextKey(accepted)))
        for accepted in (("Paris",), ("Paris", "Paname"), ("Lyon", "Paris"))
    )
    assert lock(more)["q1"].key == lock(paris)["q1"].key
    assert lock(more)["q1"].content != lock(paris)["q1"].content
    assert lock(lyon)["q1"].key != lock(paris)["q1"].key


def test_a_question_that_vanishes_is_retired_and_may_return() -> None:
    first = lock(CAPITAL, OTHER)
    without = lock(CAPITAL, after=first)
    assert without["q2"] == replace(first["q2"], retired=True)
    assert changes_between(first, without) == Changes((), (), (), ("q2",))
    again = lock(CAPITAL, OTHER, after=without)
    assert again == first
    assert changes_between(without, again) == Changes(("q2",), (), (), ())


def test_a_lock_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = lock(CAPITAL, after=lock(CAPITAL, OTHER))
    write_lock(tmp_path, "france", written)
    assert read_lock(tmp_path) == written
    assert len((tmp_path / "bank.lock.json").read_text().splitlines()) == len(written) + 2


def test_no_lock_is_an_empty_one(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"questions": [{"id": 1}]}', "not JSON"])
def test_a_damaged_lock_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bank.lock.json").write_text(text)
    with pytest.raises(ValueError, match="damaged"):
        read_lock(tmp_path)
