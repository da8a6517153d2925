"""Who looks at questions, and which of them she may see and change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import ColumnElement, or_, true

from quizapp.access import ADMINISTRATOR, standing
from quizapp.bank.models import Question


@dataclass(frozen=True, slots=True)
class Viewer:
    """A teacher or an administrator."""

    id: int
    is_administrator: bool

    def may_edit(self, row: Question) -> bool:
        """Her own; an administrator also what ships and what others wrote."""
        return self.is_administrator or row.owner_id == self.id

    def may_see(self) -> ColumnElement[bool]:
        """Her own, what ships, and what other teachers have published."""
        if self.is_administrator:
            return true()
        return or_(Question.owner_id == self.id, Question.origin != "teacher", Question.status == "published")


def viewer() -> Viewer:
    """Whoever sent this request; the gate has made sure that it is at least a teacher."""
    return Viewer(current_user.id, standing(current_user) is ADMINISTRATOR)
