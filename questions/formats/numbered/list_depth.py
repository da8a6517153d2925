"""Which automatic lists of a document hold options though Word calls them no deeper than the questions.

Styles such as “List Number 2”, and lists that were begun anew, all stand on the first level. What tells
them apart is how they alternate: one entry of a list, several of another, one of the first again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from questions.formats.numbered.keys import dense_entries
from questions.formats.numbered.lines import Line
from questions.formats.numbered.signs import labels_of, opening_of
from questions.formats.numbered.words import field_of, is_heading
from questions.lettering import letter

_FEWEST = 2
"""How often lists must alternate before they count as questions and options; once, where one alone asks."""

_MOSTLY = 0.8
_SELDOM = 0.3
_ASKING = ("?", "？", ":", "…", "...", "__")


@dataclass(slots=True)
class _Run:
    """Entries of one list that follow one another, by the places of their lines."""

    name: str
    places: list[int]


def with_depths(lines: Sequence[Line]) -> list[Line]:
    """The lines with the labels of questions and options where these stand in lists of the same level."""
    runs = _runs(lines, over_words=True)
    inner = _inner_lists(lines, runs)
    made = list(lines)
    for run in runs:
        if run.name in inner:
            _letter(made, run)
    if any(map(_has_typed_label, lines)):
        return made
    outer = _outer_lists(made, runs, inner)
    if outer and not any(line.level == 0 and opening_of(line.text) for line in made):
        places = [place for run in runs if run.name in outer for place in run.places]
        for number, place in enumerate(places, start=1):
            made[place] = _labelled(made[place], f"{number}. ", 0)
    return made if inner or outer else _below_words(lines)


def _runs(lines: Sequence[Line], *, over_words: bool) -> list[_Run]:
    """The runs of lists; words outside of lists part them unless runs go on over these."""
    runs: list[_Run] = []
    is_parted = True
    for place, line in enumerate(lines):
        if line.is_blank:
            continue
        if not line.list_name:
            is_parted = is_parted or not over_words
        elif runs and runs[-1].name == line.list_name and not is_parted:
            runs[-1].places.append(place)
        else:
            runs.append(_Run(line.list_name, [place]))
            is_parted = False
    return runs


def _inner_lists(lines: Sequence[Line], runs: Sequence[_Run]) -> set[str]:
    """The lists of the first level that hold options of another one's entries."""
    below: Counter[str] = Counter()
    of_list: dict[str, list[_Run]] = defaultdict(list)
    for run in runs:
        of_list[run.name].append(run)
    for outer, run in pairwise(runs):
        first = lines[outer.places[0]]
        is_below = len(outer.places) == 1 and first.level == 0
        below[run.name] += _FEWEST if is_below and len(runs) == 2 and _asks(first) else is_below
    return {name for name, count in below.items() if count >= _FEWEST and _are_options(lines, of_list[name])}


def _are_options(lines: Sequence[Line], runs: Sequence[_Run]) -> bool:
    """Whether these runs stand on the first level, have several entries each, and seldom ask anything."""
    entries = [lines[place] for run in runs for place in run.places]
    return (
        all(line.level == 0 for line in entries)
        and sum(len(run.places) > 1 for run in runs) >= _MOSTLY * len(runs)
        and sum(_asks(line) for line in entries) <= _SELDOM * len(entries)
    )


def _outer_lists(lines: Sequence[Line], runs: Sequence[_Run], inner: set[str]) -> set[str]:
    """The lists of the first level whose entries have those of a deeper one below them."""
    above: Counter[str] = Counter()
    for run, deeper in pairwise(runs):
        is_deeper = deeper.name in inner or (lines[deeper.places[0]].level or 0) > 0
        above[run.name] += is_deeper and lines[run.places[0]].level == 0 and run.name not in inner
    return {name for name, count in above.items() if count >= _FEWEST}


def _below_words(lines: Sequence[Line]) -> list[Line]:
    """The lines with numbers for questions that stand in no list, where each has a list of options below."""
    made, runs = list(lines), _runs(lines, over_words=False)
    if len(runs) < _FEWEST or not _are_options(lines, runs):
        return made
    ends = [0, *(run.places[-1] + 1 for run in runs)]
    stems = [_stem(lines, start, run.places[0]) for start, run in zip(ends, runs, strict=False)]
    if sum(bool(stem) and _asks(lines[stem[-1]]) for stem in stems) < _MOSTLY * len(runs):
        return made
    number = 0
    for stem, run in zip(stems, runs, strict=True):
        if stem:
            number += 1
            made[stem[0]] = _labelled(made[stem[0]], f"{number}. ", 0)
        _letter(made, run)
    return made


def _stem(lines: Sequence[Line], start: int, end: int) -> list[int]:
    """The places of the words of a question above its options; titles and answers are none of it."""
    words = [
        place
        for place, line in enumerate(lines[start:end], start)
        if not (line.is_blank or line.is_heading or is_heading(line.text) or field_of(line.text))
    ]
    return words if start else words[-1:]


def _has_typed_label(line: Line) -> bool:
    """Whether somebody typed a number or a letter that begins a question or an option."""
    is_typed = not line.list_name and (opening_of(line.text) is not None or bool(labels_of(line.text)))
    return is_typed and not dense_entries(line.text)


def _asks(line: Line) -> bool:
    return line.text.rstrip("* ").endswith(_ASKING)


def _letter(made: list[Line], run: _Run) -> None:
    """Give the entries of a run letters from a on; bullets stay, for they are read so."""
    for place, at in enumerate(run.places):
        line = made[at]
        is_bullet = line.text[: line.label].strip() == "•"
        made[at] = _labelled(line, line.text[: line.label] if is_bullet else f"{letter(place)}) ", 1)


def _labelled(line: Line, label: str, level: int) -> Line:
    """The line with another label."""
    words = line.text[line.label :]
    longer = len(label) - line.label
    strokes = (replace(one, start=max(0, one.start + longer), end=one.end + longer) for one in line.strokes)
    return replace(
        line,
        text=label + words,
        strokes=tuple(one for one in strokes if one.end > one.start),
        level=level,
        label=len(label),
    )
