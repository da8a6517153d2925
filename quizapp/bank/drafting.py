"""From what stands in the editor to a question, and back. Nothing here reads or writes rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from questions.banks.passages import wording_in
from questions.dates import read_date
from questions.facts import Passage
from questions.handout.making import PATTERN as HANDOUT
from questions.numerals import in_digits, read_number
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    Format,
    Key,
    NumberKey,
    OpenKey,
    Option,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.when import When
from quizapp.bank.forms import OPTION_ROWS, EditorForm, OptionForm
from quizapp.bank.gap_drafting import filled_from, gap_text_of, kept_citations, obstacle_of_gaps
from quizapp.bank.keeping import CHOICES, kept_whys

EDITABLE = (*CHOICES, "true_false", "short_answer", "numeric", "date", "cloze", "open_answer")
WITH_OPTIONS = (*CHOICES, "true_false")

Passages = Mapping[tuple[str, int], Passage]


@dataclass(frozen=True, slots=True)
class Draft:
    """The question as far as it could be made, and what is missing before it can be asked at all."""

    question: Question
    missing: tuple[str, ...]


def place_of(source: str, paragraph: int | None) -> str:
    """How the editor writes a passage that may be picked."""
    return f"{source}#{paragraph}"


def obstacle_to_editing(question: Question) -> str:
    """Why the editor cannot show all of a question, in a sentence; empty where it can."""
    if question.type not in EDITABLE:
        return str(_("Questions of this type cannot be changed in the editor."))
    if question.type == "cloze":
        return obstacle_of_gaps(question)
    if len(question.asked.options) > OPTION_ROWS:
        return str(_("The editor has room for %(most)s options.", most=OPTION_ROWS))
    return ""


def is_editable(question: Question) -> bool:
    return not obstacle_to_editing(question)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of options that is filled in, with the id that the option keeps over versions."""

    id: str
    fields: OptionForm
    is_right: bool


def draft_of(
    form: EditorForm, type: str, passages: Passages, *, language: str, base: Question | None, own: str = ""
) -> Draft:
    """The question in the form, on top of the version that is edited (if any).

    `passages` are those that may be cited; `own` is the source of the text that is pasted into the
    form and stands among them. What the form does not show (rivals, shares, places outside, further
    quotes) stays as it was in `base`.
    """
    rows = _rows(form, base) if type in WITH_OPTIONS else []
    filled = filled_from(form.stem.data or "", base) if type == "cloze" else None
    missing: list[str] = []
    key = filled.key if filled else _key(form, type, rows, base, missing)
    texts: Format = "markdown" if form.is_markdown.data else "plain"
    is_same_key = base is not None and base.type == type and base.sealed.key == key
    asked = Asked(
        type=type,
        stem=Text(filled.stem if filled else form.stem.data or "", texts),
        options=filled.options
        if filled
        else tuple(Option(row.id, row.fields.text.data or "") for row in rows),
        gaps=filled.gaps if filled else (),
        pick=len(key.right) if isinstance(key, ChoiceKey) and form.tells_how_many.data else None,
        unit=(form.unit.data or "") if type == "numeric" else "",
        precision=_precision(key, base if is_same_key else None),
        answer_kind=base.asked.answer_kind if base and is_same_key else "",
        sensitive=base.asked.sensitive if base else False,
        language=language,
        options_format=_format_of_options(form, type, base),
        keeps_order=base.asked.keeps_order if base else False,
    )
    if base and _words_of(asked) == _words_of(base.asked):
        asked = dataclasses.replace(asked, tells=base.asked.tells, betrays=base.asked.betrays)
    sealed = Sealed(
        key=key,
        explanation=Text(form.explanation.data or "", _format_of_explanation(texts, base)),
        whys=filled.whys if filled else _whys(rows, base) if type in CHOICES else kept_whys(key, base),
        citations=(
            *_citations_of_key(form, passages, base, own, missing),
            *(
                citation
                for row in rows
                for citation in _citations_of(row, type in CHOICES and row.is_right, passages, base, missing)
            ),
            *(kept_citations(filled, base) if filled else ()),
        ),
    )
    question = Question(
        id=base.id if base else "",
        asked=asked,
        sealed=sealed,
        pattern=base.pattern if base else "teacher",
        # A question made of a handout stands on its sentence, whatever else is accepted.
        facts=base.facts if base and (is_same_key or base.pattern == HANDOUT) else (),
        targets=base.targets if base and is_same_key else (),
        topic=form.topic.data or "",
        weight="main" if form.is_main.data else "detail",
        difficulty=int(form.difficulty.data or 2),
        signals=base.signals if base else (),
    )
    return Draft(question, tuple(missing))


