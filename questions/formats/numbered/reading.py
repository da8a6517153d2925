"""From a typed question in its pieces to a question that can be asked, or to why it cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from questions.dates import read_date
from questions.formats.item import IMPORTED, Item, Outcome
from questions.formats.numbered.answers import (
    Measure,
    Shown,
    alternatives_in,
    chosen_in,
    is_name_like,
    measure_in,
)
from questions.formats.numbered.arranged import asks_to_match, asks_to_order, matched, ordered
from questions.formats.numbered.feedback import explanation_of, whys_of
from questions.formats.numbered.found import CHOICES, LOOKS, Found, Refused, find_options, read_draft
from questions.formats.numbered.lines import Line
from questions.formats.numbered.options import Draft
from questions.formats.numbered.pieces import Piece, Pieces, joined
from questions.formats.numbered.words import (
    Field,
    is_verdict_pair,
    type_named,
    verdict_of,
    without_bold,
    without_points,
    without_verdict,
    without_yes_or_no,
    yes_or_no_named,
)
from questions.formats.receipts import restored
from questions.formats.sound import first_words, sound
from questions.formats.typed_gaps import UnreadableGaps, question_of_gaps
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)
from questions.response import Unreadable
from questions.text import folded

UNPAIRED = (
    "Nothing says what belongs together: write each pair on a line of its own as “a) Norway -> Oslo”, "
    "or “Answer: a-2, b-1” below two lists."
)
UNORDERED = "Nothing says in which order: write the things in order as a), b), c), or “Answer: b, a, c”."
UNMARKED = "No right answer is marked: put * before the right option, or write “Answer: b” below the options."
_LONGEST_TYPED = 150
"""Characters of an answer that a student would be asked to type."""

_DAYS = re.compile(r"\d{0,6}")

_SEVERAL = re.compile(
    r"all that apply|(?:select|choose|tick|mark|check|pick) (?:all|every|any|two|three|four|five|[2-9])\b|"
    r"(?:two|three|four|several|more than one) (?:right|correct)? ?(?:answers|options)|one or more",
    re.IGNORECASE,
)


def outcome_of(pieces: Pieces, keyed: Sequence[str], number: int) -> Outcome:
    """What becomes of one question, with what a key at the end says of it."""
    begins = joined(pieces.stem) or (pieces.block.lines[0].text if pieces.block.lines else "")
    try:
        item = _item(pieces, keyed)
    except Refused as refusal:
        return Outcome(
            number,
            pieces.block.line,
            first_words(begins),
            losses=tuple(pieces.losses),
            doubts=tuple(pieces.doubts),
            refused=str(refusal),
        )
    return sound(
        item, number=number, line=pieces.block.line, begins=begins, losses=pieces.losses, doubts=pieces.doubts
    )


def _item(pieces: Pieces, keyed: Sequence[str]) -> Item:
    _explain_by_solutions(pieces, keyed)
    own = [answer for answer in (pieces.block.answer, *pieces.said("answer")) if answer]
    two = yes_or_no_named(pieces.last_said("type"))
    found = Found(pieces, [*own, *keyed], "" if two else _forced_type(pieces), yes_or_no=two)
    find_options(found)
    _part_reasons(found)
    points = _read_stem(found)
    asked, key = _asked_and_key(found)
    explanation, citations, tags = restored(Text(explanation_of(pieces)), pieces.listed("tags", ","))
    sealed = Sealed(key, explanation, whys_of(pieces, asked, key, found.names), citations)
    return Item(
        Question("", asked, sealed, pattern=IMPORTED),
        title=pieces.last_said("title"),
        category=pieces.category,
        tags=tags,
        reference=pieces.last_said("reference"),
        points=points,
        hints=tuple(Text(hint) for hint in pieces.said("hint") if hint),
    )


_SOLUTIONS = frozenset({"solution", "losung", "solucion", "soluzione"})


def _explain_by_solutions(pieces: Pieces, keyed: Sequence[str]) -> None:
    """Let `Solution:` explain where something else says the answer; alone it says that itself."""
    answers = [piece for piece in pieces.fields if piece.field.name == "answer" and piece.text]
    solutions = [piece for piece in answers if folded(piece.field.word) in _SOLUTIONS]
    if solutions and (pieces.block.answer or any(keyed) or len(solutions) < len(answers)):
        for piece in solutions:
            piece.field = replace(piece.field, name="explanation")


_REASONED = re.compile(
    r"(?P<name>[(\[]?[^\W\d_][)\]]?)(?:[.:]?\**\s*[-–—]|[.:)]\**)\s+(?P<why>\W{0,3}\w.*)", re.DOTALL
)


def _part_reasons(found: Found) -> None:
    """Part `b) — because …` behind `Answer:` into letter and reason, unless that is the option's text."""
    texts = {folded(read_draft(draft)[0]) for draft in found.pieces.options}
    for at, answer in enumerate(found.answers):
        said = _REASONED.fullmatch(answer)
        if texts and said is not None and folded(said["why"].rstrip("*")) not in texts:
            found.answers[at] = said["name"]
            lines = [Line(found.pieces.block.line, said["why"])]
            found.pieces.fields.append(Piece(Field("explanation", said["why"]), lines, len(texts)))


