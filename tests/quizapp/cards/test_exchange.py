"""Importing cards and exporting them: nothing twice, and memories that their log explains."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tracemalloc
from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import func, select

from questions.formats.cards import limits
from questions.formats.cards.pile import FileFault, Loss, NoteRemark, Pile, Refusal
from questions.formats.cards.reading import notes_in, pile_of
from quizapp.accounts.models import User
from quizapp.cards.exchange_words import fault_in_words, remark_in_words
from quizapp.cards.integrity import check
from quizapp.cards.models import Card as CardRow
from quizapp.cards.models import DayTally, Deck, MemoryRow, NoteTag, Review, Study
from quizapp.cards.models import Note as NoteRow
from quizapp.cards.operations.decks import make_deck
from quizapp.cards.operations.importing import Destination, import_notes
from quizapp.cards.operations.reviewing import find_last
from tests import builders
from tests.builders import NOW
from tests.questions.formats.packages import CLOZE, CREATED, DAY_MS, REVERSED, Card, Note, package
from tests.questions.planets import planets
from tests.quizapp.cards.test_decks import page
from tests.quizapp.cards.test_loading import load

REVIEWED = Card(
    type=2,
    queue=2,
    due=70,
    ivl=30,
    factor=2500,
    reps=2,
    data='{"s": 28.5, "d": 4.25}',
    log=[
        (CREATED * 1000 + 30 * DAY_MS, 3, -600, 0, 7_000, 0),
        (CREATED * 1000 + 40 * DAY_MS, 3, 30, 2500, 9_000, 1),
    ],
)


def bring(learner, content, name: str = "deck.apkg") -> str:
    """Send a file (or paste a text); the address at which it can be looked at."""
    if isinstance(content, str):
        data: dict[str, object] = {"text": content}
    else:
        data = {"file": (content, name)}
    reply = learner.post("/cards/import", data=data, content_type="multipart/form-data")
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return reply.location


def send_raw(learner, address: str, content: bytes):
    """Send a large file as one body (the test client would leave its own open)."""
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="x.apkg"\r\n\r\n'
    body = head + content + b"\r\n--edge--\r\n"
    return learner.post(address, data=body, content_type="multipart/form-data; boundary=edge")


def take_in(learner, content, into: int = 0, *, with_schedule: bool = True, title: str = "Imported"):
    data = {"into": into, "title": title} | ({"with_schedule": "y"} if with_schedule else {})
    reply = learner.post(bring(learner, content), data=data)
    assert reply.status_code == 303, reply.get_data(as_text=True)
    return page(learner, reply.location)


def field(shown: str, name: str) -> str:
    """The visible field of this name on a page."""
    return next(one for one in re.findall(rf'<input [^>]*name="{name}"[^>]*>', shown) if "hidden" not in one)


def notes_of(session) -> dict[str, NoteRow]:
    return {note.guid: note for note in session.scalars(select(NoteRow))}


@pytest.fixture
def learner(people, sign_in, nothing_held):
    return sign_in(people["student"])


def test_a_package_is_looked_at_before_anything_of_it_is_kept(rows, learner):
    address = bring(learner, package([Note(["<b>Seine</b>", "Paris"]), Note(["", "x"])]))
    shown = page(learner, address)
    assert "1 note can come in." in shown
    assert "1 is left out." in shown
    assert "a side is empty" in shown
    assert "<strong>Seine</strong>" in shown
    with rows() as session:
        assert session.scalars(select(NoteRow)).all() == []


def test_notes_come_into_decks_as_the_file_names_them(rows, learner, people):
    notes = [Note(["a", "b"], tags="x y", cards=[Card(did=2)]), Note(["c", "d"], cards=[Card(did=3)])]
    decks = {1: "Default", 2: "Geo::Rivers", 3: "Geo::Lakes"}
    assert "2 notes came in." in take_in(learner, package(notes, "anki21b", decks=decks))
    with rows() as session:
        found = {deck.title: deck for deck in session.scalars(select(Deck))}
        assert set(found) == {"Geo", "Rivers", "Lakes"}
        assert found["Rivers"].parent_id == found["Lakes"].parent_id == found["Geo"].id
        assert {note.fields["front"] for note in session.scalars(select(NoteRow))} == {"a", "c"}
        assert set(session.scalars(select(NoteTag.tag))) == {"x", "y"}
        assert session.scalars(select(CardRow.position)).all() == [1, 1]
        assert len(session.scalars(select(Study)).all()) == 3


def test_the_same_file_twice_adds_nothing(rows, learner):
    notes = [Note(["a", "b"], cards=[REVIEWED]), Note(["c", "d"], REVERSED, cards=[Card(), Card(1)])]
    take_in(learner, package(notes))
    with rows() as session:
        before = [tuple(row) for row in session.execute(select(Review.uuid, Review.after))]
    again = take_in(learner, package(notes, "anki21b"))
    assert "Nothing new came in. 2 were here already." in again
    with rows() as session:
        assert [tuple(row) for row in session.execute(select(Review.uuid, Review.after))] == before
        assert session.scalar(select(func.count()).select_from(NoteRow)) == 2
        assert session.scalar(select(func.count()).select_from(Deck)) == 1


def test_a_changed_note_is_changed_in_place_and_keeps_its_memory(rows, learner):
    take_in(learner, package([Note(["Seine", "Pari"], guid="g", tags="old", cards=[REVIEWED])]))
    with rows() as session:
        memory = session.scalars(select(MemoryRow)).one()
        was = (memory.target_id, memory.stability, memory.due_on)
    changed = Note(["Seine", "Paris"], guid="g", tags="new", cards=[REVIEWED])
    assert "1 was changed." in take_in(learner, package([changed]))
    with rows() as session:
        assert notes_of(session)["g"].fields["back"] == "Paris"
        assert session.scalars(select(NoteTag.tag)).all() == ["new"]
        memory = session.scalars(select(MemoryRow)).one()
        assert (memory.target_id, memory.stability, memory.due_on) == was


def test_a_log_is_replayed_and_ends_on_the_day_that_anki_set(rows, learner, people):
    assert "2 answers came with them." in take_in(learner, package([Note(["a", "b"], cards=[REVIEWED])]))
    with rows() as session:
        memory = session.scalars(select(MemoryRow)).one()
        assert (memory.queue, memory.interval, memory.reps) == ("review", 30, 2)
        assert memory.due_on == dt.date(2026, 1, 1) + dt.timedelta(days=70)
        assert [review.kind for review in session.scalars(select(Review).order_by(Review.id))] == [
            "learn",
            "learn",
        ]
        assert sum(tally.answers for tally in session.scalars(select(DayTally))) == 2
        assert list(check(session)) == []
        assert find_last(session, people["student"].id) is None


def test_a_state_without_its_log_is_adopted_by_an_entry_that_explains_it(rows, learner):
    bare = replace(REVIEWED, reps=9, lapses=2, log=())
    old = Card(type=2, queue=-1, due=80, ivl=20, factor=1300, reps=9, flags=1)
    take_in(learner, package([Note(["a", "b"], cards=[bare]), Note(["c", "d"], cards=[old])], "anki21"))
    with rows() as session:
        one, other = session.scalars(select(MemoryRow).order_by(MemoryRow.target_id)).all()
        assert (one.stability, one.difficulty, one.reps, one.lapses) == (28.5, 4.25, 9, 2)
        assert one.last_on == dt.date(2026, 2, 10)
        assert (other.stability, other.is_suspended, other.is_flagged) == (20, True, True)
        assert 9 < other.difficulty <= 10
        assert list(check(session)) == []


def test_without_the_schedule_all_cards_are_new(rows, learner):
    take_in(learner, package([Note(["a", "b"], cards=[REVIEWED])]), with_schedule=False)
    with rows() as session:
        assert session.scalars(select(Review)).all() == []
        assert session.scalars(select(MemoryRow)).all() == []


def test_only_the_answers_given_since_come_with_the_next_export(rows, learner, people, clock):
    take_in(learner, package([Note(["a", "b"], guid="g", cards=[REVIEWED])]))
    clock.forward(days=10)
    log = [*REVIEWED.log, (CREATED * 1000 + 65 * DAY_MS, 3, 90, 2500, 1_000, 1)]
    later = replace(REVIEWED, due=200, ivl=90, reps=3, data="{}", log=log)
    assert "1 answer came with them." in take_in(
        learner, package([Note(["a", "b"], guid="g", cards=[later])])
    )
    with rows() as session:
        memory = session.scalars(select(MemoryRow)).one()
        assert (memory.reps, memory.interval) == (3, 90)
        assert list(check(session)) == []


def test_a_pasted_list_comes_into_a_deck_of_its_name(rows, learner):
    pasted = "der Hund\tthe dog\ndie Katze\tthe cat\nonly one side\n"
    assert "2 notes came in. 1 was left out." in take_in(learner, pasted, title="German")
    with rows() as session:
        assert session.scalars(select(Deck.title)).all() == ["German"]
        assert {note.fields["back"] for note in session.scalars(select(NoteRow))} == {"the dog", "the cat"}
    assert "2 were here already." in take_in(learner, pasted, title="German")
    assert "2 notes came in." in take_in(learner, pasted, title="Otherwise")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Rivers of Europe.apkg", "Rivers of Europe"),
        ("v1.2 <b>.csv", "v1.2 &lt;b&gt;"),
        ("Español.txt", "Español"),
        ("n" * 300 + ".txt", "n" * 200),
        (".txt", ".txt"),
    ],
)
def test_a_new_deck_is_named_after_its_file_unless_its_sender_says_otherwise(learner, name, title):
    address = bring(learner, io.BytesIO(b"a - b\nc - d\n"), name)
    shown = page(learner, address)
    assert f'value="{title}"' in field(shown, "title")
    laid_out = address + "&separator=dash"
    assert f'value="{title}"' in field(page(learner, laid_out), "title")
    assert 'value="Imported"' in field(page(learner, bring(learner, "a\tb\n")), "title")


def test_how_a_list_is_laid_out_can_be_said(learner):
    address = bring(learner, "Berlin, city - Germany\nRome, city - Italy\n")
    assert 'card-front">Berlin, city<' in page(learner, f"{address}?separator=dash")
    assert 'card-front">Berlin<' in page(learner, f"{address}?separator=comma")


def test_a_line_told_apart_by_guess_comes_in_and_is_shown(learner):
    pasted = "die Katze\tthe cat\nder Hund - the dog\nder Vogel\tthe bird\n"
    shown = page(learner, bring(learner, pasted))
    assert "3 notes can come in." in shown
    assert "1 of them has another sign between its sides." in shown
    assert "Taken apart at “-”." in shown
    assert "3 notes came in." in take_in(learner, pasted)


def test_a_third_column_becomes_tags_where_the_learner_says_so(rows, learner):
    address = bring(learner, "Hund\tdog\tanimal, at home\nHaus\thouse\tbuilding\n")
    assert 'name="third"' in page(learner, address)
    learner.post(f"{address}?third=tags", data={"into": -1, "title": "German"})
    with rows() as session:
        assert set(session.scalars(select(NoteTag.tag))) == {"animal", "at home", "building"}
        assert {note.fields["more"] for note in session.scalars(select(NoteRow))} == {""}


def test_into_offers_a_new_deck_and_those_of_the_learner(rows, learner):
    learner.post("/cards/decks/new", data={"title": "Mine"})
    listed = page(learner, bring(learner, "a\tb\n"))
    assert "a new deck, named below" in listed
    assert ">Mine</option>" in listed
    assert "the decks that the file names" not in listed
    file = package([Note(["a", "b"], cards=[Card(did=2)])], decks={2: "Geo::Rivers"})
    assert "the decks that the file names" in page(learner, bring(learner, file))


def test_a_package_comes_into_one_new_deck_if_its_sender_wants_that(rows, learner):
    notes = [Note(["a", "b"], cards=[Card(did=2)]), Note(["c", "d"], cards=[Card(did=3)])]
    decks = {2: "Geo::Rivers", 3: "Geo::Lakes"}
    assert "2 notes came in." in take_in(learner, package(notes, decks=decks), into=-1, title="All")
    with rows() as session:
        assert session.scalars(select(Deck.title)).all() == ["All"]


def test_notes_can_all_go_into_one_deck(rows, learner, people):
    made = learner.post("/cards/decks/new", data={"title": "Mine"})
    deck_id = int(made.location.rpartition("/")[2])
    take_in(learner, package([Note(["{{c1::a}} b", ""], CLOZE)], decks={1: "Other::Deck"}), into=deck_id)
    with rows() as session:
        assert session.scalars(select(NoteRow.deck_id)).all() == [deck_id]


def test_a_deck_of_somebody_else_is_no_destination(rows, learner, people, sign_in):
    made = sign_in(people["teacher"]).post("/cards/decks/new", data={"title": "Hers"})
    address = bring(learner, "a\tb")
    reply = learner.post(address, data={"into": made.location.rpartition("/")[2], "title": "x"})
    assert reply.status_code == 422


def test_what_somebody_has_sent_is_there_for_nobody_else_and_for_an_hour(people, learner, sign_in, clock):
    address = bring(learner, "a\tb")
    assert sign_in(people["teacher"]).get(address).status_code == 404
    assert learner.get("/cards/import/..%2f..%2fsecrets").status_code == 404
    clock.forward(minutes=59)
    assert learner.get(address).status_code == 200
    clock.forward(minutes=2)
    assert learner.get(address).status_code == 404


def test_whoever_sends_one_file_too_many_is_told_that_the_oldest_is_gone(learner, clock):
    first = bring(learner, "Nile\tAfrica")
    for _ in range(2):
        clock.forward(minutes=1)
        bring(learner, "Rhine\tEurope")
    assert "so the oldest is gone" not in page(learner, first)
    assert "so the oldest is gone" in page(learner, bring(learner, "Amur\tAsia"))
    assert learner.get(first).status_code == 404


def test_files_that_were_taken_in_make_room_without_a_word(learner, clock):
    waiting = bring(learner, "Nile\tAfrica")
    for number in range(4):
        clock.forward(minutes=1)
        take_in(learner, f"River {number}\tEurope", into=-1, title=f"Rivers {number}")
    assert "so the oldest is gone" not in page(learner, bring(learner, "Amur\tAsia"))
    page(learner, waiting)


def test_a_deleted_note_comes_back_with_its_file(rows, learner):
    take_in(learner, package([Note(["a", "b"], guid="g")]))
    with rows() as session:
        note = notes_of(session)["g"]
    learner.post(f"/cards/decks/{note.deck_id}/notes", data={"action": "delete", "note": note.id})
    take_in(learner, package([Note(["a", "b"], guid="g")]))
    with rows() as session:
        assert notes_of(session)["g"].retired_at is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\xff\xfe\x00", b"caf\xe9\tb"])
def test_a_file_that_cannot_be_used_is_answered_in_a_sentence(learner, content):
    address = bring(learner, io.BytesIO(content))
    reply = learner.get(address)
    assert reply.status_code == 422
    assert "Nothing can come in." in reply.get_data(as_text=True)
    assert learner.post(address, data={"into": 0, "title": "x"}).status_code == 422


def test_nothing_sent_is_asked_for_again(learner):
    assert learner.post("/cards/import", data={}).status_code == 422


def test_scripts_in_a_file_are_words_on_the_page(learner):
    shown = page(learner, bring(learner, "<script>alert(1)</script>\t<img src=x onerror=alert(1)>"))
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_every_fault_has_its_words(app):
    with app.test_request_context():
        assert all(fault_in_words(fault) for fault in get_args(FileFault))
        assert all(remark_in_words(NoteRemark(1, "", refused=one)) for one in get_args(Refusal))
        assert all(remark_in_words(NoteRemark(1, "", (one,))) for one in get_args(Loss))


def taken_out(learner, deck_id: int, kind: str) -> Pile:
    reply = learner.get(f"/cards/decks/{deck_id}/export?as={kind}")
    assert reply.status_code == 200
    assert "attachment" in reply.headers["Content-Disposition"]
    return pile_of(notes_in(io.BytesIO(reply.data)))


def only_deck(session) -> int:
    return session.scalars(select(Deck.id)).one()


def test_a_deck_taken_out_and_brought_in_elsewhere_is_the_same_with_its_schedule(
    rows, learner, people, sign_in
):
    note = Note(["Seine", "Paris"], guid="g", tags="rivers", cards=[REVIEWED])
    take_in(learner, package([note, Note(["{{c1::a}} <b>b</b>", "c"], CLOZE)], decks={1: "Geo"}))
    with rows() as session:
        deck_id = only_deck(session)
        was = [(row.due_on, row.stability, row.reps) for row in session.scalars(select(MemoryRow))]
    raw = learner.get(f"/cards/decks/{deck_id}/export?as=scheduled").data
    first, second = pile_of(notes_in(io.BytesIO(raw))).notes
    assert (first.guid, first.tags, first.deck, first.cards[0].interval) == ("g", ("rivers",), ("Geo",), 30)
    assert (second.fields["text"], second.format) == ("{{c1::a}} **b**", "markdown")
    other = sign_in(people["stranger"])
    assert "2 answers came with them." in take_in(other, io.BytesIO(raw))
    with rows() as session:
        theirs = select(MemoryRow).where(MemoryRow.user_id == people["stranger"].id)
        assert [(row.due_on, row.stability, row.reps) for row in session.scalars(theirs)] == was
        assert list(check(session)) == []


def test_bringing_in_what_one_has_taken_out_changes_nothing(rows, learner):
    take_in(learner, package([Note(["a", "b"], cards=[REVIEWED]), Note(["c", "<i>d</i>"])]))
    with rows() as session:
        deck_id = only_deck(session)
    raw = learner.get(f"/cards/decks/{deck_id}/export?as=scheduled").data
    assert "Nothing new came in. 2 were here already." in take_in(learner, io.BytesIO(raw))
    with rows() as session:
        assert len(session.scalars(select(Review)).all()) == 2


def test_without_the_schedule_the_cards_go_alone(rows, learner):
    take_in(learner, package([Note(["a", "b"], cards=[REVIEWED])]))
    with rows() as session:
        deck_id = only_deck(session)
    for kind in ("package", "text", "list"):
        pile = taken_out(learner, deck_id, kind)
        assert [(note.fields["front"], note.fields["back"]) for note in pile.notes] == [("a", "b")]
        assert not any(note.cards for note in pile.notes)
    assert learner.get(f"/cards/decks/{deck_id}/export?as=else").status_code == 404


def test_no_cell_of_a_list_is_a_formula_and_it_comes_back_as_it_was(rows, learner):
    take_in(learner, "=HYPERLINK(1)\t-5\n+1\t@x\n", title="Sums")
    with rows() as session:
        deck_id = only_deck(session)
    for kind in ("text", "list"):
        text = learner.get(f"/cards/decks/{deck_id}/export?as={kind}").get_data(as_text=True)
        cells = [cell for line in text.splitlines() if line[:1] != "#" for cell in line.split("\t")]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        fields = [note.fields for note in taken_out(learner, deck_id, kind).notes]
        assert [(one["front"], one["back"]) for one in fields] == [("=HYPERLINK(1)", "-5"), ("+1", "@x")]


def test_a_deck_of_the_library_goes_out_as_a_note_for_each_card(rows, learner):
    load(rows, planets())
    with rows() as session:
        deck_id = session.scalars(select(Deck.id).where(Deck.parent_id.is_(None))).one()
        cards = session.scalar(select(func.count()).select_from(CardRow))
    pile = taken_out(learner, deck_id, "scheduled")
    assert len(pile.notes) == cards
    assert {note.kind for note in pile.notes} == {"basic"}


def test_taking_out_asks_no_more_of_the_database_for_many_notes(rows, learner, statements):
    counts = []
    for number in (2, 60):
        notes = [
            Note([f"a{number}-{one}", "b"], guid=f"{number}-{one}", cards=[REVIEWED]) for one in range(number)
        ]
        take_in(learner, package(notes, decks={1: f"Deck {number}"}))
        with rows() as session:
            deck_id = session.scalars(select(Deck.id).where(Deck.title == f"Deck {number}")).one()
        with statements() as sent:
            learner.get(f"/cards/decks/{deck_id}/export?as=scheduled")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_file_may_be_larger_here_than_anywhere_else(learner):
    big = package([Note([random.Random(1).randbytes(1_600_000).hex(), "b"]), Note(["a", "b"])], "anki21")
    assert len(big.getvalue()) > 1_500_000
    assert send_raw(learner, "/cards/decks/new", bytes(3_000_000)).status_code == 413
    reply = send_raw(learner, "/cards/import", big.getvalue())
    assert "1 note can come in." in page(learner, reply.location)
    assert send_raw(learner, "/cards/import", bytes(3_000_000)).status_code == 303
    assert send_raw(learner, "/cards/import", bytes(52 * 1024 * 1024)).status_code == 413


def test_a_large_file_is_taken_in_within_bounded_memory(rows, people):
    notes = [Note([f"asks {one} {'x' * 4_000}", "b"], guid=f"g{one}") for one in range(1_500)]
    file = package(notes, "anki21b")
    del notes
    tracemalloc.start()
    with rows() as session:
        user = session.get_one(User, people["student"].id)
        into = Destination(title="Large")
        done = import_notes(session, user, notes_in(file), into, with_schedule=False, now=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.added == 1_500
    # Each text is written as a field, as words to be searched and on a card: 18 MB in all. A bound, and
    # no proof that nothing is held: the database's own copies outweigh the file.
    assert peak < 26_000_000


def test_of_a_file_with_one_bad_note_deep_inside_the_rest_comes_in(rows, learner):
    notes = [Note([f"front {one}", "" if one == 299 else "back"]) for one in range(300)]
    assert "299 notes came in. 1 was left out." in take_in(learner, package(notes))


def test_what_breaks_on_the_way_leaves_nothing_behind(rows, learner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FILLED", 40_000)
    address = bring(learner, package([Note([f"front {one}", "back"]) for one in range(300)]))
    reply = learner.post(address, data={"into": 0, "title": "x"})
    assert reply.status_code == 422
    assert "take too long" in reply.get_data(as_text=True)
    with rows() as session:
        assert session.scalars(select(NoteRow)).all() == []
        assert session.scalars(select(Deck)).all() == []


def buried_and(card: Card, front: str) -> Note:
    return Note([front, "b"], guid=front, cards=[replace(card, queue=-2)])


def test_a_buried_card_stays_out_of_sight_until_the_next_day_and_leaves_so(rows, learner, clock):
    due = replace(REVIEWED, due=50)
    packed = package([buried_and(due, "seen"), buried_and(Card(), "new"), Note(["shown", "b"])]).getvalue()
    take_in(learner, io.BytesIO(packed))
    with rows() as session:
        assert {memory.buried_on for memory in session.scalars(select(MemoryRow))} == {NOW.date()}
        assert list(check(session)) == []
        deck_id = only_deck(session)
    asked = page(learner, "/cards/review")
    assert "shown" in asked
    assert "seen" not in asked
    scheduled = taken_out(learner, deck_id, "scheduled")
    assert {note.guid for note in scheduled.notes if note.cards and note.cards[0].is_buried} == {
        "seen",
        "new",
    }
    clock.forward(days=1)
    assert "seen" in page(learner, "/cards/review")
    take_in(learner, io.BytesIO(packed))
    with rows() as session:
        assert {memory.buried_on for memory in session.scalars(select(MemoryRow))} == {NOW.date()}
    scheduled = taken_out(learner, deck_id, "scheduled")
    assert not any(state.is_buried for note in scheduled.notes for state in note.cards.values())


def test_what_is_said_of_a_deck_comes_and_goes_with_it(rows, learner, people):
    with rows() as session:
        outer = make_deck(session, people["student"].id, title="Geo", description="All of it", now=NOW)
        inner = make_deck(
            session, people["student"].id, title="Rivers", description="Long ones", outer=outer, now=NOW
        )
        builders.note(session, inner, front="a", back="b")
        outer_id = outer.id
    packed = learner.get(f"/cards/decks/{outer_id}/export").data
    with rows() as session:
        for deck in session.scalars(select(Deck)):
            deck.archived_at = NOW
    take_in(learner, io.BytesIO(packed))
    with rows() as session:
        came = session.scalars(select(Deck).where(Deck.archived_at.is_(None)).order_by(Deck.id)).all()
        assert [(deck.title, deck.description) for deck in came] == [
            ("Geo", "All of it"),
            ("Rivers", "Long ones"),
        ]
