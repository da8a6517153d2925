"""Gaps as people type them: every way of writing one, every fault, and that reading undoes writing."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.item import Item
from questions.formats.shares import MOODLE_SHARES
from questions.gap_markup import (
    GapText,
    ListGap,
    NumberGap,
    WordGap,
    WrittenGap,
    WrittenOption,
    read_gaps,
    write_gaps,
    written_pieces,
)
from questions.gap_versions import Filled, filled_in
from questions.question import (
    ChoiceKey,
    Gap,
    GapsKey,
    NumberAnswer,
    NumberKey,
    Question,
    TextKey,
    Why,
)
from questions.types import TYPES
from tests.questions.builders import a_cloze, example_questions, options_of
from tests.questions.formats.items import items

HALF = Fraction(1, 2)


def right(text: str, share: Fraction | None = None) -> WrittenOption:
    return WrittenOption(text, True, share)


def wrong(text: str, share: Fraction | None = None) -> WrittenOption:
    return WrittenOption(text, False, share)


@pytest.mark.parametrize(
    ("written", "gap"),
    [
        ("{{Paris}}", WordGap(("Paris",))),
        ("{{ Paris | Lutetia }}", WordGap(("Paris", "Lutetia"))),
        ("{{Paris|Paris}}", WordGap(("Paris",))),
        ("{{Paris|%50%Lyon|%0%Rome}}", WordGap(("Paris",), (("Lyon", HALF), ("Rome", Fraction(0))))),
        ("{{42}}", WordGap(("42",))),
        (r"{{a\|b}}", WordGap(("a|b",))),
        (r"{{\=x}}", WordGap(("=x",))),
        (r"{{\%50%}}", WordGap(("%50%",))),
        (r"{{C:\new}}", WordGap((r"C:\new",))),
        (r"{{\{x\}}}", WordGap(("{x}",))),
        (r"{{5 \± 1}}", WordGap(("5 ± 1",))),
        ("{{two\nlines}}", WordGap(("two\nlines",))),
        ("{{=Seine|Rhine}}", ListGap("single_choice", (right("Seine"), wrong("Rhine")))),
        ("{{Rhine | = Seine}}", ListGap("single_choice", (wrong("Rhine"), right("Seine")))),
        (
            "{{=Seine|%50%Marne|Rhine}}",
            ListGap(
                "single_choice",
                (right("Seine", Fraction(1)), wrong("Marne", HALF), wrong("Rhine", Fraction(0))),
            ),
        ),
        (
            "{{+iron|wood|+tin}}",
            ListGap("multiple_response", (right("iron"), wrong("wood"), right("tin"))),
        ),
        (
            "{{+iron|%-100%wood|+tin}}",
            ListGap(
                "multiple_response", (right("iron", HALF), wrong("wood", Fraction(-1)), right("tin", HALF))
            ),
        ),
        ("{{#37}}", NumberGap(NumberKey(Fraction(37)))),
        ("{{37±1}}", NumberGap(NumberKey(Fraction(37), Fraction(1)))),
        ("{{ 37 ± 1 bridges }}", NumberGap(NumberKey(Fraction(37), Fraction(1)), "bridges")),
        ("{{#42:1}}", NumberGap(NumberKey(Fraction(42), Fraction(1)))),
        ("{{#20%}}", NumberGap(NumberKey(Fraction(20)), "%")),
        ("{{#−1/3}}", NumberGap(NumberKey(Fraction(-1, 3)))),
        (
            "{{#10 m|11|%50%12±1}}",
            NumberGap(
                NumberKey(
                    Fraction(10),
                    others=(NumberAnswer(Fraction(11)), NumberAnswer(Fraction(12), Fraction(1), HALF)),
                ),
                "m",
            ),
        ),
    ],
)
def test_a_gap_is_read_as_it_is_typed(written: str, gap: WrittenGap) -> None:
    assert read_gaps(f"It is {written}.") == GapText(("It is ", gap, "."))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"\{{x}}", "{{x}}"),
        (r"$\{1\}$ and \\", r"$\{1\}$ and \\"),
        ("{x} }} {", "{x} }} {"),
        (r"\\\{{x}}", r"\{{x}}"),
    ],
)
def test_braces_that_are_meant_themselves_open_no_gap(written: str, words: str) -> None:
    assert read_gaps(written) == GapText((words,))


def test_a_brace_before_a_gap_belongs_to_the_words() -> None:
    assert read_gaps(r"{{{a}} \\{{b}}").pieces == ("{", WordGap(("a",)), " \\", WordGap(("b",)))


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{{ }}", "Line 1, gap “{{}}”: it is empty."),
        ("One\n\n{{a}} and {{b", "Line 3: the gap that begins with “{{b…” is not closed."),
        ("{{Paris lies on {{Seine}}", "Line 1: the gap that begins with “{{Paris lies on…” is not closed."),
        ("{{a||b}}", "Line 1, gap “{{a||b}}”: an answer is missing"),
        ("{{=}}", "an answer is missing"),
        ("{{=a}}", "a list needs two options"),
        ("{{=a|=b}}", "only one of a list is right"),
        ("{{=a|+b}}", "either with = (choose one) or with + (tick several)"),
        ("{{%50%a}}", "no answer earns everything"),
        ("{{a|%-50%b}}", "a typed answer cannot cost anything"),
        ("{{a|%x%b}}", "“%x%” is no share"),
        ("{{a|%200%b}}", "“%200%” is no share"),
        ("{{#many}}", "“many” is no number"),
        ("{{#1 000}}", "“1 000” is no number"),
        ("{{#1.000}}", "can be read as 1000 or as 1"),
        ("{{%50%#1}}", "no answer earns everything"),
        ("{{#%50%1}}", "the first number has to earn everything"),
        ("{{#1 km|2 m}}", "all its numbers have one unit"),
        ("{{" + "|a" * 101 + "}}", "it has at most 100 answers"),
        ("{{a}}" * 101, "A text has at most 100 gaps."),
    ],
)
def test_a_fault_names_its_place_and_how_to_mend_it(written: str, fault: str) -> None:
    faults = read_gaps(written).faults
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize("piece", ["{{", "\\", "{", "{{a|", "{{a\\", "{{=%", "}}", "{{#1", "|%"])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    begun = time.process_time()
    read_gaps(piece * 20_000)
    assert time.process_time() - begun < 2


def test_the_longest_lists_find_their_ids_at_once() -> None:
    words = iter(range(10_000))
    text = " ".join("{{=" + "|".join(str(next(words)) for _ in range(100)) + "}}" for _ in range(100))
    begun = time.process_time()
    question = question_of(filled_in(read_gaps(text), None))
    changed = filled_in(read_gaps(text.replace("9", "x")), question)
    assert time.process_time() - begun < 3
    assert changed.gaps == question.asked.gaps


_SIGNS = st.text(st.sampled_from("ab {}|\\=+#%±:5*é\n"), min_size=1, max_size=8)
_TRIMMED = _SIGNS.map(str.strip).filter(bool)
_SHARES = st.sampled_from(sorted(MOODLE_SHARES))
_FRACTIONS = st.fractions(-1000, 1000, max_denominator=60)
_TOLERANCES = st.fractions(0, 100, max_denominator=60)


def _lists() -> st.SearchStrategy[WrittenGap]:
    texts = st.lists(_TRIMMED, min_size=2, max_size=4, unique=True)
    plain = texts.map(lambda all: [wrong(text) for text in all])
    weighed = texts.flatmap(
        lambda all: st.tuples(*[st.builds(wrong, st.just(text), _SHARES) for text in all]).map(list)
    )
    single = st.tuples(plain | weighed, st.integers(0, 1)).map(
        lambda made: ListGap("single_choice", _marked(made[0], {made[1]}))
    )
    several = st.tuples(plain | weighed, st.sets(st.integers(0, 1), min_size=1)).map(
        lambda made: ListGap("multiple_response", _marked(made[0], made[1]))
    )
    return (single | several).filter(_is_weighed_somewhere)


def _marked(options: list[WrittenOption], rights: set[int]) -> tuple[WrittenOption, ...]:
    return tuple(replace(one, is_right=place in rights) for place, one in enumerate(options))


def _is_weighed_somewhere(gap: ListGap) -> bool:
    """A list whose shares are all nothing says nothing by them."""
    return gap.options[0].share is None or any(one.share for one in gap.options)


_WORD_GAPS = st.builds(
    WordGap,
    st.lists(_TRIMMED, min_size=1, max_size=3, unique=True).map(tuple),
    st.lists(st.tuples(_TRIMMED, _SHARES.filter(lambda one: 0 <= one < 1)), max_size=2, unique=True).map(
        tuple
    ),
)
_OTHERS = st.builds(NumberAnswer, _FRACTIONS, _TOLERANCES, _SHARES.filter(lambda one: one >= 0))
_NUMBER_GAPS = st.builds(
    NumberGap,
    st.builds(NumberKey, _FRACTIONS, _TOLERANCES, st.lists(_OTHERS, max_size=2).map(tuple)),
    st.sampled_from(["", "km", "%", "m²", "|", "{x}", "km/h", "m ± 5 \\"]),
)


@given(st.lists(_SIGNS | _WORD_GAPS | _lists() | _NUMBER_GAPS, max_size=6))
def test_what_is_written_is_read_again_the_same(drawn: list[str | WrittenGap]) -> None:
    question = asked_of(drawn)
    assert isinstance(question.sealed.key, GapsKey)
    written = write_gaps(question.asked, question.sealed.key)
    read = read_gaps(written)
    assert read.faults == ()
    assert read.pieces == written_pieces(question.asked, question.sealed.key)


def asked_of(pieces: list[str | WrittenGap]) -> Question:
    """A question of these pieces, by way of the very ids that a new text is given."""
    joined: list[str | WrittenGap] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return question_of(filled_in(GapText(tuple(joined)), None))


def question_of(filled: Filled) -> Question:
    made = a_cloze(filled.stem, *zip(filled.gaps, (key for _, key in filled.key.keys), strict=True))
    asked = replace(made.asked, options=filled.options)
    return replace(made, asked=asked, sealed=replace(made.sealed, key=filled.key, whys=filled.whys))


def again(question: Question, old: str = "", new: str = "") -> Filled:
    """The question as it comes back from the editor, with some words changed."""
    assert isinstance(question.sealed.key, GapsKey)
    written = write_gaps(question.asked, question.sealed.key)
    assert old in written
    read = read_gaps(written.replace(old, new, 1))
    assert read.faults == ()
    return filled_in(read, question)


def is_the_same(filled: Filled, question: Question) -> bool:
    asked, sealed = question.asked, question.sealed
    return filled == Filled(asked.stem.value, asked.options, asked.gaps, sealed.key, sealed.whys)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", example_questions("cloze"))
def test_a_text_that_nobody_changed_stays_as_it_was(question: Question) -> None:
    assert is_the_same(again(question), question)


@given(items(types=("cloze",)))
def test_so_does_one_that_came_from_a_file(item: Item) -> None:
    assert is_the_same(again(item.question), item.question)


def test_a_new_text_is_a_question_that_can_be_asked() -> None:
    text = (
        "{{Paris}} lies on the {{=Seine|Rhine}}, has {{#37±1 bridges}}; "
        "{{+Lille|Bonn|+Lyon}} do not, nor {{=Bonn|Seine}}."
    )
    question = question_of(filled_in(read_gaps(text), None))
    assert TYPES["cloze"].problems(question) == []
    assert question.asked.stem.value == "{{1}} lies on the {{2}}, has {{3}}; {{4}} do not, nor {{5}}."
    assert [option.text for option in question.asked.options] == ["Seine", "Rhine", "Lille", "Bonn", "Lyon"]
    assert question.asked.gaps[4] == Gap("5", "single_choice", ("o4", "o1"))


def test_a_gap_takes_no_id_that_stands_in_the_words() -> None:
    filled = filled_in(read_gaps(r"\{{1}} is no gap, {{this}} is."), None)
    assert filled.stem == "{{1}} is no gap, {{2}} is."


def a_capital() -> Question:
    question = a_cloze(
        "{{t}} lies on the {{r}} and has {{b}} bridges.",
        (
            Gap("t", "short_answer", weight=3),
            TextKey(("Par*",), ("Pisa",), (("Lyon", HALF),), has_wildcards=True),
        ),
        (Gap("r", "single_choice", ("o1", "o2")), ChoiceKey(("o2",))),
        (Gap("b", "numeric"), NumberKey(Fraction(37))),
        options=options_of("Rhine", "Seine"),
    )
    whys = (
        Why("t:Lyon", "It lies on the Rhône.", "written"),
        Why("r:o1", "That is Cologne.", "written"),
        Why("b:*", "Count again.", "written"),
    )
    return replace(question, sealed=replace(question.sealed, whys=whys))


def test_a_changed_gap_keeps_its_id_and_what_nobody_types() -> None:
    filled = again(a_capital(), "{{Par*|", "{{Paris*|Lutetia|")
    assert filled.stem == a_capital().asked.stem.value
    assert filled.gaps[0].weight == 3
    assert dict(filled.key.keys)["t"] == TextKey(
        ("Paris*", "Lutetia"), ("Pisa",), (("Lyon", HALF),), has_wildcards=True
    )
    assert filled.whys == a_capital().sealed.whys


def test_a_reason_goes_with_the_answer_that_it_speaks_of() -> None:
    assert [why.option for why in again(a_capital(), "|%50%Lyon", "").whys] == ["r:o1", "b:*"]
    assert [why.option for why in again(a_capital(), "{{Rhine|=Seine}}", "Seine").whys] == ["t:Lyon", "b:*"]


def test_gaps_keep_their_ids_where_others_come_go_and_change_places() -> None:
    assert again(a_capital(), " lies", ", the {{capital}}, lies").stem == (
        "{{t}}, the {{1}}, lies on the {{r}} and has {{b}} bridges."
    )
    moved = again(
        a_capital(),
        "{{Par*|%50%Lyon}} lies on the {{Rhine|=Seine}}",
        "On the {{Rhine|=Seine}} is {{Par*|%50%Lyon}}",
    )
    assert moved.stem == "On the {{r}} is {{t}} and has {{b}} bridges."
    assert {gap.id: gap.weight for gap in moved.gaps} == {"r": 1, "t": 3, "b": 1}


def test_an_option_keeps_its_id_when_it_is_spelt_anew_and_others_get_new_ones() -> None:
    filled = again(a_capital(), "Rhine|", "Rhein|Loire|")
    assert filled.gaps[1].options == ("o1", "o3", "o2")
    assert {option.id: option.text for option in filled.options} == {
        "o1": "Rhein",
        "o2": "Seine",
        "o3": "Loire",
    }


def test_an_option_of_two_gaps_changes_in_one_of_them_alone() -> None:
    metals = example_questions("cloze")[2]
    filled = again(metals, "{{=*wood*|", "{{=wool|")
    texts = {option.id: option.text for option in filled.options}
    assert [[texts[id] for id in gap.options] for gap in filled.gaps] == [
        ["iron", "*wood*", "zinc"],
        ["wool", "zinc"],
    ]
