"""Tables of cards as text: what is pasted from a list or a spreadsheet, and Anki's own text files.

A line is a note, its columns are front, back and perhaps more; a front with gaps makes a cloze. Anki's files
begin with header lines (`#separator:tab`, `#html:true`, `#deck column:3` …), which say it all.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from questions.formats.cards import limits
from questions.formats.cards.columns import (
    ThirdColumn,
    asked_columns,
    headed_columns,
    is_heading,
    tags_in_cell,
    told_apart,
)
from questions.formats.cards.notetypes import fault_in
from questions.formats.cards.pile import Loss, NoteRemark, PileNote, Refusal, Unreadable
from questions.formats.cards.schema import deck_path
from questions.formats.cards.tags import kept_tags, tag_line
from questions.formats.cards.templates import has_gap
from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.markdown import in_words
from questions.note import FIELDS, NoteKind
from questions.question import Format
from questions.text import is_storable, storable

SEPARATORS: dict[str, str] = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "dash": " - ",
    "en dash": " – ",
}
"""Between the sides of a card, by the names in Anki's header lines (and dashes, as people type lists)."""

_GUESSED = ("tab", "semicolon", "comma", "pipe", "dash", "en dash", "colon")
_KINDS: dict[str, NoteKind] = {
    "basic": "basic",
    "basic (and reversed card)": "reversed",
    "cloze": "cloze",
    "basic (type in the answer)": "typed",
}
NOTE_TYPES: dict[NoteKind, str] = {kind: name.capitalize() for name, kind in _KINDS.items()}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out. Columns count from 1 and are 0 where there is none.

    `cards_apart` parts the cards where it is not the end of a line. `is_headed`: header lines of Anki said
    all of it, so that nothing is guessed line by line.
    """

    separator: str = "\t"
    cards_apart: str = "\n"
    is_html: bool = False
    kind: NoteKind | None = None
    deck: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    columns: dict[str, int] = field(default_factory=dict)
    skipped_lines: int = 0
    third: ThirdColumn = ""
    is_headed: bool = False

    @property
    def special(self) -> set[int]:
        """The columns that hold no text of a card."""
        return set(self.columns.values())


def decoded(raw: bytes) -> str:
    """A text file as text: UTF-8 or UTF-16 with its mark; `Unreadable` where it is neither."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("not_text") from error


def layout_of(text: str, *, separator: str = "", cards_apart: str = "", third: ThirdColumn = "") -> Layout:
    """How this text is laid out: by its header lines, else as asked, else as most of its lines suggest."""
    headers = dict(_headers(text))
    is_headed = "separator" in headers
    if is_headed:
        separator = _separator_named(headers["separator"])
    body = "\n".join(text.splitlines()[len(headers) : len(headers) + 200])
    if not cards_apart:
        # Quizlet's other habit: one line, with a semicolon after each card.
        is_one_line = "\n" not in body.strip() and body.count(";") > 1 and separator != ";"
        cards_apart = ";" if is_one_line else "\n"
    columns = {}
    for name in ("deck", "tags", "guid", "notetype"):
        number = headers.get(f"{name} column", "")
        if number.isascii() and number.isdigit() and 0 < int(number[:4]) < 1_000:
            columns[name] = int(number[:4])
    return Layout(
        separator=separator or _guessed(body, cards_apart),
        cards_apart=cards_apart,
        is_html=headers.get("html", "").lower() == "true",
        kind=_KINDS.get(headers.get("notetype", "").lower()),
        deck=deck_path(headers.get("deck", ""), "::"),
        tags=tuple(headers.get("tags", "").split()),
        columns=asked_columns(third, columns),
        skipped_lines=len(headers),
        third=third,
        is_headed=is_headed,
    )


def notes_in_text(text: str, layout: Layout) -> Iterator[PileNote | NoteRemark]:
    """The notes of a table, each followed by its remark if there is one."""
    if len(text) > limits.LARGEST_FILE // 4:
        raise Unreadable("too_large")
    seen: set[str] = set()
    number = 0
    for line, row in _rows(text, layout):
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        if number > limits.MOST_NOTES:
            raise Unreadable("too_many_notes")
        if number == 1 and not layout.is_headed and is_heading(row):
            layout = replace(layout, columns=asked_columns(layout.third, headed_columns(row)))
            yield NoteRemark(line, _beginning(row), refused="heading")
            continue
        yield from _note(line, row, layout, seen)
    if not number:
        raise Unreadable("nothing_inside")


def text_of(notes: Iterable[PileNote], *, with_html: bool = True) -> str:
    """Notes as one of Anki's text files, which spreadsheets open too: no cell of it is a formula.

    Without `with_html` plain tab-separated sides, as Quizlet takes them.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    if with_html:
        out.write(
            "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:7\n"
        )
    for note in notes:
        texts = [note.fields.get(name, "") for name in FIELDS[note.kind]]
        if with_html:
            format: Format = note.format
            # A text file holds no pictures and no sounds: their words stand there.
            sides = [hypertext_of(text, format, lambda _name: "") for text in (*texts, "", "")[:3]]
            deck = "::".join(note.deck)
            cells = [note.guid, NOTE_TYPES[note.kind], deck, *sides, tag_line(note.tags)]
        else:
            cells = [" ".join(in_words(text, note.format).split()) for text in texts]
        writer.writerow([_no_formula(cell) for cell in cells])
    return out.getvalue()


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _as_written(cell: str) -> str:
    """A cell without the sign that keeps a spreadsheet from reckoning it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _headers(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:20]:
        name, colon, value = line.partition(":")
        if not line.startswith("#") or not colon:
            return
        yield name[1:].strip().lower(), value.strip()


