"""Small sounds of each kind. A browser plays WAV, MP3 and Ogg as they are made here."""

from __future__ import annotations

import io
import math
import struct
import wave

HERTZ = 8_000


def wav(seconds: float = 0.5, pitch: int = 440) -> bytes:
    """A tone."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(HERTZ)
        places = range(int(seconds * HERTZ))
        file.writeframes(
            b"".join(
                struct.pack("<h", int(12_000 * math.sin(pitch * math.tau * at / HERTZ))) for at in places
            )
        )
    return out.getvalue()


def mp3(frames: int = 20, *, before: bytes = b"") -> bytes:
    """Silence of 26 ms a frame: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, one channel."""
    return before + (b"\xff\xfb\x90\xc4" + bytes(413)) * frames


def id3(body: bytes) -> bytes:
    size = len(body)
    return b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + body


def aac(frames: int = 3) -> bytes:
    return (b"\xff\xf1\x50\x40\x02\x1f\xfc" + bytes(9)) * frames


def ogg(packets: int = 25, codec: bytes = b"OpusHead") -> bytes:
    """Silence of 20 ms a packet."""
    head = codec + b"\x01\x01" + struct.pack("<HIhB", 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"none" + struct.pack("<I", 0)
    sound = [b"\xf8\xff\xfe"] * packets
    return _page(0, 2, 0, [head]) + _page(1, 0, 0, [tags]) + _page(2, 4, 960 * packets, sound)


def _page(number: int, kind: int, granule: int, packets: list[bytes]) -> bytes:
    lengths = bytes(map(len, packets))
    head = b"OggS\0" + struct.pack("<BqIII", kind, granule, 1, number, 0) + bytes([len(lengths)]) + lengths
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_sum(page)) + page[26:]


def _ogg_sum(page: bytes) -> int:
    total = 0
    for byte in page:
        total ^= byte << 24
        for _ in range(8):
            total = total << 1 ^ (0x04C11DB7 if total & 0x80000000 else 0)
            total &= 0xFFFFFFFF
    return total


def flac() -> bytes:
    return b"fLaC\x00\x00\x00\x22" + bytes(34) + b"\xff\xf8" + bytes(20)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def m4a(handler: bytes = b"soun", codec: bytes = b"mp4a") -> bytes:
    described = box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(codec, bytes(28)))
    media = box(b"hdlr", bytes(8) + handler + bytes(12)) + box(b"minf", box(b"stbl", described))
    track = box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", media))
    return (
        box(b"ftyp", b"M4A \0\0\0\0")
        + box(b"moov", box(b"mvhd", bytes(100)) + track)
        + box(b"mdat", bytes(50))
    )


def element(name: str, body: bytes) -> bytes:
    assert len(body) < 127
    return bytes.fromhex(name) + bytes([0x80 | len(body)]) + body


def webm(kind: int = 2, doc_type: bytes = b"webm") -> bytes:
    """As a browser records it: nobody knows yet how long it will be."""
    tracks = element("1654ae6b", element("ae", element("d7", b"\x01") + element("83", bytes([kind]))))
    unknown = bytes.fromhex("01ffffffffffffff")
    segment = (
        bytes.fromhex("18538067") + unknown + tracks + bytes.fromhex("1f43b675") + unknown + b"\xe7\x81\0"
    )
    return element("1a45dfa3", element("4282", doc_type)) + segment
