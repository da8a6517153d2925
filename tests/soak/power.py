"""Lets students work, and opens what each of many losses of power would have left of the SQLite file.

The server's writes and syncs are recorded (needs strace). At random moments everything that no sync had
covered is lost, kept or torn by sectors; what was acknowledged by then must be there, and `quizapp check`
must agree. A few of the same moments as if nothing had ever been synced must lose something, or the test
could not fail. Prints one JSON object as the last line; exits 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.quizapp.server import Instance
from tests.soak.__main__ import student
from tests.soak.disk import Change, after_power_loss, changes_in, recording
from tests.soak.site import prepared_site, run
from tests.soak.student import Acknowledged, Student
from tests.soak.verdict import lost

NAME = "quizapp.sqlite3"
FILES = (NAME, f"{NAME}-wal")
KEPT = (0.0, 0.5, 1.0)
CONTROLS = 5


@dataclass(frozen=True, slots=True)
class Recorded:
    """The files at the start, what was done to them, and what students were told meanwhile."""

    home: Path
    start: Path
    changes: Sequence[Change]
    students: Sequence[Student]
    span: tuple[float, float]

    def said(self, moment: float) -> list[Acknowledged]:
        return [one.acknowledged.until(moment) for one in self.students]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.power", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--losses", type=int, default=40)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--seed", type=int, default=2021)
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        sys.exit("needs strace")
    rng = random.Random(arguments.seed)
    with TemporaryDirectory() as folder:
        recorded = _record(Path(folder), arguments.minutes, arguments.students, rng)
        figures, faults = _lose_power(recorded, Path(folder), arguments.losses, rng)
    for fault in faults:
        print(fault)
    print(json.dumps({"power": "sqlite", "seed": arguments.seed, **figures, "faults": len(faults)}))
    sys.exit(1 if faults else 0)


def _lose_power(
    recorded: Recorded, folder: Path, losses: int, rng: random.Random
) -> tuple[dict[str, int], list[str]]:
    """The figures of so many losses, and their faults."""
    began, ended = recorded.span
    unsynced = [replace(one, ended=float("inf")) for one in recorded.changes]
    faults: list[str] = []
    bad_unsynced = 0
    for number in range(losses):
        moment, kept = rng.uniform(began, ended), rng.choice(KEPT)
        place = folder / f"loss-{number}"
        found = _faults(recorded, recorded.changes, place, moment, kept, rng)
        faults += [f"after {moment - began:.3f} s, {kept} kept: {fault}" for fault in found]
        if number < CONTROLS:
            bad_unsynced += bool(_faults(recorded, unsynced, place, moment, 0.0, rng))
        shutil.rmtree(place)
    if not bad_unsynced:
        faults.append("nothing is lost without syncs either: this proves nothing")
    said = recorded.said(ended)
    return {
        "acknowledged": sum(len(one.saves) + len(one.checks) + len(one.hand_ins) for one in said),
        "syncs": sum(one.place is None for one in recorded.changes),
        "writes": sum(one.data is not None for one in recorded.changes),
        "losses_of_power": losses,
        "bad_without_syncs": bad_unsynced,
    }, faults


def _record(folder: Path, minutes: float, count: int, rng: random.Random) -> Recorded:
    with prepared_site("sqlite", count) as (site, prepared):
        home = site.instance.folder
        log = folder / "log"
        with recording(site.pid, log):
            start = shutil.copytree(home, folder / "start")
            over = threading.Event()
            students = [student(site, prepared, number, rng, over) for number in range(count)]
            threads = [threading.Thread(target=one.live) for one in students]
            began = time.time()
            for thread in threads:
                thread.start()
            time.sleep(60 * minutes)
            ended = time.time()
            over.set()
            for thread in threads:
                thread.join()
        return Recorded(home, start, changes_in(log), students, (began, ended))


def _faults(
    recorded: Recorded, changes: Sequence[Change], place: Path, moment: float, kept: float, rng: random.Random
) -> list[str]:
    """What is wrong with the instance that a loss of power leaves."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(recorded.start, place, ignore=shutil.ignore_patterns("*-shm"))
    for name in FILES:
        before = (recorded.start / name).read_bytes() if (recorded.start / name).exists() else b""
        left = after_power_loss(recorded.home / name, before, changes, moment, kept, rng)
        (place / name).write_bytes(left)
    with sqlite3.connect(place / NAME) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    connection.close()
    if found != "ok":
        return [f"the file is broken: {found.splitlines()[0]}"]
    instance = Instance(place, f"sqlite:///{place / NAME}")
    code, said = run(instance, "check")
    return lost(instance, recorded.said(moment)) + ([f"quizapp check: {said}"] if code else [])


if __name__ == "__main__":
    main()
