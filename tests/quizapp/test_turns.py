"""Taking turns: in order, one at a time, and past whoever takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from quizapp.turns import OneByOne, Turns, aside

SOON = 5.0
SHORT, LONG = 0.01, 60.0
THREADS = 4


class Request:
    """What the server hands to a thread: something to do, or to give up."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.service = work
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


@contextmanager
def serving(patience: float) -> Iterator[OneByOne]:
    dispatcher = OneByOne(THREADS, patience)
    yield dispatcher
    dispatcher.shutdown(timeout=SOON)
    assert not dispatcher.threads


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
            turns.enter()
            inside += 1
            most = max(most, inside)
            time.sleep(0)
            inside -= 1
            turns.leave()

    with threads_of(*[work] * 6):
        pass
    assert most == 1


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns()
    order: list[int] = []
    turns.enter()

    def work(number: int) -> None:
        turns.enter()
        order.append(number)
        turns.leave()

    waiting = []
    for number in range(5):
        one = threading.Thread(target=work, args=(number,), daemon=True)
        one.start()
        waiting.append(one)
        _until(lambda number=number: len(turns._waiting) == number + 1)
    turns.leave()
    for one in waiting:
        one.join(SOON)
    assert order == [0, 1, 2, 3, 4]


def test_one_waits_as_long_as_it_takes() -> None:
    turns = Turns()
    turns.enter()
    entered = threading.Event()

    def work() -> None:
        turns.enter()
        entered.set()
        turns.leave()

    with threads_of(work):
        assert not entered.wait(0.1)
        turns.leave()
        assert entered.wait(SOON)


def test_requests_compute_one_after_the_other_in_the_order_they_came() -> None:
    inside = most = 0
    order: list[int] = []

    def work(number: int) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.001)
        order.append(number)
        inside -= 1

    with serving(LONG) as dispatcher:
        for number in range(20):
            dispatcher.add_task(Request(lambda number=number: work(number)))
        _until(lambda: len(order) == 20)
    assert most == 1
    assert order == list(range(20))


def test_requests_in_line_are_served_by_one_thread() -> None:
    threads: list[str] = []
    may_begin = threading.Event()
    with serving(LONG) as dispatcher:
        dispatcher.add_task(Request(may_begin.wait))
        for _ in range(20):
            dispatcher.add_task(Request(lambda: threads.append(threading.current_thread().name)))
        may_begin.set()
        _until(lambda: len(threads) == 20)
    assert len(set(threads)) == 1


def test_the_next_begins_beside_one_that_takes_long_and_so_does_the_one_after() -> None:
    met = threading.Barrier(THREADS, timeout=SOON)
    past: list[int] = []

    def work() -> None:
        # Only all threads together get past it.
        met.wait()
        past.append(1)

    with serving(SHORT) as dispatcher:
        for _ in range(THREADS):
            dispatcher.add_task(Request(work))
        _until(lambda: len(past) == THREADS)


def test_whoever_was_overtaken_leaves_nothing_to_the_next() -> None:
    slow_ends, second_ends = threading.Event(), threading.Event()
    began: list[str] = []
    ended: list[str] = []

    def work(name: str, ends: threading.Event) -> None:
        began.append(name)
        ends.wait(SOON)
        ended.append(name)

    with serving(0.2) as dispatcher:
        dispatcher.add_task(Request(lambda: work("slow", slow_ends)))
        dispatcher.add_task(Request(lambda: work("second", second_ends)))
        _until(lambda: began == ["slow", "second"])
        dispatcher.add_task(Request(lambda: began.append("third")))
        slow_ends.set()
        _until(lambda: ended == ["slow"])
        # Were the turn given on by the slow one, its thread would have taken the third by now.
        assert "third" not in began
        second_ends.set()
        _until(lambda: began == ["slow", "second", "third"])


