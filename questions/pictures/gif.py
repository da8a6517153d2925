"""GIF, block by block (CompuServe, GIF89a specification)."""

from __future__ import annotations

import struct

from questions.pictures.picture import MOST_FRAMES, Shape, UnfitPicture

_FRAME, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_HEAD = 13


def walk_gif(content: bytes) -> Shape:
    if len(content) < _HEAD:
        raise UnfitPicture("damaged")
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    place = _HEAD + _colours(flags)
    kept, frames = [content[:place]], 0
    while place < len(content):
        kind = content[place]
        if kind == _TRAILER and frames:
            return Shape(width, height, b"".join((*kept, b";")))
        if kind == _FRAME and place + 10 <= len(content):
            frames += 1
            if frames > MOST_FRAMES:
                raise UnfitPicture("too_many_frames")
            end = _end_of_blocks(content, place + 10 + _colours(content[place + 9]) + 1)
            _refuse_beyond(content, place, width, height)
            kept.append(content[place:end])
        elif kind == _EXTENSION and place + 2 < len(content):
            end = _end_of_blocks(content, place + 2)
            if _draws(content, place):
                kept.append(content[place:end])
        else:
            break
        place = end
    raise UnfitPicture("damaged")


def _colours(flags: int) -> int:
    """The bytes of a table of colours."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(content: bytes, place: int) -> int:
    while place < len(content):
        length = content[place]
        place += 1 + length
        if not length:
            return place
    raise UnfitPicture("damaged")


def _refuse_beyond(content: bytes, place: int, width: int, height: int) -> None:
    """Browsers make room for what reaches beyond the whole, whatever the head of the file says."""
    left, top, wide, high = struct.unpack_from("<HHHH", content, place + 1)
    if left + wide > width or top + high > height:
        raise UnfitPicture("damaged")


def _draws(content: bytes, place: int) -> bool:
    """Times and repetition; words, comments and other programs' blocks do not draw."""
    label = content[place + 1]
    return label == _CONTROL or (label == _APPLICATION and content[place + 3 : place + 14] in _LOOPS)
