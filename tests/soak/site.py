"""The site under the soak: a real `quizapp serve` with a class to serve, which can be made to fail."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from quizapp import schema
from quizapp.commands.instance import opened
from quizapp.db import db, unit_of_writing
from tests.benchmarks.prepared import school
from tests.quizapp.own_postgresql import OwnPostgresql, own_postgresql
from tests.quizapp.server import PATIENCE_SECONDS, RUN, Instance, Server, launch

STARTED_POLL_SECONDS = 0.1


class Site:
    """One instance, and the server that runs on it now. `outages` counts what was done to it, by its name."""

    def __init__(self, instance: Instance, folder: Path, postgresql: OwnPostgresql | None) -> None:
        self.instance = instance
        self.postgresql = postgresql
        self.port = _free_port()
        self.outages: dict[str, int] = {}
        self.peak_rss_mb = 0.0
        self.outputs: list[Path] = []
        self._folder = folder
        self._server: Server | None = None

    @property
    def kinds_of_outage(self) -> list[str]:
        """Each as often as it is to happen."""
        return ["killed", "killed", "stopped", *(["database killed"] * 2 if self.postgresql else [])]

    @property
    def pid(self) -> int:
        """Of the server that runs now."""
        assert self._server is not None
        return self._server.process.pid

    def start(self) -> None:
        self.outputs.append(self._folder / f"output-{len(self.outputs)}")
        self._server = launch(self.instance, self.outputs[-1], "--port", str(self.port))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._server.get("/readyz")[0] != 200:
            if time.monotonic() > deadline:
                raise AssertionError(f"the server is not ready: {self._server.said}")
            time.sleep(STARTED_POLL_SECONDS)

    def fail(self, kind: str, lasts_seconds: float) -> None:
        """Let one thing happen and put it right: the server or its database killed, or the server stopped."""
        self.outages[kind] = self.outages.get(kind, 0) + 1
        self._note_memory()
        if kind == "database killed":
            assert self.postgresql is not None
            self.postgresql.kill()
            time.sleep(lasts_seconds)
            self.postgresql.start()
        else:
            self.end(signal.SIGKILL if kind == "killed" else signal.SIGTERM)
            time.sleep(lasts_seconds)
            self.start()

    def end(self, how: signal.Signals) -> int:
        """End the server; its exit code, 0 after a clean stop."""
        assert self._server is not None
        self._note_memory()
        server, self._server = self._server, None
        return server.end(how)

    def close(self) -> None:
        if self._server is not None:
            self.end(signal.SIGKILL)

    def _note_memory(self) -> None:
        if self._server is not None:
            rss = psutil.Process(self._server.process.pid).memory_info().rss
            self.peak_rss_mb = max(self.peak_rss_mb, rss / 2**20)


def run(instance: Instance, *words: str) -> tuple[int, str]:
    """One of quizapp's commands on an instance: its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        env=instance.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def prepared_site(database: str, students: int) -> Iterator[tuple[Site, dict[str, object]]]:
    """A site with a class of so many students and a test, served until the block ends; and what was made."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        home = folder / "instance"
        home.mkdir(mode=0o700)
        postgresql = stack.enter_context(own_postgresql(folder / "pg")) if database == "postgresql" else None
        url = postgresql.url if postgresql else f"sqlite:///{home / 'quizapp.sqlite3'}"
        site = Site(Instance(home, url), folder, postgresql)
        with opened(site.instance.settings), unit_of_writing():
            schema.upgrade()
            prepared = school(students)
            db.session.commit()
        stack.callback(site.close)
        site.start()
        yield site, prepared


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
