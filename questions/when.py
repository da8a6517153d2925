"""A date as precise as it was stated: a year, a month or a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class When:
    """A calendar date whose month and day may be left open; never more precise than its source."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> When:
        """Read ISO `2021`, `2021-03` or `2021-03-18`; anything else raises ValueError."""
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r}; write 2021, 2021-03 or 2021-03-18")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def is_before(self, other: When) -> bool:
        """Whether every day of this lies before every day of the other."""
        return self.last_day < other.first_day

    def overlaps(self, other: When) -> bool:
        """Whether the two may be the same day: March 2021 overlaps 18 March 2021."""
        return not (self.is_before(other) or other.is_before(self))

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    def isoformat(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def in_words(self) -> str:
        """`18 March 2021`, `March 2021` or `2021`."""
        parts = [str(self.year)]
        if self.month:
            parts.insert(0, calendar.month_name[self.month])
        if self.day:
            parts.insert(0, str(self.day))
        return " ".join(parts)

    def as_adverbial(self) -> str:
        """The phrase a stem needs: `on 18 March 2021`, `in March 2021`."""
        return f"{'on' if self.day else 'in'} {self.in_words()}"
