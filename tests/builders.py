"""Builds rows for tests: each function adds to the given session, flushes, and returns the row."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from questions.note import NoteKind
from questions.paper import Plan
from questions.pictures.reading import read_picture
from questions.question import Citation, Format
from questions.question import Question as AskedQuestion
from questions.sounds.reading import read_sound
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.bank import queries as questions
from quizapp.bank.models import Question
from quizapp.bank.operations import add_versions
from quizapp.cards.models import Deck, Note
from quizapp.cards.operations import decks
from quizapp.cards.operations.writing import Writing, write_note
from quizapp.classrooms import operations as classrooms
from quizapp.classrooms.models import Classroom
from quizapp.exchange.models import ImportedVersion, QuestionImport
from quizapp.exchange.operations import handouts
from quizapp.library import operations as library
from quizapp.library.models import Bank, Passage, Source, Topic
from quizapp.media.models import Medium
from quizapp.media.operations import keep_media
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes.models import Assignment, Attempt, Quiz
from quizapp.quizzes.terms import Dates, terms_of
from tests.questions.builders import example_question
from tests.questions.pictures.samples import png
from tests.questions.sounds.samples import wav

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "a long enough secret"

_numbers = itertools.count(1)


def user(
    session: Session,
    username: str = "",
    *,
    display_name: str = "",
    roles: Collection[str] = (),
    password: str = PASSWORD,
    zone: str = "UTC",
    now: dt.datetime = NOW,
) -> User:
    """A person; without a name a new one each time. A student has no roles."""
    number = next(_numbers)
    username = username or f"person-{number}"
    return accounts.create_user(
        session,
        username=username,
        display_name=display_name or username.capitalize(),
        password=password,
        uniquifier=f"uniquifier-{number}",
        roles=roles,
        zone=zone,
        now=now,
    )


def teacher(session: Session, username: str = "") -> User:
    return user(session, username, roles=["teacher"])


def administrator(session: Session, username: str = "") -> User:
    return user(session, username, roles=["administrator"])


def guest(session: Session, *, now: dt.datetime = NOW) -> User:
    return accounts.start_guest(session, uniquifier=f"uniquifier-{next(_numbers)}", now=now)


def classroom(
    session: Session,
    teacher: User,
    name: str = "History 10b",
    *,
    students: Collection[User] = (),
    zone: str = "UTC",
    now: dt.datetime = NOW,
) -> Classroom:
    """A class of `teacher` with these students."""
    made = classrooms.create_classroom(
        session, teacher, name=name, zone=zone, code=f"CLASS{next(_numbers)}", now=now
    )
    for student in students:
        classrooms.join(session, student, made.join_code, now=now)
    return made


def enrol(session: Session, classroom: Classroom, student: User, *, now: dt.datetime = NOW) -> None:
    """Let a student join a class that stands already."""
    classrooms.join(session, student, classroom.join_code, now=now)


def bank(
    session: Session,
    slug: str = "",
    *,
    topics: Sequence[str] = ("planets",),
    paragraphs: Sequence[str] = ("It is so, as everybody can see.",),
    now: dt.datetime = NOW,
) -> Bank:
    """An empty bank with these topics and a brief of these paragraphs."""
    slug = slug or f"bank-{next(_numbers)}"
    made = Bank(
        slug=slug,
        title=slug.title(),
        description="A small bank.",
        language="en",
        licence="CC0",
        loaded_at=now,
    )
    session.add(made)
    session.flush()
    brief = Source(bank_id=made.id, slug="brief", kind="brief", title="Our brief", position=0)
    session.add_all(
        [
            brief,
            *(
                Topic(bank_id=made.id, slug=topic, title=topic.title(), position=place)
                for place, topic in enumerate(topics)
            ),
        ]
    )
    session.flush()
    session.add_all(
        Passage(source_id=brief.id, number=number, text=text, rests_on=[])
        for number, text in enumerate(paragraphs, 1)
    )
    session.flush()
    return made


def own_bank(session: Session, owner: User, title: str = "Rivers", *, now: dt.datetime = NOW) -> Bank:
    """An empty bank that only this teacher reads."""
    code = f"code{next(_numbers)}"
    return library.make_own_bank(session, owner.id, title=title, language="en", code=code, now=now)


def question_import(session: Session, owner: User, *, now: dt.datetime = NOW) -> QuestionImport:
    """An import of one question into a bank of this teacher's."""
    shelf = own_bank(session, owner, now=now)
    row = question(session, shelf, origin="teacher", owner=owner, now=now)
    version = questions.newest_version(session, row.id)
    kept = QuestionImport(
        bank_id=shelf.id, owner_id=owner.id, format="json", title="rivers.json", made_at=now
    )
    session.add(kept)
    session.flush()
    session.add(ImportedVersion(import_id=kept.id, version_id=version.id, was_number=0))
    session.flush()
    return kept


def handout(
    session: Session,
    owner: User,
    paragraphs: Sequence[str] = ("The Nile is long.",),
    *,
    now: dt.datetime = NOW,
) -> str:
    """A text of a teacher's in a bank of her own; its slug."""
    shelf = own_bank(session, owner, now=now)
    code = f"handout{next(_numbers)}"
    return handouts.bring_handout(session, owner, shelf, title="Rivers", paragraphs=paragraphs, code=code)


