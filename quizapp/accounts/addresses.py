"""Addresses: where one may be sent after signing in, and what our pages are called from outside."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urljoin, urlsplit

from flask import current_app, request

LONGEST = 2000


def safe_next(target: str | None, root: str) -> str:
    """`target` if it is a plain path on the site at `root` (its whole address), else `/`.

    Browsers and frameworks disagree about backslashes, control characters and double slashes,
    so anything unusual before or after percent-decoding goes home.
    """
    if not target or len(target) > LONGEST or not (_is_plain(target) and _is_plain(unquote(target))):
        return "/"
    site, resolved = urlsplit(root), urlsplit(urljoin(root, target))
    is_ours = (resolved.scheme, resolved.netloc) == (site.scheme, site.netloc)
    return target if is_ours else "/"


def public_url(path: str) -> str:
    """The whole address of `path`, for links that leave the browser.

    From the settings where they name it: the Host header is what some client sent.
    """
    return (current_app.extensions["settings"].public_url or request.host_url.rstrip("/")) + path


def _is_plain(target: str) -> bool:
    path = target.split("?", 1)[0]
    return (
        target.startswith("/")
        and not target.startswith("//")
        and not any(char in "\\@" for char in path)
        and not any(unicodedata.category(char)[0] in "CZ" for char in path)
        and not any(unicodedata.category(char) == "Cc" or char == "\\" for char in target)
    )
