"""Questions that are drawn once and filled in for each paper look as if they were drawn for it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from questions.question import Asked
from quizapp.quizzes.untouched import IN_ROWS, sheet_of
from tests.questions.builders import example_questions

SHOWN = [question.asked for name in sorted(IN_ROWS) for question in example_questions(name)]


def sheet(app: Flask, *about: Any) -> str:
    module: Any = app.jinja_env.get_template("quizzes/_sheet.html").module
    return str(module.sheet(*about))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("asked", SHOWN, ids=lambda asked: asked.type)
def test_a_question_that_is_filled_in_is_the_one_drawn_for_the_paper(
    app: Flask, asked: Asked, language: str
) -> None:
    orders = [[option.id for option in asked.options], [option.id for option in asked.options][::-1]]
    with app.test_request_context(), force_locale(language):
        drawn = sheet_of(asked, len(asked.options), 2_500_000)
        for number, order in zip((1, 20), orders, strict=True):
            assert drawn.filled(number, order) == sheet(app, asked, order, {}, number, 2_500_000)


def test_every_type_whose_options_stand_in_rows_has_an_example() -> None:
    assert {asked.type for asked in SHOWN} == IN_ROWS