def _separator_named(name: str) -> str:
    if name.lower() in SEPARATORS:
        return SEPARATORS[name.lower()]
    return name if name in SEPARATORS.values() else "\t"


def _guessed(body: str, cards_apart: str) -> str:
    """The separator that stands in most of the first cards."""
    cards = [card for card in body.split(cards_apart) if card.strip()][:100]
    usable = [SEPARATORS[name] for name in _GUESSED if SEPARATORS[name] != cards_apart]
    return max(usable, key=lambda one: sum(one in card for card in cards), default="\t")


def _rows(text: str, layout: Layout) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the line that it begins in."""
    if layout.cards_apart != "\n" or len(layout.separator) > 1:
        for line, card in enumerate(text.split(layout.cards_apart), 1):
            if line > layout.skipped_lines:
                yield line, [part.strip() for part in card.strip().split(layout.separator, 2)]
        return
    lines = io.StringIO(text, newline="")
    for _ in range(layout.skipped_lines):
        lines.readline()
    # A mark of inches opens no cell that would swallow the rest of the list.
    is_quoted = text.count('"') % 2 == 0
    reader = csv.reader(
        lines, delimiter=layout.separator, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    )
    line = layout.skipped_lines + 1
    try:
        for row in reader:
            yield line, [_as_written(cell) for cell in row]
            line = layout.skipped_lines + reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("damaged") from error


def _note(line: int, row: Sequence[str], layout: Layout, seen: set[str]) -> Iterator[PileNote | NoteRemark]:
    apart_at = ""
    if len(row) == 1 and not layout.is_headed and not has_gap(row[0]) and (apart := told_apart(row[0])):
        apart_at, row = apart
    cells = [cell for place, cell in enumerate(row, 1) if place not in layout.special]
    named = {name: row[place - 1].strip() for name, place in layout.columns.items() if place <= len(row)}
    begins = _beginning(cells)
    kind = _KINDS.get(named.get("notetype", "").lower()) or layout.kind
    if kind is None:
        kind = "cloze" if cells and has_gap(cells[0]) else "basic"
    names = FIELDS[kind]
    losses: set[Loss] = {"fields"} if any(cell.strip() for cell in cells[len(names) :]) else set()
    fields, format, markup_losses = _texts(kind, dict(zip(names, cells, strict=False)), layout)
    written = named.get("tags", "")
    tags, has_lost_tags = kept_tags(
        (*layout.tags, *(written.split() if layout.is_headed else tags_in_cell(written)))
    )
    losses |= markup_losses | ({"tags"} if has_lost_tags else set())
    guid = named.get("guid", "")
    has_guid = 0 < len(guid) <= 80 and is_storable(guid)
    if not has_guid:
        guid = guid_of(kind, fields[names[0]])
    fault: Refusal | None = fault_in(kind, fields)
    if fault == "no_card" and len(cells) < 2 and kind != "cloze":
        fault = "too_few_fields"
    if fault is None and guid in seen:
        fault = "same_guid"
    if fault:
        yield NoteRemark(line, begins, refused=fault)
        return
    seen.add(guid)
    deck = deck_path(named["deck"], "::") if named.get("deck") else layout.deck
    yield PileNote(line, guid, kind, fields, format, tags, deck, has_guid=has_guid)
    if losses or apart_at:
        yield NoteRemark(line, begins, tuple(sorted(losses)), apart_at=apart_at)


def _beginning(cells: Sequence[str]) -> str:
    return storable(" ".join(cells)[:80])


def guid_of(kind: NoteKind, first: str) -> str:
    """A name for a note whose file gives none: the same question again is the same note."""
    return (
        "text-"
        + hashlib.sha256(f"{kind}\n{' '.join(first.split())}".encode("utf-8", "replace")).hexdigest()[:40]
    )


def _texts(kind: NoteKind, cells: dict[str, str], layout: Layout) -> tuple[dict[str, str], Format, set[Loss]]:
    if not layout.is_html:
        return {name: cells.get(name, "").strip() for name in FIELDS[kind]}, "plain", set()
    read = {name: read_hypertext(cells.get(name, "")[: limits.LONGEST_RAW]) for name in FIELDS[kind]}
    format: Format = "markdown" if any(one.needs_markdown for one in read.values()) else "plain"
    fields = {
        name: one.text("plain" if kind == "typed" and name == "back" else format)
        for name, one in read.items()
    }
    losses: set[Loss] = set()
    for one in read.values():
        losses |= one.losses
    return fields, format, losses
