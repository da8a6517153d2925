"""What Moodle XML cannot hold of an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from questions.formats.item import Fit, Item
from questions.formats.moodle_xml.signs import is_exact_decimal, is_writable
from questions.formats.moodle_xml.texts import title_of
from questions.formats.moodle_xml.worth import worth_in_moodle
from questions.formats.receipts import lost_provenance
from questions.formats.shares import MOODLE_SHARES, shares_of
from questions.numerals import in_digits
from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    GapsKey,
    Key,
    NumberKey,
    OpenKey,
    TextKey,
    VerdictKey,
)

NO_DATES = "Moodle has no questions that ask for a date: make it a short answer."
ROUNDED = "Moodle knows only some percentages: what an answer earns was rounded to the nearest one."
INEXACT = "A number that has no end in decimals was rounded."
PLAIN_OPTIONS = "In Moodle the answers to match, and those in gaps, show no bold, formulas or other looks."
RIVALS = "Names of other things, which a slip must not hide behind, are left out."
PARTS = "Which part of the statement is wrong is left out."
POINTS = (
    "In Moodle a cloze text is worth the weights of its gaps together, {there} and not {here}; "
    "a tag brings its points back here."
)
TOGETHER = "In Moodle the right options of a gap earn the whole together: their shares change."
UNIT_IN_GAP = "The unit behind a gap is left out."
CONTROLS = "Signs that XML cannot hold are written as �."
BARE_TITLE = "What looks like markup in the title is left out when it is read again."
NO_PICTURE = "A picture that its text names is not at hand: its words stand in its place."
_PICTURES = re.compile(r"\]\(picture:([^()\s]{1,200})\)")


def fit_of(item: Item) -> Fit:
    if isinstance(item.question.sealed.key, DateKey):
        return Fit(refused=NO_DATES)
    return Fit(tuple(dict.fromkeys((*_losses(item), *lost_provenance(item.question)))))


def _losses(item: Item) -> Iterator[str]:
    asked, sealed = item.question.asked, item.question.sealed
    yield from _losses_of_key(asked, sealed.key)
    if asked.type in ("matching", "cloze") and asked.options_format == "markdown":
        yield PLAIN_OPTIONS
    if isinstance(sealed.key, GapsKey):
        there = worth_in_moodle(item)
        if item.points != there:
            yield POINTS.format(there=there, here=in_digits(item.points))
    elif not is_exact_decimal(item.points):
        yield INEXACT
    penalty = item.penalty or Fraction(0)
    if not is_exact_decimal(penalty) and penalty not in MOODLE_SHARES:
        yield INEXACT
    if any(gap.unit for gap in asked.gaps):
        yield UNIT_IN_GAP
    if item.title != title_of(item.title):
        yield BARE_TITLE
    texts = list(_texts(item))
    if not all(map(is_writable, texts)):
        yield CONTROLS
    at_hand = {picture.name for picture in item.pictures}
    if any(name not in at_hand for text in texts for name in _PICTURES.findall(text)):
        yield NO_PICTURE


def _losses_of_key(asked: Asked, key: Key) -> Iterator[str]:
    match key:
        case ChoiceKey():
            options = [option.id for option in asked.options]
            shares = shares_of(options, key, single=asked.type == "single_choice")
            if not set(shares.values()) <= MOODLE_SHARES:
                yield ROUNDED
        case TextKey(rivals=rivals, partly=partly):
            if rivals:
                yield RIVALS
            if not {share for _, share in partly} <= MOODLE_SHARES:
                yield ROUNDED
        case NumberKey(value, tolerance, others):
            numbers = (value, tolerance, *(n for one in others for n in (one.value, one.tolerance)))
            if not all(map(is_exact_decimal, numbers)):
                yield INEXACT
            if not {one.share for one in others} <= MOODLE_SHARES:
                yield ROUNDED
        case VerdictKey():
            if asked.options or key.wrong_part or key.corrected:
                yield PARTS
        case GapsKey(keys):
            ticked = {gap.id for gap in asked.gaps if gap.type == "multiple_response"}
            for id, one in keys:
                yield from _losses_of_key(asked, one)
                if id in ticked and isinstance(one, ChoiceKey) and not _earns_whole_together(one):
                    yield TOGETHER


def _earns_whole_together(key: ChoiceKey) -> bool:
    return not key.shares or sum(share for _, share in key.shares if share > 0) == 1


def _texts(item: Item) -> Iterator[str]:
    asked, sealed = item.question.asked, item.question.sealed
    yield from (asked.stem.value, asked.unit, sealed.explanation.value, item.title, item.reference)
    yield from (option.text for option in (*asked.options, *asked.prompts))
    yield from (why.text for why in sealed.whys)
    yield from (hint.value for hint in item.hints)
    yield from (*item.tags, *item.category)
    if isinstance(sealed.key, TextKey):
        yield from (*sealed.key.accepted, *(text for text, _ in sealed.key.partly))
    if isinstance(sealed.key, OpenKey):
        yield sealed.key.guide.value