def _forced_type(pieces: Pieces) -> str:
    words = pieces.last_said("type")
    type = type_named(words) if words else ""
    if words and not type:
        raise Refused(
            f"Questions of the type “{words[:60]}” cannot be typed in this form: use another format."
        )
    return type


def _read_stem(found: Found) -> Fraction:
    """Find the stem without `(2 points)` and `T/F`, and the points; fields that say these keep it whole."""
    pieces = found.pieces
    stem, said = joined(pieces.stem), pieces.last_said("points")
    stem = stem if found.type else without_bold(stem)
    if not said:
        stem, said = without_points(stem)
        said = said or pieces.block.points
    if not found.type:
        whole = stem
        stem, verdict, found.asks_verdict = without_verdict(whole)
        last = whole[len(stem) :].strip(" .–—-") if verdict is not None else ""
        if last.isalpha():
            found.doubts.append(f"“{last}” at its end was read as the answer, not as part of the statement.")
        if verdict is not None and not found.answers and not pieces.options:
            found.answers.append("True" if verdict else "False")
    found.stem = stem
    measure = measure_in(said, is_said=True) if said else None
    if said and measure is None:
        pieces.losses.append(f"“{said[:60]}” are no points that can be read; it counts 1.")
    return measure.value if measure is not None else Fraction(1)


def _arranged(found: Found) -> tuple[Asked, Key] | None:
    """What asks to match, or to put in order, if it does: options that are marked are to be chosen."""
    read = [read_draft(draft) for draft in found.pieces.options]
    if not found.type and (any(mark for _, mark in read) or _by_looks(found.pieces.options)):
        return None
    texts = [text for text, _ in read]
    answers = [answer for answer in found.answers if answer]
    made: tuple[Asked, Key] | None = None
    if found.type in ("", "matching"):
        is_said = found.type == "matching" or asks_to_match(found.stem)
        made = matched(found.stem, texts, answers, is_said=is_said)
    if made is None and (found.type == "ordering" or (not found.type and asks_to_order(found.stem))):
        made = ordered(found.stem, texts, answers, is_said=found.type == "ordering")
    if made is None and found.type in ("matching", "ordering"):
        raise Refused(UNPAIRED if found.type == "matching" else UNORDERED)
    return made


def _date(found: Found) -> tuple[Asked, Key]:
    said = found.answers[0] if len(found.answers) == 1 else ""
    written, _, days = said.partition("±")
    days = days.strip().removesuffix("days").removesuffix("day").strip()
    when = read_date(written)
    if isinstance(when, Unreadable) or not _DAYS.fullmatch(days):
        raise Refused("Its answer is no date: write it as “Answer: 2021-03-18”, or “2021-03-18 ± 2 days”.")
    return Asked("date", Text(found.stem), precision=when.precision), DateKey(when, int(days or 0))


def _cloze(found: Found) -> tuple[Asked, Key]:
    try:
        return question_of_gaps(Text(found.stem))
    except UnreadableGaps as reason:
        raise Refused(str(reason)) from reason


