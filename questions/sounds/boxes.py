"""MP4, box by box (ISO 14496-12): what its tracks are, and in which codec."""

from __future__ import annotations

from collections.abc import Iterator

from questions.sounds.sound import SoundType, UnfitSound

_CODECS = {b"mp4a", b"Opus", b"fLaC", b"alac"}
_MOST_BOXES = 1_000


def mp4_type(content: bytes) -> SoundType:
    """`audio/mp4` where all of its tracks are sounds that browsers play."""
    movies = [content[start:end] for kind, start, end in _boxes(content, 0) if kind == b"moov"]
    tracks = [
        movie[start:end] for movie in movies for kind, start, end in _boxes(movie, 0) if kind == b"trak"
    ]
    if not tracks:
        raise UnfitSound("damaged")
    heard = 0
    for media in (_inside(track, b"mdia") for track in tracks):
        handler = _inside(media, b"hdlr")[8:12]
        if handler == b"vide":
            raise UnfitSound("video")
        if handler == b"soun":
            table = _inside(_inside(_inside(media, b"minf"), b"stbl"), b"stsd")
            if table[12:16] not in _CODECS:
                raise UnfitSound("unknown")
            heard += 1
    if not heard:
        raise UnfitSound("unknown")
    return "audio/mp4"


def _inside(content: bytes, wanted: bytes) -> bytes:
    """What the first box of this kind holds; nothing where there is none."""
    return next((content[start:end] for kind, start, end in _boxes(content, 0) if kind == wanted), b"")


def _boxes(content: bytes, place: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box with where its content begins and ends."""
    for _ in range(_MOST_BOXES):
        if place + 8 > len(content):
            return
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        head = 8
        if length == 1:
            length, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        elif length == 0:
            length = len(content) - place
        if length < head or place + length > len(content):
            raise UnfitSound("damaged")
        yield kind, place + head, place + length
        place += length
