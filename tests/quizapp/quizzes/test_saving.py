"""The save protocol: what is acknowledged is stored, and nothing that was sent is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from questions.attempt import GRACE_S
from questions.response import Blank, Response
from quizapp.quizzes.queries import slots_of
from tests.quizapp.quizzes import lesson
from tests.quizapp.quizzes.answers import OTHER, item, post_form, save

DEADLINE_S = 600
LIMIT = dt.timedelta(seconds=DEADLINE_S)


def test_an_answer_is_acknowledged_with_its_number_and_the_servers_clock(desk, clock):
    reply = save(desk.browser, desk.attempt, item(1, 0, {"choice": ["2"]}))
    assert reply.status_code == 200
    assert reply.json == {
        "saved": {"1": 1},
        "server_now": clock().isoformat(),
        "deadline": None,
        "state": "open",
    }
    assert isinstance(desk.stored().given(1), Response)


def test_the_same_save_again_gets_the_same_answer_and_stores_nothing(desk):
    first = save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    once = desk.stored().kinds
    again = save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert desk.stored().kinds == once


def test_an_old_save_that_comes_again_leaves_the_newer_one(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}))
    save(desk.browser, desk.attempt, item(2, 1, {"text": ["UN"]}))
    again = save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}))
    assert (again.status_code, again.json["saved"]) == (200, {"2": 1})
    assert desk.stored().given(2) == Response("UN")


def test_an_old_save_that_comes_again_leaves_the_flag(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}))
    save(desk.browser, desk.attempt, item(2, 1, {"text": ["EU"], "flag": ["1"]}))
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}))
    assert desk.stored().slots[2].is_flagged


def test_a_save_on_an_old_state_is_kept_and_told_what_is_current(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"], "flag": ["1"]}))
    reply = save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}), writer=OTHER)
    assert reply.status_code == 409
    assert reply.json["reason"] == "newer_seq"
    assert reply.json["slots"] == {"2": {"seq": 1, "value": {"text": ["UN"], "flag": ["1"]}}}
    assert (2, "superseded") in desk.stored().kinds
    assert desk.stored().given(2) == Response("UN")


def test_a_superseded_save_that_comes_again_is_kept_once(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    replies = [save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}), writer=OTHER) for _ in range(3)]
    assert len({reply.data for reply in replies}) == 1
    assert desk.stored().kinds.count((2, "superseded")) == 1


def test_a_whole_queue_arrives_in_one_request(desk):
    reply = save(
        desk.browser,
        desk.attempt,
        item(2, 0, {"text": ["EU"]}),
        item(1, 0, {"choice": ["1"]}),
        item(2, 1, {"text": ["UN"]}),
        item(3, 0, {"unknown": ["1"]}),
    )
    assert (reply.status_code, reply.json["saved"]) == (200, {"1": 1, "2": 2, "3": 1})
    assert desk.stored().given(2) == Response("UN")
    assert desk.stored().given(3) == Blank(declared=True)


def test_of_a_queue_only_what_is_older_is_superseded(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    reply = save(
        desk.browser,
        desk.attempt,
        item(2, 0, {"text": ["EU"]}),
        item(1, 0, {"choice": ["1"]}),
        writer=OTHER,
    )
    assert reply.status_code == 409
    assert reply.json["saved"] == {"1": 1}
    assert list(reply.json["slots"]) == ["2"]
    assert isinstance(desk.stored().given(1), Response)


def test_in_two_tabs_the_last_word_is_the_one_that_saw_the_other(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    refused = save(desk.browser, desk.attempt, item(2, 0, {"text": ["EU"]}), writer=OTHER)
    seq = refused.json["slots"]["2"]["seq"]
    kept = save(desk.browser, desk.attempt, item(2, seq, {"text": ["EU"]}), writer=OTHER)
    assert (kept.status_code, kept.json["saved"]) == (200, {"2": 2})
    assert desk.stored().given(2) == Response("EU")


def test_flags_come_and_go_with_the_answer(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"], "flag": ["1"]}))
    assert desk.stored().slots[2].is_flagged
    save(desk.browser, desk.attempt, item(2, 1, {"text": ["UN"]}))
    assert not desk.stored().slots[2].is_flagged
    assert [kind for slot, kind in desk.stored().kinds if slot == 2] == [
        "saved", "flagged", "saved", "unflagged",
    ]  # fmt: skip


def test_whoever_is_signed_out_is_asked_to_sign_in(app, desk):
    reply = save(app.test_client(), desk.attempt, item(1, 0, {"choice": ["1"]}))
    assert (reply.status_code, reply.json) == (401, {"reason": "sign_in"})
    assert desk.stored().kinds == [(0, "started")]


def test_another_ones_attempt_looks_like_one_that_is_not_there(desk, desk_of):
    stranger = desk_of("single_choice").browser
    body = {"writer": "w", "items": [item(1, 0, {"choice": ["1"]})]}
    for method, rest in [
        ("get", "1"), ("get", "all"), ("get", "summary"), ("get", "review"), ("get", "review/1"),
        ("get", "report/1"), ("post", "submit"), ("post", "answers"), ("post", "report/1"),
    ]:  # fmt: skip
        sent = {"json": body} if rest == "answers" else {}
        theirs = getattr(stranger, method)(desk.url(rest), **sent)
        missing = getattr(stranger, method)(f"/attempts/999999/{rest}", **sent)
        assert (theirs.status_code, len(theirs.data)) == (404, len(missing.data)), rest
    assert desk.stored().kinds == [(0, "started")]


def test_an_answer_to_a_slot_that_is_not_there_stores_nothing(desk):
    reply = save(desk.browser, desk.attempt, item(1, 0, {"choice": ["1"]}), item(4, 0, {"choice": ["1"]}))
    assert reply.status_code == 404
    assert desk.stored().kinds == [(0, "started")]


def test_after_handing_in_nothing_is_saved_and_a_repeated_save_is_still_confirmed(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    desk.browser.post(desk.url("submit"))
    reply = save(desk.browser, desk.attempt, item(2, 1, {"text": ["EU"]}))
    assert (reply.status_code, reply.json["reason"], reply.json["state"]) == (409, "closed", "submitted")
    again = save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    assert (again.status_code, again.json["saved"]) == (200, {"2": 1})
    assert desk.stored().given(2) == Response("UN")


@pytest.mark.parametrize("way", ["json", "form"])
def test_after_handing_in_no_flag_changes(desk, way):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    desk.browser.post(desk.url("submit"))
    before = desk.stored().kinds
    if way == "json":
        save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"], "flag": ["1"]}))
    else:
        post_form(desk.browser, desk.attempt, 2, 1, {"text": ["UN"], "flag": ["1"]})
    assert desk.stored().kinds == before
    assert not desk.stored().slots[2].is_flagged


@pytest.mark.parametrize(
    ("after_s", "is_saved"),
    [
        (0, True),
        (1, True),
        (DEADLINE_S - 1, True),
        (DEADLINE_S, True),
        (DEADLINE_S + 1, True),
        (DEADLINE_S + GRACE_S - 1, True),
        (DEADLINE_S + GRACE_S, True),
        (DEADLINE_S + GRACE_S + 0.001, False),
        (DEADLINE_S + GRACE_S + 1, False),
        (DEADLINE_S + 3_600, False),
        (DEADLINE_S + 86_400, False),
    ],
)
def test_an_answer_counts_until_the_deadline_and_its_grace(desk_of, clock, after_s, is_saved):
    desk = desk_of("short_answer", limit_seconds=DEADLINE_S)
    clock.forward(seconds=after_s)
    reply = save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]}))
    if is_saved:
        assert (reply.status_code, reply.json["state"]) == (200, "open")
    else:
        assert (reply.status_code, reply.json["reason"]) == (409, "deadline_passed")
        assert reply.json["state"] == "expired"
        assert desk.stored().attempt.finished_at == desk.attempt.started_at + LIMIT
    assert isinstance(desk.stored().given(1), Response) is is_saved


def test_what_was_saved_in_time_is_marked_when_a_late_answer_closes_the_attempt(desk_of, clock):
    desk = desk_of("short_answer", limit_seconds=DEADLINE_S)
    save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]}))
    clock.forward(seconds=DEADLINE_S + GRACE_S + 1)
    save(desk.browser, desk.attempt, item(1, 1, {"text": ["EU"]}))
    assert desk.stored().attempt.earned == desk.stored().attempt.available


def test_what_was_saved_beside_slots_at_hand_is_what_gets_marked(rows):
    with rows() as session:
        given = lesson.give(session, "short_answer", "single_choice")
        attempt = lesson.start(session, given, 0, [])
        at_hand = slots_of(session, attempt.id)
        lesson.save(session, attempt, {1: "right", 2: "right"})
        assert [slot.seq for slot in at_hand] == [1, 1]
        lesson.finish(session, attempt)
        assert [slot.verdict for slot in at_hand] == ["right", "right"]
        assert attempt.earned == attempt.available


@pytest.fixture
def with_tokens(app):
    """Forms and requests need their token, as in life."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_without_its_token_nothing_is_saved(with_tokens, app, desk):
    assert save(desk.browser, desk.attempt, item(1, 0, {"choice": ["1"]})).status_code == 400
    assert post_form(desk.browser, desk.attempt, 1, 0, {"choice": ["1"]}).status_code == 400
    assert desk.stored().kinds == [(0, "started")]


def test_whoever_signed_out_in_another_tab_is_asked_to_sign_in_although_her_token_is_gone(
    with_tokens, app, desk
):
    reply = save(app.test_client(), desk.attempt, item(1, 0, {"choice": ["1"]}))
    assert (reply.status_code, reply.json) == (401, {"reason": "sign_in"})
