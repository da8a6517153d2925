"""Static files: compressed once, served under an address that changes with their content."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

FOLDER = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    """Mount the static folder at /static/<hash>/ and give templates `static_url(name)`.

    The whole folder shares one hash, so that modules import each other by relative names.
    """
    version = _hash(FOLDER)
    folder = _compressed_copy(Path(app.instance_path) / "static", version)
    prefix = f"static/{version}/"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=prefix,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    app.jinja_env.globals["static_url"] = lambda name: f"/{prefix}{name}"


def _add_headers(headers: object, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _compressed_copy(parent: Path, version: str) -> Path:
    """A copy with .gz files beside the originals, since the package's own folder may be read-only."""
    target = parent / version
    if target.is_dir():
        return target
    parent.mkdir(parents=True, exist_ok=True)
    # A draft of its own for each process: several may start at once, and the first to finish wins.
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
    shutil.copytree(FOLDER, draft, dirs_exist_ok=True)
    compressor = Compressor(use_gzip=True, use_brotli=False, quiet=True)
    for path in sorted(draft.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            for _ in compressor.compress(str(path)):
                pass
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
    return target
