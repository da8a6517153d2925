"""MP3 and AAC as streams of frames (ISO 11172-3, 13818-7): two that follow each other are no chance."""

from __future__ import annotations

from questions.sounds.sound import SoundType, UnfitSound

_ID3_HEAD = 10
_LONGEST_PADDING = 64 * 1024
"""Zeros that programs leave behind a tag."""

_KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)
_LAYER_3 = 1
_LEAST_ADTS = 7


def frames_type(content: bytes) -> SoundType:
    start = _after_tags(content)
    for media_type, length_at in (("audio/mpeg", _mp3_length), ("audio/aac", _adts_length)):
        length = length_at(content, start)
        if length and (start + length == len(content) or length_at(content, start + length)):
            return "audio/mpeg" if media_type == "audio/mpeg" else "audio/aac"
    raise UnfitSound("damaged")


def _after_tags(content: bytes) -> int:
    """Where the frames begin: behind tags of titles and covers, and behind zeros."""
    start = 0
    while content[start : start + 3] == b"ID3" and start + _ID3_HEAD <= len(content):
        size = 0
        for byte in content[start + 6 : start + _ID3_HEAD]:
            size = size << 7 | byte & 0x7F
        start += _ID3_HEAD + size
    padded = content[start : start + _LONGEST_PADDING]
    return start + len(padded) - len(padded.lstrip(b"\0"))


def _mp3_length(content: bytes, place: int) -> int:
    """How long the frame is that begins here; 0 where none does."""
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] >> 1 & 3 != _LAYER_3:
        return 0
    version, rate, hertz, padding = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    is_first = version == 3
    kilobits = (_KILOBITS_1 if is_first else _KILOBITS_2)[rate]
    per_second = _HERTZ[hertz] // (1 if is_first else 2 if version == 2 else 4)
    return (144 if is_first else 72) * kilobits * 1000 // per_second + padding


def _adts_length(content: bytes, place: int) -> int:
    """How long the frame is that begins here; 0 where none does."""
    head = content[place : place + _LEAST_ADTS]
    if len(head) < _LEAST_ADTS or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= _LEAST_ADTS else 0