def picture(session: Session, owner: User, content: bytes = b"", *, now: dt.datetime = NOW) -> Medium:
    """A picture that somebody brought; without content a new one each time."""
    kept = read_picture(content or png(next(_numbers), 2))
    keep_media(session, owner.id, [kept], now=now)
    return session.get_one(Medium, kept.sha256)


def sound(session: Session, owner: User, content: bytes = b"", *, now: dt.datetime = NOW) -> Medium:
    """A sound that somebody brought; without content a new one each time."""
    kept = read_sound(content or wav(pitch=next(_numbers)))
    keep_media(session, owner.id, [kept], now=now)
    return session.get_one(Medium, kept.sha256)


def question(
    session: Session,
    bank: Bank,
    asked: str | AskedQuestion = "single_choice",
    *,
    topic: str | None = "planets",
    fact: str = "",
    role: str = "object",
    difficulty: int = 2,
    origin: str = "generated",
    owner: User | None = None,
    now: dt.datetime = NOW,
) -> Question:
    """A published question: the plain example of a type, or the one given, about a fact of its own."""
    number = next(_numbers)
    whole = example_question(asked) if isinstance(asked, str) else asked
    fact = fact or f"fact-{number}"
    whole = replace(
        whole,
        facts=(fact,),
        targets=((fact, role),),
        difficulty=difficulty,
        weight="main",
        pattern=f"pattern-{number}",
        sealed=replace(
            whole.sealed, citations=whole.sealed.citations or (Citation("brief", 1, quote="It is so"),)
        ),
    )
    topic_id = session.scalar(select(Topic.id).where(Topic.bank_id == bank.id, Topic.slug == topic))
    row = Question(
        public_id=f"question-{number}",
        bank_id=bank.id,
        topic_id=topic_id,
        owner_id=owner.id if owner else None,
        origin=origin,
        status="published",
        made_at=now,
        current_number=1,
    )
    session.add(row)
    session.flush()
    add_versions(session, [(row, whole)], None, now)
    return row


def quiz(
    session: Session,
    bank: Bank,
    teacher: User,
    *,
    asks: Sequence[Question] = (),
    mode: str = "test",
    review: str = "at_once",
    limit_seconds: int | None = None,
    now: dt.datetime = NOW,
) -> Quiz:
    """A teacher's quiz that asks these questions in this order, or else every question of the bank."""
    ids = tuple(one.public_id for one in asks)
    count = session.scalar(select(func.count()).where(Question.bank_id == bank.id)) or 0
    return quizzes.make_quiz(
        session,
        teacher,
        title="Planets, first test",
        bank_id=bank.id,
        plan=Plan(length=count, focus="all", question_ids=ids),
        mode=mode,
        review=review,
        limit_seconds=limit_seconds,
        now=now,
    )


def assignment(
    session: Session,
    quiz: Quiz,
    classroom: Classroom,
    teacher: User,
    *,
    now: dt.datetime = NOW,
    **dates: object,
) -> Assignment:
    """The quiz given to a class; `dates` are fields of `Dates`."""
    return quizzes.give_quiz(session, teacher, quiz, classroom, Dates(**dates), now=now)  # type: ignore[arg-type]


def override(
    session: Session,
    given: Assignment,
    student: User,
    teacher: User,
    *,
    now: dt.datetime = NOW,
    **dates: object,
) -> Assignment:
    """Other terms for one student of the class; `dates` are fields of `Dates`."""
    given = session.scalars(
        select(Assignment).where(Assignment.id == given.id).options(joinedload(Assignment.quiz))
    ).one()
    return quizzes.give_override(session, teacher, given, student, Dates(**dates), now=now)  # type: ignore[arg-type]


def deck(
    session: Session,
    owner: User,
    title: str = "Rivers",
    *,
    outer: Deck | None = None,
    classes: Collection[Classroom] = (),
    now: dt.datetime = NOW,
) -> Deck:
    """A deck of this person's own, shared with these classes."""
    made = decks.make_deck(session, owner.id, title=title, outer=outer, now=now)
    ids = [classroom.id for classroom in classes]
    decks.share_deck(session, made, ids, among=ids, by_id=owner.id, now=now)
    return made


def note(
    session: Session,
    deck: Deck,
    kind: NoteKind = "basic",
    *,
    format: Format = "plain",
    tags: Sequence[str] = (),
    now: dt.datetime = NOW,
    **fields: str,
) -> Note:
    """A note in the deck; without texts one that makes a card of its kind."""
    number = next(_numbers)
    plain = {"front": f"Front {number}?", "back": f"Back {number}", "text": f"Text {{{{c1::{number}}}}}."}
    return write_note(
        session, deck, Writing(kind, fields or plain, format, tags), guid=f"guid-{number}", now=now
    )


def attempt(session: Session, student: User, quiz: Quiz, *, now: dt.datetime = NOW, seed: int = 0) -> Attempt:
    """An attempt of this student at a quiz, on no class's terms, begun now."""
    return quizzes.start_attempt(
        session,
        student,
        quiz,
        terms_of(quiz),
        questions.candidates(session, quiz.bank_id),
        now=now,
        rng=random.Random(seed),
    )
