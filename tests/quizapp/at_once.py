"""Requests that reach the application together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from werkzeug.test import TestResponse


def at_once(requests: Iterable[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Every request in a thread of its own, let go together; what went wrong is raised."""
    requests = list(requests)
    replies: list[TestResponse] = []
    errors: list[BaseException] = []
    ready = threading.Barrier(len(requests))

    def run(request: Callable[[], TestResponse]) -> None:
        ready.wait()
        try:
            replies.append(request())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return replies
