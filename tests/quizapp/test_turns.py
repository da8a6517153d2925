"""Taking turns: in order, one at a time, and past whoever takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest

from quizapp.turns import InTurn, Turns, aside

SOON = 5.0


@contextmanager
def threads_of(*works: Callable[[], object]) -> Iterator[None]:
    """Run these beside what the block does; all must have ended soon after it."""
    running = [threading.Thread(target=work, daemon=True) for work in works]
    for one in running:
        one.start()
    yield
    for one in running:
        one.join(SOON)
        assert not one.is_alive()


def test_nobody_enters_while_another_is_inside() -> None:
    turns = Turns()
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            turn = turns.enter()
            inside += 1
            most = max(most, inside)
            time.sleep(0)
            inside -= 1
            turns.leave(turn)

    with threads_of(*[work] * 6):
        pass
    assert most == 1


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns()
    order: list[int] = []
    first = turns.enter()

    def work(number: int) -> None:
        turn = turns.enter()
        order.append(number)
        turns.leave(turn)

    waiting = []
    for number in range(5):
        one = threading.Thread(target=work, args=(number,), daemon=True)
        one.start()
        waiting.append(one)
        _until(lambda number=number: len(turns._waiting) == number + 1)
    turns.leave(first)
    for one in waiting:
        one.join(SOON)
    assert order == [0, 1, 2, 3, 4]


def test_without_patience_one_waits_as_long_as_it_takes() -> None:
    turns = Turns()
    first = turns.enter()
    entered = threading.Event()

    def work() -> None:
        turn = turns.enter()
        entered.set()
        turns.leave(turn)

    with threads_of(work):
        assert not entered.wait(0.1)
        turns.leave(first)
        assert entered.wait(SOON)


def test_with_patience_the_next_overtakes_and_the_one_after_waits_for_that() -> None:
    turns = Turns(0.01)
    slow = turns.enter()
    overtaking = turns.enter()
    third = threading.Event()

    def work() -> None:
        turn = turns.enter()
        third.set()
        turns.leave(turn)

    turns.leave(slow)
    assert turns._inside is overtaking
    with threads_of(work):
        turns.leave(overtaking)
        assert third.wait(SOON)
    assert turns._inside is None


def test_whoever_was_overtaken_leaves_nothing_to_the_next() -> None:
    turns = Turns(0.01)
    slow, overtaking = turns.enter(), turns.enter()
    turns.leave(slow)
    assert turns._inside is overtaking
    turns.leave(slow)
    assert turns._inside is overtaking


def test_requests_compute_one_after_the_other() -> None:
    inside: list[int] = []
    most = 0

    def app(_environ: object, _start: object) -> Iterable[bytes]:
        nonlocal most
        inside.append(1)
        most = max(most, len(inside))
        time.sleep(0.001)
        inside.pop()
        return [b""]

    served = InTurn(app, patience=None)
    with threads_of(*[lambda: list(served({}, lambda *_rest: None))] * 5):
        pass
    assert most == 1


def test_a_request_that_stands_aside_lets_the_next_compute_at_once() -> None:
    met = threading.Barrier(2, timeout=SOON)

    def app(_environ: object, _start: object) -> Iterable[bytes]:
        with aside():
            # Only two that are here together get past it.
            met.wait()
        return [b""]

    served = InTurn(app, patience=None)
    with threads_of(*[lambda: list(served({}, lambda *_rest: None))] * 2):
        pass
    assert served._turns._inside is None


def test_a_request_that_fails_gives_its_turn_on() -> None:
    def app(environ: dict[str, object], _start: object) -> Iterable[bytes]:
        if environ.get("fails"):
            raise RuntimeError("on purpose")
        return [b"done"]

    served = InTurn(app, patience=None)
    with pytest.raises(RuntimeError):
        served({"fails": True}, lambda *_rest: None)
    assert list(served({}, lambda *_rest: None)) == [b"done"]


def test_outside_of_a_request_standing_aside_is_nothing() -> None:
    with aside():
        pass


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)
