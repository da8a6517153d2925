"""What somebody sent as a handout, as paragraphs. A PDF is read by a process that can be ended."""

from __future__ import annotations

import json
import subprocess
import sys
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

import questions
from questions.formats.item import UnreadableFile
from questions.handout.files import paragraphs_of_file, refuse_larger, taken
from questions.handout.pdf import SECONDS, TOO_MUCH, is_pdf

_ABOVE = Path(questions.__file__).parents[1]


def paragraphs_sent(file: BinaryIO, name: str) -> tuple[str, ...]:
    """The paragraphs of a file of this name; `UnreadableFile` says why there are none."""
    refuse_larger(file.seek(0, SEEK_END))
    file.seek(0)
    beginning = file.read(1024)
    file.seek(0)
    if is_pdf(beginning):
        return taken(_text_of_pdf(file.read()), is_wrapped=True)
    return paragraphs_of_file(file, name)


def _text_of_pdf(content: bytes) -> str:
    command = [sys.executable, "-m", "questions.handout.pdf"]
    try:
        read = subprocess.run(  # noqa: S603 - our own module, with nothing of the user's but its input
            command, input=content, capture_output=True, timeout=2 * SECONDS, cwd=_ABOVE, check=True
        )
        said = json.loads(read.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableFile(TOO_MUCH) from error
    if "why" in said:
        raise UnreadableFile(str(said["why"]))
    return str(said["text"])
