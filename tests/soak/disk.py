"""A disk as the kernel was asked to change it, and what a loss of power may leave of that."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
CALLS = "pwrite64,fsync,fdatasync,ftruncate"
ATTACHED_SECONDS = 10

CALL = re.compile(r"(\d+) +([\d.]+) (\w+)\(\d+<([^>]*)>(?:, (.*))?")
WHOLE = re.compile(r"\) += (-?\d+).* <([\d.]+)>$")
RESUMED = re.compile(r"(\d+) +([\d.]+) <\.\.\. \w+ resumed>.*\) += (-?\d+)")
WRITTEN = re.compile(r'"([^"]*)", \d+, (\d+)')
UNFINISHED = " <unfinished ...>"


@dataclass(slots=True)
class Change:
    """One call on a file: bytes put at a place, a new length (`data` is None), or a sync (`place` is None).

    Times are seconds since the epoch; `ended` is infinite while the call has not returned.
    """

    path: Path
    begun: float
    ended: float
    place: int | None
    data: bytes | None


@contextmanager
def recording(pid: int, log: Path) -> Iterator[None]:
    """Write down what a process does to files, in `strace`'s words, until the block ends.

    Raises:
        FileNotFoundError: there is no strace.
    """
    words = ["strace", "-f", "-ttt", "-T", "-y", "-xx", "-s", str(2**24), "-e", f"trace={CALLS}"]
    tracer = subprocess.Popen(
        [*words, "-e", "signal=none", "-o", str(log), "-p", str(pid)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    try:
        if "attached" not in tracer.stderr.readline():
            raise AssertionError("strace may not look into the server")
        # The threads follow their process within moments.
        time.sleep(1)
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=ATTACHED_SECONDS)


def changes_in(log: Path) -> list[Change]:
    """The changes of a recording, as they began."""
    found: list[Change] = []
    open_calls: dict[str, Change] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if resumed := RESUMED.match(line):
                thread, at, result = resumed.groups()
                if int(result) >= 0 and thread in open_calls:
                    open_calls.pop(thread).ended = float(at)
            elif change := _change(line):
                found.append(change)
                if line.endswith(UNFINISHED):
                    open_calls[line.split(" ", 1)[0]] = change
    return found


def _change(line: str) -> Change | None:
    """What one line tells, unless the call failed or is none of ours."""
    call = CALL.match(line)
    if call is None:
        return None
    _thread, at, name, path, rest = call.groups()
    whole = WHOLE.search(line)
    if (whole is None and not line.endswith(UNFINISHED)) or (whole and int(whole[1]) < 0):
        return None
    begun = float(at)
    change = Change(
        Path(_bytes(path).decode()), begun, begun + float(whole[2]) if whole else float("inf"), None, None
    )
    if name == "pwrite64":
        text, place = WRITTEN.match(rest).groups()  # type: ignore[union-attr]
        change.place, change.data = int(place), _bytes(text)
    elif name == "ftruncate":
        change.place = int(rest.split(")")[0].removesuffix(UNFINISHED))
    return change


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def after_power_loss(
    path: Path, before: bytes, changes: Sequence[Change], moment: float, kept: float, rng: random.Random
) -> bytes:
    """The bytes of a file once power was lost at a moment.

    What a sync that returned in time covers is there. Of the rest each sector is there with the chance
    `kept`, in whatever order: a disk promises nothing about what it was not asked to sync.
    """
    own = [one for one in changes if one.path == path and one.begun <= moment]
    synced = max((one.begun for one in own if one.place is None and one.ended <= moment), default=0.0)
    content = bytearray(before)
    for one in own:
        if one.place is None:
            continue
        is_safe = one.ended <= synced
        if one.data is None:
            if is_safe or rng.random() < kept:
                del content[one.place :]
            continue
        for start in range(0, len(one.data), SECTOR):
            if is_safe or rng.random() < kept:
                _put(content, one.place + start, one.data[start : start + SECTOR])
    return bytes(content)


def _put(content: bytearray, place: int, data: bytes) -> None:
    content.extend(bytes(max(0, place - len(content))))
    content[place : place + len(data)] = data
