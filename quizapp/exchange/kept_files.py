"""What is found out about a file, kept beside it as JSON: written whole, known where it is torn."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any


def keep_whole(path: Path, plain: object) -> None:
    """Keep a value; whoever reads meanwhile, or after the power went, sees this or what was there before."""
    draft = draft_of(path)
    with draft.open("w", encoding="utf-8") as file:
        json.dump(plain, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def find_kept(path: Path) -> Any:
    """What was kept last; None where nothing was. ValueError where a disk kept only a part of it."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def draft_of(path: Path) -> Path:
    """Where this thread writes what is to become the file at `path`."""
    return path.with_name(f"{path.name}-{os.getpid()}-{threading.get_ident()}")
