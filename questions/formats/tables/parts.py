"""A workbook from the outside: what it would unpack to, before anything of it is parsed.

Names inside are never used as paths. Each part is read once in portions, so that no header is believed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from questions.formats.item import UnreadableFile
from questions.formats.limits import HIGHEST_RATIO, LARGEST_FILE, LARGEST_UNPACKED, MEBIBYTE

NO_WORKBOOK = "This is no XLSX workbook: in the spreadsheet choose “Save as” and then XLSX or CSV."
OLD_WORKBOOK = "This is an old XLS workbook, or one with a password: save it as XLSX without one."
DAMAGED = "The workbook is damaged: open it in a spreadsheet and save it again."
TOO_LARGE = "The workbook is too large to be a table of questions: copy the questions into a new one."
SUSPICIOUS = "The workbook holds markup that no spreadsheet writes: copy the questions into a new one."

MOST_PARTS = 2_000
_LARGEST_SHEET = 50 * MEBIBYTE
_LARGEST_OTHER = 8 * MEBIBYTE
_LARGEST_ROW = MEBIBYTE
_MOST_TAGS = 4_000_000
_PORTION = 256 * 1024
_LEAST_SUSPECTED = 4 * MEBIBYTE
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OLD = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_LONGEST_END = 40
_ROW_ENDS = re.compile(rb"</(?:[\w.-]{1,30}:)?row\s{0,3}>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']{0,40})["']""")


def check_parts(file: BinaryIO) -> None:
    """`UnreadableFile` for what is no workbook, or a dangerous one."""
    file.seek(0)
    if file.read(4) == _OLD:
        raise UnreadableFile(OLD_WORKBOOK)
    if file.seek(0, 2) > LARGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise UnreadableFile(NO_WORKBOOK)
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise UnreadableFile(TOO_LARGE)
            if len(names) < len(entries):
                raise UnreadableFile(DAMAGED)
            for entry in entries:
                _check_size(entry)
                _check_markup(package, entry)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(NO_WORKBOOK) from error
    except _BROKEN as error:
        raise UnreadableFile(DAMAGED) from error


def _holds_cells(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("xl/worksheets/") or "sharedstrings" in entry.filename.lower()


def _check_size(entry: zipfile.ZipInfo) -> None:
    is_bomb = entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1) + _LEAST_SUSPECTED
    is_picture = entry.filename.startswith("xl/media/")
    if is_bomb or entry.file_size > (_LARGEST_SHEET if _holds_cells(entry) or is_picture else _LARGEST_OTHER):
        raise UnreadableFile(TOO_LARGE)


def _check_markup(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """In what is XML, by whatever name: no entities, no comments and no foreign encodings.

    The parser keeps a row while it reads it, so that its length counts too.
    """
    tags, in_row = 0, 0
    tail = b""
    with package.open(entry) as part:
        while portion := part.read(_PORTION):
            if not tail:
                if not portion.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", *_OTHER_MARKS)):
                    return
                encoding = _ENCODING.search(portion[:200])
                if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
                    raise UnreadableFile(SUSPICIOUS)
            joined = tail + portion
            if b"\0" in portion or b"<!" in joined:
                raise UnreadableFile(SUSPICIOUS)
            tags += portion.count(b"<")
            ends = [end.end() for end in _ROW_ENDS.finditer(joined)]
            in_row = len(joined) - ends[-1] if ends else in_row + len(portion)
            if tags > _MOST_TAGS or (entry.filename.startswith("xl/worksheets/") and in_row > _LARGEST_ROW):
                raise UnreadableFile(TOO_LARGE)
            tail = joined[-_LONGEST_END:]
