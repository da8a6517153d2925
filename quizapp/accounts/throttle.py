"""A limit on guessing. Only failed tries count: a whole school signs in from one address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from flask import current_app
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# By whom × from where, by whom alone (many addresses), from where alone (many names). None of them locks
# anybody out for long, or a stranger could keep a student from her test.
BY_NAME_AND_ADDRESS = parse("10 per 5 minutes")
BY_NAME = parse("60 per 10 minutes")
BY_ADDRESS = parse("300 per 10 minutes")


class FailedTries:
    """How often who has lately failed from where, in this process's memory.

    What is guessed without a user name (a class code) counts for the address alone: name is "".
    """

    def __init__(self) -> None:
        self._limits = MovingWindowRateLimiter(MemoryStorage())

    def may_try(self, name: str, address: str) -> bool:
        return all(self._limits.test(limit, *key) for limit, *key in _counters(name, address))

    def note(self, name: str, address: str) -> None:
        """Count one failed try."""
        for limit, *key in _counters(name, address):
            self._limits.hit(limit, *key)


def failed_tries() -> FailedTries:
    """The running application's count."""
    tries: FailedTries = current_app.extensions["failed_tries"]
    return tries


def _counters(name: str, address: str) -> Iterator[tuple[RateLimitItem, str, str]]:
    network = _network(address)
    if name:
        yield BY_NAME_AND_ADDRESS, name, network
        yield BY_NAME, name, ""
    yield BY_ADDRESS, "", network


def _network(address: str) -> str:
    """An IPv6 customer owns 2^64 addresses, so those count as one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 6:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
