"""The formulas of Moodle's calculated questions, such as `{a}*sin({b})/2`, computed with given numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

LONGEST_FORMULA = 1_000
_DEEPEST = 50
_TOKEN = re.compile(r"\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z][A-Za-z0-9_]*|\*\*|\S)")
_NAMED = re.compile(r"\{([^\W\d][^>} <`{\"']*)\}")

_WHOLE_ONLY = 2.0**53
"""From here on floating numbers have no decimals."""


class NoNumber(ValueError):
    """Why a formula cannot be computed, in a sentence."""


_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "acos": math.acos,
    "acosh": math.acosh,
    "asin": math.asin,
    "asinh": math.asinh,
    "atan": math.atan,
    "atanh": math.atanh,
    "ceil": lambda number: float(math.ceil(number)),
    "cos": math.cos,
    "cosh": math.cosh,
    "deg2rad": math.radians,
    "exp": math.exp,
    "expm1": math.expm1,
    "floor": lambda number: float(math.floor(number)),
    "log10": math.log10,
    "log1p": math.log1p,
    "rad2deg": math.degrees,
    "sin": math.sin,
    "sinh": math.sinh,
    "sqrt": math.sqrt,
    "tan": math.tan,
    "tanh": math.tanh,
}


def rounded(number: float, decimals: float = 0) -> float:
    """Half away from zero, as PHP and schools do."""
    if abs(number) >= _WHOLE_ONLY:
        return number
    scale = 10.0 ** int(decimals)
    return math.copysign(math.floor(abs(number) * scale + 0.5), number) / scale


_SEVERAL: dict[str, tuple[int, int, Callable[..., float]]] = {
    "atan2": (2, 2, math.atan2),
    "fmod": (2, 2, math.fmod),
    "log": (1, 2, math.log),
    "max": (1, 20, lambda *numbers: max(numbers)),
    "min": (1, 20, lambda *numbers: min(numbers)),
    "pi": (0, 0, lambda: math.pi),
    "pow": (2, 2, math.pow),
    "round": (1, 2, rounded),
}
"""Functions with the least and most numbers that they take."""


def computed(formula: str, numbers: Mapping[str, float]) -> float:
    """What a formula gives; `NoNumber` for one that is none, or gives none."""
    if len(formula) > LONGEST_FORMULA:
        raise NoNumber(f"The formula “{formula[:40]}…” is too long.")
    named = [name for name in _NAMED.findall(formula) if name not in numbers]
    if named:
        raise NoNumber(f"The file holds no numbers for {{{named[0]}}}.")
    reading = _Reading(_NAMED.sub(lambda found: f"({numbers[found[1]]!r})", formula))
    try:
        found = reading.whole()
    except (ValueError, ArithmeticError, KeyError):
        found = math.nan
    if not math.isfinite(found):
        raise NoNumber(f"The formula “{formula[:60]}” cannot be computed here.")
    return found


class _Reading:
    """Computes while it reads, from the loosest sign down to the tightest."""

    def __init__(self, formula: str) -> None:
        self._tokens = _TOKEN.findall(formula)
        self._at = self._depth = 0

    def whole(self) -> float:
        value = self._sum()
        if self._at < len(self._tokens):
            raise ValueError(self._tokens[self._at])
        return value

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _took(self, *signs: str) -> str:
        """The next token if it is one of these, which then is read."""
        sign = self._next()
        if sign and sign in signs:
            self._at += 1
            return sign
        return ""

    def _sum(self) -> float:
        value = self._product()
        while sign := self._took("+", "-"):
            value = value + self._product() if sign == "+" else value - self._product()
        return value

    def _product(self) -> float:
        value = self._signed()
        while sign := self._took("*", "/", "%"):
            other = self._signed()
            if sign == "%":
                value = math.fmod(math.trunc(value), math.trunc(other))
            else:
                value = value * other if sign == "*" else value / other
        return value

    def _signed(self) -> float:
        is_negative = False
        while sign := self._took("+", "-"):
            is_negative ^= sign == "-"
        value = self._power()
        return -value if is_negative else value

    def _power(self) -> float:
        base = self._atom()
        return math.pow(base, self._deeper(self._signed)) if self._took("**") else base

    def _atom(self) -> float:
        if self._took("("):
            value = self._deeper(self._sum)
            self._expect(")")
            return value
        token = self._next()
        self._at += 1
        if token[:1].isdigit() or token[:1] == ".":
            return float(token)
        if not self._took("("):
            raise ValueError(token)
        return float(self._called(token.lower()))

    def _called(self, name: str) -> float:
        given: list[float] = []
        while not self._took(")"):
            if given:
                self._expect(",")
            given.append(self._deeper(self._sum))
        if name in _ONE and len(given) == 1:
            return _ONE[name](given[0])
        least, most, function = _SEVERAL[name]
        if not least <= len(given) <= most:
            raise ValueError(name)
        return function(*given)

    def _deeper(self, read: Callable[[], float]) -> float:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("too deep")
        value = read()
        self._depth -= 1
        return value

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise ValueError(sign)
