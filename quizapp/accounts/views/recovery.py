"""The one reply that shows a recovery code: whoever loads it again does not see it again."""

from __future__ import annotations

from flask import render_template

from quizapp import dice
from quizapp.accounts import operations
from quizapp.accounts.codes import RECOVERY_LENGTH, in_groups
from quizapp.accounts.models import User
from quizapp.db import db


def commit_with_new_recovery_code(user: User, target: str) -> str:
    """Give `user` a new recovery code, commit, and show the code with the way on to `target`."""
    code = in_groups(dice.code(RECOVERY_LENGTH))
    operations.set_recovery_code(user, code)
    db.session.commit()
    return render_template("accounts/recovery_code.html", code=code, target=target)
