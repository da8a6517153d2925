"""Small pictures of each kind, with and without what does not belong to them."""

from __future__ import annotations

import struct
import zlib

PLACE = b"52.5200N 13.4050E"
"""What a camera says of where it was; no picture that is kept may hold it."""


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 3, height: int = 2, *more: bytes, grey: int = 128) -> bytes:
    """A grey picture; `more` chunks stand before its pixels. Large ones get the pixels of a small one."""
    rows = (b"\0" + bytes([grey]) * min(width, 4_000)) * min(height, 4_000)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_JPEG_END = b"\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(width: int = 3, height: int = 2, *more: bytes) -> bytes:
    """The frame of a picture with a scan of no pixels; `more` segments stand at its start."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return (
        b"\xff\xd8" + b"".join(more) + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + frame + scan + _JPEG_END
    )


def exif(orientation: int = 1) -> bytes:
    """A segment as a camera writes it: which way up, and where."""
    tags = struct.pack("<H", 2)
    tags += struct.pack("<HHII", 0x8825, 2, len(PLACE), 38)
    tags += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<I", 8) + tags + struct.pack("<I", 0) + PLACE)


def gif(width: int = 3, height: int = 2, *more: bytes, frames: int = 1) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return head + b"".join(more) + frame * frames + b";"


def gif_comment(words: bytes) -> bytes:
    return b"!\xfe" + bytes([len(words)]) + words + b"\0"


GIF_LOOP = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


def riff(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2)


def webp(width: int = 3, height: int = 2, *more: bytes) -> bytes:
    """A lossless one; with `more` chunks behind it in the extended form."""
    bits = (width - 1) | (height - 1) << 14
    chunks = riff(b"VP8L", b"\x2f" + struct.pack("<I", bits) + b"\x07\x50\xf2\x9e\xbf")
    if more:
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        chunks = riff(b"VP8X", b"\x0c\0\0\0" + size) + chunks + b"".join(more)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
