"""One table of a bank file, read key by key; whatever is wrong becomes a remark, never an exception."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from questions.facts import Quantity, Term
from questions.remarks import Remark
from questions.text import edit_distance, plain
from questions.when import When

Choice = TypeVar("Choice", bound=str)

_LAST_STEP = re.compile(r"(?:\[\d+\]|(?:^|\.)[^.\[]*)\Z")
_ID = re.compile(r"[a-z][a-z0-9-]{0,79}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TURNS_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LENGTHS_OF_MORE_SLIPS = (6, 12)
_LONGEST_LABEL = 200
_LARGEST_EXPONENT = 30
_MANY_REMARKS = 100
_NAMES_OF_TYPES: tuple[tuple[type, str], ...] = (
    (str, "a text"),
    (bool, "true or false"),
    (int, "a whole number"),
    (Decimal, "a number"),
    (list, "a list"),
    (dict, "a table"),
    (dt.datetime, "a date with a time of day"),
    (dt.date, "a date"),
    (dt.time, "a time of day"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the bank and a line in it, counted from 1; 0 where no line can be named."""

    file: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """An entry of a file: the line of its header, and the lines of its keys by their path."""

    file: str
    line: int
    lines: Mapping[str, int]

    def at(self, path: str) -> Place:
        """Where the key stands, else the innermost table or list around it, else the header."""
        while path:
            if path in self.lines:
                return Place(self.file, self.lines[path])
            path = _LAST_STEP.sub("", path)
        return Place(self.file, self.line)


