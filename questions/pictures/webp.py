"""WebP, chunk by chunk (RFC 9649)."""

from __future__ import annotations

import struct

from questions.pictures.picture import MOST_FRAMES, Shape, UnfitPicture

_DRAWS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_AND_XMP = 0x08 | 0x04
_HEAD = 12


def walk_webp(content: bytes) -> Shape:
    end_of_all = 8 + struct.unpack_from("<I", content, 4)[0]
    if end_of_all > len(content):
        raise UnfitPicture("damaged")
    kept, place, frames = [], _HEAD, 0
    sizes: dict[bytes, tuple[int, int]] = {}
    while place + 8 <= end_of_all:
        kind, length = struct.unpack_from("<4sI", content, place)
        end = place + 8 + length
        if end > end_of_all:
            raise UnfitPicture("damaged")
        body = content[place + 8 : end]
        if kind in _DRAWS:
            if kind == b"VP8X" and body:
                body = bytes([body[0] & ~_EXIF_AND_XMP]) + body[1:]
            kept.append(struct.pack("<4sI", kind, length) + body + b"\0" * (length % 2))
            if (found := _size(kind, body)) and sizes.setdefault(kind, found) != found:
                raise UnfitPicture("damaged")
        frames += kind == b"ANMF"
        if frames > MOST_FRAMES:
            raise UnfitPicture("too_many_frames")
        place = end + length % 2
    is_moving = frames > 0 and b"VP8X" in sizes
    if not sizes.keys() & {b"VP8 ", b"VP8L"} and not is_moving:
        raise UnfitPicture("damaged")
    whole = sizes.get(b"VP8X") or next(iter(sizes.values()))
    if any(size != whole for size in sizes.values()):
        raise UnfitPicture("damaged")
    chunks = b"".join(kept)
    return Shape(*whole, b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks)


def _size(kind: bytes, body: bytes) -> tuple[int, int] | None:
    if kind == b"VP8X" and len(body) >= 10:
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None
