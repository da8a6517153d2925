"""A guest who signs up may take along what she did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.errors import NotFound
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, TopicTally
from quizapp.quizzes.operations.marking import submit_attempt
from quizapp.quizzes.operations.tallying import is_tallied, tally_slots, told_at
from quizapp.quizzes.queries import checks_of, find_open_attempt, slots_of
from quizapp.quizzes.terms_queries import get_terms_of_attempt


def claim_attempts(session: Session, member: User, guest_id: int | None, *, now: dt.datetime) -> int:
    """Give a guest's attempts and roll-ups to the member she became; how many attempts moved.

    Numbers go on after the member's own at the same quiz; where she is in the middle of that quiz
    herself, the guest's attempt is handed in. NotFound unless `guest_id` is a guest.
    """
    guest = session.get(User, guest_id) if guest_id is not None else None
    if guest is None or not guest.is_guest:
        raise NotFound
    # She may be starting the same quizzes in another tab.
    hold_person(session, member.id)
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.user_id == guest.id)
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
    ).all()
    for attempt in attempts:
        if attempt.state == "open" and find_open_attempt(session, member.id, attempt.quiz_id):
            submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=now)
        taken = session.scalar(
            select(func.max(Attempt.number)).where(
                Attempt.user_id == member.id, Attempt.quiz_id == attempt.quiz_id
            )
        )
        session.execute(
            update(Attempt)
            .where(Attempt.id == attempt.id)
            .values(user_id=member.id, number=(taken or 0) + 1)
            .execution_options(synchronize_session=False)
        )
        session.refresh(attempt)
        checked_at = checks_of(session, attempt.id)
        shown = [slot for slot in slots_of(session, attempt.id) if is_tallied(attempt, slot)]
        moments = {slot: checked_at.get(slot.number, told_at(attempt)) for slot in shown}
        tally_slots(session, attempt, moments, now=now)
    for roll_up in (QuestionTally, TopicTally, FactSeen):
        session.execute(delete(roll_up).where(roll_up.user_id == guest.id))
    guest.active = False
    session.flush()
    return len(attempts)
