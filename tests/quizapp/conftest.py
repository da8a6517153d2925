"""Real servers for the tests that need one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quizapp.migrated import new_database
from tests.quizapp.server import Instance, Server

RUN = "from quizapp.cli import main; main()"


@pytest.fixture(params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    """An instance with an empty database, for servers to be started on."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return Instance(folder, new_database(request, request.param, folder))


@pytest.fixture
def start(served: Instance, tmp_path: Path) -> Iterator[object]:
    """`start("--host", "…", QUIZAPP_…="…")` → one more server on the instance, on a free port."""
    started: list[Server] = []

    def run(*words: str, **settings: str) -> Server:
        output = tmp_path / f"output-{len(started)}"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", RUN, "serve", "--port", "0", *words],
                env={**os.environ, "PYTHONUNBUFFERED": "1", **served.environ, **settings},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        started.append(Server(process, output))
        return started[-1]

    yield run
    for server in started:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)
