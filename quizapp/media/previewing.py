"""Pictures of a file that is looked at before anything of it is kept."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from questions.pictures.picture import MEBIBYTE
from quizapp.markup import PICTURES

MOST_SHOWN = 4 * MEBIBYTE
"""Bytes of pictures that one page shows; the words of the others stand there instead."""


def with_pictures_inside(page: str, pictures: Iterable[tuple[str, str, bytes]]) -> str:
    """The page with these pictures (hash, media type, bytes) in it: as yet they are kept nowhere else."""
    room = MOST_SHOWN
    for sha256, media_type, content in pictures:
        room -= len(content)
        if room < 0:
            break
        inside = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
        page = page.replace(f'src="{PICTURES}{sha256}"', f'src="{inside}"')
    return page
