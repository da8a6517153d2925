"""Notes: writing and changing one's own, finding them in a deck, and acting on several at once."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from questions.card import load_face
from quizapp.cards.models import Card, Deck, MemoryRow, Note, NoteTag, RecallTarget
from quizapp.cards.note_queries import tags_in_deck
from quizapp.cards.operations.writing import tag_notes
from tests import builders
from tests.builders import NOW
from tests.questions.planets import planets
from tests.quizapp.cards.test_decks import page
from tests.quizapp.cards.test_loading import load
from tests.quizapp.test_indexes import plans


@pytest.fixture
def deck(rows, people):
    """The teacher's deck, which the student may study."""
    with rows() as session:
        return builders.deck(session, people["teacher"], classes=[people["class"]])


def write(browser, deck, kind: str = "basic", **fields: str):
    return browser.post(f"/cards/decks/{deck.id}/notes/new?kind={kind}", data=fields)


def act(browser, deck, action: str, notes, /, **more: object):
    ids = [note.id for note in notes]
    return browser.post(f"/cards/decks/{deck.id}/notes", data={"action": action, "note": ids, **more})


def cards_of(session, note_id: int) -> dict[int, Card]:
    return {card.ordinal: card for card in session.scalars(select(Card).where(Card.note_id == note_id))}


def remembered(session, user, card: Card) -> None:
    session.add(
        MemoryRow(
            user_id=user.id,
            target_id=card.target_id,
            deck_id=card.deck_id,
            position=card.position,
            queue="review",
            due_on=NOW.date(),
            last_at=NOW,
        )
    )


@pytest.mark.parametrize(
    ("kind", "fields", "fronts"),
    [
        ("basic", {"front": "Longest river?", "back": "The Nile"}, ["Longest river?"]),
        ("reversed", {"front": "Seine", "back": "Paris"}, ["Seine", "Paris"]),
        ("cloze", {"text": "The {{c1::Seine}} flows through {{c2::Paris}}."}, None),
        ("typed", {"front": "Longest river?", "back": "The Nile\nNile"}, ["Longest river?"]),
    ],
)
def test_a_note_of_each_kind_is_written_and_shown(rows, people, sign_in, deck, kind, fields, fronts):
    browser = sign_in(people["teacher"])
    assert write(browser, deck, kind, **fields, tags="rivers, Europe ,rivers").status_code == 303
    with rows() as session:
        note = session.scalars(select(Note)).one()
        cards = cards_of(session, note.id)
        made = [load_face(card.face).front for card in cards.values()]
        assert made == (fronts or ["The … flows through Paris.", "The Seine flows through …."])
        assert {card.position for card in cards.values()} == set(range(1, len(cards) + 1))
        assert set(session.scalars(select(NoteTag.tag))) == {"rivers", "Europe"}
        targets = session.scalars(select(RecallTarget)).all()
        assert len({target.kin for target in targets}) == 1
    shown = page(sign_in(people["student"]), f"/cards/notes/{note.id}")
    assert all(front in shown for front in made)
    assert "Edit" not in shown.partition("<main")[2]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("basic", {"front": "Only a front"}),
        ("typed", {"back": "Only an answer"}),
        ("cloze", {"text": "No gap"}),
        ("basic", {"front": "a\0b", "back": "c"}),
        ("basic", {"front": "x" * 5_001, "back": "c"}),
        ("basic", {"front": "a", "back": "b", "tags": "t" * 61}),
        ("basic", {"front": "a", "back": "b", "tags": ",".join(map(str, range(21)))}),
    ],
)
def test_what_makes_no_card_is_refused_at_its_field_and_kept_in_the_form(
    rows, people, sign_in, deck, kind, fields
):
    reply = write(sign_in(people["teacher"]), deck, kind, **fields)
    assert reply.status_code == 422
    assert 'class="error"' in reply.get_data(as_text=True)
    with rows() as session:
        assert session.scalars(select(Note)).all() == []


def test_looking_at_a_card_shows_it_beside_the_form_and_keeps_nothing(rows, people, sign_in, deck):
    shown = write(
        sign_in(people["teacher"]), deck, front="*Nile*", back="river", is_markdown="y", action="look"
    )
    assert shown.status_code == 200
    assert "<em>Nile</em>" in shown.get_data(as_text=True)
    preview = sign_in(people["student"]).post(
        "/cards/notes/preview?kind=cloze", data={"text": "{{c1::Nile}}"}
    )
    assert "Nile" in preview.get_data(as_text=True)
    with rows() as session:
        assert session.scalars(select(Note)).all() == []


