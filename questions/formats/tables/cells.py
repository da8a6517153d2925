"""What may stand in one cell: text that no spreadsheet reckons, and lists with a sign between entries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable

_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MOST_WAYS = 5_000
"""How many commas are looked at, times how many a single entry has."""


def defused(text: str) -> str:
    """The text with a `'` before it where a spreadsheet would take it for a formula; numbers stay numbers."""
    return f"'{text}" if _STARTS_FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def restored(cell: str) -> str:
    """The inverse of `defused`."""
    return cell[1:] if cell.startswith("'") and _STARTS_FORMULA.match(cell) else cell


def joined(entries: Iterable[str], sign: str) -> str:
    """A list in one cell; `\\` before a sign that belongs to an entry."""
    return f"{sign} ".join(_escaped(entry, sign) for entry in entries)


def parted(cell: str, sign: str) -> list[str]:
    """The inverse of `joined`, without the spaces around entries; entries without text are left out."""
    entries, at = [""], 0
    while at < len(cell):
        if cell[at] == "\\" and cell[at + 1 : at + 2] in (sign, "\\"):
            entries[-1] += cell[at + 1]
            at += 1
        elif cell[at] == sign:
            entries.append("")
        else:
            entries[-1] += cell[at]
        at += 1
    return [entry.strip() for entry in entries if entry.strip()]


def entries_of(cell: str, known: Collection[str]) -> list[str]:
    """The texts that a list with commas names, though they have commas of their own; none if it names others.

    `red, blue, green` are two where `red, blue` is known: of two ways the longer text counts.
    """
    pieces, found, at = cell.split(","), list[str](), 0
    longest = 1 + max((text.count(",") for text in known), default=0)
    if len(pieces) * longest > _MOST_WAYS:
        return []
    while at < len(pieces):
        texts = (",".join(pieces[at : at + count]).strip() for count in range(longest, 0, -1))
        text = next((one for one in texts if one in known), None)
        if text is None:
            return []
        found.append(text)
        at += 1 + text.count(",")
    return list(dict.fromkeys(found))


def _escaped(entry: str, sign: str) -> str:
    return entry.replace("\\", "\\\\").replace(sign, f"\\{sign}")


def in_words(value: object, number_format: str = "") -> str:
    """What a cell of a spreadsheet shows: 50% for 0.5 where it is shown so, a day in ISO."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            if "%" in number_format:
                return f"{_digits(round(value * 100, 9))}%"
            return _digits(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)


def _digits(number: float) -> str:
    return str(int(number)) if number == number // 1 and abs(number) < 10**15 else repr(number)
