"""A real `quizapp serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quizapp.settings import Settings

ADDRESS = re.compile(r"^quizapp is at .*?(http://\S+)$", re.MULTILINE)
PATIENCE_SECONDS = 60
RUN = "from quizapp.cli import main; main()"


@dataclass
class Server:
    """A running `quizapp serve`; `said` is what it has printed."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def address(self) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = ADDRESS.search(self.said)
            if found:
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start: {self.said}")

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as reply:
                return reply.status, reply.read().decode(), dict(reply.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def end(self, with_signal: signal.Signals) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=PATIENCE_SECONDS)


def launch(instance: Instance, output: Path, *words: str, **settings: str) -> Server:
    """Start `quizapp serve` with these words and settings; what it prints goes to `output`."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "serve", *words],
            env={**instance.environ, **settings},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return Server(process, output)


Start = Callable[..., Server]


@dataclass(frozen=True)
class Instance:
    """Where the servers of one test keep their data."""

    folder: Path
    database_url: str

    @property
    def environ(self) -> dict[str, str]:
        """What a command needs to run on this instance."""
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "QUIZAPP_INSTANCE": str(self.folder),
            "DATABASE_URL": self.database_url,
        }

    @property
    def settings(self) -> Settings:
        return Settings(instance=self.folder, database_url=self.database_url)