def test_a_correction_reaches_everybody_and_breaks_nobodys_memory(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id), front="Longset?", back="Nile")
        card = cards_of(session, note.id)[0]
        remembered(session, people["student"], card)
    student = sign_in(people["student"])
    reply = sign_in(people["teacher"]).post(
        f"/cards/notes/{note.id}/edit",
        data={"row_version": note.row_version, "front": "Longest?", "back": "Nile"},
    )
    assert reply.status_code == 303
    assert "Longest?" in page(student, f"/cards/decks/{deck.id}")
    with rows() as session:
        after = cards_of(session, note.id)[0]
        assert (after.id, after.target_id, after.position) == (card.id, card.target_id, card.position)
        memory = session.get_one(MemoryRow, (people["student"].id, card.target_id))
        assert (memory.deck_id, memory.due_on) == (deck.id, NOW.date())


def test_a_gap_keeps_its_memory_while_others_come_and_go(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(
            session, session.get_one(Deck, deck.id), "cloze", text="{{c1::Seine}} in {{c2::Paris}}"
        )
        before = cards_of(session, note.id)
        remembered(session, people["teacher"], before[0])
    browser = sign_in(people["teacher"])
    browser.post(f"/cards/decks/{deck.id}/study")

    def edit(text: str) -> dict[int, Card]:
        with rows() as session:
            version = session.get_one(Note, note.id).row_version
        reply = browser.post(f"/cards/notes/{note.id}/edit", data={"row_version": version, "text": text})
        assert reply.status_code == 303
        with rows() as session:
            return cards_of(session, note.id)

    changed = edit("the Seine in {{c2::Paris}}, {{c3::France}}")
    assert changed[1].target_id == before[1].target_id
    assert [ordinal for ordinal, card in changed.items() if card.retired_at] == [0]
    assert changed[2].position > before[1].position
    with rows() as session:
        resting = session.get_one(MemoryRow, (people["teacher"].id, before[0].target_id))
        assert (resting.deck_id, resting.due_on) == (None, NOW.date())
    back = edit("{{c1::Seine}} in {{c2::Paris}}")
    assert (back[0].target_id, back[0].retired_at) == (before[0].target_id, None)
    with rows() as session:
        again = session.get_one(MemoryRow, (people["teacher"].id, before[0].target_id))
        assert (again.deck_id, again.position) == (deck.id, back[0].position)


def test_who_saves_on_something_old_sees_both_texts_and_may_save_hers_on_top(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id))
    sent = {"row_version": note.row_version, "front": "One", "back": "Two"}
    browser = sign_in(people["teacher"])
    assert browser.post(f"/cards/notes/{note.id}/edit", data=sent).status_code == 303
    late = browser.post(f"/cards/notes/{note.id}/edit", data=sent | {"front": "Mine", "tags": "late"})
    shown = late.get_data(as_text=True)
    assert late.status_code == 409
    assert ("One" in shown, "Mine" in shown) == (True, True)
    fresh = shown.partition('name="row_version" value="')[2].partition('"')[0]
    again = browser.post(f"/cards/notes/{note.id}/edit", data=sent | {"front": "Mine", "row_version": fresh})
    assert again.status_code == 303
    with rows() as session:
        assert session.get_one(Note, note.id).fields["front"] == "Mine"
        assert session.scalars(select(NoteTag)).all() == []


def test_the_same_words_saved_again_change_nothing_but_the_version(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id), front="A", back="B")
        before = cards_of(session, note.id)[0]
    sign_in(people["teacher"]).post(
        f"/cards/notes/{note.id}/edit", data={"row_version": note.row_version, "front": "A", "back": "B"}
    )
    with rows() as session:
        after = cards_of(session, note.id)[0]
        assert (after.id, after.position, after.face) == (before.id, before.position, before.face)


def test_deleted_notes_rest_and_come_back_with_their_memories(rows, people, sign_in, deck):
    with rows() as session:
        home = session.get_one(Deck, deck.id)
        notes = [builders.note(session, home) for _ in range(2)]
        card = cards_of(session, notes[0].id)[0]
        remembered(session, people["student"], card)
    sign_in(people["student"]).post(f"/cards/decks/{deck.id}/study")
    browser = sign_in(people["teacher"])
    assert act(browser, deck, "delete", notes[:1]).status_code == 303
    line = notes[0].fields["front"]
    assert line not in page(browser, f"/cards/decks/{deck.id}")
    assert line in page(browser, f"/cards/decks/{deck.id}?deleted=1")
    assert line not in page(sign_in(people["student"]), f"/cards/decks/{deck.id}?deleted=1")
    assert browser.get(f"/cards/notes/{notes[0].id}/edit").status_code == 404
    act(browser, deck, "restore", notes[:1])
    assert line in page(browser, f"/cards/decks/{deck.id}")
    with rows() as session:
        memory = session.get_one(MemoryRow, (people["student"].id, card.target_id))
        assert (memory.deck_id, memory.due_on) == (deck.id, NOW.date())


