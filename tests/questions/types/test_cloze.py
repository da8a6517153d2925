from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from questions.gaps import parted, shown_stem, stem_in_words, with_blanks
from questions.question import Asked, ChoiceKey, Gap, NumberKey, Option, Question, Text, TextKey
from questions.response import Blank, Response, Unreadable
from questions.types import TYPES
from tests.questions.builders import a_cloze, a_question, example_questions, options_of

CLOZE = TYPES["cloze"]
BRIDGES, TOWN, METALS, _ = example_questions("cloze")
ORDER = ["o2", "o1"]


def read(**fields: str) -> object:
    sent = {name.replace("_", "-"): [value] for name, value in fields.items()}
    return CLOZE.read(BRIDGES.asked, ORDER, sent)


def test_each_gap_is_read_by_its_own_type() -> None:
    assert read(gap_1="1", gap_2="36 bridges") == Response((("1", "o2"), ("2", "36 bridges")))


def test_a_gap_left_open_costs_its_own_weight_only() -> None:
    given = read(gap_1="1")
    assert given == Response((("1", "o2"),))
    mark = CLOZE.mark(BRIDGES, given)
    assert (mark.share, mark.parts) == (Fraction(2, 3), (("1", True), ("2", False)))


def test_a_gap_that_cannot_be_read_is_named_and_takes_nothing_from_the_others() -> None:
    given = read(gap_1="1", gap_2="a few")
    assert isinstance(given, Unreadable)
    assert given.reason == "Gap 2: Type a number, such as 20 or 2.5."
    assert CLOZE.fields(BRIDGES.asked, ORDER, given) == {"gap-1": ["1"], "gap-2": ["a few"]}
    assert CLOZE.mark(BRIDGES, given).share == Fraction(2, 3)
    assert [line.given for line in CLOZE.reveal(BRIDGES, given).lines] == ["Seine", "a few"]


def test_what_was_typed_stands_in_its_gap_whether_another_can_be_read_or_not() -> None:
    for given in (read(gap_2="36 bridges"), read(gap_1="9", gap_2="36 bridges")):
        assert [line.given for line in CLOZE.reveal(BRIDGES, given).lines] == ["", "36 bridges"]
        assert CLOZE.reveal(BRIDGES, given).given == "Gap 2: 36 bridges"


def test_what_was_chosen_for_a_gap_keeps_the_format_of_its_options() -> None:
    given = Response((("a", "o1"), ("a", "o2"), ("b", "o2")))
    first, second = CLOZE.reveal(METALS, given).lines
    assert (first.given, first.right, first.format) == ("iron; *wood*", "iron; zinc", "markdown")
    assert (second.given, second.right, second.format) == ("*wood*", "*wood*", "markdown")
    assert CLOZE.reveal(TOWN, Blank()).lines[0].format == "plain"


def test_a_text_is_blank_only_where_all_its_gaps_are() -> None:
    assert read(gap_1="", gap_2=" ") == Blank()
    assert read(unknown="1") == Blank(declared=True)
    assert read(gap_2="37", unknown="1") == Response((("2", "37"),))


def test_an_option_of_another_gap_cannot_be_chosen() -> None:
    asked = METALS.asked
    assert isinstance(CLOZE.read(asked, ["o1", "o2", "o3"], {"gap-2": ["1"]}), Unreadable)
    assert CLOZE.read(asked, ["o1", "o2", "o3"], {"gap-2": ["2"]}) == Response((("b", "o2"),))


def test_several_options_of_one_gap_are_kept_together() -> None:
    given = CLOZE.read(METALS.asked, ["o3", "o2", "o1"], {"gap-1": ["1", "3"], "gap-2": ["1"]})
    assert given == Response((("a", "o1"), ("a", "o3"), ("b", "o3")))
    assert CLOZE.mark(METALS, given).share == Fraction(1 + 3 * Fraction(1, 2), 4)
    assert CLOZE.answers(METALS, given) == ("a:o1", "a:o3", "b:o3")


def test_a_gap_that_is_partly_right_says_so() -> None:
    given = Response((("a", "o1"), ("b", "o3")))
    assert [(line.is_right, line.is_partly) for line in CLOZE.reveal(METALS, given).lines] == [
        (False, True),
        (False, True),
    ]
    given = Response((("a", "o1"), ("a", "o3"), ("b", "o2")))
    assert [(line.is_right, line.is_partly) for line in CLOZE.reveal(METALS, given).lines] == [
        (True, False),
        (True, False),
    ]
    assert [(line.is_right, line.is_partly) for line in CLOZE.reveal(METALS, Blank()).lines] == [
        (False, False),
        (False, False),
    ]


def test_a_single_gap_needs_no_label() -> None:
    assert CLOZE.reveal(TOWN, Blank()).right == "Paris"
    assert CLOZE.reveal(BRIDGES, Blank()).right == "Gap 1: Seine; Gap 2: 37 bridges"


