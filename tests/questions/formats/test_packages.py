"""Anki packages read: three containers, every kind of note, schedule and log, and what is lost."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from questions.formats.cards.pile import CardState, Loss, PastReview, Pile, PileNote
from questions.formats.cards.reading import notes_in, pile_of
from questions.memory.state import Rating
from tests.questions.formats.packages import (
    BASIC,
    CLOZE,
    CREATED,
    DAY_MS,
    KINDS,
    REVERSED,
    TYPED,
    Card,
    Kind,
    Note,
    package,
)

CONTAINERS = ("anki2", "anki21", "anki21b")


def read(*notes: Note, container: str = "anki2", **more: object) -> Pile:
    return pile_of(notes_in(package(notes, container, **more)))  # type: ignore[arg-type]


def read_one(note: Note, **more: object) -> PileNote:
    (one,) = read(note, **more).notes
    return one


def losses(pile: Pile) -> list[tuple[Loss, ...]]:
    return [remark.losses for remark in pile.remarks]


@pytest.mark.parametrize("container", CONTAINERS)
def test_each_container_is_read_and_never_its_dummy(container):
    pile = read(
        Note(["Longest river?", "The Nile"], guid="nile", tags=" rivers africa::north "),
        Note(["Seine", "Paris"], REVERSED),
        Note(["The {{c1::Seine}} flows through {{c2::Paris::a city}}.", "In France"], CLOZE),
        Note(["Capital of France?", "Paris"], TYPED),
        container=container,
        decks={1: "Geography::Rivers"},
    )
    assert [note.kind for note in pile.notes] == ["basic", "reversed", "cloze", "typed"]
    assert pile.notes[0] == PileNote(
        1,
        "nile",
        "basic",
        {"front": "Longest river?", "back": "The Nile", "more": ""},
        tags=("rivers", "africa::north"),
        deck=("Geography", "Rivers"),
    )
    assert pile.notes[2].fields == {
        "text": "The {{c1::Seine}} flows through {{c2::Paris::a city}}.",
        "more": "In France",
    }
    assert pile.remarks == ()


@pytest.mark.parametrize("container", CONTAINERS)
def test_schedule_and_log_come_with_their_cards(container):
    at = CREATED * 1000 + 5 * DAY_MS
    card = Card(
        type=2,
        queue=2,
        due=40,
        ivl=30,
        factor=2300,
        reps=2,
        lapses=1,
        flags=3,
        data='{"s": 28.5, "d": 4.25, "dr": 0.9, "decay": 0.15, "lrt": 1}',
        log=[(at, 3, -600, 0, 7_000, 0), (at + DAY_MS, 4, 30, 2300, 9_000, 1)],
    )
    note = read_one(Note(["a", "b"], cards=[card]), container=container)
    first = dt.datetime(2026, 1, 6, 4, tzinfo=dt.UTC)
    assert note.cards == {
        0: CardState(
            queue="review",
            due_on=dt.date(2026, 2, 10),
            interval=30,
            reps=2,
            lapses=1,
            stability=28.5,
            difficulty=4.25,
            ease=2.3,
            flag=3,
            reviews=(
                PastReview(first, Rating.GOOD, 0, 7_000),
                PastReview(first + dt.timedelta(days=1), Rating.EASY, 30, 9_000),
            ),
        )
    }


def test_a_card_in_a_filtered_deck_is_due_when_it_was_due_at_home():
    card = Card(type=2, queue=2, due=-90_000, ivl=9, odue=12, did=7, odid=1)
    note = read_one(Note(["a", "b"], cards=[card]), decks={1: "Home", 7: "Filtered"})
    assert (note.deck, note.cards[0].due_on) == (("Home",), dt.date(2026, 1, 13))


def test_what_came_before_a_reset_is_no_part_of_the_log():
    at = CREATED * 1000
    log = [
        (at, 3, 5, 2500, 1, 0),
        (at + 1, 0, 0, 0, 0, 4),
        (at + 2, 1, -60, 0, 1, 0),
        (at + 3, 3, 4, 0, 1, 3),
    ]
    note = read_one(Note(["a", "b"], cards=[Card(type=1, queue=1, reps=1, log=log)]))
    assert [(one.rating, one.is_cram) for one in note.cards[0].reviews] == [(1, False), (3, True)]


def test_a_suspended_card_that_was_never_asked_is_still_suspended():
    note = read_one(Note(["a", "b"], cards=[Card(queue=-1)]))
    assert note.cards == {0: CardState(is_suspended=True)}


@pytest.mark.parametrize(
    ("markup", "text", "format"),
    [
        ("one<br>two", "one\ntwo", "plain"),
        ("<div>one</div><div>two</div>", "one\ntwo", "plain"),
        ("a &lt; b &amp;&nbsp;c", "a < b & c", "plain"),
        ("1 < 2", "1 < 2", "plain"),
        ("<b>bold</b> and <i>more</i>", "**bold** and *more*", "markdown"),
        ("<b> spaced </b>word", "**spaced** word", "markdown"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two", "markdown"),
        (r"mass \(m_1\) of", "mass $m_1$ of", "markdown"),
        (r"\[E = mc^2\]", "$$E = mc^2$$", "markdown"),
        ("5 * 3 and <b>x</b>", r"5 \* 3 and **x**", "markdown"),
        ("snake_case <code>x_y</code>", "snake_case `x_y`", "markdown"),
        ("H<sub>2</sub>O", "H₂O", "plain"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)", "plain"),
        ("<!-- hidden -->shown<!-- open", "shown", "plain"),
    ],
)
def test_the_markup_of_a_field_becomes_text(markup, text, format):
    note = read_one(Note([markup, "back"]))
    assert (note.fields["front"], note.format) == (text, format)


@pytest.mark.parametrize(
    ("front", "loss"),
    [
        ('<img src="a.png">What?', "pictures"),
        ("What? [sound:a.mp3]", "sounds"),
        ("What?<script>alert(1)</script>", "script"),
        ("<span style='color: red'>What?</span>", "markup"),
    ],
)
def test_what_cannot_be_kept_is_said_of_its_note(front, loss):
    pile = read(Note([front, "b"]))
    assert pile.notes[0].fields["front"] == "What?"
    assert losses(pile) == [(loss,)]


def test_scripts_of_a_template_are_dropped_and_said():
    kind = Kind(
        "Clever",
        ["Front", "Back"],
        [("{{Front}}<script>go()</script>", "{{FrontSide}}<hr id=answer>{{Back}}")],
    )
    pile = read(Note(["a", "b"], 9), kinds={9: kind})
    assert pile.notes[0].fields == {"front": "a", "back": "b", "more": ""}
    assert losses(pile) == [("script",)]


def test_a_note_type_with_more_cards_becomes_a_note_for_each():
    kind = Kind(
        "Country",
        ["Name", "Capital", "Flag"],
        [
            ("Capital of {{Name}}?", "{{FrontSide}}<hr id=answer>{{Capital}}"),
            ("{{Capital}} is the capital of?", "{{FrontSide}}<hr id=answer>{{Name}}"),
            ("{{#Flag}}Flag of {{Name}}?{{/Flag}}", "{{Flag}}"),
        ],
    )
    cards = [Card(0), Card(1, type=2, queue=2, due=9, ivl=5)]
    pile = read(Note(["France", "Paris", ""], 9, "fr", cards=cards), kinds={9: kind})
    assert [(note.guid, note.fields["front"], note.fields["back"]) for note in pile.notes] == [
        ("fr", "Capital of France?", "Paris"),
        ("fr/2", "Paris is the capital of?", "France"),
    ]
    assert pile.notes[1].cards[0].interval == 5
    assert losses(pile) == [("split",)]


def test_a_field_named_extra_is_said_below_the_answer():
    kind = Kind("More", ["Q", "A", "Extra"], [("{{Q}}", "{{FrontSide}}<hr id=answer>{{A}}<br>{{Extra}}")])
    note = read_one(Note(["a", "b", "c"], 9), kinds={9: kind})
    assert note.fields == {"front": "a", "back": "b", "more": "c"}


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (Note(["a", ""]), "no_card"),
        (Note(["No gap", ""], CLOZE), "no_card"),
        (Note(["a", "b"], 99), "no_note_type"),
        (Note(["a\0b", "c"]), "unstorable"),
        (Note([b"caf\xe9\x1fb"]), "not_utf8"),  # type: ignore[list-item]
        (Note(["\ud800", "b"]), "not_utf8"),
        (Note(["x" * 6_000, "b"]), "too_long"),
        (Note([random.Random(1).randbytes(5_000_000).hex(), "b"]), "too_long"),
        (Note(["a", "b"], guid="twice"), "same_guid"),
    ],
)
def test_a_note_that_cannot_be_used_is_refused_and_the_others_are_not(note, why):
    pile = read(Note(["first", "one"], guid="twice"), note, Note(["last", "one"]))
    assert [one.number for one in pile.notes] == [1, 3]
    assert [(one.number, one.refused) for one in pile.remarks] == [(2, why)]


def test_pictures_with_hidden_parts_are_refused():
    kind = Kind(
        "Image Occlusion", ["Occlusion", "Image"], [("{{cloze:Occlusion}}", "{{Image}}")], True, stock=6
    )
    for container in CONTAINERS:
        pile = read(Note(["{{c1::x}}", "y"], 9), kinds={9: kind}, container=container)
        assert [one.refused for one in pile.remarks] == ["occlusion"]


def test_what_is_not_a_known_stock_type_is_still_read_by_its_templates():
    assert read_one(Note(["a", "b"], 9), kinds={9: KINDS[BASIC]}).kind == "basic"