class Findings:
    """Collects what is wrong with a bank."""

    def __init__(self) -> None:
        self._remarks: list[Remark] = []

    def error(self, place: Place, key: str, sentence: str) -> None:
        self._remarks.append(Remark(place.file, place.line, key, sentence))

    def warn(self, place: Place, key: str, sentence: str) -> None:
        self._remarks.append(Remark(place.file, place.line, key, sentence, severity="warning"))

    @property
    def is_long(self) -> bool:
        """Whether there is so much to mend that looking for the nearest word would only cost time."""
        return len(self._remarks) > _MANY_REMARKS

    @property
    def has_errors(self) -> bool:
        return any(remark.severity == "error" for remark in self._remarks)

    def in_order(self) -> tuple[Remark, ...]:
        """By file and line, each once; within one line in the order in which they were found."""
        unique = dict.fromkeys(self._remarks)
        return tuple(sorted(unique, key=lambda remark: (remark.file, remark.line)))


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "…"?` with the known word most like it, or "" when none is near.

    Near is what one slip of the hand makes of a short word, two of a longer one, three of a long one; and
    a word that only lacks its last parts.
    """
    typed = word[:100].casefold()
    limit = 1 + sum(len(typed) >= length for length in _LENGTHS_OF_MORE_SLIPS)
    letters = set(typed)
    best, fewest = "", limit + 1
    for candidate in known:
        if len(letters.difference(candidate.casefold())) > limit:
            continue
        slips = edit_distance(typed, candidate.casefold(), limit)
        if slips is None and re.match(rf"{re.escape(typed)}[-_]", candidate):
            slips = limit
        if slips is not None and slips < fewest:
            best, fewest = candidate, slips
    return f'; did you mean "{best}"?' if best else ""


def clipped(text: str, length: int = 60) -> str:
    """The text on one line, in quote marks, short enough for a remark."""
    line = " ".join(text[: 4 * length].split())
    return f'"{line[:length]}…"' if len(line) > length or len(text) > 4 * length else f'"{line}"'


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)


class Entry:
    """The keys of one table. Each reading method says what it expects and falls back to a default.

    A key that no method asked for before `finish` is unknown. `path` names the table inside its
    entry (`evidence[2].`).
    """

    def __init__(
        self,
        values: Mapping[str, object],
        spot: Spot,
        findings: Findings,
        *,
        path: str = "",
    ) -> None:
        self.spot = spot
        self._values = values
        self._findings = findings
        self._path = path
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        self._asked[key] = None
        return key in self._values

    def error(self, key: str, sentence: str) -> None:
        path = f"{self._path}{key}"
        self._findings.error(self.spot.at(path), path, sentence)

    def warn(self, key: str, sentence: str) -> None:
        path = f"{self._path}{key}"
        self._findings.warn(self.spot.at(path), path, sentence)

    def id(self) -> str:
        """The id, or "" where there is none that could be used."""
        word = self.text("id", required=True)
        if word and not _ID.fullmatch(word):
            self.error(
                "id",
                f"{clipped(word)} is not an id; write 1 to 80 lower-case letters, digits and hyphens, "
                "a letter first",
            )
            return ""
        return word

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        if key not in self:
            if required:
                self.error(key, f'{key} is missing; add {key} = "…"')
            return default
        text = self._as_text(key, self._values[key])
        if required and text is not None and not text:
            self.error(key, f"{key} is empty; write something between the quote marks")
        return default if text is None else text

    def texts(self, key: str) -> tuple[str, ...]:
        if key not in self:
            return ()
        value = self._values[key]
        if not isinstance(value, list):
            self._wrong_type(key, value, f'a list of texts, {key} = ["…"]')
            return ()
        read = [self._as_text(f"{key}[{number}]", item) for number, item in enumerate(value, 1)]
        words = tuple(word for word in read if word)
        for word, times in Counter(words).items():
            if times > 1:
                self.error(key, f"{clipped(word)} stands {times} times in {key}; write it once")
        return tuple(dict.fromkeys(words))

    def label(self, key: str, *, required: bool = False) -> str:
        """A text that stands on one line of a page."""
        text = self.text(key, required=required)
        self._look_at_label(key, text)
        return text

    def labels(self, key: str) -> tuple[str, ...]:
        texts = self.texts(key)
        for text in texts:
            self._look_at_label(key, text)
        return texts

    def language(self, key: str, *, required: bool = False) -> str:
        """A language by its tag, as BCP 47 builds them; whether anybody speaks it is not looked up."""
        tag = self.text(key, required=required)
        if tag and not _LANGUAGE.fullmatch(tag):
            self.error(key, f'{clipped(tag)} is not the tag of a language; write "en", "fi" or "pt-BR"')
        return tag

    def choice(
        self, key: str, allowed: Sequence[Choice], default: Choice, *, required: bool = False
    ) -> Choice:
        word = self.text(key, required=required)
        for option in allowed:
            if word == option:
                return option
        if word:
            self.error(key, f"{clipped(word)} is no {key}; write {listed(allowed)}{nearest(word, allowed)}")
        return default

    def choices(self, key: str, allowed: Sequence[Choice]) -> tuple[Choice, ...]:
        words = self.texts(key)
        for word in words:
            if word not in allowed:
                self.error(
                    key,
                    f"{clipped(word)} cannot be in {key}; write {listed(allowed)}{nearest(word, allowed)}",
                )
        return tuple(option for option in allowed if option in words)

    def flag(self, key: str) -> bool:
        if key not in self:
            return False
        value = self._values[key]
        if not isinstance(value, bool):
            self._wrong_type(key, value, "true or false, without quote marks")
            return False
        return value

    def whole(self, key: str, lowest: int, highest: int) -> int | None:
        if key not in self:
            return None
        value = self._values[key]
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong_type(key, value, "a whole number, without quote marks")
            return None
        if not lowest <= value <= highest:
            self.error(key, f"{key} must be a whole number from {lowest} to {highest}")
            return None
        return value

    def when(self, key: str, *, required: bool = False) -> When | None:
        if key not in self:
            if required:
                self.error(key, f'{key} is missing; add {key} = "2021-03-18", as precise as it is known')
            return None
        value = self._values[key]
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return When(value.year, value.month, value.day)
        if not isinstance(value, str):
            self._wrong_type(key, value, 'a date, written "2021", "2021-03" or "2021-03-18"')
            return None
        try:
            return When.parse(value)
        except ValueError:
            self.error(
                key,
                f'{clipped(value)} is not a date; write "2021", "2021-03" or "2021-03-18", a day that exists',
            )
            return None

    def holds(self, key: str, kind: type) -> bool:
        """Whether the key's value is of that Python type."""
        return key in self and isinstance(self._values[key], kind)

    def table(self, key: str) -> Entry | None:
        if key not in self:
            return None
        value = self._values[key]
        if not isinstance(value, dict):
            self._wrong_type(key, value, f"a table, {key} = {{ … }}")
            return None
        return self._inside(key, value)

    def tables(self, key: str) -> list[Entry]:
        if key not in self:
            return []
        value = self._values[key]
        if not isinstance(value, list):
            self._wrong_type(key, value, f"a list of tables, {key} = [{{ … }}]")
            return []
        entries = []
        for number, item in enumerate(value, 1):
            name = f"{key}[{number}]"
            if isinstance(item, dict):
                entries.append(self._inside(name, item))
            else:
                self._wrong_type(name, item, "a table in braces, { … }")
        return entries

    def keys(self, allowed: Collection[str]) -> list[str]:
        """The keys of a table whose keys are a closed list; others are reported by `finish`."""
        return [key for key in allowed if key in self]

    def term(self, key: str) -> Term | None:
        """An id, or a table that holds a date or a quantity."""
        if key not in self:
            self.error(key, f'{key} is missing; add an id, {{ date = "…" }} or {{ number = … }}')
            return None
        if isinstance(self._values[key], dict):
            inside = self._inside(key, self._values[key])
            term = inside.value()
            inside.finish()
            return term
        if isinstance(self._values[key], str):
            return self.text(key, required=True) or None
        self._wrong_type(key, self._values[key], 'an id, { date = "…" } or { number = … }')
        return None

    def value(self) -> When | Quantity | None:
        """This table as a date (`date = …`) or as a quantity (`number = …`, `unit`, `tolerance`)."""
        if "date" in self:
            return self.when("date")
        unit = self.text("unit")
        tolerance = self.number("tolerance") if "tolerance" in self else Fraction(0)
        if "number" not in self:
            self.error("number", "is neither a date nor a quantity; write date = … or number = …")
            return None
        number = self.number("number")
        if number is None or tolerance is None:
            return None
        if tolerance < 0:
            self.error("tolerance", "a tolerance below 0 accepts no answer; write 0 or more")
            return None
        return Quantity(number, unit, tolerance)

    def number(self, key: str) -> Fraction | None:
        value = self._values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self._wrong_type(key, value, "a number, without quote marks")
            return None
        if isinstance(value, Decimal) and not value.is_finite():
            self.error(key, f"{key} must be a finite number")
            return None
        exponents = (value.adjusted(), value.as_tuple().exponent) if isinstance(value, Decimal) else ()
        if abs(value) >= 10**_LARGEST_EXPONENT or any(
            abs(int(exponent)) > _LARGEST_EXPONENT for exponent in exponents
        ):
            self.error(key, f"{key} has more than {_LARGEST_EXPONENT} digits; use a larger unit")
            return None
        return Fraction(value)

    def finish(self, also: Iterable[str] = ()) -> None:
        """Report each key that nothing asked for; `also` may have been meant."""
        for key in self._values:
            if key not in self._asked:
                known = listed(self._asked)
                suggestion = nearest(key, (*self._asked, *also)) or f"; known are {known}"
                self.error(key, f"unknown key {clipped(key)}{suggestion}")

    def _inside(self, key: str, values: object) -> Entry:
        assert isinstance(values, dict)
        return Entry(values, self.spot, self._findings, path=f"{self._path}{key}.")

    def _as_text(self, key: str, value: object) -> str | None:
        if not isinstance(value, str):
            self._wrong_type(key, value, "a text in quote marks")
            return None
        if value.isprintable() and value.isascii():
            return value.strip()
        if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in value):
            self.error(key, f"{key} holds a control character; remove it")
            return None
        if value.strip() and not plain(value):
            self.error(key, f"{key} holds nothing that can be seen; write something between the quote marks")
            return None
        if _TURNS_DIRECTION.search(value):
            self.warn(
                key, f"{key} holds an invisible character that turns the direction of writing; remove it"
            )
        return unicodedata.normalize("NFC", value.strip())

    def _look_at_label(self, key: str, text: str) -> None:
        if "\n" in text:
            self.warn(key, f"{key} is broken into lines; write it on one")
        if len(text) > _LONGEST_LABEL:
            self.warn(
                key, f"{key} has {len(text):,} characters, which fit no page; write {_LONGEST_LABEL} or fewer"
            )

    def _wrong_type(self, key: str, value: object, expected: str) -> None:
        found = next((name for kind, name in _NAMES_OF_TYPES if isinstance(value, kind)), "nothing")
        self.error(key, f"{key} is {found} but must be {expected}")
