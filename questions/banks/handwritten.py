"""Questions that a person wrote down in a bank: entry → value, and whether its answer fits its type."""

from __future__ import annotations

from questions.banks.entry import Entry, clipped
from questions.banks.passages import Shelf
from questions.banks.shapes import WEIGHTS, WRITTEN_TYPES, evidence_of
from questions.facts import Quantity, WrittenOption, WrittenQuestion
from questions.when import When


def written(entry: Entry, shelf: Shelf) -> WrittenQuestion:
    question = WrittenQuestion(
        id=entry.id(),
        type=entry.choice("type", WRITTEN_TYPES, "single_choice", required=True),
        stem=entry.text("stem", required=True),
        explanation=entry.text("explanation"),
        evidence=evidence_of(entry, shelf),
        options=_options(entry, shelf),
        accepted=entry.texts("accepted"),
        answer=entry.text("answer"),
        value=_written_value(entry),
        facts=entry.texts("facts"),
        topic=entry.text("topic", required=True),
        weight=entry.choice("weight", WEIGHTS, "detail"),
        difficulty=entry.whole("difficulty", 1, 3) or 2,
    )
    key, objection = _objection_to_answer(question)
    is_told_already = key == "value" and key in entry and question.value is None
    if objection and not is_told_already:
        entry.error(key, objection)
    return question


def _options(entry: Entry, shelf: Shelf) -> tuple[WrittenOption, ...]:
    options = []
    for inner in entry.tables("options"):
        option = WrittenOption(
            text=inner.text("text", required=True),
            correct=inner.flag("correct"),
            why=inner.text("why"),
            evidence=evidence_of(inner, shelf),
        )
        inner.finish()
        if not option.correct and not option.why:
            inner.error("why", f'{clipped(option.text)} is wrong for no reason; add why = "…"')
        options.append(option)
    return tuple(options)


def _written_value(entry: Entry) -> When | Quantity | bool | None:
    if "value" not in entry:
        return None
    if entry.holds("value", bool):
        return entry.flag("value")
    inner = entry.table("value")
    if inner is None:
        return None
    value = inner.value()
    inner.finish()
    return value


def _objection_to_answer(question: WrittenQuestion) -> tuple[str, str]:
    """The key and the sentence, where the answer does not fit the type; two empty texts where it does."""
    right = sum(option.correct for option in question.options)
    texts = [option.text.casefold() for option in question.options]
    needed: dict[str, tuple[str, bool, str]] = {
        "single_choice": (
            "options",
            len(texts) >= 3 and right == 1,
            "a single choice needs three options or more, one of them with correct = true",
        ),
        "multiple_response": (
            "options",
            len(texts) >= 3 and 0 < right < len(texts),
            "a multiple response needs three options or more, some with correct = true and some without",
        ),
        "true_false": ("value", isinstance(question.value, bool), "add value = true or value = false"),
        "short_answer": (
            "accepted",
            bool(question.accepted or question.answer),
            'add what counts as right: answer = "…" with the id of an entity, or accepted = ["…"]',
        ),
        "numeric": ("value", isinstance(question.value, Quantity), "add value = { number = … }"),
        "date": ("value", isinstance(question.value, When), 'add value = { date = "…" }'),
    }
    key, is_met, sentence = needed[question.type]
    if not is_met:
        return key, sentence
    if len(set(texts)) < len(texts):
        return "options", "two options have the same text; reword one"
    return "", ""
