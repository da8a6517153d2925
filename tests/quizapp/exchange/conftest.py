"""A teacher with a class, a student of it, and a colleague who teaches another."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests import builders


@pytest.fixture
def people(rows, nothing_held):
    """A teacher with a class, a student of it, and a colleague who teaches another."""
    with rows() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        classroom = builders.classroom(session, teacher, students=[student])
        colleague = builders.teacher(session)
        builders.classroom(session, colleague, "Botany")
        return {"teacher": teacher, "student": student, "colleague": colleague, "class": classroom}


@pytest.fixture
def teacher(people, sign_in) -> FlaskClient:
    return sign_in(people["teacher"])
