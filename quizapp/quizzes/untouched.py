"""Questions that nobody has answered yet, as a page shows them: drawn once, and filled in for each paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from questions.question import Asked, Option
from quizapp.bank import queries as bank
from quizapp.bank.version_cache import VersionCache
from quizapp.markup import render_option
from quizapp.quizzes.models import Slot

SHEETS = 2_000
"""How many are kept, of some two kilobytes each."""

# In the others the options stand in other places too, or in words only.
IN_ROWS = frozenset(
    ("single_choice", "multiple_response", "true_false", "short_answer", "numeric", "date", "open_answer")
)

# No text that is kept holds it: what stands between two of them is the name of a hole.
HOLE = "\0"
NUMBER = "number"

Key = tuple[int, int, int, str]
"""A version, how many options are shown of it, what it is worth in millionths of a point, and a language."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question with holes for its number on a paper and for the options in their order."""

    pieces: Sequence[str]
    options: Mapping[str, Markup]

    def filled(self, number: int, order: Sequence[str]) -> Markup:
        known = {NUMBER: str(number)}
        known.update((str(place), self.options[id]) for place, id in enumerate(order))
        pieces = list(self.pieces)
        pieces[1::2] = [known[hole] for hole in pieces[1::2]]
        return Markup("".join(pieces))  # noqa: S704 - safe pieces, and a number


def untouched_sheets(
    session: Session, slots: Sequence[Slot], asked: Mapping[int, Asked]
) -> dict[int, Markup]:
    """Those of these questions that nobody has answered or flagged, by their numbers, ready to be shown."""
    language = str(get_locale())
    keys = {
        slot: (slot.version_id, len(slot.option_order), slot.points, language)
        for slot in slots
        if slot.seq == 0 and not slot.is_flagged and asked[slot.version_id].type in IN_ROWS
    }
    sheets = _sheets.get(session, keys.values(), _draw)
    return {slot.number: sheets[key].filled(slot.number, slot.option_order) for slot, key in keys.items()}


def sheet_of(asked: Asked, options: int, points: int) -> Sheet:
    """Draw one with so many options, in the language of the reader at hand."""
    places = [str(place) for place in range(options)]
    holed = replace(
        asked,
        options=tuple(Option(place, _hole(place)) for place in places),
        options_format="plain",
    )
    template = current_app.jinja_env.get_template("quizzes/_sheet.html").module
    drawn = template.sheet(holed, places, {}, _hole(NUMBER), points)  # type: ignore[attr-defined]
    texts = {one.id: render_option(one.text, asked.options_format) for one in asked.options}
    return Sheet(tuple(drawn.split(HOLE)), texts)


_sheets: VersionCache[Key, Sheet] = VersionCache(SHEETS)


def _draw(session: Session, keys: list[Key]) -> dict[Key, Sheet]:
    asked = bank.asked_of(session, [version for version, *_rest in keys])
    return {key: sheet_of(asked[key[0]], key[1], key[2]) for key in keys}


def _hole(name: str) -> str:
    return f"{HOLE}{name}{HOLE}"
