"""Tables of cards: pasted lists, spreadsheets and Anki's text files, read and written."""

from __future__ import annotations

import csv
import io

import pytest

from questions.formats.cards.pile import Pile, PileNote, Unreadable
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.separated import text_of

TWO = [("dog", "Hund"), ("cat", "Katze")]


def read(text: str | bytes, **layout: str) -> Pile:
    raw = text.encode() if isinstance(text, str) else text
    return pile_of(notes_in(io.BytesIO(raw), **layout))


def sides(pile: Pile) -> list[tuple[str, str]]:
    return [(note.fields["front"], note.fields["back"]) for note in pile.notes]


@pytest.mark.parametrize(
    "text",
    [
        "dog\tHund\ncat\tKatze",
        "dog\tHund\r\ncat\tKatze\r\n",
        "dog,Hund\ncat,Katze\n",
        "dog;Hund\ncat;Katze\n",
        "dog|Hund\n\n\ncat|Katze\n",
        "dog - Hund\ncat - Katze\n",
        "dog: Hund\ncat: Katze\n",
        "dog\tHund;cat\tKatze;",
        '"dog","Hund"\n"cat","Katze"\n',
        "\ufeffdog\tHund\ncat\tKatze",
        "dog\tHund\ncat\tKatze".encode("utf-16"),
        "#separator:Semicolon\ndog;Hund\ncat;Katze\n",
    ],
)
def test_how_a_list_is_laid_out_is_found(text):
    assert sides(read(text)) == TWO


def test_what_is_asked_for_wins_over_what_is_guessed():
    text = "a,b\tc\nd,e\tf\n"
    assert sides(read(text)) == [("a,b", "c"), ("d,e", "f")]
    assert sides(read(text, separator=",")) == [("a", "b\tc"), ("d", "e\tf")]
    assert sides(read("dog\nof all\tHund\n\ncat\tKatze", cards_apart="\n\n"))[1] == ("cat", "Katze")


def test_a_quoted_cell_may_hold_lines_and_separators():
    assert sides(read('"a\nb","c, ""d"""\ne,f\n')) == [("a\nb", 'c, "d"'), ("e", "f")]


def test_a_lonely_quotation_mark_swallows_nothing():
    assert sides(read('"5\tinches\na\tb\n')) == [('"5', "inches"), ("a", "b")]


def test_the_header_lines_of_anki_say_what_each_column_is():
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "g1\tBasic (and reversed card)\tGeo::Rivers\tSeine &amp; <b>co</b>\tParis\teurope west\n"
        "g2\tCloze\tGeo\tThe {{c1::Nile}}\tAfrica\t\n"
    )
    first, second = read(text).notes
    assert first == PileNote(
        7,
        "g1",
        "reversed",
        {"front": "Seine & **co**", "back": "Paris", "more": ""},
        "markdown",
        ("europe", "west"),
        ("Geo", "Rivers"),
    )
    assert (second.kind, second.fields) == ("cloze", {"text": "The {{c1::Nile}}", "more": "Africa"})


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("one side", "too_few_fields"),
        ("a\t", "no_card"),
        ("x" * 6_000 + "\ty", "too_long"),
        ("a\0b\tc", "unstorable"),
        ("first\tagain", "same_guid"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line, why):
    pile = read(f"first\tone\n{line}\nlast\tone\n")
    assert sides(pile) == [("first", "one"), ("last", "one")]
    assert [(remark.number, remark.refused) for remark in pile.remarks] == [(2, why)]


def test_further_columns_are_said_to_be_lost():
    assert [remark.losses for remark in read("a\tb\tc\td\n").remarks] == [("fields",)]


@pytest.mark.parametrize(
    ("raw", "fault"), [(b"", "nothing_inside"), (b"\n \n", "nothing_inside"), (b"caf\xe9\tb", "not_text")]
)
def test_what_is_no_list_is_refused(raw, fault):
    with pytest.raises(Unreadable) as refusal:
        read(raw)
    assert refusal.value.fault == fault


def test_a_cell_that_no_spreadsheet_could_hold_is_refused():
    with pytest.raises(Unreadable):
        read(b"a,b\n" + b'"' + b"x" * 200_000 + b'",c\n')


def test_notes_written_as_text_are_read_back_equal():
    notes = (
        PileNote(7, "g1", "basic", {"front": "=1+1", "back": "-5\n@x", "more": ""}, deck=("A", "B")),
        PileNote(8, "g2", "reversed", {"front": "a\tb", "back": '"c"', "more": "d"}, tags=("x", "y")),
        PileNote(9, "g3", "cloze", {"text": "**A** {{c1::b}}", "more": ""}, "markdown"),
        PileNote(10, "g4", "typed", {"front": "a < b", "back": "c\nd", "more": ""}),
    )
    assert read(text_of(notes)).notes == notes


def test_no_cell_begins_as_a_formula_does():
    dangerous = ("=1", "+1", "-1", "@x", "\t=1")
    notes = [PileNote(1, f"g{one}", "basic", {"front": one, "back": one, "more": ""}) for one in dangerous]
    for with_html in (True, False):
        rows = csv.reader(io.StringIO(text_of(notes, with_html=with_html)), delimiter="\t")
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize(
    ("line", "sign"), [("hund - dog", "-"), ("hund; dog", ";"), ("hund – dog", "–"), ("hund — dog", "—")]
)
def test_a_line_laid_out_otherwise_than_the_rest_is_told_apart_and_said_so(line, sign):
    pile = read(f"Katze\tcat\n{line}\nVogel\tbird\n")
    assert sides(pile) == [("Katze", "cat"), ("hund", "dog"), ("Vogel", "bird")]
    assert [(remark.number, remark.apart_at, remark.refused) for remark in pile.remarks] == [(2, sign, None)]


@pytest.mark.parametrize("line", ["a - b - c", "a - b; c", "a-b", "; b", "well-known"])
def test_a_line_that_can_be_told_apart_in_two_ways_or_none_is_left_out(line):
    pile = read(f"Katze\tcat\n{line}\nVogel\tbird\n")
    assert [(remark.number, remark.refused) for remark in pile.remarks] == [(2, "too_few_fields")]


def test_a_cloze_of_one_side_is_not_taken_apart():
    (note, _other) = read("The {{c1::Nile}} - a river\nKatze\tcat\n").notes
    assert note.fields["text"] == "The {{c1::Nile}} - a river"


THREE = "Hund\tdog\tanimal, at home\nHaus\thouse\tbuilding\n"


@pytest.mark.parametrize(
    ("third", "tags", "more"),
    [
        ("", (), "animal, at home"),
        ("more", (), "animal, at home"),
        ("tags", ("animal", "at home"), ""),
        ("ignored", (), ""),
    ],
)
def test_a_third_column_is_what_its_sender_says(third, tags, more):
    pile = read(THREE, third=third)
    assert (pile.notes[0].tags, pile.notes[0].fields["more"], pile.remarks) == (tags, more, ())


def test_a_heading_names_the_columns_and_is_no_card():
    pile = read(f"Front\tBack\tTags\n{THREE}")
    assert [note.tags for note in pile.notes] == [("animal", "at home"), ("building",)]
    assert [(remark.number, remark.refused) for remark in pile.remarks] == [(1, "heading")]
    assert read(f"Front\tBack\tTags\n{THREE}", third="more").notes[1].fields["more"] == "building"


def test_a_card_that_only_begins_like_a_heading_stays_one():
    assert sides(read("answer\tAntwort\nquestion\tFrage\n")) == [("answer", "Antwort"), ("question", "Frage")]
