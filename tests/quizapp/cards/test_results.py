"""The result of a quiz says what moved; it can be taken back for good, and kept for review when wished."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards.asking import next_batch
from quizapp.cards.day_queries import studied_decks
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, Deck, MemoryRow, Study
from quizapp.cards.operations.evidence import keep_attempt, take_back_attempt
from quizapp.cards.operations.reviewing import act_on_cards, take_answers
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Fact
from quizapp.quizzes.models import Slot
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.at_once import at_once
from tests.quizapp.cards.piles import answers, studies
from tests.quizapp.cards.sitting import begin, deck_about, entries, hand_in, memories, take
from tests.quizapp.cards.test_evidence import quiz_of

DAY = dt.timedelta(days=1)


class Desk:
    """A learner with a quiz of four typed questions, and the bank's deck with a card for each of them."""

    def __init__(self, rows: Rows) -> None:
        with rows() as session:
            self.student: User = builders.user(session)
            self.bank: Bank = builders.bank(session)
            self.quiz = quiz_of(session, *["short_answer"] * 4, bank=self.bank)
            self.facts = [*map(str, range(4))]
            self.deck: Deck | None = None


@pytest.fixture
def desk(rows: Rows) -> Desk:
    return Desk(rows)


def sit(desk: Desk, session, *names: str, now: dt.datetime = NOW) -> int:
    """The number of an attempt; the deck is about what it asked."""
    taken = take(session, desk.student, desk.quiz, names, now=now)
    desk.facts = taken.facts
    if desk.deck is None:
        desk.deck = deck_about(session, desk.bank, taken.facts)
    return taken.attempt.id


def test_the_result_says_what_moved(rows, desk, sign_in, clock):
    with rows() as session:
        sit(desk, session, *["right"] * 4)
        second = sit(desk, session, "right", "wrong", "", "right", now=NOW + 3 * DAY)
    clock.moment = NOW + 3 * DAY
    page = sign_in(desk.student).get(f"/attempts/{second}/review").text
    assert "2 memories are stronger, 1 memory is weaker." in page
    assert "Keep these 3 for review" in page


def test_the_result_says_which_memories_its_questions_do_not_explain(rows, desk, sign_in):
    with rows() as session:
        attempt = sit(desk, session, "right", "right")
        session.get_one(Slot, (attempt, 2)).counts = False
    page = sign_in(desk.student).get(f"/attempts/{attempt}/review").text
    assert "2 memories are new." in page
    assert "1 of them is from a question outside the score" in page
    assert "Question 1. New." in page
    assert "Came back or stood between. New." in page


def test_the_result_says_what_falls_due_otherwise(rows, desk, sign_in, clock):
    with rows() as session:
        first = sit(desk, session, "right")
        keep_attempt(session, desk.student, first, now=NOW)
        sit(desk, session, "right", now=NOW + 3 * DAY)
        due = memories(session, desk.student)[desk.facts[0]].due_on
        assert due is not None
        last = sit(desk, session, "wrong", now=NOW + 4 * DAY)
    clock.moment = NOW + 4 * DAY
    page = sign_in(desk.student).get(f"/attempts/{last}/review").text
    assert f"1 is due tomorrow instead of in {(due - clock.moment.date()).days} days." in page
    assert "for review</button>" not in page


def test_a_sealed_result_says_nothing_of_memories(rows, sign_in):
    with rows() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        room = builders.classroom(session, teacher, students=[student])
        quiz = quiz_of(session, "numeric", review="after_close")
        given = builders.assignment(session, quiz, room, teacher, close_at=NOW + DAY)
        attempt = begin(session, student, quiz, ["right"])
        attempt.assignment_id = given.id
        hand_in(session, attempt)
    assert "Your memory" not in sign_in(student).get(f"/attempts/{attempt.id}/review").text


def test_what_a_quiz_told_is_taken_back_exactly_and_for_good(rows, desk, sign_in):
    with rows() as session:
        sit(desk, session, *["right"] * 4)
        before = memories(session, desk.student)
        second = sit(desk, session, *["wrong"] * 4, now=NOW + DAY)
        assert memories(session, desk.student) != before
    browser = sign_in(desk.student)
    for _ in range(2):
        assert browser.post(f"/cards/results/{second}/take-back").status_code == 303
        with rows() as session:
            assert memories(session, desk.student) == before
            assert len(entries(session, desk.student)) == 12
    assert "You took back what this quiz says" in browser.get(f"/attempts/{second}/review").text


def test_one_memory_can_be_taken_back_by_itself(rows, desk, sign_in):
    with rows() as session:
        attempt = sit(desk, session, "right", "wrong")
        target = session.scalars(select(Card.target_id).where(Card.position == 2)).one()
    sign_in(desk.student).post(f"/cards/results/{attempt}/take-back", data={"target": target})
    with rows() as session:
        known = memories(session, desk.student)
        assert [known[fact].is_known for fact in desk.facts[:2]] == [True, False]


def test_nothing_is_taken_up_that_was_not_asked_for(rows, desk):
    with rows() as session:
        sit(desk, session, *["right"] * 4)
        assert not session.scalars(select(Study)).all()
        assert {memory.queue for memory in memories(session, desk.student).values()} == {"idle"}


