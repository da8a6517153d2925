"""Any file as a picture to be kept: recognised by its bytes, measured, and bare of what else it says.

Nothing is unpacked. Each file is walked through by the parts that its format has, of which only those
are copied that draw the picture: where it was taken, by whom and with which camera is gone, and so is
what stands behind its end or is something else beside (a page, an archive). Pixels are never touched, so
that a moving picture still moves and no quality is lost, and walking the same file again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from questions.pictures.gif import walk_gif
from questions.pictures.jpeg import walk_jpeg
from questions.pictures.picture import (
    LARGEST_PICTURE,
    LONGEST_SIDE,
    MOST_PIXELS,
    KeptPicture,
    MediaType,
    Shape,
    UnfitPicture,
)
from questions.pictures.png import walk_png
from questions.pictures.webp import walk_webp

_WALKS: tuple[tuple[re.Pattern[bytes], MediaType, Callable[[bytes], Shape]], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", walk_png),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", walk_jpeg),
    (re.compile(rb"GIF8[79]a"), "image/gif", walk_gif),
    (re.compile(rb"RIFF.{4}WEBP", re.S), "image/webp", walk_webp),
)
_DRAWING = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype svg|!--|svg)", re.I)


def media_type_of(content: bytes) -> MediaType | None:
    """The kind of picture that a file begins as, whatever its name says."""
    return next((media_type for magic, media_type, _walk in _WALKS if magic.match(content)), None)


def read_picture(content: bytes) -> KeptPicture:
    """The picture in a file, as it may be kept. Raises `UnfitPicture`."""
    if not content:
        raise UnfitPicture("empty")
    if len(content) > LARGEST_PICTURE:
        raise UnfitPicture("too_large")
    for magic, media_type, walk in _WALKS:
        if magic.match(content):
            return _kept(media_type, walk(content))
    raise UnfitPicture("drawing" if _DRAWING.match(content[:1_000]) else "unknown")


def _kept(media_type: MediaType, shape: Shape) -> KeptPicture:
    if not (shape.width and shape.height):
        raise UnfitPicture("damaged")
    if max(shape.width, shape.height) > LONGEST_SIDE or shape.width * shape.height > MOST_PIXELS:
        raise UnfitPicture("too_many_pixels")
    return KeptPicture(media_type, shape.width, shape.height, shape.content)