def test_notes_move_to_another_deck_with_their_memories(rows, people, sign_in, deck):
    with rows() as session:
        other = builders.deck(session, people["teacher"], "Lakes")
        notes = [builders.note(session, session.get_one(Deck, deck.id), "reversed") for _ in range(2)]
        card = cards_of(session, notes[1].id)[1]
        remembered(session, people["student"], card)
    act(sign_in(people["teacher"]), deck, "move", notes, deck=other.id)
    with rows() as session:
        places = [(card.deck_id, card.position) for card in session.scalars(select(Card).order_by(Card.id))]
        assert places == [(other.id, position) for position in (1, 2, 3, 4)]
        assert session.get_one(Deck, other.id).last_position == 4
        memory = session.get_one(MemoryRow, (people["student"].id, card.target_id))
        assert (memory.deck_id, memory.position) == (other.id, 4)


def test_notes_move_to_decks_of_ones_own_only(rows, people, sign_in, deck):
    with rows() as session:
        foreign = builders.deck(session, people["student"])
        note = builders.note(session, session.get_one(Deck, deck.id))
    assert act(sign_in(people["teacher"]), deck, "move", [note], deck=foreign.id).status_code == 404


def test_a_deck_holds_a_note_of_one_guid_once(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id))
        other = builders.deck(session, people["teacher"], "Lakes")
        builders.note(session, other).guid = note.guid
    assert act(sign_in(people["teacher"]), deck, "move", [note], deck=other.id).status_code == 409


def test_who_corrects_a_card_while_learning_goes_on_learning(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id))
    sent = {"row_version": note.row_version, "front": "One", "back": "Two"}
    saved = sign_in(people["teacher"]).post(f"/cards/notes/{note.id}/edit?review=1", data=sent)
    assert saved.location == "/cards/review"


def test_tags_are_put_on_and_taken_off_and_found_again(rows, people, sign_in, deck):
    with rows() as session:
        notes = [builders.note(session, session.get_one(Deck, deck.id)) for _ in range(3)]
    browser = sign_in(people["teacher"])
    for _twice in range(2):
        act(browser, deck, "tag", notes[:2], tag="hard ones")
    act(browser, deck, "untag", notes[:1], tag="hard ones")
    shown = page(browser, f"/cards/decks/{deck.id}?tag=hard+ones")
    assert [note.fields["front"] in shown for note in notes] == [False, True, False]
    act(browser, deck, "tag", notes, tag=" ")
    with rows() as session:
        assert len(session.scalars(select(NoteTag)).all()) == 1


def test_a_student_sets_notes_aside_for_herself_alone(rows, people, sign_in, deck):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id))
    for who in ("student", "teacher"):
        sign_in(people[who]).post(f"/cards/decks/{deck.id}/study")
    browser = sign_in(people["student"])
    act(browser, deck, "suspend", [note])
    with rows() as session:
        (memory,) = session.scalars(select(MemoryRow)).all()
        assert (memory.user_id, memory.is_suspended) == (people["student"].id, True)
    act(browser, deck, "resume", [note])
    with rows() as session:
        assert not session.scalars(select(MemoryRow.is_suspended)).one()


@pytest.mark.parametrize("action", ["delete", "restore", "move", "tag", "untag", "burn"])
def test_a_student_changes_no_note_of_her_teacher(rows, people, sign_in, deck, action):
    with rows() as session:
        note = builders.note(session, session.get_one(Deck, deck.id))
    browser = sign_in(people["student"])
    assert act(browser, deck, action, [note], tag="mine", deck=deck.id).status_code == 404
    assert browser.get(f"/cards/notes/{note.id}/edit").status_code == 404
    assert sign_in(people["stranger"]).get(f"/cards/notes/{note.id}").status_code == 404


def test_notes_of_another_deck_are_not_acted_on(rows, people, sign_in, deck):
    with rows() as session:
        foreign = builders.note(session, builders.deck(session, people["stranger"]))
    act(sign_in(people["teacher"]), deck, "delete", [foreign])
    with rows() as session:
        assert session.get_one(Note, foreign.id).retired_at is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zürich", True),
        ("ÜRICH", None),
        ("lake zürich", True),
        ("100%", True),
        ("100_", False),
        ("front", False),
    ],
)
def test_notes_are_found_by_their_words(rows, people, sign_in, deck, words, found):
    with rows() as session:
        builders.note(session, session.get_one(Deck, deck.id), front="Zürich lake", back="100%")
    browser = sign_in(people["teacher"])
    shown = browser.get(f"/cards/decks/{deck.id}", query_string={"words": words}).get_data(as_text=True)
    # Capital letters beyond ASCII are the same to PostgreSQL only.
    assert found is None or ("Zürich lake" in shown) is found


