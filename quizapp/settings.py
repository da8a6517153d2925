"""Every setting, where it is read from, and what it means; the README names each of them."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from quizapp.errors import Invalid

# Setting → what it does. The README and `quizapp doctor` print this very table.
SETTINGS: dict[str, str] = {
    "DATABASE_URL": "Where rows live; a SQLite file in the instance folder unless set.",
    "QUIZAPP_INSTANCE": "Folder for secrets, database and edited banks; ./instance unless set.",
    "QUIZAPP_PUBLIC_URL": "The address that people type; with https, cookies are Secure.",
    "QUIZAPP_PROXIES": "How many reverse proxies stand in front and set X-Forwarded headers; 0 unless set.",
    "QUIZAPP_REGISTRATION": "open, code (with a class code) or closed; open on localhost, code beyond it.",
    "QUIZAPP_ZONE": "Time zone of new classes and people, such as Europe/Berlin; UTC unless set.",
    "QUIZAPP_THREADS": "Threads of the server; 8 unless set.",
    "QUIZAPP_DEVELOPMENT": "1 shows the style page and reloads templates; never set it in public.",
}

REGISTRATIONS = ("open", "code", "closed")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one application, read once."""

    instance: Path
    database_url: str
    public_url: str = ""
    proxies: int = 0
    registration: str = "open"
    zone: str = "UTC"
    threads: int = 8
    development: bool = False
    demo: bool = False

    @property
    def own_banks(self) -> Path:
        """Where banks that were loaded or edited here are kept."""
        return self.instance / "banks"

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_settings(environ: Mapping[str, str] | None = None, *, host: str = "") -> Settings:
    """Settings from the environment; a bad one raises `Invalid` naming it.

    `host` is the address that the server will listen on ("" if somebody else's server does that):
    unless registration is set, it is open only where nobody from elsewhere can come.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("QUIZAPP_INSTANCE") or "instance").resolve()
    public_url = (env.get("QUIZAPP_PUBLIC_URL") or "").rstrip("/")
    proxies = _whole_number(env, "QUIZAPP_PROXIES", 0)
    is_private = is_localhost(host) and not proxies and is_localhost(urlsplit(public_url).hostname or host)
    registration = env.get("QUIZAPP_REGISTRATION") or ("open" if is_private else "code")
    if registration not in REGISTRATIONS:
        raise Invalid(
            "QUIZAPP_REGISTRATION", f"must be one of {', '.join(REGISTRATIONS)}, not {registration!r}"
        )
    return Settings(
        instance=instance,
        database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{instance / 'quizapp.sqlite3'}"),
        public_url=public_url,
        proxies=proxies,
        registration=registration,
        zone=_zone(env.get("QUIZAPP_ZONE") or "UTC"),
        threads=_whole_number(env, "QUIZAPP_THREADS", 8, least=1),
        development=env.get("QUIZAPP_DEVELOPMENT") == "1",
    )


def is_localhost(host: str) -> bool:
    """Whether this address can be reached from this very machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _whole_number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise Invalid(name, f"must be a whole number from {least}, not {text!r}")
    return int(text)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid("QUIZAPP_ZONE", f"must be the name of a time zone such as Europe/Berlin, not {name!r}")
    return name


def _database_url(url: str) -> str:
    """Every spelling of a PostgreSQL address means psycopg 3; other databases are `Invalid`."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        # The address itself is not repeated: it may hold a password.
        raise Invalid("DATABASE_URL", "must begin with sqlite:/// or postgresql://")
    return url


@dataclass(frozen=True, slots=True)
class Secrets:
    secret_key: str
    password_salt: str


def load_secrets(instance: Path) -> Secrets:
    """The two secrets of this instance, made on first use (mode 600, atomically: one process wins).

    A file that others may read, or that is too short, raises `Invalid` rather than being used.
    """
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = instance / "secrets"
    if not path.exists():
        draft = _draft_secrets(instance, Secrets(secrets.token_urlsafe(48), secrets.token_urlsafe(24)))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        raise Invalid("secrets", f"{path} can be read by others; run: chmod 600 {path}")
    lines = path.read_text().split()
    if len(lines) != 2 or min(map(len, lines)) < 32:
        raise Invalid(
            "secrets", f"{path} is damaged; restore a backup, or move it away (then no old password matches)"
        )
    return Secrets(*lines)


def adopt_password_salt(instance: Path, salt: str) -> None:
    """Keep `salt` from now on, because the passwords of a restored backup were hashed with it."""
    current = load_secrets(instance)
    if current.password_salt != salt:
        _draft_secrets(instance, Secrets(current.secret_key, salt)).replace(instance / "secrets")


def _draft_secrets(instance: Path, values: Secrets) -> Path:
    draft = instance / f".secrets-{secrets.token_hex(8)}"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(f"{values.secret_key}\n{values.password_salt}\n")
    return draft
