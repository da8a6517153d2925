"""Starting the server: everything a first start needs, then waitress until it is told to stop."""

from __future__ import annotations

import signal

import click
import waitress
from flask import Flask

from quizapp import create_app, schema
from quizapp.settings import Settings, read_settings


def serve(host: str, port: int) -> None:
    """Prepare the instance and serve until SIGTERM or SIGINT."""
    settings = read_settings()
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
    _listen(app, settings, host, port)


def _listen(app: Flask, settings: Settings, host: str, port: int) -> None:
    server = waitress.create_server(app, host=host, port=port, threads=settings.threads, ident=None)
    signal.signal(signal.SIGTERM, lambda *_: _stop())
    click.echo(f"quizapp is at http://{server.effective_host}:{server.effective_port}")
    server.run()


def _stop() -> None:
    raise KeyboardInterrupt
