"""What the pages of the progress room show: today, the front page's first question, scores over time."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.marks import MILLION
from questions.memory.days import study_day
from questions.question import Asked
from questions.score import Score
from questions.types import TYPES
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.cards.agenda import left_today
from quizapp.cards.mastery_queries import mastery_of
from quizapp.cards.operations.rehearsing import FEWEST, risk_in
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.progress import queries
from quizapp.progress.score_points import points_over_time
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.feedback import Feedback, feedback_of
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.quizzes.operations.starting import Missed, missed_of, practises_missed
from quizapp.quizzes.reserved_queries import reserved_for_anybody
from quizapp.quizzes.review_pages import practise_in_words
from quizapp.quizzes.seeing import may_review
from quizapp.quizzes.terms_queries import assigned_to
from quizapp.words import points

FRONT_BANK = "capitals"
"""The bank that opens the front page: a newcomer's first question is one she can answer."""

SOON = dt.timedelta(days=7)

WEAK_TOPICS = 5
"""How many of the weakest topics the home page looks at."""

WELL_KNOWN = 0.9
"""A topic remembered so well needs no practice of its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One useful thing to do: what it is, why now, and the button that does it."""

    title: str
    reason: str
    button: str
    url: str
    is_post: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """The question on the front page, and after answering its feedback."""

    version_id: int
    asked: Asked
    order: tuple[str, ...]
    feedback: Feedback | None = None


def front_page(session: Session, now: dt.datetime, rng: random.Random) -> dict[str, Any]:
    """A first question to answer without an account, and the banks to go on with."""
    versions = _first_versions(session, now)
    first = _first_question(session, rng.choice(versions)) if versions else None
    return {"first": first, "banks": _banks(session)}


def answered_front_page(
    session: Session, version_id: int, fields: Mapping[str, Sequence[str]], now: dt.datetime
) -> dict[str, Any]:
    """The same page with the first question answered; `NotFound` for any other question."""
    if version_id not in _first_versions(session, now):
        raise NotFound
    first = _first_question(session, version_id)
    question = keyed_questions(session, [version_id])[version_id]
    given = TYPES[question.type].read(first.asked, first.order, fields)
    shelf = library.shelf_of(
        session, queries.bank_of_version(session, version_id).id, question.sealed.citations
    )
    mark = TYPES[question.type].mark(question, given)
    feedback = feedback_of(question, first.order, given, mark, shelf)
    answered = FirstQuestion(version_id, first.asked, first.order, feedback)
    return {"first": answered, "banks": _banks(session), "front_bank": FRONT_BANK}


def _first_versions(session: Session, now: dt.datetime) -> Sequence[int]:
    """What a newcomer may be asked and told: nothing that an open exam asks, for she may be its taker."""
    shelf = library.find_bank(session, FRONT_BANK)
    if shelf is None:
        return ()
    reserved = reserved_for_anybody(session, shelf.id, now)
    easy = queries.easy_versions(session, shelf.id)
    if not reserved:
        return easy
    drawn = quizzes.drawn_of(session, easy)
    return [id for id in easy if not reserved.covers(drawn[id])]


def _first_question(session: Session, version_id: int) -> FirstQuestion:
    # The bank gives options their ids in the order of their texts, which tells nothing about the key.
    asked = bank.asked_of(session, [version_id])[version_id]
    return FirstQuestion(version_id, asked, tuple(option.id for option in asked.options))


def _banks(session: Session) -> list[dict[str, Any]]:
    published = bank.count_published(session)
    entries = [
        {"slug": entry.slug, "title": entry.title, "questions": published.get(entry.id, 0)}
        for entry in library.banks(session)
    ]
    return sorted(entries, key=lambda entry: entry["slug"] != FRONT_BANK)