def test_what_is_kept_comes_back_for_review_and_nothing_else_with_it(rows, desk, sign_in):
    with rows() as session:
        attempt = sit(desk, session, "right", "right")
    sign_in(desk.student).post(f"/cards/results/{attempt}/keep")
    with rows() as session:
        known = memories(session, desk.student)
        assert {memory.queue for memory in known.values()} == {"review"}
        due = max(memory.due_on for memory in known.values() if memory.due_on)
        [studied] = studied_decks(session, desk.student.id)
        assert len(queue.due_reviews(session, desk.student.id, [studied.deck_id], due, limit=9)) == 2
        assert queue.new_targets(session, desk.student.id, [studied], due, limit=9) == []


def test_what_a_quiz_asked_today_is_no_new_card_before_tomorrow(rows, desk):
    with rows() as session:
        sit(desk, session, "right", "wrong")
        studies(session, desk.student, desk.deck)
        fronts = {
            now: [asked.face.face["front"] for asked in next_batch(session, desk.student, now=now).cards]
            for now in (NOW, NOW + DAY)
        }
        assert fronts == {NOW: desk.facts[2:], NOW + DAY: desk.facts}


def test_keeping_twice_keeps_once(rows, desk):
    with rows() as session:
        attempt = sit(desk, session, "right", "right")
        assert keep_attempt(session, desk.student, attempt, now=NOW) == 2
        assert keep_attempt(session, desk.student, attempt, now=NOW) == 0
        assert len(entries(session, desk.student)) == 4


def test_what_was_kept_and_reset_may_be_kept_once_a_quiz_has_asked_it_again(rows, desk):
    with rows() as session:
        attempt = sit(desk, session, "right")
        keep_attempt(session, desk.student, attempt, now=NOW)
        [row] = session.scalars(select(MemoryRow)).all()
        card = session.scalars(select(Card).where(Card.target_id == row.target_id)).one()
        act_on_cards(session, desk.student, [card.id], "forget", uuid="reset", now=NOW + DAY)
        assert (
            queue.new_targets(
                session, desk.student.id, studied_decks(session, desk.student.id), NOW.date(), limit=9
            )
            == []
        )
        again = sit(desk, session, "right", now=NOW + 2 * DAY)
        assert keep_attempt(session, desk.student, again, now=NOW + 2 * DAY) == 1


def test_a_deck_that_was_put_aside_is_not_brought_back_by_keeping(rows, desk):
    with rows() as session:
        attempt = sit(desk, session, "right")
        studies(session, desk.student, desk.deck)
        session.get_one(Study, (desk.student.id, desk.deck.id)).stopped_at = NOW
        session.flush()
        assert keep_attempt(session, desk.student, attempt, now=NOW) == 0


def test_what_a_deck_asks_already_is_not_offered(rows, desk):
    with rows() as session:
        attempt = sit(desk, session, "right", "right")
        studies(session, desk.student, desk.deck)
        cards = session.scalars(select(Card).order_by(Card.position)).all()
        take_answers(session, desk.student, answers(cards[:1], Rating.GOOD, at=NOW + DAY), now=NOW + DAY)
        assert keep_attempt(session, desk.student, attempt, now=NOW + DAY) == 1


def test_nobody_touches_what_an_attempt_of_somebody_else_told(rows, desk, sign_in):
    with rows() as session:
        attempt, stranger = sit(desk, session, "right"), builders.user(session)
        before = memories(session, desk.student)
        for change in (
            lambda: take_back_attempt(session, stranger, attempt, None, now=NOW),
            lambda: keep_attempt(session, stranger, attempt, now=NOW),
        ):
            with pytest.raises(NotFound):
                change()
    browser = sign_in(stranger)
    for action in ("take-back", "keep"):
        assert browser.post(f"/cards/results/{attempt}/{action}").status_code == 404
    with rows() as session:
        assert memories(session, desk.student) == before


@pytest.mark.parametrize("target", ["x", "0", "-1", str(2**63), "\0"])
def test_a_target_that_is_none_takes_nothing_back(rows, desk, sign_in, target):
    with rows() as session:
        attempt = sit(desk, session, "right")
        before = memories(session, desk.student)
    reply = sign_in(desk.student).post(f"/cards/results/{attempt}/take-back", data={"target": target})
    assert reply.status_code == 404
    with rows() as session:
        assert memories(session, desk.student) == before


@pytest.mark.parametrize("action", ["take-back", "keep"])
def test_two_clicks_at_once_do_it_once(rows, desk, sign_in, action):
    with rows() as session:
        attempt = sit(desk, session, *["right"] * 4)
    tabs = [sign_in(desk.student) for _ in range(4)]
    replies = at_once([lambda tab=tab: tab.post(f"/cards/results/{attempt}/{action}") for tab in tabs])
    assert {reply.status_code for reply in replies} == {303}
    with rows() as session:
        assert len(entries(session, desk.student)) == 8
        assert list(check(session)) == []


def test_the_result_says_what_comes_back_as_cards_once_it_is_kept(rows, desk, sign_in):
    with rows() as session:
        attempt = sit(desk, session, "right", "wrong")
    browser = sign_in(desk.student)
    url = f"/attempts/{attempt}/review"
    browser.post(f"/cards/results/{attempt}/keep")
    assert "2 come back as cards, the first tomorrow." in browser.get(url).text


def test_each_memory_is_named_by_its_fact(rows, desk, sign_in):
    with rows() as session:
        attempt = sit(desk, session, "right")
        session.add(
            Fact(
                bank_id=desk.bank.id, slug=desk.facts[0], statement="Phobos circles <Mars>",
                status="approved", ask="yes", epistemic="reported", weight="main",
            )
        )  # fmt: skip
    page = sign_in(desk.student).get(f"/attempts/{attempt}/review").text
    assert "Phobos circles &lt;Mars&gt;" in page
    assert "Question 1. New." in page
