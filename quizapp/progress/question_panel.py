"""Beside a question: which classes of its reader have answered it, and where to mark them anew."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.bank.models import Question
from quizapp.bank.viewers import Viewer
from quizapp.page import Panel
from quizapp.quizzes.ruling_queries import answers_in_taught_classes


def question_panel(session: Session, question: Question, viewer: Viewer) -> Panel | None:
    """The panel of a question; None where no class of hers has answered it."""
    classes = answers_in_taught_classes(session, viewer.id, question)
    if not classes:
        return None
    return Panel("progress/_answered.html", {"classes": classes, "public_id": question.public_id})
