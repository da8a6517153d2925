"""What a later room does when questions move from one topic to another: it keeps roll-ups by topic."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import Flask, current_app
from sqlalchemy.orm import Session

AfterMove = Callable[[Session, Collection[int]], None]


def move_with(app: Flask, after_move: AfterMove) -> None:
    """Let the room that keeps roll-ups bring those of the topics concerned up to date."""
    app.extensions["after_move"] = after_move


def tell_moved(session: Session, topic_ids: Collection[int | None]) -> None:
    """Say that questions have left or reached these topics; none of them (None) needs no telling."""
    topics = {id for id in topic_ids if id is not None}
    if topics:
        session.flush()
        after_move: AfterMove = current_app.extensions["after_move"]
        after_move(session, topics)
