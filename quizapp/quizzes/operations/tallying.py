"""Roll-ups of answers, kept from the moment correctness may be seen; rebuilt by replaying attempts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, or_, select, tuple_
from sqlalchemy.orm import Session

from questions.marks import AWAITING, DROPPED, MILLION, half_up
from questions.response import Blank
from questions.types import JUDGED
from quizapp.accounts.queries import hold_person
from quizapp.bank.models import Question, QuestionVersion
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, FactSeen, QuestionTally, Slot, Step, TopicTally
from quizapp.quizzes.review_opening import tell_opened
from quizapp.reading import read_all
from quizapp.upserting import add_rows, put_rows

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


class About(NamedTuple):
    """What a version asks about: its question, that one's topic now, and the facts it stands on."""

    question_id: int
    topic_id: int | None
    facts: Sequence[str]
    is_judged: bool

    @property
    def seen(self) -> Sequence[str]:
        """What counts as seen once it was answered."""
        return facts_of(self.question_id, self.facts)


@dataclass(slots=True)
class QuestionAnswers:
    """The roll-up of one learner and one question."""

    count: int = 0
    right: int = 0
    last_right: bool = False
    last_at: dt.datetime = NEVER

    def add(self, is_right: bool, at: dt.datetime) -> None:
        self.count += 1
        self.right += is_right
        # A sealed or claimed attempt is taken in after younger answers.
        if self.last_at <= at:
            self.last_right, self.last_at = is_right, at


@dataclass(slots=True)
class TopicAnswers:
    """What answers make of the roll-up of one learner and one topic."""

    count: int = 0
    earned: int = 0
    facts: set[str] = field(default_factory=set)
    last_at: dt.datetime = NEVER

    def add(self, share: int | None, facts: Iterable[str], at: dt.datetime) -> None:
        """An answer of this `share_of`; one that says nothing has been given all the same."""
        self.count += share is not None
        self.earned += share or 0
        self.facts.update(facts)
        self.last_at = max(self.last_at, at)


def tally_attempt(session: Session, attempt: Attempt, slots: Sequence[Slot], *, now: dt.datetime) -> None:
    """Take a reviewed attempt into the learner's roll-ups; it must not have been.

    An answer that was already shown right or wrong in practice was tallied then (see `tally_slots`).
    """
    fresh = [slot for slot in slots if slot.checked_as is None]
    tally_slots(session, attempt, {slot: told_at(attempt) for slot in fresh}, now=now)


def told_at(attempt: Attempt) -> dt.datetime:
    """The moment that answers of an attempt count as given, but for those checked on the way."""
    return attempt.finished_at or attempt.started_at


def tally_slots(
    session: Session, attempt: Attempt, moments: Mapping[Slot, dt.datetime], *, now: dt.datetime
) -> None:
    """Count the answers in these slots, each as of its moment. "I don't know" is a wrong answer.

    What a person marks counts for its topic only, once she has: it can be practised by nobody.
    """
    answered = {slot: at for slot, at in moments.items() if is_answer(slot)}
    if not answered:
        return
    about = about_versions(session, [slot.version_id for slot in answered])
    # Two attempts of one learner may be finished at once, and each adds to the same roll-ups.
    hold_person(session, attempt.user_id)
    by_key = {slot: at for slot, at in answered.items() if not about[slot.version_id].is_judged}
    _count_questions(session, attempt.user_id, by_key, about)
    marked = {slot: at for slot, at in answered.items() if slot.verdict != AWAITING.verdict}
    _count_topics(session, attempt.user_id, marked, about)
    session.flush()
    if by_key:
        tell_opened(session, attempt, by_key, now)


def _count_questions(
    session: Session, user_id: int, answered: Mapping[Slot, dt.datetime], about: Mapping[int, About]
) -> None:
    asked = {slot: about[slot.version_id].question_id for slot in answered}
    rows = read_all(session, _QUESTIONS, _those(user_id, asked.values()))
    tallies = {row[0]: QuestionAnswers(*row[1:]) for row in rows}
    for slot, at in answered.items():
        tallies.setdefault(asked[slot], QuestionAnswers()).add(missed_nothing(slot.verdict), at)
    put_rows(
        session,
        QuestionTally,
        [
            {
                "user_id": user_id,
                "question_id": question_id,
                "answers": tally.count,
                "right": tally.right,
                "last_right": tally.last_right,
                "last_at": tally.last_at,
            }
            for question_id, tally in tallies.items()
        ],
    )


