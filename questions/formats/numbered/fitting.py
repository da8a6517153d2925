"""What typing a question out loses of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

from questions.formats.fixed_order import placed_option
from questions.formats.item import Fit, Item, Outcome
from questions.formats.numbered.blocks import with_literals
from questions.formats.numbered.code import in_fences, with_code_shown
from questions.formats.numbered.lines import lines_of_text
from questions.formats.numbered.sheet import outcomes_of
from questions.formats.numbered.writing import typed_out
from questions.formats.receipts import lost_provenance
from questions.formats.typed_gaps import UNLIKE, losses_of_typing, may_be_typed, question_of_gaps, typed_text
from questions.lettering import lettered, relettered
from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    GapsKey,
    Key,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)

PRECISION = "How exactly the date is asked for is left out: as exactly as the answer is given."
REUSED = "That an answer may be used twice is left out: none is."
_FORMATTED = "Bold, lists, formulas and other formatting become the signs that Markdown writes them with."


def fit_of(item: Item) -> Fit:
    """What is lost, found by typing the question out, reading it again and comparing."""
    item = replace(item, question=relettered(item.question))
    question = item.question
    if question.type == "cloze" and not may_be_typed(question):
        return Fit(refused=UNLIKE)
    plain, losses = _carried(item)
    back = _read_again(plain)
    if back is None or back.item is None:
        why = f" ({back.refused})" if back is not None else ""
        return Fit(refused=f"Typed out, its words would be read as signs{why}: use Moodle XML or JSON.")
    if _core(back.item) not in (_core(plain), _core(_with_code_shown(plain))):
        return Fit(refused="Typed out, its words would be read as signs: use Moodle XML or JSON.")
    return Fit(losses=(*losses, *_differences(plain, back.item), *lost_provenance(question)))


def _read_again(item: Item) -> Outcome | None:
    lines = list(with_literals(lines_of_text(StringIO(typed_out(item, 1)))))
    outcomes = list(outcomes_of(lines))
    return outcomes[0] if len(outcomes) == 1 else None


def _with_code_shown(item: Item) -> Item:
    """The item with code in its stem as reading shows it."""
    asked = item.question.asked
    return replace(
        item, question=replace(item.question, asked=replace(asked, stem=with_code_shown(asked.stem.value)))
    )


def _core(item: Item) -> tuple[Asked, Key]:
    return item.question.asked, item.question.sealed.key


def _carried(item: Item) -> tuple[Item, list[str]]:
    """The item without what has no place in typed text, and what that is, in sentences."""
    question, losses = item.question, []
    asked, key, losses_of_key = _plain_parts(question)
    losses += losses_of_key
    if question.asked.keeps_order and not asked.keeps_order:
        losses.append("That the options keep their order is left out.")
    if question.asked.pick is not None:
        losses.append("How many options are to be chosen is not kept.")
    if question.type == "true_false" and question.asked.options:
        losses.append("The parts of the statement to choose from are left out.")
    sealed = Sealed(
        key,
        Text(_trimmed(question.sealed.explanation.value)),
        tuple(replace(why, text=_trimmed(why.text), format="plain") for why in question.sealed.whys),
        tuple(replace(one, passage="") for one in question.sealed.citations),
    )
    hints = tuple(Text(_trimmed(hint.value)) for hint in item.hints)
    texts = (question.asked.stem, question.sealed.explanation, *item.hints)
    formats = {text.format for text in (*texts, *(why.said for why in question.sealed.whys))}
    if "markdown" in formats | {question.asked.options_format}:
        losses.append(_FORMATTED)
    if item.penalty is not None:
        losses.append("What each further try costs is left out.")
    if item.pictures:
        losses.append("Pictures are left out.")
    if any(_trimmed(text) != text for text in _texts(item)):
        losses.append("Spaces at the ends of lines are left out.")
    plain = replace(question, asked=asked, sealed=sealed)
    return replace(item, question=plain, penalty=None, pictures=(), hints=hints), losses


def _trimmed(text: str) -> str:
    lines = text.split("\n")
    inside = in_fences(lines)
    kept = (line.rstrip() if place in inside else line.strip() for place, line in enumerate(lines))
    return "\n".join(kept).strip("\n")


def _texts(item: Item) -> Iterator[str]:
    asked, sealed = item.question.asked, item.question.sealed
    yield from (asked.stem.value, sealed.explanation.value)
    yield from (option.text for option in asked.options)
    yield from (why.text for why in sealed.whys)
    yield from (hint.value for hint in item.hints)
    if isinstance(sealed.key, OpenKey):
        yield sealed.key.guide.value


def _plain_parts(question: Question) -> tuple[Asked, Key, list[str]]:
    """What is asked and what is right as typed text has them, and what of it is lost."""
    asked, sealed = question.asked, question.sealed
    match sealed.key:
        case GapsKey():
            plain = replace(question, asked=replace(asked, stem=Text(_trimmed(asked.stem.value))))
            return *question_of_gaps(Text(typed_text(plain))), list(losses_of_typing(question))
        case OrderKey(order):
            options = lettered(_trimmed(asked.texts[id]) for id in order)
            stem = Text(_trimmed(asked.stem.value))
            return Asked("ordering", stem, options), OrderKey(tuple(option.id for option in options)), []
        case PairsKey() as pairs:
            return _plain_pairs(asked, pairs)
        case DateKey(value) as day:
            lost = [PRECISION] if asked.precision not in ("", value.precision) else []
            stem = Text(_trimmed(asked.stem.value))
            return Asked("date", stem, precision=value.precision), day, lost
    key, lost = _plain_key(sealed.key)
    return _plain_asked(asked), key, lost


def _plain_pairs(asked: Asked, key: PairsKey) -> tuple[Asked, Key, list[str]]:
    """The pairs in their order, and behind them what belongs to none."""
    partners = dict(key.pairs)
    used = dict.fromkeys(partners[prompt.id] for prompt in asked.prompts)
    order = [*used, *(option.id for option in asked.options if option.id not in used)]
    options = lettered(_trimmed(asked.texts[id]) for id in order)
    ids = dict(zip(order, (option.id for option in options), strict=True))
    prompts = tuple(
        Option(str(place), _trimmed(prompt.text)) for place, prompt in enumerate(asked.prompts, start=1)
    )
    pairs = tuple((new.id, ids[partners[old.id]]) for new, old in zip(prompts, asked.prompts, strict=True))
    reuses = len(used) < len(prompts)
    lost = [REUSED] if asked.reuses_options and not reuses else []
    stem = Text(_trimmed(asked.stem.value))
    return Asked("matching", stem, options, prompts, reuses_options=reuses), PairsKey(pairs), lost


def _plain_asked(asked: Asked) -> Asked:
    options = () if asked.type == "true_false" else asked.options
    options = tuple(replace(option, text=_trimmed(option.text)) for option in options)
    plain = Asked(asked.type, Text(_trimmed(asked.stem.value)), options, unit=asked.unit)
    return replace(plain, keeps_order=bool(placed_option(plain)))


def _plain_key(key: Key) -> tuple[Key, list[str]]:
    match key:
        case ChoiceKey(right=right, shares=shares):
            return ChoiceKey(right), ["The weights of the options are left out."] if shares else []
        case VerdictKey(true=true, wrong_part=wrong_part, corrected=corrected):
            return VerdictKey(true), [
                "What would be right instead is left out."
            ] if wrong_part or corrected else []
        case TextKey():
            return TextKey(key.accepted), list(_losses_of_text(key))
        case NumberKey():
            others = tuple(one for one in key.others if one.share == 1)
            lost = ["Answers that earn only a part are left out."] if others != key.others else []
            return replace(key, others=others), lost
        case OpenKey(guide=guide):
            return OpenKey(Text(_trimmed(guide.value))), [_FORMATTED] if guide.format != "plain" else []
    return key, []


def _losses_of_text(key: TextKey) -> Iterator[str]:
    if key.partly:
        yield "Answers that earn only a part, or nothing, are left out."
    if key.rivals:
        yield "The names that a typo must not hide behind are left out."
    if key.has_wildcards:
        yield "An asterisk in an answer no longer stands for any text."
    if key.is_exact:
        yield "Capital letters no longer count."


def _differences(item: Item, back: Item) -> Iterator[str]:
    """What else is not read back as it was."""
    sealed, again = item.question.sealed, back.question.sealed
    pairs = (
        (sealed.explanation, again.explanation, "The explanation is read back differently"),
        (sealed.whys, again.whys, "Some feedback is left out or read back differently"),
        (sealed.citations, again.citations, "Some citations are left out"),
        (item.title, back.title, "The title is read back differently"),
        (item.category, back.category, "The category is read back differently"),
        (item.tags, back.tags, "The tags are read back differently"),
        (item.reference, back.reference, "The reference is read back differently"),
        (item.points, back.points, "The points are read back differently"),
        (item.hints, back.hints, "The hints are read back differently"),
    )
    yield from (f"{words}." for mine, theirs, words in pairs if mine != theirs)
