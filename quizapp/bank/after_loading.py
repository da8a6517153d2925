"""What later rooms make of a bank once it has been loaded, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask import Flask, current_app
from sqlalchemy.orm import Session

from questions import facts
from questions.question import Question
from quizapp.library.models import Bank

AfterBankLoads = Callable[[Session, Bank, facts.Bank, Sequence[Question], dt.datetime], None]
"""Takes the bank's row, the bank as read, the questions generated from it, and the time."""


def init_loading(app: Flask) -> None:
    app.extensions["after_bank_loads"] = []


def load_with(app: Flask, after_bank_loads: AfterBankLoads) -> None:
    """Let a later room write its own rows whenever a bank is loaded; what it writes is idempotent."""
    app.extensions["after_bank_loads"].append(after_bank_loads)


def tell_loaded(
    session: Session, bank: Bank, loaded: facts.Bank, questions: Sequence[Question], now: dt.datetime
) -> None:
    """Let every room follow a bank that was loaded, in the order of the rooms."""
    for after_bank_loads in current_app.extensions["after_bank_loads"]:
        after_bank_loads(session, bank, loaded, questions, now)