def _words_of(asked: Asked) -> tuple[str, ...]:
    """All that a student reads: what it tells in passing is known of these words only."""
    return (asked.stem.value, *(option.text for option in asked.options))


def _format_of_options(form: EditorForm, type: str, base: Question | None) -> Format:
    if type in CHOICES:
        return "markdown" if form.has_markdown_options.data else "plain"
    return base.asked.options_format if base else "plain"


def _format_of_explanation(texts: Format, base: Question | None) -> Format:
    """That of the stem, but where they differed before, and the stem is as it was."""
    return base.sealed.explanation.format if base and base.asked.stem.format == texts else texts


def _rows(form: EditorForm, base: Question | None) -> list[_Row]:
    """The rows that say something. A known id is kept, any other is given anew."""
    known = {option.id for option in base.asked.options} if base else set()
    taken: set[str] = set()
    rows = []
    for number, entry in enumerate(form.options):
        fields: OptionForm = entry.form
        if not (fields.text.data or fields.why.data):
            continue
        id = fields.id.data or ""
        if id not in known or id in taken:
            id = next(name for name in map("o{}".format, range(1, 1_000)) if name not in known | taken)
        taken.add(id)
        rows.append(_Row(id, fields, str(number) in (form.right.data or ())))
    return rows


def _key(form: EditorForm, type: str, rows: list[_Row], base: Question | None, missing: list[str]) -> Key:
    if type in CHOICES:
        right = tuple(row.id for row in rows if row.is_right)
        if not right:
            missing.append(_("Mark the option that is right."))
        return _weighed(right, rows, base, missing)
    if type == "true_false":
        if form.verdict.data not in ("true", "false"):
            missing.append(_("Say whether the statement is true or false."))
        if form.verdict.data != "false":
            return VerdictKey(True)
        return VerdictKey(
            False, next((row.id for row in rows if row.is_right), ""), form.corrected.data or ""
        )
    if type == "short_answer":
        lines = dict.fromkeys(line.strip() for line in (form.accepted.data or "").splitlines())
        if not any(lines):
            missing.append(_("No answer is accepted."))
        accepted = tuple(filter(None, lines))
        old = base.sealed.key if base else None
        return dataclasses.replace(old, accepted=accepted) if isinstance(old, TextKey) else TextKey(accepted)
    if type == "numeric":
        if not form.number.data:
            missing.append(_("Say which number is right."))
        unit = form.unit.data or ""
        old = base.sealed.key if base else None
        others = old.others if isinstance(old, NumberKey) else ()
        return NumberKey(_number(form.number.data, unit), _number(form.tolerance.data, unit), others)
    if type == "open_answer":
        return OpenKey(Text(form.guide.data or "", "markdown" if form.is_markdown.data else "plain"))
    when = read_date(form.date.data or "")
    if not isinstance(when, When):
        missing.append(_("Say which date is right."))
        when = When(2000)
    return DateKey(when, form.tolerance_days.data or 0)


def _weighed(
    right: tuple[str, ...], rows: list[_Row], base: Question | None, missing: list[str]
) -> ChoiceKey:
    """The key with the shares that the options had; these fit no other choice of what is right."""
    old = base.sealed.key if base else None
    if not isinstance(old, ChoiceKey) or not old.shares:
        return ChoiceKey(right)
    if set(right) != set(old.right):
        missing.append(
            _("Options of this question earn parts, so what is right cannot change. Write it as a new one.")
        )
        return ChoiceKey(right)
    ids = {row.id for row in rows}
    return ChoiceKey(old.right, tuple((id, share) for id, share in old.shares if id in ids))


def _number(text: str | None, unit: str) -> Fraction:
    number = read_number(text, unit) if text else None
    return number if isinstance(number, Fraction) else Fraction(0)


def _precision(key: Key, base: Question | None) -> str:
    """A month may be asked though the day is known; a new key is asked as precisely as it is given."""
    if not isinstance(key, DateKey):
        return ""
    return base.asked.precision if base else key.value.precision


def _whys(rows: Iterable[_Row], base: Question | None) -> tuple[Why, ...]:
    old = {why.option: why for why in base.sealed.whys} if base else {}
    whys = []
    for row in rows:
        why, text = old.get(row.id, Why(row.id, "")), row.fields.why.data
        if text:
            changed = dataclasses.replace(why, text=text, rule=_rule(row.is_right))
            whys.append(why if why.text == text else changed)
    return tuple(whys)


