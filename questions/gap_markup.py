r"""Texts with gaps as people type them: `{{…}}` in the text, read into its gaps and written out again.

    {{Paris}}   {{Paris|Lutetia}}       typed, with whatever else is right
    {{=Seine|Rhine|Loire}}              chosen from a list, `=` before the right one wherever it stands
    {{+iron|wood|+tin}}                 several to tick, `+` before each right one
    {{#37}}   {{#37±1 bridges}}         a number, with how far off it may be (also `:`) and its unit
    {{Paris|%50%Lyon}}                  an answer that earns a part only; in a list it may cost a part

A backslash takes the meaning from any sign that has one in a gap, and in the text from `{{`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from questions.formats.limits import MOST_OPTIONS
from questions.formats.shares import WHOLE, in_percent, share_of_percent
from questions.gaps import parted
from questions.numerals import in_digits, read_number
from questions.question import Asked, ChoiceKey, Gap, GapsKey, NumberAnswer, NumberKey, TextKey
from questions.response import Unreadable
from questions.types.cloze import MOST_GAPS

_SHOWN = 30

_OPENING = re.compile(r"(?<!\\)(\\*)(\{{2,})")
_ENDING = re.compile(r"\\.|\}\}|\{\{", re.DOTALL)
_BAR = re.compile(r"\\.|\|", re.DOTALL)
_ESCAPED = re.compile(r"\\([\W_])")
_PLUS_MINUS = re.compile(r"(?<!\\)±")
_ANSWER = re.compile(r"\s*([=+]?)\s*(?:%([^%]{0,20})%)?(.*)", re.DOTALL)
_DIGITS = r"[+\-\u2212]?[\d.,/]+(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"(?P<value>{_DIGITS})(?:\s*[±:]\s*(?P<tolerance>{_DIGITS}))?(?P<unit>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WrittenOption:
    """An option of a list; `share` is what it earns, where the list is weighed."""

    text: str
    is_right: bool = False
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ListGap:
    """A gap to choose for; its options have no ids yet."""

    type: Literal["single_choice", "multiple_response"]
    options: tuple[WrittenOption, ...]


@dataclass(frozen=True, slots=True)
class WordGap:
    """A gap to type words into, with the answers that earn a part as `TextKey` has them."""

    accepted: tuple[str, ...]
    partly: tuple[tuple[str, Fraction], ...] = ()
    type: Literal["short_answer"] = "short_answer"


@dataclass(frozen=True, slots=True)
class NumberGap:
    """A gap to type a number into."""

    key: NumberKey
    unit: str = ""
    type: Literal["numeric"] = "numeric"


WrittenGap = ListGap | WordGap | NumberGap


@dataclass(frozen=True, slots=True)
class GapText:
    """The words and gaps of a text in turns; `faults` say where it cannot be read, and how to mend it."""

    pieces: tuple[str | WrittenGap, ...]
    faults: tuple[str, ...] = ()

    @property
    def gaps(self) -> list[WrittenGap]:
        return [piece for piece in self.pieces if not isinstance(piece, str)]


class _Unclear(ValueError):
    """What is wrong with one gap, and how to mend it."""


def read_gaps(text: str) -> GapText:
    """The gaps of a text. One that cannot be read is left out, and a fault names its line and first words."""
    pieces: list[str | WrittenGap] = [""]
    faults: list[str] = []
    at = 0

    def say(words: str) -> None:
        pieces[-1] = f"{pieces[-1]}{words}"

    while found := _OPENING.search(text, at):
        backslashes, braces = found.groups()
        say(text[at : found.start()] + "\\" * (len(backslashes) // 2))
        at = found.end()
        if len(backslashes) % 2:
            say(braces)
            continue
        say(braces[2:])
        end = _end_of(text, at)
        shown = _beginning(text, at, end)
        line = text.count("\n", 0, at) + 1
        if end is None:
            faults.append(f"Line {line}: the gap that begins with “{shown}” is not closed. End it with }}}}.")
            continue
        try:
            pieces += [_read_gap(text[at:end]), ""]
        except _Unclear as unclear:
            faults.append(f"Line {line}, gap “{shown}”: {unclear}")
        at = end + 2
    say(text[at:])
    if len(pieces) // 2 > MOST_GAPS:
        faults.append(f"A text has at most {MOST_GAPS} gaps.")
    return GapText(tuple(piece for piece in pieces if piece != ""), tuple(faults))


def write_gaps(asked: Asked, key: GapsKey) -> str:
    """The text of a cloze as a person would type it.

    What `read_gaps` cannot give back (ids, weights of gaps, reasons, rivals) is left out, and so are
    texts with outer spaces.
    """
    return _written(written_pieces(asked, key))


def written_pieces(asked: Asked, key: GapsKey) -> tuple[str | WrittenGap, ...]:
    """The words and gaps of a cloze in turns, as `read_gaps` would read them."""
    keys, texts = dict(key.keys), asked.texts
    return tuple(
        piece if isinstance(piece, str) else _written_gap(piece, keys[piece.id], texts)
        for piece in parted(asked.stem.value, asked.gaps)
        if piece != ""
    )


def _written_gap(gap: Gap, key: ChoiceKey | TextKey | NumberKey, texts: Mapping[str, str]) -> WrittenGap:
    match key:
        case TextKey(accepted=accepted, partly=partly):
            return WordGap(accepted, partly)
        case NumberKey():
            return NumberGap(key, gap.unit)
    shares = dict(key.shares)
    return ListGap(
        "multiple_response" if gap.type == "multiple_response" else "single_choice",
        tuple(
            WrittenOption(texts[id], id in key.right, shares.get(id, Fraction(0)) if shares else None)
            for id in gap.options
        ),
    )


def _end_of(text: str, start: int) -> int | None:
    """Where the body of the gap ends that begins here; None where another begins before."""
    for found in _ENDING.finditer(text, start):
        if found[0] == "}}":
            return found.start()
        if found[0] == "{{":
            return None
    return None


def _beginning(text: str, start: int, end: int | None) -> str:
    """How a fault names a gap."""
    words = text[start : start + _SHOWN] if end is None else text[start : min(end, start + _SHOWN)]
    words = " ".join(words.partition("{{")[0].split())
    is_whole = end is not None and end <= start + _SHOWN
    return f"{{{{{words}}}}}" if is_whole else f"{{{{{words}…"


def _read_gap(body: str) -> WrittenGap:
    if not body.strip():
        raise _Unclear("it is empty. Write the answer between the braces.")
    parts = _parts_of(body)
    if len(parts) > MOST_OPTIONS:
        raise _Unclear(f"it has at most {MOST_OPTIONS} answers.")
    if body.lstrip().startswith("#") or _PLUS_MINUS.search(parts[0]):
        return _read_number_gap([part.lstrip().removeprefix("#") for part in parts])
    answers = [_read_answer(part) for part in parts]
    marks = {mark for mark, _, _ in answers} - {""}
    if not marks:
        return _read_word_gap([(text, share) for _, share, text in answers])
    if len(marks) > 1:
        raise _Unclear("mark what is right either with = (choose one) or with + (tick several).")
    options = [(text, bool(mark), share) for mark, share, text in answers]
    return _read_list_gap(options, is_single=marks == {"="})


def _parts_of(body: str) -> list[str]:
    bars = [found.start() for found in _BAR.finditer(body) if found[0] == "|"]
    return [body[before + 1 : after] for before, after in pairwise([-1, *bars, len(body)])]


def _read_answer(part: str) -> tuple[str, Fraction | None, str]:
    """The mark, the share and the text of one answer."""
    found = _ANSWER.fullmatch(part)
    assert found is not None
    mark, percent, rest = found.groups()
    text = _ESCAPED.sub(r"\1", rest.strip())
    if not text:
        raise _Unclear(
            "an answer is missing beside a | or a mark. A mark that is meant itself is written \\= or \\+."
        )
    share = None if percent is None else share_of_percent(percent.strip())
    if percent is not None and (share is None or abs(share) > 1):
        raise _Unclear(f"“%{percent}%” is no share. Write it as %50%, or the sign itself as \\%.")
    return mark, share, text


def _read_word_gap(answers: Sequence[tuple[str, Fraction | None]]) -> WordGap:
    accepted = [text for text, share in answers if share is None or share == WHOLE]
    partly = [(text, share) for text, share in answers if share is not None and share != WHOLE]
    if not accepted:
        raise _Unclear("no answer earns everything. Take the % away from the right one.")
    if any(share < 0 for _, share in partly):
        raise _Unclear("a typed answer cannot cost anything. Write %0% or more.")
    return WordGap(tuple(dict.fromkeys(accepted)), tuple(dict.fromkeys(partly)))


def _read_list_gap(options: Sequence[tuple[str, bool, Fraction | None]], *, is_single: bool) -> ListGap:
    right = [text for text, is_right, _ in options if is_right]
    if len(options) < 2:
        raise _Unclear(
            "a list needs two options or more. A typed answer that begins with a mark is written \\= or \\+."
        )
    if is_single and len(right) > 1:
        raise _Unclear("only one of a list is right. To let several be ticked, mark them with +.")
    is_weighed = any(share is not None for _, _, share in options)
    of_right = WHOLE if is_single else Fraction(1, len(right))
    return ListGap(
        "single_choice" if is_single else "multiple_response",
        tuple(
            WrittenOption(
                text,
                is_right,
                None if not is_weighed else share if share is not None else is_right * of_right,
            )
            for text, is_right, share in options
        ),
    )


def _read_number_gap(parts: Sequence[str]) -> NumberGap:
    answers, units = [], []
    for part in parts:
        _mark, share, text = _read_answer(part)
        found = _NUMBER.fullmatch(text)
        unit = found["unit"].strip() if found else ""
        if found is None or unit[:1].isdigit():
            raise _Unclear(f"“{text[:_SHOWN]}” is no number in digits, such as 37, 2.5 or 1,000±5 km.")
        if share is not None and share < 0:
            raise _Unclear("a typed answer cannot cost anything. Write %0% or more.")
        value, tolerance = _number(found["value"]), _number(found["tolerance"] or "0")
        answers.append(NumberAnswer(value, tolerance, WHOLE if share is None else share))
        units.append(unit)
    if answers[0].share != WHOLE:
        raise _Unclear("the first number has to earn everything.")
    if set(units[1:]) - {"", units[0]}:
        raise _Unclear("all its numbers have one unit: write it after the first.")
    first = answers[0]
    return NumberGap(NumberKey(first.value, first.tolerance, tuple(answers[1:])), units[0])


def _number(digits: str) -> Fraction:
    number = read_number(digits)
    if isinstance(number, Unreadable):
        raise _Unclear(number.reason)
    return number


def _written(pieces: Sequence[str | WrittenGap]) -> str:
    following = (*pieces[1:], "")
    return "".join(
        _literal(piece, is_before_gap=not isinstance(after, str))
        if isinstance(piece, str)
        else "{{" + "|".join(_answers(piece)) + "}}"
        for piece, after in zip(pieces, following, strict=False)
    )


def _literal(text: str, *, is_before_gap: bool) -> str:
    """Words of the text, which open no gap; braces before a gap belong to the words by themselves."""
    end = ""
    if is_before_gap:
        body = text.rstrip("{")
        bare = body.rstrip("\\")
        text, end = bare, "\\" * (2 * (len(body) - len(bare))) + text[len(body) :]
    return _OPENING.sub(lambda found: f"{found[1] * 2}\\{found[2]}", text) + end


def _answers(gap: WrittenGap) -> Iterator[str]:
    match gap:
        case WordGap(accepted, partly):
            yield from map(_escaped, accepted)
            yield from (f"%{in_percent(share)}%{_escaped(text)}" for text, share in partly)
        case NumberGap(NumberKey(value, tolerance, others), unit):
            yield "#" + _number_words(value, tolerance) + (f" {_escaped(unit, '')}" if unit else "")
            yield from (
                ("" if other.share == WHOLE else f"%{in_percent(other.share)}%")
                + _number_words(other.value, other.tolerance)
                for other in others
            )
        case ListGap(type, options):
            yield from _option_words(options, "=" if type == "single_choice" else "+")


def _number_words(value: Fraction, tolerance: Fraction) -> str:
    return in_digits(value) + (f"±{in_digits(tolerance)}" if tolerance else "")


def _option_words(options: Sequence[WrittenOption], mark: str) -> Iterator[str]:
    """Options with their marks; a share stands where it is not what a weighed list takes for granted."""
    granted = [WHOLE if one.is_right and mark == "=" else Fraction(0) for one in options]
    is_plain = all(one.share in (None, share) for one, share in zip(options, granted, strict=True))
    for one, share in zip(options, granted, strict=True):
        is_said = one.share is not None and (
            one.share != share or (one.is_right and (mark == "+" or is_plain))
        )
        percent = f"%{in_percent(one.share)}%" if is_said and one.share is not None else ""
        yield f"{mark if one.is_right else ''}{percent}{_escaped(one.text)}"


def _escaped(text: str, marks: str = "=+#%") -> str:
    """A text in a gap, with a backslash before each sign that has a meaning there."""
    plain = re.sub(r"[\\|{}±]", r"\\\g<0>", text)
    return f"\\{plain}" if plain[:1] and plain[:1] in marks else plain
