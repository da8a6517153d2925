"""What left in a format of other programs, and comes back as it left there, is no change.

Such formats lose something of a question: its options get other names, who made it is forgotten. So what
came is compared with what reading would make of the question if it left today.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from sqlalchemy.orm import Session

from questions.formats.contract import QuestionFormat
from questions.formats.item import Item
from questions.formats.register import FORMATS
from quizapp.bank.viewers import Viewer
from quizapp.exchange.matching import Fate
from quizapp.exchange.selection import Selection, items
from quizapp.exchange.survey import Entry, as_it_comes, hash_as_kept

MOST_COMPARED = 500
"""Of one file, each time it is looked at: writing and reading a question takes about a millisecond."""


def without_unchanged(
    session: Session, owner_id: int, format_name: str, entries: Sequence[Entry], fates: Sequence[Fate]
) -> list[Fate]:
    """The fates, where what only seems changed by its journey is the same, or returns.

    It compares the first `MOST_COMPARED` that seem changed; further ones become new versions.
    """
    seeming = {
        fate.known.names[-1]: at
        for at, fate in enumerate(fates)
        if fate.kind == "changed" and fate.known is not None
    }
    public_ids = list(seeming)[:MOST_COMPARED]
    found = list(fates)
    if not public_ids:
        return found
    for item in items(session, Viewer(owner_id), Selection(public_ids, "", {})):
        at = seeming[item.question.id]
        known = found[at].known
        if known is not None and _hash_after(item, FORMATS[format_name]) == entries[at].hash:
            found[at] = Fate("returns" if known.is_retired else "same", known)
    return found


def _hash_after(item: Item, format: QuestionFormat) -> str:
    """The hash of what is read where this item was written; "" where it cannot leave."""
    if format.fit(item).refused:
        return ""
    file = io.BytesIO()
    format.write([item], file)
    read = [as_it_comes(outcome).item for outcome in format.read(file)]
    return hash_as_kept(read[0]) if len(read) == 1 and read[0] is not None else ""
