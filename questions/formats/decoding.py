"""Bytes of a text file as text: UTF-8, UTF-16, or what Windows wrote in Western Europe."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, TextIOWrapper
from typing import BinaryIO, TextIO

from questions.formats.item import UnreadableFile
from questions.formats.limits import LARGEST_FILE, MEBIBYTE

AS_WINDOWS = (
    "The file is not in UTF-8. It was read as Windows-1252 (Western Europe): look at its accents and signs, "
    "and save it as UTF-8 if they are wrong."
)
NO_TEXT = "This is not a text file: save the questions as text in UTF-8."
TOO_LARGE = f"The file is larger than {LARGEST_FILE // MEBIBYTE} MB: split it."

_PORTION = 256 * 1024
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
"""What no text of Windows holds."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text, with its ends of lines as they are; `doubt` is "" where its encoding is sure."""

    text: TextIO
    doubt: str = ""


@contextmanager
def decoded(file: BinaryIO) -> Iterator[Decoded]:
    """A file that can be read twice as text, portion by portion; it stays open afterwards.

    `UnreadableFile` where it is too large or no text at all.
    """
    if file.seek(0, SEEK_END) > LARGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    encoding = _encoding_of(file)
    file.seek(0)
    text = TextIOWrapper(file, encoding, newline="")
    try:
        yield Decoded(text, AS_WINDOWS if encoding == "cp1252" else "")
    finally:
        text.detach()


def decoded_beginning(beginning: bytes) -> str:
    """The text of the first bytes of a file, however they are cut, or "" where they are none."""
    for encoding in (_by_its_mark(beginning), "cp1252"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(beginning)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text
    return ""


def _encoding_of(file: BinaryIO) -> str:
    file.seek(0)
    encoding = _by_its_mark(file.read(_PORTION))
    if _can_decode(file, encoding):
        return encoding
    if encoding == "utf-8-sig" and not _has_controls(file) and _can_decode(file, "cp1252"):
        return "cp1252"
    raise UnreadableFile(NO_TEXT)


def _by_its_mark(beginning: bytes) -> str:
    """UTF-16 by its mark, or by the zeros that every second byte of Latin text then is; else UTF-8."""
    if beginning[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    head = beginning[:200]
    if len(head) >= 4 and len(head) % 2 == 0:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return "utf-8-sig"


def _can_decode(file: BinaryIO, encoding: str) -> bool:
    """Whether all of the file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while portion := file.read(_PORTION):
            decoder.decode(portion)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _has_controls(file: BinaryIO) -> bool:
    file.seek(0)
    while portion := file.read(_PORTION):
        if portion.translate(None, _CONTROLS) != portion:
            return True
    return False