def today_page(session: Session, user: User, now: dt.datetime) -> dict[str, Any]:
    """The next useful thing first, and everything else that may be done."""
    assigned = [] if user.is_guest else assigned_to(session, user.id)
    to_do = [
        (row, terms)
        for row, terms, taken, _latest_id in assigned
        if (terms.open_at is None or terms.open_at <= now)
        and (terms.close_at is None or now < terms.close_at)
        and (terms.attempts is None or taken < terms.attempts)
        and (taken == 0 or row.quiz.mode == "practise")
    ]
    to_do.sort(key=lambda pair: (pair[1].due_at or pair[1].close_at or now + SOON * 52, pair[0].id))
    open_attempts = quizzes.open_attempts_of(session, user.id, now)
    resumed = {attempt.quiz.bank_id for attempt in open_attempts if practises_missed(attempt.quiz)}
    missed = [
        (slug, title, missed_of(session, user.id, id, now))
        for id, slug, title in queries.banks_with_misses(session, user.id)
        if id not in resumed
    ]
    standings = _standings(session, user, now)
    steps = [
        *(_resume(attempt) for attempt in open_attempts),
        *(_assigned(row, terms) for row, terms in to_do),
        *_cards_left(session, user, now),
        *(_practise_missed(*one) for one in missed if one[-1].asked),
        *(_practise_at_risk(*one) for one in _at_risk(session, user, standings, now)),
        *(_practise_topic(one) for one in standings[:WEAK_TOPICS] if _may_grow(one)),
    ]
    return {
        "active": "today",
        "step": steps[0] if steps else None,
        "others": steps[1:6],
        "banks": _banks(session),
        "has_history": bool(standings),
    }


def _resume(attempt: Attempt) -> Step:
    return Step(
        attempt.quiz.title,
        _("You began this and have not handed it in."),
        _("Go on"),
        url_for("quizzes.resume", attempt_id=attempt.id),
    )


def _assigned(row: Any, terms: Any) -> Step:
    due = terms.due_at or terms.close_at
    when = _("due %(day)s", day=format_date(due, "EEEE d MMMM")) if due else _("no date set")
    return Step(
        row.quiz.title,
        f"{row.classroom.name}, {when}",
        _("Start"),
        url_for("quizzes.start_assigned", assignment_id=row.id),
        is_post=True,
    )


def _cards_left(session: Session, user: User, now: dt.datetime) -> list[Step]:
    """Today's cards, if any may be asked now."""
    left = left_today(session, user, now=now)
    if not left.has_any_by(now):
        return []
    cards = ngettext("%(num)s card", "%(num)s cards", left.cards)
    minutes = ngettext("about %(num)s minute", "about %(num)s minutes", left.minutes)
    return [
        Step(
            f"{cards}, {minutes}",
            _("They come back shortly before you would forget them."),
            _("Learn"),
            url_for("cards.review"),
        )
    ]


def _practise_missed(slug: str, title: str, missed: Missed) -> Step:
    return Step(
        title,
        ngettext(
            "You missed %(num)s question last time.", "You missed %(num)s questions last time.", missed.total
        ),
        practise_in_words(missed.at_once, missed.total),
        url_for("quizzes.practise_missed", slug=slug),
        is_post=True,
    )


def _standings(session: Session, user: User, now: dt.datetime) -> list[queries.TopicStanding]:
    """The learner's topics, weakest first, by what she would recall today where that can be told."""
    standings = queries.topic_standings(session, user.id)
    if user.is_guest:
        return standings
    today = study_day(now, ZoneInfo(user.zone))
    mastery = mastery_of(session, user.id, [one.topic_id for one in standings], today)
    told = [replace(one, mastery=mastery.get(one.topic_id)) for one in standings]
    return sorted(told, key=lambda one: one.weakness)


