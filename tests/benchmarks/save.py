"""One acknowledged answer, over and over, beside a bare route with the same commit."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.client import Browser
from tests.benchmarks.serving import serving

ROUNDS = 5


def run(db: str, *, quick: bool) -> dict[str, Any]:
    """CPU of server and database per save and per floor request, in alternating blocks of one run."""
    block = 100 if quick else 400
    with serving(db, "school", 1) as server:
        browser = Browser(server.port)
        browser.get("sign-in page", "/sign-in")
        password = str(server.prepared["password"])
        browser.post("sign in", "/sign-in", {"username": "student-0", "password": password})
        browser.get("open quiz", "/quizzes")
        address = browser.post("start", f"/assignments/{server.prepared['assignment']}/start")
        attempt = address.rsplit("/", 1)[0]
        browser.get("questions", f"{attempt}/all")
        seq = 0
        spent = {"save": 0.0, "floor": 0.0}
        for measured in range(ROUNDS + 1):
            for name in spent:
                before = server.cpu_seconds()
                for _ in range(block):
                    if name == "floor":
                        browser.post("floor", "/floor")
                    else:
                        item = {"slot": 1, "seq": seq, "value": {"choice": [str(1 + seq % 2)]}}
                        browser.post_json("save", f"{attempt}/answers", {"writer": "bench", "items": [item]})
                        seq += 1
                if measured:
                    spent[name] += server.cpu_seconds() - before
    count = ROUNDS * block
    cpu, floor = 1000 * spent["save"] / count, 1000 * spent["floor"] / count
    figures = {
        "cpu_ms": round(cpu, 3),
        "statements": browser.readings["save"][-1].statements,
        "floor_cpu_ms": round(floor, 3),
        "ratio_to_floor": round(cpu / floor, 2),
        "errors": browser.errors,
    }
    print(f"\nsave, {db}")
    for name, figure in figures.items():
        print(f"{name:<16}{figure:>9}")
    return figures
