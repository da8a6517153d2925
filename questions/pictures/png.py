"""PNG, chunk by chunk (W3C, Portable Network Graphics, third edition, section 5)."""

from __future__ import annotations

import struct
import zlib

from questions.pictures.picture import MOST_FRAMES, Shape, UnfitPicture

_SIGNATURE = 8
_DRAWS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"}
    | {b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)
"""What draws the picture; texts, times and photographers' notes (tEXt, iTXt, zTXt, tIME, eXIf) do not."""


def walk_png(content: bytes) -> Shape:
    kept, place = [content[:_SIGNATURE]], _SIGNATURE
    size: tuple[int, int] | None = None
    has_data, frames = False, 0
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content) or (size is None) != (kind == b"IHDR"):
            break
        if kind in _DRAWS:
            if zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
                break
            kept.append(content[place:end])
        if kind == b"IHDR":
            if length != 13:
                break
            size = struct.unpack_from(">II", content, place + 8)
        has_data = has_data or kind == b"IDAT"
        frames += kind == b"fcTL"
        if frames > MOST_FRAMES:
            raise UnfitPicture("too_many_frames")
        if kind == b"IEND" and size and has_data:
            return Shape(*size, b"".join(kept))
        place = end
    raise UnfitPicture("damaged")
