"""Anki's card templates, filled with fields and nothing else: no script of them ever runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questions.formats.cards import limits

_TOKEN = re.compile(r"\{\{([^{}]{1,500})\}\}")
_ANSWER_LINE = re.compile(r"<hr[^<>]{0,100}id=[\"']?answer[\"']?[^<>]{0,100}>", re.I)
_SCRIPT = re.compile(r"<(?:script|style)\b", re.I)
_GAP = re.compile(r"\{\{c\d")
_FURIGANA = re.compile(r" ?([^ >\[\]]+)\[(?!sound:)([^\[\]]+)\]")
_READINGS = {"furigana": r"\1(\2)", "kanji": r"\1", "kana": r"\2"}
"""What each filter of Japanese texts makes of `漢字[かんじ]`."""

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Template:
    """One side of a card type, cut into words (str) and tokens: (sign, filters, field name)."""

    parts: tuple[str | tuple[str, tuple[str, ...], str], ...]
    has_script: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it shows, in order."""
        return tuple(part[2] for part in self.parts if not isinstance(part, str) and not part[0])

    def with_filter(self, name: str) -> str:
        """The first field shown through this filter; "" if there is none."""
        tokens = (part for part in self.parts if not isinstance(part, str) and not part[0])
        return next((field for _, filters, field in tokens if name in filters), "")

    @property
    def speaks(self) -> bool:
        """Whether the machine's voice reads something of it."""
        tokens = (part for part in self.parts if not isinstance(part, str))
        return any(_is_spoken(filters) for _, filters, _ in tokens)

    def filled(self, fields: Mapping[str, str], *, hides_hints: bool = False) -> str:
        """The template with its fields, cut off where it grows beyond what any field may hold.

        `FrontSide` and unknown fields are empty, as are an answer that is to be typed and what a voice says.
        """
        made: list[str] = []
        room = limits.LONGEST_RAW
        for piece in self._shown(fields, hides_hints=hides_hints):
            made.append(piece)
            room -= len(piece)
            if room < 0:
                break
        return "".join(made)

    def _shown(self, fields: Mapping[str, str], *, hides_hints: bool) -> Iterator[str]:
        """What the conditions let through, piece by piece."""
        hidden_at: list[bool] = []
        for part in self.parts:
            if isinstance(part, str):
                if not any(hidden_at):
                    yield part
                continue
            sign, filters, name = part
            if sign == "/":
                if hidden_at:
                    hidden_at.pop()
            elif sign:
                is_empty = not fields.get(name, "").strip()
                hidden_at.append(is_empty if sign == "#" else not is_empty)
            elif not (any(hidden_at) or _is_silent(filters) or (hides_hints and "hint" in filters)):
                yield _filtered(fields.get(name, ""), filters)


def parse_template(text: str) -> Template:
    """A side of a card type; what comes after so many tokens, or too deep, is left out."""
    parts: list[str | tuple[str, tuple[str, ...], str]] = []
    kept = depth = 0
    for token in _TOKEN.finditer(text):
        if len(parts) >= 2 * limits.MOST_TOKENS or depth > DEEPEST:
            break
        if text[kept : token.start()]:
            parts.append(text[kept : token.start()])
        inner = token[1].strip()
        sign = inner[:1] if inner[:1] in ("#", "^", "/") else ""
        depth += {"#": 1, "^": 1, "/": -1}.get(sign, 0)
        *filters, name = inner.lstrip("#^/").split(":")
        parts.append((sign, tuple(one.strip() for one in filters), name.strip()))
        kept = token.end()
    if text[kept:]:
        parts.append(text[kept:])
    return Template(tuple(parts), _SCRIPT.search(text) is not None)


def _is_silent(filters: tuple[str, ...]) -> bool:
    """Whether nothing is shown: an answer that is to be typed, or words for a voice."""
    return "type" in filters or _is_spoken(filters)


def _is_spoken(filters: tuple[str, ...]) -> bool:
    return any(one.split(" ", 1)[0] == "tts" for one in filters)


def _filtered(text: str, filters: tuple[str, ...]) -> str:
    for name in filters:
        if name in _READINGS:
            text = _FURIGANA.sub(_READINGS[name], text.replace("&nbsp;", " "))
    return text


def without_front(back: str, front: str) -> str:
    """The back of a card alone: what follows the line above the answer, or the repeated front."""
    parts = _ANSWER_LINE.split(back, maxsplit=1)
    answer = parts[-1].strip()
    if len(parts) == 1 and front.strip() and answer.startswith(front.strip()):
        return answer[len(front.strip()) :].strip()
    return answer


def has_gap(text: str) -> bool:
    return _GAP.search(text) is not None