def _asked_and_key(found: Found) -> tuple[Asked, Key]:
    if found.type in ("date", "cloze"):
        return _date(found) if found.type == "date" else _cloze(found)
    if (arranged := _arranged(found)) is not None:
        return arranged
    if found.type == "open_answer" or (
        found.pieces.said("guide") and not found.answers and not found.pieces.options
    ):
        return _open(found, "")
    if found.pieces.options and found.type in ("short_answer", "numeric"):
        found.answers += [joined(draft.lines) for draft in found.pieces.options]
        found.pieces.options = []
    if found.pieces.options:
        return _choice(found)
    answers = [answer for answer in found.answers if answer]
    if found.type in CHOICES:
        raise Refused("It has no options: write them below the question as a), b), c).")
    verdicts = {verdict_of(answer) for answer in answers}
    wants_verdict = found.type == "true_false" or found.asks_verdict or _is_verdict(answers)
    if (
        not found.type
        and (found.yes_or_no or not wants_verdict)
        and (made := _yes_or_no(found, answers)) is not None
    ):
        return made
    if answers and found.type in ("", "true_false") and wants_verdict:
        return _verdict(found, verdicts)
    if wants_verdict:
        raise Refused(
            "It does not say whether the statement is true: write “Answer: True” or “Answer: False” below it."
        )
    if not answers:
        if found.type:
            raise Refused("It says no answer: write “Answer: …” below it.")
        return _open(
            found,
            "No options and no answer are given: it was read as an open answer, which you mark yourself.",
        )
    measures = [
        measure_in(answer, is_said=found.type == "numeric" or _calls_number(found)) for answer in answers
    ]
    if found.type in ("", "numeric") and all(measures):
        return _numeric(found, [measure for measure in measures if measure is not None])
    if found.type == "numeric":
        raise Refused("Its answer is no number: write it as “Answer: 42 ± 1”.")
    return _typed(found, answers)


def _yes_or_no(found: Found, answers: Sequence[str]) -> tuple[Asked, Key] | None:
    """A choice between Yes and No, where type or stem name them and the answer is one of them."""
    stem, words = (found.stem, found.yes_or_no) if found.yes_or_no else without_yes_or_no(found.stem)
    said = folded(answers[0]) if len(answers) == 1 else ""
    right = [at for at, word in enumerate(words or ()) if said in (folded(word), folded(word)[0])]
    if words is None or len(right) != 1:
        if found.yes_or_no:
            raise Refused(
                "It does not say which is right: write “Answer: {}” or “Answer: {}” below it.".format(
                    *found.yes_or_no
                )
            )
        return None
    found.stem = stem
    if not found.yes_or_no:
        found.doubts.append(f"Its last words were read as the options {words[0]} and {words[1]}.")
    options = lettered(words)
    return Asked("single_choice", Text(stem), options), ChoiceKey((options[right[0]].id,))


def _is_verdict(answers: Sequence[str]) -> bool:
    words = {answer.strip(" .()").casefold() for answer in answers}
    return bool(words) and words <= {"true", "false", "t", "f"}


def _calls_number(found: Found) -> bool:
    return any(
        "num" in piece.field.word.lower() for piece in found.pieces.fields if piece.field.name == "answer"
    )


def _open(found: Found, doubt: str) -> tuple[Asked, Key]:
    if doubt:
        found.doubts.append(doubt)
    guide = (
        found.pieces.said("guide") or [joined(draft.lines) for draft in found.pieces.options] or found.answers
    )
    return Asked("open_answer", found.text), OpenKey(Text("\n".join(guide)))


def _verdict(found: Found, verdicts: set[bool | None]) -> tuple[Asked, Key]:
    if len(verdicts) != 1 or None in verdicts:
        said = "”, “".join(found.answers)
        raise Refused(f"“{said[:80]}” does not say whether the statement is true or false.")
    return Asked("true_false", found.text), VerdictKey(verdicts.pop() is True)


def _numeric(found: Found, measures: Sequence[Measure]) -> tuple[Asked, Key]:
    first, *others = measures
    units = {one.unit for one in measures if one.unit}
    if len(units) > 1:
        raise Refused("Its answers are in several units: give all of them in one.")
    asked = Asked("numeric", found.text, unit=units.pop() if units else "")
    more = tuple(NumberAnswer(one.value, one.tolerance) for one in others)
    return asked, NumberKey(first.value, first.tolerance, more)


