"""Words in one look each, and how a line of them is written in plain text and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_MARKED = re.compile(r"[\\`*$]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/])|&(?=[#\w]{2,32};)")
_LIST_LIKE = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+>])")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look. A formula is LaTeX, and `block` one, or code, that stands on lines of its own.

    `link` is the address that they lead to; a `picture` or a `sound` is its name, and the words stand for it.
    """

    words: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    formula: bool = False
    block: bool = False
    link: str = ""
    picture: str = ""
    sound: str = ""

    @property
    def is_marked(self) -> bool:
        return (
            self.bold
            or self.italic
            or self.code
            or self.formula
            or bool(self.link or self.picture or self.sound)
        )


def plain_line(mark: str, runs: Sequence[Run]) -> str:
    return (mark + "".join(run.words for run in runs)).rstrip()


def markdown_line(mark: str, runs: Sequence[Run]) -> str:
    parts: list[str] = []
    for place, run in enumerate(runs):
        before = parts[-1][-1:] if parts else ""
        after = runs[place + 1].words[:1] if place + 1 < len(runs) else ""
        if run.link and before == "!":
            parts[-1] = parts[-1][:-1] + "\\!"
        parts.append(_in_markdown(run, before, after))
    words = "".join(parts).strip()
    if not words:
        return ""
    if runs[0].code and runs[0].block:
        return mark + words.replace("\n", "\n" + " " * len(mark))
    return mark + _LIST_LIKE.sub(
        lambda found: "\\" + found[3] if found[3] else f"{found[1]}\\{found[2]}", words
    )


def _in_markdown(run: Run, before: str, after: str) -> str:
    if run.code and run.block:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", run.words)), default=0))
        return f"{fence}\n{run.words}\n{fence}"
    if not (run.code or run.formula):
        run = replace(run, words=re.sub(" {2,}", " ", run.words))
    if run.formula:
        dollars = "$$" if run.block else "$"
        # Beside a digit or a dollar none would open or close a formula.
        start, end = (" " if side.isdigit() or side == "$" else "" for side in (before, after))
        return f"{start}{dollars}{run.words}{dollars}{end}"
    if run.picture:
        return f"![{_bracketed(run.words)}](picture:{run.picture})"
    if run.sound:
        return f"![{_bracketed(run.words)}](sound:{run.sound})"
    if run.link and run.words.strip():
        plain = replace(run, link="", words=run.words.strip())
        inner = _in_markdown(plain, "", "") if plain.is_marked else _bracketed(plain.words)
        return _within(run.words, f"[{inner}](<{run.link}>)")
    inner = run.words.strip()
    if run.code and inner and "`" not in inner:
        return _within(run.words, f"`{inner}`")
    escaped = _escaped(run.words)
    signs = ("**" if run.bold else "") + ("*" if run.italic else "")
    if not signs or not inner or not (_may_stand(before, inner[0]) and _may_stand(after, inner[-1])):
        return escaped
    return _within(run.words, f"{signs}{_escaped(inner)}{signs[::-1]}")


def _within(words: str, marked: str) -> str:
    """The marked words with the spaces that stood around them outside."""
    start = words[: len(words) - len(words.lstrip())]
    return start + marked + words[len(words.rstrip()) :]


def _may_stand(outside: str, inside: str) -> bool:
    """Whether Markdown takes an emphasis sign between these two: not before punctuation inside a word."""
    return inside.isalnum() or not outside.isalnum()


def _escaped(words: str) -> str:
    safe = _MARKED.sub(lambda found: "\\" + found[0], words)
    return safe.replace("[", "\\[") if "](" in safe or "]:" in safe else safe


def _bracketed(words: str) -> str:
    """Words as they may stand between square brackets."""
    return _MARKED.sub(lambda found: "\\" + found[0], words).replace("[", "\\[").replace("]", "\\]")
