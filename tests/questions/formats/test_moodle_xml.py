"""Moodle XML, in and out."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings

from questions.formats.decoding import AS_WINDOWS
from questions.formats.item import IMPORTED, Item, Outcome, Picture, UnreadableFile
from questions.formats.moodle_xml import MoodleXml
from questions.formats.moodle_xml.fitting import ROUNDED
from questions.formats.moodle_xml.reading import HIDDEN
from questions.formats.moodle_xml.stream import READ_AS_UTF_8
from questions.formats.moodle_xml.texts import title_of
from questions.formats.moodle_xml.worth import worth_in_moodle
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
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
from tests.questions.formats.items import ALL, items

FORMAT = MoodleXml()
A_JUDGEMENT = Item(
    Question("", Asked("true_false", Text("Is it?")), Sealed(VerdictKey(True), Text("")), pattern=IMPORTED)
)


def outcomes_of(xml: str | bytes) -> list[Outcome]:
    return list(FORMAT.read(io.BytesIO(xml if isinstance(xml, bytes) else xml.encode())))


def written(*given: Item) -> bytes:
    file = io.BytesIO()
    FORMAT.write(given, file)
    return file.getvalue()


def as_moodle_has_it(item: Item) -> Item:
    """What is left of an item of the strategy, by the losses that `fit` declares."""
    question = item.question
    key = question.sealed.key
    if isinstance(key, TextKey):
        key = replace(key, rivals=())
    question = replace(question, sealed=replace(question.sealed, key=key))
    return replace(item, question=question, title=title_of(item.title))


@settings(max_examples=150)
@given(items([one for one in ALL if one != "date"]))
@example(replace(A_JUDGEMENT, title="What <b> is for"))
def test_what_is_written_is_read_back_equal(item: Item) -> None:
    assert not isinstance(item.question.sealed.key, DateKey)

    (outcome,) = outcomes_of(written(item))

    assert not outcome.refused, outcome.refused
    assert outcome.item == as_moodle_has_it(item)
    assert outcome.losses == ()
    is_worth_other = item.question.type == "cloze" and worth_in_moodle(item) != item.points
    assert bool(FORMAT.fit(item).losses) == (as_moodle_has_it(item) != item or is_worth_other)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
STEM = '<questiontext format="html"><text><![CDATA[<p>Why?</p>]]></text></questiontext>'
HALF, THIRD, WHOLE = Fraction(1, 2), Fraction(1, 3), Fraction(1)


def quiz(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


def question(type: str, *parts: str, stem: str = STEM) -> str:
    return f'<question type="{type}"><name><text>One</text></name>{stem}{"".join(parts)}</question>'


def answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    said = f'<feedback format="html"><text>{feedback}</text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}"><text>{text}</text>{said}{more}</answer>'


def read_one(xml: str) -> Item:
    (outcome,) = outcomes_of(quiz(xml))
    assert outcome.item is not None, outcome.refused
    return outcome.item


def key_of(xml: str) -> Key:
    return read_one(xml).question.sealed.key


def cloze(text: str) -> str:
    return question(
        "cloze", stem=f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    )


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (question("multichoice", answer("0", "a"), answer("100", "b")), ChoiceKey(("b",))),
        (
            question("multichoice", "<single>true</single>", answer("100", "a"), answer("-33.33333", "b")),
            ChoiceKey(("a",), (("a", WHOLE), ("b", -THIRD))),
        ),
        (
            question(
                "multichoice",
                "<single>false</single>",
                *(answer("33.33333", c) for c in "abc"),
                answer("0", "d"),
            ),
            ChoiceKey(("a", "b", "c"), (("a", THIRD), ("b", THIRD), ("c", THIRD))),
        ),
        (
            question(
                "multichoice",
                "<single>false</single>",
                answer("50", "a"),
                answer("50", "b"),
                answer("-50", "c"),
            ),
            ChoiceKey(("a", "b")),
        ),
        (question("truefalse", answer("0", "true"), answer("100", "false")), VerdictKey(False)),
        (question("truefalse", answer("100", "Wahr"), answer("0", "Falsch")), VerdictKey(True)),
        (
            question("shortanswer", "<usecase>1</usecase>", answer("100", "Oslo"), answer("50", "Olso")),
            TextKey(("Oslo",), partly=(("Olso", HALF),), is_exact=True),
        ),
        (
            question("shortanswer", answer("100", "*fjord*"), answer("0", "*")),
            TextKey(("*fjord*",), partly=(("*", Fraction(0)),), has_wildcards=True),
        ),
        (question("shortanswer", answer("100", "2 \\* 3")), TextKey(("2 * 3",))),
        (
            question(
                "numerical",
                answer("100", "3,14", more="<tolerance>0.01</tolerance>"),
                answer("50", "3e0", more="<tolerance>.5</tolerance>"),
            ),
            NumberKey(Fraction(157, 50), Fraction(1, 100), (NumberAnswer(Fraction(3), HALF, HALF),)),
        ),
        (
            question("ordering", answer("1", "first"), answer("2", "second"), answer("3", "third")),
            OrderKey(("a", "b", "c")),
        ),
        (
            question(
                "essay", '<graderinfo format="html"><text><![CDATA[<b>Two</b> causes]]></text></graderinfo>'
            ),
            OpenKey(Text("**Two** causes", "markdown")),
        ),
        (
            cloze(
                "A {2:SHORTANSWER:=Oslo~%50%Bergen#Once} b {:NM:=5:0.1~%33.33333%6} {1:MCVS:x~=y} {1:SAC:=Z}"
            ),
            GapsKey(
                (
                    ("1", TextKey(("Oslo",), partly=(("Bergen", HALF),))),
                    ("2", NumberKey(Fraction(5), Fraction(1, 10), (NumberAnswer(Fraction(6), share=THIRD),))),
                    ("3", ChoiceKey(("b",))),
                    ("4", TextKey(("Z",), is_exact=True)),
                )
            ),
        ),
        (
            cloze(r"{1:SA:=a\}b\~c\#d&#126;&amp;~=&lt;e&gt;#good <br />one}"),
            GapsKey((("1", TextKey(("a}b~c#d~&", "<e>"))),)),
        ),
        (
            cloze("{1:MR:%50%a~%50%b~%-50%c} and {1:MULTICHOICE} {1:SA:=}"),
            GapsKey((("1", ChoiceKey(("a", "b"))),)),
        ),
    ],
)
def test_what_is_right_is_read(xml: str, key: Key) -> None:
    assert key_of(xml) == key


def test_floating_thirds_are_thirds() -> None:
    parts = [answer("33.333333333333336", letter) for letter in "abc"]

    key = key_of(question("multichoice", "<single>false</single>", *parts, answer("0", "d")))

    assert isinstance(key, ChoiceKey)
    assert sum(share for _, share in key.shares) == 1


def test_matching_takes_spare_and_repeated_answers() -> None:
    pairs = (("Oslo", "Norway"), ("Bergen", "Norway"), ("Rome", "Italy"), ("", "Spain"))
    xml = question(
        "matching",
        *(
            f"<subquestion><text>{one}</text><answer><text>{two}</text></answer></subquestion>"
            for one, two in pairs
        ),
    )

    asked = read_one(xml).question.asked

    assert [option.text for option in asked.options] == ["Norway", "Italy", "Spain"]
    assert [prompt.text for prompt in asked.prompts] == ["Oslo", "Bergen", "Rome"]
    assert asked.reuses_options
    assert key_of(xml) == PairsKey((("1", "a"), ("2", "a"), ("3", "b")))


def test_everything_beside_the_question_is_read() -> None:
    category = (
        '<question type="category"><category><text>$course$/top/Rivers/In//Out</text></category></question>'
    )
    xml = question(
        "truefalse",
        "<generalfeedback format='html'><text>Said.&lt;br&gt;Source: atlas ¶ 3</text></generalfeedback>",
        "<defaultgrade>2.5000000</defaultgrade><penalty>0.3333333</penalty><hidden>1</hidden><idnumber>r1</idnumber>",
        answer("100", "true", "Yes &amp;amp; yes"),
        answer("0", "false"),
        "<hint format='html'><text>Look</text></hint>",
        "<tags><tag><text>map</text></tag><tag><text>source:atlas</text></tag></tags>",
    )

    (outcome,) = outcomes_of(quiz(category, xml))

    assert outcome.line == 4
    assert outcome.doubts == (HIDDEN,)
    assert outcome.item is not None
    item = outcome.item
    assert (item.title, item.category, item.tags, item.reference) == (
        "One",
        ("Rivers", "In/Out"),
        ("map",),
        "r1",
    )
    assert (item.points, item.penalty, item.hints) == (Fraction(5, 2), THIRD, (Text("Look"),))
    assert item.question.sealed.explanation == Text("Said.")
    assert item.question.sealed.citations == (Citation("atlas", 3),)
    assert item.question.sealed.whys == (Why("true", "Yes & yes", "entailed"),)


def test_options_that_moodle_does_not_shuffle_keep_their_order() -> None:
    parts = ("<shuffleanswers>0</shuffleanswers>", answer("100", "low"), answer("0", "high"))
    item = read_one(question("multichoice", *parts))

    assert item.question.asked.keeps_order
    assert outcomes_of(written(item))[0].item == item


def test_feedback_comes_and_goes_with_its_looks() -> None:
    answers = (answer("100", "true", "&lt;b>Yes&lt;/b>"), answer("0", "false", "No"))
    item = read_one(question("truefalse", *answers))

    assert [why.said for why in item.question.sealed.whys] == [Text("**Yes**", "markdown"), Text("No")]
    assert outcomes_of(written(item))[0].item == item


def test_feedback_in_gaps_comes_and_goes_with_its_looks() -> None:
    item = read_one(cloze(r"It is {1:SA:=Paris#<b>Yes</b> \(\frac{1\}{2\}\) \~ 50#1~Rome#No \} }."))

    assert [why.said for why in item.question.sealed.whys] == [
        Text(r"**Yes** $\frac{1}{2}$ ~ 50#1", "markdown"),
        Text("No }"),
    ]
    assert outcomes_of(written(item))[0].item == item


def pictured(name: str, content: bytes, address: str) -> str:
    file = f'<file name="{name}" path="/" encoding="base64">{b64encode(content).decode()}</file>'
    text = f'<text><![CDATA[<p>See <img src="{address}" alt="a map"></p>]]></text>'
    return question("essay", stem=f'<questiontext format="html">{text}{file}</questiontext>')


def test_a_picture_comes_and_goes_with_its_text() -> None:
    item = read_one(pictured("my map.png", PNG, "@@PLUGINFILE@@/my%20map.png"))

    assert item.question.asked.stem == Text("See ![a map](picture:my_map.png)", "markdown")
    assert item.pictures == (Picture("my_map.png", "image/png", PNG),)
    assert outcomes_of(written(item))[0].item == item


@pytest.mark.parametrize(
    ("xml", "loss"),
    [
        (pictured("a.png", b"<svg>", "@@PLUGINFILE@@/a.png"), "neither PNG"),
        (pictured("a.png", PNG, "@@PLUGINFILE@@/b.png"), "b.png is not in the file"),
        (pictured("a.png", PNG, "https://example.org/a.png"), "example.org"),
        (pictured("a.png", bytes(5 * 1024 * 1024 + 1), "@@PLUGINFILE@@/a.png"), "neither PNG"),
        (pictured("a.png", PNG + bytes(5 * 1024 * 1024), "@@PLUGINFILE@@/a.png"), "larger than 5 MB"),
        (question("essay", "<correctfeedback><text>Bravo</text></correctfeedback>"), "Bravo"),
        (question("essay", "<attachments>2</attachments>"), "attached"),
    ],
)
def test_a_loss_is_said(xml: str, loss: str) -> None:
    (outcome,) = outcomes_of(quiz(xml))

    assert outcome.verdict == "loss"
    assert loss in " ".join(outcome.losses)


def test_the_phrases_that_moodle_puts_in_are_no_loss() -> None:
    said = "<correctfeedback><text><![CDATA[<p>Your answer is correct.</p>]]></text></correctfeedback>"

    assert outcomes_of(quiz(question("essay", said)))[0].verdict == "ok"


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (question("description"), "asks nothing"),
        (question("stack"), "“stack”"),
        (question("multichoice", answer("0", "a"), answer("0", "b")), "right"),
        (question("multichoice", answer("50", "a"), answer("0", "b")), "whole"),
        (question("numerical", answer("100", "many")), "is no number"),
        (question("numerical", answer("50", "1")), "the whole mark"),
        (question("shortanswer", answer("90", "a")), "the whole mark"),
        (cloze("No gap {1:MULTICHOICE}"), "no gaps"),
        (question("multichoice", *(answer("0", str(n)) for n in range(101))), "more than 100"),
        ("<question type='essay'>a & b</question>", "broken in line 3"),
        ("<question type='essay'>" + "<a>" * 200 + "</a>" * 200 + "</question>", "nested deeper"),
    ],
)
def test_a_question_that_cannot_be_taken_stops_no_other(xml: str, why: str) -> None:
    refused, taken = outcomes_of(
        quiz(xml, question("truefalse", answer("100", "true"), answer("0", "false")))
    )

    assert why in refused.refused
    assert (refused.line, taken.line) == (3, 4)
    assert taken.verdict == "ok"


def test_a_question_without_an_end_costs_only_itself() -> None:
    open_ended, taken = outcomes_of(quiz("<question type='essay'>", question("essay")))

    assert "</question> is missing" in open_ended.refused
    assert (taken.line, taken.verdict) == (4, "ok")


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ('<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "DOCTYPE"),
        ('<!DOCTYPE quiz SYSTEM "http://example.org/q.dtd"><quiz/>', "DOCTYPE"),
        ("<html/>", "does not begin with <quiz>"),
        ("Just words", "no XML"),
        ("", "no XML"),
        ("<quiz/>", "no questions"),
        ('<quiz><question type="category"/></quiz>', "no questions"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why(xml: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=re.escape(why)):
        outcomes_of(xml)


@pytest.mark.parametrize("name", ["UTF-9", "hex", "utf-16", "Shift_JIS", "idna"])
def test_a_file_that_names_another_encoding_than_its_utf_8_is_read_with_a_word(name: str) -> None:
    (outcome,) = outcomes_of(quiz(question("essay", "<idnumber>é</idnumber>")).replace("UTF-8", name, 1))

    assert outcome.item is not None
    assert outcome.item.reference == "é"
    assert outcome.doubts == (READ_AS_UTF_8.format(name.lower()),)


def test_a_file_in_an_encoding_that_is_not_read_says_so() -> None:
    file = quiz(question("essay", "<idnumber>日</idnumber>")).replace("UTF-8", "Shift_JIS", 1)

    with pytest.raises(UnreadableFile, match="save it as UTF-8"):
        outcomes_of(file.encode("shift_jis"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_understood(encoding: str) -> None:
    declared = quiz(question("essay", "<idnumber>é</idnumber>")).replace(
        "UTF-8", encoding.replace("-sig", "")
    )

    (outcome,) = outcomes_of(declared.encode(encoding))

    assert outcome.item is not None
    assert outcome.item.reference == "é"


def test_what_is_called_utf_8_and_is_not_raises_a_doubt() -> None:
    (outcome,) = outcomes_of(quiz(question("essay", "<idnumber>é</idnumber>")).encode("cp1252"))

    assert outcome.item is not None
    assert outcome.item.reference == "é"
    assert outcome.doubts == (AS_WINDOWS,)


@pytest.mark.parametrize(
    "text",
    [
        "{1:SA:=" * 50_000,
        "{1:SA:=a#&#" * 50_000,
        "{1:SA:=a}" * 20_000,
        "{1:MC:" + "~=a" * 100_000 + "}",
        "[[1]]",
    ],
)
def test_hostile_cloze_texts_end_soon(text: str) -> None:
    assert outcomes_of(quiz(cloze(text)))[0].refused


def test_many_pictures_and_many_files_end_soon() -> None:
    text = "<text><![CDATA[" + '<img src="@@PLUGINFILE@@/a.png">' * 30_000 + "]]></text>"
    files = "".join(f'<file name="{number}.png" encoding="base64">AA</file>' for number in range(10_000))

    (outcome,) = outcomes_of(quiz(question("essay", stem=f"<questiontext>{text}{files}</questiontext>")))

    assert "a.png is not in the file" in " ".join(outcome.losses)


def test_fractions_are_written_as_moodle_knows_them() -> None:
    options = tuple(Option(letter, letter) for letter in "abcd")
    shares = (("a", THIRD), ("b", THIRD), ("c", Fraction(34, 100)), ("d", -THIRD))
    asked = Asked("multiple_response", Text("Why?"), options)
    item = Item(Question("", asked, Sealed(ChoiceKey(("a", "b", "c"), shares), Text(""))))

    xml = written(item).decode()

    assert re.findall(r'fraction="([^"]+)"', xml) == ["33.33333", "33.33333", "33.33333", "-33.33333"]
    assert FORMAT.fit(item).losses == (ROUNDED,)


def test_a_date_is_not_written() -> None:
    item = Item(
        Question("", Asked("date", Text("When?"), precision="year"), Sealed(DateKey(When(1969)), Text("")))
    )

    assert FORMAT.fit(item).refused
    with pytest.raises(ValueError, match="date"):
        written(item)


def test_a_file_is_recognised_by_its_beginning() -> None:
    assert FORMAT.recognises(written()[:64])
    assert not FORMAT.recognises(b"<html><body>")
    assert not FORMAT.recognises(b"::One:: {T}")
    assert not FORMAT.recognises(bytes(range(256)))


def within(tolerance: str) -> str:
    return f"<tolerance>{tolerance}</tolerance>"


def test_what_is_said_of_numbers_is_kept_for_each_tolerance_and_for_any_other_number() -> None:
    xml = question(
        "numerical",
        answer("100", "13", "Good", within("0.1")),
        answer("50", "13", "Nearly", within("1")),
        answer("0", "*", "Measure again", within("0")),
    )
    item = read_one(xml)
    assert {why.option: why.text for why in item.question.sealed.whys} == {
        "13": "Good",
        "13 ± 1": "Nearly",
        "*": "Measure again",
    }
    assert outcomes_of(written(item))[0].item == item
    gapped = read_one(cloze("It falls {1:NUMERICAL:=13:0.1#Good~%50%13:1#Nearly~*#Measure again} m."))
    assert [why.option for why in gapped.question.sealed.whys] == ["1:13", "1:13 ± 1", "1:*"]
    assert outcomes_of(written(gapped))[0].item == gapped


def ordering(select: str) -> str:
    count = f"<selecttype>{select}</selecttype><selectcount>2</selectcount>"
    return question("ordering", count, *(answer(str(place), f"word {place}") for place in (1, 2, 3)))


def test_an_ordering_that_shows_all_its_things_loses_none() -> None:
    (all_shown, some_shown) = outcomes_of(quiz(ordering("ALL"), ordering("RANDOM")))
    assert (all_shown.verdict, some_shown.verdict) == ("ok", "loss")


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (question("essay", "<image>moodle.png</image>"), "moodle.png is not in the file"),
        (
            ordering("0").replace("</text></answer>", "</text><feedback><text>x</text></feedback></answer>"),
            "order",
        ),
    ],
)
def test_what_old_and_new_files_say_beside_the_question_is_not_lost_silently(xml: str, said: str) -> None:
    assert said in " ".join(outcomes_of(quiz(xml))[0].losses)


def test_an_option_that_is_a_drawing_alone_is_refused_by_its_name() -> None:
    drawing = "<![CDATA[<p><svg><path/></svg></p>]]>"
    (outcome,) = outcomes_of(quiz(question("multichoice", answer("100", drawing), answer("0", "b"))))
    assert "nothing but a drawing" in outcome.refused


def test_headings_of_markdown_are_no_signs() -> None:
    stem = '<questiontext format="markdown"><text># Part 1\n\n- a\n    - b</text></questiontext>'
    assert read_one(question("essay", stem=stem)).question.asked.stem == Text(
        "**Part 1**\n\n- a\n  - b", "markdown"
    )


@pytest.mark.parametrize(
    ("description", "is_said"),
    [
        ("The default category for questions shared in context 'BIO101'.", False),
        ("Die Standardkategorie für Fragen, die im Kontext „BIO101“ verfügbar sind", True),
        ("Standardkategorie für den Kontext „BIO101“.", False),
        ("", False),
        ("Questions of the spring term, by 'Ada'.", True),
    ],
)
def test_what_moodle_itself_says_of_its_default_category_is_no_loss(description: str, is_said: bool) -> None:
    record = (
        "<question type='category'><category><text>$course$/top/Default for BIO101</text></category>"
        f"<info format='html'><text>{description}</text></info></question>"
    )
    (outcome,) = outcomes_of(
        quiz(record + question("truefalse", answer("100", "true"), answer("0", "false")))
    )
    assert bool(outcome.losses) is is_said
