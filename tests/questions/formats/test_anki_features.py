"""What a collection of Anki can hold beside words: each of it is carried, or named in a remark."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
import zstandard

from questions.formats.cards.pile import CardState, Pile, PileNote
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.survey import survey_of
from questions.formats.cards.writing import Calendar, write_package
from tests.questions.formats.packages import BASIC, CLOZE, Card, Kind, Note, collection, package, zipped

MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def read(*notes: Note, **more) -> Pile:
    return pile_of(notes_in(package(list(notes), **more)))


def with_sides(front: str, back: str, values: list[str], *, is_cloze: bool = False) -> Pile:
    """A note of a type that has these two templates, and the fields A, B and C."""
    kind = Kind("Its own", ["A", "B", "C"], [(front, back)], is_cloze)
    return read(Note(values, 9), kinds={9: kind})


def losses(pile: Pile) -> list[tuple[str, ...]]:
    return [remark.losses for remark in pile.remarks]


def texts(pile: Pile) -> tuple[str, str, str]:
    (note,) = pile.notes
    return tuple(note.fields.get(name, "") for name in ("front", "back", "more"))


def test_a_field_shows_only_where_its_condition_lets_it():
    template = "{{A}}{{#B}} with {{B}}{{/B}}{{^B}} alone{{/B}}"
    assert texts(with_sides(template, "{{C}}", ["a", "b", "c"]))[0] == "a with b"
    assert texts(with_sides(template, "{{C}}", ["a", "", "c"]))[0] == "a alone"


def test_a_hint_on_the_front_gives_nothing_away_and_stands_below_the_answer():
    pile = with_sides("{{A}} {{hint:B}}", "{{FrontSide}}<hr id=answer>{{C}}", ["a", "think of b", "c"])
    assert texts(pile) == ("a", "c", "think of b")
    assert losses(pile) == [("hint",)]
    cloze = with_sides("{{cloze:A}} {{hint:B}}", "{{cloze:A}}", ["{{c1::a}}", "b", ""], is_cloze=True)
    assert (cloze.notes[0].fields["text"], cloze.notes[0].fields["more"]) == ("{{c1::a}}", "b")
    assert losses(cloze) == [("hint",)]


def test_a_hint_on_the_back_stands_there():
    pile = with_sides("{{A}}", "{{FrontSide}}<hr id=answer>{{C}} {{hint:B}}", ["a", "b", "c"])
    assert texts(pile)[:2] == ("a", "c b")
    assert pile.remarks == ()


def test_words_for_a_voice_are_not_shown_and_named():
    pile = with_sides("{{A}}{{tts en_US voices=Apple_Otoya:A}}", "{{C}}", ["a", "", "c"])
    assert texts(pile)[0] == "a"
    assert losses(pile) == [("speech",)]


@pytest.mark.parametrize(
    ("template_filter", "front"),
    [("furigana", "日本(にほん)の本(ほん)"), ("kanji", "日本の本"), ("kana", "にほんのほん")],
)
def test_readings_of_japanese_words_are_written_out(template_filter, front):
    pile = with_sides(f"{{{{{template_filter}:A}}}}", "{{C}}", ["日本[にほん]の 本[ほん]", "", "c"])
    assert texts(pile)[0] == front


def test_gaps_that_were_typed_are_named():
    pile = with_sides("{{type:cloze:A}}", "{{cloze:A}}", ["{{c1::a}} b", "", ""], is_cloze=True)
    assert pile.notes[0].fields["text"] == "{{c1::a}} b"
    assert losses(pile) == [("typing",)]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"[latex]$x^2$[/latex]", "$x^2$"),
        (r"[latex]$$x^2$$[/latex]", "$$x^2$$"),
        (r"[latex]\[x^2\][/latex]", "$$x^2$$"),
        (r"[$]x^2[/$]", "$x^2$"),
        (r"\(x^2\)", "$x^2$"),
    ],
)
def test_formulas_come_in_however_they_are_written(written, read_as):
    pile = read(Note([written, "b"]))
    assert texts(pile)[0] == read_as
    assert pile.remarks == ()


def test_commands_of_latex_stay_as_they_were_written_and_are_named():
    pile = read(Note([r"[latex]\begin{tabular}{c}1\end{tabular}[/latex]", "b"]))
    assert "tabular" in texts(pile)[0]
    assert losses(pile) == [("latex",)]


def test_tags_of_leeches_and_marked_notes_come_in():
    assert read(Note(["a", "b"], tags=" leech marked ")).notes[0].tags == ("leech", "marked")


def test_a_picture_with_hidden_parts_is_left_out_and_named():
    kind = Kind("Image Occlusion", ["A"], [("{{cloze:A}}", "{{cloze:A}}")], True, stock=6)
    pile = read(Note(["{{c1::image-occlusion:rect}}"], 9), kinds={9: kind})
    assert [remark.refused for remark in pile.remarks] == ["occlusion"]


def test_the_colour_of_a_flag_is_named():
    one, other = (Note(["a", "b"], cards=[Card(flags=flag)]) for flag in (1, 4))
    assert losses(read(one)) == []
    assert losses(read(other)) == [("flag",)]
    assert read(other).notes[0].cards[0].flag == 4


def test_cards_of_one_note_in_several_decks_are_named():
    note = Note(["{{c1::a}} {{c2::b}}", ""], CLOZE, cards=[Card(0, did=1), Card(1, did=2)])
    pile = read(note, decks={1: "One", 2: "Two"})
    assert [note.deck for note in pile.notes] == [("One",)]
    assert losses(pile) == [("decks",)]


def test_a_card_in_a_filtered_deck_is_in_its_own_again():
    card = Card(did=7, odid=1, type=2, queue=2, due=-100_000, odue=70, ivl=30, reps=2)
    (note,) = read(Note(["a", "b"], cards=[card]), decks={1: "Home", 7: "Filtered"}).notes
    assert note.deck == ("Home",)
    assert note.cards[0].due_on == dt.date(2026, 1, 1) + dt.timedelta(days=70)


@pytest.mark.parametrize("queue", [-2, -3])
def test_a_buried_card_is_still_buried(queue):
    (note,) = read(Note(["a", "b"], cards=[Card(queue=queue)])).notes
    assert note.cards == {0: CardState(is_buried=True)}


def test_what_is_no_answer_of_the_log_is_none_here():
    log = [
        (1_770_000_000_000, 3, 1, 2500, 900, 0),
        (1_770_000_001_000, 0, 9, 0, 0, 4),
        (1_770_000_002_000, 3, 9, 0, 0, 5),
    ]
    card = Card(type=2, queue=2, due=90, ivl=9, reps=1, log=log)
    (note,) = read(Note(["a", "b"], cards=[card])).notes
    assert [review.days for review in note.cards[0].reviews] == [1]
    assert note.cards[0].due_on == dt.date(2026, 1, 1) + dt.timedelta(days=90)


def in_schema_11(decks: dict[str, object], options: dict[str, object]) -> io.BytesIO:
    also = f"UPDATE col SET decks = '{json.dumps(decks)}', dconf = '{json.dumps(options)}'"
    return zipped({"collection.anki2": collection([Note(["a", "b"])], also=also), "media": b"{}"})


def in_schema_18(config_id: int, about: bytes) -> io.BytesIO:
    normal = b"\x08" + bytes([config_id]) + b"\x22" + bytes([len(about)]) + about
    kind = (b"\x0a" + bytes([len(normal)]) + normal).hex()
    also = (
        f"UPDATE decks SET kind = x'{kind}';"
        "CREATE TABLE deck_config (id integer primary key, name text, config blob);"
        "INSERT INTO deck_config VALUES (1, 'Default', x''), (5, 'Hard', x'');"
    )
    raw = collection([Note(["a", "b"])], is_new=True, also=also)
    entries = {"collection.anki21b": raw, "media": b""}
    packed = {name: zstandard.compress(content) for name, content in entries.items()}
    return zipped(packed | {"meta": b"\x08\x03"})


def test_what_is_said_of_a_deck_comes_with_it_in_both_schemas():
    old = {
        "1": {"id": 1, "name": "Geo::Rivers", "desc": "<b>Long</b> ones"},
        "2": {"id": 2, "name": "Geo", "desc": "All"},
    }
    for file, about in (
        (in_schema_11(old, {}), ("All", "Long ones")),
        (in_schema_18(1, b"Long ones"), ("Long ones",)),
    ):
        (note,) = pile_of(notes_in(file)).notes
        assert note.about == about


@pytest.mark.parametrize(
    ("file", "is_named"),
    [
        (in_schema_11({"1": {"name": "Geo", "conf": 1}}, {"1": {"id": 1, "name": "Default"}}), False),
        (in_schema_11({"1": {"name": "Geo", "conf": 5}}, {"5": {"id": 5, "name": "Hard"}}), True),
        (in_schema_11({"1": {"name": "Geo", "conf": 1}}, {"1": {"id": 1, "fsrsParams6": [0.2]}}), True),
        (in_schema_11({"1": {"name": "Geo", "conf": 1}}, {"1": {"id": 1, "desiredRetention": 0.85}}), True),
        (in_schema_18(1, b""), False),
        (in_schema_18(5, b""), True),
    ],
)
def test_options_of_a_deck_are_named_once(file, is_named):
    pile = pile_of(notes_in(file))
    assert [(remark.number, remark.losses) for remark in pile.remarks] == [(0, ("options",))] * is_named
    survey = survey_of([*pile.notes, *pile.remarks])
    assert (survey.with_loss, survey.remarked) == (0, int(is_named))


def test_what_is_said_of_decks_and_buried_cards_go_out_and_come_back():
    buried = CardState(is_buried=True)
    deck, about = ("Geo", "Rivers"), ("All of it", "Long & wide\nones")
    fields = {"front": "a", "back": "b", "more": ""}
    note = PileNote(1, "g", "basic", fields, deck=deck, about=about, cards={0: buried})
    out = io.BytesIO()
    write_package([note], out, calendar=Calendar(MONDAY, NOW), now=NOW)
    out.seek(0)
    (back,) = pile_of(notes_in(out)).notes
    assert (back.deck, back.about, back.cards) == (deck, about, {0: buried})


def test_fields_of_our_own_kinds_are_named_nothing_of():
    assert read(Note(["a", "b"], BASIC), Note(["{{c1::a}}", "b"], CLOZE)).remarks == ()
