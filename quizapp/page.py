"""What a view answers with."""

from __future__ import annotations

from werkzeug.wrappers import Response

# A page with or without a status, or a whole response such as a redirect.
Page = str | Response | tuple[str, int]
