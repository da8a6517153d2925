"""A class around shared decks."""

from __future__ import annotations

import pytest

from tests import builders


@pytest.fixture
def people(rows):
    """A teacher with a class, a student of it, and somebody of neither."""
    with rows() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        classroom = builders.classroom(session, teacher, students=[student])
        return {
            "teacher": teacher,
            "student": student,
            "stranger": builders.user(session),
            "class": classroom,
        }
