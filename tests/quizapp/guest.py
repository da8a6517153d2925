"""A guest who answers a practice of five questions at a real server, a request at a time."""

from __future__ import annotations

from tests.benchmarks.client import Browser


class Guest:
    """In a practice of the capitals; `page` is the address of its first question."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)
        self.browser.get("home", "/")
        self.page = self.browser.post("start", "/quizzes/start/capitals")
        self.browser.get("page", self.page)
        self._address = self.page.rpartition("/")[0]

    @property
    def attempt(self) -> int:
        return int(self._address.rpartition("/")[2])

    def save(self, slot: int, seq: int) -> dict[str, object]:
        """An answer to a slot that builds on the one saved as `seq`; what the server replied."""
        item = {"slot": slot, "seq": seq, "value": {"choice": [str(seq % 3 + 1)]}}
        body = {"writer": "a-page", "items": [item]}
        return self.browser.post_json("save", f"{self._address}/answers", body)

    def submit(self) -> int:
        """The status of the reply."""
        self.browser.post("submit", f"{self._address}/submit")
        return self.browser.status_of("submit")
