"""A file of questions into a teacher's bank, as the page of importing does it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from quizapp import dice
from quizapp.access import TEACHER, standing
from quizapp.accounts.models import User
from quizapp.accounts.queries import find_user_by_name
from quizapp.bank.views import new_public_id
from quizapp.commands.converting import (
    ALL_KEPT,
    NOTHING_READ,
    SOME_LOST,
    opened_source,
    reader_of,
    write_remark,
)
from quizapp.errors import Invalid, NotFound
from quizapp.exchange import queries
from quizapp.exchange.landing import Cargo, bring_in
from quizapp.exchange.matching import COMES_IN
from quizapp.exchange.operations.importing import Landed
from quizapp.exchange.picking import Picks
from quizapp.exchange.survey import Survey, make_survey
from quizapp.library.models import Bank


def import_file(
    session: Session,
    source: Path,
    *,
    owner: str,
    bank: str,
    format: str,
    remarks: TextIO,
    now: dt.datetime,
) -> tuple[Landed | None, int]:
    """Bring in all that can come in and is not there yet, and commit; returns what a shell is told, too.

    What became of each question is a JSON line in `remarks`. `bank` is the title or the slug of one of
    hers; without it they go into that of the file's name, which is made if need be. `Invalid` where a
    file cannot be used, `NotFound` where there is no such teacher or bank of hers.
    """
    user = _get_teacher(session, owner)
    slug = _get_bank(session, user, bank).slug if bank else ""
    with tempfile.TemporaryDirectory() as folder, opened_source(source) as file:
        index, lines = (Path(folder) / name for name in ("index", "lines"))
        survey = make_survey(file, reader_of(source, file, format), index, lines)
        for one in survey.looked(survey.entries):
            outcome = one.outcome
            why = [*outcome.losses, *([outcome.refused] if outcome.refused else [])]
            write_remark(
                remarks, outcome.number, outcome.line, outcome.verdict, outcome.begins, why, outcome.doubts
            )
        if survey.fault:
            write_remark(remarks, 0, survey.line, "refused", "", [survey.fault])
        if not survey.usable:
            return None, NOTHING_READ
        title = source.stem.replace("_", " ")[:200] or "Imported questions"
        cargo = Cargo(
            user_id=user.id,
            slug=slug,
            bank_title=title,
            title=title,
            survey=survey,
            picks=Picks().comes_in,
            publishing="sound",
            path=Path(folder) / "ready",
        )
        landed = bring_in(cargo, new_public_id=new_public_id, code=dice.code(12).lower(), now=now)
        return landed, _verdict(survey)


def in_words(landed: Landed) -> str:
    counts = landed.counts
    came = sum(counts.get(kind, 0) for kind in COMES_IN)
    here = counts.get("same", 0)
    return (
        f"{landed.bank_title}: {came} questions came in ({landed.drafts} as drafts), {here} were here already"
    )


def _verdict(survey: Survey) -> int:
    is_whole = not survey.fault and survey.count("ok") == len(survey.entries)
    return ALL_KEPT if is_whole else SOME_LOST


def _get_teacher(session: Session, name: str) -> User:
    user = find_user_by_name(session, name)
    if user is None:
        raise NotFound(f"nobody has the user name {name!r}")
    if standing(user) < TEACHER:
        raise Invalid(name, "is no teacher; only teachers have banks")
    return user


def _get_bank(session: Session, user: User, name: str) -> Bank:
    found = queries.find_own_bank_called(session, user.id, name)
    if found is not None:
        return found
    try:
        return queries.get_own_bank(session, user.id, name)
    except NotFound:
        raise NotFound(f"{user.username} has no bank with the title or slug {name!r}") from None