def _at_risk(
    session: Session, user: User, standings: Sequence[queries.TopicStanding], now: dt.datetime
) -> list[tuple[str, str, int, str]]:
    """For each bank where practice is worth it: its slug, title, how many facts, and its button."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in standings:
        counts[one.bank, one.bank_title] += one.mastery.at_risk if one.mastery else 0
    found = []
    for (slug, title), count in counts.most_common():
        if count < FEWEST:
            break
        risk = risk_in(session, user, library.get_bank(session, slug).id, now)
        if risk.facts >= FEWEST:
            words = practise_in_words(risk.at_once, risk.facts)
            found.append((slug, title, risk.facts, words))
    return found


def _practise_at_risk(slug: str, title: str, count: int, words: str) -> Step:
    return Step(
        title,
        ngettext("%(num)s fact is about to slip away.", "%(num)s facts are about to slip away.", count),
        words,
        url_for("cards.practise_at_risk", slug=slug),
        is_post=True,
    )


def _may_grow(standing: queries.TopicStanding) -> bool:
    if standing.mastery:
        return standing.is_known and standing.mastery.share < WELL_KNOWN
    return standing.is_known and standing.earned < standing.answers * MILLION


def _practise_topic(standing: queries.TopicStanding) -> Step:
    mastery = standing.mastery
    return Step(
        standing.title,
        _("You would recall about %(percent)s %% of what you practised.", percent=mastery.percent)
        if mastery
        else _(
            "%(right)s of %(answers)s right so far.", right=points(standing.earned), answers=standing.answers
        ),
        _("Practise"),
        url_for("quizzes.start", slug=standing.bank),
        is_post=True,
        topic=standing.slug,
    )


def history_page(
    session: Session, user: User, now: dt.datetime, before: int | None, quiz_id: int | None
) -> dict[str, Any]:
    """Scores over time: a line for one quiz and mode, the table of all attempts, topics weakest first."""
    comparable = queries.reviewed_attempts(session, user.id, now)
    by_quiz: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in reversed(comparable):
        by_quiz[attempt.quiz_id].append(attempt)
    shown = quiz_id if quiz_id in by_quiz else max(by_quiz, key=lambda id: len(by_quiz[id]), default=None)
    line = by_quiz.get(shown, []) if shown is not None else []
    page = queries.finished_attempts(session, user.id, now, before)
    standings = _standings(session, user, now)
    return {
        "active": "progress",
        "line": line,
        "points": points_over_time(
            [(attempt.started_at, score_of(attempt)) for attempt in line], last=_("Now %(percent)s %%")
        ),
        "headline": _headline(line),
        "quizzes": [(id, attempts[-1].quiz, len(attempts)) for id, attempts in by_quiz.items()],
        "shown": shown,
        "attempts": [attempt_line(*one, now) for one in page[: queries.PAGE]],
        "older": page[queries.PAGE - 1][0].id if len(page) > queries.PAGE else None,
        "standings": standings,
        "at_risk": _at_risk(session, user, standings, now),
        "now": now,
    }


def score_of(attempt: Attempt) -> Score:
    return Score(attempt.earned or 0, attempt.available)


def attempt_line(attempt: Attempt, is_waiting: bool, now: dt.datetime) -> dict[str, Any]:
    """An attempt as a row of a table; its score once its review has opened and all of it is marked."""
    is_open = may_review(attempt, now)
    finished = attempt.finished_at or attempt.deadline_at or attempt.started_at
    return {
        "attempt": attempt,
        "finished_at": finished,
        "minutes": max(1, round((finished - attempt.started_at).total_seconds() / 60)),
        "score": score_of(attempt) if is_open and not is_waiting else None,
        "is_waiting": is_open and is_waiting,
    }


def _headline(line: Sequence[Attempt]) -> str:
    if not line:
        return str(_("Your scores"))
    first, last = score_of(line[0]).percent, score_of(line[-1]).percent
    if len(line) == 1:
        return str(_("%(percent)s %% at the first attempt.", percent=last))
    if first == last:
        return str(_("%(percent)s %% now as at first, in %(count)s attempts.", percent=last, count=len(line)))
    return str(
        _("From %(first)s %% to %(last)s %% in %(count)s attempts.", first=first, last=last, count=len(line))
    )
