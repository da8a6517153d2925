"""What the page of figures shows a learner about her own cards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.marks import MILLION
from questions.memory.collection import Clump, recall_at_age, recalled
from questions.memory.days import study_day
from questions.memory.plan import Parameters
from questions.memory.tally import BANDS
from quizapp.accounts.models import User
from quizapp.cards import figures_queries as queries
from quizapp.cards.agenda import left_today
from quizapp.cards.day_queries import studied_decks
from quizapp.cards.figures_queries import STABILITY_EDGES
from quizapp.cards.log import find_plan
from quizapp.cards.models import DayTally, ForesightTally

FORECAST_DAYS = 30
WEEKS = 53
WINDOWS = (7, 30, 365)
JUDGED_FROM = 10
"""Answers below which a share says nothing: a band of the calibration plot stays out of the drawing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the cards asked were remembered."""

    asked: int
    kept: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.kept / self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Retention:
    """True retention over the last so many days: of each card the first review of a day."""

    days: int
    young: Kept
    mature: Kept

    @property
    def all(self) -> Kept:
        return Kept(self.young.asked + self.mature.asked, self.young.kept + self.mature.kept)


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on one day: reviews, with what is overdue on the first, and cards in their steps."""

    reviews: int
    steps: int

    @property
    def cards(self) -> int:
        return self.reviews + self.steps


@dataclass(frozen=True, slots=True)
class HeatDay:
    """One day of the calendar. `level` is 0 for a day without answers, then 1 to 4."""

    day: dt.date
    answers: int
    minutes: int
    level: int


def figures_page(session: Session, user: User, *, now: dt.datetime) -> dict[str, Any]:
    """Today, what falls due, what is remembered, and how far the forecasts can be trusted."""
    day = study_day(now, ZoneInfo(user.zone))
    _plan_id, plan = find_plan(session, user.id)
    first = _monday(day) - dt.timedelta(weeks=WEEKS - 1)
    tallies = queries.day_tallies(session, user.id, since=first)
    clumps = queries.clumps_of(session, user.id, day)
    due = due_ahead(session, user, day, days=FORECAST_DAYS)
    foresight = queries.foresight_of(session, user.id)
    met = sum(clump.cards for clump in clumps)
    left = (plan.exam_on - day).days if plan.exam_on else 0
    today = next((one for one in tallies if one.day == day), None)
    weeks = _heat(tallies, first, day)
    return {
        "active": "cards",
        "day": day,
        "plan": plan,
        "today": today,
        "today_minutes": minutes_of(today) if today else 0,
        "is_new": not tallies and not met,
        "met": met,
        "known": round(recalled(clumps, plan.parameters)),
        "known_at_exam": round(recalled(clumps, plan.parameters, in_days=left)) if left > 0 else None,
        "due": _due_bars(due),
        "due_today": due[day],
        "left": left_today(session, user, now=now),
        "retention": [_retention(tallies, day, days) for days in WINDOWS],
        "weeks": weeks,
        "months": _months(weeks),
        "studied_days": sum(one.answers > 0 for one in tallies),
        "leeches": queries.leeches_of(session, user.id),
        "foresight": [_foresight_row(one) for one in foresight],
        "foreseen": _foreseen(foresight),
        "calibration": _calibration_line(foresight),
        "diagonal": [{"x": 0, "low": 0, "high": 5}, {"x": 100, "low": 95, "high": 100}],
        "stability": _stability_bars(clumps),
        "difficulty": _difficulty_bars(clumps),
        "recall": _recall_bars(clumps, plan.parameters),
    }


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def due_ahead(session: Session, user: User, day: dt.date, *, days: int) -> dict[dt.date, Due]:
    """What falls due on each of so many days, from `day` on, in the decks that are studied."""
    ahead = [day + dt.timedelta(days=number) for number in range(days)]
    decks = [deck.deck_id for deck in studied_decks(session, user.id)]
    reviews = queries.due_by_day(session, user.id, decks, day, until=ahead[-1])
    zone = ZoneInfo(user.zone)
    steps = Counter(max(study_day(at, zone), day) for at in queries.steps_ahead(session, user.id, decks))
    return {one: Due(reviews.get(one, 0), steps[one]) for one in ahead}


def _due_bars(due: Mapping[dt.date, Due]) -> list[dict[str, Any]]:
    """A bar a day."""
    return [
        {
            "label": format_date(day, "d MMM") if number % 7 == 0 else "",
            "title": format_date(day, "EEE d MMM"),
            "value": one.cards,
            "steps": one.steps,
        }
        for number, (day, one) in enumerate(due.items())
    ]


