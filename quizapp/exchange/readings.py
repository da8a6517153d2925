"""Large files are read beside the requests, so that whoever sent one sees how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from questions.formats.contract import QuestionFormat
from quizapp.exchange.survey import Survey, find_survey, make_survey

LARGE = 200 * 1024
"""Bytes from which on a file is not read while its sender waits for a page: about a second's work."""


@dataclass
class Reading:
    """A file that is being read. `failed` is what stopped it, where it should not have stopped."""

    read: int = 0
    failed: BaseException | None = None
    thread: threading.Thread | None = None


def init_readings(app: Flask) -> None:
    app.extensions["readings"] = {}
    app.extensions["readings_guard"] = threading.Lock()
    app.extensions["landings"] = {}
    app.extensions["landings_guard"] = threading.Lock()


def survey_or_reading(path: Path, format: QuestionFormat, index: Path, lines: Path) -> Survey | Reading:
    """The survey of the file at `path`, or how far its reading is; a small file is read at once.

    Another process may be reading it too; then the last one to end is believed.
    """
    survey = find_survey(format, index, lines)
    if survey is not None:
        return survey
    if path.stat().st_size < LARGE:
        with path.open("rb") as file:
            return make_survey(file, format, index, lines)
    readings: dict[Path, Reading] = current_app.extensions["readings"]
    with current_app.extensions["readings_guard"]:
        reading = readings.get(index)
        if reading is None:
            reading = readings[index] = Reading()
            reading.thread = threading.Thread(
                target=_read,
                args=(path, format, index, lines, reading, lambda: readings.pop(index, None)),
                daemon=True,
            )
            reading.thread.start()
    if reading.failed is not None:
        readings.pop(index, None)
        raise reading.failed
    return reading


def _read(
    path: Path,
    format: QuestionFormat,
    index: Path,
    lines: Path,
    reading: Reading,
    forget: Callable[[], object],
) -> None:
    def note(read: int) -> None:
        reading.read = read

    try:
        with path.open("rb") as file:
            make_survey(file, format, index, lines, note)
        forget()
    except BaseException as failure:
        reading.failed = failure
