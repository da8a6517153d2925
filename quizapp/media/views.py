"""A picture or a sound by its name."""

from __future__ import annotations

import re

from flask import Blueprint, request
from werkzeug.wrappers import Response

from questions.pictures.picture import ENDINGS as PICTURES
from questions.sounds.sound import ENDINGS as SOUNDS
from quizapp.db import db
from quizapp.errors import NotFound
from quizapp.media import queries

blueprint = Blueprint("media", __name__)

_HASH = re.compile(r"[0-9a-f]{64}")
POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


@blueprint.get("/pictures/<sha256>")
def picture(sha256: str) -> Response:
    """The picture; what it holds is its name, so that a browser never asks for it twice."""
    if _is_known(sha256):
        return _lasting(Response(status=304), sha256)
    media_type, content = queries.get_picture(db.session(), sha256)
    response = Response(content, mimetype=media_type)
    name = f"{sha256[:12]}{PICTURES[media_type]}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _lasting(response, sha256)


@blueprint.get("/sounds/<sound_sha256>")
def sound(sound_sha256: str) -> Response:
    """The sound, or the part of it that is asked for: Safari plays nothing that it cannot have in parts."""
    if _is_known(sound_sha256):
        return _lasting(Response(status=304), sound_sha256)
    media_type, content = queries.get_sound(db.session(), sound_sha256)
    response = Response(content, mimetype=media_type)
    name = f"{sound_sha256[:12]}{SOUNDS[media_type]}"
    response.headers.set("Content-Disposition", "inline", filename=name)
    _lasting(response, sound_sha256)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(content))


def _is_known(sha256: str) -> bool:
    """Whether the browser has it already; NotFound where that is no name."""
    if not _HASH.fullmatch(sha256):
        raise NotFound
    return sha256 in request.if_none_match


def _lasting(response: Response, sha256: str) -> Response:
    response.set_etag(sha256)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = POLICY
    return response
