"""What GIFT can hold of an item: the item as it is read back, and what is lost of it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from questions.formats.fixed_order import placed_option
from questions.formats.gift.blocks import path_of
from questions.formats.gift.numbers import digits_of
from questions.formats.gift.texts import settled, without_looks
from questions.formats.item import IMPORTED, Fit, Item
from questions.formats.receipts import lost_provenance
from questions.formats.shares import (
    MOODLE_SHARES,
    WHOLE,
    choice_key,
    in_percent,
    is_exact_in_percent,
    share_of_percent,
    shares_of,
)
from questions.formats.text_formats import alike, as_markdown
from questions.gaps import shown_stem
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    GapsKey,
    Key,
    NumberAnswer,
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
    Why,
)
from questions.types.numeric import ANY_OTHER, answer_names
from questions.types.wording import pieces_of

ONE_GAP = "It becomes a question of its own, with a line where the gap was."
GAPS = (
    "GIFT holds no text with several gaps, and a question for each of them would give the others away: "
    "export it as Moodle XML."
)
ARROW = "GIFT takes the “->” in an answer for a matching: write it in another way, or export Moodle XML."
SLASHES = "GIFT takes a line that begins with “//” for a comment: put something before it."
HUGE = "Its number has too many digits for GIFT."
DATE = "GIFT knows no dates: it becomes a short answer with the date in several notations."
UNIT = "GIFT knows no units: it was put behind the question."
RULES = "What proves each option wrong is left out; the reasons stay."
NO_PLACE = {
    "matching": "GIFT has no feedback on pairs.",
    "ordering": "GIFT has no feedback on things to order.",
    "open_answer": "GIFT has no feedback on an open answer.",
}


class _Unfit(Exception):
    """GIFT takes none of the item; the message says why."""


@dataclass(slots=True)
class _Kept:
    """The parts of an item that differ, as far as GIFT holds them. `names` are new ids by the old ones."""

    asked: Asked
    key: Key
    names: Mapping[str, str] | None = None
    losses: list[str] = field(default_factory=list)


def fitted(item: Item) -> tuple[Item, Fit]:
    """The item as it is read back, and what that loses."""
    question = item.question
    try:
        kept = _kept(question)
    except _Unfit as unfit:
        return item, Fit(refused=str(unfit))
    losses = [*kept.losses, *_asked_losses(question.asked), *lost_provenance(question)]
    whys, lost = _whys(question, kept)
    losses += lost
    names = kept.names or {}
    citations = tuple(
        replace(one, about=names.get(one.about, one.about)) for one in question.sealed.citations
    )
    sealed = Sealed(kept.key, settled(question.sealed.explanation), whys, citations)
    asked = replace(
        kept.asked,
        stem=settled(kept.asked.stem),
        pick=None,
        unit="",
        precision="",
        answer_kind="",
        sensitive=False,
        language="en",
        tells=(),
        betrays=(),
        keeps_order=bool(placed_option(kept.asked)),
    )
    tags, category = tuple(tag for tag in item.tags if _may_be_tag(tag)), _category(item.category)
    if tags != item.tags:
        losses.append("Tags with “<”, “>” or “`” are left out.")
    if category != item.category:
        losses.append("The category changes: GIFT parts its names by slashes.")
    losses += _item_losses(item)
    read_back = Item(
        Question("", asked, sealed, pattern=IMPORTED),
        title=" ".join(item.title.split()),
        category=category,
        tags=tags,
        reference=item.reference,
    )
    return read_back, Fit(tuple(dict.fromkeys(losses)))


def _kept(question: Question) -> _Kept:
    asked, key = question.asked, question.sealed.key
    match key:
        case ChoiceKey():
            return _choice(asked, key)
        case VerdictKey(true):
            parts = ["The parts of the statement, and which is wrong, are left out."]
            is_more = bool(asked.options or key.wrong_part or key.corrected)
            return _Kept(replace(asked, options=()), VerdictKey(true), losses=parts if is_more else [])
        case TextKey():
            return _short_answer(asked, key)
        case NumberKey():
            return _number(asked, key)
        case DateKey():
            return _date(asked, key)
        case OrderKey(order):
            return _ordering(asked, order)
        case PairsKey():
            return _matching(asked, key)
        case GapsKey(keys=((_, only),)):
            return _single_gap(asked, only)
        case OpenKey(guide):
            guides = ["What a good answer holds is left out."] if guide.value else []
            return _Kept(asked, OpenKey(), losses=guides)
    raise _Unfit(GAPS)


def _single_gap(asked: Asked, key: ChoiceKey | TextKey | NumberKey) -> _Kept:
    """A text with one gap as the question that the gap asks, which GIFT calls a missing word."""
    gap, texts = asked.gaps[0], asked.texts
    options = tuple(Option(id, texts[id]) for id in gap.options)
    alone = replace(asked, type=gap.type, stem=shown_stem(asked), options=options, gaps=(), unit=gap.unit)
    match key:
        case ChoiceKey():
            kept = _choice(alone, key)
        case TextKey():
            kept = _short_answer(alone, key)
        case NumberKey():
            kept = _number(alone, key)
    kept.names = {f"{gap.id}:{old}": new for old, new in (kept.names or {}).items()}
    if isinstance(key, NumberKey):
        kept.names |= {f"{gap.id}:{ANY_OTHER}": ANY_OTHER}
    kept.losses.insert(0, ONE_GAP)
    return kept


def _choice(asked: Asked, key: ChoiceKey) -> _Kept:
    single, losses = asked.type == "single_choice", list[str]()
    ids = [option.id for option in asked.options]
    shares = {id: _share(share, losses) for id, share in shares_of(ids, key, single=single).items()}
    if single and WHOLE not in shares.values():
        raise _Unfit("No option earns everything, which GIFT asks of a single choice.")
    texts, format = alike([settled(Text(option.text, asked.options_format)) for option in asked.options])
    options = lettered(texts)
    names = dict(zip(ids, (option.id for option in options), strict=True))
    weighed = [(names[id], shares[id]) for id in ids]
    kept = replace(asked, options=options, options_format=format)
    return _Kept(kept, choice_key(weighed, single=single), names, losses)


def _share(share: Fraction, losses: list[str]) -> Fraction:
    if share not in MOODLE_SHARES:
        percent = in_percent(share)
        losses.append(f"Moodle knows no share of {percent} %: there, choose “nearest grade” on import.")
    if is_exact_in_percent(share):
        return share
    losses.append("A share is rounded.")
    return share_of_percent(in_percent(share)) or Fraction(0)


def _short_answer(asked: Asked, key: TextKey) -> _Kept:
    losses: list[str] = []
    answers = [*key.accepted, *(text for text, _ in key.partly)]
    if any("->" in text for text in answers):
        raise _Unfit(ARROW)
    if key.rivals:
        losses.append("Names that a typo must not hide behind are left out.")
    if key.is_exact:
        losses.append("GIFT cannot say that case counts.")
    has_wildcards = key.has_wildcards and any(len(pieces_of(text)) > 1 for text in answers)
    is_unmasked = key.has_wildcards and not has_wildcards
    names = {text: (pieces_of(text)[0] if is_unmasked else text).strip() for text in answers}
    accepted = tuple(names[text] for text in key.accepted)
    partly = tuple((names[text], _share(share, losses)) for text, share in key.partly)
    return _Kept(asked, TextKey(accepted, partly=partly, has_wildcards=has_wildcards), names, losses)


def _number(asked: Asked, key: NumberKey) -> _Kept:
    losses: list[str] = []

    def rounded(number: Fraction) -> Fraction:
        if abs(number) >= 10**40:
            raise _Unfit(HUGE)
        written = Fraction(digits_of(number))
        if written != number:
            losses.append("A number that never ends in decimals is rounded.")
        return written

    others = tuple(
        NumberAnswer(rounded(one.value), rounded(one.tolerance), _share(one.share, losses))
        for one in key.others
    )
    kept = NumberKey(rounded(key.value), rounded(key.tolerance), others)
    if asked.unit:
        stem = replace(asked.stem, value=f"{asked.stem.value} (in {asked.unit})")
        asked, losses = replace(asked, stem=stem), [*losses, UNIT]
    return _Kept(asked, kept, dict(zip(answer_names(key), answer_names(kept), strict=True)), losses)


def _date(asked: Asked, key: DateKey) -> _Kept:
    notations = dict.fromkeys((key.value.in_words(), key.value.isoformat()))
    losses = [DATE]
    if key.tolerance_days:
        losses.append("Dates near the right one do not count there.")
    return _Kept(replace(asked, type="short_answer"), TextKey(tuple(notations)), losses=losses)


def _ordering(asked: Asked, order: Sequence[str]) -> _Kept:
    texts = asked.texts
    if any(texts[id].strip().startswith("//") for id in order):
        raise _Unfit(SLASHES)
    found, format = alike([settled(Text(texts[id], asked.options_format)) for id in order])
    options = lettered(found)
    names = dict(zip(order, (option.id for option in options), strict=True))
    key = OrderKey(tuple(option.id for option in options))
    return _Kept(replace(asked, options=options, options_format=format), key, names)


def _matching(asked: Asked, key: PairsKey) -> _Kept:
    """The right side can only be plain, and the spare answers stand at the end."""
    belonging, losses = dict(key.pairs), list[str]()
    used = dict.fromkeys(belonging[prompt.id] for prompt in asked.prompts)
    order = [*used, *(option.id for option in asked.options if option.id not in used)]
    texts = {id: without_looks(Text(text, asked.options_format)) for id, text in asked.texts.items()}
    left, format = alike([settled(Text(prompt.text, asked.options_format)) for prompt in asked.prompts])
    if format == "markdown":
        texts = {id: as_markdown(Text(text)) for id, text in texts.items()}
    if asked.options_format == "markdown" and any(
        as_markdown(Text(texts[option.id], format)) != option.text for option in asked.options
    ):
        losses.append("Bold, formulas and other looks of the answers to match are left out.")
    options = lettered(texts[id] for id in order)
    names = dict(zip(order, (option.id for option in options), strict=True))
    prompts = tuple(Option(str(place), text) for place, text in enumerate(left, start=1))
    pairs = tuple((new.id, names[belonging[old.id]]) for new, old in zip(prompts, asked.prompts, strict=True))
    reuses = len(used) < len(prompts)
    if asked.reuses_options and not reuses:
        losses.append("That an answer may be used twice is left out: no answer is.")
    kept = replace(asked, options=options, prompts=prompts, options_format=format, reuses_options=reuses)
    return _Kept(kept, PairsKey(pairs), names, losses)


def _whys(question: Question, kept: _Kept) -> tuple[tuple[Why, ...], list[str]]:
    """The feedback that has a place, in the order in which it is read back."""
    names = kept.names or {}
    losses: list[str] = []
    if kept.asked.type in NO_PLACE:
        return (), [NO_PLACE[kept.asked.type]] if question.sealed.whys else []
    order, right = _named(kept)
    by_name: dict[str, Why] = {}
    for why in question.sealed.whys:
        name = names.get(why.option, why.option)
        if name not in order or name in by_name:
            losses.append("Feedback on what is no answer of its own is left out.")
            continue
        rule = "entailed" if name in right else "written"
        if why.rule and why.rule != rule:
            losses.append(RULES)
        text = settled(why.said)
        if text.value:
            by_name[name] = Why(name, text.value, rule, text.format)
    return tuple(by_name[name] for name in order if name in by_name), losses


def _named(kept: _Kept) -> tuple[list[str], set[str]]:
    """The names of all answers that may have feedback, in their order, and of the right ones."""
    match kept.key:
        case ChoiceKey(right):
            return [option.id for option in kept.asked.options], set(right)
        case VerdictKey(true):
            return ["true", "false"], {"true" if true else "false"}
        case TextKey(accepted, partly=partly):
            return [*accepted, *(text for text, _ in partly)], set(accepted)
        case NumberKey(others=others) as key:
            shares = [WHOLE, *(one.share for one in others)]
            names = zip(answer_names(key), shares, strict=True)
            full = {name for name, share in names if share == WHOLE}
            return list(dict.fromkeys([*answer_names(key), ANY_OTHER])), full
    return [], set()


def _asked_losses(asked: Asked) -> list[str]:
    found = {
        "That only so many options may be chosen is left out.": asked.pick is not None,
        "That it asks for plain feedback is left out.": asked.sensitive,
        "GIFT cannot say that the options keep their order.": asked.keeps_order and not placed_option(asked),
        "The language is left out.": asked.language != "en",
        "What the question tells in passing is left out.": bool(asked.tells or asked.betrays),
    }
    return [loss for loss, is_lost in found.items() if is_lost]


def _item_losses(item: Item) -> list[str]:
    found = {
        "GIFT holds no points: the question counts 1 there.": item.points != 1,
        "GIFT holds no penalty for further tries.": item.penalty is not None,
        "GIFT holds no hints.": bool(item.hints),
        "GIFT holds no pictures.": bool(item.pictures),
    }
    return [loss for loss, is_lost in found.items() if is_lost]


def _may_be_tag(tag: str) -> bool:
    return bool(tag.strip()) and not any(sign in tag for sign in "<>`") and not tag.endswith("\\")


def _category(names: Iterable[str]) -> tuple[str, ...]:
    """The path as it is read back."""
    return path_of("/".join(["top", *(" ".join(name.split()).replace("/", "//") for name in names)]))
