"""Pictures of items on their way in and out: as files name them, and as texts here do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from questions.formats.item import Item, Picture
from questions.pictures.picture import ENDINGS, Fault, KeptPicture, PictureFinder, UnfitPicture
from questions.pictures.reading import read_picture
from questions.pictures.references import SCHEME, names_in, read_name, renamed

_UNFIT: dict[Fault, str] = {
    "empty": "is empty",
    "too_large": "is larger than 5 MB",
    "drawing": "is an SVG drawing, which may hold scripts",
    "unknown": "is neither PNG, JPEG, GIF nor WebP",
    "damaged": "is damaged",
    "too_many_pixels": "has more than 50 million pixels",
    "too_many_frames": "moves for too many frames",
}


def taken_in(item: Item) -> tuple[Item, tuple[str, ...]]:
    """The item with its pictures and its texts as they are kept here; and what is lost, in sentences."""
    kept: dict[str, KeptPicture] = {}
    losses: list[str] = []
    for picture in item.pictures:
        try:
            kept[picture.name] = read_picture(picture.content)
        except UnfitPicture as unfit:
            losses.append(f"The picture {picture.name} {_UNFIT[unfit.fault]}: its words stand there instead.")
    if not item.pictures:
        return item, ()
    names = {name: picture.name for name, picture in kept.items()}
    pictures = {one.name: Picture(one.name, one.media_type, one.content) for one in kept.values()}
    return replace(_renamed(item, names), pictures=tuple(pictures.values())), tuple(losses)


def given_out(item: Item, content_of: PictureFinder) -> Item:
    """The item as files carry it: with the pictures that its texts name, under short names.

    `content_of` gives a picture by its hash, None where it is gone.
    """
    names: dict[str, str] = {}
    pictures: dict[str, Picture] = {}
    for name in _kept_names(item):
        reference = read_name(name)
        found = content_of(reference.sha256) if reference else None
        if reference and found:
            media_type, content = found
            names[name] = f"{reference.sha256[:16]}{ENDINGS[media_type]}"
            pictures[names[name]] = Picture(names[name], media_type, content)
    return replace(_renamed(item, names), pictures=tuple(pictures.values())) if names else item


def _renamed(item: Item, names: Mapping[str, str]) -> Item:
    def text(words: str) -> str:
        return renamed(words, lambda name: names.get(name, ""))

    return replace(item, question=_changed(item.question, text), hints=_changed(item.hints, text))


def _kept_names(item: Item) -> Iterator[str]:
    """The names of pictures kept here in any text of a question, each as often as it stands there."""
    for words in _texts((item.question, item.hints)):
        if SCHEME in words:
            yield from names_in(words)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """A frozen value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _changed(getattr(value, one.name), change) for one in fields(value)}
        )
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
