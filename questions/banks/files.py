"""The files of a bank: which folders ship, what may be read from one, and its hash."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from questions.banks.entry import Entry, Findings, Place, Spot, clipped, listed, nearest
from questions.banks.layout import (
    Layout,
    last_key,
    layout_of,
    line_at,
    line_of_deepest_bracket,
    line_of_endless_key,
    line_of_unreadable_number,
    single_bracketed,
)

LOCK_FILE = "bank.lock.json"
BYTES_OF_A_FILE = 5_000_000
CHARACTERS_OF_A_LINE = 100_000

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SET_TWICE = "Cannot overwrite a value"
_LINE_OF_MESSAGE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_END_OF_MESSAGE = " (at end of document)"
_MENDS = {
    "Invalid value": 'text stands in straight quotes, key = "…"; true and false are written small',
    "Illegal character '\\n'": "close the text with a quote mark on its own line",
    "Unclosed inline table": "close it with }, and write a date as 2021-03-18 or in quotes",
    "Unclosed array": "close it with ], and part its entries by commas",
    "Expected '=' after a key": 'write key = "…", and a number without commas',
    "Expected ']": "a table begins with two brackets on each side, as in [[fact]]",
    "Unescaped '\\'": "write a backslash twice",
    "Cannot declare": "it stands twice; begin each entry with two brackets, as in [[fact]]",
}
"""How to mend what a message of the parser begins with; others have to do without."""


def shipped_banks() -> list[Path]:
    """The folders of the banks that ship with the package, by name."""
    return sorted(file.parent for file in Path(__file__).parent.glob("*/bank.toml"))


def bank_hash(folder: Path) -> str:
    """SHA-256, in hex, of the names and bytes of a bank's files in the order of their names.

    The lock, hidden files, links and sub-folders do not count. Raises OSError where the
    folder cannot be read.
    """
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_symlink() or not file.is_file() or file.name.startswith(".") or file.name == LOCK_FILE:
            continue
        content = file.read_bytes()
        digest.update(f"{len(file.name.encode())} {file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class BankFile:
    text: str
    sha256: str


def read_file(
    folder: Path, name: str, findings: Findings, *, named_at: Place | None = None, is_optional: bool = False
) -> BankFile | None:
    """The text of a file of the bank, its line ends made `\\n`; None after a remark.

    `named_at` is the entry that names the file, where another file does. An optional file may be
    missing without a remark.
    """
    place = named_at or Place(name)
    key = "file" if named_at else ""
    if not _PLAIN_NAME.fullmatch(name):
        findings.error(place, key, f"{clipped(name)} is not the plain name of a file in the bank's folder")
        return None
    path = folder / name
    try:
        if path.is_symlink():
            findings.error(place, key, f"{name} is a link; put the file itself in the bank's folder")
            return None
        if is_optional and not path.exists():
            return None
        if not path.exists():
            findings.error(place, key, f"{name} is missing; add the file to the bank's folder")
            return None
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "no plain file"
            findings.error(place, key, f"{name} is {kind}; put a file of that name in its place")
            return None
        with path.open("rb") as stream:
            content = stream.read(BYTES_OF_A_FILE + 1)
    except OSError as error:
        findings.error(place, key, f"{name} cannot be read ({error.strerror}); check its permissions")
        return None
    text = _decoded(content, name, findings)
    return None if text is None else BankFile(text, hashlib.sha256(content).hexdigest())


def _decoded(content: bytes, name: str, findings: Findings) -> str | None:
    if len(content) > BYTES_OF_A_FILE:
        if line := _first_long_line(content.decode("utf-8", "replace")):
            _refuse_long_line(name, line, findings)
        else:
            findings.error(Place(name), "", f"{name} is larger than 5 MB; split the bank in two")
        return None
    try:
        text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.error(Place(name, line), "", f"{name} is not UTF-8; save it as UTF-8 text")
        return None
    if line := _first_long_line(text):
        _refuse_long_line(name, line, findings)
        return None
    found = None if name.endswith(".toml") else _UNPRINTABLE.search(text)
    if found:
        line = line_at(text, found.start())
        findings.error(Place(name, line), "", f"line {line} holds a control character; remove it")
        return None
    return text


def _first_long_line(text: str) -> int:
    """Counted from 1; 0 where no line is too long."""
    lines = enumerate(text.split("\n"), 1)
    return next((line for line, words in lines if len(words) > CHARACTERS_OF_A_LINE), 0)


def _refuse_long_line(name: str, line: int, findings: Findings) -> None:
    limit = f"{CHARACTERS_OF_A_LINE:,}"
    findings.error(Place(name, line), "", f"line {line} is longer than {limit} characters; break it")


class TomlFile:
    """A file of a bank as entries. Without text (missing, not TOML) it has none, and `is_read` is false."""

    def __init__(self, name: str, text: str | None, findings: Findings) -> None:
        self.name = name
        self._findings = findings
        self._values: Mapping[str, object] = {}
        self._layout = Layout()
        parsed = None if text is None else _parsed(name, text, findings)
        self.is_read = parsed is not None
        if parsed is not None and text is not None:
            self._values = parsed
            self._layout = layout_of(text)

    def entries(self, table: str) -> list[Entry]:
        """The `[[table]]` entries in the order of the file, each at the line of its header."""
        value = self._values.get(table, [])
        lines = self._layout.headers.get(table, [])
        if not isinstance(value, list) or len(value) != len(lines):
            self._findings.error(
                Place(self.name, self._layout.first.get(table, 0)),
                table,
                f"{table} must be written as entries, each below a line [[{table}]] in double brackets",
            )
            return []
        return [
            Entry(values, Spot(self.name, line, keys), self._findings)
            for values, line, keys in zip(value, lines, self._layout.keys.get(table, []), strict=True)
        ]

    def top(self, tables: tuple[str, ...]) -> Entry:
        """The keys of the top level, but those of the tables named, at their own lines."""
        values = {key: value for key, value in self._values.items() if key not in tables}
        return Entry(values, Spot(self.name, 1, self._layout.first), self._findings)

    def holds(self, tables: tuple[str, ...]) -> bool:
        """Whether one of these tables has anything in it; without names, whether anything stands here."""
        return any(self._values.get(table) for table in tables) if tables else bool(self._values)

    def refuse_others(self, tables: tuple[str, ...]) -> None:
        """Report whatever stands at the top level beside the tables named."""
        for key in self._values:
            if key not in tables:
                expected = listed(f"[[{table}]]" for table in tables)
                self._findings.error(
                    Place(self.name, self._layout.first.get(key, 0)),
                    key,
                    f"unknown key {clipped(key)}{nearest(key, tables) or f'; expected {expected}'}",
                )


def _parsed(name: str, text: str, findings: Findings) -> Mapping[str, object] | None:
    if line := line_of_endless_key(text):
        findings.error(Place(name, line), "", "the key of this line has too many parts; shorten it")
        return None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _LINE_OF_MESSAGE.search(message)
        line, where = (int(found[1]), f" at column {found[2]}") if found else (text.count("\n") + 1, "")
        reason = _LINE_OF_MESSAGE.sub("", message.removesuffix(_END_OF_MESSAGE))
        where = where or " at the end of the file"
        table, header = single_bracketed(text, line)
        if reason == _SET_TWICE and table:
            findings.error(Place(name, header), table, f"[{table}] has single brackets; write [[{table}]]")
            return None
        if reason == _SET_TWICE:
            key, line = last_key(text, line)
            findings.error(
                Place(name, line), key, f"{clipped(key)} stands twice in the same table; remove one"
            )
            return None
        mend = next((mend for sign, mend in _MENDS.items() if reason.startswith(sign)), "mend the line")
        findings.error(Place(name, line), "", f"not TOML{where}: {clipped(reason)}; {mend}")
    except (ValueError, ArithmeticError):
        line = line_of_unreadable_number(text)
        findings.error(Place(name, line), "", "a number of this line has too many digits; shorten it")
    except RecursionError:
        line = line_of_deepest_bracket(text)
        findings.error(Place(name, line), "", "brackets of this line nest too deeply; flatten them")
    return None
