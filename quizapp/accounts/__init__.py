"""Who you are: sign-up, sign-in, recovery, roles, sign-ins to end."""

from __future__ import annotations

from typing import Any

from flask import Flask

SECURITY_CONFIG: dict[str, Any] = {}


def init_app(app: Flask) -> None:
    """Register what this room serves."""
