"""A question element of Moodle XML as an item, with what was lost of it and what could be meant otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from questions.formats.item import IMPORTED, Item, Outcome
from questions.formats.limits import MOST_OPTIONS
from questions.formats.moodle_xml.answers import TOO_MANY_ANSWERS, Refused, number_of
from questions.formats.moodle_xml.draft import Draft
from questions.formats.moodle_xml.kinds import KINDS
from questions.formats.moodle_xml.stream import Found
from questions.formats.moodle_xml.texts import NOT_IN_FILE, Allowance, Texts, raw_text, title_of, value_of
from questions.formats.moodle_xml.worth import restored_worth
from questions.formats.receipts import restored
from questions.formats.shares import share_of_percent
from questions.formats.sound import first_words, sound
from questions.formats.text_formats import as_markdown, bare
from questions.question import GapsKey, Question, Sealed, Text

HIDDEN = "It was hidden in Moodle, which may mean that it is out of date."
NO_POINTS = "It was worth no points in Moodle; here it is worth 1."
DESCRIPTION = "It is a description, which asks nothing: put its words into the question that they belong to."
_QUOTED = re.compile(r"['‘“„«\"]\s?(\S[^\n]{0,300}?)\s?['’”“»\"]\W*$")
RANDOM = "It stands for a random question of its category: take the questions themselves."
_REFUSALS = {"description": DESCRIPTION, "random": RANDOM, "randomsamatch": RANDOM}
_OTHER = (
    "Questions of Moodle's type “{}” cannot be taken: make it one of multiple choice, cloze or short answer."
)
_CONTEXT = re.compile(r"\$[a-z0-9]{1,30}\$")
_SLASH = re.compile(r"(?<!/)/(?!/)")
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_DEFAULTS = frozenset(
    {
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
        "correct",
        "partially correct",
        "partially correct.",
        "incorrect",
        "die antwort ist richtig.",
        "die antwort ist teilweise richtig.",
        "die antwort ist falsch.",
        "votre réponse est correcte.",
        "votre réponse est partiellement correcte.",
        "votre réponse est incorrecte.",
        "respuesta correcta",
        "respuesta parcialmente correcta.",
        "respuesta incorrecta.",
        "risposta corretta.",
        "risposta parzialmente esatta.",
        "risposta errata.",
        "sua resposta está correta.",
        "sua resposta está parcialmente correta.",
        "sua resposta está incorreta.",
    }
)
"""The phrases that Moodle itself puts in, in its most used languages; they say nothing about the question."""


@dataclass(slots=True)
class Place:
    """Where in the file reading is: the category in force, what is to be said of it, room for pictures."""

    category: tuple[str, ...] = ()
    losses: list[str] = field(default_factory=list)
    allowance: Allowance = field(default_factory=Allowance)

    def enter(self, record: Element) -> None:
        """Take over a category record, which holds for all questions after it."""
        holder = record.find("category")
        self.category = category_path(raw_text(holder)) if holder is not None else ()
        if not _is_moodles_own(value_of(record, "info"), self.category):
            self.losses.append("The description of its category was left out.")


def _is_moodles_own(description: str, category: Sequence[str]) -> bool:
    """Whether nobody wrote what a category says of itself: it is empty, or Moodle's words in any language.

    Those of a default category are one sentence that quotes the name of the course, with which its own ends.
    """
    quoted = _QUOTED.search(description[:1_000])
    is_default = quoted is not None and bool(category) and category[-1].endswith(quoted[1])
    return not description or (is_default and len(description) < len(category[-1]) + 100)


def category_path(written: str) -> tuple[str, ...]:
    """`$course$/top/A/B//C` as A, B/C: without the place in Moodle that it hung at."""
    names = [name.strip().replace("//", "/") for name in _SLASH.split(written.strip())]
    if names and _CONTEXT.fullmatch(names[0]):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name for name in names if name)


def outcome_of(found: Found, number: int, place: Place) -> Outcome:
    """What becomes of a question of the file."""
    doubts = [found.doubt] if found.doubt and number == 1 else []
    element = found.element
    if element is None:
        return Outcome(number, found.line, "", doubts=tuple(doubts), refused=found.broken)
    losses, place.losses = place.losses, []
    begins = _beginning(element)
    kind = KINDS.get(element.get("type", ""))
    if kind is None:
        type = element.get("type", "")
        refused = _REFUSALS.get(type, _OTHER.format(type[:40]))
        return Outcome(number, found.line, first_words(begins), losses=tuple(losses), refused=refused)
    holder = element.find("questiontext")
    texts = Texts(place.allowance, holder.get("format", "html") if holder is not None else "html")
    draft = Draft(element, texts, losses, doubts)
    try:
        item = _item(draft, place.category)
    except Refused as reason:
        return Outcome(number, found.line, first_words(begins), losses=tuple(losses), refused=str(reason))
    said = tuple(dict.fromkeys([*draft.losses, *texts.losses]))
    return sound(
        item,
        number=number,
        line=found.line,
        begins=begins,
        losses=said,
        doubts=tuple(dict.fromkeys(draft.doubts)),
    )


def _item(draft: Draft, category: tuple[str, ...]) -> Item:
    element, texts = draft.element, draft.texts
    if any(len(element.findall(name)) > MOST_OPTIONS for name in ("answer", "subquestion", "hint")):
        raise Refused(TOO_MANY_ANSWERS)
    asked, key, whys = KINDS[element.get("type", "")](draft)
    element = draft.element
    asked = replace(asked, stem=_with_old_picture(draft, asked.stem))
    explanation, citations, tags = restored(texts.text(element.find("generalfeedback")), _tags(element))
    sealed = Sealed(key, explanation, whys, citations)
    hints = (texts.text(_hint_holder(one)) for one in element.findall("hint"))
    _note_settings(draft)
    points = _points(draft)
    if isinstance(key, GapsKey) and element.get("type") in ("cloze", "multianswer"):
        gaps, points, tags = restored_worth(asked.gaps, tags)
        asked = replace(asked, gaps=gaps)
    return Item(
        Question("", asked, sealed, pattern=IMPORTED),
        title=title_of(value_of(element, "name")),
        category=category,
        tags=tags,
        reference=value_of(element, "idnumber"),
        points=points,
        penalty=_penalty(element),
        hints=tuple(hint for hint in hints if hint.value),
        pictures=tuple(texts.pictures.values()),
    )


def _beginning(element: Element) -> str:
    return title_of(value_of(element, "name")) or value_of(element, "questiontext")


def _tags(element: Element) -> list[str]:
    found = (raw_text(tag) for group in ("tags", "coursetags") for tag in element.iterfind(f"{group}/tag"))
    return list(dict.fromkeys(tag for tag in found if tag))


def _hint_holder(hint: Element) -> Element:
    older = hint.find("hintcontent")
    return hint if older is None else older


def _with_old_picture(draft: Draft, stem: Text) -> Text:
    """Files of Moodle 1 hold a picture beside the text of the question, which shows below it."""
    name, encoded = value_of(draft.element, "image"), value_of(draft.element, "image_base64")
    if not encoded:
        if name:
            draft.texts.lose(NOT_IN_FILE.format(name[:80]))
        return stem
    picture = draft.texts.attach(name.replace("/", "_"), encoded)
    if not picture.value:
        return stem
    return Text(f"{as_markdown(stem)}\n\n{picture.value}".strip(), "markdown")


def _note_settings(draft: Draft) -> None:
    element = draft.element
    if value_of(element, "hidden") in ("1", "true"):
        draft.doubts.append(HIDDEN)
    for name in _COMBINED:
        said = bare(draft.texts.text(element.find(name)))
        if said and " ".join(said.split()).casefold() not in _DEFAULTS:
            whom = {"correctfeedback": "right", "incorrectfeedback": "wrong"}.get(name, "partly right")
            draft.losses.append(f"The feedback for any {whom} answer was left out: “{said[:100]}”.")


def _points(draft: Draft) -> Fraction:
    written = value_of(draft.element, "defaultgrade", "1") or "1"
    points = number_of(written)
    if points is None or points <= 0:
        draft.doubts.append(NO_POINTS if points == 0 else f"Its points, “{written[:30]}”, were read as 1.")
        return Fraction(1)
    return points


def _penalty(element: Element) -> Fraction | None:
    written = number_of(value_of(element, "penalty"))
    if written is None or not 0 <= written <= 1:
        return None
    percent = round(written * 100, 7)
    whole, decimals = divmod(int(percent * 10**7), 10**7)
    return share_of_percent(f"{whole}.{decimals:07d}".rstrip("0").rstrip("."))
