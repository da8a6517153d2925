"""Every construct of GIFT with the reading that Moodle gives it."""

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import replace
from fractions import Fraction

import pytest

from questions.formats.fixed_order import FIXED
from questions.formats.gift import Gift
from questions.formats.gift.blocks import BLANK_INSIDE, NO_BLANK_LINE
from questions.formats.item import Item, Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.typed_gaps import question_of_gaps
from questions.question import (
    ChoiceKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def read(text: str | bytes) -> list[Outcome]:
    return list(Gift().read(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def only(text: str) -> Outcome:
    (outcome,) = read(text)
    return outcome


def item(text: str) -> Item:
    found = only(text).item
    assert found is not None, only(text).refused
    return found


def options(text: str) -> list[str]:
    return [option.text for option in item(text).question.asked.options]


def stem(text: str) -> Text:
    return item(text).question.asked.stem


KEYS: list[tuple[str, str, Key]] = [
    ("Sky? {=blue ~green ~red}", "single_choice", ChoiceKey(("a",))),
    ("Sky? {~green =blue}", "single_choice", ChoiceKey(("b",))),
    ("Sky? {~=blue ~green}", "single_choice", ChoiceKey(("a",))),
    ("Sky? {~green\n~=blue}", "single_choice", ChoiceKey(("b",))),
    (
        "Sky?{\n\t~%50%grey\n\t=blue\n\t~red\n}",
        "single_choice",
        ChoiceKey(("b",), (("a", HALF), ("b", Fraction(1)))),
    ),
    (
        "Sky?{~%-25%red =blue}",
        "single_choice",
        ChoiceKey(("b",), (("a", Fraction(-1, 4)), ("b", Fraction(1)))),
    ),
    ("Two? {~%50%a ~%50%b ~c}", "multiple_response", ChoiceKey(("a", "b"), (("a", HALF), ("b", HALF)))),
    ("Two? {~%50%a ~%50%b ~%-50%c}", "multiple_response", ChoiceKey(("a", "b"))),
    ("One? {~%100%a ~%-100%b}", "multiple_response", ChoiceKey(("a",))),
    (
        "Three? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}",
        "multiple_response",
        ChoiceKey(("a", "b", "c"), (("a", THIRD), ("b", THIRD), ("c", THIRD), ("d", Fraction(-1)))),
    ),
    ("Flat? {T}", "true_false", VerdictKey(True)),
    ("Flat? { FALSE }", "true_false", VerdictKey(False)),
    ("Flat? {F#no####so}", "true_false", VerdictKey(False)),
    ("Who? {=Ada =Grace}", "short_answer", TextKey(("Ada", "Grace"))),
    ("Who? {Ada}", "short_answer", TextKey(("Ada",))),
    ("Who? {=%100%Ada#}", "short_answer", TextKey(("Ada",))),
    ("Who? {=true}", "short_answer", TextKey(("true",))),
    (
        "Who? {=Ada =%50%A. L. =%0%*#no}",
        "short_answer",
        TextKey(("Ada",), partly=(("A. L.", HALF), ("*", Fraction(0))), has_wildcards=True),
    ),
    ("Who? {=2\\*3}", "short_answer", TextKey(("2*3",))),
    ("When? {#1815}", "numeric", NumberKey(Fraction(1815))),
    ("When? {#0}", "numeric", NumberKey(Fraction(0))),
    ("When? {#1815:2}", "numeric", NumberKey(Fraction(1815), Fraction(2))),
    ("When? {#1..5}", "numeric", NumberKey(Fraction(3), Fraction(2))),
    ("When? {#-1.5 .. 1.5}", "numeric", NumberKey(Fraction(0), Fraction(3, 2))),
    ("How many? {#6.02e23:1e21}", "numeric", NumberKey(Fraction(602 * 10**21), Fraction(10**21))),
    (
        "When? {#\n=1815:0#yes\n=%50%1815:2#near\n}",
        "numeric",
        NumberKey(Fraction(1815), others=(NumberAnswer(Fraction(1815), Fraction(2), HALF),)),
    ),
    (
        "When? {#=%50%1814 =1815}",
        "numeric",
        NumberKey(Fraction(1815), others=(NumberAnswer(Fraction(1814), share=HALF),)),
    ),
    ("Match. {=cat -> milk =dog->bone}", "matching", PairsKey((("1", "a"), ("2", "b")))),
    (
        "Match. {=cat -> pet =dog -> pet =cow -> cattle}",
        "matching",
        PairsKey((("1", "a"), ("2", "a"), ("3", "b"))),
    ),
    ("Explain. {}", "open_answer", OpenKey()),
    ("Explain. {####because}", "open_answer", OpenKey()),
    ("Order. {>3 ALL VERTICAL ABSOLUTE SHOW 123\none\ntwo\nthree\n}", "ordering", OrderKey(("a", "b", "c"))),
    ("Order. {>3\n0\n1\nH\n}", "ordering", OrderKey(("a", "b", "c"))),
]


@pytest.mark.parametrize(("text", "type", "key"), KEYS, ids=[text for text, _, _ in KEYS])
def test_answers_make_the_type_and_the_key_that_moodle_makes_of_them(text: str, type: str, key: Key) -> None:
    question = item(text).question
    assert (question.type, question.sealed.key) == (type, key)


STEMS = [
    ("Two and two are {=four ~five}.", Text("Two and two are _____.")),
    ("Two and two? {=four ~five}", Text("Two and two?")),
    ("{=Two ~Three} and two are four.", Text("_____ and two are four.")),
    ("Line one\nline two {T}", Text("Line one\nline two")),
    ("a\\nb {T}", Text("a\nb")),
    (r"\{x \| y \= z\} \~ \# \: \\ \n. {T}", Text("{x \\| y = z} ~ # : \\ \n.")),
    ("1 < 2 && a<b> {T}", Text("1 < 2 && a", "plain")),
    ("vector<int> v; a<c {T}", Text("vector<int> v; a<c")),
    ("H<sub>2</sub>O &amp; <b>ice</b> {T}", Text("H₂O & **ice**", "markdown")),
    ("[html]<p>One</p><p>two</p>{T}", Text("One\ntwo")),
    ("[html]a\\nb {T}", Text("a b")),
    ("[plain]a <b>c</b> {T}", Text("a <b>c</b>")),
    ("[markdown]a **b** c {T}", Text("a **b** c", "markdown")),
    ("[markdown]nothing marked {T}", Text("nothing marked")),
    ("[moodle]some <i>words</i> {T}", Text("some *words*", "markdown")),
    ("[unknown]words {T}", Text("[unknown]words")),
    ("Area \\\\(\\\\pi r^2\\\\) {T}", Text("Area $\\pi r^2$", "markdown")),
    ("Area $$r^2$$ {T}", Text("Area $r^2$", "markdown")),
    ("It costs $5 and $6 {T}", Text("It costs $5 and $6")),
    ("Кто? ¿Qué? 誰？🙂 {T}", Text("Кто? ¿Qué? 誰？🙂")),
]


@pytest.mark.parametrize(("text", "expected"), STEMS[:6] + STEMS[7:], ids=lambda value: str(value)[:40])
def test_the_text_of_a_question_is_read_in_its_format(text: str, expected: Text) -> None:
    assert stem(text) == expected


def test_feedback_goes_to_its_answers_and_general_feedback_to_the_explanation() -> None:
    sealed = item(
        "Sky? {\n=blue # Yes: so it is\\: blue\n~red#\n~green#[html]<p>No</p>\n####In all\n}"
    ).question.sealed
    assert [(why.option, why.text, why.rule) for why in sealed.whys] == [
        ("a", "Yes: so it is: blue", "entailed"),
        ("c", "No", "written"),
    ]
    assert sealed.explanation == Text("In all")


def test_the_first_feedback_of_true_false_is_on_the_wrong_verdict() -> None:
    true = item("x {T#wrong#right}").question.sealed
    false = item("x {FALSE#wrong#right}").question.sealed
    assert [(why.option, why.text) for why in true.whys] == [("true", "right"), ("false", "wrong")]
    assert [(why.option, why.text) for why in false.whys] == [("true", "wrong"), ("false", "right")]


@pytest.mark.parametrize("last", ["All of the above", "None of these", "A and B", "Both of them"])
def test_options_that_speak_of_the_others_keep_their_places(last: str) -> None:
    outcome = only(f"x {{~a ~b ={last}}}")

    assert outcome.item is not None
    assert outcome.item.question.asked.keeps_order
    assert outcome.doubts == (FIXED.format(last),)
    assert not item("x {~a ~b =all cats}").question.asked.keeps_order


def test_feedback_keeps_its_looks() -> None:
    first, second = item("x {=a#[html]<b>bold</b> ~b#plain}").question.sealed.whys

    assert first.said == Text("**bold**", "markdown")
    assert second.said == Text("plain")


def test_the_feedback_on_any_other_number_is_kept() -> None:
    question = item("x {#3:2#good~#Completely wrong}").question
    assert [(why.option, why.text) for why in question.sealed.whys] == [
        ("3", "good"),
        ("*", "Completely wrong"),
    ]


def test_a_pair_without_a_left_side_is_a_spare_answer() -> None:
    asked = item("Match. {=[html]<b>cat</b> -> milk =dog -> bone = -> hay}").question.asked
    assert [prompt.text for prompt in asked.prompts] == ["**cat**", "dog"]
    assert [option.text for option in asked.options] == ["milk", "bone", "hay"]
    assert asked.options_format == "markdown"


def test_escaped_signs_are_signs() -> None:
    assert options("x {\n= \\= 2 + 3\n~ \\~ \\# \\{\\} \\: a\\nb\n~ http\\://x/\\#y \\\\ z}") == [
        "= 2 + 3",
        "~ # {} : a\nb",
        "http://x/#y \\ z",
    ]


def test_answers_and_feedback_may_go_over_several_lines() -> None:
    found = item("x {\n=a long\nanswer # with\nits feedback\n~other}").question
    assert found.asked.options[0].text == "a long\nanswer"
    assert found.sealed.whys[0].text == "with\nits feedback"


def test_titles_stand_between_double_colons_and_may_hold_escaped_signs() -> None:
    assert item("::A\\: b \\{c\\}::\nText {T}").title == "A: b {c}"
    assert item("::Only a title {T}").title == ""
    assert stem("::T::\n// a comment\nText {T}") == Text("Text")


def test_categories_hold_for_what_follows_and_lose_their_context() -> None:
    found = read(
        "x {T}\n\n// question: 0  name: Switch category to a\n$CATEGORY: $course$/top/a // b/c\\: d\n\n"
        "y {T}\n\n$CATEGORY: e\nz {T}\n\n$CATEGORY: $course$/top\n\nw {T}"
    )
    assert [one.item and one.item.category for one in found] == [(), ("a / b", "c: d"), ("e",), ()]


def test_comments_give_reference_and_tags_to_the_question_they_stand_at() -> None:
    first, second = read(
        "// question: 7  name: x\n// [id:a\\]1] [tag:one two][tag:b]\n::x::Text\n// [tag:c]\n{T}\n\n"
        "// [tag:far]\n\ny {T}"
    )
    assert first.item is not None
    assert second.item is not None
    assert (first.item.reference, first.item.tags, first.line) == ("a]1", ("one two", "b", "c"), 3)
    assert (second.item.reference, second.item.tags) == ("", ())


def test_a_comment_after_an_answer_does_not_hide_a_verdict() -> None:
    assert item("x { // why not\n  F // never\n}").question.sealed.key == VerdictKey(False)


def test_lines_may_end_as_on_windows_and_begin_with_a_byte_order_mark() -> None:
    text = "\ufeff::T::Sky?{\r\n\t=blue\r\n\t~red\r\n}\r\n\r\nFlat? {T}\r\n"
    for encoding in ("utf-8", "utf-16-le"):
        assert [one.verdict for one in read(text.encode(encoding))] == ["ok", "ok"]


def test_other_encodings_are_read_with_a_doubt_where_it_matters() -> None:
    first, second = read("Où? {=là ~ici}\n\nWhen? {#1}".encode("cp1252"))
    assert first.item is not None
    assert first.item.question.asked.stem == Text("Où?")
    assert any("UTF-8" in doubt for doubt in first.doubts)
    assert second.doubts == ()


def test_what_people_forget_is_mended_with_a_doubt() -> None:
    blank = only("x {\n\n=a\n\n~b\n}")
    assert (blank.verdict, blank.doubts) == ("ok", (BLANK_INSIDE,))
    first, second = read("::a::x {T}\n// [tag:of b]\n::b::y {F}")
    assert first.doubts == ()
    assert second.doubts == (NO_BLANK_LINE,)
    assert second.item is not None
    assert second.item.tags == ("of b",)


REFUSED = [
    ("Only words.", "asks nothing"),
    ("x {=a ~b", "never closed"),
    ("x =a}", "without a “{”"),
    ("x {#}", "no number"),
    ("x {#abc}", "no number"),
    ("x {=%50%a}", "earns everything"),
    ("x {~a ~b}", "No option is right"),
    ("x {=a}{", ""),
    ("x {=one -> 1 =two}", "->"),
    ("x {=Paris ~Paris}", "alike"),
    ("x {~only}", "two options"),
    ("x {=*}", "asterisks"),
    ("{T}", "stem is empty"),
]


@pytest.mark.parametrize(("text", "reason"), [one for one in REFUSED if one[1]])
def test_what_makes_no_question_is_refused_with_the_reason_and_the_rest_goes_on(
    text: str, reason: str
) -> None:
    first, second, third = read(f"a {{T}}\n\n{text}\n\nb {{F}}")
    assert (first.verdict, second.verdict, third.verdict) == ("ok", "refused", "ok")
    assert (second.number, second.line) == (2, 3)
    assert reason in second.refused


LOSSES = [
    ('[html]x <img src\\="@@PLUGINFILE@@/a.png"> {T}', "picture"),
    ("x {=a} and {=b}", "first {…}"),
    ("x {=Ada =%50%ada}", "fully right"),
    ("x {=a =%-50%b}", "costs nothing"),
    ("x {=a ~b ~}", "without a text"),
    ("x {>2 RANDOM\na\nb\nc\n}", "2 of the 3"),
]


@pytest.mark.parametrize(("text", "words"), LOSSES)
def test_what_is_left_behind_is_said(text: str, words: str) -> None:
    outcome = only(text)
    assert outcome.verdict == "loss"
    assert any(words in loss for loss in outcome.losses)


def test_a_file_without_a_question_is_unreadable() -> None:
    for text in ("", "\n\n", "// only comments\n", "$CATEGORY: a\n"):
        with pytest.raises(UnreadableFile, match="no question"):
            read(text)
    with pytest.raises(UnreadableFile):
        read(b"\x00\x01\x02\xff")


@pytest.mark.parametrize(
    ("text", "is_gift"),
    [
        ("::t::x {T}", True),
        ("// c\n\n$CATEGORY: a\n\nTwo {=a ~b}", True),
        ("[html]<p>x</p>{}", True),
        ("<quiz><question>{=a}</question></quiz>", False),
        ('{"format": 1}', False),
        ("What?\nA. one\nB. two\nANSWER: A", False),
        ("1. What {is} this?\na) b", False),
        ("", False),
    ],
)
def test_gift_is_recognised_by_its_answers(text: str, is_gift: bool) -> None:
    assert Gift().recognises(text.encode()) is is_gift


HOSTILE = [
    "{" * 200_000,
    "}" * 200_000,
    "x {" + "=" * 200_000 + "}",
    "x {" + "~" * 200_000 + "}",
    "x {" + "#" * 200_000 + "}",
    "x {#" + "=1" * 100_000 + "}",
    "::" * 100_000,
    "// " + "[id:" * 100_000 + "\nx {T}",
    "// " + "[tag:\\]" * 50_000 + "\nx {T}",
    "[html]" + "<b>" * 100_000 + "{T}",
    "[html]" + "<" * 200_000 + "{T}",
    "[markdown]" + "*" * 15_000 + "{T}",
    "x" + "$$" * 100_000 + "{T}",
    "x {=a" + "->" * 100_000 + "}",
    "$CATEGORY: " + "/" * 200_000 + "\n\nx {T}",
    "\\" * 200_000 + "{T}",
    "x {" + "\n\n=a" * 50_000 + "}",
    "x {#" + "9" * 100_000 + "}",
    "x {#1e999999999}",
    "x {>" + "1 " * 50_000 + "}",
    "x {=%" + "9" * 100_000 + "%a}",
    "x {=a\0b ~c}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_hostile_files_end_soon_and_never_raise_but_for_a_word(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(UnreadableFile):
        read(text)
    assert time.process_time() - started < 5


def test_ten_thousand_questions_are_read_and_the_bad_one_is_named() -> None:
    question = (
        "::Q{0}::[html]<p>How much is {0}?</p>{{\n\t=<p>{0}</p>#Yes\n\t~<p>no</p>\n\t####So it is\n}}\n\n"
    )
    text = "".join(question.format(place) for place in range(1, 10_001))
    text = text.replace("How much is 9999?</p>{", "How much is 9999?</p>")
    found = read(text)
    assert len(found) == 10_000
    assert [one.number for one in found if one.verdict != "ok"] == [9_999]


def test_a_file_of_too_many_questions_is_read_to_the_limit() -> None:
    *kept, last = read("x {T}\n\n" * (MOST_QUESTIONS + 5))
    assert len(kept) == MOST_QUESTIONS
    assert "split it" in last.refused


def test_feedback_on_the_same_number_within_another_tolerance_is_kept() -> None:
    source = "Born? {#=1815:0 #Exactly. =%50%1815:2 #Nearly. =1900 ~#No.}"
    assert [(why.option, why.text, why.rule) for why in item(source).question.sealed.whys] == [
        ("1815", "Exactly.", "entailed"),
        ("1815 ± 2", "Nearly.", "written"),
        ("*", "No.", "written"),
    ]
    assert only(source).verdict == "ok"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[markdown]# Part 1\\n\\nWhat *is* it? {}", "**Part 1**\n\nWhat *is* it?"),
        ("[markdown]Title\\n\\=\\=\\=\\=\\n- a\\n    - b {}", "**Title**\n\n- a\n  - b"),
        ("[html]<pre>\nif x\\:\n    y\n</pre> What?{}", "```\nif x:\n    y\n```\n\nWhat?"),
    ],
)
def test_what_moodle_shows_as_a_heading_or_a_listing_is_shown_as_one(text: str, shown: str) -> None:
    assert stem(text) == Text(shown, "markdown")


def test_a_table_in_markdown_loses_its_lines_and_says_so() -> None:
    outcome = only("[markdown]| a | b |\\n|---|---|\\n| 1 | 2 | {T}")
    assert "tables" in outcome.losses[0]
    assert outcome.item is not None
    assert outcome.item.question.asked.stem == Text("a  b\n1  2")


@pytest.mark.parametrize(
    "beginning",
    [
        "{ =Rome } is in Italy.",
        "<b>2 + 2</b> = {#4}",
        "$CATEGORY: a/b\n",
        "It is so. { // or not\n T // yes\n}",
    ],
)
def test_unusual_beginnings_are_recognised(beginning: str) -> None:
    assert Gift().recognises(beginning.encode())


@pytest.mark.parametrize(
    "beginning", ['{"questions": []}', "{}", "<?xml ?><quiz>{T}</quiz>", "<!DOCTYPE html>{T}"]
)
def test_other_formats_are_not_recognised(beginning: str) -> None:
    assert not Gift().recognises(beginning.encode())


def test_a_text_whose_pictures_stay_behind_is_written_without_their_lines() -> None:
    found = item("Which? {}")
    stem = Text("Which *point* of $N$?\n\n![](picture:a.png)\n\n![](picture:b.png)\n\nIt is $x$", "markdown")
    illustrated = replace(
        found, question=replace(found.question, asked=replace(found.question.asked, stem=stem))
    )
    file = io.BytesIO()
    Gift().write([illustrated], file)
    assert item(file.getvalue().decode()).question.asked.stem.value == "Which *point* of $N$?\n\nIt is $x$"


def test_a_text_with_several_gaps_stays_whole_and_is_sent_elsewhere() -> None:
    asked, key = question_of_gaps(Text("The {{Nile}} ends in the {{Mediterranean}}."))

    refused = Gift().fit(Item(Question("", asked, Sealed(key, Text(""))))).refused

    assert refused.endswith("would give the others away: export it as Moodle XML.")
