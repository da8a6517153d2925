"""Packages written: read back equal, in the schedule too."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.formats.cards.pile import CardState, PastReview, Pile, PileNote
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.writing import Calendar, write_package
from questions.memory.state import Rating
from questions.note import FIELDS, NoteKind, faces_of

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FIRST_ON = dt.date(2026, 1, 5)
CALENDAR = Calendar(FIRST_ON, dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC))

REVIEWS = (
    PastReview(NOW - dt.timedelta(days=20), Rating.GOOD, 0, 4_000),
    PastReview(NOW - dt.timedelta(days=19, milliseconds=7), Rating.EASY, 12, 3_000),
    PastReview(NOW - dt.timedelta(days=9), Rating.AGAIN, 0, 2_000, is_cram=True),
)
NOTES = (
    PileNote(1, "basic", "basic", {"front": "a < b & c\nd", "back": "x  y", "more": "m"}, deck=("One",)),
    PileNote(2, "both", "reversed", {"front": "Seine", "back": "Paris", "more": ""}, deck=("One", "In: it")),
    PileNote(
        3,
        "gaps",
        "cloze",
        {"text": "**A** {{c1::b::h}} and {{c3::$x<1$}}", "more": "- one\n- two"},
        format="markdown",
        tags=("rivers", "europe::west"),
        deck=("One",),
    ),
    PileNote(4, "typed", "typed", {"front": "Q", "back": "The Nile\nNile", "more": "m"}, deck=("One",)),
    PileNote(5, "odd", "basic", {"front": r"\(x\) [sound:a]", "back": "<b>", "more": ""}, deck=("One",)),
)  # fmt: skip
SCHEDULED = CardState(
    queue="review",
    due_on=dt.date(2026, 3, 20),
    interval=12,
    reps=2,
    lapses=1,
    stability=11.75,
    difficulty=3.5,
    ease=2.5,
    is_suspended=True,
    flag=1,
    reviews=REVIEWS,
)


def written(notes: tuple[PileNote, ...], calendar: Calendar = CALENDAR) -> Pile:
    out = io.BytesIO()
    write_package(notes, out, calendar=calendar, now=NOW)
    out.seek(0)
    return pile_of(notes_in(out))


def test_what_is_written_is_read_back_equal():
    assert written(NOTES) == Pile(NOTES)


@pytest.mark.parametrize(
    "state",
    [
        SCHEDULED,
        CardState("learning", due_at=NOW + dt.timedelta(minutes=5), reps=1, reviews=REVIEWS[:1]),
        CardState("review", due_on=dt.date(2026, 1, 5), interval=3, reps=1, ease=1.3),
        CardState(is_suspended=True),
    ],
)
def test_states_and_logs_are_read_back_equal(state):
    note = replace(NOTES[1], number=1, cards={1: state})
    assert written((note,)).notes == (note,)


@pytest.mark.parametrize("zone", [-10, -5, 0, 1, 5.75, 9, 13])
def test_due_days_hold_wherever_the_learner_lives(zone):
    there = dt.timezone(dt.timedelta(hours=zone))
    begins_at = dt.datetime(2026, 1, 5, 4, tzinfo=there).astimezone(dt.UTC)
    note = replace(NOTES[0], cards={0: SCHEDULED})
    assert written((note,), Calendar(FIRST_ON, begins_at)).notes == (note,)


def test_two_answers_at_the_same_moment_are_both_written():
    states = {0: replace(SCHEDULED, reviews=REVIEWS[:1]), 1: replace(SCHEDULED, reviews=REVIEWS[:1])}
    (note,) = written((replace(NOTES[1], cards=states),)).notes
    assert [len(state.reviews) for state in note.cards.values()] == [1, 1]


@pytest.mark.parametrize("blank", ["&#9;", "&nbsp;"])
@pytest.mark.parametrize("kind", ["basic", "reversed", "cloze", "typed"])
def test_markdown_that_shows_nothing_is_read_back_equal(kind: NoteKind, blank: str):
    fields = dict.fromkeys(FIELDS[kind], blank if kind != "typed" else "x")
    fields |= {"text": f"{{{{c1::{blank}}}}}"} if kind == "cloze" else {"front": blank}
    note = PileNote(1, "g", kind, fields, "markdown", deck=("D",))
    (read,) = written((note,)).notes
    assert (read.kind, read.fields, read.format) == (note.kind, note.fields, note.format)


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n", exclude_characters="\xa0"),
    max_size=60,
).map(lambda text: "\n".join(line.rstrip() for line in text.strip().split("\n")))


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.sampled_from(["basic", "reversed", "cloze", "typed"]), st.data())
def test_any_note_is_read_back_equal(kind: NoteKind, data: st.DataObject):
    fields = {name: data.draw(texts) for name in FIELDS[kind]}
    if kind == "cloze":
        fields["text"] = f"A {{{{c1::{fields['text'] or 'x'}}}}} b"
    note = PileNote(1, "g", kind, fields, data.draw(st.sampled_from(["plain", "markdown"])), deck=("D",))
    if not faces_of(kind, fields):
        return
    (read,) = written((note,)).notes
    assert (read.kind, read.fields, read.format) == (note.kind, note.fields, note.format)
