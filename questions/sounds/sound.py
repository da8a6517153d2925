"""What a sound is once it is fit to be kept, and why a file is not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MEBIBYTE = 1024 * 1024
LARGEST_SOUND = 10 * MEBIBYTE
"""Ten minutes of speech as MP3, one as it comes out of a microphone."""

SoundType = Literal[
    "audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "audio/aac", "audio/webm", "audio/flac"
]
ENDINGS: dict[SoundType, str] = {
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/webm": ".webm",
    "audio/flac": ".flac",
}

Fault = Literal[
    "empty",
    "too_large",
    "video",  # moving pictures in a container that sounds come in too
    "unknown",
    "damaged",
]


class UnfitSound(ValueError):
    """A file that is not kept as a sound; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class KeptSound:
    """A sound fit to be kept, as its file was. Its content alone gives its name."""

    media_type: SoundType
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


SoundFinder = Callable[[str], tuple[SoundType, bytes] | None]
"""The hash of a sound that is kept → what kind it is, and its bytes; None where it is gone."""
