"""The pages of accounts: coming in, one's own account, and (for administrators) everybody's."""

from __future__ import annotations

from quizapp.accounts.views import account, coming_in, invitations, people
from quizapp.accounts.views.room import blueprint

__all__ = ["account", "blueprint", "coming_in", "invitations", "people"]
