"""Code between fences in typed questions: mere text, whatever it looks like, and kept with its indents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questions.formats.text_formats import as_markdown
from questions.question import Text

LONGEST_CODE = 400
"""Lines between two fences; beyond, the first one is none."""

_OPENS = re.compile(r"\s*(?P<fence>`{3,}|~{3,})(?P<rest>[^`]*)")
_LANGUAGE = re.compile(r"\s*[\w+#.-]{0,20}\s*")


def in_fences(texts: Sequence[str]) -> dict[int, int]:
    """The lines from each fence to the one that closes it: where that begins, by its own place."""
    inside: dict[int, int] = {}
    at = 0
    while at < len(texts):
        opens = _OPENS.fullmatch(texts[at])
        if opens is not None:
            end = min(len(texts), at + LONGEST_CODE)
            closed = next((n for n in range(at + 1, end) if texts[n].rstrip().endswith(opens["fence"])), None)
            if closed is not None:
                inside.update((n, at) for n in range(at, closed + 1))
                at = closed
        at += 1
    return inside


def unindented(texts: Sequence[str]) -> list[str]:
    """Code without the indent that all of its lines share."""
    filled = [text for text in texts if text.strip()]
    shared = min((len(text) - len(text.lstrip()) for text in filled), default=0)
    return [text[shared:].rstrip() for text in texts]


def with_code_shown(words: str) -> Text:
    """Words as Markdown where code stands in them, so that it is shown as such; else plain."""
    lines = words.split("\n")
    inside = in_fences(lines)
    if not inside:
        return Text(words)
    parts: list[str] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and inside.get(end) == inside.get(at):
            end += 1
        block = lines[at:end]
        parts.append(_fenced(block) if at in inside else as_markdown(Text("\n".join(block).strip("\n"))))
        at = end
    return Text("\n\n".join(part for part in parts if part), "markdown")


def _fenced(block: Sequence[str]) -> str:
    """Code with fences on lines of their own, where people write its first and last lines on theirs.

    The name of a language behind the first fence is left out: nothing here looks at it.
    """
    opens = _OPENS.fullmatch(block[0])
    fence, rest = (opens["fence"], opens["rest"]) if opens else ("```", "")
    has_language = _LANGUAGE.fullmatch(rest) is not None
    last = block[-1].rstrip().removesuffix(fence).rstrip()
    code = [*([] if has_language else [rest]), *block[1:-1], *([last] if last else [])]
    while code and not code[-1].strip():
        code.pop()
    return "\n".join([fence, *code, fence])
