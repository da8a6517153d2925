"""The memory model fitted to a learner: wished, found beside all requests, put in force at one stroke.

Finding takes seconds and only reads; putting in force is short. What she answers between the two is
gone through once more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from questions.memory.fitting import FEWEST_CARDS, FEWEST_REVIEWS, Fitted, Log, can_fit, fit
from questions.memory.log import effective, known_under
from questions.memory.plan import Parameters
from questions.memory.stored import dump_parameters
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.cards import fitting_queries as queries
from quizapp.cards.log import find_plan, logs_of, plan_of
from quizapp.cards.models import Fitting, MemoryRow
from quizapp.cards.operations.planning import add_plan

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose set is to be found next: one fitted to her, or that of everybody again."""

    user_id: int
    is_standard: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one learner: `parameters` are to be put in force, None where nothing changes.

    `known` are her memories' stability, difficulty and last day under these, as of the entry
    `newest` of her log and the plan `plan_id`.
    """

    user_id: int
    outcome: str
    reviews: int
    newest: int
    plan_id: int | None
    fitted: Fitted | None
    parameters: Parameters | None
    known: tuple[dict[str, Any], ...]


def wish_for_fit(session: Session, user: User, *, now: dt.datetime) -> bool:
    """Fit to her answers as soon as there is time; False where they are too few, or nothing can be.

    Where none has come since the last fit, nothing is to be found: there is no wish.
    """
    if not can_fit() or not _is_enough(session, user.id):
        return False
    if queries.is_answered_since(session, queries.find_newest(session, user.id), user.id):
        _wish(session, user.id, "wished", now)
    return True


def wish_for_standard(session: Session, user: User, *, now: dt.datetime) -> None:
    """Back to the set of everybody, and fit no more until she wishes it; nothing where it holds anyway."""
    newest = queries.find_newest(session, user.id)
    is_wished = newest is not None and newest.outcome == "wished"
    if find_plan(session, user.id)[1].parameters == Parameters() and not is_wished:
        return
    _wish(session, user.id, "standard_wished", now)


def find_wanted(session: Session, *, now: dt.datetime) -> Wanted | None:
    """Whose turn it is, first of who wishes it; None where nobody is due."""
    wish = queries.find_wish(session)
    if wish is not None:
        return Wanted(wish.user_id, wish.outcome == "standard_wished")
    user_id = queries.find_due(session, now) if can_fit() else None
    return None if user_id is None else Wanted(user_id, is_standard=False)


def find_set(session: Session, wanted: Wanted) -> Found:
    """What her answers come to. It only reads, and needs no application around it."""
    found = nothing_found(session, wanted)
    if wanted.is_standard:
        found = replace(found, outcome="standard", parameters=Parameters())
    elif _is_enough(session, wanted.user_id):
        found = _fitted(session, found, plan_of(session, found.plan_id).parameters)
    if found.parameters is None:
        return found
    known = _known(queries.logs_in_portions(session, wanted.user_id), found.parameters)
    return replace(found, known=tuple(known))


def nothing_found(session: Session, wanted: Wanted) -> Found:
    """That the search broke down: she is looked at again in a month, or when she wishes it."""
    user_id = wanted.user_id
    plan_id, _plan = find_plan(session, user_id)
    newest, reviews = queries.newest_entry(session, user_id), queries.count_reviews(session, user_id)
    return Found(user_id, "failed", reviews, newest, plan_id, None, None, ())


def put_in_force(session: Session, found: Found, *, now: dt.datetime) -> bool:
    """Enter what was found; where it changes the set, tell every memory anew. Nothing falls due otherwise.

    False, and nothing is entered, where her plan has changed meanwhile: it is to be found anew.
    """
    user_id, parameters = found.user_id, found.parameters
    hold_person(session, user_id)
    plan_id, plan = find_plan(session, user_id)
    if plan_id != found.plan_id:
        return False
    new_plan_id = None
    if parameters is not None:
        new_plan_id = add_plan(session, user_id, replace(plan, parameters=parameters), now=now)
        moved = queries.targets_told_since(session, user_id, found.newest)
        late = _known(logs_of(session, user_id, moved).items(), parameters)
        changed = [{"of_user": user_id} | row for row in (*found.known, *late)]
        if changed:
            session.connection().execute(_TELL_ANEW, changed)
    fitted = found.fitted
    session.add(
        Fitting(
            user_id=user_id,
            outcome=found.outcome,
            at=now,
            reviews=found.reviews,
            held_out=fitted.held_out if fitted else None,
            old_loss=fitted.old_loss if fitted else None,
            new_loss=fitted.new_loss if fitted else None,
            parameters=dump_parameters(fitted.new) if fitted else None,
            plan_id=new_plan_id,
        )
    )
    session.flush()
    return True


def _is_enough(session: Session, user_id: int) -> bool:
    return (
        queries.count_reviews(session, user_id) >= FEWEST_REVIEWS
        and queries.count_cards(session, user_id) >= FEWEST_CARDS
    )


def _wish(session: Session, user_id: int, outcome: str, now: dt.datetime) -> None:
    hold_person(session, user_id)
    newest = queries.find_newest(session, user_id)
    if newest is not None and newest.outcome == outcome:
        return
    reviews = queries.count_reviews(session, user_id)
    session.add(Fitting(user_id=user_id, outcome=outcome, at=now, reviews=reviews))
    session.flush()


def _fitted(session: Session, found: Found, old: Parameters) -> Found:
    try:
        latest = queries.latest_targets(session, found.user_id, queries.MOST_ANSWERS)
        fitted = fit(lambda: queries.logs_in_portions(session, found.user_id, latest), old)
    except Exception:
        # It must not hold up those who come after.
        log.exception("no set could be fitted to user %s", found.user_id)
        return found
    if fitted is None:
        return found
    if not fitted.is_kept:
        return replace(found, outcome="not_kept", fitted=fitted)
    return replace(found, outcome="kept", fitted=fitted, parameters=fitted.new)


def _known(logs: Iterable[Log], parameters: Parameters) -> Iterator[dict[str, Any]]:
    """What changes of each memory where these parameters come into force."""
    for target, entries in logs:
        memory = known_under(effective(entries), parameters, target=target)
        if memory.is_known:
            yield {
                "in_target": target,
                "stability": memory.stability,
                "difficulty": memory.difficulty,
                "last_on": memory.last_on,
            }


_MEMORY: Any = MemoryRow.__table__
_TELL_ANEW = update(_MEMORY).where(
    _MEMORY.c.user_id == bindparam("of_user"), _MEMORY.c.target_id == bindparam("in_target")
)