_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""A remark in place of an answer, such as `(open)`."""


def _typed(found: Found, answers: Sequence[str]) -> tuple[Asked, Key]:
    is_plain = not any(answer.startswith('"') for answer in answers)
    if is_plain and not found.type and max(map(len, answers)) > _LONGEST_TYPED:
        doubt = "Its answer is long: it was read as the model of an open answer, which you mark yourself."
        return _open(found, doubt)
    if not found.type and (notes := [answer for answer in answers if _NOTE.fullmatch(answer)]):
        inner = notes[0][1:-1].strip()
        if len(notes) == len(answers) == 1 and len(inner) > 2 and type_named(inner) == "open_answer":
            found.answers.clear()
            return _open(found, f"Its answer is “{notes[0]}”: it was read as an open answer, which you mark.")
        found.doubts.append(f"“{notes[0][:80]}” stands in brackets: it was read as what is to be typed.")
    if is_plain and any(is_name_like(answer) and len(answer) < 3 for answer in answers):
        found.doubts.append(f"It has no options: “{answers[0]}” was read as what is to be typed.")
    accepted = [text for answer in answers for text in alternatives_in(answer, found.doubts)]
    return Asked("short_answer", found.text), TextKey(tuple(dict.fromkeys(accepted)))


def _choice(found: Found) -> tuple[Asked, Key]:
    drafts = found.pieces.options
    read = [read_draft(draft) for draft in drafts]
    texts = [text for text, _ in read]
    marked = frozenset(at for at, (_, mark) in enumerate(read) if mark)
    if len(marked) == len(drafts):
        found.doubts.append("Every option is marked: the marks were not taken for right answers.")
        marked = frozenset()
    shown = [Shown(draft.place, text) for draft, text in zip(drafts, texts, strict=True)]
    right = _agreed(found, shown, marked)
    if not right:
        right = _by_looks(drafts)
    if not right:
        raise Refused(UNMARKED)
    if len(texts) == 2 and is_verdict_pair(*texts) and found.type in ("", "true_false") and len(right) == 1:
        found.names = ["true" if verdict_of(text) else "false" for text in texts]
        return Asked("true_false", found.text), VerdictKey(verdict_of(texts[min(right)]) is True)
    type = found.type if found.type in CHOICES else "multiple_response" if len(right) > 1 else "single_choice"
    if len(right) > 1 and not found.type and not _SEVERAL.search(found.stem):
        found.doubts.append(
            f"{len(right)} options are marked right: it was read as a question with several right answers."
        )
    options = lettered(texts)
    return Asked(type, found.text, options), ChoiceKey(tuple(options[at].id for at in sorted(right)))


def _agreed(found: Found, shown: Sequence[Shown], marked: frozenset[int]) -> frozenset[int]:
    """The options that marks and answers call right; refused where they disagree."""
    said = [marked] if marked else []
    for answer in found.answers:
        chosen = chosen_in(answer, shown, found.doubts)
        if chosen is None:
            raise Refused(
                f"The answer “{answer[:60]}” is none of its options, or more than one: name it by its letter."
            )
        said.append(chosen)
    if len(found.pieces.said("answer")) > 1 and not marked:
        said = [frozenset().union(*said)]
    if len(set(said)) > 1:
        words = " and ".join(
            ", ".join(_letter(at, shown) for at in sorted(one)) for one in dict.fromkeys(said)
        )
        raise Refused(f"Two places say what is right, and they disagree ({words}): make them agree.")
    return said[0] if said else frozenset()


def _letter(at: int, shown: Sequence[Shown]) -> str:
    place = shown[at].place
    return lettered([""] * ((at if place is None else place) + 1))[-1].id


def _by_looks(drafts: Sequence[Draft]) -> frozenset[int]:
    """The options that stand out by how they look, where neither a mark nor an answer says what is right."""
    standing_out = {}
    for look in LOOKS:
        places = frozenset(at for at, draft in enumerate(drafts) if look in draft.looks)
        if 0 < len(places) < len(drafts):
            standing_out[look] = places
    if len(set(standing_out.values())) > 1:
        looks = " and ".join(standing_out)
        raise Refused(f"Different options are {looks}: mark the right one with *.")
    return next(iter(standing_out.values()), frozenset())
