"""The only place that reads the real clock. Below the views, time is an argument."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from flask import current_app


class Clock(Protocol):
    def __call__(self) -> dt.datetime:
        """The present moment, aware, in UTC."""


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """The present moment for the running application (tests put their own clock in its place)."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
