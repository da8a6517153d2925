"""On which lines the tables and keys of a TOML text stand: tomllib does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_STRING = r"""\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'"""
_COMMENT = r"\#[^\n]*"
_TOKEN = re.compile(
    rf"""
      ^[ \t]*\[\[[ \t]*(?P<array>{_DOTTED})[ \t]*\]\](?=[ \t]*(?:\#|\r?$))
    | ^[ \t]*\[[ \t]*(?P<table>{_DOTTED})[ \t]*\](?=[ \t]*(?:\#|\r?$))
    | ^[ \t]*(?P<key>{_DOTTED})[ \t]*=
    | (?P<string>{_STRING})
    | (?P<comment>{_COMMENT})
    | (?P<opening>[\[{{])
    | (?P<closing>[\]}}])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ONE_KEY = re.compile(_KEY)
_ENDLESS_KEY = re.compile(rf"^[ \t]*\[{{0,2}}[ \t]*(?:{_KEY}[ \t]*\.[ \t]*){{50}}", re.MULTILINE)
_NUMBER = re.compile(
    rf"(?P<words>{_STRING}|{_COMMENT})|(?P<whole>\d[\d_]*)(?P<rest>(?:\.[\d_]+)?(?:[eE][+-]?[\d_]+)?)",
    re.DOTALL,
)
_ENTRY_HEADER = re.compile(rf"[ \t]*\[\[[ \t]*({_KEY})[ \t]*\]\]")
_KEY_OF_A_LINE = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")


@dataclass(frozen=True, slots=True)
class Layout:
    """`headers` has the lines of each `[[name]]` in order, `first` the first line that names a key
    of the top level. `keys` has, for each of the headers, the lines of what stands below it by its path:
    `statement`, `wording.object`, `evidence[2]`."""

    headers: dict[str, list[int]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    keys: dict[str, list[dict[str, int]]] = field(default_factory=dict)


def layout_of(text: str) -> Layout:
    """The layout of a text that tomllib has accepted; of any other text the answer means nothing."""
    walk = _Walk()
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        start = token.start() + len(token[0]) - len(token[0].lstrip())
        line += text.count("\n", counted, start)
        counted = start
        walk.meet(token, line)
    return walk.layout


def last_key(text: str, line: int) -> tuple[str, int]:
    """The last key that stands at the beginning of that line or of one before, and its own line."""
    lines = text.split("\n")
    for number in range(line, 0, -1):
        found = _KEY_OF_A_LINE.match(lines[number - 1])
        if found:
            return found[1], number
    return "", line


def single_bracketed(text: str, line: int) -> tuple[str, int]:
    """The table `[[…]]` of that line and the line that has it in single brackets; ("", 0) without one."""
    lines = text.split("\n")
    table = _ENTRY_HEADER.match(lines[line - 1])
    if table:
        for number, words in enumerate(lines, 1):
            if words.partition("#")[0].strip() == f"[{table[1]}]":
                return table[1], number
    return "", 0


def line_at(text: str, offset: int) -> int:
    """The line, counted from 1, on which the character at this offset stands."""
    return text.count("\n", 0, offset) + 1


def line_of_endless_key(text: str) -> int:
    """The first line that begins with a dotted key of more than 50 parts, 0 without one.

    No key of a bank has more than two, and tomllib takes time quadratic in them.
    """
    found = _ENDLESS_KEY.search(text)
    return line_at(text, found.start()) if found else 0


def line_of_unreadable_number(text: str) -> int:
    """The line of the first number that Python refuses to read, where tomllib says so without a line."""
    for found in _NUMBER.finditer(text):
        if found["words"]:
            continue
        try:
            Decimal(found[0].replace("_", "")) if found["rest"] else int(found["whole"])
        except (ValueError, ArithmeticError):
            return line_at(text, found.start())
    return 0


def line_of_deepest_bracket(text: str) -> int:
    """The line of the bracket that lies within most others, where tomllib cannot follow them."""
    depth, deepest, offset = 0, 0, 0
    for token in _TOKEN.finditer(text):
        if token["opening"]:
            depth += 1
        elif token["closing"]:
            depth -= 1
        if depth > deepest:
            deepest, offset = depth, token.start()
    return line_at(text, offset)


class _Walk:
    """Where a reading of the tokens in their order has come to."""

    def __init__(self) -> None:
        self.layout = Layout()
        self._brackets: list[str] = []
        self._at_top = True
        self._table = ""
        self._entry: dict[str, int] = {}
        self._prefix = ""
        self._path = ""
        self._items = 0

    def meet(self, token: re.Match[str], line: int) -> None:
        if token["opening"]:
            self._count_item(line)
            self._brackets.append(token["opening"])
        elif token["closing"]:
            self._brackets.pop()
        elif token["string"]:
            self._count_item(line)
        elif not self._brackets and token["key"]:
            self._meet_key(token["key"], line)
        elif not self._brackets and not token["comment"]:
            self._meet_header(_parts(token["array"] or token["table"]), line, is_array=bool(token["array"]))

    def _meet_key(self, name: str, line: int) -> None:
        parts = _parts(name)
        if self._at_top:
            self.layout.first.setdefault(parts[0], line)
        self._path, self._items = self._prefix + ".".join(parts), 0
        self._entry.setdefault(self._path, line)

    def _meet_header(self, parts: list[str], line: int, *, is_array: bool) -> None:
        self._at_top = False
        self._path = ""
        self.layout.first.setdefault(parts[0], line)
        if is_array and len(parts) == 1:
            self._table, self._entry, self._prefix = parts[0], {}, ""
            self.layout.headers.setdefault(parts[0], []).append(line)
            self.layout.keys.setdefault(parts[0], []).append(self._entry)
        elif parts[0] == self._table and len(parts) > 1:
            inner = ".".join(parts[1:])
            if is_array:
                number = 1 + sum(path.startswith(f"{inner}[") and path[-1] == "]" for path in self._entry)
                inner = f"{inner}[{number}]"
            self._entry.setdefault(inner, line)
            self._prefix = f"{inner}."
        else:
            self._table, self._entry, self._prefix = "", {}, ""

    def _count_item(self, line: int) -> None:
        """A text or table that stands directly in the list of the last key."""
        if self._brackets == ["["] and self._path:
            self._items += 1
            self._entry.setdefault(f"{self._path}[{self._items}]", line)


def _parts(name: str) -> list[str]:
    """The keys of a dotted name without their quote marks."""
    return [part.strip("\"'") for part in _ONE_KEY.findall(name)]
