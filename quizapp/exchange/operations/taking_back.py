"""An import taken back: what it brought is asked no more, as long as nobody has been asked it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.bank.operations import renew_pool
from quizapp.errors import Conflict
from quizapp.exchange import queries
from quizapp.exchange.models import QuestionImport
from quizapp.library.queries import hold_bank

PORTION = 500


def take_back(session: Session, kept: QuestionImport, *, now: dt.datetime) -> int:
    """Retire what an import brought, and ask again what was asked before; returns how many that are.

    What somebody has changed since stays as she left it. `Conflict` once an attempt holds any of it or
    a quiz names it. Versions are never deleted: the same file again brings all back.
    """
    hold_bank(session, kept.bank_id)
    session.refresh(kept)
    if kept.taken_back_at is not None:
        return 0
    if queries.is_answered(session, kept.id):
        raise Conflict(_("Students have been asked these questions. Retire single ones instead."))
    brought = queries.brought_by(session, kept.id)
    quiz = queries.quiz_asking(session, kept.bank_id, [one.public_id for one in brought])
    if quiz is not None:
        raise Conflict(_("The quiz “%(title)s” asks them.", title=quiz.title))
    taken = 0
    for at in range(0, len(brought), PORTION):
        portion = brought[at : at + PORTION]
        ids = [one.question_id for one in portion]
        rows, newest = queries.questions_by_id(session, ids), queries.newest_standing(session, ids)
        for one in portion:
            row = rows[one.question_id]
            is_changed = newest[row.id] != one.version_id or row.current_number > one.number
            if is_changed:
                continue
            row.status = "published" if one.was_number else "retired"
            row.current_number = one.was_number or row.current_number
            row.edited_at = now
            taken += 1
        session.flush()
    kept.taken_back_at = now
    renew_pool(session, kept.bank_id)
    session.flush()
    return taken
