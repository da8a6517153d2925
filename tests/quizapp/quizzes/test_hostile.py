"""Whatever is sent to the save protocol, the answer is never an error of ours and the attempt is unharmed."""

from __future__ import annotations

import json

import pytest

from questions.response import Response
from questions.types import TYPES
from tests.quizapp.quizzes.answers import item, post_form, save

GOOD = {"slot": 2, "seq": 1, "value": {"text": ["EU"]}}
JSON = "application/json"

REFUSED_BODIES = {
    "nothing": b"",
    "not JSON": b"{",
    "not text": b"\xff\xfe",
    "a list": b"[]",
    "a number": b"1e999",
    "NaN": b'{"writer": "w", "items": [{"slot": NaN, "seq": 0, "value": {}}]}',
    "infinity": b'{"writer": "w", "items": [{"slot": 1e999, "seq": 0, "value": {}}]}',
    "nested deeply": b"[" * 100_000,
    "a huge number": b'{"writer": "w", "items": [{"slot": ' + b"9" * 5_000 + b', "seq": 0, "value": {}}]}',
    "a score": json.dumps({"writer": "w", "items": [GOOD], "score": 3}).encode(),
    "no writer": json.dumps({"items": [GOOD]}).encode(),
    "a writer that is none": json.dumps({"writer": ["w"], "items": [GOOD]}).encode(),
    "a writer of NUL": json.dumps({"writer": "\0", "items": [GOOD]}).encode(),
    "no items": json.dumps({"writer": "w", "items": []}).encode(),
    "items that are none": json.dumps({"writer": "w", "items": {"0": GOOD}}).encode(),
    "too many items": json.dumps({"writer": "w", "items": [GOOD] * 201}).encode(),
    **{
        f"an item with {name}": json.dumps({"writer": "w", "items": [{**GOOD, **change}]}).encode()
        for name, change in {
            "is_correct": {"is_correct": True},
            "finished_at": {"finished_at": "2030-01-01"},
            "a slot of 2^63": {"slot": 2**63},
            "a negative slot": {"slot": -1},
            "a slot that is text": {"slot": "2"},
            "a slot that is true": {"slot": True},
            "a slot that is null": {"slot": None},
            "a fraction as seq": {"seq": 0.5},
            "a seq of 2^31": {"seq": 2**31},
            "a value that is text": {"value": "EU"},
            "a value that is a list": {"value": ["EU"]},
            "a number in its value": {"value": {"text": 5}},
            "null in its value": {"value": {"text": [None]}},
            "an object in its value": {"value": {"text": [{"a": "b"}]}},
            "a lone surrogate": {"value": {"text": ["\ud800"]}},
            "a surrogate as name": {"value": {"\ud800": ["x"]}},
            "NUL": {"value": {"text": ["a\0b"]}},
            "a megabyte of text": {"value": {"text": ["x" * 1_000_000]}},
            "ten thousand options": {"value": {"choice": ["1"] * 10_000}},
        }.items()
    },
}

ODD_VALUES = [
    {"choice": ["-1"]},
    {"choice": ["99"]},
    {"choice": ["1", "1"]},
    {"choice": ["1", "2"]},
    {"choice": ["o2"]},
    {"choice": [str(2**63)]},
    {"choice": ["NaN"]},
    {"choice": ["1e999"]},
    {"choice": ["²"]},
    {"verdict": ["maybe"]},
    {"verdict": ["true", "false"], "part": ["1"]},
    {"text": [""]},
    {"text": ["x" * 4_000]},
    {"text": ["9" * 4_000]},
    {"text": ["‮" * 3_000]},
    {"text": ["👩‍👩‍👧", "two"]},
    {"text": ["1/0"]},
    {"place-1": ["1"], "place-2": ["1"], "place-3": ["9"]},
    {"place-0": ["1"], "place-99": ["2"]},
    {"pair-1": ["9"], "pair-9": ["1"]},
    {"unknown": ["1"], "choice": ["1"]},
    {"score": ["3"], "is_correct": ["true"], "points": ["9"]},
]


