"""Any file as a sound to be kept: recognised by its bytes alone, whatever it is called.

Nothing is decoded and nothing is changed, so that a sound goes out as it came in. What stands beside the
sound in a file (a cover, a page behind its end) stays there, and does nothing: a sound is only ever sent
as the kind that was found here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from questions.sounds.boxes import mp4_type
from questions.sounds.ebml import webm_type
from questions.sounds.frames import frames_type
from questions.sounds.sound import LARGEST_SOUND, KeptSound, SoundType, UnfitSound

_OGG_HEAD = 28
_OGG_SOUNDS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC")
_OGG_VIDEO = b"\x80theora"
_WAV_CODES = {1, 3, 6, 7, 0xFFFE}
"""Whole numbers, fractions, the two telephone laws, and what says further on which of them it is."""


def read_sound(content: bytes) -> KeptSound:
    """The sound in a file, as it may be kept. Raises `UnfitSound`."""
    if not content:
        raise UnfitSound("empty")
    if len(content) > LARGEST_SOUND:
        raise UnfitSound("too_large")
    for magic, type_of in _KINDS:
        if magic.match(content):
            return KeptSound(type_of(content), content)
    raise UnfitSound("unknown")


def _ogg_type(content: bytes) -> SoundType:
    """The first page says what the stream is: its head, a table of lengths, and the codec by name."""
    packet = content[_OGG_HEAD - 1 + content[26] :] if len(content) > _OGG_HEAD else b""
    if packet.startswith(_OGG_VIDEO):
        raise UnfitSound("video")
    if not packet.startswith(_OGG_SOUNDS):
        raise UnfitSound("unknown" if packet else "damaged")
    return "audio/ogg"


def _wav_type(content: bytes) -> SoundType:
    place, found = 12, set[bytes]()
    while place + 8 <= len(content) and b"data" not in found:
        kind, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        if kind == b"fmt " and int.from_bytes(content[place + 8 : place + 10], "little") not in _WAV_CODES:
            raise UnfitSound("unknown")
        found.add(kind)
        place += 8 + length + length % 2
    if not {b"fmt ", b"data"} <= found:
        raise UnfitSound("damaged")
    return "audio/wav"


def _flac_type(content: bytes) -> SoundType:
    """The first block is the one of 34 bytes that says how to read the others."""
    if content[4] & 0x7F or content[5:8] != b"\0\0\x22" or len(content) <= 42:
        raise UnfitSound("damaged")
    return "audio/flac"


_KINDS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], SoundType]], ...] = (
    (re.compile(rb"OggS\0.{22}", re.S), _ogg_type),
    (re.compile(rb"RIFF.{4}WAVE", re.S), _wav_type),
    (re.compile(rb"fLaC.{4}", re.S), _flac_type),
    (re.compile(rb".{4}ftyp", re.S), mp4_type),
    (re.compile(rb"\x1a\x45\xdf\xa3"), webm_type),
    (re.compile(rb"ID3[\x02-\x04].{6}|\xff[\xe0-\xff]", re.S), frames_type),
)
