"""Texts of a Moodle question, with their pictures, as our plain text and Markdown."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, tostring

from questions.formats.hypertext import (
    MarkupLoss,
    Reading,
    read_hypertext,
    rendered_elsewhere,
)
from questions.formats.item import Picture
from questions.formats.limits import LARGEST_PICTURE, LARGEST_PICTURES, MEBIBYTE
from questions.formats.text_formats import bare, hypertext_of_moodle
from questions.question import Format, Text

PLUGIN_FILE = "@@PLUGINFILE@@/"
PLAIN_ONLY = "Bold, links, formulas and other looks of an answer were left out."
NOT_IN_FILE = "The picture {} is not in the file and was left out."
TOO_MANY_PICTURES = f"Pictures beyond {LARGEST_PICTURES // MEBIBYTE} MB in one file were left out."
_LOST: dict[MarkupLoss, str] = {
    "sounds": "A sound or a film was left out.",
    "markup": "Colours, tables or other looks of the text were left out.",
    "script": "A script or an embedded page was left out.",
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LOOKS = re.compile(r"</?(?:b|i|u|em|strong|span|sub|sup|font|code)\b[^<>]{0,500}>", re.IGNORECASE)
_BREAKS = re.compile(r"</?(?:p|div|br|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_LINED = frozenset({"moodle_auto_format", "wiki_like"})
"""The formats in which lines count."""

_IN_MARKDOWN = re.compile(r"(?<=\]\()@@PLUGINFILE@@/")


@dataclass(slots=True)
class Allowance:
    """How many bytes the pictures of a file may still have together."""

    left: int = LARGEST_PICTURES


@dataclass(slots=True)
class Texts:
    """Reads the texts of one question; `losses` are in sentences, each once."""

    allowance: Allowance
    default: str = "html"
    losses: dict[str, None] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    _holder: Element | None = None
    _at_hand: tuple[dict[str, Element], dict[str, str]] = field(default_factory=lambda: ({}, {}))

    def text(self, element: Element | None, default: str = "") -> Text:
        """The text that stands in an element: Markdown only where plain text could not show it."""
        if element is None:
            return Text("")
        return self.read(raw_text(element), element.get("format", default or self.default), element)

    def read(self, raw: str, written_in: str, element: Element) -> Text:
        """A text in one of Moodle's formats; its files stand in the element."""
        if written_in == "plain_text":
            return Text(raw.replace("\r\n", "\n"))
        reading = self._reading(raw, written_in, element)
        for loss in sorted(reading.losses & _LOST.keys()):
            self.lose(_LOST[loss])
        format: Format = "markdown" if reading.needs_markdown else "plain"
        return Text(reading.text(format), format)

    def words(self, element: Element | None) -> str:
        """The text that stands in an element, without any look."""
        return self.plainly(self.text(element))

    def plainly(self, text: Text) -> str:
        if text.format == "markdown":
            self.lose(PLAIN_ONLY)
        return bare(text)

    def lose(self, sentence: str) -> None:
        self.losses[sentence] = None

    def attach(self, name: str, encoded: str) -> Text:
        """The picture of an old file, which stands below the question."""
        kept = self.keep(name, "", _decoded(encoded))
        return Text(f"![](picture:{kept})", "markdown") if kept else Text("")

    def _reading(self, raw: str, written_in: str, element: Element) -> Reading:
        def keep(address: str, words: str) -> str:
            return self._keep_at(address, words, element)

        if written_in == "markdown":
            named = _IN_MARKDOWN.sub("picture:", raw)
            return read_hypertext(rendered_elsewhere(named, lambda name: PLUGIN_FILE + name), keep)
        return read_hypertext(hypertext_of_moodle(raw, counts_lines=written_in in _LINED), keep)

    def _keep_at(self, address: str, words: str, element: Element) -> str:
        if address.startswith("data:"):
            header, _, encoded = address.partition(",")
            name = "picture." + header.removeprefix("data:").partition(";")[0].rpartition("/")[2]
            return self.keep(name, words, _decoded(encoded) if header.endswith(";base64") else None)
        if not address.startswith(PLUGIN_FILE):
            host = urlsplit(address).netloc if "://" in address[:10] else ""
            self.lose(
                f"A picture that the file does not hold{f' ({host[:80]})' if host else ''} was left out."
            )
            return ""
        path = unquote(address.removeprefix(PLUGIN_FILE).partition("?")[0])
        files, kept = self._files_of(element)
        if path in kept:
            return kept[path]
        file = files.get(path)
        if file is None:
            self.lose(NOT_IN_FILE.format(path[:80]))
            return ""
        kept[path] = self.keep(file.get("name", ""), words, _decoded(file.text or ""))
        return kept[path]

    def _files_of(self, element: Element) -> tuple[dict[str, Element], dict[str, str]]:
        """The files of an element by their paths, and the names under which some are kept already."""
        if self._holder is not element:
            files = {_path_of(file): file for file in reversed(element.findall("file"))}
            self._holder, self._at_hand = element, (files, {})
        return self._at_hand

    def keep(self, name: str, words: str, content: bytes | None) -> str:
        """Keep a picture under a name fit for addresses; "" and a loss where it is none that we show."""
        shown = name[:80] or words[:80] or "without a name"
        found = picture_type(content or b"")
        if not content or not found:
            self.lose(f"The picture {shown} is neither PNG, JPEG, GIF nor WebP and was left out.")
            return ""
        if len(content) > LARGEST_PICTURE:
            self.lose(
                f"The picture {shown} is larger than {LARGEST_PICTURE // MEBIBYTE} MB and was left out."
            )
            return ""
        media_type, ending = found
        stem = _UNSAFE.sub("_", name.rpartition(".")[0] or name).strip("._")[:80] or "picture"
        if _UNSAFE.sub("_", name) == name and name[:1].isalnum() and len(name) <= 90:
            stem, ending = name.rpartition(".")[::2] if "." in name else (name, "")
            ending = f".{ending}" if ending else ""
        for number in range(1, 1_000):
            unique = f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
            if unique not in self.pictures:
                break
            if self.pictures[unique].content == content:
                return unique
        if len(content) > self.allowance.left:
            self.lose(TOO_MANY_PICTURES)
            return ""
        self.allowance.left -= len(content)
        self.pictures[unique] = Picture(unique, media_type, content)
        return unique


def raw_text(element: Element) -> str:
    """What stands in <text>, or, in old files, in the element itself; bare markup is taken as such."""
    holder = element.find("text")
    holder = element if holder is None else holder
    if not len(holder) or holder is element:
        return (holder.text or "").strip()
    inner = "".join(tostring(child, encoding="unicode") for child in holder)
    return f"{holder.text or ''}{inner}".strip()


def value_of(element: Element, name: str, default: str = "") -> str:
    """The plain content of a child, whether in <text> or not."""
    child = element.find(name)
    return default if child is None else raw_text(child)


def picture_type(content: bytes) -> tuple[str, str] | None:
    """Media type and ending of a picture by its first bytes, whatever its name says."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", ".webp"
    found = (one for one in _MAGIC if content.startswith(one[0]))
    magic = next(found, None)
    return magic[1:] if magic else None


def _path_of(file: Element) -> str:
    return (file.get("path", "/") + file.get("name", "")).lstrip("/")


def _decoded(encoded: str) -> bytes | None:
    try:
        return b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def title_of(name: str) -> str:
    """A name on one line, without the markup that some programs leave in it."""
    return " ".join(_LOOKS.sub("", _BREAKS.sub(" ", name)).split())
