"""A student's browser as far as a benchmark needs one: a kept connection, cookies, the token of the page."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@dataclass(slots=True)
class Reading:
    """What one request took and gave."""

    ms: float
    statements: int
    bytes: int
    status: int


@dataclass(slots=True)
class Browser:
    """One student. `readings` are kept by the name of the step; `errors` counts replies of 400 and more."""

    port: int
    readings: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    errors: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)
    _token: str = ""
    _connection: http.client.HTTPConnection | None = None

    def get(self, step: str, path: str) -> str:
        return self._send(step, "GET", path, None, {})[1]

    def post(self, step: str, path: str, fields: dict[str, str] | None = None) -> str:
        """Send a form and return where it leads (its Location)."""
        body = urlencode({"csrf_token": self._token, **(fields or {})})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send(step, "POST", path, body, headers)[0]

    def post_json(self, step: str, path: str, body: object) -> dict[str, object]:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token}
        reply: dict[str, object] = json.loads(self._send(step, "POST", path, json.dumps(body), headers)[1])
        return reply

    @property
    def cookies(self) -> str:
        """What the Cookie header holds."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def status_of(self, step: str) -> int:
        """The status of the last reply to this step."""
        return self.readings[step][-1].status

    def go_on_at(self, port: int) -> None:
        """Let the connection go, and use this port from now on."""
        self.close()
        self.port = port

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(
        self, step: str, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[str, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        self._connection.request(method, path, body, {**headers, "Cookie": self.cookies})
        reply = self._connection.getresponse()
        raw = reply.read()
        took = (time.perf_counter() - began) * 1000
        for value in reply.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        text = raw.decode()
        token = _TOKEN.search(text)
        if token:
            self._token = token[1]
        self.errors += reply.status >= 400
        statements = int(reply.headers.get("X-Statements", 0))
        self.readings[step].append(Reading(took, statements, len(raw), reply.status))
        return reply.headers.get("Location", ""), text
