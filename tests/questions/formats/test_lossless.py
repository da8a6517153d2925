"""Our own JSON: everything comes back, and whatever else a file says is refused by its question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.item import Item, Outcome, UnreadableFile
from questions.formats.lossless import Lossless
from questions.question import Citation
from tests.questions.formats.items import items

JSON = Lossless()
QUESTION: dict[str, Any] = {
    "type": "single_choice",
    "stem": "Which planet is the largest?",
    "options": [{"id": "a", "text": "Jupiter"}, {"id": "b", "text": "Mars"}],
    "key": {"kind": "choice", "right": ["a"]},
}


def written(*given: Item) -> bytes:
    file = BytesIO()
    JSON.write(given, file)
    return file.getvalue()


def read(content: bytes) -> list[Outcome]:
    return list(JSON.read(BytesIO(content)))


def read_questions(questions: Iterable[object]) -> list[Outcome]:
    return read(
        json.dumps({"format": "quizapp-questions", "version": 1, "questions": list(questions)}).encode()
    )


@given(st.lists(items(), max_size=3, min_size=1))
def test_what_was_written_is_read_back_equal(given: list[Item]) -> None:
    assert [outcome.item for outcome in read(written(*given))] == given


@given(items(), st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80))
def test_the_paragraphs_that_it_cites_come_back_whole(item: Item, passage: str) -> None:
    cited = Citation("talks", 3, quote="They met.", title="The talks", passage=passage)
    sealed = replace(item.question.sealed, citations=(cited,))
    given = replace(item, question=replace(item.question, sealed=sealed))
    assert [outcome.item for outcome in read(written(given))] == [given]


def test_a_paragraph_that_cannot_be_stored_refuses_its_question_alone() -> None:
    broken = QUESTION | {"citations": [asdict(Citation("talks", 3, passage="a\0b"))]}
    endless = QUESTION | {"citations": [asdict(Citation("talks", 3, quote="x", passage="x" * 10_000_000))]}
    refused, cut, after = read_questions([broken, endless, QUESTION])
    assert (refused.verdict, cut.verdict, after.verdict) == ("refused", "loss", "ok")
    assert cut.item is not None
    assert cut.item.question.sealed.citations == (Citation("talks", 3, quote="x"),)


def test_more_paragraphs_than_belong_to_one_question_are_left_out_with_a_word() -> None:
    cited = [Citation("talks", number, passage="x" * 40_000) for number in (1, 2, 3)]
    (outcome,) = read_questions([QUESTION | {"citations": [asdict(one) for one in cited]}])
    assert outcome.item is not None
    assert [len(one.passage) for one in outcome.item.question.sealed.citations] == [40_000, 40_000, 0]
    assert "100,000 characters" in outcome.losses[0]


@given(items())
def test_it_is_the_same_json_again(item: Item) -> None:
    content = written(item)
    (outcome,) = read(content)
    assert outcome.item is not None
    assert written(outcome.item) == content


def test_a_question_is_one_line_and_knows_it() -> None:
    (first, second) = read_questions([QUESTION, QUESTION])[:2]
    assert (first.number, second.number) == (1, 2)
    lines = b'{"questions": [\n%s,\n%s\n]}' % ((json.dumps(QUESTION).encode(),) * 2)
    assert [outcome.line for outcome in read(lines)] == [2, 3]


def test_each_option_says_what_it_earns() -> None:
    (outcome,) = read_questions([QUESTION])
    assert outcome.item is not None
    options = json.loads(written(outcome.item))["questions"][0]["options"]
    assert [option["fraction"] for option in options] == ["1", "0"]


def test_fractions_that_are_not_our_rule_weigh_the_options() -> None:
    weighed = QUESTION | {
        "options": [
            {"id": "a", "text": "Jupiter", "fraction": "1"},
            {"id": "b", "text": "Saturn", "fraction": "1/2"},
        ]
    }
    (outcome,) = read_questions([weighed])
    assert outcome.item is not None
    assert "shares" in repr(outcome.item.question.sealed.key)
    assert json.loads(written(outcome.item))["questions"][0]["options"][1]["fraction"] == "1/2"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (7, "no object"),
        ({"type": "single_choice"}, "'stem'"),
        (QUESTION | {"colour": "red"}, "'colour'"),
        (QUESTION | {"stem": 7}, "wrong kind"),
        (QUESTION | {"options": 7}, "not as a question"),
        (QUESTION | {"options": [{"id": "a", "text": ["x"]}]}, "wrong kind"),
        (QUESTION | {"key": {"kind": "magic"}}, "magic"),
        (QUESTION | {"key": {"kind": "number", "value": "1e999999999", "tolerance": "0"}}, "no number"),
        (QUESTION | {"key": {"kind": "number", "value": "1/0", "tolerance": "0"}}, "not as a question"),
        (QUESTION | {"key": {"kind": "choice", "right": ["z"]}}, "not among the options"),
        (QUESTION | {"type": "magic"}, "magic"),
        (QUESTION | {"stem": "\ud800"}, "no character"),
        (QUESTION | {"stem": "x" * 30_000}, "30,000 characters"),
        (QUESTION | {"points": True}, "no number"),
        (QUESTION | {"weight": "heavy"}, "wrong kind"),
        (QUESTION | {"pictures": [{"name": "a", "media_type": "image/png", "base64": "!"}]}, "not as"),
        (QUESTION | {"key": {"kind": "gaps", "keys": [["1", {"kind": "gaps", "keys": []}]]}}, "gap"),
    ],
)
def test_a_broken_question_is_refused_by_itself(broken: object, why: str) -> None:
    good, bad, after = read_questions([QUESTION, broken, QUESTION])
    assert (good.verdict, bad.verdict, after.verdict) == ("ok", "refused", "ok")
    assert why in bad.refused
    assert (bad.number, bad.item) == (2, None)


def test_a_question_that_is_no_json_is_refused_by_itself() -> None:
    sound = json.dumps(QUESTION)
    content = f'{{"questions": [{sound}, {{"type": single}}, {"[" * 5000 + "]" * 5000}, {sound}]}}'
    assert [outcome.verdict for outcome in read(content.encode())] == ["ok", "refused", "refused", "ok"]


def test_a_file_that_was_cut_off_keeps_what_is_whole() -> None:
    content = f'{{"questions": [{json.dumps(QUESTION)}, {json.dumps(QUESTION)[:-9]}'.encode()
    whole, cut = read(content)
    assert (whole.verdict, cut.verdict) == ("ok", "refused")
    assert "ends in the middle" in cut.refused


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no list"),
        (b"{}", "no list"),
        (b'{"questions": []}', "empty"),
        (b'{"format": "quizapp-questions", "version": 2, "questions": [{}]}', "newer"),
        (b'{"bank": "planets", "questions": [{}]}', "bank load"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text|not a text"),
    ],
)
def test_a_file_without_questions_is_unreadable(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read(content)


def test_a_string_may_hold_brackets_and_cross_portions() -> None:
    tricky = QUESTION | {"explanation": '\\"]},{[' * 2_000}
    outcomes = read_questions([tricky] * 12)
    assert [outcome.verdict for outcome in outcomes] == ["ok"] * 12


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_common_encoding_is_decoded(encoding: str) -> None:
    content = json.dumps({"questions": [QUESTION | {"stem": "Größter?"}]}, ensure_ascii=False)
    (outcome,) = read(content.encode(encoding))
    assert (outcome.begins, outcome.doubts) == ("Größter?", ())


def test_windows_text_is_decoded_with_a_doubt() -> None:
    content = json.dumps({"questions": [QUESTION | {"stem": "Größter?"}, QUESTION]}, ensure_ascii=False)
    umlauts, plain = read(content.encode("cp1252"))
    assert umlauts.begins == "Größter?"
    assert "Windows-1252" in umlauts.doubts[0]
    assert plain.doubts == ()
