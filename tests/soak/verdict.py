"""Whether all that was acknowledged is there, and whether everything derived agrees with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from quizapp.commands.instance import opened
from quizapp.db import db
from quizapp.quizzes.models import Attempt, Slot, Step
from tests.quizapp.server import Instance
from tests.soak.site import Site, run
from tests.soak.student import Acknowledged, Student

ERROR = 400
EXPECTED_ERRORS = (409, 503)
"""Answered already or elsewhere, and the database is away: both are part of a hard life."""

SHOWN = 5
"""How many sentences of one kind are told at most."""


def faults_of(site: Site, students: Sequence[Student]) -> list[str]:
    """Everything that must not be, each as a sentence; none after a good run."""
    return [
        *lost(site.instance, [one.acknowledged for one in students]),
        *(f"student {number}: {one.failure}" for number, one in enumerate(students) if one.failure),
        *_replies_that_must_not_be(students),
        *_commands(site),
    ]


def replies(students: Iterable[Student]) -> Counter[int]:
    """How many replies had which status."""
    return Counter(
        reading.status for one in students for those in one.browser.readings.values() for reading in those
    )


def lost(instance: Instance, acknowledged: Iterable[Acknowledged]) -> list[str]:
    """What was said to be kept and is not there, each as a sentence."""
    with opened(instance.settings):
        session = db.session()
        steps = {
            tuple(row)
            for row in session.execute(
                select(Step.attempt_id, Step.slot, Step.seq).where(Step.kind == "saved")
            )
        }
        newest = {
            (attempt, slot): seq
            for attempt, slot, seq in session.execute(select(Slot.attempt_id, Slot.number, Slot.seq))
        }
        checked = {
            tuple(row)
            for row in session.execute(
                select(Slot.attempt_id, Slot.number).where(Slot.checked_as.is_not(None))
            )
        }
        submitted = set(session.scalars(select(Attempt.id).where(Attempt.state == "submitted")))
    faults = []
    for said in acknowledged:
        faults += [f"lost: the answer {ack}" for ack in sorted(said.saves.keys() - steps)]
        faults += [
            f"lost: answer {seq} is no more the newest of {attempt, slot}"
            for attempt, slot, seq in sorted(said.saves)
            if newest.get((attempt, slot), 0) < seq
        ]
        faults += [f"lost: the check of {ack}" for ack in sorted(said.checks.keys() - checked)]
        faults += [f"lost: the handing in of attempt {id}" for id in sorted(said.hand_ins.keys() - submitted)]
    return faults


def _replies_that_must_not_be(students: Sequence[Student]) -> list[str]:
    return [
        f"{count} replies of status {status}"
        for status, count in sorted(replies(students).items())
        if status >= ERROR and status not in EXPECTED_ERRORS
    ]


def _commands(site: Site) -> list[str]:
    """What `quizapp check` and `quizapp doctor` find."""
    faults = []
    for command in ("check", "doctor"):
        code, said = run(site.instance, command)
        if code:
            bad = [line for line in said.splitlines() if command == "check" or line.startswith("bad")]
            faults += [f"quizapp {command}: {line}" for line in bad[:SHOWN] or [f"exit code {code}"]]
    return faults
