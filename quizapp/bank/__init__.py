"""Questions and their versions: status, editor, lint, reports of problems."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what this room serves."""
