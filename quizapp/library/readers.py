"""Who reads banks: those without an owner are everybody's, one of a teacher's own is hers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import ColumnElement, or_, true

from quizapp.access import ADMINISTRATOR, standing
from quizapp.library.models import Bank


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at banks; an administrator reads all. `id` is 0 for whoever has none."""

    id: int
    is_administrator: bool = False

    def may_read(self) -> ColumnElement[bool]:
        """Of a bank: whether it is shown to her."""
        if self.is_administrator:
            return true()
        return or_(Bank.owner_id.is_(None), Bank.owner_id == self.id)


EVERYBODY = Reader(0)
"""Reads what is open to all. No person has this id."""


def reader() -> Reader:
    """Whoever sent this request."""
    if not current_user.is_authenticated:
        return EVERYBODY
    return Reader(current_user.id, standing(current_user) is ADMINISTRATOR)
