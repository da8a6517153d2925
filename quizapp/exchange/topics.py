"""Categories of files as topics of a bank: a path becomes one topic, its names joined."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.exchange.queries import topics_by_title
from quizapp.library.models import Topic

LONGEST_TITLE = 200
MOST_TOPICS = 500
"""Of one bank; what a file names beyond them stands in no topic."""


class Topics:
    """The topics of one bank while questions come in; new ones are written as they are met."""

    def __init__(self, session: Session, bank_id: int) -> None:
        self._session, self._bank_id = session, bank_id
        self._ids = {title: topic.id for title, topic in topics_by_title(session, bank_id).items()}
        self._next = (
            session.scalar(select(func.max(Topic.position)).where(Topic.bank_id == bank_id)) or 0
        ) + 1

    def id_of(self, category: tuple[str, ...]) -> int | None:
        """The topic of this category; None for no category, or where the bank has too many."""
        title = " / ".join(category)[:LONGEST_TITLE]
        if not title:
            return None
        if title not in self._ids and len(self._ids) < MOST_TOPICS:
            topic = Topic(
                bank_id=self._bank_id, slug=_slug(title, self._next), title=title, position=self._next
            )
            self._session.add(topic)
            self._session.flush()
            self._ids[title] = topic.id
            self._next += 1
        return self._ids.get(title)


def _slug(title: str, number: int) -> str:
    """Letters and digits of the title; the number makes it the only one of its bank."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'topic'}-{number}"
