"""Who looks at questions, and which of them she may see and change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import ColumnElement, and_, or_, select, true

from quizapp.access import ADMINISTRATOR, standing
from quizapp.bank.models import Question
from quizapp.library.models import Bank
from quizapp.library.readers import Reader


@dataclass(frozen=True, slots=True)
class Viewer(Reader):
    """A teacher or an administrator."""

    def may_edit(self, row: Question) -> bool:
        """Her own; an administrator also what ships and what others wrote."""
        return self.is_administrator or row.owner_id == self.id

    def may_see(self) -> ColumnElement[bool]:
        """Her own, what ships, and what other teachers have published in banks that are everybody's."""
        if self.is_administrator:
            return true()
        of_others = select(Bank.id).where(Bank.owner_id != self.id)
        return and_(
            or_(Question.owner_id == self.id, Question.origin != "teacher", Question.status == "published"),
            Question.bank_id.not_in(of_others),
        )


def viewer() -> Viewer:
    """Whoever sent this request; the gate has made sure that it is at least a teacher."""
    return Viewer(current_user.id, standing(current_user) is ADMINISTRATOR)
