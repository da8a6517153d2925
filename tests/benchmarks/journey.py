"""Whole attempts of many students at once: what one costs the server, step by step."""

from __future__ import annotations

import statistics
import threading
import time
from collections import defaultdict
from typing import Any

from tests.benchmarks.client import Browser, Reading
from tests.benchmarks.serving import Server, serving

STEPS = ("open quiz", "start", "questions", "save all", "summary", "submit", "review")


def run(db: str, *, quick: bool) -> dict[str, Any]:
    """8 and then 32 students; the figures of the JSON line are those of the larger group."""
    figures: dict[str, Any] = {}
    for students in (8,) if quick else (8, 32):
        with serving(db, "school", students * 2 + 1) as server:
            figures = _measure(server, students)
        _print(db, students, figures)
    return figures


def _measure(server: Server, students: int) -> dict[str, Any]:
    browsers = [Browser(server.port) for _ in range(2 * students)]
    once, often = browsers[:students], browsers[students:]
    _warm_up(server, student=2 * students)
    before = server.cpu_seconds()
    _at_once(
        [lambda number=number, one=one: _sign_in(server, one, number) for number, one in enumerate(browsers)]
    )
    signed_in = server.cpu_seconds()
    began = time.perf_counter()
    _at_once([lambda one=one: _attempt(server, one, autosaves=1) for one in once])
    took = time.perf_counter() - began
    saved_once = server.cpu_seconds()
    _at_once([lambda one=one: _attempt(server, one, autosaves=20) for one in often])
    saved_often = server.cpu_seconds()
    return {
        "attempts_per_min": round(60 * students / took),
        "cpu_ms_per_attempt": round(1000 * (saved_once - signed_in) / students, 1),
        "cpu_ms_autosaved": round(1000 * (saved_often - saved_once) / students, 1),
        "cpu_ms_sign_in": round(1000 * (signed_in - before) / len(browsers), 1),
        "errors": sum(one.errors for one in browsers),
        "steps": _steps(browsers),
        "rss_mb": round(server.rss_mb(), 1),
    }


def _warm_up(server: Server, *, student: int) -> None:
    """Templates are compiled and statements prepared once, by whoever comes first: one student before all."""
    first = Browser(server.port)
    _sign_in(server, first, student)
    _attempt(server, first, autosaves=1)
    first.close()


def _sign_in(server: Server, browser: Browser, number: int) -> None:
    browser.get("sign-in page", "/sign-in")
    fields = {"username": f"student-{number}", "password": str(server.prepared["password"])}
    browser.post("sign in", "/sign-in", fields)
    browser.get("home", "/")


def _attempt(server: Server, browser: Browser, *, autosaves: int) -> None:
    browser.get("open quiz", "/quizzes")
    address = browser.post("start", f"/assignments/{server.prepared['assignment']}/start")
    attempt = address.rsplit("/", 1)[0]
    browser.get("questions", f"{attempt}/all")
    slots = range(1, int(str(server.prepared["length"])) + 1)
    if autosaves == 1:
        items = [{"slot": slot, "seq": 0, "value": {"choice": ["1"]}} for slot in slots]
        browser.post_json("save all", f"{attempt}/answers", {"writer": "bench", "items": items})
    else:
        for slot in slots:
            item = {"slot": slot, "seq": 0, "value": {"choice": ["1"]}}
            browser.post_json("autosave", f"{attempt}/answers", {"writer": "bench", "items": [item]})
    browser.get("summary", f"{attempt}/summary")
    browser.post("submit", f"{attempt}/submit")
    browser.get("review", f"{attempt}/review")


def _at_once(works: list[Any]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _steps(browsers: list[Browser]) -> dict[str, dict[str, float]]:
    readings: dict[str, list[Reading]] = defaultdict(list)
    for browser in browsers:
        for step, those in browser.readings.items():
            readings[step] += those
    return {
        step: {
            "p50_ms": round(statistics.median(one.ms for one in those), 1),
            "p95_ms": round(sorted(one.ms for one in those)[int(0.95 * (len(those) - 1))], 1),
            "statements": max(one.statements for one in those),
            "bytes": round(statistics.mean(one.bytes for one in those)),
        }
        for step, those in readings.items()
    }


def _print(db: str, students: int, figures: dict[str, Any]) -> None:
    print(f"\njourney, {db}, {students} students at once")
    print(f"{'step':<14}{'p50 ms':>9}{'p95 ms':>9}{'statements':>12}{'bytes':>9}")
    for step, row in figures["steps"].items():
        print(f"{step:<14}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['statements']:>12}{row['bytes']:>9}")
    total = sum(figures["steps"][step]["statements"] for step in STEPS)
    size = sum(figures["steps"][step]["bytes"] for step in STEPS)
    print(
        f"one attempt: {total} statements, {size / 1024:.0f} KiB, {figures['cpu_ms_per_attempt']} ms of CPU"
    )
    for name in ("cpu_ms_autosaved", "cpu_ms_sign_in", "attempts_per_min", "rss_mb", "errors"):
        print(f"{name:<20}{figures[name]:>9}")
