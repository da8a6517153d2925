"""Texts with gaps as tables and typed questions hold them: as in the editor, `{{Paris|Lutetia}}`.

The same notation everywhere is one less to learn, and no other says more of a gap in so few signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from questions.gap_markup import read_gaps, write_gaps, written_pieces
from questions.gap_versions import filled_in
from questions.lettering import lettered
from questions.question import Asked, ChoiceKey, Gap, GapsKey, Question, Text, TextKey
from questions.types import TYPES

NO_GAPS = "It has no gaps: write the answers into the text as {{Paris|Lutetia}} or {{=Seine|Rhine}}."
UNLIKE = "Its gaps hold what cannot be typed, such as spaces around an answer: choose JSON or Moodle XML."
WEIGHTS = "The weights of its gaps are left out: all count the same."
RIVALS = "What other names a slip must not hide behind is left out."
COMPARED = "That capitals count in a gap, or an asterisk stands for any text, is left out."
FEEDBACK = "Feedback on the gaps is left out."


class UnreadableGaps(ValueError):
    """Why a text has no gaps that can be read, in a sentence."""


def question_of_gaps(stem: Text) -> tuple[Asked, GapsKey]:
    """What a typed text asks; `UnreadableGaps` where it has no gaps, or one that cannot be read."""
    found = read_gaps(stem.value)
    if found.faults:
        raise UnreadableGaps(" ".join(found.faults))
    if not found.gaps:
        raise UnreadableGaps(NO_GAPS)
    filled = filled_in(found, None)
    options = lettered(option.text for option in filled.options)
    letters = {old.id: new.id for old, new in zip(filled.options, options, strict=True)}
    keys = tuple(
        (
            id,
            ChoiceKey(
                tuple(letters[one] for one in key.right),
                tuple((letters[one], share) for one, share in key.shares),
            )
            if isinstance(key, ChoiceKey)
            else key,
        )
        for id, key in filled.key.keys
    )
    gaps = tuple(_renamed(gap, letters) for gap in filled.gaps)
    return Asked("cloze", Text(filled.stem, stem.format), options, gaps=gaps), GapsKey(keys)


def typed_text(question: Question) -> str:
    """The text of a cloze with its answers in it."""
    key = question.sealed.key
    assert isinstance(key, GapsKey), "only a cloze has gaps"
    return write_gaps(question.asked, key)


def may_be_typed(question: Question) -> bool:
    """Whether the gaps are read again as they are, and can still be asked where capitals do not count."""
    key = question.sealed.key
    assert isinstance(key, GapsKey), "only a cloze has gaps"
    text = typed_text(question)
    found = read_gaps(text)
    if found.faults or found.pieces != written_pieces(question.asked, key):
        return False
    asked, typed = question_of_gaps(Text(text, question.asked.stem.format))
    sealed = replace(question.sealed, key=typed, whys=())
    return not TYPES["cloze"].problems(replace(question, asked=asked, sealed=sealed))


def losses_of_typing(question: Question) -> Iterator[str]:
    """What a typed text leaves out of a cloze that may be typed."""
    asked, sealed = question.asked, question.sealed
    assert isinstance(sealed.key, GapsKey), "only a cloze has gaps"
    keys = [key for _, key in sealed.key.keys if isinstance(key, TextKey)]
    if any(gap.weight != 1 for gap in asked.gaps):
        yield WEIGHTS
    if any(key.rivals for key in keys):
        yield RIVALS
    if any(key.is_exact or key.has_wildcards for key in keys):
        yield COMPARED
    if sealed.whys:
        yield FEEDBACK


def _renamed(gap: Gap, letters: dict[str, str]) -> Gap:
    return replace(gap, options=tuple(letters[id] for id in gap.options))
