"""Signs, numbers and shares as XML and Moodle write them."""

from __future__ import annotations

import re
from fractions import Fraction

from questions.formats.shares import MOODLE_SHARES, in_percent

_MARKUP = re.compile(r"[<>&]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECIMALS = 20


def is_writable(text: str) -> bool:
    """Whether XML has all signs of the text."""
    return _UNWRITABLE.search(text) is None


def in_xml(text: str) -> str:
    """A text as the content of an element: bare where it may, else in CDATA, as Moodle writes it."""
    safe = _UNWRITABLE.sub("�", text)
    if "\r" in safe:
        return in_attribute(safe)
    return f"<![CDATA[{safe.replace(']]>', ']]]]><![CDATA[>')}]]>" if _MARKUP.search(safe) else safe


def in_attribute(text: str) -> str:
    safe = _UNWRITABLE.sub("�", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace('"', "&quot;").replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def is_exact_decimal(number: Fraction) -> bool:
    """Whether the number ends within the decimals that we write."""
    return bool(10**_DECIMALS % number.denominator == 0)


def in_decimals(number: Fraction, decimals: int = _DECIMALS) -> str:
    """The number with a point and no exponent, rounded where it has no end."""
    digits = str(round(abs(number) * 10**decimals)).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    return ("-" if number < 0 and text != "0" else "") + text


def fraction_of(share: Fraction) -> str:
    """A share in percent, rounded to what Moodle lets an author choose; any other it would refuse."""
    return in_percent(min(MOODLE_SHARES, key=lambda known: (abs(known - share), known)))
