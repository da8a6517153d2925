"""A file that a form sends waits until it has been looked at; of one that made room its sender is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import BinaryIO

from flask import current_app, flash
from flask_babel import gettext as _

from quizapp.held_files import MOST_HELD, hold


def hold_sent(user_id: int, file: BinaryIO, *, token: str, now: dt.datetime) -> None:
    """Hold a file of this person, the one of the request; see `held_files.hold`."""
    if hold(Path(current_app.instance_path), user_id, file, token=token, now=now):
        flash(
            _(
                "Only your latest %(most)s files wait here, so the oldest is gone. Send it again to see it.",
                most=MOST_HELD,
            ),
            "look",
        )
