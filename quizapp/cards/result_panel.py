"""What the result of a quiz tells of memories: what moved, how to take it back, and what might be kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from questions.gaps import stem_in_words
from questions.memory.days import study_day
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.cards import evidence_queries
from quizapp.cards.evidence_queries import Move
from quizapp.page import Panel
from quizapp.quizzes.models import Attempt

# More of them stand beside their questions.
DUE_SENTENCES = 3

CHANGES = {
    "new": _l("New."),
    "stronger": _l("Stronger."),
    "weaker": _l("Weaker."),
    "same": _l("As it was."),
}

Shift = tuple[dt.date, dt.date]
"""When a review fell due before and when it does now."""


def result_panel(session: Session, attempt: Attempt, now: dt.datetime) -> Panel | None:
    """The panel beside a learner's own result; None where her answers told nothing."""
    moves = evidence_queries.moves_of(session, attempt.user_id, attempt.id)
    if not moves:
        return None
    learner = session.get_one(User, attempt.user_id)
    today = study_day(now, ZoneInfo(learner.zone))
    standing = [move for move in moves if not move.is_undone]
    wanted = [move.target_id for move in moves if move.may_be_kept]
    asked = bank.asked_of(session, [move.version_id for move in moves])
    words = _Words()
    shown = {
        "attempt": attempt,
        "sentences": [*_sentences(standing, today), *_besides(standing), *_coming_back(moves, today)],
        "lines": [
            {
                "target": None if move.is_undone else move.target_id,
                "about": move.statement or stem_in_words(asked[move.version_id]),
                "words": " ".join(
                    filter(None, (words.question(move), words.change(move), _due(move, today)))
                ),
            }
            for move in moves
        ],
        "standing": len(standing),
        "keepable": len(evidence_queries.keepable_of(session, attempt.user_id, wanted)),
    }
    return Panel("cards/_moved.html", shown)


def _sentences(moves: Sequence[Move], today: dt.date) -> list[str]:
    """All that moved, counted; and what comes back sooner or later than it would have."""
    kinds = Counter(_kind(move) for move in moves)
    counted = [
        ngettext("%(num)s memory is new", "%(num)s memories are new", kinds["new"]),
        ngettext("%(num)s memory is stronger", "%(num)s memories are stronger", kinds["stronger"]),
        ngettext("%(num)s memory is weaker", "%(num)s memories are weaker", kinds["weaker"]),
        ngettext("%(num)s memory is as it was", "%(num)s memories are as they were", kinds["same"]),
    ]
    shown = [
        words
        for kind, words in zip(("new", "stronger", "weaker", "same"), counted, strict=True)
        if kinds[kind]
    ]
    shifts = Counter(shift for move in moves if (shift := _shift(move)) is not None)
    soonest = sorted(shifts, key=lambda shift: (shift[1], shift[0]))[:DUE_SENTENCES]
    return [
        *([_("%(changes)s.", changes=", ".join(shown))] if shown else []),
        *(_shift_in_words(shifts[shift], shift, today) for shift in soonest),
    ]


def _coming_back(moves: Sequence[Move], today: dt.date) -> list[str]:
    """How many of them are asked as cards, and the first of them when."""
    due = [move.now.due_on for move in moves if move.now.due_on is not None and not move.now.is_suspended]
    if not due:
        return []
    return [
        ngettext(
            "%(num)s comes back as a card, %(when)s.",
            "%(num)s come back as cards, the first %(when)s.",
            len(due),
            when=_when(max(today, min(due)), today),
        )
    ]


def _besides(moves: Sequence[Move]) -> list[str]:
    """How many of the memories no question of the result explains."""
    count = sum(not move.is_on_paper for move in moves)
    if not count:
        return []
    return [
        ngettext(
            "%(num)s of them is from a question outside the score: it came back or stood between.",
            "%(num)s of them are from questions outside the score: they came back or stood between.",
            count,
        )
    ]


def _kind(move: Move) -> str:
    before, after = move.before.stability, move.after.stability
    if before is None or after is None:
        return "new"
    if after == before:
        return "same"
    return "stronger" if after > before else "weaker"


class _Words:
    """What is said of every memory, looked up once: each time would look for the reader's language too."""

    def __init__(self) -> None:
        self._numbered = _("Question %(number)s.")
        self._outside = str(_("Came back or stood between."))
        self._changes = {kind: str(words) for kind, words in CHANGES.items()}
        self._taken_back = str(_("Taken back."))

    def question(self, move: Move) -> str:
        return self._numbered % {"number": move.slot} if move.is_on_paper else self._outside

    def change(self, move: Move) -> str:
        return self._taken_back if move.is_undone else self._changes[_kind(move)]


def _due(move: Move, today: dt.date) -> str:
    if move.is_undone or move.after.due_on is None:
        return ""
    shift = _shift(move)
    if shift is None:
        return str(_("Due %(when)s.", when=_when(move.after.due_on, today)))
    return str(
        _("Due %(now)s instead of %(before)s.", now=_when(shift[1], today), before=_when(shift[0], today))
    )


def _shift(move: Move) -> Shift | None:
    before, after = move.before.due_on, move.after.due_on
    return (before, after) if before and after and before != after else None


def _shift_in_words(count: int, shift: Shift, today: dt.date) -> str:
    return str(
        ngettext(
            "%(num)s is due %(now)s instead of %(before)s.",
            "%(num)s are due %(now)s instead of %(before)s.",
            count,
            now=_when(shift[1], today),
            before=_when(shift[0], today),
        )
    )


def _when(day: dt.date, today: dt.date) -> str:
    days = (day - today).days
    if days < 0:
        return str(ngettext("%(num)s day ago", "%(num)s days ago", -days))
    if days < 2:
        return str(_("tomorrow") if days else _("today"))
    return str(ngettext("in %(num)s day", "in %(num)s days", days))
