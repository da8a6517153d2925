"""A Word document as lines: what Word numbers by itself gets its numbers, bold words are known as such.

Nothing outside the document is ever fetched and no macro is looked at; the package is unpacked within limits.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from docx import Document
from docx.document import Document as OpenDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from questions.formats.item import UnreadableFile
from questions.formats.limits import HIGHEST_RATIO, LARGEST_FILE, LARGEST_UNPACKED, MEBIBYTE
from questions.formats.numbered.lines import LONGEST_LINE, Line, Stroke
from questions.formats.numbered.list_depth import with_depths
from questions.formats.numbered.lists import Lists
from questions.formats.numbered.rows import lines_of_row, without_names
from questions.formats.numbered.ticks import lines_of_ticks

_MOST_ENTRIES = 2_000
_LARGEST_MARKUP = 32 * MEBIBYTE
"""Bytes of all XML of a document; as a tree they take several times as much."""

_PORTION = 256 * 1024
_WIDEST = 60
"""Columns that a cell of a table may reach over."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    KeyError,
    ValueError,
    RecursionError,
    AttributeError,
    etree.XMLSyntaxError,
    OpcError,
    TypeError,
)
_NO_DOCUMENT = "This is no Word document that can be read: open it in Word and save it as .docx again."
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"

_PARAGRAPH, _RUN, _ROW, _CELL, _TABLE = qn("w:p"), qn("w:r"), qn("w:tr"), qn("w:tc"), qn("w:tbl")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED = frozenset({_FALLBACK, qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:sectPr")})
_HIDES = (qn("w:vanish"), qn("w:webHidden"))
_OFF = frozenset({"0", "false", "off", "none"})
_PICTURE = "A picture was left out: only the words of a Word document are read."
_FORMULA = "A formula was read as plain letters and signs: look at it."


def is_document(beginning: bytes) -> bool:
    """Whether a file is a package as newer Word writes them, or a document of older Word."""
    return beginning.startswith((b"PK\x03\x04", _OLD_OR_LOCKED))


@dataclass(frozen=True, slots=True)
class Pages:
    """A document, and its lists, which count the paragraphs as they pass."""

    document: OpenDocument
    lists: Lists

    @property
    def body(self) -> etree._Element:
        return self.document.element.body

    def afresh(self) -> Pages:
        """The same document, of which nothing has passed yet."""
        return Pages(self.document, self.lists.afresh())

    @property
    def lines(self) -> list[Line]:
        """Its lines in the order in which they are read, tables row by row."""
        return self.lines_in(self.body)

    def typed_lines(self, left_out: Collection[etree._Element] = ()) -> list[Line]:
        """Its lines as its questions would be typed: options have letters, and stars for ticks in a table.

        Tables that are `left_out` are passed over.
        """
        return with_depths(self.lines_in(self.body, reads_ticks=True, left_out=left_out))

    def lines_in(
        self,
        part: etree._Element,
        *,
        without_tables: bool = False,
        reads_ticks: bool = False,
        left_out: Collection[etree._Element] = (),
    ) -> list[Line]:
        """The lines of a part of it; `UnreadableFile` where it is broken."""
        reader = _Reader(
            self.lists, without_tables=without_tables, reads_ticks=reads_ticks, left_out=left_out
        )
        try:
            reader.read(part)
        except _BROKEN as error:
            raise UnreadableFile(_NO_DOCUMENT) from error
        return reader.lines


def pages_of(file: BinaryIO) -> Pages:
    """A document, opened within limits; `UnreadableFile` says why it cannot be."""
    file.seek(0)
    if file.read(4) == _OLD_OR_LOCKED:
        raise UnreadableFile(
            "This is a document of an older Word, or one with a password: save it as .docx without one."
        )
    try:
        _check(file)
        file.seek(0)
        document = Document(file)
        return Pages(document, Lists(document))
    except _BROKEN as error:
        raise UnreadableFile(_NO_DOCUMENT) from error


def _check(file: BinaryIO) -> None:
    """Refuse a package that is too large, too packed, holds macros, or names entities."""
    if file.seek(0, 2) > LARGEST_FILE:
        raise UnreadableFile(f"The file is larger than {LARGEST_FILE // MEBIBYTE} MB: split it.")
    with zipfile.ZipFile(file) as package:
        entries = package.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > _MOST_ENTRIES or len(names) < len(entries):
            raise UnreadableFile("The document is packed in a way that Word does not: save it in Word again.")
        if "word/vbaProject.bin" in names:
            raise UnreadableFile("The document holds macros: save it as .docx, without them.")
        if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
            raise UnreadableFile("This archive is no Word document: save the questions as .docx.")
        sizes = [_checked(package, entry) for entry in entries]
        markup = sum(size for entry, size in zip(entries, sizes, strict=True) if _is_markup(entry))
        if sum(sizes) > LARGEST_UNPACKED or markup > _LARGEST_MARKUP:
            raise UnreadableFile("The document is too large: split it, or take its pictures out.")


def _is_markup(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith((".xml", ".rels"))


def _checked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many bytes an entry unpacks to. What its header promises is looked at first, but not believed."""
    most = min(LARGEST_UNPACKED, HIGHEST_RATIO * max(entry.compress_size, 1) + MEBIBYTE)
    if entry.flag_bits & 1:
        raise UnreadableFile("The document has a password: save it without one.")
    if entry.file_size > most:
        raise UnreadableFile("The document unpacks to far more than it should: save it in Word again.")
    if not _is_markup(entry):
        return entry.file_size
    size, tail = 0, b""
    with package.open(entry) as unpacked:
        while portion := unpacked.read(_PORTION):
            size += len(portion)
            if size > _LARGEST_MARKUP:
                raise UnreadableFile("The document is too large: split it.")
            seen = tail + portion.replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise UnreadableFile(
                    "The document declares entities, which Word never does: save it in Word again."
                )
            tail = seen[-16:]
    return size


class _Reader:
    """Walks through a document and collects its lines."""

    def __init__(
        self,
        lists: Lists,
        *,
        without_tables: bool,
        reads_ticks: bool,
        left_out: Collection[etree._Element],
    ) -> None:
        self.lines: list[Line] = []
        self._lists = lists
        self._reads_ticks = reads_ticks
        self._skipped = _SKIPPED | {_TABLE} if without_tables else _SKIPPED
        self._left_out = left_out
        self._losses: list[str] = []

    def read(self, body: etree._Element) -> None:
        for child in body.iterchildren(tag=etree.Element):
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag in self._skipped or child in self._left_out:
                continue
            elif child.tag == _TABLE:
                self._table(child)
            else:
                self.read(child)

    def _table(self, table: etree._Element) -> None:
        """A table with ticks as what they say; of any other the rows one after the other."""
        rows = [self._cells(row) for row in _rows_in(table)]
        ticked = lines_of_ticks(rows, self.lines) if self._reads_ticks else None
        if ticked is None:
            self._add_all(line for row in without_names(rows) for line in lines_of_row(row))
            return
        if ticked.stem is not None:
            while self.lines.pop().is_blank:
                continue
            self._add(ticked.stem)
        self._add_all(ticked.lines)

    def _cells(self, row: etree._Element) -> list[list[Line]]:
        """The lines of each cell that have words; a cell over several columns leaves the others empty."""
        start = len(self.lines)
        cells: list[list[Line]] = []
        for cell in row.iterchildren(_CELL):
            self.read(cell)
            cells.append([line for line in self.lines[start:] if line.text])
            cells += [[] for _ in range(columns_over(cell) - 1)]
            del self.lines[start:]
        return cells

    def _add_all(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        if len(line.text) > LONGEST_LINE:
            raise UnreadableFile(
                f"A paragraph has more than {LONGEST_LINE:,} characters: part it.", len(self.lines) + 1
            )
        self.lines.append(
            Line(
                len(self.lines) + 1,
                line.text,
                line.strokes,
                line.level,
                line.is_heading,
                losses=line.losses,
                list_name=line.list_name,
                label=line.label,
            )
        )

    def _paragraph(self, paragraph: etree._Element) -> None:
        """A paragraph as a line; where it is broken by hand, as several."""
        text = ""
        strokes: list[Stroke] = []
        self._losses = []
        inner: list[etree._Element] = []
        for run in self._runs(paragraph, inner):
            words, looks = self._words(run), self._lists.looks_of(run, paragraph)
            strokes += (Stroke(len(text), len(text) + len(words), look) for look in looks if words)
            text += words
        item = self._lists.item_of(paragraph)
        label = item.label if item is not None and text.strip() else ""
        if label:
            text = label + text.lstrip()
            shift = len(label)
            strokes = [Stroke(max(shift, one.start + shift), one.end + shift, one.look) for one in strokes]
        losses = tuple(dict.fromkeys(self._losses))
        whole = Line(
            0,
            text,
            tuple(strokes),
            item.level if item is not None and label else None,
            self._lists.is_heading(paragraph),
            losses=losses,
            list_name=item.list_name if item is not None and label else "",
            label=len(label),
        )
        start = 0
        for part in text.split("\n"):
            line = whole.part(start, start + len(part))
            self._add(line if not start else Line(0, line.text, line.strokes))
            start += len(part) + 1
        for box in inner:
            self.read(box)

    def _runs(self, parent: etree._Element, boxes: list[etree._Element]) -> Iterator[etree._Element]:
        """The runs of a paragraph, links and content controls included; text boxes are put aside."""
        for child in parent.iterchildren(tag=etree.Element):
            if child.tag == _RUN:
                boxes += (
                    box for box in child.iter(qn("w:txbxContent")) if not _is_within(box, _FALLBACK, child)
                )
                yield child
            elif child.tag.startswith(_MATH):
                self._losses.append(_FORMULA)
                yield child
            elif child.tag not in _SKIPPED:
                yield from self._runs(child, boxes)

    def _words(self, run: etree._Element) -> str:
        if run.tag.startswith(_MATH):
            return "".join(letters.text or "" for letters in run.iter(_MATH + "t"))
        look = run.find(qn("w:rPr"))
        if look is not None and any(_is_on(look.find(name)) for name in _HIDES):
            return ""
        return "".join(self._letters(child) for child in run.iterchildren(tag=etree.Element))

    def _letters(self, child: etree._Element) -> str:
        name = etree.QName(child).localname
        if name == "t":
            return (child.text or "").replace("\n", " ").replace("\r", " ").replace("\xa0", " ")
        if name == "tab":
            return "\t"
        if name in ("br", "cr"):
            return "\n"
        if name == "noBreakHyphen":
            return "-"
        if name == "sym":
            return _SYMBOLS.get((child.get(qn("w:char")) or "").upper()[-2:], "")
        if name in ("drawing", "pict", "object", "AlternateContent") and _has_picture(child):
            self._losses.append(_PICTURE)
        return ""


_SYMBOLS = {"FC": "✓", "FB": "✗", "FE": "☑", "A8": "☐", "B7": "•", "52": "☑", "50": "✓", "A3": "☐"}
"""Ticks and boxes of the fonts Wingdings and Wingdings 2."""


def _has_picture(element: etree._Element) -> bool:
    return any(etree.QName(one).localname in ("blip", "imagedata") for one in element.iter(tag=etree.Element))


def _is_within(element: etree._Element, tag: str, top: etree._Element) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not top:
        if parent.tag == tag:
            return True
        parent = parent.getparent()
    return False


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and (switch.get(qn("w:val")) or "").lower() not in _OFF


def _rows_in(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, whatever wraps them, but not those of tables within it."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == _ROW:
            yield child
        elif child.tag not in _SKIPPED and child.tag != _TABLE:
            yield from _rows_in(child)


def columns_over(cell: etree._Element) -> int:
    """Over how many columns a cell of a table reaches."""
    spans = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    written = "" if spans is None else spans.get(qn("w:val")) or ""
    return min(int(written), _WIDEST) if written.isdecimal() and len(written) < 4 and int(written) else 1
