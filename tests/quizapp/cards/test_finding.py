"""Finding cards in all decks of a learner, and acting on those found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questions.card_search import read_search
from questions.memory.log import Action
from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards import finding_queries, finding_walks
from quizapp.cards.finding_queries import FoundPage, Place, decks_to_search, find_notes
from quizapp.cards.models import Card, Deck, MemoryRow, Note
from quizapp.cards.operations.decks import archive_deck, share_deck, stop_studying
from quizapp.cards.operations.reviewing import act_on_cards, take_answers, take_back
from quizapp.cards.operations.writing import move_notes, retire_notes, tag_notes
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, learned, pile, studied_pile, studies
from tests.quizapp.cards.test_decks import page
from tests.quizapp.test_indexes import plans

TODAY = NOW.date()


def find(
    session: Session, user: User, typed: str, *, after: Place | None = None, day: dt.date = TODAY
) -> FoundPage:
    decks = decks_to_search(session, user.id)
    return find_notes(session, user, decks, read_search(typed), day=day, after=after)


def found(session: Session, user: User, typed: str, *, day: dt.date = TODAY) -> list[str]:
    """The fronts of all that is found, page after page."""
    lines, after = [], None
    while True:
        one = find(session, user, typed, after=after, day=day)
        lines += [note.entry.line for note in one.notes]
        if one.more is None:
            return lines
        after = one.more


def fronts(*numbers: int) -> list[str]:
    return [f"Front {number}" for number in numbers]


def mark(session: Session, user: User, cards: Sequence[Card], action: Action) -> None:
    ids = [card.id for card in cards]
    act_on_cards(session, user, ids, action, uuid=f"{action}-{ids[0]}", now=NOW)


def notes_of(session: Session, cards: Sequence[Card]) -> list[Note]:
    return list(session.scalars(select(Note).where(Note.id.in_([card.note_id for card in cards]))))


def worded(session: Session) -> None:
    session.execute(update(Note).values(words="river " + Note.guid))


def test_each_state_finds_the_cards_that_are_in_it(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 8)
        learned(session, ann, cards[:3])
        take_answers(session, ann, answers(cards[3:5], at=NOW), now=NOW)
        mark(session, ann, [cards[2], cards[6]], "suspend")
        mark(session, ann, [cards[0], cards[5]], "flag")
        session.execute(
            update(MemoryRow).where(MemoryRow.target_id == cards[1].target_id).values(is_leech=True)
        )
        # A neighbour whose memories are of the same cards.
        bob = builders.user(session)
        mark(session, bob, cards, "suspend")
        assert found(session, ann, "is:suspended") == fronts(3, 7)
        assert found(session, ann, "is:flagged") == fronts(1, 6)
        assert found(session, ann, "is:leech") == fronts(2)
        assert found(session, ann, "is:learning") == fronts(4, 5)
        assert found(session, ann, "is:review") == fronts(1, 2, 3)
        assert found(session, ann, "is:due") == []
        later = TODAY + dt.timedelta(days=30)
        assert sorted(found(session, ann, "is:due", day=later)) == fronts(1, 2)
        assert found(session, ann, "is:new") == fronts(6, 8)
        assert found(session, ann, "-is:new -is:review -is:suspended") == fronts(4, 5)
        assert found(session, ann, "is:flagged is:new") == fronts(6)
        assert found(session, ann, "") == fronts(*range(1, 9))


def test_words_tags_and_their_opposites_narrow_what_is_found(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 4)
        worded(session)
        tag_notes(session, notes_of(session, cards[1:3]), "old rivers")
        guid = notes_of(session, cards[2:3])[0].guid
        assert found(session, ann, 'tag:"old rivers"') == fronts(2, 3)
        assert found(session, ann, '-tag:"old rivers"') == fronts(1, 4)
        assert found(session, ann, f"RIVER {guid}") == fronts(3)
        assert found(session, ann, f'river -{guid} tag:"old rivers"') == fronts(2)
        assert found(session, ann, "%") == []
        assert found(session, ann, "a\0b") == []


def test_a_tag_is_found_whatever_its_case(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 4)
        notes = notes_of(session, cards)
        tag_notes(session, notes[:2], "Straße")
        tag_notes(session, notes[1:3], "STRASSE")
        assert found(session, ann, "tag:straße") == fronts(1, 2, 3)
        worded(session)
        assert found(session, ann, "river tag:strasse") == fronts(1, 2, 3)
        assert found(session, ann, "-tag:Strasse") == fronts(4)


def test_a_tag_finds_what_lies_below_it_and_a_star_whatever_stands_there(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 7)
        notes = notes_of(session, cards)
        tags = ["Asia", "asia::Rivers", "Asia::Rivers::Ob", "Asian", "Asia-Minor", "50%::a_b", ""]
        for note, tag in zip(notes, tags, strict=True):
            if tag:
                tag_notes(session, [note], tag)
        tag_notes(session, notes[:1], "asia::rivers")
        assert found(session, ann, "tag:ASIA") == fronts(1, 2, 3)
        assert found(session, ann, "tag:asia::rivers") == fronts(1, 2, 3)
        assert found(session, ann, "tag:asia::rivers::*") == fronts(3)
        assert found(session, ann, "tag:asia*") == fronts(1, 2, 3, 4, 5)
        assert found(session, ann, "tag:*minor") == fronts(5)
        assert found(session, ann, "tag:*::ob") == fronts(3)
        assert found(session, ann, "tag:asia*ob") == fronts(3)
        assert found(session, ann, "tag:50%") == fronts(6)
        assert found(session, ann, "tag:50%::axb") == []
        assert found(session, ann, "tag:none") == fronts(7)
        assert found(session, ann, "-tag:*") == fronts(7)
        assert found(session, ann, "-tag:asia") == fronts(4, 5, 6, 7)
        assert found(session, ann, "tag:asian or tag:asia-minor") == fronts(4, 5)
        assert found(session, ann, "tag:asia (tag:asian or tag:*ob)") == fronts(3)
        assert found(session, ann, "tag:asia::*::ob or tag:none") == fronts(3, 7)


def test_notes_come_in_order_however_many_tags_lie_below_the_one_asked_for(rows, monkeypatch) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 9)
        for number, note in enumerate(notes_of(session, cards)):
            tag_notes(session, [note], f"a::{9 - number}")
        assert found(session, ann, "tag:a") == fronts(*range(1, 10))
        monkeypatch.setattr(finding_walks, "_MOST_TAGS", 3)
        assert found(session, ann, "tag:a -tag:a::9") == fronts(*range(2, 10))


def test_parts_may_be_joined_by_or_and_brackets(rows) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 5)
        other, _cards = pile(session, ann, 1)
        session.execute(update(Note).values(words=Note.fields["front"].as_string()))
        mark(session, ann, cards[:2], "suspend")
        mark(session, ann, cards[1:3], "flag")
        assert found(session, ann, '"Front 4" or is:flagged') == fronts(2, 3, 4)
        assert found(session, ann, "is:suspended or is:flagged") == fronts(1, 2, 3)
        assert found(session, ann, "flag:0 is:suspended") == fronts(1)
        assert found(session, ann, "-(is:suspended or is:flagged)") == [*fronts(4, 5), *fronts(1)]
        assert found(session, ann, '(is:suspended is:flagged) or "front 5"') == fronts(2, 5)
        assert found(session, ann, f'is:flagged or deck:"{other.title}"') == [*fronts(2, 3), *fronts(1)]
        assert found(session, ann, f'-(is:flagged or deck:"{deck.title}")') == fronts(1)
        assert found(session, ann, "fr*t (2 or 3)") == fronts(2, 3)
        assert found(session, ann, "f%t") == []


def test_what_a_memory_measures_may_be_asked_for(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 4)
        learned(session, ann, cards[:3])
        for card, interval, stability in zip(cards, (5, 30, 90), (4.96, 30.0, 90.0), strict=False):
            session.execute(
                update(MemoryRow)
                .where(MemoryRow.target_id == card.target_id)
                .values(
                    interval=interval,
                    stability=stability,
                    difficulty=5.5,
                    lapses=interval // 30,
                    due_on=TODAY + dt.timedelta(days=interval - 5),
                    last_on=TODAY - dt.timedelta(days=30),
                )
            )
        assert found(session, ann, "prop:ivl>=30") == fronts(2, 3)
        assert found(session, ann, "prop:ivl!=30") == fronts(1, 3)
        assert found(session, ann, "prop:due=0") == fronts(1)
        assert found(session, ann, "prop:due>0 prop:due<26") == fronts(2)
        assert found(session, ann, "prop:s=5.0") == fronts(1)
        assert found(session, ann, "prop:s=5.00") == []
        assert found(session, ann, "prop:d=0.5") == found(session, ann, "prop:d=5.5") == fronts(1, 2, 3)
        assert found(session, ann, "prop:lapses=0") == fronts(1, 4)
        assert found(session, ann, "prop:reps=0") == fronts(4)
        # After as many days as the stability counts, nine of ten are recalled.
        assert found(session, ann, "prop:r=0.9") == found(session, ann, "prop:r=90") == fronts(2)
        assert found(session, ann, "prop:r<0.9") == fronts(1)
        assert found(session, ann, "prop:r>=0.91") == fronts(3)
        assert found(session, ann, "prop:r>0") == fronts(1, 2, 3)


def test_what_is_asked_of_cards_must_hold_of_one_and_the_same(rows) -> None:
    with rows() as session:
        ann = builders.user(session)
        deck = builders.deck(session, ann)
        note = builders.note(session, deck, kind="reversed", front="Both", back="Ways")
        studies(session, ann, deck)
        learned(session, ann, note.cards[:1])
        mark(session, ann, note.cards[1:], "flag")
        assert found(session, ann, "is:flagged") == found(session, ann, "is:review") == ["Both"]
        assert found(session, ann, "is:flagged is:review") == []
        assert found(session, ann, "is:flagged (is:review or prop:reps>0)") == []
        assert found(session, ann, "is:flagged (is:review or is:new)") == ["Both"]


def test_what_was_answered_or_written_lately_is_found(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 4)
        days_ago = [NOW - dt.timedelta(days=days) for days in (6, 2, 0)]
        for card, at in zip(cards, days_ago, strict=False):
            take_answers(session, ann, answers([card], at=at), now=at)
        take_answers(session, ann, answers(cards[2:3], Rating.AGAIN), now=NOW)
        undone = answers(cards[3:])
        take_answers(session, ann, undone, now=NOW)
        take_back(session, ann, undone[0].uuid, by="undo", now=NOW)
        assert found(session, ann, "rated:7") == fronts(1, 2, 3)
        assert found(session, ann, "rated:6") == fronts(2, 3)
        assert found(session, ann, "rated:1:1") == fronts(3)
        assert found(session, ann, "-rated:7") == fronts(4)
        old, new = notes_of(session, cards)[0], notes_of(session, cards)[3]
        old.made_at, new.made_at = NOW - dt.timedelta(days=9), NOW + dt.timedelta(hours=1)
        session.flush()
        assert found(session, ann, "added:9") == fronts(4, 3, 2)
        assert found(session, ann, "added:10") == fronts(4, 3, 2, 1)


def test_what_is_put_off_until_tomorrow_is_found_today(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 2)
        mark(session, ann, cards[:1], "bury")
        assert found(session, ann, "is:buried") == fronts(1)
        assert found(session, ann, "is:buried", day=TODAY + dt.timedelta(days=1)) == []


def test_decks_are_named_with_stars(rows) -> None:
    with rows() as session:
        ann = builders.user(session)
        outer, _cards = pile(session, ann, 1)
        inner, _cards = pile(session, ann, 2, parent=outer)
        outer.title, inner.title = "Asia", "Long rivers"
        session.flush()
        assert len(found(session, ann, "deck:*rivers")) == len(found(session, ann, "deck:asia::*")) == 2
        assert len(found(session, ann, "deck:a*")) == len(found(session, ann, "deck:*")) == 3


def test_a_tag_goes_with_its_note_into_another_deck(rows) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 2)
        other, _cards = pile(session, ann, 1)
        notes = notes_of(session, cards[:1])
        tag_notes(session, notes, "old")
        session.refresh(notes[0], ["cards"])
        move_notes(session, notes, other)
        assert found(session, ann, f'tag:old deck:"{other.title}"') == fronts(1)
        assert found(session, ann, f'tag:old deck:"{deck.title}"') == []


def test_a_deck_is_named_by_its_title_with_all_inside_or_by_a_part_of_it(rows) -> None:
    with rows() as session:
        ann = builders.user(session)
        outer, _cards = pile(session, ann, 1)
        inner, _cards = pile(session, ann, 2, parent=outer)
        apart, _cards = pile(session, ann, 3)
        outer.title, inner.title, apart.title = "Asia", 'Its "long" rivers', "Asia Minor"
        session.flush()
        assert len(found(session, ann, "deck:asia")) == 3
        assert len(found(session, ann, 'deck:"Its long rivers"')) == 2
        assert len(found(session, ann, "deck:asi")) == 6
        assert len(found(session, ann, "-deck:asia")) == 3
        assert len(found(session, ann, "deck:asia -deck:rivers")) == 1
        assert found(session, ann, "deck:Europe") == []


def test_a_deck_is_named_with_those_around_it_and_by_one_that_holds_only_decks(rows) -> None:
    with rows() as session:
        ann = builders.user(session)
        outer, _cards = pile(session, ann, 0)
        spanish, _cards = pile(session, ann, 1, parent=outer)
        verbs, _cards = pile(session, ann, 2, parent=spanish)
        others, _cards = pile(session, ann, 4)
        outer.title, spanish.title, verbs.title, others.title = "Languages", "Spanish", "Verbs", "Verbs"
        session.flush()
        assert len(found(session, ann, "deck:languages")) == 3
        assert len(found(session, ann, "deck:Languages::Spanish")) == 3
        assert len(found(session, ann, "deck:spanish::verbs")) == 2
        assert len(found(session, ann, "deck:guages::span")) == 3
        assert len(found(session, ann, "deck:verbs")) == 6
        assert len(found(session, ann, "deck:verbs -deck:languages")) == 4


def test_found_is_what_one_has_made_or_studies_and_nothing_else(rows, people) -> None:
    teacher, student, stranger = (
        session_user for session_user in (people["teacher"], people["student"], people["stranger"])
    )
    with rows() as session:
        shared = builders.deck(session, teacher, classes=[people["class"]])
        builders.note(session, shared, front="Shared", back="b")
        builders.note(session, shared, front="Deleted", back="b")
        retired = session.scalars(select(Note).order_by(Note.id.desc())).first()
        session.refresh(retired, ["cards"])
        retire_notes(session, [retired], NOW)
        pile(session, stranger, 2)
        assert found(session, teacher, "") == ["Shared"]
        assert found(session, student, "") == []
        studies(session, student, shared)
        assert found(session, student, "") == ["Shared"]
        assert found(session, teacher, "is:new") == []
        assert found(session, student, "is:new") == ["Shared"]
        share_deck(session, shared, [], among=[people["class"].id], by_id=teacher.id, now=NOW)
        assert found(session, student, "") == []
        archive_deck(session, shared, NOW)
        session.expire_all()
        assert found(session, teacher, "") == []


def test_a_deck_that_is_no_longer_studied_is_not_searched(rows, people) -> None:
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
        builders.note(session, deck)
        studies(session, people["student"], deck)
        assert len(found(session, people["student"], "")) == 1
        stop_studying(session, people["student"].id, deck, NOW)
        assert found(session, people["student"], "") == []


@pytest.mark.parametrize("typed", ["", "is:suspended", "is:new", "is:review", "is:due", "tag:all"])
def test_every_note_comes_once_however_many_pages_and_decks_there_are(rows, typed: str, monkeypatch) -> None:
    monkeypatch.setattr(finding_queries, "PAGE", 4)
    monkeypatch.setattr(finding_queries, "FIRST_PORTION", 3)
    monkeypatch.setattr(finding_queries, "MOST_LOOKED_THROUGH", 6)
    monkeypatch.setattr(finding_queries, "MOST_DECKS", 2)
    with rows() as session:
        ann = builders.user(session)
        made: list[Card] = []
        for size in (5, 1, 1, 9, 1):
            deck, cards = pile(session, ann, size)
            studies(session, ann, deck)
            made += cards
        session.execute(update(Note).values(fields={"front": "x", "back": "y"}))
        if typed in ("is:review", "is:due"):
            learned(session, ann, made)
        if typed == "is:suspended":
            mark(session, ann, made, "suspend")
        tag_notes(session, notes_of(session, made), "all")
        ids, after = [], None
        for _page in range(60):
            one = find(session, ann, typed, after=after, day=TODAY + dt.timedelta(days=99))
            ids += [note.entry.id for note in one.notes]
            after = one.more
            if after is None:
                break
        assert sorted(ids) == sorted({card.note_id for card in made})


def test_one_request_looks_through_so_many_notes_and_says_where_to_go_on(
    rows, statements, monkeypatch
) -> None:
    monkeypatch.setattr(finding_queries, "FIRST_PORTION", 10)
    monkeypatch.setattr(finding_queries, "MOST_LOOKED_THROUGH", 30)
    with rows() as session:
        ann, deck, _cards = studied_pile(session, 80)
        decks = decks_to_search(session, ann.id)
        with statements() as sent:
            one = find_notes(session, ann, decks, read_search("nothing-like-it"), day=TODAY)
        assert (one.notes, one.more) == ((), Place(deck.id, (min_note(session, deck) + 29,)))
        assert len(sent) == 4
        with statements() as sent:
            find_notes(session, ann, decks, read_search(""), day=TODAY)
        many = len(sent)
        with statements() as sent:
            find_notes(
                session,
                ann,
                decks,
                read_search(""),
                day=TODAY,
                after=Place(deck.id, (min_note(session, deck) + 78,)),
            )
        assert len(sent) <= many


def test_what_is_looked_through_in_small_decks_counts_too(rows, monkeypatch) -> None:
    monkeypatch.setattr(finding_queries, "FIRST_PORTION", 10)
    monkeypatch.setattr(finding_queries, "MOST_LOOKED_THROUGH", 12)
    with rows() as session:
        ann = builders.user(session)
        for _deck in range(4):
            studies(session, ann, pile(session, ann, 6)[0])
        decks = decks_to_search(session, ann.id)
        one = find_notes(session, ann, decks, read_search("nothing-like-it"), day=TODAY)
        assert one.more == Place(decks[2].id)


def min_note(session: Session, deck: Deck) -> int:
    return session.scalars(select(Note.id).where(Note.deck_id == deck.id).order_by(Note.id)).first() or 0


def test_the_page_finds_and_links_lead_to_it_from_the_deck_and_the_plan(rows, sign_in) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 4)
        mark(session, ann, cards[:3], "suspend")
        mark(session, ann, cards[3:], "flag")
        deck.title = 'The "old" & long'
        session.flush()
    browser = sign_in(ann)
    shown = page(browser, f"/cards/decks/{deck.id}")
    assert ("3 cards set aside" in shown, "1 card flagged" in shown) == (True, True)
    assert "3 cards set aside" in page(browser, "/cards/plan")
    assert "/cards/find?q=is:suspended+deck:%22The+old+%26+long%22" in shown
    result = page(browser, '/cards/find?q=is:suspended deck:"The old %26 long"')
    assert [f"Front {number}<" in result for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "There is no “is:lost”" in page(browser, "/cards/find?q=is:lost")
    for typed, said in (
        ("front:x", "“front:” cannot be asked for"),
        ("prop:ease>2", "After “prop:” stands one of ivl,"),
        ("rated:x", "rated:7. For those forgotten, rated:7:1"),
        ("added:x", "stands a number of days: added:7"),
        ("flag:2", "There is one flag"),
        ("(x", "A bracket is open"),
        ("or x", "“or” stands between two things"),
    ):
        assert said in page(browser, f"/cards/find?q={typed}")
    assert "ask for 8 things at most" in page(
        browser, "/cards/find?q=one two three four five six seven eight nine"
    )
    assert "ask for" not in page(browser, "/cards/find?q=one two three four five six seven eight")
    assert "No note fits." in page(browser, "/cards/find?q=nothing")
    assert browser.get("/cards/find?after=x").status_code == 404
    for after in ("99999", f"{deck.id}.5.6.7", f"{deck.id}.0", f"{deck.id}.2147483647.1"):
        assert browser.get(f"/cards/find?q=is:due&after={after}").status_code == 200


def test_a_deck_that_is_no_longer_studied_leads_to_nothing_set_aside(rows, people, sign_in) -> None:
    student = people["student"]
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
        cards = builders.note(session, deck).cards
        studies(session, student, deck)
        mark(session, student, cards, "suspend")
    browser = sign_in(student)
    assert "1 card set aside" in page(browser, f"/cards/decks/{deck.id}")
    with rows() as session:
        stop_studying(session, student.id, deck, NOW)
    assert "1 card set aside" not in page(browser, f"/cards/decks/{deck.id}")


def test_acts_reach_ones_memory_of_all_and_change_ones_own_notes_alone(rows, people, sign_in) -> None:
    ann = people["student"]
    with rows() as session:
        own, mine = pile(session, ann, 1)
        studies(session, ann, own)
        shared = builders.deck(session, people["teacher"], classes=[people["class"]])
        theirs = builders.note(session, shared)
        studies(session, ann, shared)
        _other, foreign = pile(session, people["stranger"], 1)
    ticked = [mine[0].note_id, theirs.id, foreign[0].note_id]
    browser = sign_in(ann)

    def act(action: str, **more: object) -> str:
        sent = {"action": action, "note": ticked, "q": "is:new", **more}
        reply = browser.post("/cards/find", data=sent)
        assert (reply.status_code, reply.location) == (303, "/cards/find?q=is:new")
        return page(browser, "/cards/find")

    assert "You are not asked 2 notes any more." in act("suspend")
    said = act("tag", tag="old")
    assert "1 note has the tag now." in said
    assert "1 note is not yours and stays as it is." in said
    ticked = [theirs.id]
    assert "not yours" in act("delete")
    ticked = []
    assert "Tick at least one note." in act("suspend")
    with rows() as session:
        assert found(session, ann, "is:suspended") == ["Front 1", theirs.fields["front"]]
        assert found(session, ann, "tag:old") == ["Front 1"]
        assert found(session, people["stranger"], "tag:old") == []


def test_who_acts_on_a_later_page_stays_on_it(rows, sign_in) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 3)
        last = cards[-1].note_id
    after = f"{deck.id}.{last - 1}"
    browser = sign_in(ann)
    shown = page(browser, f"/cards/find?q=-is:flagged&after={after}")
    assert ("Front 3<" in shown, f'name="after" value="{after}"' in shown) == (True, True)
    sent = {"action": "flag", "note": [last], "q": "-is:flagged", "after": after}
    reply = browser.post("/cards/find", data=sent)
    assert reply.location == f"/cards/find?q=-is:flagged&after={after}"
    left = page(browser, reply.location)
    assert ("No more notes fit." in left, 'href="/cards/find?q=-is:flagged"' in left) == (True, True)


def test_a_note_says_that_it_is_new_to_who_studies_its_deck_and_has_never_met_it(rows, sign_in) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 3)
        take_answers(session, ann, answers(cards[:1]), now=NOW)
        mark(session, ann, cards[1:2], "suspend")
        bob = builders.user(session)
        take_answers(session, bob, answers(cards), now=NOW)

        def states(typed: str = "") -> list[set[str]]:
            return [set(note.states) for note in find(session, ann, typed).notes]

        assert states() == [{"learning"}, {"suspended"}, {"new"}]
        assert states("is:new") == [{"new"}]
    browser = sign_in(ann)
    assert page(browser, "/cards/find").count(" · New") == 1
    with rows() as session:
        stop_studying(session, ann.id, deck, NOW)
    assert " · New" not in page(browser, "/cards/find")


def test_what_is_set_aside_comes_back_on_no_day(rows, sign_in) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 2)
        learned(session, ann, cards)
        mark(session, ann, cards[:1], "suspend")
    shown = page(sign_in(ann), "/cards/find")
    assert (shown.count("Set aside</span>"), shown.count("comes back on")) == (1, 1)


def test_acting_on_notes_that_one_does_not_study_says_so(rows, sign_in) -> None:
    with rows() as session:
        ann = builders.user(session)
        _deck, cards = pile(session, ann, 1)
    browser = sign_in(ann)
    browser.post("/cards/find", data={"action": "suspend", "note": [cards[0].note_id]})
    assert "You do not study the deck of these notes." in page(browser, "/cards/find")


@pytest.mark.parametrize("action", ["tag", "untag"])
def test_a_tag_of_no_characters_is_refused(rows, sign_in, action) -> None:
    with rows() as session:
        ann = builders.user(session)
        _deck, cards = pile(session, ann, 1)
    browser = sign_in(ann)
    sent = {"action": action, "note": [cards[0].note_id], "tag": "old\0"}
    assert browser.post("/cards/find", data=sent).status_code == 303
    assert "a character that cannot be kept" in page(browser, "/cards/find")


def test_a_forgotten_card_that_is_due_says_so_and_a_waiting_one_says_when(rows, sign_in, hand_clock) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 2)
        learned(session, ann, cards[:1])
        take_answers(session, ann, answers(cards[1:], Rating.AGAIN), now=NOW)
    shown = page(sign_in(ann), "/cards/find")
    assert ("comes back on" in shown, "Learning" in shown) == (True, True)


@pytest.mark.usefixtures("new_tables")
@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("", "ix_note_deck"),
        ("word", "ix_note_deck"),
        ("is:suspended", "ix_memory_marked"),
        ("is:flagged word", "ix_memory_marked"),
        ("is:leech", "ix_memory_marked"),
        ("is:learning", "ix_memory_due"),
        ("is:due", "ix_memory_due"),
        ("is:new", "ix_card_deck_position"),
        ("tag:old", "ix_note_tag_folded"),
        ("tag:old* or tag:new", "ix_note_tag_folded"),
        ("rated:7", "ix_memory_day"),
        ("added:7", "ix_note_deck"),
    ],
)
def test_each_search_reads_one_range_of_an_index_in_its_order(rows, typed: str, index: str) -> None:
    with rows() as session:
        ann, deck, _cards = studied_pile(session)
        decks = decks_to_search(session, ann.id)
        after = Place(deck.id, (TODAY.toordinal(), 0) if typed == "is:due" else (0,))
        with plans(session) as found_plans:
            find_notes(session, ann, decks, read_search(typed), day=TODAY, after=after)
    assert index in found_plans[0]
    assert not re.search(r"(SCAN|Seq Scan on) (note|card|memory)\b|AUTOMATIC", found_plans[0])
    # Cards in steps are few, and so are those of one day: short ranges may be sorted.
    assert typed in ("is:learning", "rated:7") or not re.search("TEMP B-TREE|Sort", found_plans[0])


@pytest.mark.usefixtures("new_tables")
def test_what_is_set_aside_is_counted_by_index(rows) -> None:
    with rows() as session:
        ann, _deck, _cards = studied_pile(session)
        with plans(session) as found_plans:
            finding_queries.count_marked(session, ann.id)
    assert "ix_memory_marked" in found_plans[-1]
