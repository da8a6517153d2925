"""Gaps that were written anew, with the ids that they and their options had in the version before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

from questions.gap_markup import GapText, ListGap, NumberGap, WordGap, WrittenGap, written_pieces
from questions.gaps import parted, placeholder
from questions.question import (
    Asked,
    ChoiceKey,
    Gap,
    GapsKey,
    NumberKey,
    Option,
    Question,
    TextKey,
    Why,
)
from questions.types.numeric import ANY_OTHER, answer_names

GapKey = ChoiceKey | TextKey | NumberKey


@dataclass(frozen=True, slots=True)
class Filled:
    """What a text with gaps comes to: its parts of a question."""

    stem: str
    options: tuple[Option, ...]
    gaps: tuple[Gap, ...]
    key: GapsKey
    whys: tuple[Why, ...]


def filled_in(text: GapText, base: Question | None) -> Filled:
    """The parts of a cloze question that says what the text says.

    A gap of `base` that still stands there keeps its id and with it what nobody types: its weight, the
    other things that a typo must not hide behind, how exactly its answers are compared, and the reasons
    of those answers that it still has. Unchanged gaps are found wherever they moved to, changed ones by
    their place between these.
    """
    key = base.sealed.key if base else None
    before = _before(base.asked, key) if base and isinstance(key, GapsKey) else {}
    ids = _ids(text, before)
    options = _Options(base.asked if base else None)
    gaps: list[Gap] = []
    keys: list[tuple[str, GapKey]] = []
    for id, written in zip(ids, text.gaps, strict=True):
        old = before.get(id)
        chosen = options.ids_of(written, old.gap if old else None) if isinstance(written, ListGap) else ()
        unit = written.unit if isinstance(written, NumberGap) else ""
        gaps.append(Gap(id, written.type, chosen, unit, old.gap.weight if old else 1))
        keys.append((id, _key_of(written, chosen, old.key if old else None)))
    placed = iter(gaps)
    stem = "".join(piece if isinstance(piece, str) else placeholder(next(placed)) for piece in text.pieces)
    return Filled(
        stem,
        options.all(),
        tuple(gaps),
        _in_order_of(GapsKey(tuple(keys)), key),
        tuple(why for why in base.sealed.whys if _is_said_of(why, gaps, dict(keys))) if base else (),
    )


@dataclass(frozen=True, slots=True)
class _Old:
    """A gap of the version before."""

    gap: Gap
    key: GapKey
    written: WrittenGap


def _before(asked: Asked, key: GapsKey) -> dict[str, _Old]:
    """The gaps by their ids, in the order in which they stand in the text."""
    keys = dict(key.keys)
    gaps = [part for part in parted(asked.stem.value, asked.gaps) if isinstance(part, Gap)]
    written = GapText(written_pieces(asked, key)).gaps
    return {gap.id: _Old(gap, keys[gap.id], one) for gap, one in zip(gaps, written, strict=True)}


def _ids(text: GapText, before: Mapping[str, _Old]) -> list[str]:
    """An id for each gap of the text, none of which stands in its words."""
    words = [piece for piece in text.pieces if isinstance(piece, str)]
    kept = _kept(list(before), [old.written for old in before.values()], text.gaps)
    fresh = (str(number) for number in count(1) if str(number) not in before)
    ids = []
    for place in range(len(text.gaps)):
        id = kept.get(place) or next(fresh)
        while any(placeholder(Gap(id, "numeric")) in one for one in words):
            id = next(fresh)
        ids.append(id)
    return ids


def _kept(ids: Sequence[str], old: Sequence[WrittenGap], new: Sequence[WrittenGap]) -> dict[int, str]:
    """The ids of the old gaps by the places of the new ones that they became."""
    kept: dict[int, str] = {}
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, start, end, place, _ in blocks:
        if tag == "equal":
            kept |= {place + step: ids[start + step] for step in range(end - start)}
    gone = {id: gap for id, gap in zip(ids, old, strict=True) if id not in kept.values()}
    for place, gap in enumerate(new):
        moved = next((id for id, one in gone.items() if one == gap), "") if place not in kept else ""
        if moved:
            kept[place] = moved
            del gone[moved]
    for _, start, end, place, stop in blocks:
        changed = [at for at in range(place, stop) if at not in kept]
        kept |= zip(changed, [id for id in ids[start:end] if id in gone], strict=False)
    return kept


class _Options:
    """The options of a text as its gaps are gone through one by one."""

    def __init__(self, base: Asked | None) -> None:
        self._known = base.texts if base else {}
        self._gaps = base.gaps if base else ()
        self._texts: dict[str, str] = {}
        self._ids: dict[str, list[str]] = {}
        for id, text in self._known.items():
            self._ids.setdefault(text, []).append(id)
        self._fresh = (id for id in map("o{}".format, count(1)) if id not in self._known)

    def ids_of(self, written: ListGap, old: Gap | None) -> tuple[str, ...]:
        """For each option of a gap its id: by its text, else by its place, else a new one."""
        own = dict.fromkeys(old.options if old else ())
        found: dict[int, str] = {}
        for place, option in enumerate(written.options):
            alike = [id for id in self._ids.get(option.text, ()) if self._said(id) == option.text]
            alike.sort(key=lambda id: id not in own)
            if same := [id for id in alike if id not in found.values()]:
                found[place] = same[0]
        shared = {id for gap in self._gaps if gap != old for id in gap.options}
        taken = {*found.values(), *shared}
        left = iter([id for id in own if id not in taken and id not in self._texts])
        for place, option in enumerate(written.options):
            if place not in found:
                found[place] = next(left, "") or next(self._fresh)
                self._ids.setdefault(option.text, []).append(found[place])
            self._texts[found[place]] = option.text
        return tuple(found[place] for place in range(len(written.options)))

    def all(self) -> tuple[Option, ...]:
        """Each once: those of the version before in their order, then the new ones."""
        ids = [*(id for id in self._known if id in self._texts), *self._texts]
        return tuple(Option(id, self._texts[id]) for id in dict.fromkeys(ids))

    def _said(self, id: str) -> str:
        """The text that an option has by now, or had before."""
        return self._texts.get(id) or self._known.get(id, "")


def _key_of(written: WrittenGap, options: Sequence[str], old: GapKey | None) -> GapKey:
    match written:
        case NumberGap(key=key):
            return key
        case WordGap(accepted, partly):
            if not isinstance(old, TextKey):
                return TextKey(accepted, (), partly)
            return TextKey(accepted, old.rivals, partly, old.has_wildcards, old.is_exact)
        case ListGap(options=said):
            both = list(zip(options, said, strict=True))
            return ChoiceKey(
                tuple(id for id, one in both if one.is_right),
                tuple((id, one.share) for id, one in both if one.share),
            )


def _in_order_of(key: GapsKey, old: object) -> GapsKey:
    """The same key, said in the order of the old one where it means the same: the order says nothing."""
    if not isinstance(old, GapsKey):
        return key
    before, now = dict(old.keys), dict(key.keys)
    same = {id: before[id] for id, one in now.items() if id in before and _means(before[id]) == _means(one)}
    ids = [*(id for id in before if id in now), *(id for id in now if id not in before)]
    return GapsKey(tuple((id, same.get(id, now[id])) for id in ids))


def _means(key: GapKey) -> object:
    if not isinstance(key, ChoiceKey):
        return key
    return frozenset(key.right), frozenset((id, share) for id, share in key.shares if share)


def _is_said_of(why: Why, gaps: Sequence[Gap], keys: Mapping[str, GapKey]) -> bool:
    """Whether the gap and the answer are still there that a reason speaks of."""
    id, _colon, answer = why.option.partition(":")
    gap = next((one for one in gaps if one.id == id), None)
    if gap is None:
        return False
    match keys[id]:
        case ChoiceKey():
            return answer in gap.options
        case TextKey(accepted=accepted, partly=partly):
            return answer in (*accepted, *(text for text, _ in partly))
        case NumberKey() as key:
            return answer in (*answer_names(key), ANY_OTHER)