def test_what_cannot_be_an_answer_is_refused_and_nothing_changes(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    before = desk.stored().kinds
    for name, body in REFUSED_BODIES.items():
        reply = desk.browser.post(desk.url("answers"), data=body, content_type=JSON)
        assert (reply.status_code, reply.json["reason"]) == (422, "invalid"), name
        assert reply.json["field"], name
    assert desk.stored().kinds == before
    assert desk.stored().given(2) == Response("UN")


@pytest.mark.parametrize("type", TYPES)
def test_any_odd_value_is_stored_as_what_it_is_and_can_be_marked(desk_of, type):
    desk = desk_of(type)
    for seq, value in enumerate(ODD_VALUES):
        reply = save(desk.browser, desk.attempt, item(1, seq, value))
        assert (reply.status_code, reply.json["saved"]) == (200, {"1": seq + 1}), value
        assert desk.browser.get(desk.url(1)).status_code == 200, value
    assert desk.browser.post(desk.url("submit")).status_code == 303
    assert desk.browser.get(desk.url("review")).status_code == 200
    assert desk.browser.get(desk.url("review/1")).status_code == 200


def test_the_form_takes_odd_values_alike(desk):
    for value in ODD_VALUES:
        seq = desk.stored().slots[1].seq
        assert post_form(desk.browser, desk.attempt, 1, seq, value).status_code == 303, value


REFUSED_FIELDS: list[dict[str, str | list[str]]] = [
    {"s2-text": "a\0b"},
    {"s2-text": "x" * 5_000},
    {"s2-seq": "-1"},
    {"s2-seq": str(2**63)},
    {"s2-seq": "²"},
    {"s2-seq": ["0", "1"]},
    {"s1-seq": "0", "s1-choice": ["1"] * 300},
    {"writer": "not a writer"},
    {"writer": ""},
]


def test_a_form_that_cannot_be_kept_is_refused(desk):
    for fields in REFUSED_FIELDS:
        sent = {"writer": "w", "s2-seq": "0", "s2-text": "UN", **fields}
        assert desk.browser.post(desk.url("answers"), data=sent).status_code == 422, fields
    assert desk.stored().kinds == [(0, "started")]


def test_a_score_sent_along_with_a_form_counts_for_nothing(desk):
    post_form(
        desk.browser, desk.attempt, 2, 0, {"text": ["EU"]},
        score="3", earned="3000000", is_correct="1", finished_at="2030-01-01", user_id="1",
    )  # fmt: skip
    desk.browser.post(desk.url("submit"), data={"earned": "3000000", "state": "expired"})
    assert desk.stored().attempt.earned == 0
    assert desk.stored().attempt.state == "submitted"


HOSTILE_NUMBERS = ["0", "-1", "x", "²", str(2**31), str(2**63), str(2**70), "9" * 5_000]


def test_numbers_that_no_row_has_are_not_found(desk):
    for number in HOSTILE_NUMBERS:
        for url in (f"/attempts/{number}/1", desk.url(number), desk.url(f"review/{number}")):
            assert desk.browser.get(url, follow_redirects=True).status_code in (200, 404), url
        reply = desk.browser.post(f"/attempts/{number}/answers", json={"writer": "w", "items": [GOOD]})
        assert reply.status_code == 404, number


def test_a_check_of_no_question_is_not_found(practice):
    for number in HOSTILE_NUMBERS:
        reply = post_form(practice.browser, practice.attempt, 1, 0, {}, go="check", number=number)
        assert reply.status_code == 404, number
    assert practice.stored().kinds == [(0, "started")]


def test_history_takes_any_number_in_its_address(desk):
    for number in HOSTILE_NUMBERS:
        reply = desk.browser.get("/progress", query_string={"before": number, "quiz": number})
        assert reply.status_code == 200, number


def test_a_topic_that_the_bank_does_not_have_is_not_found(desk):
    for named in (["nowhere"], ["planets", "x" * 100_000], ["\0"], ["planets", "' OR 1=1"]):
        reply = desk.browser.post(f"/quizzes/start/{desk.bank.slug}", data={"topic": named})
        assert reply.status_code == 404, named
