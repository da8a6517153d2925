"""The pictures inside an Anki package: written once each, read where a note shows them, never by a path.

A package numbers its files and lists their names beside: as JSON in the older containers, as a protocol
buffer in the newest, where list and files are compressed with zstd each.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from urllib.parse import unquote

import zstandard

from questions.formats.cards import limits
from questions.formats.cards.protobuf import fields_in, find_bytes
from questions.formats.limits import LARGEST_PICTURES
from questions.pictures.picture import ENDINGS, LARGEST_PICTURE, KeptPicture, PictureFinder, UnfitPicture
from questions.pictures.reading import read_picture
from questions.pictures.references import read_name

LIST = "media"
LONGEST_LIST = 4 * limits.MEBIBYTE
_NAME = 1
_ENTRY = 1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, OSError, NotImplementedError),
    *(ValueError, KeyError, RuntimeError, RecursionError),
)


class Media:
    """The pictures of one package; `keep` is handed to whoever reads its texts."""

    def __init__(self, package: zipfile.ZipFile, *, is_zstd: bool) -> None:
        self._package, self._is_zstd = package, is_zstd
        self._numbers = self._listed()
        self._names: dict[str, str] = {}
        self._fresh: list[KeptPicture] = []
        self._left = LARGEST_PICTURES

    def keep(self, address: str, _words: str = "") -> str:
        """The name under which the picture of this file name is kept; "" where there is none fit for it."""
        number = self._numbers.get(address) or self._numbers.get(unquote(address))
        if number is None:
            return ""
        if number not in self._names:
            self._names[number] = self._read(number)
        return self._names[number]

    def fresh(self) -> tuple[KeptPicture, ...]:
        """The pictures that were met since this was asked last."""
        fresh = tuple(self._fresh)
        self._fresh.clear()
        return fresh

    def _read(self, number: str) -> str:
        try:
            content = self._unpacked(number, LARGEST_PICTURE)
            picture = read_picture(content)
        except (UnfitPicture, *_BROKEN):
            return ""
        self._left -= len(content)
        if self._left < 0:
            return ""
        self._fresh.append(picture)
        return picture.name

    def _listed(self) -> dict[str, str]:
        """The numbers of files by their names; none where the list cannot be read."""
        try:
            raw = self._unpacked(LIST, LONGEST_LIST)
            if self._is_zstd:
                entries = (entry for field, entry in fields_in(raw) if field == _ENTRY)
                names = (find_bytes(entry, _NAME).decode() for entry in entries if isinstance(entry, bytes))
                return {name: str(number) for number, name in enumerate(names)}
            listed = json.loads(raw)
            pairs = listed.items() if isinstance(listed, dict) else ()
            return {name: number for number, name in pairs if isinstance(name, str)}
        except _BROKEN:
            return {}

    def _unpacked(self, name: str, most: int) -> bytes:
        """An entry up to one byte more than `most`, whatever its header promises; ValueError beyond."""
        entry = self._package.getinfo(name)
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("not packed as Anki packs")
        with self._package.open(entry) as packed:
            source: io.BufferedIOBase = packed  # type: ignore[assignment]
            if self._is_zstd:
                source = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed)  # type: ignore[assignment]
            portions, room = [], most + 1
            while room > 0 and (portion := source.read(min(room, 256 * 1024))):
                portions.append(portion)
                room -= len(portion)
        if room <= 0:
            raise ValueError("too large")
        return b"".join(portions)


class MediaOut:
    """The pictures of a package while it is written: each once, as soon as a text names it."""

    def __init__(self, package: zipfile.ZipFile, content_of: PictureFinder) -> None:
        self._package, self._content_of = package, content_of
        self._addresses: dict[str, str] = {}

    def address_of(self, name: str) -> str:
        """The file name of a picture in the package; "" where it is none of ours, or gone."""
        reference = read_name(name)
        if reference is None:
            return ""
        if reference.sha256 not in self._addresses:
            self._addresses[reference.sha256] = self._written(reference.sha256)
        return self._addresses[reference.sha256]

    def write_list(self) -> None:
        listed = filter(None, self._addresses.values())
        self._package.writestr(LIST, json.dumps({str(number): name for number, name in enumerate(listed)}))

    def _written(self, sha256: str) -> str:
        found = self._content_of(sha256)
        if found is None:
            return ""
        media_type, content = found
        number = sum(map(bool, self._addresses.values()))
        self._package.writestr(str(number), content)
        return f"{sha256[:32]}{ENDINGS[media_type]}"
