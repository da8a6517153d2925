"""A handout as a file of plain text, Markdown, HTML or Word: its paragraphs."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import BinaryIO

from markdown_it import MarkdownIt

from questions.formats.decoding import NO_TEXT, decoded
from questions.formats.hypertext import plain_text
from questions.formats.item import UnreadableFile
from questions.formats.limits import MEBIBYTE
from questions.formats.numbered.word import is_document, pages_of
from questions.handout.reading import LARGEST_HANDOUT, LONGEST_HANDOUT, MOST_PASSAGES, paragraphs_in
from questions.text import is_storable

NOTHING = "There is no text in it."
UNKNOWN_FILE = "This is no file of text: send text, Markdown, HTML, Word (.docx) or PDF, or paste the text."

_HTML_ENDINGS, _MARKDOWN_ENDINGS = (".html", ".htm", ".xhtml"), (".md", ".markdown")
_DECLARED = re.compile(r"<[!?](?!--)[^<>]{0,1000}>")
_markdown = MarkdownIt("commonmark", {"html": False})


def paragraphs_of_file(file: BinaryIO, name: str) -> tuple[str, ...]:
    """The paragraphs of a file of this name; `UnreadableFile` says in a sentence why there are none."""
    beginning = file.read(1024)
    if is_document(beginning):
        lines = pages_of(file).lines
        return taken("\n\n".join(line.text for line in lines))
    ending = PurePath(name).suffix.lower()
    try:
        with decoded(file) as read:
            text = read.text.read()
    except UnreadableFile as refusal:
        if refusal.why == NO_TEXT:
            raise UnreadableFile(UNKNOWN_FILE) from refusal
        raise
    if ending in _HTML_ENDINGS or text[:1024].lstrip().lower().startswith(("<!doctype html", "<html")):
        return taken(_lines_apart(plain_text(_DECLARED.sub("", text))))
    if ending in _MARKDOWN_ENDINGS:
        refuse_longer(text)
        return taken(_lines_apart(plain_text(_markdown.render(text))))
    return taken(text)


def taken(text: str, *, is_wrapped: bool = False) -> tuple[str, ...]:
    """The paragraphs of a text that is neither too long, nor empty, nor more than a database keeps."""
    refuse_longer(text)
    paragraphs = paragraphs_in(text, is_wrapped=is_wrapped)
    if not any(any(char.isalnum() for char in one) for one in paragraphs):
        raise UnreadableFile(NOTHING)
    if not all(map(is_storable, paragraphs)):
        raise UnreadableFile("It holds half a character, which cannot be kept: delete it.")
    if len(paragraphs) > MOST_PASSAGES:
        raise UnreadableFile(f"It has more than {MOST_PASSAGES:,} paragraphs: send a part of it.")
    return paragraphs


def refuse_longer(text: str) -> None:
    """`UnreadableFile` for a text that is longer than a handout may be."""
    if len(text) > LONGEST_HANDOUT:
        raise UnreadableFile(
            f"It has more than {LONGEST_HANDOUT:,} characters: send the part that you ask about."
        )


def refuse_larger(size: int) -> None:
    """`UnreadableFile` for a file of more bytes than are taken."""
    if size > LARGEST_HANDOUT:
        raise UnreadableFile(f"The file is larger than {LARGEST_HANDOUT // MEBIBYTE} MB: send a part of it.")


def _lines_apart(text: str) -> str:
    """Text that came from markup has a paragraph in each line."""
    return "\n\n".join(text.split("\n"))
