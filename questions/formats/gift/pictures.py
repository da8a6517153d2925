"""Pictures that stand in a GIFT file itself, as `data:` addresses."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

from questions.formats.moodle_xml.texts import Allowance, Texts

_MARK = "\udc00"
"""Begins the address of a picture that is kept: no decoded text holds it, so no file can claim one."""

_COLON, _EQUALS = "\udc3a", "\udc3d"
_DATA = re.compile(
    rf"data[:{_COLON}]image/[A-Za-z0-9.+-]{{1,40}};base64,([A-Za-z0-9+/\s]{{1,1000000}}[={_EQUALS}]{{0,2}})"
)


def with_pictures_kept(shielded: str) -> tuple[str, Texts]:
    """The text with short addresses of its pictures, and the keeper of these with what it lost."""
    keeper = Texts(Allowance())
    if "data" not in shielded:
        return shielded, keeper

    def kept(found: re.Match[str]) -> str:
        try:
            content = b64decode("".join(found[1].split()).replace(_EQUALS, "="), validate=True)
        except (Error, ValueError):
            content = b""
        name = keeper.keep("", "", content)
        return _MARK + name if name else ""

    return _DATA.sub(kept, shielded), keeper


def name_of_kept(address: str, _words: str) -> str:
    """The name of a picture by its short address, "" for any other address."""
    return address.removeprefix(_MARK) if address.startswith(_MARK) else ""
