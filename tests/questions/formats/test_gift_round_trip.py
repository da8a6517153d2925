"""What is written as GIFT is read back as the same, but for what was said to be lost."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from questions.formats.gift import Gift
from questions.formats.gift.fitting import ONE_GAP, fitted
from questions.formats.item import IMPORTED, Item, Outcome
from questions.formats.typed_gaps import question_of_gaps
from questions.question import Question, Sealed, Text, Why
from tests.questions.builders import example_question
from tests.questions.formats.items import ALL, items

HELD = tuple(one for one in ALL if one not in ("cloze", "date"))


def written(found: Sequence[Item]) -> bytes:
    file = io.BytesIO()
    Gift().write(found, file)
    return file.getvalue()


def read(content: bytes) -> list[Outcome]:
    return list(Gift().read(io.BytesIO(content)))


@given(items(HELD, bare=True))
def test_what_gift_can_hold_comes_back_the_same(item: Item) -> None:
    fit = Gift().fit(item)
    if fit.refused:
        return
    (outcome,) = read(written([item]))
    assert outcome.item == fitted(item)[0]
    if not fit.losses:
        assert outcome.item == item


@pytest.mark.parametrize(
    ("type", "words"),
    [
        ("matching", "<!-- -->->"),
        ("open_answer", "![x](http://elsewhere/x.png)"),
    ],
)
def test_what_has_no_notation_stays_behind_and_is_named(type: str, words: str) -> None:
    question = example_question(type)
    prompts = tuple(replace(one, text=words) for one in question.asked.prompts)
    stem = Text(words, "markdown")
    asked = replace(question.asked, stem=stem, prompts=prompts, options_format="markdown")
    fit = Gift().fit(Item(replace(question, asked=asked)))
    assert fit.refused.startswith("GIFT has no notation for “")


@given(items(ALL))
def test_what_is_lost_is_said_and_nothing_else_changes(item: Item) -> None:
    kept, fit = fitted(item)[0], Gift().fit(item)
    if fit.refused:
        with pytest.raises(ValueError, match="GIFT"):
            written([item])
        return
    (outcome,) = read(written([item]))
    assert (outcome.item, outcome.losses) == (kept, ())
    assert kept == item or fit.losses


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("Two and two are {{four|4|%50%for}}.", "short_answer"),
        ("Two and two are {{=four|five}}.", "single_choice"),
        ("Two and two are {{#4±1}}.", "numeric"),
    ],
)
def test_a_text_with_one_gap_leaves_as_a_missing_word(text: str, type: str) -> None:
    asked, key = question_of_gaps(Text(text))
    why = Why("1:a" if type == "single_choice" else "1:4", "Yes", "entailed")
    item = Item(Question("", asked, Sealed(key, Text(""), (why,)), pattern=IMPORTED))

    (outcome,) = read(written([item]))

    assert ONE_GAP in Gift().fit(item).losses
    assert outcome.item is not None, outcome.refused
    question = outcome.item.question
    assert (question.type, question.asked.stem.value) == (type, "Two and two are _____.")
    assert [one.text for one in question.sealed.whys] == ["Yes"]
