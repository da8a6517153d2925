"""Answering with plain forms, without JavaScript."""

from __future__ import annotations

import pytest

from questions.response import Response
from quizapp.quizzes.operations import close_overdue
from tests.quizapp.bank.html import form_fields
from tests.quizapp.quizzes.answers import OTHER, item, post_form, save


def test_a_form_saves_and_leads_on(desk):
    reply = post_form(desk.browser, desk.attempt, 2, 0, {"text": ["UN"]}, go="3")
    assert (reply.status_code, reply.location) == (303, desk.url(3))
    assert desk.stored().given(2) == Response("UN")


def test_the_form_on_the_page_can_be_sent_as_it_stands(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"], "flag": ["1"]}))
    fields = form_fields(desk.browser.get(desk.url(2)).text, "answers")
    before = desk.stored().kinds
    assert desk.browser.post(desk.url("answers"), data=fields).status_code == 303
    assert desk.stored().kinds == before
    assert desk.stored().given(2) == Response("UN")


def test_all_questions_are_answered_in_one_form(desk):
    fields = form_fields(desk.browser.get(desk.url("all")).text, "answers")
    reply = desk.browser.post(
        desk.url("answers"),
        data={**fields, "s1-choice": "1", "s2-text": "UN", "s3-unknown": "1", "go": "summary"},
    )
    assert (reply.status_code, reply.location) == (303, desk.url("summary"))
    assert "You have answered 3 of 3." in desk.browser.get(desk.url("summary")).text


def test_on_a_screen_of_any_size_one_button_of_the_last_question_leads_to_the_summary(desk):
    beside, dock = desk.browser.get(desk.url(3)).text.split('class="dock"')
    assert [part.count("Check and hand in") for part in (beside, dock)] == [1, 1]
    assert "Summary" not in dock
    earlier = desk.browser.get(desk.url(1)).text
    assert "Check and hand in" in earlier
    assert "Summary" in earlier.split('class="dock"')[1]


def test_an_older_page_shows_both_answers_and_either_can_be_kept(desk):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["first <b>UN</b>"], "flag": ["1"]}))
    refused = post_form(desk.browser, desk.attempt, 2, 0, {"text": ["then EU"]}, writer=OTHER, go="3")
    assert refused.status_code == 409
    assert "first &lt;b&gt;UN&lt;/b&gt;" in refused.text
    assert "then EU" in refused.text
    assert desk.stored().given(2) == Response("first <b>UN</b>")

    kept = desk.browser.post(desk.url("answers"), data=form_fields(refused.text, "keep-2"))
    assert kept.status_code == 303
    assert desk.stored().given(2) == Response("then EU")
    assert desk.stored().slots[2].is_flagged


@pytest.mark.parametrize("type", ["single_choice", "multiple_response", "true_false", "ordering", "matching"])
def test_both_versions_are_told_in_words(desk_of, type):
    desk = desk_of(type)
    save(desk.browser, desk.attempt, item(1, 0, desk.answer(1, "right")))
    refused = post_form(desk.browser, desk.attempt, 1, 0, desk.answer(1, "wrong"), writer=OTHER)
    assert refused.status_code == 409
    assert "<dd>1</dd>" not in refused.text
    assert "<dd></dd>" not in refused.text


def test_an_answer_sent_too_late_is_told_so_and_what_was_saved_counts(desk_of, clock):
    desk = desk_of("short_answer", limit_seconds=60)
    post_form(desk.browser, desk.attempt, 1, 0, {"text": ["UN"]})
    clock.forward(seconds=71)
    reply = post_form(desk.browser, desk.attempt, 1, 1, {"text": ["EU"]})
    assert reply.status_code == 409
    assert "Time is up." in reply.text
    assert desk.stored().given(1) == Response("UN")
    assert desk.stored().attempt.state == "expired"


def test_a_form_without_its_number_is_refused_and_not_dropped(desk):
    reply = desk.browser.post(desk.url("answers"), data={"writer": "w", "s2-text": "UN"})
    assert reply.status_code == 422
    assert desk.stored().kinds == [(0, "started")]


def test_a_tick_leaves_an_attempt_its_grace(desk_of, rows, clock):
    desk = desk_of("short_answer", limit_seconds=60)
    clock.forward(seconds=65)
    with rows() as session:
        assert close_overdue(session, now=clock()) == 0
    assert save(desk.browser, desk.attempt, item(1, 0, {"text": ["UN"]})).status_code == 200
