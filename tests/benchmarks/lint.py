"""How well the linter finds flaws: planted ones, rule by rule, and those that a reviewer labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from questions.banks import load_bank, shipped_banks
from questions.generation.generator import generate
from questions.generation.lint import RULES, Linter
from questions.generation.lint.whole_bank import RULES as BANK_RULES
from questions.generation.lint.whole_bank import remarks_on_bank
from questions.question import Question
from tests.benchmarks.flaws import company, lookalikes, options, receipts, stems
from tests.benchmarks.flaws.item import Item, Plant, Planted
from tests.benchmarks.labelled import labelled_items

SEED = 20
PLANTED, PLANTED_IF_QUICK = 200, 25
"""How often each kind of flaw is planted, as far as there are items that can bear it."""
BANKS, BANKS_IF_QUICK = 100, 15
ATTEMPTS = 6
"""Items tried for each flaw that is to be planted: few questions have, say, a demonym."""
PLANTS: tuple[tuple[str, Plant], ...] = (*stems.PLANTS, *receipts.PLANTS, *options.PLANTS, *company.PLANTS)


@dataclass
class Tally:
    """What one rule found; `missed` are examples for the one who mends the rule."""

    planted: int = 0
    found: int = 0
    clean: int = 0
    alarms: int = 0
    missed: list[str] = field(default_factory=list)

    def as_figures(self) -> dict[str, float]:
        return {"recall": _share(self.found, self.planted), "false_alarms": _share(self.alarms, self.clean)}


def run(_db: str, *, quick: bool) -> dict[str, Any]:
    """Recall is the share of planted flaws that their own rule found. False alarms are the share of items
    without a flaw that a rule remarked on: every shipped question, with its bank and, as teachers' questions
    are looked at, without, and questions changed in ways that only look like a flaw.
    """
    shelves = _shelves()
    tallies = {rule.id: Tally() for rule in RULES}
    in_banks = {f"{rule.id} bank": Tally() for rule in BANK_RULES}
    _plant(shelves, tallies, PLANTED_IF_QUICK if quick else PLANTED)
    alarmed, clean = _look_at_clean_items(shelves, tallies, PLANTED_IF_QUICK if quick else PLANTED)
    _plant_in_banks(shelves, in_banks, BANKS_IF_QUICK if quick else BANKS)
    rules = tallies | in_banks
    _print(rules)
    planted, found = sum(one.planted for one in rules.values()), sum(one.found for one in rules.values())
    return {
        "recall": _share(found, planted),
        "false_alarms": _share(alarmed, clean),
        **_by_hand(),
        "rules": {name: tally.as_figures() for name, tally in rules.items()},
    }


@dataclass(frozen=True)
class Shelf:
    """The clean items of one bank, with the linter that knows the bank."""

    linter: Linter
    items: tuple[Item, ...]

    @property
    def choices(self) -> tuple[Item, ...]:
        """Those with one right option among several."""
        return tuple(item for item in self.items if item.question.type == "single_choice")


def _shelves() -> list[Shelf]:
    shelves = []
    for folder in shipped_banks():
        bank = load_bank(folder).bank
        assert bank is not None, folder
        linter, made = Linter.of(bank), generate(bank).questions
        items = tuple(Item(one, bank, made) for one in made if not linter.remarks(one))
        shelves.append(Shelf(linter, items))
    return shelves


def _plant(shelves: list[Shelf], tallies: dict[str, Tally], count: int) -> None:
    for rule, plant in PLANTS:
        dice = Random(f"{SEED} {plant.__name__}")
        tally = tallies[rule]
        for shelf in shelves:
            items = shelf.choices if (rule, plant) in options.PLANTS else shelf.items
            for planted in _planted(items, plant, dice, count // len(shelves)):
                tally.planted += 1
                if rule in _rules_broken(shelf.linter, planted):
                    tally.found += 1
                else:
                    tally.missed.append(_in_words(plant.__name__, planted.question))


def _planted(items: Sequence[Item], plant: Plant, dice: Random, count: int) -> Iterator[Planted]:
    for _ in range(count * ATTEMPTS):
        if count and (planted := plant(dice.choice(items), dice)) is not None:
            count -= 1
            yield planted if isinstance(planted, Planted) else Planted(planted)


def _look_at_clean_items(shelves: list[Shelf], tallies: dict[str, Tally], count: int) -> tuple[int, int]:
    """How many of how many items without a flaw drew a remark at all."""
    alarmed = clean = 0
    for linter, question in _clean_items(shelves, count):
        broken = _rules_broken(linter, question)
        clean += 1
        alarmed += bool(broken)
        for rule, tally in tallies.items():
            tally.clean += 1
            tally.alarms += rule in broken
    return alarmed, clean


def _clean_items(shelves: list[Shelf], count: int) -> Iterator[tuple[Linter, Planted]]:
    for shelf in shelves:
        for linter in (shelf.linter, Linter()):
            yield from ((linter, Planted(item.question)) for item in shelf.items)
        for change in (*lookalikes.OF_CHOICES, *lookalikes.OF_ANY):
            items = shelf.choices if change in lookalikes.OF_CHOICES else shelf.items
            dice = Random(f"{SEED} {change.__name__}")
            for changed in _planted(items, change, dice, count // len(shelves)):
                yield shelf.linter, changed


def _plant_in_banks(shelves: list[Shelf], tallies: dict[str, Tally], count: int) -> None:
    questions = [item.question for shelf in shelves for item in shelf.items]
    for rule, spoil, spare in company.SPOILS:
        tally, dice = tallies[f"{rule} bank"], Random(f"{SEED} {spoil.__name__}")
        for _ in range(count):
            tally.planted += 1
            tally.found += rule in {one.rule for one in remarks_on_bank(spoil(questions, dice))}
            tally.clean += 1
            tally.alarms += rule in {one.rule for one in remarks_on_bank(spare(questions, dice))}


def _by_hand() -> dict[str, float]:
    """Recall over all flaws that people named; false alarms over the items that they found clean."""
    found: Counter[bool] = Counter()
    alarms: Counter[bool] = Counter()
    linter = Linter()
    for item in labelled_items():
        broken = _rules_broken(linter, Planted(item.question))
        found.update(flaw in broken for flaw in item.flaws)
        if not item.flaws:
            alarms[bool(broken)] += 1
    return {
        "recall_handwritten": _share(found[True], found.total()),
        "false_alarms_handwritten": _share(alarms[True], alarms.total()),
    }


def _rules_broken(linter: Linter, planted: Planted) -> set[str]:
    return {remark.rule for remark in linter.remarks(planted.question, planted.siblings)}


def _in_words(name: str, question: Question) -> str:
    return f"{name}: {question.asked.stem.value} {list(question.asked.texts.values())}"


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _print(rules: dict[str, Tally]) -> None:
    titles = {rule.id: rule.title for rule in RULES} | {f"{rule.id} bank": rule.title for rule in BANK_RULES}
    print(f"\n{'rule':<10}{'planted':>8}{'found':>7}{'recall':>9}{'false alarms':>14}  what it asks for")
    for name, tally in rules.items():
        recall = f"{tally.found / tally.planted:.1%}" if tally.planted else "–"
        alarms = f"{tally.alarms / tally.clean:.1%}" if tally.clean else "–"
        print(f"{name:<10}{tally.planted:>8}{tally.found:>7}{recall:>9}{alarms:>14}  {titles[name]}")
