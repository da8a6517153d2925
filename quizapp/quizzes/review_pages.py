"""What the pages of a result show: the score, each question with reasons and receipts, what to practise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from questions.gaps import shown_stem
from questions.marks import DROPPED, MILLION, Mark
from questions.response import Blank
from questions.ruling import Ruled
from questions.score import Score
from questions.types import JUDGED, TYPES
from quizapp.bank import queries as bank
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.page import numbered_addresses
from quizapp.quizzes import queries
from quizapp.quizzes.corrections import corrections_of
from quizapp.quizzes.feedback import Feedback, chips_of, feedback_of, kind_of, without_key
from quizapp.quizzes.given import load_given
from quizapp.quizzes.judging_queries import newest_judgements
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import earned, ruled_slots
from quizapp.quizzes.operations.starting import missed_of
from quizapp.quizzes.operations.tallying import share_of
from quizapp.quizzes.ruling_queries import notices_of

Address = Callable[[Attempt, int], str]
"""Where the review of one question of an attempt is, by its number."""

# A right answer of several lines (ordering, matching) stands on the page of its question, unless the
# list would show no answer at all.
LONGEST_IN_LIST = 80


def sealed_page(attempt: Attempt) -> dict[str, Any]:
    """What stands in the place of a review that has not opened: when it will, and why it waits."""
    return {"active": "quizzes", "attempt": attempt, "waits_for_test": attempt.quiz.review == "at_once"}


def review_page(
    session: Session, attempt: Attempt, now: dt.datetime, address: Address | None = None
) -> dict[str, Any]:
    """The result of a finished attempt: score, tally, topics and a line for each question that counted.

    `address` says where the review of one question is, the student's own unless given.
    """
    address = address or _own_addresses(attempt)
    slots = [slot for slot in queries.slots_of(session, attempt.id) if slot.counts]
    ruled = ruled_slots(session, slots)
    titles = queries.topic_titles(session, [slot.version_id for slot in slots])
    marks = [(slot, one.mark) for slot, one in zip(slots, ruled, strict=True)]
    score = Score(sum(earned(*each) or 0 for each in marks), attempt.available)
    notices = notices_of(session, slots)
    corrections = corrections_of(session, attempt, dict(zip(slots, ruled, strict=True)), now)
    lines = [
        _line(slot, one, address(attempt, slot.number))
        | {
            "topic": titles.get(slot.version_id, (0, 0, ""))[2],
            "is_ruled": slot.number in notices,
            "is_corrected": slot.number in corrections,
        }
        for slot, one in zip(slots, ruled, strict=True)
    ]
    bank_row = queries.get_bank(session, attempt.quiz.bank_id)
    return {
        "active": "quizzes",
        "attempt": attempt,
        "bank": bank_row,
        "score": score,
        "lines": lines,
        "right": sum(line["kind"] == "right" for line in lines),
        "partly": sum(line["kind"] == "partly" for line in lines),
        "awaiting": sum(line["kind"] == "awaiting" for line in lines),
        "counted": sum(line["kind"] not in ("awaiting", "dropped") for line in lines),
        "ruled": [line for line in lines if line["is_ruled"]],
        "corrected": [line for line in lines if line["is_corrected"] and not line["is_ruled"]],
        "topics": _by_topic(lines),
        "before": queries.find_score_before(session, attempt),
    }


def _line(slot: Slot, ruled: Ruled, href: str) -> dict[str, Any]:
    """What the list says of one question, whose review is at `href`."""
    question, given = ruled.question, load_given(slot.given)
    reveal = TYPES[question.type].reveal(question, given)
    kind = kind_of(ruled.mark.verdict)
    fits = kind == "blank" or len(reveal.right) <= LONGEST_IN_LIST
    says_right = fits and kind != "right" and ruled.tells and question.type not in JUDGED
    chips = chips_of(question)[:1] if ruled.tells else ()
    return {
        "number": slot.number,
        "stem": shown_stem(question.asked),
        "given": "" if isinstance(given, Blank) and not given.declared else reveal.given,
        "right": reveal.right if says_right else "",
        "kind": kind,
        "is_full_for_all": kind == "right" and not ruled.tells,
        "is_judged": question.type in JUDGED,
        "flagged": slot.is_flagged,
        "href": href,
        "chips": [{"label": chip.label, "href": href + chip.href} for chip in chips],
        "share": share_of(slot.points, earned(slot, ruled.mark), ruled.mark.verdict),
        "score": _score_to_tell(slot, ruled.mark),
    }


def practice_of_missed(
    session: Session, attempt: Attempt, lines: Sequence[dict[str, Any]], now: dt.datetime
) -> str:
    """The button below a result, which practises what was missed here and before; "" where all was right."""
    missed_here = sum(line["kind"] not in ("right", "dropped") and not line["is_judged"] for line in lines)
    if not missed_here:
        return ""
    missed = missed_of(session, attempt.user_id, attempt.quiz.bank_id, now)
    if not missed.asked or missed.total == missed_here:
        return practise_in_words(missed.at_once, missed.total)
    words = ngettext("Practise %(num)s that you missed", "Practise %(num)s that you missed", missed.at_once)
    return str(words)


def practise_in_words(count: int, of: int) -> str:
    """What a button says that asks so many of those just named; "" for none."""
    if count < of:
        return str(_("Practise %(count)s of these %(total)s", count=count, total=of))
    return str(ngettext("Practise this one", "Practise these %(num)s", count)) if count else ""


def review_question_page(
    session: Session,
    attempt: Attempt,
    number: int,
    now: dt.datetime,
    address: Address | None = None,
    all_url: str = "",
) -> dict[str, Any]:
    """One question of a reviewed attempt, with reasons and receipts; addresses as in `review_page`."""
    slots = [slot for slot in queries.slots_of(session, attempt.id) if slot.counts]
    slot = next((slot for slot in slots if slot.number == number), None)
    if slot is None:
        raise NotFound
    (ruled,) = ruled_slots(session, [slot])
    return {
        "active": "quizzes",
        "attempt": attempt,
        "slot": slot,
        "count": len(slots),
        "feedback": _feedback(session, attempt, slot, ruled),
        "correction": corrections_of(session, attempt, {slot: ruled}, now).get(slot.number),
        "notices": notices_of(session, [slot]).get(slot.number, []),
        "bank": queries.get_bank(session, attempt.quiz.bank_id),
        "address": address or review_address,
        "all_url": all_url or url_for("quizzes.review", attempt_id=attempt.id),
    }


def report_page(session: Session, attempt: Attempt, slot: Slot) -> dict[str, Any]:
    asked = bank.asked_of(session, [slot.version_id])[slot.version_id]
    return {
        "active": "quizzes",
        "attempt": attempt,
        "slot": slot,
        "asked": asked,
        "reports": bank.reports_by(session, attempt.user_id, slot.version_id),
        "back": back_from_report(attempt, slot.number),
    }


def back_from_report(attempt: Attempt, number: int) -> str:
    if attempt.state == "open":
        return url_for("quizzes.question", attempt_id=attempt.id, number=number)
    return review_address(attempt, number)


def review_address(attempt: Attempt, number: int) -> str:
    return url_for("quizzes.review_question", attempt_id=attempt.id, number=number)


def _own_addresses(attempt: Attempt) -> Address:
    href = numbered_addresses("quizzes.review_question", attempt_id=attempt.id)
    return lambda _attempt, number: href(number)


def slot_feedback(session: Session, attempt: Attempt, slot: Slot) -> Feedback:
    """All that one marked slot shows; call it only where its key may be seen."""
    (ruled,) = ruled_slots(session, [slot])
    return _feedback(session, attempt, slot, ruled)


def _feedback(session: Session, attempt: Attempt, slot: Slot, ruled: Ruled) -> Feedback:
    question = ruled.question
    shelf = library.shelf_of(session, attempt.quiz.bank_id, question.sealed.citations)
    held = newest_judgements(session, [slot]) if question.type in JUDGED else {}
    said = held[attempt.id, slot.number].words if held else ""
    given = load_given(slot.given)
    shown = feedback_of(question, slot.option_order, given, ruled.mark, shelf, said=said)
    shown = replace(shown, score=_score_to_tell(slot, ruled.mark))
    if ruled.by_key is not None:
        by_key = feedback_of(question, slot.option_order, given, ruled.by_key, shelf)
        words = _("The mark of before stays. By the corrected key: %(verdict)s", verdict=by_key.verdict)
        return replace(shown, verdict=words)
    if ruled.tells:
        return shown
    if ruled.mark == DROPPED:
        return without_key(shown)
    return replace(without_key(shown), verdict=_("Everybody has full marks for this question."))


def _score_to_tell(slot: Slot, mark: Mark) -> Score | None:
    """What a question earned, where its mark alone does not say it: most are worth one point.

    None too while a person has yet to mark it, and where it does not count.
    """
    points = earned(slot, mark)
    if slot.points == MILLION or points is None or not slot.counts or mark == DROPPED:
        return None
    return Score(points, slot.points)


def _by_topic(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How each topic went: `right` in millionths of a question, since half right is half of one."""
    by_topic: dict[str, list[int]] = {}
    for line in lines:
        if line["topic"] and line["share"] is not None:
            by_topic.setdefault(line["topic"], []).append(line["share"])
    return [
        {"title": title, "right": sum(shares), "count": len(shares)} for title, shares in by_topic.items()
    ]
