"""Dates of a quiz: what a class's clock shows, who has other terms, and what changing them moves."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import ImmutableMultiDict

from quizapp.classrooms import operations as classrooms
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.quizzes import operations
from quizapp.quizzes.models import Assignment, Attempt
from quizapp.quizzes.queries import GRACE
from quizapp.quizzes.reserved_queries import reserved_for
from quizapp.quizzes.teaching_forms import GivingForm
from quizapp.quizzes.teaching_pages import with_same_dates
from quizapp.quizzes.teaching_queries import get_taught_assignment
from quizapp.quizzes.terms import Dates
from quizapp.quizzes.terms_queries import get_terms_for
from tests import builders
from tests.builders import NOW
from tests.quizapp.progress.school import begin, hand_in, open_school
from tests.quizapp.quizzes.answers import item, save

HOUR = dt.timedelta(hours=1)
HALF_HOUR_S = 1800


@pytest.fixture
def school(rows):
    """A class in Berlin with a test that it may begin at once."""
    with rows() as session:
        return open_school(session, zone="Europe/Berlin")


@pytest.fixture
def ungiven(rows, school):
    """A quiz of the same teacher that no class has yet, and a second class of hers in Kathmandu."""
    with rows() as session:
        shelf = builders.bank(session)
        builders.question(session, shelf)
        quiz = builders.quiz(session, shelf, school.teacher)
        evening = builders.classroom(session, school.teacher, "Evening", zone="Asia/Kathmandu")
    return quiz, evening


def given_of(session, school) -> Assignment:
    return get_taught_assignment(session, school.teacher.id, school.assignment.id)


def set_dates(session, school, **dates: object) -> Assignment:
    """Other dates for the class."""
    quiz = given_of(session, school).quiz
    return operations.give_quiz(session, school.teacher, quiz, school.classroom, Dates(**dates), now=NOW)


def override(session, school, student, **dates: object) -> None:
    given = given_of(session, school)
    operations.give_override(session, school.teacher, given, student, Dates(**dates), now=NOW)


def fields(classroom, **values: str) -> dict[str, str]:
    return {
        f"c{classroom.id}-is_given": "y",
        **{f"c{classroom.id}-{name}": text for name, text in values.items()},
    }


def given_to(rows, quiz) -> dict[int, Assignment]:
    with rows() as session:
        found = session.scalars(select(Assignment).where(Assignment.quiz_id == quiz.id))
        return {row.classroom_id: row for row in found}


def test_each_class_gets_its_own_dates_in_its_own_zone(rows, sign_in, school, ungiven):
    quiz, evening = ungiven
    reply = sign_in(school.teacher).post(
        f"/quizzes/{quiz.id}/give",
        data=fields(school.classroom, open_at="2026-03-03T08:00", close_at="2026-03-03T09:00", attempts="1")
        | fields(evening, due_at="2026-03-03T18:00", minutes="20"),
    )
    assert reply.status_code == 303
    given = given_to(rows, quiz)
    berlin, kathmandu = given[school.classroom.id], given[evening.id]
    assert berlin.open_at == dt.datetime(2026, 3, 3, 7, 0, tzinfo=dt.UTC)
    assert (berlin.close_at - berlin.open_at, berlin.attempts) == (HOUR, 1)
    assert kathmandu.due_at == dt.datetime(2026, 3, 3, 12, 15, tzinfo=dt.UTC)
    assert (kathmandu.limit_seconds, kathmandu.open_at, kathmandu.close_at) == (1200, None, None)


def test_one_set_of_dates_serves_every_class_that_is_ticked(rows, sign_in, school, ungiven):
    """Each by its own clock; what stands in the fields of the others, folded away, is not looked at."""
    quiz, evening = ungiven
    with rows() as session:
        left_out = builders.classroom(session, school.teacher, "Left out")
    dates = fields(school.classroom, due_at="2026-03-03T08:00", minutes="20", attempts="2")
    rest = fields(evening, due_at="2026-02-30T25:00", attempts="9", close_at="2026-03-01T09:00")
    data = dates | rest | {f"c{left_out.id}-attempts": "3", "same_dates": "y"}
    assert sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data=data).status_code == 303
    given = given_to(rows, quiz)
    assert {id: row.due_at.hour for id, row in given.items()} == {school.classroom.id: 7, evening.id: 2}
    assert {(row.limit_seconds, row.attempts, row.close_at) for row in given.values()} == {(1200, 2, None)}


def test_what_the_form_does_not_ask_is_not_copied_to_every_class():
    ticks = [(f"c{number}-is_given", "y") for number in range(1, 301)]
    strange = [(f"c1-name{number}", "x") for number in range(300)] + [("c1-attempts", "2")] * 300
    sent = ImmutableMultiDict([*ticks, *strange, ("same_dates", "y")])
    made = list(with_same_dates(sent).items(multi=True))
    assert made.count(("c300-attempts", "2")) == 1
    assert len(made) <= len(ticks) * len(GivingForm()._fields) + len(strange) + 1


def test_the_wish_for_one_set_of_dates_survives_a_refusal(sign_in, school, ungiven):
    quiz, evening = ungiven
    data = fields(school.classroom, attempts="0") | fields(evening) | {"same_dates": "y"}
    page = sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data=data).text
    assert 'name="same_dates" value="y" checked>' in page
    assert f'id="c{school.classroom.id}-attempts-error"' in page


def test_a_time_that_the_clocks_skip_is_refused_with_the_mend(rows, sign_in, school, ungiven):
    quiz, evening = ungiven
    reply = sign_in(school.teacher).post(
        f"/quizzes/{quiz.id}/give",
        data=fields(school.classroom, close_at="2026-03-29T02:30") | fields(evening),
    )
    assert reply.status_code == 422
    assert "The clocks in Europe/Berlin go forward over this time." in reply.text
    assert "Take 29 Mar 2026, 03:30 instead." in reply.text
    assert f'id="c{school.classroom.id}-close_at-error"' in reply.text
    assert 'value="2026-03-29T02:30"' in reply.text
    assert given_to(rows, quiz) == {}


def test_in_an_hour_shown_twice_it_opens_the_first_time_and_closes_the_second(rows, sign_in, school, ungiven):
    quiz, _ = ungiven
    sign_in(school.teacher).post(
        f"/quizzes/{quiz.id}/give",
        data=fields(school.classroom, open_at="2026-10-25T02:30", close_at="2026-10-25T02:30"),
    )
    row = given_to(rows, quiz)[school.classroom.id]
    assert row.open_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert row.close_at == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"open_at": "2026-03-03T10:00", "close_at": "2026-03-03T09:00"}, "close_at"),
        ({"open_at": "2026-03-03T10:00", "due_at": "2026-03-03T10:00"}, "due_at"),
        ({"due_at": "2026-03-03T10:00", "close_at": "2026-03-03T09:59"}, "close_at"),
        ({"open_at": "0001-01-01T00:00"}, "open_at"),
        ({"close_at": "9999-12-31T23:59"}, "close_at"),
        ({"close_at": "next week"}, "close_at"),
        ({"close_at": "2026-02-30T10:00"}, "close_at"),
        ({"close_at": "2026-03-03T10:00\0"}, "close_at"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "1e3"}, "minutes"),
        ({"attempts": str(2**63)}, "attempts"),
    ],
)
def test_dates_that_cannot_be_meant_are_refused_at_their_field(rows, sign_in, school, ungiven, values, field):
    quiz, _ = ungiven
    reply = sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data=fields(school.classroom, **values))
    assert reply.status_code == 422
    assert f'id="c{school.classroom.id}-{field}-error"' in reply.text
    assert given_to(rows, quiz) == {}


def test_the_form_sent_twice_gives_once(rows, sign_in, school, ungiven):
    quiz, _ = ungiven
    browser, form = sign_in(school.teacher), fields(school.classroom, attempts="2")
    replies = [browser.post(f"/quizzes/{quiz.id}/give", data=form) for _ in range(2)]
    assert [reply.location for reply in replies] == [f"/quizzes/{quiz.id}"] * 2
    assert len(given_to(rows, quiz)) == 1


def test_no_class_ticked_is_said(sign_in, school, ungiven):
    quiz, _ = ungiven
    reply = sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data={})
    assert reply.status_code == 422
    assert "No class is ticked." in reply.text


def test_a_class_of_another_teacher_cannot_be_given_anything(rows, sign_in, school, ungiven):
    quiz, _ = ungiven
    with rows() as session:
        foreign = builders.classroom(session, builders.teacher(session))
    reply = sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data=fields(foreign))
    assert reply.status_code == 422
    assert given_to(rows, quiz) == {}


def test_answers_after_the_closing_need_a_closing(rows, sign_in, school):
    with rows() as session:
        shelf = builders.bank(session)
        builders.question(session, shelf)
        quiz = builders.quiz(session, shelf, school.teacher, review="after_close")
    reply = sign_in(school.teacher).post(f"/quizzes/{quiz.id}/give", data=fields(school.classroom))
    assert reply.status_code == 422
    assert "Say when it closes" in reply.text


def test_both_zones_are_named_where_they_differ(rows, sign_in, school):
    browser, address = sign_in(school.teacher), f"/assignments/{school.assignment.id}/dates"
    assert "Times are of Europe/Berlin, the zone of the class. Yours is UTC." in browser.get(address).text
    with rows() as session:
        session.merge(school.classroom).zone = "UTC"
    assert "Yours is" not in browser.get(address).text


def test_the_page_says_when_it_ends_for_whoever_begins_last(sign_in, school):
    browser, address = sign_in(school.teacher), f"/assignments/{school.assignment.id}/dates"
    form = {"close_at": "2026-03-02T14:00", "minutes": "30"}
    assert browser.post(address, data=form).status_code == 303
    text = browser.get(address).text
    assert "30 minutes for whoever begins by" in text
    assert "2 Mar 2026, 13:30" in text
    assert "2 Mar 2026, 12:30" in text
    assert 'value="2026-03-02T14:00"' in text


@pytest.mark.parametrize("hours", [2, 0.5, -1])
def test_changed_dates_move_the_end_of_what_is_being_written(rows, sign_in, clock, school, hours):
    with rows() as session:
        row = session.merge(school.assignment)
        row.close_at = NOW + HOUR
        attempt = begin(session, school.students[0], school.assignment)
    assert attempt.deadline_at == NOW + HOUR
    end = NOW + hours * HOUR
    shown = end.astimezone(dt.timezone(HOUR)).strftime("%Y-%m-%dT%H:%M")
    reply = sign_in(school.teacher).post(
        f"/assignments/{school.assignment.id}/dates", data={"close_at": shown}
    )
    assert reply.status_code == 303
    with rows() as session:
        assert session.get(Attempt, attempt.id).deadline_at == end
    reply = save(sign_in(school.students[0]), attempt, item(1, 0, {"choice": ["1"]}))
    assert reply.json["deadline"] == end.isoformat()
    assert reply.status_code == (200 if hours > 0 else 409)


def test_extra_time_lengthens_the_limit_and_moves_the_closing(rows, sign_in, school):
    with rows() as session:
        row = session.merge(school.assignment)
        row.limit_seconds, row.close_at = HALF_HOUR_S, NOW + HOUR
        late = NOW + HOUR - dt.timedelta(minutes=30)
        mine = begin(session, school.students[0], row, now=late)
        theirs = begin(session, school.students[1], row, now=late)
    address = f"/assignments/{school.assignment.id}/students/{school.students[0].id}"
    reply = sign_in(school.teacher).post(address, data={"extra_minutes": "15"})
    assert reply.status_code == 303
    with rows() as session:
        assert session.get(Attempt, mine.id).deadline_at == NOW + HOUR + dt.timedelta(minutes=15)
        assert session.get(Attempt, theirs.id).deadline_at == NOW + HOUR
    assert "45 minutes for whoever begins by" in sign_in(school.teacher).get(reply.location).text


def terms(session, school, student):
    return get_terms_for(session, student.id, school.assignment.id)[1]


def test_an_override_says_what_it_fills_in_and_the_class_says_the_rest(rows, school):
    with rows() as session:
        ann, bob, _ = school.students
        set_dates(session, school, close_at=NOW + HOUR, attempts=2)
        override(session, school, ann, attempts=5, extra_seconds=600)
        assert terms(session, school, ann).attempts == 5
        assert terms(session, school, ann).close_at == NOW + HOUR + dt.timedelta(minutes=10)
        assert (terms(session, school, bob).attempts, terms(session, school, bob).close_at) == (2, NOW + HOUR)
        set_dates(session, school, close_at=NOW + 3 * HOUR)
        assert terms(session, school, ann).close_at == NOW + 3 * HOUR + dt.timedelta(minutes=10)


def test_an_override_that_contradicts_the_class_is_refused(rows, school):
    with rows() as session:
        set_dates(session, school, close_at=NOW + HOUR)
    with rows() as session, pytest.raises(Invalid) as refused:
        override(session, school, school.students[0], open_at=NOW + 2 * HOUR)
    assert refused.value.field == "close_at"


def test_dates_that_a_co_teacher_changed_meanwhile_hold(rows, school):
    ann, bob, _ = school.students
    with rows() as session:
        attempt = begin(session, ann, set_dates(session, school, close_at=NOW + HOUR))
    with rows() as session:
        given = given_of(session, school)
        later = update(Assignment).where(Assignment.id == given.id).values(close_at=NOW + 2 * HOUR)
        session.execute(later.execution_options(synchronize_session=False))
        operations.give_override(session, school.teacher, given, bob, Dates(extra_seconds=600), now=NOW)
    with rows() as session:
        assert session.get(Attempt, attempt.id).deadline_at == NOW + 2 * HOUR


def test_nobody_gets_terms_of_her_own_for_what_was_taken_back(rows, school):
    with rows() as session:
        given = given_of(session, school)
        operations.withdraw_assignment(session, given)
        with pytest.raises(NotFound):
            operations.give_override(
                session, school.teacher, given, school.students[0], Dates(extra_seconds=60), now=NOW
            )


def test_lifting_an_override_moves_the_end_back(rows, sign_in, school):
    with rows() as session:
        given = given_of(session, school)
        given.close_at = NOW + HOUR
        override(session, school, school.students[0], extra_seconds=600)
        attempt = begin(session, school.students[0], given)
        assert attempt.deadline_at == NOW + HOUR + dt.timedelta(minutes=10)
    address = f"/assignments/{school.assignment.id}/students/{school.students[0].id}/lift"
    browser = sign_in(school.teacher)
    assert browser.post(address).status_code == 303
    with rows() as session:
        assert session.get(Attempt, attempt.id).deadline_at == NOW + HOUR
    assert browser.post(address).status_code == 404


def test_answers_stay_back_until_the_last_of_the_class_has_closed(rows, sign_in, clock, school):
    with rows() as session:
        given = given_of(session, school)
        given.quiz.review = "after_close"
        given.close_at = NOW + HOUR
        override(session, school, school.students[1], extra_seconds=1200)
        attempt = hand_in(session, school.students[0], given, right=5)
    browser, review = sign_in(school.students[0]), f"/attempts/{attempt.id}/review"
    clock.forward(minutes=70)
    assert "points" not in browser.get(review).text
    clock.forward(minutes=11)
    assert "5 of 5 points" in browser.get(review).text


def test_more_time_for_one_after_others_handed_in_seals_their_answers_for_longer(rows, school):
    with rows() as session:
        given = given_of(session, school)
        given.quiz.review = "after_close"
        given.close_at = NOW + HOUR
        attempt = hand_in(session, school.students[0], given, right=5)
        assert attempt.review_at == NOW + HOUR + GRACE
        override(session, school, school.students[1], extra_seconds=1200)
        assert session.get(Attempt, attempt.id).review_at == NOW + HOUR + dt.timedelta(minutes=20) + GRACE


def test_a_quiz_can_be_taken_back_until_somebody_has_begun(rows, sign_in, school):
    browser, address = sign_in(school.teacher), f"/assignments/{school.assignment.id}/withdraw"
    with rows() as session:
        begin(session, school.students[0], school.assignment)
    assert browser.post(address).status_code == 409
    with rows() as session:
        assert session.get(Assignment, school.assignment.id) is not None


def test_a_quiz_that_nobody_began_goes_with_its_overrides(rows, sign_in, school):
    with rows() as session:
        override(session, school, school.students[0], extra_seconds=60)
    reply = sign_in(school.teacher).post(f"/assignments/{school.assignment.id}/withdraw")
    assert reply.status_code == 303
    with rows() as session:
        assert session.scalars(select(Assignment)).all() == []


def test_a_quiz_not_yet_open_closed_or_of_an_archived_class_does_not_begin(rows, sign_in, school):
    start = f"/assignments/{school.assignment.id}/start"
    browser = sign_in(school.students[0])
    for dates in ({"open_at": NOW + HOUR}, {"close_at": NOW}):
        with rows() as session:
            row = session.merge(school.assignment)
            row.open_at, row.close_at = dates.get("open_at"), dates.get("close_at")
        assert browser.post(start).status_code == 409
    with rows() as session:
        row = session.merge(school.assignment)
        row.open_at = row.close_at = None
        classrooms.set_archived(session, session.merge(school.classroom), archived=True, now=NOW)
    assert browser.post(start).status_code == 404
    with rows() as session:
        assert session.scalars(select(Attempt)).all() == []


def test_leaving_and_another_class_give_no_further_attempts(rows, school):
    with rows() as session:
        given = given_of(session, school)
        given.attempts = 1
        pupil = school.students[0]
        hand_in(session, pupil, given, right=1)
        classrooms.leave(session, pupil, school.classroom.id, now=NOW)
        with pytest.raises(NotFound):
            begin(session, pupil, given)
        classrooms.join(session, pupil, school.classroom.join_code, now=NOW)
        with pytest.raises(Conflict):
            begin(session, pupil, given)
        other = builders.classroom(session, school.teacher, "Other", students=[pupil])
        again = builders.assignment(session, given.quiz, other, school.teacher, attempts=1)
        with pytest.raises(Conflict):
            begin(session, pupil, again)


def _reserved(session, school, user_id: int, now: dt.datetime) -> set[str]:
    return set(reserved_for(session, user_id, school.shelf.id, now).questions)


def test_an_exam_keeps_its_questions_from_practice_until_all_have_closed(rows, school):
    with rows() as session:
        given = given_of(session, school)
        given.quiz.review = "after_close"
        given.close_at = NOW + HOUR
        override(session, school, school.students[1], extra_seconds=1200)
        pupil = school.students[0].id
        asked = {one.public_id for one in school.asks}
        assert _reserved(session, school, pupil, NOW + HOUR + dt.timedelta(minutes=19)) == asked
        assert _reserved(session, school, pupil, NOW + 2 * HOUR) == set()


def test_an_exam_that_is_drawn_keeps_the_questions_of_ones_own_paper_from_practice(rows, school):
    with rows() as session:
        ann, bob, _ = school.students
        exam = builders.quiz(session, school.shelf, school.teacher, review="after_close")
        given = builders.assignment(session, exam, school.classroom, school.teacher, close_at=NOW + HOUR)
        begin(session, ann, given)
        assert _reserved(session, school, ann.id, NOW) == {one.public_id for one in school.asks}
        assert _reserved(session, school, bob.id, NOW) == set()
        assert _reserved(session, school, ann.id, NOW + 2 * HOUR) == set()


def test_leaving_the_class_does_not_open_its_exam_to_practice(rows, school):
    with rows() as session:
        pupil = school.students[0]
        given = given_of(session, school)
        given.quiz.review = "after_close"
        given.close_at = NOW + HOUR
        classrooms.leave(session, pupil, school.classroom.id, now=NOW)
        assert _reserved(session, school, pupil.id, NOW) == {one.public_id for one in school.asks}


def test_the_page_of_dates_takes_as_many_statements_for_40_overrides_as_for_one(
    rows, sign_in, school, statements
):
    def more(count):
        with rows() as session:
            for _ in range(count):
                pupil = builders.user(session)
                classrooms.join(session, pupil, school.classroom.join_code, now=NOW)
                override(session, school, pupil, extra_seconds=60)

    more(1)
    browser, address = sign_in(school.teacher), f"/assignments/{school.assignment.id}/dates"
    with statements() as few:
        browser.get(address)
    more(39)
    with statements() as many:
        browser.get(address)
    assert len(few) == len(many)


def test_a_student_reads_her_dates_in_both_zones_and_why_she_cannot_begin(rows, sign_in, clock, school):
    with rows() as session:
        set_dates(session, school, close_at=NOW + HOUR, attempts=1)
        override(session, school, school.students[0], extra_seconds=600)
    browser = sign_in(school.students[0])
    page = browser.get("/quizzes").text
    assert "closes 2 Mar 2026, 10:10 (Europe/Berlin: 2 Mar 2026, 11:10)" in page
    assert f"/assignments/{school.assignment.id}/start" in page
    clock.forward(minutes=70)
    assert "This quiz has closed." in browser.get("/quizzes").text


def test_a_student_who_has_begun_is_led_back_even_when_it_was_her_last_attempt(rows, sign_in, school):
    with rows() as session:
        given = set_dates(session, school, attempts=1)
        begin(session, school.students[0], given)
        hand_in(session, school.students[1], given, right=1)
    assert "Go on with Planets" in sign_in(school.students[0]).get("/quizzes").text
    assert "You have used all your attempts" in sign_in(school.students[1]).get("/quizzes").text
