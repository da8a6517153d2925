"""Anki's packages (.apkg, .colpkg) from the outside: which collection counts, unpacked within limits.

Three containers exist: `collection.anki2` alone; `collection.anki21` beside a dummy `collection.anki2`;
and `collection.anki21b`, compressed with zstd, beside a dummy. The newest that is there counts. Names
in a package are looked up and never used as paths.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import zstandard

from questions.formats.cards import limits
from questions.formats.cards.media import Media
from questions.formats.cards.pile import Unreadable
from questions.formats.cards.protobuf import find_int

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The newest first."""

NEWEST_VERSION = 3
_PORTION = 256 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, OSError, NotImplementedError)


@contextmanager
def unpacked_collection(file: BinaryIO) -> Iterator[tuple[Path, Media]]:
    """The collection of a package as a file of its own, gone afterwards, and the pictures beside it.

    `Unreadable` where there is no collection.
    """
    with tempfile.TemporaryDirectory(prefix="collection-") as folder, _opened(file) as package:
        path = Path(folder) / "collection.sqlite3"
        entry = _newest(package)
        is_zstd = entry.filename == COLLECTIONS[0]
        with _reading(package, entry) as packed, path.open("wb") as unpacked:
            source = (
                zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed) if is_zstd else packed
            )
            _copy(source, unpacked, max(entry.compress_size, 1))
        yield path, Media(package, is_zstd=is_zstd)


def is_package(beginning: bytes) -> bool:
    """Whether a file begins as a zip archive does."""
    return beginning.startswith(b"PK")


@contextmanager
def _opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        package = zipfile.ZipFile(file)
    except (*_BROKEN, ValueError) as error:
        raise Unreadable("not_a_package") from error
    with package:
        if len(package.infolist()) > limits.MOST_ENTRIES:
            raise Unreadable("too_many_entries")
        yield package


def _newest(package: zipfile.ZipFile) -> zipfile.ZipInfo:
    names = {entry.filename: entry for entry in package.infolist()}
    if "meta" in names:
        with _reading(package, names["meta"]) as file:
            head = file.read(64)
        try:
            version = find_int(head, 1)
        except ValueError as error:
            raise Unreadable("damaged") from error
        if version > NEWEST_VERSION:
            raise Unreadable("newer_container")
    found = next((names[name] for name in COLLECTIONS if name in names), None)
    if found is None:
        is_newer = any(name.startswith("collection.anki") for name in names)
        raise Unreadable("newer_container" if is_newer else "no_collection")
    return found


@contextmanager
def _reading(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """An entry while it is read. Whatever is wrong with it shows only then."""
    if entry.flag_bits & 1:
        raise Unreadable("encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("damaged")
    try:
        with package.open(entry) as file:
            yield file
    except (*_BROKEN, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged") from error


def _copy(source: IO[bytes], unpacked: BinaryIO, packed_bytes: int) -> None:
    """Unpack in portions; what the headers promise about the size is not believed."""
    written = 0
    while portion := source.read(_PORTION):
        written += len(portion)
        if written > limits.LARGEST_COLLECTION:
            raise Unreadable("too_large")
        if written > limits.HIGHEST_RATIO * packed_bytes + 4 * limits.MEBIBYTE:
            raise Unreadable("bomb")
        unpacked.write(portion)
