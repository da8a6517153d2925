"""Questions as people type them: numbered, with lettered options, marks or a key of answers at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import BinaryIO

from questions.formats.decoding import decoded, decoded_beginning
from questions.formats.item import Fit, Item, Outcome
from questions.formats.numbered.blocks import with_literals
from questions.formats.numbered.fitting import fit_of
from questions.formats.numbered.lines import lines_of_text
from questions.formats.numbered.sheet import outcomes_of
from questions.formats.numbered.signs import labels_of, opening_of
from questions.formats.numbered.word import is_document, pages_of
from questions.formats.numbered.word_tables import tables_in
from questions.formats.numbered.writing import typed_out


class Numbered:
    name = "numbered"
    title = "Numbered questions, as text or in Word"
    endings: tuple[str, ...] = (".txt", ".docx")
    media_type = "text/plain"

    def recognises(self, beginning: bytes) -> bool:
        """Whether it is a Word document, or numbers begin lines, or letters of options follow one another."""
        if is_document(beginning):
            return b"word/" in beginning
        lines = [line.strip()[:200] for line in decoded_beginning(beginning).splitlines()[:400]]
        labels = [one for line in lines for one in labels_of(line)[:1]]
        have_options = any(
            one.kind == other.kind and (other.place == one.place + 1 or one.kind in ("bullet", "box"))
            for one, other in pairwise(labels)
        )
        return have_options or sum(opening_of(line) is not None for line in lines) > 1

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        doubt, tables = "", None
        file.seek(0)
        if is_document(file.read(4)):
            pages = pages_of(file)
            tables = tables_in(pages)
            if tables is not None and not tables.has_typed:
                yield from tables.outcomes()
                return
            lines = pages.typed_lines(tables.elements if tables is not None else ())
        else:
            with decoded(file) as read:
                lines, doubt = list(lines_of_text(read.text)), read.doubt
        count = 0
        for outcome in outcomes_of(list(with_literals(lines)), doubt):
            count = outcome.number
            yield outcome
        if tables is not None:
            yield from tables.outcomes(after=count)

    def fit(self, item: Item) -> Fit:
        return fit_of(item)

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        for number, item in enumerate(items, start=1):
            refused = fit_of(item).refused
            if refused:
                raise ValueError(refused)
            text = ("\n" if number > 1 else "") + typed_out(item, number)
            file.write(text.encode())