def test_none_overtakes_where_each_takes_little_however_long_the_line() -> None:
    inside: list[int] = []
    beside: list[int] = []
    served: list[int] = []

    def work() -> None:
        beside.extend(inside)
        inside.append(1)
        time.sleep(0.1)
        inside.pop()
        served.append(1)

    with serving(0.6) as dispatcher:
        for _ in range(12):
            dispatcher.add_task(Request(work))
        _until(lambda: len(served) == 12)
    assert not beside


def test_a_request_that_stands_aside_lets_the_next_compute_at_once() -> None:
    in_line, second_began = threading.Event(), threading.Event()
    past: list[str] = []

    def first() -> None:
        in_line.wait(SOON)
        with aside():
            assert second_began.wait(SOON)
        past.append("first")

    with serving(LONG) as dispatcher:
        dispatcher.add_task(Request(first))
        dispatcher.add_task(Request(second_began.set))
        _until(lambda: dispatcher._is_watched)
        in_line.set()
        _until(lambda: past == ["first"])
        # Both turns were given on.
        dispatcher.add_task(Request(lambda: past.append("third")))
        _until(lambda: past == ["first", "third"])


def test_whoever_comes_back_goes_before_those_in_line_and_may_be_overtaken() -> None:
    first_ends = threading.Event()
    with serving(0.5) as dispatcher, _coming_back(dispatcher, first_ends) as order:
        dispatcher.add_task(Request(lambda: order.append("third")))
        order.append("second ends")
        _until(lambda: order == ["second ends", "first", "third"])
        first_ends.set()


def test_whoever_comes_back_is_called_as_soon_as_it_is_her_turn() -> None:
    first_ends = threading.Event()
    first_ends.set()
    with serving(LONG) as dispatcher, _coming_back(dispatcher, first_ends) as order:
        order.append("second ends")
        _until(lambda: order == ["second ends", "first"])


def test_whoever_comes_back_goes_on_beside_one_that_takes_long() -> None:
    first_ends = threading.Event()
    first_ends.set()
    with serving(0.05) as dispatcher, _coming_back(dispatcher, first_ends) as order:
        _until(lambda: order == ["first"])
        order.append("second ends")


@contextmanager
def _coming_back(dispatcher: OneByOne, first_ends: threading.Event) -> Iterator[list[str]]:
    """What happens in order: the first stood aside and comes back, the second is inside until it is told."""
    order: list[str] = []
    second_began, comes_back = threading.Event(), threading.Event()

    def first() -> None:
        with aside():
            comes_back.wait(SOON)
        order.append("first")
        first_ends.wait(SOON)

    def second() -> None:
        second_began.set()
        _until(lambda: "second ends" in order)

    dispatcher.add_task(Request(first))
    dispatcher.add_task(Request(second))
    assert second_began.wait(SOON)
    comes_back.set()
    _until(lambda: dispatcher._coming_back == 1 or "first" in order)
    yield order


def test_a_request_that_fails_gives_its_turn_on(caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()

    def fail() -> None:
        raise RuntimeError("on purpose")

    with serving(LONG) as dispatcher:
        dispatcher.add_task(Request(fail))
        dispatcher.add_task(Request(done.set))
        assert done.wait(SOON)
    assert "on purpose" in caplog.text


def test_a_server_that_stops_cancels_what_waits_and_ends_its_threads() -> None:
    began, ends = threading.Event(), threading.Event()
    waiting = Request(lambda: None)
    dispatcher = OneByOne(2, LONG)

    def work() -> None:
        began.set()
        ends.wait(SOON)

    dispatcher.add_task(Request(work))
    began.wait(SOON)
    dispatcher.add_task(waiting)
    dispatcher.shutdown(timeout=0.2)
    assert waiting.is_cancelled
    ends.set()
    _until(lambda: not dispatcher.threads)


def test_outside_of_a_request_standing_aside_is_nothing() -> None:
    with aside():
        pass


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)
