"""Pictures that no text names go after a week; whatever is named anywhere stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from questions.pictures.reading import read_picture
from questions.question import Text
from quizapp.media.models import Medium
from quizapp.media.operations import keep_media
from quizapp.media.sweeping import KEPT_AT_LEAST, sweep_media
from tests import builders
from tests.builders import NOW
from tests.questions.builders import example_question
from tests.questions.pictures.samples import png

LATER = NOW + KEPT_AT_LEAST + dt.timedelta(seconds=1)


@pytest.fixture
def teacher(rows):
    with rows() as session:
        return builders.teacher(session)


def in_a_card(session, teacher, reference: str) -> None:
    builders.note(session, builders.deck(session, teacher), front="Q", back=reference, format="markdown")


def in_a_retired_card(session, teacher, reference: str) -> None:
    note = builders.note(session, builders.deck(session, teacher), front=reference, back="A")
    note.retired_at = NOW


def in_an_explanation(session, teacher, reference: str) -> None:
    question = example_question("single_choice")
    sealed = replace(question.sealed, explanation=Text(f"See {reference}", "markdown"))
    builders.question(session, builders.bank(session), replace(question, sealed=sealed))


@pytest.mark.parametrize("naming", [in_a_card, in_a_retired_card, in_an_explanation])
def test_what_a_text_names_stays_and_the_rest_goes(rows, teacher, naming):
    with rows() as session:
        named, _unnamed = (builders.picture(session, teacher) for _ in range(2))
        naming(session, teacher, f"![a map](picture:{named.sha256}-3x2)")
        assert sweep_media(session, now=LATER) == 1
        assert session.scalars(select(Medium.sha256)).all() == [named.sha256]
        assert sweep_media(session, now=LATER) == 0


def test_what_was_brought_lately_stays(rows, teacher):
    with rows() as session:
        builders.picture(session, teacher, png())
        assert sweep_media(session, now=NOW + KEPT_AT_LEAST) == 0
        keep_media(session, teacher.id, [read_picture(png())], now=LATER)
        assert sweep_media(session, now=LATER + KEPT_AT_LEAST) == 0
        assert sweep_media(session, now=LATER + KEPT_AT_LEAST + dt.timedelta(seconds=1)) == 1
