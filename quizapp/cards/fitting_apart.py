"""A set is sought in a process of its own: it takes seconds, in which nobody's request should wait.

Run as a module, it reads on its input whose set is wanted and where the rows are, and writes what it found.
It ends within limits of memory and time, and at once with the process that started it.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

import quizapp
from quizapp.cards.operations.fitting import Found, Wanted, find_set
from quizapp.db import tune_postgresql, tune_sqlite

if sys.platform != "win32":
    import resource

CPU_SECONDS = 300
"""50,000 reviews take fourteen; as many as there is memory for, about 120."""

SECONDS = 3 * CPU_SECONDS
"""On a machine that is busy with requests, which come first."""

MOST_MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space of the process that seeks: room for about 400,000 reviews, of which fewer are taken
(`fitting_queries.MOST_ANSWERS`)."""

LOOKS_A_SECOND = 5
NICENESS = 10

MODULE = "quizapp.cards.fitting_apart"
_ABOVE = Path(quizapp.__file__).parents[1]


def find_set_apart(wanted: Wanted, engine: Engine, *, is_over: Callable[[], bool]) -> Found | None:
    """`find_set` in a process of its own. None where it broke down, or was ended: after `SECONDS`, or once
    `is_over`."""
    command = [sys.executable, "-m", MODULE]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=said, cwd=_ABOVE, start_new_session=True
        ) as process,
    ):
        assert process.stdin is not None
        # Its input stays open: when it is closed, by whatever end this process comes to, so ends that one.
        process.stdin.write(request_for(wanted, engine))
        process.stdin.flush()
        if not _has_ended(process, is_over):
            process.kill()
            return None
        if process.returncode:
            return None
        said.seek(0)
        found: Found = pickle.load(said)  # noqa: S301 - what our own module wrote
        return found


def request_for(wanted: Wanted, engine: Engine) -> bytes:
    """One line for the input of the process: nobody else can read it there."""
    url = engine.url.render_as_string(hide_password=False)
    return json.dumps({"url": url, "wanted": asdict(wanted)}).encode() + b"\n"


def _has_ended(process: subprocess.Popen[bytes], is_over: Callable[[], bool]) -> bool:
    for _look in range(SECONDS * LOOKS_A_SECOND):
        try:
            process.wait(1 / LOOKS_A_SECOND)
        except subprocess.TimeoutExpired:
            if is_over():
                return False
        else:
            return True
    return False


def _limit() -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        os.nice(NICENESS)


def _end_with_parent() -> None:
    # Not by way of its buffer, which would be locked when the interpreter ends.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def main() -> None:
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    engine = create_engine(asked["url"])
    (tune_sqlite if engine.dialect.name == "sqlite" else tune_postgresql)(engine)
    with Session(engine) as session:
        found = find_set(session, Wanted(**asked["wanted"]))
    pickle.dump(found, sys.stdout.buffer)


if __name__ == "__main__":
    main()