def test_who_acts_on_a_later_part_of_a_filtered_deck_stays_there(rows, people, sign_in, deck):
    with rows() as session:
        home = session.get_one(Deck, deck.id)
        first, last = (
            builders.note(session, home, front=f"Blue {n}", back="x", tags=["sea"]) for n in (1, 2)
        )
    browser = sign_in(people["teacher"])
    there = f"words=blue&tag=sea&after={first.id}"
    shown = page(browser, f"/cards/decks/{deck.id}?{there}")
    [leads_to] = re.findall(r'action="(/cards/decks/\d+/notes[^"]*)"', shown)
    reply = browser.post(unescape(leads_to), data={"action": "untag", "note": [last.id], "tag": "sea"})
    assert reply.location == f"/cards/decks/{deck.id}?{there}"
    left = page(browser, reply.location)
    assert "No more notes fit." in left
    assert f'href="/cards/decks/{deck.id}?words=blue&amp;tag=sea"' in left


def test_who_deletes_the_end_of_a_deck_is_told_that_there_is_no_more_of_it(rows, people, sign_in, deck):
    with rows() as session:
        first, last = (builders.note(session, session.get_one(Deck, deck.id)) for _ in range(2))
    browser = sign_in(people["teacher"])
    address = f"/cards/decks/{deck.id}/notes?after={first.id}"
    reply = browser.post(address, data={"action": "delete", "note": [last.id]})
    left = page(browser, reply.location)
    assert ("There are no more notes." in left, "No card yet" in left) == (True, False)
    assert f'href="/cards/decks/{deck.id}"' in left.partition("There are no more notes.")[2]


@pytest.mark.parametrize("query", [{"words": "a\0"}, {"tag": "\0"}, {"words": "%" * 60_000}, {"after": "x"}])
def test_a_search_that_no_database_takes_finds_nothing_or_all(people, sign_in, deck, query):
    reply = sign_in(people["teacher"]).get(f"/cards/decks/{deck.id}", query_string=query)
    assert reply.status_code == 200


def test_a_long_deck_is_read_page_by_page(rows, people, sign_in, deck, statements):
    browser = sign_in(people["teacher"])
    with rows() as session:
        builders.note(session, session.get_one(Deck, deck.id), front="First", back="x", tags=["a"])
    with statements() as few:
        page(browser, f"/cards/decks/{deck.id}")
    with rows() as session:
        home = session.get_one(Deck, deck.id)
        for number in range(2, 52):
            builders.note(session, home, front=f"Number {number}.", back="x", tags=["a", f"b{number}"])
    with statements() as many:
        first = page(browser, f"/cards/decks/{deck.id}")
    assert len(many) == len(few)
    assert "First" in first
    assert "Number 51." not in first
    more = first.partition("More notes")[0].rpartition('href="')[2].partition('"')[0]
    assert "Number 51." in page(browser, more.replace("&amp;", "&"))


def test_a_note_of_the_library_shows_its_receipt(rows, people, sign_in):
    load(rows, planets())
    with rows() as session:
        note = session.scalars(select(Note).where(Note.fact == "io-orbits")).one()
    shown = page(sign_in(people["student"]), f"/cards/notes/{note.id}")
    assert "Which planet does Io circle?" in shown
    assert '<mark class="proof">Io circles Jupiter.</mark>' in shown


@pytest.mark.usefixtures("new_tables")
def test_the_tags_of_a_deck_are_read_from_one_to_the_next(rows, people):
    with rows() as session:
        deck, other = (builders.deck(session, people["teacher"]) for _ in range(2))
        for tags in (["b", "a"], ["b", "É c"], ["b"]):
            tag_all(session, builders.note(session, deck), tags)
        tag_all(session, builders.note(session, other), ["elsewhere"])
        assert tags_in_deck(session, deck.id) == ["a", "b", "É c"]
        assert tags_in_deck(session, builders.deck(session, people["teacher"]).id) == []
        with plans(session) as found:
            tags_in_deck(session, deck.id)
    assert "ix_note_tag_deck" in found[0]
    assert not re.search("SCAN (later|note_tag)|Seq Scan on note_tag", found[0])


def tag_all(session, note, tags):
    for tag in tags:
        tag_notes(session, [note], tag)
