"""The wire format of protocol buffers, as far as Anki's packages use it: read field by field, and written."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5


def fields_in(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Each field of a message: its number, and an int or bytes. ValueError where it is none."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        match tag & 7:
            case 0:
                value, place = _varint(message, place)
                yield tag >> 3, value
            case 2:
                length, place = _varint(message, place)
                yield tag >> 3, _cut(message, place, length)
                place += length
            case 1 | 5 as wire:
                width = 8 if wire == FIXED_64 else 4
                yield tag >> 3, _cut(message, place, width)
                place += width
            case _:
                raise ValueError("not a protocol buffer")


def find_bytes(message: bytes, number: int) -> bytes:
    """The last value of a field that holds bytes; empty if there is none."""
    found = b""
    for field, value in fields_in(message):
        if field == number and isinstance(value, bytes):
            found = value
    return found


def find_int(message: bytes, number: int) -> int:
    """The last value of a field that holds a number; 0 if there is none."""
    found = 0
    for field, value in fields_in(message):
        if field == number and isinstance(value, int):
            found = value
    return found


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            break
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("not a protocol buffer")


def _cut(message: bytes, place: int, length: int) -> bytes:
    if length > len(message) - place:
        raise ValueError("not a protocol buffer")
    return message[place : place + length]
