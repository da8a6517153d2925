"""Pictures and sounds inside an Anki package: written once each, read where a note names them, by no path.

A package numbers its files and lists their names beside: as JSON in the older containers, as a protocol
buffer in the newest, where list and files are compressed with zstd each.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from urllib.parse import unquote

import zstandard

from questions.formats.cards import limits
from questions.formats.cards.protobuf import fields_in, find_bytes
from questions.pictures.picture import ENDINGS as PICTURES
from questions.pictures.picture import LARGEST_PICTURE, KeptPicture, PictureFinder, UnfitPicture
from questions.pictures.reading import read_picture
from questions.pictures.references import read_name
from questions.sounds.reading import read_sound
from questions.sounds.references import read_name as read_sound_name
from questions.sounds.sound import ENDINGS as SOUNDS
from questions.sounds.sound import LARGEST_SOUND, KeptSound, SoundFinder, UnfitSound

LIST = "media"
LONGEST_LIST = 4 * limits.MEBIBYTE
LONGEST_FILE_NAME = 60
_NAME = 1
_ENTRY = 1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, OSError, NotImplementedError),
    *(ValueError, KeyError, RuntimeError, RecursionError),
)
_UNNAMED = re.compile(r"[^A-Za-z0-9._-]+")
"""What may not stand in a name that Markdown carries too."""


class Media:
    """The media of one package; `keep_picture` and `keep_sound` are handed to whoever reads its texts."""

    def __init__(self, package: zipfile.ZipFile, *, is_zstd: bool) -> None:
        self._package, self._is_zstd = package, is_zstd
        self._numbers = self._listed()
        self._pictures: dict[str, str] = {}
        self._sounds: dict[str, str | None] = {}
        self._fresh: list[KeptPicture | KeptSound] = []
        self._brought: set[str] = set()
        self._left = limits.LARGEST_MEDIA

    def keep_picture(self, address: str, _words: str = "") -> str:
        """The name under which the picture of this file name is kept; "" where there is none fit for it."""
        number = self._number_of(address)
        if number is None:
            return ""
        if number not in self._pictures:
            self._pictures[number] = self._read_picture(number)
        return self._pictures[number]

    def keep_sound(self, file_name: str) -> str | None:
        """The same for a sound; None where it is a film."""
        number = self._number_of(file_name)
        if number is None:
            return ""
        if number not in self._sounds:
            self._sounds[number] = self._read_sound(number)
        return self._sounds[number]

    def fresh(self) -> tuple[KeptPicture | KeptSound, ...]:
        """The media that were met since this was asked last."""
        fresh = tuple(self._fresh)
        self._fresh.clear()
        return fresh

    def _number_of(self, name: str) -> str | None:
        return self._numbers.get(name) or self._numbers.get(unquote(name))

    def _read_picture(self, number: str) -> str:
        try:
            picture = read_picture(self._unpacked(number, LARGEST_PICTURE))
        except (UnfitPicture, *_BROKEN):
            return ""
        return picture.name if self._has_room_for(picture) else ""

    def _read_sound(self, number: str) -> str | None:
        try:
            sound = read_sound(self._unpacked(number, LARGEST_SOUND))
        except UnfitSound as unfit:
            return None if unfit.fault == "video" else ""
        except _BROKEN:
            return ""
        return sound.sha256 if self._has_room_for(sound) else ""

    def _has_room_for(self, medium: KeptPicture | KeptSound) -> bool:
        """Whether it comes in; the same under another name takes no more room."""
        if medium.sha256 in self._brought:
            return True
        self._left -= len(medium.content)
        if self._left >= 0:
            self._brought.add(medium.sha256)
            self._fresh.append(medium)
        return self._left >= 0

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
    """The media of a package while it is written: each once, as soon as a text names it."""

    def __init__(self, package: zipfile.ZipFile, picture_of: PictureFinder, sound_of: SoundFinder) -> None:
        self._package, self._picture_of, self._sound_of = package, picture_of, sound_of
        self._addresses: dict[str, str] = {}
        self._taken: dict[str, None] = {}

    def address_of(self, name: str) -> str:
        """The file name of a picture in the package; "" where it is none of ours, or gone."""
        reference = read_name(name)
        if reference is None:
            return ""
        if reference.sha256 not in self._addresses:
            self._addresses[reference.sha256] = self._written_picture(reference.sha256)
        return self._addresses[reference.sha256]

    def sound_file_of(self, name: str, words: str = "") -> str:
        """The file name of a sound, made of its words; "" where it is none of ours, or gone."""
        sha256 = read_sound_name(name)
        if not sha256:
            return ""
        if sha256 not in self._addresses:
            self._addresses[sha256] = self._written_sound(sha256, words)
        return self._addresses[sha256]

    def write_list(self) -> None:
        listed = {str(number): name for number, name in enumerate(self._taken)}
        self._package.writestr(LIST, json.dumps(listed))

    def _written_picture(self, sha256: str) -> str:
        found = self._picture_of(sha256)
        return self._written(f"{sha256[:32]}{PICTURES[found[0]]}", found[1]) if found else ""

    def _written_sound(self, sha256: str, words: str) -> str:
        found = self._sound_of(sha256)
        if found is None:
            return ""
        # Anki keeps what all packages bring in one folder, and gives what meets there another name.
        stem = _UNNAMED.sub("-", words)[:LONGEST_FILE_NAME].strip("-.") or sha256[:32]
        media_type, content = found
        if f"{stem}{SOUNDS[media_type]}" in self._taken:
            stem += f"-{sha256[:12]}"
        return self._written(f"{stem}{SOUNDS[media_type]}", content)

    def _written(self, name: str, content: bytes) -> str:
        self._package.writestr(str(len(self._taken)), content)
        self._taken[name] = None
        return name