def _count_topics(
    session: Session, user_id: int, answered: Mapping[Slot, dt.datetime], about: Mapping[int, About]
) -> None:
    by_topic: dict[int, TopicAnswers] = {}
    for slot, at in answered.items():
        topic_id = about[slot.version_id].topic_id
        if topic_id is not None:
            share = share_of(slot.points, slot.earned, slot.verdict)
            by_topic.setdefault(topic_id, TopicAnswers()).add(share, about[slot.version_id].seen, at)
    if not by_topic:
        return
    were = {row[0]: row[1:] for row in read_all(session, _TOPICS, _those(user_id, by_topic))}
    fresh = _count_facts(session, user_id, by_topic)
    rows = []
    for topic_id, new in sorted(by_topic.items()):
        answers, earned, facts, last_at = were.get(topic_id, (0, 0, 0, NEVER))
        rows.append(
            {
                "user_id": user_id,
                "topic_id": topic_id,
                "answers": answers + new.count,
                "earned": earned + new.earned,
                "facts": facts + fresh[topic_id],
                "last_at": max(last_at, new.last_at),
            }
        )
    put_rows(session, TopicTally, rows)


def _count_facts(session: Session, user_id: int, by_topic: Mapping[int, TopicAnswers]) -> Counter[int]:
    """Remember the facts answered about; how many of each topic are new."""
    pairs = {(topic_id, fact) for topic_id, answers in by_topic.items() for fact in answers.facts}
    seen = read_all(session, _SEEN, {"user_id": user_id, "pairs": list(pairs)})
    fresh = sorted(pairs.difference((topic_id, fact) for topic_id, fact in seen))
    add_rows(
        session,
        FactSeen,
        [{"user_id": user_id, "topic_id": topic_id, "fact": fact} for topic_id, fact in fresh],
    )
    return Counter(topic_id for topic_id, _fact in fresh)


@dataclass(frozen=True, slots=True)
class Remarked:
    """An answer in the roll-ups whose mark is another now; both sides as verdict and `share_of`."""

    user_id: int
    at: dt.datetime
    was_verdict: str
    verdict: str
    was_share: int | None
    share: int | None


def turn_tallies(session: Session, question: Question, remarked: Sequence[Remarked]) -> None:
    """Keep the roll-ups true where answers to one question were marked anew; its learners must be held."""
    users = {one.user_id for one in remarked}
    by_user = {
        row.user_id: row
        for row in session.scalars(
            select(QuestionTally)
            .where(QuestionTally.question_id == question.id, QuestionTally.user_id.in_(users))
            .execution_options(populate_existing=True)
        )
    }
    topics = {
        row.user_id: row
        for row in session.scalars(
            select(TopicTally)
            .where(TopicTally.topic_id == question.topic_id, TopicTally.user_id.in_(users))
            .execution_options(populate_existing=True)
        )
    }
    for one in remarked:
        is_right, was_right = missed_nothing(one.verdict), missed_nothing(one.was_verdict)
        if is_right != was_right:
            tally = by_user[one.user_id]
            tally.right += is_right - was_right
            if tally.last_at == one.at:
                tally.last_right = is_right
        if one.user_id in topics:
            _move(topics[one.user_id], one.was_share, one.share)
    session.flush()


def tally_judged(
    session: Session, attempt: Attempt, moments: Mapping[Slot, dt.datetime], was: Mapping[Slot, int | None]
) -> None:
    """Take what a person gave for these answers into the roll-ups by topic; the learner must be held.

    `was` is the share that each had before, None for one that has waited until now.
    """
    about = about_versions(session, [slot.version_id for slot in moments])
    fresh = {slot: at for slot, at in moments.items() if was[slot] is None}
    _count_topics(session, attempt.user_id, fresh, about)
    again = [slot for slot in moments if slot not in fresh and about[slot.version_id].topic_id is not None]
    ids = {about[slot.version_id].topic_id for slot in again}
    topics = {
        row.topic_id: row
        for row in session.scalars(
            select(TopicTally).where(TopicTally.user_id == attempt.user_id, TopicTally.topic_id.in_(ids))
        )
    }
    for slot in again:
        share = share_of(slot.points, slot.earned, slot.verdict)
        _move(topics[about[slot.version_id].topic_id or 0], was[slot], share)
    session.flush()


def _move(topic: TopicTally, was: int | None, share: int | None) -> None:
    topic.answers += (share is not None) - (was is not None)
    topic.earned += (share or 0) - (was or 0)


