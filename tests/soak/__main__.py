"""Lets students work while the server and its database are killed, then checks that nothing was lost.

Prints a table for people and one JSON object as the last line; exits 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import threading
import time
from typing import Any

from tests.benchmarks.client import Browser
from tests.soak.site import Site, prepared_site
from tests.soak.student import Student
from tests.soak.verdict import faults_of, replies

BETWEEN_OUTAGES_SECONDS = (5.0, 15.0)
OUTAGE_SECONDS = (0.0, 2.0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--students", type=int, default=20)
    arguments = parser.parse_args()
    figures, faults = run(arguments.db, arguments.minutes, arguments.students, arguments.seed)
    for name, figure in figures.items():
        print(f"{name:<22}{figure!s:>10}")
    for fault in faults:
        print(fault)
    settings = {"soak": arguments.db, "minutes": arguments.minutes, "seed": arguments.seed}
    print(json.dumps({**settings, **figures, "faults": len(faults)}))
    sys.exit(1 if faults else 0)


def run(db: str, minutes: float, count: int, seed: int) -> tuple[dict[str, Any], list[str]]:
    """The figures of one run and its faults. Of three students two are members, one is a guest."""
    rng = random.Random(seed)
    with prepared_site(db, count) as (site, prepared):
        over = threading.Event()
        students = [student(site, prepared, number, rng, over) for number in range(count)]
        threads = [threading.Thread(target=one.live) for one in students]
        for thread in threads:
            thread.start()
        _trouble(site, rng, time.monotonic() + 60 * minutes)
        over.set()
        for thread in threads:
            thread.join()
        code = site.end(signal.SIGTERM)
        faults = faults_of(site, students) + ([f"the server stopped with {code}"] if code else [])
        return _figures(site, students, minutes), faults


def student(
    site: Site, prepared: dict[str, Any], number: int, rng: random.Random, over: threading.Event
) -> Student:
    """The next of a life of their own; every third is a guest, the others are members of the class."""
    own = random.Random(rng.getrandbits(64))
    if number % 3 == 0:
        return Student(Browser(site.port), own, over)
    return Student(
        Browser(site.port), own, over, f"student-{number}", prepared["password"], prepared["assignment"]
    )


def _trouble(site: Site, rng: random.Random, until: float) -> None:
    while True:
        pause = rng.uniform(*BETWEEN_OUTAGES_SECONDS)
        rest = until - time.monotonic()
        if rest < pause:
            time.sleep(max(0.0, rest))
            return
        time.sleep(pause)
        site.fail(rng.choice(site.kinds_of_outage), rng.uniform(*OUTAGE_SECONDS))


def _figures(site: Site, students: list[Student], minutes: float) -> dict[str, Any]:
    statuses = replies(students)
    said = [one.acknowledged for one in students]
    return {
        "students": len(students),
        "requests": statuses.total(),
        "requests_per_s": round(statuses.total() / (60 * minutes), 1),
        "answers_acknowledged": sum(len(one.saves) for one in said),
        "checks": sum(len(one.checks) for one in said),
        "handed_in": sum(len(one.hand_ins) for one in said),
        **{f"status_{status}": count for status, count in sorted(statuses.items())},
        **{kind.replace(" ", "_"): times for kind, times in sorted(site.outages.items())},
        "peak_rss_mb": round(site.peak_rss_mb),
    }


if __name__ == "__main__":
    main()
