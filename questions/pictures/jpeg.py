"""JPEG, segment by segment (ITU-T T.81, annex B). Of what a camera says, only the way up stays."""

from __future__ import annotations

import re
import struct

from questions.pictures.picture import Shape, UnfitPicture

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# Inside a scan 0xFF stands before 0 or a restart; anything else is the next marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_UPRIGHT, _FIRST_ON_ITS_SIDE, _LAST = 1, 5, 8
_ORIENTATION = 0x0112
_MOST_TAGS = 200
_MOST_SCANS = 100
"""Each scan of a file that sharpens step by step makes a browser draw all of it once more."""


def walk_jpeg(content: bytes) -> Shape:
    kept, place = [content[:2]], 2
    size: tuple[int, int] | None = None
    orientation, scans = _UPRIGHT, 0
    while place + 2 <= len(content):
        if content[place] != 0xFF:
            break
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == _END and size and scans:
            return _shape(size, orientation, [*kept, b"\xff\xd9"])
        end = _end_of_segment(content, place)
        if end is None:
            break
        segment = content[place:end]
        if marker in _FRAMES and len(segment) >= 9:
            if size:
                break
            height, width = struct.unpack_from(">HH", segment, 5)
            size = width, height
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation_in(segment[10:])
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, end)
            scans += 1
            if found is None or scans > _MOST_SCANS:
                break
            segment, end = content[place : found.start()], found.start()
        if _draws(marker, segment):
            kept.append(segment)
        place = end
    raise UnfitPicture("damaged")


def _end_of_segment(content: bytes, place: int) -> int | None:
    marker = content[place + 1]
    if marker in (0x00, 0x01, _START, _END) or 0xD0 <= marker <= 0xD7 or place + 4 > len(content):
        return None
    end = place + 2 + int(struct.unpack_from(">H", content, place + 2)[0])
    return end if place + 4 <= end <= len(content) else None


def _draws(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed to draw: of what programs add, colours alone are."""
    if marker == _APP0:
        return segment[4:9] == b"JFIF\0"
    if marker == _APP2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker == _APP14 or not (_APP0 <= marker <= _APP15 or marker == _COMMENT)


def _shape(size: tuple[int, int], orientation: int, kept: list[bytes]) -> Shape:
    if orientation == _UPRIGHT:
        return Shape(*size, b"".join(kept))
    at = 2 if kept[1][1] == _APP0 else 1
    content = b"".join((*kept[:at], _only_orientation(orientation), *kept[at:]))
    return Shape(*(size[::-1] if orientation >= _FIRST_ON_ITS_SIDE else size), content)


def _only_orientation(orientation: int) -> bytes:
    """An Exif segment that says which way up the picture is, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def _orientation_in(tiff: bytes) -> int:
    """1 to 8 as Exif numbers them; upright where nothing, or nonsense, is said."""
    order = {b"MM\0*": ">", b"II*\0": "<"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return _UPRIGHT
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return _UPRIGHT
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, min(at + 2 + 12 * min(count, _MOST_TAGS), len(tiff) - 11), 12):
        tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION and kind == 3 and _UPRIGHT <= value <= _LAST:
            return int(value)
    return _UPRIGHT
