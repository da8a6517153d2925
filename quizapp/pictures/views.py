"""A picture by its name."""

from __future__ import annotations

import re

from flask import Blueprint, request
from werkzeug.wrappers import Response

from questions.pictures.picture import ENDINGS
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.pictures import queries

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")

_HASH = re.compile(r"[0-9a-f]{64}")
POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


@blueprint.get("/<sha256>")
def picture(sha256: str) -> Response:
    """The picture; what it holds is its name, so that a browser never asks for it twice."""
    if not _HASH.fullmatch(sha256):
        raise NotFound
    if sha256 in request.if_none_match:
        return _lasting(Response(status=304), sha256)
    media_type, content = queries.get_content(db.session(), sha256)
    response = Response(content, mimetype=media_type)
    name = f"{sha256[:12]}{ENDINGS[media_type]}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _lasting(response, sha256)


def _lasting(response: Response, sha256: str) -> Response:
    response.set_etag(sha256)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = POLICY
    return response
