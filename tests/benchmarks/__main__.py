"""Runs one benchmark, prints a table for people, and one JSON object as the last line."""

from __future__ import annotations

import argparse
import json

from tests.benchmarks import cards, generation, journey, lint, memory, save

BENCHMARKS = {
    "cards": cards.run,
    "generation": generation.run,
    "journey": journey.run,
    "lint": lint.run,
    "memory": memory.run,
    "save": save.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=BENCHMARKS)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--quick", action="store_true", help="less work, under a minute")
    arguments = parser.parse_args()
    figures = BENCHMARKS[arguments.name](arguments.db, quick=arguments.quick)
    print(json.dumps({"benchmark": arguments.name, "db": arguments.db, **figures}))


if __name__ == "__main__":
    main()
