"""What a Word document says of its lists and looks elsewhere: numbers that stand in no text, styles."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from questions.lettering import letter

_DEEPEST_STYLE = 12
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_OFF = frozenset({"0", "false", "off", "none"})
_PLAIN_COLOURS = frozenset({"", "auto", "000000", "ffffff"})
_LARGEST_START = 10_000


@dataclass(frozen=True, slots=True)
class ListItem:
    """Where a paragraph stands in an automatic list, and the label that Word shows before it.

    `list_name` is the same for all lists of one kind, and of one level of these.
    """

    level: int
    label: str
    list_name: str


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered."""

    format: str
    text: str
    start: int


class Lists:
    """Counts the automatic numbers of a document as its paragraphs pass in order."""

    def __init__(self, document: Document) -> None:
        self._styles = {
            one.get(qn("w:styleId")): one for one in document.styles.element.iterchildren(qn("w:style"))
        }
        self._levels: dict[str, dict[int, _Level]] = {}
        self._shared: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        numbering = next(
            (part for part in document.part.package.iter_parts() if part.partname == "/word/numbering.xml"),
            None,
        )
        if numbering is not None:
            self._read(
                etree.fromstring(numbering.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            )

    def afresh(self) -> Lists:
        """The same lists, of which nothing has passed yet."""
        lists = copy(self)
        lists._counts, lists._begun = defaultdict(dict), set()
        return lists

    def item_of(self, paragraph: etree._Element) -> ListItem | None:
        """The next label of the list that a paragraph is in; None for a paragraph outside of lists."""
        number, level = self._numbered(paragraph)
        levels = self._levels.get(number or "")
        if number is None or levels is None or level not in levels:
            return None
        counts, how = self._counts[self._shared[number]], levels[level]
        start = self._restarts[number].get(level)
        if start is not None and (number, level) not in self._begun:
            counts.pop(level, None)
        self._begun.add((number, level))
        first = how.start if start is None else start
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return ListItem(level, _label(how, level, counts[level]), f"{self._shared[number]}/{level}")

    def is_heading(self, paragraph: etree._Element) -> bool:
        names = (name.lower() for name in self._style_names(_value(paragraph, "w:pPr", "w:pStyle")))
        return any(name.startswith(("heading", "title", "subtitle", "toc")) for name in names)

    def looks_of(self, run: etree._Element, paragraph: etree._Element) -> list[str]:
        """How the letters of a run look, by itself, by its style, or by the style of its paragraph."""
        looks = [run.find(qn("w:rPr"))]
        for name in (_value(run, "w:rPr", "w:rStyle"), _value(paragraph, "w:pPr", "w:pStyle")):
            looks += [style.find(qn("w:rPr")) for style in self._style_chain(name)]
        own = [look for look in looks if look is not None]
        return [word for word, tags in _LOOKS if any(_shows(own, tag) for tag in tags)]

    def _read(self, numbering: etree._Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for one in numbering.iterchildren(qn("w:abstractNum")):
            levels = {
                int(level.get(qn("w:ilvl")) or 0): _level(level) for level in one.iterchildren(qn("w:lvl"))
            }
            abstract[one.get(qn("w:abstractNumId")) or ""] = levels
        for number in numbering.iterchildren(qn("w:num")):
            id, base = number.get(qn("w:numId")) or "", _value(number, "w:abstractNumId")
            levels, restarts = dict(abstract.get(base, {})), {}
            for override in number.iterchildren(qn("w:lvlOverride")):
                level = int(override.get(qn("w:ilvl")) or 0)
                if (start := _value(override, "w:startOverride")).isdecimal():
                    restarts[level] = min(int(start), _LARGEST_START)
                if (own := override.find(qn("w:lvl"))) is not None:
                    levels[level] = _level(own)
            self._levels[id], self._shared[id], self._restarts[id] = levels, base, restarts

    def _numbered(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """The list and the level of a paragraph, by itself or by its style."""
        places = [paragraph.find(qn("w:pPr"))]
        places += [
            style.find(qn("w:pPr")) for style in self._style_chain(_value(paragraph, "w:pPr", "w:pStyle"))
        ]
        level = ""
        for place in places:
            found = None if place is None else place.find(qn("w:numPr"))
            if found is None:
                continue
            level = level or _value(found, "w:ilvl")
            if number := _value(found, "w:numId"):
                return (None if number == "0" else number), int(level) if level.isdecimal() else 0
        return None, 0

    def _style_chain(self, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while name in self._styles and len(chain) < _DEEPEST_STYLE:
            chain.append(self._styles[name])
            name = _value(chain[-1], "w:basedOn")
        return chain

    def _style_names(self, name: str) -> list[str]:
        return [_value(style, "w:name") for style in self._style_chain(name)]


_LOOKS = (
    ("highlighted", ("w:highlight", "w:shd")),
    ("bold", ("w:b",)),
    ("underlined", ("w:u",)),
    ("coloured", ("w:color",)),
)


def _shows(looks: list[etree._Element], tag: str) -> bool:
    """Whether the nearest look that speaks of something switches it on."""
    found = next((one for look in looks if (one := look.find(qn(tag))) is not None), None)
    if found is None:
        return False
    value = (found.get(qn("w:fill" if tag == "w:shd" else "w:val")) or "").lower()
    if tag in ("w:color", "w:shd"):
        return value not in _PLAIN_COLOURS
    return value not in _OFF


def _value(element: etree._Element, *path: str) -> str:
    """The w:val of an element down a path, "" where there is none."""
    for name in path:
        found = element.find(qn(name))
        if found is None:
            return ""
        element = found
    return element.get(qn("w:val")) or ""


def _level(level: etree._Element) -> _Level:
    start = _value(level, "w:start")
    number = min(int(start), _LARGEST_START) if start.isdecimal() else 1
    return _Level(_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText"), number)


def _label(how: _Level, level: int, count: int) -> str:
    """The label as Word shows it, but letters for the numbers of a deeper level: options are named so."""
    closer = ")" if ")" in how.text else "."
    if how.format == "bullet":
        return "• "
    if how.format == "none":
        return ""
    if how.format in ("lowerLetter", "upperLetter"):
        name = letter(count - 1) if count > 0 else "a"
        return f"{name.upper() if how.format == 'upperLetter' else name}{closer} "
    if how.format in ("lowerRoman", "upperRoman") and count < 40:
        name = _roman(count)
        return f"{name.upper() if how.format == 'upperRoman' else name}{closer} "
    if level > 0:
        return f"{letter(count - 1) if count > 0 else 'a'}) "
    return f"{count}{closer} "


def _roman(count: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while count >= value:
            text, count = text + sign, count - value
    return text
