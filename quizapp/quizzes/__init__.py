"""Plans, assignments, attempts, answering, marking and review."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what this room serves."""