def _rule(is_right: bool) -> str:
    return "entailed" if is_right else "written"


def _citations_of_key(
    form: EditorForm, passages: Passages, base: Question | None, own: str, missing: list[str]
) -> list[Citation]:
    quote = form.quote.data or ""
    if own:
        texts = [passage for (source, _number), passage in passages.items() if source == own]
        passage = next((one for one in texts if quote and wording_in(one.text, quote)), texts[0])
        return [_cited(passage, quote, missing)]
    old = [one for one in base.sealed.citations if one.about == ""] if base else []
    if (form.place.data or "", quote) == _first_place(old, passages):
        return old
    passage_at = _passage_at(form.place.data or "", passages, missing)
    return [_cited(passage_at, quote, missing)] if passage_at else []


def _citations_of(
    row: _Row, proves: bool, passages: Passages, base: Question | None, missing: list[str]
) -> list[Citation]:
    """What stands behind a row; the row marked under a false statement is its wrong part, no proof."""
    old = [one for one in base.sealed.citations if one.about == row.id] if base else []
    place = row.fields.place.data or ""
    if place == _first_place(old, passages)[0]:
        return [dataclasses.replace(one, proves=proves) for one in old]
    passage = _passage_at(place, passages, missing)
    if passage is None:
        return []
    return [Citation(passage.source, passage.number, proves=proves, about=row.id)]


def _cited(passage: Passage, quote: str, missing: list[str]) -> Citation:
    wording = wording_in(passage.text, quote) if quote else ""
    if quote and not wording:
        missing.append(_("The words to highlight do not stand in ¶ %(number)s.", number=passage.number))
    return Citation(passage.source, passage.number, quote=wording)


def _passage_at(place: str, passages: Passages, missing: list[str]) -> Passage | None:
    if not place:
        return None
    found = next((one for key, one in passages.items() if place_of(*key) == place), None)
    if found is None:
        missing.append(_("A passage that was picked does not exist. Pick another."))
    return found


def _first_place(citations: Iterable[Citation], passages: Passages) -> tuple[str, str]:
    """The passage that the editor shows for these citations, with its quote; empty if we hold none."""
    for one in citations:
        if one.paragraph is not None and (one.source, one.paragraph) in passages:
            return place_of(one.source, one.paragraph), one.quote
    return "", ""


def form_values(question: Question, passages: Passages) -> dict[str, Any]:
    """What the editor shows for a question: the inverse of `draft_of`."""
    asked, sealed = question.asked, question.sealed
    place, quote = _first_place((one for one in sealed.citations if one.about == ""), passages)
    whys = {why.option: why.text for why in sealed.whys}
    options = [
        {
            "id": option.id,
            "text": option.text,
            "why": whys.get(option.id, ""),
            "place": _first_place((one for one in sealed.citations if one.about == option.id), passages)[0],
        }
        for option in asked.options
    ]
    blank = {"id": "", "text": "", "why": "", "place": ""}
    return {
        "stem": gap_text_of(question) if question.type == "cloze" else asked.stem.value,
        "is_markdown": asked.stem.format == "markdown",
        "options": [*options, *[blank] * OPTION_ROWS][:OPTION_ROWS],
        "rows_shown": min(max(4, len(options)), OPTION_ROWS),
        "has_markdown_options": asked.options_format == "markdown",
        "tells_how_many": asked.pick is not None,
        "unit": asked.unit,
        "explanation": sealed.explanation.value,
        "place": place,
        "quote": quote,
        "topic": question.topic,
        "difficulty": str(question.difficulty),
        "is_main": question.weight == "main",
        **_key_values(sealed.key, [option.id for option in asked.options]),
    }


def _key_values(key: Key, ids: list[str]) -> dict[str, Any]:
    match key:
        case ChoiceKey(right):
            return {"right": [str(ids.index(id)) for id in right if id in ids]}
        case VerdictKey(is_true, wrong_part, corrected):
            return {
                "verdict": "true" if is_true else "false",
                "right": [str(ids.index(wrong_part))] if wrong_part in ids else [],
                "corrected": corrected,
            }
        case TextKey(accepted):
            return {"accepted": "\n".join(accepted)}
        case NumberKey(value, tolerance):
            return {"number": in_digits(value), "tolerance": in_digits(tolerance) if tolerance else ""}
        case DateKey(value, tolerance_days):
            return {"date": value.in_words(), "tolerance_days": tolerance_days}
        case OpenKey(guide):
            return {"guide": guide.value}
    return {}
