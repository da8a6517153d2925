"""Keeping the data: backups by hand and before an upgrade, and putting them back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from quizapp import schema
from quizapp.backup import Manifest, Progress, back_up, restore, unheard
from quizapp.bank.version_cache import forget_versions
from quizapp.db import db
from quizapp.settings import Settings, adopt_password_salt, load_secrets


def back_up_instance(
    settings: Settings, target: Path, now: dt.datetime, progress: Progress = unheard
) -> Manifest:
    """Everything of this instance but its secret key, which only ends sign-ins."""
    salt = load_secrets(settings.instance).password_salt
    return back_up(db.engine, settings.own_banks, target, password_salt=salt, now=now, progress=progress)


def restore_instance(
    settings: Settings, source: Path, *, is_replacing: bool, progress: Progress = unheard
) -> Manifest:
    """Put a backup into this instance, whose database is brought to the current schema first."""
    schema.upgrade()
    manifest = restore(db.engine, settings.own_banks, source, is_replacing=is_replacing, progress=progress)
    adopt_password_salt(settings.instance, manifest.password_salt)
    forget_versions()
    return manifest


def upgrade_instance(settings: Settings, now: dt.datetime, progress: Progress = unheard) -> Path | None:
    """Bring the database to the current schema; returns the backup made before, None if it was empty."""
    kept = None
    if schema.revision() not in (None, schema.newest_revision()):
        folder = settings.instance / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = folder / f"before-upgrade-{now:%Y%m%dT%H%M%SZ}.zip"
        back_up_instance(settings, kept, now, progress)
    schema.upgrade()
    return kept
