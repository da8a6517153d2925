"""A round of cards: some of a deck, asked by choosing, matching or typing, as questions of those types.

What stands to be chosen are backs of other cards; where a deck has none that fit, nothing is invented.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from questions.card import CardForm, Face
from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    Format,
    Option,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
)
from questions.response import Given, Response
from questions.text import folded, solid

RoundKind = Literal["choose", "match", "type"]
Verdict = Literal["right", "wrong", "blank"]

MOST_CARDS = 10
LEAST_ANSWERS = 3
"""With fewer different backs there is nothing to choose among."""

MOST_OTHERS = 3
LEAST_PAIRS, MOST_PAIRS = 4, 6
LONGEST_TYPED, LONGEST_MATCHED = 60, 80
"""Characters of a back that can be asked for to the letter, and of one that a list of choices can show."""


@dataclass(frozen=True)
class Playable:
    """A card that a round may ask, or offer the back of.

    `front` and `back` are as the page shows them. `words` is the back as plain words, "" where it is
    more than words (a formula); `hint` is what is asked for, in words. `kin` as in a queue: cards of one
    kin tell of each other.
    """

    card_id: int
    target_id: int
    kin: str
    form: CardForm
    face: Face
    format: Format
    front: str
    back: str
    words: str
    hint: str = ""

    @cached_property
    def sort(self) -> tuple[str, ...]:
        """What sort of thing its back is: backs of another sort would give the right one away."""
        face = self.face
        said = (face.hint, face.unit, face.precision)
        return said if any(said) else (self.form,)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every answer that counts, folded, with a space at both ends."""
        accepted = self.face.key.accepted if isinstance(self.face.key, TextKey) else ()
        return frozenset(f" {folded(name)} " for name in (self.face.back, self.words, *accepted) if name)

    @cached_property
    def solids(self) -> frozenset[str]:
        return frozenset(map(solid, self.names))

    @cached_property
    def said(self) -> str:
        """Its front, folded as names are."""
        return f" {folded(self.face.front)} "

    @property
    def typed(self) -> Face | None:
        """The face as it is typed; None where nobody could be expected to hit the back."""
        if self.face.is_typed:
            return self.face
        if not self.words or len(self.words) > LONGEST_TYPED:
            return None
        return replace(self.face, back=self.words, key=TextKey((self.words,)))


@dataclass(frozen=True, slots=True)
class Draw:
    """What a round asks, by card: `options` are those whose backs stand to be chosen, as they are drawn.

    Choosing has options for each card, matching the same for all, typing none.
    """

    kind: RoundKind
    cards: tuple[int, ...]
    options: tuple[tuple[int, ...], ...] = ()

    def again(self, cards: Collection[int], rng: random.Random) -> Draw:
        """Some of its cards once more, among the same options laid anew."""
        kept = [place for place, card in enumerate(self.cards) if card in cards]
        rows = (
            self.options if self.kind == "match" else [self.options[place] for place in kept if self.options]
        )
        laid = tuple(tuple(rng.sample(row, len(row))) for row in rows)
        return Draw(self.kind, tuple(self.cards[place] for place in kept), laid)


