"""Home, score history and class results: queries and pages, no tables of its own."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what this room serves."""
