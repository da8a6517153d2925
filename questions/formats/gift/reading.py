"""A GIFT file read as Moodle reads it, question by question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import BinaryIO

from questions.formats.decoding import decoded
from questions.formats.gift.answers import COMMENT, VERDICTS, read_answers
from questions.formats.gift.blocks import LONGEST_BLOCK, Block, blocks_of
from questions.formats.gift.draft import Unfit
from questions.formats.gift.pictures import with_pictures_kept
from questions.formats.gift.signs import unshielded
from questions.formats.gift.texts import read_words, words_of
from questions.formats.item import IMPORTED, Item, Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.moodle_xml.coded import UnreadableCode, holds_code, question_of_code
from questions.formats.receipts import restored
from questions.formats.sound import first_words, sound
from questions.question import Asked, Question, Sealed, Text

NO_BRACES = "It asks nothing: answers stand in braces, as in {=right ~wrong}. Texts alone cannot be imported."
NOT_CLOSED = (
    "The brace “{” before its answers is never closed: write “}” after them, without a blank line between."
)
NOT_OPENED = "There is a “}” without a “{” before it: write “\\}” where a brace is meant as such."
TOO_LONG = f"It is longer than {LONGEST_BLOCK:,} characters: split it."
MORE_BRACES = (
    "Only the first {…} was read as answers; the second one stands in the text. "
    "A text with several gaps needs another format, such as Moodle XML."
)
NOTHING = "There is no question in this file: GIFT questions look like “Two and two are {=four =4}.”"
TOO_MANY = f"Only the first {MOST_QUESTIONS:,} questions of a file are read: split it."
CODED = "Its gaps are written as in Moodle's cloze questions, which Moodle itself does not read from GIFT."
_GAP = "_____"
_FORMATS = {"moodle": "moodle_auto_format", "plain": "plain_text"}
"""What Moodle XML calls the formats of GIFT that it names otherwise."""

_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,150})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,150})\]")


def read_gift(file: BinaryIO) -> Iterator[Outcome]:
    """Each question of the file. `UnreadableFile` where there is none."""
    with decoded(file) as source:
        number = 0
        for number, block in enumerate(blocks_of(source.text), start=1):
            if number > MOST_QUESTIONS:
                yield Outcome(number, block.line, first_words(block.text), refused=TOO_MANY)
                return
            yield outcome_of(block, number, _doubts(block, source.doubt))
        if not number:
            raise UnreadableFile(NOTHING)


def is_likely(text: str) -> bool:
    """Whether a block has answers in braces as GIFT writes them; its text is shielded."""
    start = text.find("{")
    end = text.find("}", start)
    if start < 0 or end < 0:
        return False
    answers = COMMENT.sub("", text[start + 1 : end]).strip()
    return answers[:1] in ("", "=", "~", "#", ">") or answers.partition("#")[0].strip() in VERDICTS


def outcome_of(block: Block, number: int, doubts: Sequence[str] = ()) -> Outcome:
    """What becomes of one block."""
    title, text = _title_and_text(block.text)
    begins = first_words(title or words_of(text[:1_000]).text)
    try:
        if block.is_too_long:
            raise Unfit(TOO_LONG)
        item, losses, found = _item(block, title, text)
    except Unfit as unfit:
        return Outcome(number, block.line, begins, doubts=tuple(doubts), refused=str(unfit))
    return sound(
        item,
        number=number,
        line=block.line,
        begins=title or item.question.asked.stem.value,
        losses=tuple(dict.fromkeys(losses)),
        doubts=tuple(dict.fromkeys((*doubts, *found))),
    )


def _item(block: Block, title: str, text: str) -> tuple[Item, list[str], list[str]]:
    """The item of a block, its losses and its doubts; `Unfit` where it is none."""
    if holds_code(text):
        return _coded(block, title, text)
    text, keeper = with_pictures_kept(text)
    stem_text, answers, general = _taken_apart(text)
    words = words_of(stem_text)
    stem = read_words(words)
    draft = read_answers(answers, words.format)
    explained = read_words(words_of(general, words.format))
    losses = [*keeper.losses, *stem.losses, *draft.losses, *explained.losses]
    if "{" in stem_text:
        losses.append(MORE_BRACES)
    reference, tags = _in_comments(block)
    explanation, citations, own_tags = restored(explained.text, tags)
    question = Question(
        id="",
        asked=Asked(
            draft.type,
            stem.text,
            draft.options,
            draft.prompts,
            options_format=draft.options_format,
            reuses_options=draft.reuses_options,
        ),
        sealed=Sealed(draft.key, explanation, draft.whys, citations),
        pattern=IMPORTED,
    )
    pictures = tuple(keeper.pictures.values())
    item = Item(question, title, block.category, own_tags, reference, pictures=pictures)
    return item, losses, list(draft.doubts)


def _coded(block: Block, title: str, text: str) -> tuple[Item, list[str], list[str]]:
    """The item of a text with gaps in the code of Moodle's cloze questions."""
    words = words_of(text)
    try:
        (asked, key, whys), losses = question_of_code(words.text, _FORMATS.get(words.format, words.format))
    except UnreadableCode as reason:
        raise Unfit(str(reason)) from reason
    reference, tags = _in_comments(block)
    _, citations, own_tags = restored(Text(""), tags)
    question = Question("", asked, Sealed(key, Text(""), whys, citations), pattern=IMPORTED)
    points = Fraction(sum(gap.weight for gap in asked.gaps))
    item = Item(question, title, block.category, own_tags, reference, points=points)
    return item, list(losses), [CODED]


def _in_comments(block: Block) -> tuple[str, list[str]]:
    """The reference and the tags that stand in the comments of a question."""
    comments = "\n".join(block.comments)
    tags = dict.fromkeys(_freed(tag) for tag in _TAG.findall(comments))
    reference = next((_freed(one) for one in _ID.findall(comments)), "")
    return reference, [tag for tag in tags if tag]


def _title_and_text(text: str) -> tuple[str, str]:
    """The name between double colons, "" where there is none, and the rest without a comment behind it."""
    if not text.startswith("::"):
        return "", text
    title, end, rest = text[2:].partition("::")
    if not end:
        return "", title.strip()
    rest = rest.strip()
    while rest.startswith("//"):
        rest = rest.partition("\n")[2].strip()
    return " ".join(unshielded(title).split()), rest


def _taken_apart(text: str) -> tuple[str, str, str]:
    """The text with a line where the answers stood inside it, the answers, and the general feedback."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise Unfit(NO_BRACES)
    if end < 0:
        raise Unfit(NOT_CLOSED)
    if start < 0 or end < start:
        raise Unfit(NOT_OPENED)
    answers, separator, general = text[start + 1 : end].rpartition("####")
    if not separator:
        answers, general = general, ""
    after = text[end + 1 :]
    is_gap = not text.endswith("}")
    return text[:start] + (_GAP if is_gap else "") + after, answers.strip(), general


def _freed(name: str) -> str:
    """A name out of a comment, in which closing brackets are escaped."""
    return name.replace("\\]", "]").strip()


def _doubts(block: Block, of_encoding: str) -> list[str]:
    """Those of the block, and of its encoding where that matters."""
    is_touched = bool(of_encoding) and not block.text.isascii()
    return [*block.doubts, of_encoding] if is_touched else block.doubts
