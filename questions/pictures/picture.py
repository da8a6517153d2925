"""What a picture is once it is fit to be kept, and why a file is not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MEBIBYTE = 1024 * 1024
LARGEST_PICTURE = 5 * MEBIBYTE
MOST_PIXELS = 50_000_000
"""A browser unpacks four bytes for each."""

LONGEST_SIDE = 32_767
MOST_FRAMES = 1_000
"""Pictures that one moving picture may hold."""

MediaType = Literal["image/png", "image/jpeg", "image/gif", "image/webp"]
ENDINGS: dict[MediaType, str] = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}

Fault = Literal[
    "empty",
    "too_large",
    "drawing",  # SVG, which may hold scripts
    "unknown",
    "damaged",
    "too_many_pixels",
    "too_many_frames",
]


class UnfitPicture(ValueError):
    """A file that is not kept as a picture; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height in pixels as they are drawn, and the file without what does not draw them."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture fit to be kept. Its content alone gives its name, so that the same one is kept once."""

    media_type: MediaType
    width: int
    height: int
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """What texts call it: its hash, and its size, so that a page leaves room before it is there."""
        return f"{self.sha256}-{self.width}x{self.height}"


PictureFinder = Callable[[str], tuple[MediaType, bytes] | None]
"""The hash of a picture that is kept → what kind it is, and its bytes; None where it is gone."""
