from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.document import (
    document,
    dump_asked,
    dump_question,
    dump_sealed,
    load_asked,
    load_question,
    load_sealed,
)
from questions.generation.generator import generate
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    Key,
    NumberKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.when import When
from tests.questions.planets import planets

words = st.text(max_size=12)
ids = st.lists(words, max_size=4).map(tuple)
pairs = st.lists(st.tuples(words, words), max_size=4).map(tuple)
texts = st.builds(Text, words, st.sampled_from(["plain", "markdown"]))
options = st.lists(st.builds(Option, words, words), max_size=4).map(tuple)
dates = st.one_of(
    st.builds(When, st.integers(1000, 9999)),
    st.builds(When, st.integers(1000, 9999), st.integers(1, 12)),
    st.builds(When, st.integers(1000, 9999), st.integers(1, 12), st.integers(1, 28)),
)
keys: st.SearchStrategy[Key] = st.one_of(
    st.builds(ChoiceKey, ids),
    st.builds(VerdictKey, st.booleans(), words, words),
    st.builds(TextKey, ids, ids),
    st.builds(NumberKey, st.fractions(), st.fractions(min_value=0)),
    st.builds(DateKey, dates, st.integers(0, 400)),
    st.builds(OrderKey, ids),
    st.builds(PairsKey, pairs),
)
citations = st.builds(
    Citation,
    source=words,
    paragraph=st.none() | st.integers(1, 99),
    record=words,
    quote=words,
    fact=words,
    proves=st.booleans(),
    about=words,
)
asked_values = st.builds(
    Asked,
    type=words,
    stem=texts,
    options=options,
    prompts=options,
    pick=st.none() | st.integers(1, 9),
    unit=words,
    precision=words,
    answer_kind=words,
    sensitive=st.booleans(),
    language=words,
    tells=st.lists(words, max_size=3).map(tuple),
    betrays=st.lists(words, max_size=3).map(tuple),
)
sealed_values = st.builds(
    Sealed,
    key=keys,
    explanation=texts,
    whys=st.lists(
        st.builds(Why, words, words, words, st.sampled_from(["plain", "markdown"])), max_size=3
    ).map(tuple),
    citations=st.lists(citations, max_size=3).map(tuple),
)
questions = st.builds(
    Question,
    id=words,
    asked=asked_values,
    sealed=sealed_values,
    anchor=words,
    pattern=words,
    variant=st.integers(0, 3),
    facts=ids,
    targets=pairs,
    topic=words,
    weight=st.sampled_from(["main", "detail", "periphery"]),
    difficulty=st.integers(1, 3),
    signals=ids,
)


@given(asked_values)
def test_what_is_asked_survives_json(asked: Asked) -> None:
    assert load_asked(json.loads(json.dumps(dump_asked(asked)))) == asked


@given(sealed_values)
def test_what_is_sealed_survives_json(sealed: Sealed) -> None:
    assert load_sealed(json.loads(json.dumps(dump_sealed(sealed)))) == sealed


@given(questions)
def test_a_question_survives_json(question: Question) -> None:
    assert load_question(json.loads(json.dumps(dump_question(question)))) == question


def test_reasons_in_plain_text_are_dumped_as_before_they_had_a_format() -> None:
    whys = (Why("a", "No."), Why("b", "**No.**", "written", "markdown"))
    dumped = dump_sealed(Sealed(ChoiceKey(("c",)), Text(""), whys))["whys"]
    assert dumped[0] == {"option": "a", "text": "No.", "rule": ""}
    assert dumped[1]["format"] == "markdown"


def test_an_unknown_kind_of_key_is_refused() -> None:
    dumped = dump_sealed(Sealed(NumberKey(Fraction(1, 3)), Text("")))
    dumped["key"]["kind"] = "riddle"
    with pytest.raises(ValueError, match="riddle"):
        load_sealed(dumped)


def test_the_full_document_says_which_option_is_right_and_why_the_others_are_not() -> None:
    bank = planets()
    question = next(one for one in generate(bank).questions if one.type == "single_choice")
    written = document(question, bank.id, bank.sources)
    assert [option["correct"] for option in written["options"]].count(True) == 1
    assert all(option["why"] for option in written["options"])
    assert written["citations"][0]["title"] == "Our brief: planets"
    json.dumps(written)