def test_a_typed_answer_is_named_as_its_key_has_it() -> None:
    assert CLOZE.answers(TOWN, Response((("town", "paris."),))) == ("town:Paris",)
    assert CLOZE.answers(BRIDGES, Response((("2", "thirty-eight"),))) == ("2:37",)


def test_luck_is_the_luck_of_all_gaps() -> None:
    assert CLOZE.guess_chance(BRIDGES.asked) == 0
    assert CLOZE.guess_chance(METALS.asked) == 1 / 7 / 2


def with_asked(question: Question, **asked: object) -> Question:
    return replace(question, asked=replace(question.asked, **asked))  # type: ignore[arg-type]


def test_a_hundred_gaps_are_the_most() -> None:
    def gaps(count: int) -> Question:
        ids = [str(number) for number in range(count)]
        text = " ".join(f"{{{{{id}}}}}" for id in ids)
        return a_cloze(text, *((Gap(id, "short_answer"), TextKey(("x",))) for id in ids))

    assert CLOZE.problems(gaps(100)) == []
    assert list(CLOZE.problems(gaps(101))) == ["A cloze text has at most 100 gaps."]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_asked(TOWN, stem=Text("No gap.")), "{{town}} must stand in the text once, not 0 times"),
        (with_asked(TOWN, stem=Text("{{town}} {{town}}")), "not 2 times"),
        (with_asked(TOWN, gaps=()), "at least one gap"),
        (with_asked(TOWN, gaps=TOWN.asked.gaps * 2), "Two gaps have the same id"),
        (a_cloze("{{a b}}", (Gap("a b", "short_answer"), TextKey(("x",)))), "letters, digits and hyphens"),
        (with_asked(BRIDGES, options=options_of("Rhine", "Seine", "Rhône")), "Each option belongs to a gap"),
        (with_asked(BRIDGES, options=options_of("Rhine")), "no gap offers others"),
        (
            with_asked(BRIDGES, options=(*BRIDGES.asked.options, Option("o1", "x"))),
            "options have the same id",
        ),
        (a_cloze("{{1}}", (Gap("1", "short_answer", ("o1",)), TextKey(("x",)))), "is typed"),
        (a_cloze("{{1}}", (Gap("1", "short_answer", weight=0), TextKey(("x",)))), "must be 1 or more"),
        (a_cloze("{{1}}", (Gap("1", "short_answer"), TextKey(()))), "Gap 1: No answer is accepted."),
        (a_cloze("{{1}}", (Gap("1", "numeric"), TextKey(("x",)))), "Gap 1: The key does not fit the type"),
        (a_cloze("{{1}}", (Gap("1", "numeric"), NumberKey(Fraction(1), Fraction(-1)))), "negative"),
        (a_question("cloze", TextKey(("x",)), gaps=TOWN.asked.gaps), "GapsKey is needed"),
        (
            a_cloze(
                "{{1}}",
                (Gap("1", "single_choice", ("o1", "o1")), ChoiceKey(("o1",))),
                options=options_of("a"),
            ),
            "offers an option twice",
        ),
    ],
)
def test_a_broken_text_says_what_is_wrong_with_it(broken: Question, words: str) -> None:
    assert any(words in problem for problem in CLOZE.problems(broken))


def test_a_key_names_each_gap() -> None:
    other = a_cloze("{{x}}", (Gap("x", "short_answer"), TextKey(("a",))))
    question = replace(TOWN, sealed=other.sealed)
    assert CLOZE.problems(question) == ["The key must name each gap once."]


def test_two_gaps_may_offer_the_same_options() -> None:
    gaps = [Gap(id, "single_choice", ("o1", "o2")) for id in ("x", "y")]
    question = a_cloze(
        "{{x}} before {{y}}",
        (gaps[0], ChoiceKey(("o1",))),
        (gaps[1], ChoiceKey(("o2",))),
        options=options_of("a", "b"),
    )
    assert CLOZE.problems(question) == []


def test_only_known_gaps_are_gaps() -> None:
    gap = Gap("1", "short_answer")
    assert list(parted("a {{1}} {{2}} {{{1}}}", (gap,))) == ["a ", gap, " {{2}} {", gap, "}"]
    assert list(parted("{{1}}", ())) == ["{{1}}"]


@pytest.mark.parametrize(
    ("text", "words", "in_a_list"),
    [
        (Text("In {{1}}, {{2}}"), "In _____, {{2}}", "In _____, {{2}}"),
        (Text("In **{{1}}**", "markdown"), r"In **\_\_\_\_\_**", "In _____"),
    ],
)
def test_a_line_stands_where_a_gap_is(text: Text, words: str, in_a_list: str) -> None:
    asked = Asked("cloze", text, gaps=(Gap("1", "short_answer"),))
    assert shown_stem(asked) == Text(words, text.format)
    assert with_blanks(asked) == words.replace("\\", "")
    assert stem_in_words(asked) == in_a_list
