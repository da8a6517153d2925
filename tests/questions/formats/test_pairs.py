"""Pasted pairs: the first side is the answer, the second is asked."""

from __future__ import annotations

from io import BytesIO

import pytest

from questions.formats.item import UnreadableFile
from questions.formats.tables.pairs import Pairs
from questions.question import Text, TextKey


def test_a_pair_is_a_short_answer() -> None:
    (outcome,) = Pairs().read(BytesIO("Größe\tHow large it is\n".encode()))
    assert outcome.item is not None
    question = outcome.item.question
    assert (question.asked.stem, question.sealed.key) == (Text("How large it is"), TextKey(("Größe",)))
    assert "first side is the answer" in outcome.doubts[0]


def test_what_is_written_is_read_back() -> None:
    given = [outcome.item for outcome in Pairs().read(BytesIO(b"'=x\tWhat?\nMars\tRed\n")) if outcome.item]
    file = BytesIO()
    Pairs().write(given, file)
    assert file.getvalue().startswith(b"'=x\t")
    assert [outcome.item for outcome in Pairs().read(file)] == given
    assert not any(Pairs().fit(item).losses for item in given)


def test_a_line_without_its_second_side_is_refused_by_itself() -> None:
    lonely, extra, fine = Pairs().read(BytesIO(b"Mars\n\nMars\tred\tand small\nVenus\thot\n"))
    assert (lonely.verdict, lonely.line) == ("refused", 1)
    assert (extra.verdict, extra.line) == ("loss", 3)
    assert fine.verdict == "ok"


def test_a_text_without_pairs_is_unreadable() -> None:
    with pytest.raises(UnreadableFile):
        list(Pairs().read(BytesIO(b"one\ntwo\n")))
