"""Numbers as people type them, read exactly, and written out again.

The page is English, so a comma before exactly three digits groups thousands ("1,000") and a point
parts decimals ("3.142"). Elsewhere it is the other way round, so what only fits the other habit is
read by it ("3,5", "1.000.000", "1.000,5"), and a point before three digits that end in 0 ("1.000",
"2.500") is refused with a hint, for it means a thousand as often as one. Spaces and apostrophes
group thousands anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from questions.response import Unreadable
from questions.text import MAX_TYPED, folded, plain

NO_NUMBER = "Type a number, such as 20 or 2.5."
TOO_LONG = "That number is too long."
_MAX_DIGITS = 100
_MAX_EXPONENT = 300

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_SHAPE = re.compile(
    r"(?P<before>[^\d+.,-]{0,20}?)\s*(?P<sign>[+-]?)\s*"
    r"(?P<number>[.,]?\d[\d.,' ]*)"
    r"(?:/ ?(?P<below>\d+))?"
    r"(?: ?(?:e|[x×*·] ?10 ?\^) ?(?P<exponent>[+-]?\d+))?"
    r"(?P<after>.*)"
)
_HEDGE = re.compile(r"\s*(?:(?:about|around|approximately|approx|roughly|circa|ca|c)\b\.?|[~≈∼～])", re.I)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")

_BELOW_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {
    **{word: value for value, word in enumerate(_BELOW_TWENTY.split(), start=1)},
    **{word: 10 * value for value, word in enumerate(_FROM_TWENTY.split(), start=2)},
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SAME_UNIT = {
    "percent": "%",
    "per cent": "%",
    "euro": "€",
    "dollar": "$",
    "pound": "£",
    "degree celsius": "°c",
}


def read_number(text: str, unit: str = "") -> Fraction | Unreadable:
    """The number typed, in digits or English words, with or without the unit that was asked for.

    A word before it that says "about" does not count. Another unit is refused with a hint rather than
    marked wrong, since it can be mended.
    """
    if len(text) > MAX_TYPED:
        return Unreadable(TOO_LONG, text[:MAX_TYPED])
    hedge = _HEDGE.match(text)
    sure = text[hedge.end() :] if hedge else text
    reading = _in_digits(sure, unit)
    if reading is None:
        reading = _in_words(sure, unit)
    if isinstance(reading, str):
        return Unreadable(reading, text)
    return reading if reading is not None else Unreadable(NO_NUMBER, text)


def in_digits(number: Fraction) -> str:
    """The number in the notation of the page: `1989`, `20,000`, `-2.5`; `1/3` where decimals do not end."""
    twos_and_fives = number.denominator
    places = 0
    for prime in (2, 5):
        power = 0
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
            power += 1
        places = max(places, power)
    if twos_and_fives != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    whole, decimals = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    grouped = f"{int(whole):,}" if len(whole) > 4 else whole
    return ("-" if number < 0 else "") + grouped + decimals


def _in_digits(text: str, unit: str) -> Fraction | str | None:
    shape = _SHAPE.fullmatch(_spaced_out(text))
    if shape is None:
        return None
    written, after = shape["number"].rstrip(" ,.'"), shape["after"]
    if len(written) > _MAX_DIGITS or len(shape["below"] or "") > _MAX_DIGITS:
        return TOO_LONG
    number = _with_fraction(written, shape["below"])
    if not isinstance(number, Fraction):
        return number
    if shape["exponent"]:
        if len(shape["exponent"]) > 4 or abs(int(shape["exponent"])) > _MAX_EXPONENT:
            return TOO_LONG
        number *= Fraction(10) ** int(shape["exponent"])
    scale, _, rest = after.strip().partition(" ")
    if scale in _SCALES and _unit_form(after) != _unit_form(unit):
        number, after = number * _SCALES[scale], rest
    refusal = _unit_refusal(f"{shape['before']} {after}", unit)
    return refusal or (-number if shape["sign"] == "-" else number)


def _spaced_out(text: str) -> str:
    """Plain lower case, with 10³ written 10^3, 1½ written 1 1/2 and every digit an ASCII one."""
    raised = _SUPERSCRIPT_RUN.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPTS), text)
    words = (
        plain(_VULGAR.sub(lambda half: f" {half[0]}", raised)).replace("⁄", "/").replace("_", " ").casefold()
    )
    ascii_digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in words)
    return re.sub(r"\s*/\s*", "/", "".join(ascii_digits))


def _with_fraction(written: str, below: str | None) -> Fraction | str | None:
    if below is None:
        return _decimal(written)
    whole, _, above = written.rpartition(" ")
    if not above.isdigit() or int(below) == 0 or not (whole.isdigit() or not whole):
        return None
    return int(whole or 0) + Fraction(int(above), int(below))


def _decimal(written: str) -> Fraction | str | None:
    """The value of digits with separators; a hint where two habits disagree; None for no number."""
    if written.isdigit():
        return Fraction(written)
    last = max(written.rfind("."), written.rfind(","))
    if last < 0:
        return _whole(written)
    mark, decimals = written[last], written[last + 1 :]
    if not decimals.isdigit() or written.count(mark) > 1:
        return _whole(written)
    grouped = _GROUPED.fullmatch(written) is not None and not written.startswith("0")
    if grouped and mark == ",":
        return _whole(written)
    if grouped and decimals.endswith("0"):
        large, small = written.replace(".", ""), in_digits(Fraction(written))
        return f"“{written}” can be read as {large} or as {small}: write one of these."
    whole = _whole(written[:last]) if last else Fraction(0)
    return None if whole is None else whole + Fraction(int(decimals), 10 ** len(decimals))


def _whole(written: str) -> Fraction | None:
    if written.isdigit() or _GROUPED.fullmatch(written):
        return Fraction(re.sub("[., ']", "", written))
    return None


def _in_words(text: str, unit: str) -> Fraction | str | None:
    words = folded(text).split()
    own = folded(unit).split()
    end = len(words) - len(own) if own and words[-len(own) :] == own else len(words)
    number_words = 0
    while number_words < end and _is_number_word(words[number_words]):
        number_words += 1
    number = _spelled(words[:number_words])
    if number is None:
        return None
    return _unit_refusal(" ".join(words[number_words:]), unit) or Fraction(number)


def _is_number_word(word: str) -> bool:
    return word in _SMALL or word in _SCALES or word in {"zero", "hundred", "and"}


def _spelled(words: list[str]) -> int | None:
    """English number words as an integer; None where they do not make one number."""
    if words == ["zero"]:
        return 0
    if words and words[0] in {"hundred", *_SCALES}:
        words = ["one", *words]
    total, group, scale_left = 0, 0, 10**15
    for word in words:
        if word == "zero":
            return None
        if word in _SMALL:
            value = _SMALL[word]
            room = 10 if value < 10 else 100
            if group % room or group % 100 == 10:
                return None
            group += value
        elif word == "hundred":
            if not 1 <= group <= 19:
                return None
            group *= 100
        elif word in _SCALES:
            if not group or _SCALES[word] >= scale_left:
                return None
            scale_left = _SCALES[word]
            total, group = total + group * scale_left, 0
    return total + group if any(word != "and" for word in words) else None


def _unit_refusal(typed: str, unit: str) -> str | None:
    """Why what stands around the number is not the unit asked for; None where it is, or nothing stands."""
    given = _unit_form(typed)
    if not given or given in (_unit_form(unit), _unit_form(_without_owner(unit))):
        return None
    return f"Give the number in {unit}." if unit else "Type the number alone."


def _without_owner(unit: str) -> str:
    """ "Earth days" as "days": a name before a unit may go untyped; "light years" are never years."""
    first, _, rest = unit.partition(" ")
    return rest if rest and first[:1].isupper() and first.casefold() not in _SCALES else unit


def _unit_form(unit: str) -> str:
    """Units compare without case, points and a plural s."""
    words = folded(_spaced_out(unit))
    one = words[:-1] if len(words) > 2 and words.endswith("s") and not words.endswith("ss") else words
    return _SAME_UNIT.get(one, one)
