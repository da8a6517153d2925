"""On which lines the tables and keys of a TOML text stand: tomllib does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TOKEN = re.compile(
    rf"""
      ^[ \t]*\[\[[ \t]*(?P<array>{_DOTTED})[ \t]*\]\](?=[ \t]*(?:\#|\r?$))
    | ^[ \t]*\[[ \t]*(?P<table>{_DOTTED})[ \t]*\](?=[ \t]*(?:\#|\r?$))
    | ^[ \t]*(?P<key>{_DOTTED})[ \t]*=
    | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{{3,5}}|'''.*?'{{3,5}}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    | (?P<comment>\#[^\n]*)
    | (?P<opening>[\[{{])
    | (?P<closing>[\]}}])
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_FIRST_KEY = re.compile(_KEY)


@dataclass(frozen=True, slots=True)
class Layout:
    """`headers` has the lines of each `[[name]]` in order, `first` the first line that names a key
    of the top level."""

    headers: dict[str, list[int]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)


def layout_of(text: str) -> Layout:
    """The layout of a text that tomllib has accepted; of any other text the answer means nothing."""
    layout = Layout()
    depth = 0
    at_top = True
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        if token["opening"]:
            depth += 1
        elif token["closing"]:
            depth -= 1
        elif depth == 0 and not token["string"] and not token["comment"]:
            name = token["array"] or token["table"] or token["key"]
            if token["key"] and not at_top:
                continue
            at_top = at_top and bool(token["key"])
            start = token.start() + len(token[0]) - len(token[0].lstrip())
            line += text.count("\n", counted, start)
            counted = start
            layout.first.setdefault(_first_part(name), line)
            if token["array"] and _first_part(name, whole=True):
                layout.headers.setdefault(_first_part(name), []).append(line)
    return layout


def _first_part(name: str, *, whole: bool = False) -> str:
    """The first key of a dotted name without its quote marks; with `whole`, "" if more follow."""
    match = _FIRST_KEY.match(name)
    assert match is not None
    if whole and match.end() < len(name):
        return ""
    return match[0].strip("\"'")
