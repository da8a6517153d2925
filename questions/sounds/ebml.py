"""WebM, element by element (RFC 8794, RFC 9559): what kind of document it is, and what its tracks are."""

from __future__ import annotations

from collections.abc import Iterator

from questions.sounds.sound import SoundType, UnfitSound

_HEAD, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CLUSTER = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x1F43B675
_VIDEO, _SOUND = b"\x01", b"\x02"
_MOST_ELEMENTS = 1_000


def webm_type(content: bytes) -> SoundType:
    """`audio/webm` where it says that it is WebM and all of its tracks are sounds."""
    kinds: set[bytes] = set()
    for name, start, end in _elements(content, 0, len(content)):
        if name == _HEAD and b"webm" not in [
            content[begin:stop].rstrip(b"\0")
            for inner, begin, stop in _elements(content, start, end)
            if inner == _DOC_TYPE
        ]:
            raise UnfitSound("unknown")
        if name == _SEGMENT:
            kinds = set(_tracks(content, start, end))
            break
    if _VIDEO in kinds:
        raise UnfitSound("video")
    if kinds != {_SOUND}:
        raise UnfitSound("damaged")
    return "audio/webm"


def _tracks(content: bytes, start: int, end: int) -> Iterator[bytes]:
    """The kind of each track that a segment names before its sound begins."""
    for name, begin, stop in _elements(content, start, end):
        if name == _CLUSTER:
            return
        if name == _TRACKS:
            for inner, inner_start, inner_end in _elements(content, begin, stop):
                if inner == _TRACK:
                    for last, at, until in _elements(content, inner_start, inner_end):
                        if last == _TRACK_TYPE:
                            yield content[at:until].lstrip(b"\0")


def _elements(content: bytes, place: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each element with where its content begins and ends; of unknown length, where what is around ends."""
    for _ in range(_MOST_ELEMENTS):
        if place >= end:
            return
        name, at = _number(content, place, end, 4, is_name=True)
        length, at = _number(content, at, end, 8)
        stop = end if length < 0 else at + length
        if stop > end:
            raise UnfitSound("damaged")
        yield name, at, stop
        place = stop


def _number(content: bytes, place: int, end: int, longest: int, *, is_name: bool = False) -> tuple[int, int]:
    """A number whose first byte says how long it is, and the place behind it; -1 where it is unknown."""
    width = 9 - content[place].bit_length() if place < end else 9
    if width > longest or place + width > end:
        raise UnfitSound("damaged")
    value = int.from_bytes(content[place : place + width], "big")
    marker = 1 << 7 * width
    if not is_name and value == 2 * marker - 1:
        return -1, place + width
    return value if is_name else value - marker, place + width
