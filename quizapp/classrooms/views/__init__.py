"""The pages of classes: coming in with a code, and looking after one's classes."""

from __future__ import annotations

from quizapp.classrooms.views import joining, members, teaching
from quizapp.classrooms.views.room import blueprint

__all__ = ["blueprint", "joining", "members", "teaching"]
