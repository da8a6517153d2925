"""What signing up asks of classes. They come after accounts, so they put their answer here themselves."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy.orm import Session

from quizapp.accounts.models import User


class ClassDoor(Protocol):
    def join(self, session: Session, user: User, code: str, *, now: dt.datetime) -> None:
        """Let `user` into the class with this code; `Invalid("code", …)` where none is open."""


def set_class_door(app: Flask, door: ClassDoor) -> None:
    app.extensions["class_door"] = door


def class_door() -> ClassDoor:
    door: ClassDoor = current_app.extensions["class_door"]
    return door