def _retention(tallies: Iterable[DayTally], today: dt.date, days: int) -> Retention:
    within = [one for one in tallies if today - dt.timedelta(days=days) < one.day <= today]
    return Retention(
        days,
        Kept(sum(one.young_asked for one in within), sum(one.young_kept for one in within)),
        Kept(sum(one.mature_asked for one in within), sum(one.mature_kept for one in within)),
    )


def _heat(tallies: Sequence[DayTally], first: dt.date, today: dt.date) -> list[list[HeatDay]]:
    """Weeks from Monday on, the last one up to today."""
    by_day = {one.day: one for one in tallies if one.answers > 0}
    usual = median(one.answers for one in by_day.values()) if by_day else 0
    weeks = []
    for week in range(WEEKS):
        days = [first + dt.timedelta(days=7 * week + number) for number in range(7)]
        weeks.append([_heat_day(day, by_day.get(day), usual) for day in days if day <= today])
    return weeks


def _heat_day(day: dt.date, tally: DayTally | None, usual: float) -> HeatDay:
    """Levels are measured by the learner's own usual day: half of it, all of it, twice."""
    if tally is None:
        return HeatDay(day, 0, 0, 0)
    level = 1 + sum(tally.answers >= usual * share for share in (0.5, 1, 2))
    return HeatDay(day, tally.answers, minutes_of(tally), level)


def _months(weeks: Sequence[Sequence[HeatDay]]) -> list[dict[str, Any]]:
    """Where each month begins, by the number of its first whole or broken week."""
    return [
        {"week": number, "label": format_date(one.day, "d MMM")}
        for number, week in enumerate(weeks)
        for one in week
        if one.day.day == 1
    ]


def minutes_of(tally: DayTally) -> int:
    """The time that answers took; the first begun minute counts."""
    return max(1, round(tally.duration_ms / 60_000)) if tally.duration_ms else 0


def _foresight_row(one: ForesightTally) -> dict[str, Any]:
    return {
        "from": one.band * 100 // BANDS,
        "to": (one.band + 1) * 100 // BANDS,
        "asked": one.asked,
        "foreseen": round(100 * one.foreseen / MILLION / one.asked, 1),
        "kept": round(100 * one.kept / one.asked, 1),
    }


def _foreseen(foresight: Sequence[ForesightTally]) -> dict[str, int] | None:
    """Over all bands: what was foreseen and what came, in per cent."""
    asked = sum(one.asked for one in foresight)
    if asked < JUDGED_FROM:
        return None
    return {
        "asked": asked,
        "foreseen": round(100 * sum(one.foreseen for one in foresight) / MILLION / asked),
        "kept": round(100 * sum(one.kept for one in foresight) / asked),
    }


def _calibration_line(foresight: Sequence[ForesightTally]) -> list[dict[str, Any]]:
    points = []
    for one in foresight:
        if one.asked >= JUDGED_FROM:
            row = _foresight_row(one)
            points.append({"x": row["foreseen"], "y": row["kept"], "label": "", "name": ""})
    return points


def _stability_bars(clumps: Sequence[Clump]) -> list[dict[str, Any]]:
    edges = (0, *STABILITY_EDGES)
    labels = [_span(low, high) for low, high in zip(edges, STABILITY_EDGES, strict=False)]
    labels.append(_("%(days)s d and more", days=edges[-1]))
    counts = [0] * len(labels)
    for clump in clumps:
        counts[sum(clump.stability >= edge for edge in STABILITY_EDGES)] += clump.cards
    return _bars(labels, counts)


def _span(low: int, high: int) -> str:
    return str(_("%(low)s–%(high)s d", low=low, high=high))


def _difficulty_bars(clumps: Sequence[Clump]) -> list[dict[str, Any]]:
    counts = [0] * 10
    for clump in clumps:
        counts[min(int(clump.difficulty), 10) - 1] += clump.cards
    return _bars([str(number) for number in range(1, 11)], counts)


def _recall_bars(clumps: Sequence[Clump], parameters: Parameters) -> list[dict[str, Any]]:
    counts = [0] * 10
    for clump in clumps:
        counts[min(int(10 * recall_at_age(clump.age, parameters)), 9)] += clump.cards
    return _bars([f"{10 * number}–{10 * number + 10} %" for number in range(10)], counts)


def _bars(labels: Sequence[str], counts: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"label": label, "title": label, "value": count} for label, count in zip(labels, counts, strict=True)
    ]