def share_of(points: int, earned: int | None, verdict: str | None) -> int | None:
    """How much of its question an answer earned, in millionths; both amounts in millionths of a point.

    None where it says nothing: its question counts no more, or a person has yet to mark it.
    """
    if verdict in (AWAITING.verdict, DROPPED.verdict):
        return None
    return half_up((earned or 0) * MILLION, points) if points else 0


def missed_nothing(verdict: str | None) -> bool:
    """Whether an answer was right, or its question counts no more: then nobody has missed it."""
    return verdict in ("right", "dropped")


def rebuild_topics(session: Session, topic_ids: Collection[int]) -> None:
    """Fold the roll-ups of these topics anew for every learner, since questions moved between them."""
    for row in (TopicTally, FactSeen):
        session.execute(delete(row).where(row.topic_id.in_(topic_ids)))
    folded: defaultdict[tuple[int, int], TopicAnswers] = defaultdict(TopicAnswers)
    for topic_id, question_id, facts, checked_at, slot, attempt in session.execute(
        select(Question.topic_id, Question.id, QuestionVersion.facts, Step.at, Slot, Attempt)
        .join(Slot, Slot.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Slot.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .outerjoin(
            Step,
            and_(Step.attempt_id == Slot.attempt_id, Step.slot == Slot.number, Step.kind == "checked"),
        )
        .where(Question.topic_id.in_(topic_ids), or_(Attempt.is_tallied, Slot.checked_as.is_not(None)))
    ):
        if is_tallied(attempt, slot) and slot.verdict != AWAITING.verdict:
            share = share_of(slot.points, slot.earned, slot.verdict)
            seen = facts_of(question_id, facts)
            folded[attempt.user_id, topic_id].add(share, seen, checked_at or told_at(attempt))
    session.add_all(
        TopicTally(
            user_id=user_id,
            topic_id=topic_id,
            answers=answers.count,
            earned=answers.earned,
            facts=len(answers.facts),
            last_at=answers.last_at,
        )
        for (user_id, topic_id), answers in folded.items()
    )
    session.add_all(
        FactSeen(user_id=user_id, topic_id=topic_id, fact=fact)
        for (user_id, topic_id), answers in folded.items()
        for fact in sorted(answers.facts)
    )
    session.flush()


def is_tallied(attempt: Attempt, slot: Slot) -> bool:
    """Whether the roll-ups have taken in what this slot holds."""
    return (attempt.is_tallied or slot.checked_as is not None) and is_answer(slot)


def is_answer(slot: Slot) -> bool:
    """Whether a slot holds an answer; one left open (not declared unknown) is none."""
    given = load_given(slot.given)
    return not isinstance(given, Blank) or given.declared


def facts_of(question_id: int, facts: Sequence[str]) -> Sequence[str]:
    """What is counted as seen: a question that stands on no fact counts as one of its own."""
    return facts or [f"question-{question_id}"]


# Built once: building them takes longer than asking.
_ABOUT = (
    select(
        QuestionVersion.id,
        Question.id,
        Question.topic_id,
        QuestionVersion.facts,
        QuestionVersion.type.in_(JUDGED),
    )
    .join(Question, Question.id == QuestionVersion.question_id)
    .where(QuestionVersion.id.in_(bindparam("version_ids", expanding=True)))
)
_QUESTIONS = select(
    QuestionTally.question_id,
    QuestionTally.answers,
    QuestionTally.right,
    QuestionTally.last_right,
    QuestionTally.last_at,
).where(
    QuestionTally.user_id == bindparam("user_id"),
    QuestionTally.question_id.in_(bindparam("ids", expanding=True)),
)
_TOPICS = select(
    TopicTally.topic_id, TopicTally.answers, TopicTally.earned, TopicTally.facts, TopicTally.last_at
).where(TopicTally.user_id == bindparam("user_id"), TopicTally.topic_id.in_(bindparam("ids", expanding=True)))
_SEEN = select(FactSeen.topic_id, FactSeen.fact).where(
    FactSeen.user_id == bindparam("user_id"),
    tuple_(FactSeen.topic_id, FactSeen.fact).in_(bindparam("pairs", expanding=True)),
)


def about_versions(session: Session, version_ids: Sequence[int]) -> dict[int, About]:
    """What each of these versions asks about."""
    rows = read_all(session, _ABOUT, {"version_ids": version_ids})
    return {version: About(*rest) for version, *rest in rows}


def _those(user_id: int, ids: Iterable[int]) -> dict[str, Any]:
    return {"user_id": user_id, "ids": list(set(ids))}