@dataclass(frozen=True, slots=True)
class Task:
    """One question of a round, the order of its options, and the cards that it asks."""

    question: Question
    order: tuple[str, ...]
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one card: right, wrong or blank, and the card whose back was chosen for it."""

    card_id: int
    kind: Verdict
    chosen: int | None


def draw_round(kind: RoundKind, pool: Sequence[Playable], rng: random.Random) -> Draw | None:
    """Up to ten cards, one of each kin; None where too few are there for this kind of round."""
    shuffled = rng.sample(pool, len(pool))
    if kind == "type":
        fit = [card.card_id for card in _apart(shuffled) if card.typed]
        return Draw("type", tuple(fit[:MOST_CARDS])) if fit else None
    if len({solid(card.face.back) for card in pool}) < LEAST_ANSWERS:
        return None
    return _draw_pairs(shuffled, rng) if kind == "match" else _draw_choices(shuffled, rng)


def may_both_be_right(one: Playable, other: Playable) -> bool:
    """Whether the back of one could be a right answer to the other, as far as their words tell.

    So it may where they ask for the same, where both bear one name or the name of one holds the other's
    ("Moscow, Russia"), where their dates or numbers agree, and where their fronts are the same.
    """
    if one.target_id == other.target_id or one.solids & other.solids:
        return True
    if any(a in b or b in a for a in one.names for b in other.names):
        return True
    return solid(one.face.front) == solid(other.face.front) or _values_agree(one.face, other.face)


def tasks_of(draw: Draw, cards: Mapping[int, Playable], *, matching: Text) -> tuple[Task, ...]:
    """The questions of a round; `matching` is what stands above pairs. KeyError where a card is missing."""
    if draw.kind == "match":
        return (_matching(draw, cards, matching),)
    if draw.kind == "choose":
        return tuple(
            _choice(cards[card], [cards[option] for option in row])
            for card, row in zip(draw.cards, draw.options, strict=True)
        )
    typed = [(card, cards[card].typed, cards[card].format) for card in draw.cards]
    return tuple(Task(face.question(format), (), (card,)) for card, face, format in typed if face)


def outcomes_of(task: Task, given: Given) -> list[Outcome]:
    """What became of each card of a question that is answered by choosing."""
    chosen = _chosen(task, given)
    return [Outcome(card, _verdict(card, chosen.get(card)), chosen.get(card)) for card in task.cards]


# Of a prompt, whose id may not be that of an option.
_FRONT = "front-"


def _chosen(task: Task, given: Given) -> dict[int, int]:
    """By card, the card whose back was chosen for it."""
    if not isinstance(given, Response):
        return {}
    chosen: dict[int, int] = {}
    for one in given.value:
        if isinstance(one, str):
            chosen[task.cards[0]] = int(one)
        else:
            prompt, option = one
            chosen[int(prompt.removeprefix(_FRONT))] = int(option)
    return chosen


def _verdict(card: int, chosen: int | None) -> Verdict:
    return "blank" if chosen is None else "right" if chosen == card else "wrong"


def _one_of_each_kin(cards: Iterable[Playable]) -> list[Playable]:
    return list({card.kin: card for card in reversed(list(cards))}.values())[::-1]


def _apart(cards: Iterable[Playable]) -> list[Playable]:
    """One of each kin, and none whose answer stands on the front of another."""
    found: list[Playable] = []
    for card in _one_of_each_kin(cards):
        if not any(_tells_of(card, one) or _tells_of(one, card) for one in found):
            found.append(card)
    return found


def _tells_of(one: Playable, other: Playable) -> bool:
    return any(name in one.said for name in other.names)


def _draw_choices(shuffled: Sequence[Playable], rng: random.Random) -> Draw | None:
    cards: list[int] = []
    rows: list[tuple[int, ...]] = []
    for card in _apart(shuffled):
        others = _others(card, shuffled)
        if others and len(cards) < MOST_CARDS:
            row = [card.card_id, *(other.card_id for other in others)]
            cards.append(card.card_id)
            rows.append(tuple(rng.sample(row, len(row))))
    return Draw("choose", tuple(cards), tuple(rows)) if cards else None


def _others(card: Playable, shuffled: Sequence[Playable]) -> list[Playable]:
    """Backs that are wrong for this card and differ from each other: of its own sort, else of any."""
    for among in ([other for other in shuffled if other.sort == card.sort], shuffled):
        found: list[Playable] = []
        for other in among:
            if not any(may_both_be_right(other, one) for one in (card, *found)):
                found.append(other)
            if len(found) == MOST_OTHERS:
                break
        if found:
            return found
    return []


def _draw_pairs(shuffled: Sequence[Playable], rng: random.Random) -> Draw | None:
    """Cards no back of which fits another front: of one sort where so many are there, else of any."""
    fit = [card for card in _one_of_each_kin(shuffled) if 0 < len(card.words) <= LONGEST_MATCHED]
    by_sort: dict[tuple[str, ...], list[Playable]] = defaultdict(list)
    for card in fit:
        by_sort[card.sort].append(card)
    for cards in (*by_sort.values(), fit):
        chosen: list[Playable] = []
        for card in cards:
            if len(chosen) < MOST_PAIRS and not any(may_both_be_right(card, one) for one in chosen):
                chosen.append(card)
        if len(chosen) >= LEAST_PAIRS:
            ids = tuple(card.card_id for card in chosen)
            return Draw("match", ids, (tuple(rng.sample(ids, len(ids))),))
    return None


def _choice(card: Playable, options: Sequence[Playable]) -> Task:
    order = tuple(str(option.card_id) for option in options)
    asked = Asked(
        "single_choice",
        Text(card.face.front, card.format),
        options=tuple(Option(str(option.card_id), option.back) for option in options),
        answer_kind=card.face.hint,
    )
    return Task(Question("", asked, _sealed(ChoiceKey((str(card.card_id),)))), order, (card.card_id,))


def _matching(draw: Draw, cards: Mapping[int, Playable], stem: Text) -> Task:
    [row] = draw.options
    asked = Asked(
        "matching",
        stem,
        options=tuple(Option(str(id), cards[id].words) for id in row),
        prompts=tuple(Option(f"{_FRONT}{id}", cards[id].front) for id in draw.cards),
    )
    key = PairsKey(tuple((f"{_FRONT}{id}", str(id)) for id in draw.cards))
    return Task(Question("", asked, _sealed(key)), tuple(map(str, row)), draw.cards)


def _sealed(key: ChoiceKey | PairsKey) -> Sealed:
    return Sealed(key, Text(""))


def _values_agree(one: Face, other: Face) -> bool:
    """Whether a date or number counts for both. Where one is only known to the month, its days do."""
    match one.key, other.key:
        case DateKey(value=this), DateKey(value=that) if this.overlaps(that):
            return True
    return any(
        a.key is not None and not isinstance(a.key, TextKey) and a.mark(a.read([b.back])).verdict == "right"
        for a, b in ((one, other), (other, one))
    )
