"""The gaps of Moodle's cloze texts, `{1:SHORTANSWER:=Paris~%50%Paree#Nearly}`, taken out and written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from questions.formats.moodle_xml.answers import Answer, share_of

GapKind = Literal["text", "exact text", "number", "one", "several"]

_KINDS: dict[str, GapKind] = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), "text"),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), "exact text"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), "one"),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), "one"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"), "several"),
    **dict.fromkeys(("MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"), "several"),
}
_OPENS = re.compile(r"\{([0-9]{0,6}):([A-Z_]{2,20}):")
_SHARE = re.compile(r"=|%(-?[0-9]{1,20}(?:[.,][0-9]{0,20})?)%")
_TURNS = re.compile(r"[\\~}#]")
_ESCAPED = re.compile(r"\\([}#~])")
_ENDS_FEEDBACK = re.compile(r"[\\~}]")
_OWN_SIGNS = re.compile(r"[\\~}#={%<>&\"/]")
_NUMBER_AND_TOLERANCE = re.compile(r"([^:]{1,80}):([^:]{1,80})")


@dataclass(frozen=True, slots=True)
class CodedGap:
    """A gap as its code says it; the answers are still hypertext."""

    kind: GapKind
    weight: int
    answers: tuple[Answer, ...]


def parted(markup: str) -> Iterator[str | CodedGap]:
    """The text and its gaps in turns, in linear time. What is no whole gap stays text, as in Moodle."""
    kept = 0
    at = 0
    while opened := _OPENS.search(markup, at):
        at = opened.end()
        kind = _KINDS.get(opened[2])
        if kind is None:
            continue
        taken = _answers(markup, at, kind)
        if taken is None:
            break
        answers, end = taken
        if not answers:
            continue
        yield markup[kept : opened.start()]
        yield CodedGap(kind, int(opened[1] or 1), answers)
        kept = at = end
    yield markup[kept:]


def _answers(markup: str, at: int, kind: GapKind) -> tuple[tuple[Answer, ...], int] | None:
    """The answers up to the brace that closes the gap, and where it ends; None where none closes it."""
    found: list[Answer] = []
    words, feedback = at, -1
    while turn := _TURNS.search(markup, at):
        sign, at = turn[0], turn.end()
        if sign == "\\":
            at += 1
        elif sign == "#":
            if feedback < 0 and not markup[max(0, turn.start() - 5) : turn.start()].endswith(("&", "&amp;")):
                feedback = turn.start()
        else:
            stop = feedback if feedback >= 0 else turn.start()
            said = markup[feedback + 1 : turn.start()] if feedback >= 0 else ""
            answer = _answer(markup[words:stop], said, kind)
            if answer is not None:
                found.append(answer)
            if sign == "}":
                return tuple(_together(found) if kind == "several" else found), at
            words, feedback = at, -1
    return None


def _answer(words: str, feedback: str, kind: GapKind) -> Answer | None:
    share = _SHARE.match(words)
    text = words[share.end() :] if share else words
    if not text.strip():
        return None
    earned = share_of(share[1] or "100") if share else share_of("0")
    is_weighed = bool(share and share[1] and earned)
    said = _ESCAPED.sub(r"\1", feedback)
    if kind == "number":
        number = _NUMBER_AND_TOLERANCE.fullmatch(text.strip())
        return Answer(number[1], earned, said, number[2]) if number else Answer(text.strip(), earned, said)
    return Answer(_ESCAPED.sub(r"\1", text), earned, said, is_weighed=is_weighed)


def _together(answers: Sequence[Answer]) -> list[Answer]:
    """Options to tick as Moodle weighs them: right ones earn the whole together, and a wrong one costs as
    much as a right one earns unless any is weighed by a percentage."""
    total = sum((one.share for one in answers if one.share > 0), start=Fraction(0))
    if not total:
        return list(answers)
    wrong = None if any(one.is_weighed for one in answers) else -1 / total
    return [
        replace(one, share=one.share / total if one.share > 0 else one.share if wrong is None else wrong)
        for one in answers
    ]


def code_of(weight: int, kind: str, answers: Iterable[tuple[str, str, str]]) -> str:
    """The code of a gap: its answers as (percentage, words, feedback in hypertext).

    Signs of its own become entities. What may be ticked always has a percentage: without any, Moodle
    makes wrong options cost something.
    """
    coded = "~".join(
        ("=" if percent == "100" and kind != "MULTIRESPONSE" else f"%{percent}%")
        + _coded(words)
        + (f"#{_shielded(said)}" if said else "")
        for percent, words, said in answers
    )
    return f"{{{weight}:{kind}:{coded}}}"


def _coded(words: str) -> str:
    return _OWN_SIGNS.sub(_as_entity, words).replace("\n", "<br>")


def _shielded(markup: str) -> str:
    return _ENDS_FEEDBACK.sub(_as_entity, markup)


def _as_entity(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def decoded(markup: str, words_of: Callable[[str], str]) -> str:
    """The words of an answer: bare of markup where it has some, else with its entities alone resolved."""
    return words_of(markup) if "<" in markup else " ".join(html.unescape(markup).split())
