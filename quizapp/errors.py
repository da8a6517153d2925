"""What is not allowed, as one small family of exceptions, and the one handler that answers them."""

from __future__ import annotations


class Refusal(Exception):
    """Base of what the application refuses; `status` is the HTTP status it becomes."""

    status = 400

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class NotFound(Refusal):
    """It does not exist, or the caller may not know that it does: the two look alike."""

    status = 404


class NotAllowed(Refusal):
    """A page closed to the caller's role; never used for objects (see `NotFound`)."""

    status = 403


class Conflict(Refusal):
    """Somebody else was faster; `why` says what stands there now."""

    status = 409


class Invalid(Refusal):
    """A value that cannot be used: which one, and how to mend it."""

    status = 422

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why
