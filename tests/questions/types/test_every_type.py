"""What holds for every registered question type, and for each one added later."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import ChoiceKey, Question
from questions.response import Blank, Response, Unreadable
from questions.text import MAX_TYPED, is_storable
from questions.types import JUDGED, TYPES, is_typed, type_of
from tests.questions.builders import example_questions

EXAMPLES = [
    pytest.param(question, id=f"{name}-{number}")
    for name in TYPES
    for number, question in enumerate(example_questions(name))
]
every_example = pytest.mark.parametrize("question", EXAMPLES)

HOSTILE_VALUES = st.one_of(
    st.sampled_from(
        [
            "1", "2", "3", "99", "0", "-1", "01", "１", "²", "1.0", "NaN", "1e999", "9" * 5_000, str(2**63),
            "true", "false", "o1", "p0", "\0", "\ud800", "a\0b", "1 May 2021", "1/5/2021", "2021", "20 years",
            "x" * 100_000, "ﷺ" * MAX_TYPED, "½" * 50, "1/0", "1e", "one", " ", "", "a\u0301" * 900,
        ]
    ),
    st.text(st.characters(exclude_categories=()), max_size=30),
)  # fmt: skip
NAMES = st.sampled_from(
    ["choice", "verdict", "part", "text", "unknown", "score", "is_correct"]
    + [f"{kind}-{number}" for kind in ("place", "pair", "gap") for number in (-1, 0, 1, 2, 3, 4, 5, 6, 7)]
)
HOSTILE_FIELDS = st.dictionaries(NAMES, st.lists(HOSTILE_VALUES, max_size=4), max_size=8)


def is_generous(question: Question) -> bool:
    """Whether its author let each option earn something."""
    key = question.sealed.key
    return isinstance(key, ChoiceKey) and len([share for _, share in key.shares if share > 0]) == len(
        question.asked.options
    )


def orders_of(question: Question) -> st.SearchStrategy[list[str]]:
    return st.permutations([option.id for option in question.asked.options])


@every_example
def test_the_examples_can_be_asked(question: Question) -> None:
    assert type_of(question).problems(question) == []


@every_example
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_specimen_is_read_and_marked_as_it_says(question: Question, data: st.DataObject) -> None:
    order = data.draw(orders_of(question))
    one = type_of(question)
    specimens = one.specimens(question, order)
    readable = (
        {"kept"} if question.type in JUDGED else {"right"} if is_generous(question) else {"right", "wrong"}
    )
    assert readable | {"blank", "declared blank", "unreadable"} <= {specimen.name for specimen in specimens}
    for specimen in specimens:
        assert one.read(question.asked, order, specimen.fields) == specimen.given
        assert one.mark(question, specimen.given) == specimen.mark
    verdicts = {specimen.name: specimen.mark.verdict for specimen in specimens}
    assert verdicts.get("right", "right") == "right"
    assert verdicts.get("wrong", "wrong") == "wrong"
    assert verdicts.get("kept", "awaiting") == "awaiting"
    assert verdicts.get("partly right", "partly") == "partly"


@pytest.mark.parametrize(
    ("type", "number", "edges"),
    [
        ("multiple_response", 0, {"partly right", "one mistake", "too many"}),
        ("multiple_response", 1, {"partly right", "one mistake"}),
        ("multiple_response", 4, {"one option", "everything"}),
        ("multiple_response", 5, {"one option", "too many"}),
        ("true_false", 0, {"partly right", "another part"}),
        ("short_answer", 3, {"partly right", "another"}),
        ("numeric", 0, {"right at the edge"}),
        ("numeric", 4, {"right at the edge", "another"}),
        ("ordering", 0, {"partly right"}),
        ("matching", 0, {"partly right"}),
        ("cloze", 0, {"partly right", "one unreadable", "one gap"}),
    ],
)
def test_the_specimens_of_a_type_try_its_edges_too(type: str, number: int, edges: set[str]) -> None:
    question = example_questions(type)[number]
    order = [option.id for option in question.asked.options]
    assert edges <= {specimen.name for specimen in TYPES[type].specimens(question, order)}


def test_a_date_that_is_not_exact_enough_is_among_its_specimens() -> None:
    specimens = TYPES["date"].specimens(example_questions("date")[0], ())
    assert "Give the day too." in [getattr(one.given, "reason", "") for one in specimens]


@every_example
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_sent_is_read_without_an_error(question: Question, data: st.DataObject) -> None:
    order, fields = data.draw(orders_of(question)), data.draw(HOSTILE_FIELDS)
    one = type_of(question)
    given_ = one.read(question.asked, order, fields)
    mark = one.mark(question, given_)
    assert 0 <= mark.share <= 1
    if isinstance(given_, Blank):
        assert mark == BLANK
    if isinstance(given_, Unreadable):
        assert mark == UNREADABLE or given_.readable
        assert given_.reason.endswith(".")
        assert len(given_.raw) <= MAX_TYPED
        assert is_storable(given_.raw)
    one.reveal(question, given_)


@every_example
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_was_read_is_shown_and_read_again_the_same(question: Question, data: st.DataObject) -> None:
    order, fields = data.draw(orders_of(question)), data.draw(HOSTILE_FIELDS)
    one = type_of(question)
    given_ = one.read(question.asked, order, fields)
    again = one.read(question.asked, order, one.fields(question.asked, order, given_))
    if isinstance(given_, Unreadable):
        assert not isinstance(again, Blank)
    else:
        assert again == given_


@every_example
def test_specimens_that_a_page_can_hold_are_shown_again_field_by_field(question: Question) -> None:
    order = [option.id for option in question.asked.options][::-1]
    one = type_of(question)
    for specimen in one.specimens(question, order):
        again = one.read(question.asked, order, one.fields(question.asked, order, specimen.given))
        if not (isinstance(specimen.given, Unreadable) and "�" in unquote(specimen.given.raw)):
            assert again == specimen.given


@every_example
def test_ten_thousand_values_are_refused_at_once(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    for name in ("choice", "verdict", "text", "place-1", "pair-1", "gap-1", "gap-2"):
        given_ = one.read(question.asked, order, {name: [str(number) for number in range(10_000)]})
        assert isinstance(given_, Blank | Unreadable)


@every_example
def test_json_that_is_no_text_is_refused_rather_than_lost(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    for value in (3, 2.5, True, {"a": 1}, [1], [["1"]], [{}], ["1", 2], float("nan"), 10**5_000):
        for name in one.specimens(question, order)[0].fields:
            given_ = one.read(question.asked, order, {name: value})  # type: ignore[dict-item]
            assert isinstance(given_, Unreadable)


@every_example
def test_json_null_is_nothing_given(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    nulls = dict.fromkeys(one.specimens(question, order)[0].fields)
    assert one.read(question.asked, order, nulls) == Blank()  # type: ignore[arg-type]


@every_example
def test_nothing_given_chose_nothing(question: Question) -> None:
    assert list(type_of(question).answers(question, Blank())) == []


@every_example
def test_a_score_sent_by_the_client_is_no_answer(question: Question) -> None:
    order = [option.id for option in question.asked.options]
    sent = {"score": ["1"], "is_correct": ["true"], "points": ["100"]}
    assert type_of(question).read(question.asked, order, sent) == Blank()


@every_example
def test_whoever_answers_and_says_i_do_not_know_has_answered(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    right = one.specimens(question, order)[0]
    assert (
        one.mark(question, one.read(question.asked, order, {**right.fields, "unknown": ["1"]})) == right.mark
    )


@every_example
def test_the_review_tells_the_right_answer_whatever_was_given(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    rights = {one.reveal(question, specimen.given).right for specimen in one.specimens(question, order)}
    assert len(rights) == 1
    assert rights != {""}


@every_example
def test_only_a_full_mark_is_revealed_as_all_right(question: Question) -> None:
    one, order = type_of(question), [option.id for option in question.asked.options]
    for specimen in one.specimens(question, order):
        lines = one.reveal(question, specimen.given).lines
        assert lines
        assert all(line.is_right for line in lines) == (specimen.mark.share == 1)
        assert specimen.mark.verdict == "partly" or not any(line.is_partly for line in lines)


@every_example
def test_blind_guessing_is_a_chance(question: Question) -> None:
    one = type_of(question)
    chance = one.guess_chance(question.asked)
    assert chance == 0 if is_typed(question.asked) else 0 < chance <= 1 / 2


@every_example
def test_reading_does_not_look_at_the_key(question: Question) -> None:
    """A response is the same value wherever its options stood on the page."""
    one = type_of(question)
    order = [option.id for option in question.asked.options]
    for first, second in zip(
        one.specimens(question, order), one.specimens(question, order[::-1]), strict=True
    ):
        if isinstance(first.given, Response):
            assert first.given == second.given
            assert first.mark == second.mark


def test_a_mark_outside_its_bounds_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Mark(Fraction(3, 2), "right")


def test_the_register_names_each_type_by_its_own_name() -> None:
    assert list(TYPES) == [
        "single_choice",
        "multiple_response",
        "true_false",
        "short_answer",
        "numeric",
        "date",
        "ordering",
        "matching",
        "cloze",
        "open_answer",
    ]
    assert all(name == one.name for name, one in TYPES.items())
