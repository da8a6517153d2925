"""Decks: seeing, studying, making, sharing and putting them away; and to whom they do not exist."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.cards.day_queries import studied_decks
from quizapp.cards.deck_queries import MOST_COUNTED, shelf_of
from quizapp.cards.models import Card, Deck, DeckShare, MemoryRow, Study
from quizapp.cards.operations.writing import Writing, write_note
from tests import builders
from tests.builders import NOW
from tests.filled_decks import fill_deck
from tests.questions.planets import planets
from tests.quizapp.cards.piles import pile
from tests.quizapp.cards.test_loading import load


def page(browser, address: str) -> str:
    reply = browser.get(address)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def studied_by(session, user) -> list[int]:
    return list(
        session.scalars(
            select(Study.deck_id)
            .where(Study.user_id == user.id, Study.stopped_at.is_(None))
            .order_by(Study.deck_id)
        )
    )


def test_a_newcomer_sees_the_decks_of_the_library_and_how_to_begin_her_own(rows, people, sign_in):
    load(rows, planets())
    shown = page(sign_in(people["student"]), "/cards/decks")
    assert "Make your first deck" in shown
    assert "From the library" in shown
    assert "From my classes" not in shown


def test_a_bank_deck_is_studied_with_all_its_topics_at_one_click(rows, people, sign_in):
    load(rows, planets())
    browser = sign_in(people["student"])
    with rows() as session:
        whole, inside = session.scalars(select(Deck).order_by(Deck.id)).all()
    assert browser.post(f"/cards/decks/{whole.id}/study").status_code == 303
    with rows() as session:
        assert studied_by(session, people["student"]) == [whole.id, inside.id]
    assert "Stop studying" in page(browser, f"/cards/decks/{inside.id}")
    browser.post(f"/cards/decks/{inside.id}/stop")
    with rows() as session:
        assert studied_by(session, people["student"]) == [whole.id]


def test_studying_again_goes_on_where_it_stopped(rows, people, sign_in):
    with rows() as session:
        deck = builders.deck(session, people["student"])
        session.add(
            Study(
                user_id=people["student"].id, deck_id=deck.id, met_position=7, started_at=NOW, stopped_at=NOW
            )
        )
    sign_in(people["student"]).post(f"/cards/decks/{deck.id}/study")
    with rows() as session:
        study = session.get_one(Study, (people["student"].id, deck.id))
        assert (study.met_position, study.stopped_at) == (7, None)


def test_who_kept_single_cards_of_a_deck_may_study_all_of_it(rows, people, sign_in):
    with rows() as session:
        deck = builders.deck(session, people["student"])
        session.add(
            Study(
                user_id=people["student"].id, deck_id=deck.id, met_position=7, started_at=NOW, only_kept=True
            )
        )
    browser = sign_in(people["student"])
    assert "Study this deck" in page(browser, f"/cards/decks/{deck.id}")
    browser.post(f"/cards/decks/{deck.id}/study")
    with rows() as session:
        study = session.get_one(Study, (people["student"].id, deck.id))
        assert (study.met_position, study.only_kept) == (0, False)


def test_what_is_remembered_already_finds_its_place_in_a_deck_that_is_studied(rows, people, sign_in):
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
        builders.note(session, deck)
        card = session.scalars(select(Card)).one()
        session.add_all(
            MemoryRow(
                user_id=people[who].id,
                target_id=card.target_id,
                queue=queue,
                due_on=NOW.date() if queue == "review" else None,
                last_at=NOW,
            )
            for who, queue in (("student", "review"), ("stranger", "review"), ("teacher", "idle"))
        )
    for who in ("student", "teacher"):
        sign_in(people[who]).post(f"/cards/decks/{deck.id}/study")
    with rows() as session:
        places = {
            memory.user_id: (memory.deck_id, memory.position) for memory in session.scalars(select(MemoryRow))
        }
    assert places == {
        people["student"].id: (deck.id, 1),
        people["stranger"].id: (None, None),
        people["teacher"].id: (None, None),
    }


def test_a_deck_of_ones_own_is_made_studied_and_renamed(rows, people, sign_in):
    browser = sign_in(people["student"])
    made = browser.post("/cards/decks/new", data={"title": " Rivers ", "description": "Of Europe"})
    assert "Write the first card" in page(browser, made.location)
    browser.post(f"{made.location}/settings", data={"title": "Streams"})
    assert "Streams" in page(browser, "/cards/decks")
    with rows() as session:
        deck = session.scalars(select(Deck)).one()
        assert (deck.title, deck.owner_id) == ("Streams", people["student"].id)
        assert studied_by(session, people["student"]) == [deck.id]


def test_a_deck_inside_a_shared_one_is_shared_and_studied_by_the_same(rows, people, sign_in):
    with rows() as session:
        outer = builders.deck(session, people["teacher"], classes=[people["class"]])
    sign_in(people["student"]).post(f"/cards/decks/{outer.id}/study")
    made = sign_in(people["teacher"]).post(f"/cards/decks/new?inside={outer.id}", data={"title": "Inner"})
    assert made.status_code == 303
    with rows() as session:
        inner = session.scalars(select(Deck).where(Deck.title == "Inner")).one()
        assert inner.parent_id == outer.id
        assert studied_by(session, people["student"]) == [outer.id, inner.id]
    assert "Inner" in page(sign_in(people["student"]), f"/cards/decks/{outer.id}")


def test_decks_stand_only_so_deep_inside_each_other(rows, people, sign_in):
    browser, address = sign_in(people["student"]), "/cards/decks/new"
    for level in range(5):
        made = browser.post(address, data={"title": f"Level {level}"})
        assert made.status_code == 303
        address = f"/cards/decks/new?inside={made.location.rpartition('/')[2]}"
    refused = browser.post(address, data={"title": "Too deep"})
    assert refused.status_code == 422
    assert "at most 5 deep" in refused.get_data(as_text=True)


def test_a_deck_is_shared_with_classes_that_one_teaches_and_taken_back(rows, people, sign_in):
    with rows() as session:
        deck = builders.deck(session, people["teacher"])
        other = builders.classroom(session, builders.teacher(session), students=[people["stranger"]])
    teacher, student = sign_in(people["teacher"]), sign_in(people["student"])
    address = f"/cards/decks/{deck.id}"
    assert student.get(address).status_code == 404
    teacher.post(f"{address}/share", data={"classes": [people["class"].id]})
    assert "From my classes" in page(student, "/cards/decks")
    assert f"By {people['teacher'].display_name}" in page(student, address)
    assert f"{people['class'].name}: see progress</a>" in page(teacher, address)
    foreign = teacher.post(f"{address}/share", data={"classes": [other.id]})
    assert foreign.status_code == 422
    teacher.post(f"{address}/share")
    assert student.get(address).status_code == 404
    with rows() as session:
        assert session.scalars(select(DeckShare)).all() == []


@pytest.mark.parametrize("change", ["leave", "archive"])
def test_a_shared_deck_is_there_only_for_who_is_in_the_class_now(rows, people, sign_in, change):
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
    student, teacher = sign_in(people["student"]), sign_in(people["teacher"])
    assert student.post(f"/cards/decks/{deck.id}/study").status_code == 303
    with rows() as session:
        assert [one.deck_id for one in studied_decks(session, people["student"].id)] == [deck.id]
    if change == "leave":
        student.post(f"/classes/{people['class'].id}/leave")
    else:
        teacher.post(f"/classes/{people['class'].id}/archive")
    assert student.get(f"/cards/decks/{deck.id}").status_code == 404
    with rows() as session:
        assert studied_decks(session, people["student"].id) == []


def test_a_deck_put_away_is_gone_for_all_and_comes_back_with_what_is_inside(rows, people, sign_in):
    with rows() as session:
        outer = builders.deck(session, people["teacher"], classes=[people["class"]])
        inner = builders.deck(session, people["teacher"], "Inner", outer=outer)
    teacher, student = sign_in(people["teacher"]), sign_in(people["student"])
    assert "Inner" in page(student, "/cards/decks")
    teacher.post(f"/cards/decks/{outer.id}/archive")
    assert "Inner" not in page(student, "/cards/decks")
    assert student.get(f"/cards/decks/{inner.id}").status_code == 404
    assert "1 archived deck" in page(teacher, "/cards/decks")
    teacher.post(f"/cards/decks/{outer.id}/archive", data={"back": "1"})
    assert "Inner" in page(student, "/cards/decks")


def test_an_inner_deck_put_away_earlier_stays_away(rows, people, sign_in, clock):
    with rows() as session:
        outer = builders.deck(session, people["teacher"])
        inner = builders.deck(session, people["teacher"], "Inner", outer=outer)
    teacher = sign_in(people["teacher"])
    teacher.post(f"/cards/decks/{inner.id}/archive")
    clock.forward(minutes=1)
    teacher.post(f"/cards/decks/{outer.id}/archive")
    teacher.post(f"/cards/decks/{outer.id}/archive", data={"back": "1"})
    with rows() as session:
        assert session.get_one(Deck, outer.id).archived_at is None
        assert session.get_one(Deck, inner.id).archived_at is not None


def test_nobody_changes_a_deck_of_the_library_or_of_somebody_else(rows, people, sign_in):
    load(rows, planets())
    with rows() as session:
        own = builders.deck(session, people["student"])
        bank_deck = session.scalars(select(Deck).where(Deck.bank_id.is_not(None))).first()
    browser = sign_in(people["teacher"])
    for deck in (own, bank_deck):
        for path in ("settings", "notes/new"):
            assert browser.get(f"/cards/decks/{deck.id}/{path}").status_code == 404
        assert browser.post(f"/cards/decks/{deck.id}/archive").status_code == 404
        made = browser.post(f"/cards/decks/new?inside={deck.id}", data={"title": "Inside"})
        assert made.status_code == 404


@pytest.mark.parametrize("title", ["", "  ", "a\0b", "x" * 201])
def test_a_title_that_cannot_be_kept_is_refused_at_its_field(people, sign_in, title):
    reply = sign_in(people["student"]).post("/cards/decks/new", data={"title": title})
    assert reply.status_code == 422


@pytest.mark.parametrize(
    "address", ["/cards/decks/0", f"/cards/decks/{2**63}", "/cards/notes/99999999999999"]
)
def test_a_number_of_no_row_is_not_found(people, sign_in, address):
    assert sign_in(people["student"]).get(address).status_code == 404


@pytest.mark.parametrize("address", ["/cards/decks", "/cards/decks/{id}"])
def test_a_page_asks_no_more_of_the_database_for_fifty_decks(rows, people, sign_in, statements, address):
    with rows() as session:
        outer = builders.deck(session, people["student"])
        builders.deck(session, people["student"], outer=outer)
    browser = sign_in(people["student"])
    page(browser, address.format(id=outer.id))
    with statements() as few:
        page(browser, address.format(id=outer.id))
    with rows() as session:
        for _ in range(50):
            builders.deck(session, people["student"], outer=session.get_one(Deck, outer.id))
    with statements() as many:
        page(browser, address.format(id=outer.id))
    assert len(many) == len(few)


def test_the_library_stands_first_until_something_is_studied(rows, sign_in) -> None:
    with rows() as session:
        learner, author = builders.user(session), builders.user(session)
        bank = builders.bank(session)
        outer, _cards = pile(session, author, 2)
        inner, _more = pile(session, author, 3, parent=outer)
        for deck in (outer, inner):
            deck.owner_id, deck.bank_id = None, bank.id
    browser = sign_in(learner)
    page = browser.get("/cards/decks").text
    assert page.index("From the library") < page.index("My decks")
    assert "5 cards" in page
    assert "1 topic<" in page
    browser.post(f"/cards/decks/{inner.id}/study")
    page = browser.get("/cards/decks").text
    assert page.index("From the library") > page.index("My decks")


def test_cards_are_counted_up_to_ten_thousand(rows, sign_in) -> None:
    with rows() as session:
        owner = builders.user(session)
        full, _targets = fill_deck(session, owner, MOST_COUNTED, now=NOW)
        pile(session, owner, 3)
        assert [one.cards for one in shelf_of(session, owner.id).own] == [MOST_COUNTED, 3]
        assert [one.cards for one in shelf_of(session, owner.id, most=2).own] == [3, 3]
    browser = sign_in(owner)
    assert f">{MOST_COUNTED} cards<" in browser.get("/cards/decks").text
    with rows() as session:
        writing = Writing("basic", {"front": "One", "back": "more"})
        write_note(session, session.get(Deck, full.id), writing, guid="one more", now=NOW)
    assert f">more than {MOST_COUNTED} cards<" in browser.get("/cards/decks").text
