"""The commands: what can be typed, and nothing of how it is done."""

from __future__ import annotations

import click

from quizapp import serving


@click.group()
@click.version_option(package_name="quizapp")
def main() -> None:
    """Quizzes and flashcards in which every answer has a receipt."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
def serve(host: str, port: int) -> None:
    """Start the server, with everything that a first start needs."""
    serving.serve(host, port)
