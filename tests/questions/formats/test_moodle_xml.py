"""Moodle XML, in and out."""

from __future__ import annotations

import io
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from questions.formats.item import Item, Outcome
from questions.formats.moodle_xml import MoodleXml
from questions.question import DateKey, GapsKey, TextKey
from tests.questions.formats.items import ALL, items

FORMAT = MoodleXml()


def outcomes_of(xml: str | bytes) -> list[Outcome]:
    return list(FORMAT.read(io.BytesIO(xml if isinstance(xml, bytes) else xml.encode())))


def written(*given: Item) -> bytes:
    file = io.BytesIO()
    FORMAT.write(given, file)
    return file.getvalue()


def as_moodle_has_it(item: Item) -> Item:
    """What is left of an item of the strategy, by the losses that `fit` declares."""
    question = item.question
    key, points = question.sealed.key, item.points
    if isinstance(key, TextKey):
        key = replace(key, rivals=())
    if isinstance(key, GapsKey):
        points = sum((gap.weight for gap in question.asked.gaps), start=points * 0)
    return replace(item, question=replace(question, sealed=replace(question.sealed, key=key)), points=points)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items([one for one in ALL if one != "date"]))
def test_what_is_written_is_read_back_equal(item: Item) -> None:
    assert not isinstance(item.question.sealed.key, DateKey)

    (outcome,) = outcomes_of(written(item))

    assert not outcome.refused, outcome.refused
    assert outcome.item == as_moodle_has_it(item)
    assert outcome.losses == ()
    assert bool(FORMAT.fit(item).losses) == (as_moodle_has_it(item) != item)
