"""The wall around the ground floor: no web, no rows, no clock, no global dice."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import is_dataclass
from pathlib import Path

import pytest

import questions
from tests.source import clocks_and_dice_in

ROOT = Path(questions.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
VALUES = [
    *(ROOT / f"{name}.py" for name in ("attempt", "marks", "question", "response", "score", "truth", "when")),
    *sorted((ROOT / "types").glob("*.py")),
]
BANNED_PACKAGES = {"flask", "sqlalchemy", "wtforms", "flask_sqlalchemy", "flask_wtf", "werkzeug", "quizapp"}


def name_of(module: Path) -> str:
    parts = module.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def test_the_ground_floor_imports_no_web_and_no_rows() -> None:
    """In a process of its own, since the other tests import whatever they like."""
    program = (
        "import importlib, sys\n"
        f"for name in {[name_of(module) for module in MODULES]!r}: importlib.import_module(name)\n"
        f"print(sorted({BANNED_PACKAGES!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT.parent)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_the_ground_floor_knows_no_clock_and_no_shared_dice(module: Path) -> None:
    assert clocks_and_dice_in(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", VALUES, ids=name_of)
def test_values_that_scores_rest_on_cannot_be_changed(module: Path) -> None:
    name = name_of(module)
    found = [one for one in vars(importlib.import_module(name)).values() if isinstance(one, type)]
    for one in found:
        if is_dataclass(one) and one.__module__ == name:
            assert one.__dataclass_params__.frozen, one  # type: ignore[attr-defined]
            assert "__dict__" not in dir(one), one


@pytest.mark.parametrize(
    "source",
    [
        "import random\nrandom.shuffle([])",
        "import random\nrandom.SystemRandom()",
        "from random import choice",
        "import random\nrandom.Random()",
        "import secrets",
        "import uuid\nuuid.uuid4()",
        "import os\nos.urandom(8)",
        "import time",
        "from time import monotonic",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "import datetime\ndatetime.date.today()",
        "from datetime import datetime\nnow = datetime.utcnow",
    ],
)
def test_each_way_around_the_wall_is_seen(source: str) -> None:
    assert len(clocks_and_dice_in(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import random\ndef draw(rng: random.Random) -> None: rng.shuffle([])",
        "import random\nrandom.Random(7)",
        "import datetime as dt\ndt.date(2021, 3, 18)\nat: dt.time",
        "def is_late(now, deadline): return now > deadline",
    ],
)
def test_what_is_handed_in_is_allowed(source: str) -> None:
    assert clocks_and_dice_in(source) == []
