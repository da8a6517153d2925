"""Which lines of a typed question are its options: lettered, boxed, bulleted, numbered, or side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from questions.formats.numbered.lines import Line
from questions.formats.numbered.signs import Label, LabelKind, labels_of, place_of
from questions.formats.numbered.words import field_of, without_mark


@dataclass(slots=True)
class Draft:
    """An option as it is written. `place` is that of its letter or number, None where it has none."""

    place: int | None
    lines: list[Line]
    mark: bool | None = None

    @property
    def line(self) -> int:
        return self.lines[0].number

    @property
    def looks(self) -> frozenset[str]:
        """The looks that all of its words share."""
        words = [line.looks for line in self.lines if line.text]
        return frozenset.intersection(*words) if words else frozenset()


def options_in(lines: Sequence[Line], doubts: list[str]) -> dict[int, list[Draft]]:
    """The options that begin on each line, by the line's place; what is doubtful is added to `doubts`.

    The first line is the stem's. Where letters stand, bullets and numbers above them are of the stem.
    """
    candidates = [
        (at, labels_of(line.text))
        for at, line in enumerate(lines)
        if at and not line.is_literal and line.text and field_of(line.text) is None
    ]
    for kind in ("letter", "box", "roman", "bullet"):
        if kind in ("letter", "roman"):
            run = _run(candidates, kind, doubts)
        else:
            run = _by_inner_letters(lines, _listed(candidates, kind))
        found = {at: _side_by_side(lines, at, label, run) for at, label in run.items()}
        if sum(map(len, found.values())) > 1:
            return found
    return {}


def numbered_in(lines: Sequence[Line]) -> dict[int, list[Draft]]:
    """Lines with numbers of their own as options, for a question that turns out to need some."""
    candidates = [(at, labels_of(line.text)) for at, line in enumerate(lines) if at and not line.is_literal]
    run = _run(candidates, "number", [])
    return {at: [_draft(lines[at], label)] for at, label in run.items()} if len(run) > 1 else {}


def split_line(line: Line) -> tuple[Line, list[Draft]]:
    """A stem behind which the options stand on the same line, and these; no options where none do."""
    for first in islice(_FIRST_INSIDE.finditer(line.text), _TRIED):
        label = next((one for one in labels_of(line.text[first.start() :]) if one.kind == "letter"), None)
        if label is None or label.place != 0 or first.start() == 0:
            continue
        rest = line.part(first.start())
        drafts = _cut(rest, label)
        if len(drafts) > 1:
            return line.part(0, first.start()), drafts
    return line, []


_TRIED = 5
_FIRST_INSIDE = re.compile(r"(?<=\s)(?:\*{1,2}\s?)?[(\[]?[Aaа]\s?[).\]]")


def _run(
    candidates: Sequence[tuple[int, list[Label]]], kind: LabelKind, doubts: list[str]
) -> dict[int, Label]:
    """The lines whose labels follow one another, from the first letter or number on."""
    labels = [(at, one) for at, several in candidates for one in several if one.kind == kind]
    run: dict[int, Label] = {}
    said: list[str] = []
    last: Label | None = None
    for place, (at, label) in enumerate(labels):
        following = labels[place + 1][1] if place + 1 < len(labels) else None
        if last is None or label.place == 0:
            leads = (
                following is not None and following.place == label.place + 1 and following.sign == label.sign
            )
            if label.place != 0 and not leads:
                continue
            if last is not None and label.sign == last.sign and last.place == 0:
                continue
            run, said = (
                {},
                [] if last is None else ["Two lists of options: the first was read as part of the question."],
            )
            if label.place:
                said.append(f"The options begin with {_name(label)}.")
        elif label.place != last.place + 1:
            if label.sign != last.sign:
                continue
            said.append(f"The options are not in order: {_name(label)} follows {_name(last)}.")
        run[at] = last = label
    doubts += said
    return run


def _listed(candidates: Sequence[tuple[int, list[Label]]], kind: LabelKind) -> dict[int, Label]:
    """The lines with boxes, or with bullets; a star among bullets marks, and so does a plus among minuses."""
    kinds = (kind, "star") if kind == "bullet" else (kind,)
    run = {at: one for at, several in candidates for one in several[:1] if one.kind in kinds}
    signs = {label.sign for label in run.values()}
    marks = {label.mark for label in run.values()}
    if signs == {"+", "-"}:
        return {at: replace(label, mark=label.sign == "+") for at, label in run.items()}
    if len(marks) == 1:
        return {at: replace(label, mark=None) for at, label in run.items()}
    return run


def _by_inner_letters(lines: Sequence[Line], run: dict[int, Label]) -> dict[int, Label]:
    """The same lines by the letters that stand behind their boxes or bullets, where these count them.

    What follows without a letter is no option.
    """
    inner = {
        at: next((one for one in labels_of(lines[at].text[label.start :]) if one.kind == "letter"), None)
        for at, label in run.items()
    }
    count = sum(one is not None for one in inner.values())
    places = [one.place if one else None for one in inner.values()]
    if count < 2 or places[:count] != list(range(count)):
        return run
    return {
        at: replace(one, start=run[at].start + one.start, mark=run[at].mark)
        for at, one in inner.items()
        if one is not None
    }


def _side_by_side(lines: Sequence[Line], at: int, label: Label, run: dict[int, Label]) -> list[Draft]:
    """The options that begin on one line: those behind it too, unless they have lines of their own."""
    below = next((place for place in run if place > at), None)
    follows = run[below].place if below is not None else None
    if label.kind != "letter" or follows == label.place + 1:
        return [_draft(lines[at], label)]
    return _cut(lines[at], label)


def _cut(line: Line, label: Label) -> list[Draft]:
    starts = [(label, 0)]
    while True:
        last, at = starts[-1]
        found = _next_inside(line.text, at + last.start, last)
        if found is None:
            break
        starts.append(found)
    ends = [start for _, start in starts[1:]] + [len(line.text)]
    return [
        Draft(one.place, [line.part(start + one.start, end)], one.mark)
        for (one, start), end in zip(starts, ends, strict=True)
    ]


def _next_inside(text: str, after: int, last: Label) -> tuple[Label, int] | None:
    """The label that continues `last` behind a space further on in the same line."""
    for space in _INSIDE.finditer(text, after):
        found = next(
            (one for one in labels_of(text[space.start() : space.start() + 12]) if one.kind == "letter"), None
        )
        if found is not None and found.place == last.place + 1 and found.sign == last.sign:
            return found, space.start()
    return None


_INSIDE = re.compile(r"(?<=\s)(?:\*{1,2}\s?|[✓✔✅]\s?)?[(\[]?[^\W\d_]\s?[).\]:]")


def _draft(line: Line, label: Label) -> Draft:
    has_name = label.kind not in ("box", "bullet", "star")
    return Draft(label.place if has_name else None, [line.part(label.start)], label.mark)


def _name(label: Label) -> str:
    return str(label.place + 1) if label.kind == "number" else chr(ord("a") + label.place % 26)


def name_of(text: str) -> int | None:
    """The place that the name of an option means: a letter, or a number from 1."""
    return int(text) - 1 if text.isdecimal() and len(text) < 4 else place_of(text)


def bare_options(lines: Sequence[Line]) -> list[Draft]:
    """Each line below the first as an option without any label."""
    return [Draft(None, [line]) for line in lines if line.text]


def is_marked(line: Line) -> bool:
    return not line.is_literal and without_mark(line.text)[1] is not None


def single_in(stem: Sequence[Line]) -> tuple[list[Line], list[Draft]]:
    """A stem without the one lettered line that holds its answer, as test banks write open questions."""
    for at, line in enumerate(stem):
        label = next((one for one in labels_of(line.text) if one.kind == "letter"), None)
        if at and label is not None and label.place == 0 and not line.is_literal:
            draft = _draft(line, label)
            draft.lines += stem[at + 1 :]
            return list(stem[:at]), [draft]
    return list(stem), []
