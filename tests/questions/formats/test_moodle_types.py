"""Moodle's types that are none of ours: what each is read as, what that loses, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions.formats.moodle_xml.formulas import NoNumber, computed
from questions.question import ChoiceKey, GapsKey, NumberKey, OrderKey, PairsKey, TextKey
from questions.types import TYPES
from tests.questions.formats.test_moodle_xml import answer, outcomes_of, question, quiz, read_one, written


def asks(html: str) -> str:
    return f'<questiontext format="html"><text><![CDATA[{html}]]></text></questiontext>'


def drawn(**sets: tuple[str, ...]) -> str:
    """The sets of numbers of a calculated question."""
    definitions = ""
    for name, values in sets.items():
        numbered = enumerate(values, start=1)
        drawn_items = "".join(
            f"<dataset_item><number>{number}</number><value>{value}</value></dataset_item>"
            for number, value in numbered
        )
        definitions += (
            f"<dataset_definition><name><text>{name}</text></name>"
            f"<dataset_items>{drawn_items}</dataset_items></dataset_definition>"
        )
    return f"<dataset_definitions>{definitions}</dataset_definitions>"


def within(tolerance: str, type: str = "1", length: str = "2", style: str = "1") -> str:
    return (
        f"<tolerance>{tolerance}</tolerance><tolerancetype>{type}</tolerancetype>"
        f"<correctanswerformat>{style}</correctanswerformat><correctanswerlength>{length}</correctanswerlength>"
    )


def statement(words: str, number: int, feedback: str = "") -> str:
    said = f'<feedbacktext format="html"><text>{feedback}</text></feedbacktext>'
    return f'<row number="{number}"><optiontext><text>{words}</text></optiontext>{said}</row>'


def weighed(*right_columns: int) -> str:
    return "".join(
        f'<weight rownumber="{row}" columnnumber="{column}">'
        f"<value>{int(column == right)}.000</value></weight>"
        for row, right in enumerate(right_columns, start=1)
        for column in (1, 2)
    )


COLUMNS = (
    '<column number="1"><responsetext>Yes</responsetext></column>'
    '<column number="2"><responsetext><text>No</text></responsetext></column>'
)


def test_a_calculated_question_is_asked_with_its_first_numbers() -> None:
    xml = question(
        "calculatedsimple",
        answer("100", "{U}/{R}", "{R} was right", within("0.01")),
        "<generalfeedback><text>U was {U}</text></generalfeedback>",
        drawn(R=("10", "20"), U=("-12", "7")),
        stem=asks("<p>{R} ohm at {U} volt, or {={U}*2} for two?</p>"),
    )

    (outcome,) = outcomes_of(quiz(xml))

    assert outcome.item is not None, outcome.refused
    asked, sealed = outcome.item.question.asked, outcome.item.question.sealed
    assert asked.stem.value == "10 ohm at -12 volt, or -24 for two?"
    assert sealed.key == NumberKey(Fraction(-6, 5), Fraction(12, 1000))
    assert sealed.explanation.value == "U was -12"
    assert [why.text for why in sealed.whys] == ["10 was right"]
    assert "asked with R = 10, U = -12" in outcome.losses[0]


def test_the_numbers_of_a_set_are_taken_together() -> None:
    xml = question(
        "calculated",
        answer("100", "{a} - {b}", more=within("0.5", type="2")),
        drawn(a=("none", "5"), b=("1", "3")),
        stem=asks("{a} less {b}?"),
    )

    assert read_one(xml).question.sealed.key == NumberKey(Fraction(2), Fraction(1, 2))


def test_numbers_of_a_set_may_be_typed_as_people_do() -> None:
    xml = question(
        "calculated",
        answer("100", "{a}+{b}", more=within("0")),
        drawn(a=("1 000,5",), b=("−2",)),
        stem=asks("{a} and {b}?"),
    )

    made = read_one(xml).question

    assert made.asked.stem.value == "1000.5 and -2?"
    assert made.sealed.key == NumberKey(Fraction(1997, 2), Fraction(0))


@pytest.mark.parametrize("length", ["²", "9" * 5_000])
def test_a_length_that_no_answer_has_is_passed_over(length: str) -> None:
    xml = question(
        "calculatedmulti",
        "<single>true</single>",
        answer("100", "{={a}/2}", more=within("0", length=length)),
        answer("0", "{a}", more=within("0")),
        drawn(a=("5",)),
        stem=asks("Half of {a}?"),
    )

    assert [option.text for option in read_one(xml).question.asked.options] == ["2.5", "5"]


def test_calculated_options_are_written_as_moodle_writes_them() -> None:
    xml = question(
        "calculatedmulti",
        "<single>true</single>",
        answer("100", "{={a}*{b}}", more=within("0", length="2")),
        answer("0", "{=-{a}/{b}}", more=within("0", length="3", style="2")),
        answer("0", "about {a}", more=within("0")),
        drawn(a=("6.7",), b=("8.8",)),
        stem=asks("{a} times {b}?"),
    )

    asked = read_one(xml).question.asked

    assert [option.text for option in asked.options] == ["58.96", "-0.761", "about 6.7"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1+2*3", 7.0),
        ("-2**2", -4.0),
        ("2**3**2", 512.0),
        ("(1 + {a}) % 4", 2.0),
        ("- - 2 - -.5e1", 7.0),
        ("pow(2, max(1, 3, 2)) + pi() * 0", 8.0),
        ("round(2.5) + round(-0.125, 2)", 2.87),
        ("log(exp(2)) + log(8, 2) + ABS(-1)", 6.0),
    ],
)
def test_formulas_are_computed(formula: str, value: float) -> None:
    assert computed(formula, {"a": 5}) == pytest.approx(value)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "1/0",
        "sqrt(-1)",
        "{b}",
        "2 3",
        "1 +",
        "cos 1",
        "cos(1, 2)",
        "rand()",
        "a",
        "__import__(1)",
        "9**9**9",
        "round(1, 999)",
        "pow(0, -1)",
        "(" * 80 + "1" + ")" * 80,
        "-" * 999 + "(",
        "1+" * 600 + "1",
    ],
)
def test_what_cannot_be_computed_says_so(formula: str) -> None:
    with pytest.raises(NoNumber):
        computed(formula, {"a": 5})


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (question("calculated", answer("100", "{a}"), stem=asks("{a}?")), "no numbers for {a}"),
        (
            question("calculated", answer("100", "{a}"), drawn(a=("x",)), stem=asks("{a}?")),
            "with its dataset",
        ),
        (
            question("calculated", answer("100", "1"), drawn(**{f"a{n}": ("1",) for n in range(101)})),
            "more than 100 names",
        ),
        (
            question("calculated", answer("100", "{a}"), drawn(a=("1",)), stem=asks("{a}" * 20_001)),
            "more than 20,000 places",
        ),
        (question("calculated", answer("100", "1/0", more=within("0"))), "cannot be computed"),
        (question("mtf", statement("One", 1), statement("Two", 2), COLUMNS, weighed(1)), "its row 2"),
        (
            question(
                "kprime", statement("One", 1), COLUMNS, weighed(1), weighed(2).replace("0.000", "1.000")
            ),
            "several questions",
        ),
        (question("gapfill", stem=asks("No gap [here")), "looks like [Paris]"),
        (question("gapfill", "<delimitchars>%</delimitchars>", stem=asks("a")), "between two signs"),
    ],
)
def test_what_has_no_faithful_reading_is_refused(xml: str, why: str) -> None:
    (outcome,) = outcomes_of(quiz(xml))

    assert why in outcome.refused


def test_statements_are_matched_with_their_verdicts() -> None:
    rows = [
        statement(words, place) for place, words in enumerate(("Up", "Down", "<![CDATA[<b>Left</b>]]>"), 1)
    ]
    rule = "<scoringmethod><text>subpoints</text></scoringmethod>"
    xml = question("mtf", rule, *rows, COLUMNS, weighed(2, 1, 2))

    (outcome,) = outcomes_of(quiz(xml))

    assert outcome.item is not None, outcome.refused
    asked = outcome.item.question.asked
    assert [option.text for option in asked.options] == ["No", "Yes"]
    assert [prompt.text for prompt in asked.prompts] == ["Up", "Down", "**Left**"]
    assert outcome.item.question.sealed.key == PairsKey((("1", "a"), ("2", "b"), ("3", "a")))
    assert asked.reuses_options
    assert outcome.verdict == "ok"


def test_verdicts_that_no_statement_has_are_still_offered() -> None:
    rows = [statement("Up", 1), statement("Down", 2)]

    asked = read_one(question("kprime", *rows, COLUMNS, weighed(1, 1))).question.asked

    assert [option.text for option in asked.options] == ["Yes", "No"]


def test_what_statements_lose_is_said() -> None:
    rows = [statement("Up", 1, feedback="Higher"), statement("Down", 2)]
    rule = "<scoringmethod><text>kprime</text></scoringmethod>"

    (outcome,) = outcomes_of(quiz(question("kprime", rule, *rows, COLUMNS, weighed(1, 2))))

    assert [loss.split()[-1] for loss in outcome.losses] == ["out.", "part."]


def test_a_table_of_rows_and_columns_is_a_matching() -> None:
    def counted(*weights: int) -> str:
        columns = "".join(f"<weight-of-col>{weight}</weight-of-col>" for weight in weights)
        return f"<weights-of-row>{columns}</weights-of-row>"

    words = "".join(f"<row><shorttext>{word}</shorttext></row>" for word in ("Whale", "Shark", "Newt"))
    kinds = "".join(f"<col><shorttext>{word}</shorttext></col>" for word in ("fish", "mammal", "amphibian"))
    rule = "<multiple>0</multiple><grademethod>kany</grademethod>"

    xml = question("matrix", words, kinds, counted(0, 1, 0), counted(1, 0, 0), counted(0, 0, 1), rule)

    assert read_one(xml).question.sealed.key == PairsKey((("1", "a"), ("2", "b"), ("3", "c")))
    (several,) = outcomes_of(quiz(xml.replace("<multiple>0", "<multiple>1")))
    assert "several questions" in several.refused


def test_dragged_answers_keep_their_looks() -> None:
    def pair(left: str, right: str) -> str:
        said = f'<answer format="html"><text><![CDATA[<p>{right}</p>]]></text></answer>'
        return f'<subquestion format="html"><text>{left}</text>{said}</subquestion>'

    asked = read_one(question("ddmatch", pair("U", "<b>Volt</b>"), pair("I", "Ampere"))).question.asked

    assert [option.text for option in asked.options] == ["**Volt**", "Ampere"]
    assert asked.options_format == "markdown"


def test_an_option_is_right_or_wrong_whatever_the_plugin_calls_it() -> None:
    old = "<answer><correctanswer>{}</correctanswer><text>{}</text></answer>"
    xml = question("oumultiresponse", *(old.format(number % 2, number) for number in (1, 2, 3, 4)))

    (outcome,) = outcomes_of(quiz(xml))

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.sealed.key == ChoiceKey(("a", "c"))
    assert len(outcome.losses) == 1


def test_gaps_in_brackets_are_typed() -> None:
    xml = question(
        "gapfill",
        "<answerdisplay>gapfill</answerdisplay><casesensitive>1</casesensitive>",
        stem=asks("The [cat|tom] sat on the [mat]."),
    )

    asked, sealed = read_one(xml).question.asked, read_one(xml).question.sealed

    assert asked.stem.value == "The {{1}} sat on the {{2}}."
    assert sealed.key == GapsKey(
        (("1", TextKey(("cat", "tom"), is_exact=True)), ("2", TextKey(("mat",), is_exact=True)))
    )


def test_gaps_between_other_signs_are_chosen_from_all_words() -> None:
    xml = question(
        "gapfill",
        "<answerdisplay>dropdown</answerdisplay><delimitchars>@@</delimitchars>",
        answer("100", "cat"),
        answer("0", "dog"),
        stem=asks("The @cat@ sat on the @mat@."),
    )

    question_read = read_one(xml).question

    assert question_read.sealed.key == GapsKey((("1", ChoiceKey(("a",))), ("2", ChoiceKey(("e",)))))
    assert [option.text for option in question_read.asked.options] == ["cat", "mat", "dog"] * 2
    assert TYPES["cloze"].problems(question_read) == []


def test_gaps_that_moodle_takes_for_patterns_are_named() -> None:
    xml = question("gapfill", "<answerdisplay>gapfill</answerdisplay>", stem=asks("[colou?r] of the [sky]."))

    (outcome,) = outcomes_of(quiz(xml))

    assert [loss for loss in outcome.losses if "colou?r" in loss]


def test_things_to_order_stand_in_their_order_whatever_their_fractions_say() -> None:
    (outcome,) = outcomes_of(
        quiz(question("ordering", answer("2", "first"), answer("1", "second"), answer("3", "third")))
    )

    assert outcome.item is not None
    assert outcome.item.question.sealed.key == OrderKey(("a", "b", "c"))
    assert [option.text for option in outcome.item.question.asked.options] == ["first", "second", "third"]
    assert "another order" in outcome.doubts[0]


def test_an_ordering_is_written_with_the_names_that_moodle_knows() -> None:
    xml = written(read_one(question("ordering", *(answer("0", word) for word in ("a", "b", "c"))))).decode()

    assert "<selecttype>ALL</selecttype>" in xml
    assert "<shownumcorrect/>" in xml


def test_a_name_is_read_without_its_markup() -> None:
    xml = question("essay").replace("One", "<![CDATA[A <strong>bold</strong> name: x < 2 & y > List<int>]]>")

    assert read_one(xml).title == "A bold name: x < 2 & y > List<int>"


def test_typed_answers_that_are_no_patterns_are_kept_of_those_that_may_be() -> None:
    (outcome,) = outcomes_of(
        quiz(
            question(
                "regexp",
                answer("100", "it\\.s blue"),
                answer("100", "blue"),
                answer("50", "(navy|dark) blue"),
                answer("0", "--.*blue.*"),
                answer("0", "*"),
            )
        )
    )

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.sealed.key == TextKey(
        ("it.s blue", "blue"), partly=(("*", Fraction(0)),), has_wildcards=True
    )
    assert [loss.partition(" is a pattern")[0] for loss in outcome.losses] == [
        "The answer “(navy|dark) blue” (50 %)",
        "The answer “--.*blue.*” (0 %)",
    ]


def test_patterns_alone_are_refused() -> None:
    (outcome,) = outcomes_of(quiz(question("regexp", answer("100", "[Bb]lue"))))
    assert outcome.refused.startswith("No answer earns the whole mark")


def test_an_essay_that_moodle_marks_is_marked_by_hand_here() -> None:
    (outcome,) = outcomes_of(quiz(question("essayautograde")))

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.type == "open_answer"
    assert outcome.losses == ("What Moodle marks of an answer by itself was left out: here you mark it.",)
