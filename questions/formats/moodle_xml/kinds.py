"""What each type of Moodle's questions asks and holds for right, as our question of the nearest type."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from questions.formats.moodle_xml.answers import Answer, Refused, number_key, number_of, share_of, text_key
from questions.formats.moodle_xml.calculated import with_numbers
from questions.formats.moodle_xml.draft import YES, Draft, Made, refuse_unanswerable
from questions.formats.moodle_xml.gapped import bracketed_gaps, cloze, words_to_place
from questions.formats.moodle_xml.pairing import matching, statements
from questions.formats.moodle_xml.texts import raw_text, value_of
from questions.formats.shares import WHOLE, choice_key, in_percent
from questions.formats.text_formats import alike
from questions.lettering import lettered
from questions.question import Asked, ChoiceKey, OpenKey, OrderKey, Text, VerdictKey
from questions.types.numeric import ANY_OTHER

ADDS_UP = "Its right options earn {sum} % together, not 100 %."
DRAWN = "An option is nothing but a drawing or a file that cannot be kept: give it words, or a PNG picture."
OTHER_ORDER = (
    "Its fractions count in another order than its things stand in; Moodle takes the order of the file."
)
LOST_PATTERN = "The answer “{}” ({} %) is a pattern, which is not read here: write out what it stands for."
ROUNDING = Fraction(1, 1000)
_PATTERN = re.compile(r"(?<!\\)[*+?|()\[\]{}^$.](?!$)|(?<!\\)[*+?|)\]}$]$|\\[A-Za-z]")
_ESCAPED = re.compile(r"\\([^A-Za-z])")


_OWN_RULES = {
    "multichoiceset": "In Moodle only all right options together earn anything; here each earns its part.",
    "oumultiresponse": "In Moodle a wrong option costs something only beyond as many as are right; "
    "here it always does.",
}
"""The kinds of multiple response in which an option is just right or wrong, and how Moodle counts them."""


def _choice(draft: Draft) -> Made:
    element, texts = draft.element, draft.texts
    own_rule = _OWN_RULES.get(element.get("type", ""))
    is_single = own_rule is None and value_of(element, "single", "true").lower() in YES
    answers = element.findall("answer")
    shown, format = alike([texts.text(one) for one in answers])
    if any(raw_text(one) and not text for one, text in zip(answers, shown, strict=True)):
        raise Refused(DRAWN)
    options = lettered(shown)
    shares = [share_of(one.get("fraction") or value_of(one, "correctanswer", "0")) for one in answers]
    if own_rule is not None:
        key = ChoiceKey(tuple(one.id for one, share in zip(options, shares, strict=True) if share > 0))
        draft.losses.append(own_rule)
    else:
        pairs = [(option.id, share) for option, share in zip(options, shares, strict=True)]
        key = choice_key(pairs, single=is_single)
        if not is_single:
            _doubt_sum(draft, shares)
    keeps_order = value_of(element, "shuffleanswers") in ("0", "false")
    told = [
        (option.id, texts.text(one.find("feedback")), option.id in key.right)
        for option, one in zip(options, answers, strict=True)
    ]
    name = "single_choice" if is_single else "multiple_response"
    asked = Asked(name, draft.stem, options, options_format=format, keeps_order=keeps_order)
    return asked, key, draft.whys(told)


def _doubt_sum(draft: Draft, shares: Sequence[Fraction]) -> None:
    total = sum((share for share in shares if share > 0), start=Fraction(0))
    if total and abs(total - WHOLE) > ROUNDING:
        draft.doubts.append(ADDS_UP.format(sum=f"{float(100 * total):.6g}"))


def _true_false(draft: Draft) -> Made:
    """By the words of the answers, or, in old files of other languages, by their order: true comes first."""
    right: bool | None = None
    told: dict[str, Text] = {}
    for place, one in enumerate(draft.element.findall("answer")):
        word = raw_text(one).lower()
        if word not in ("true", "false"):
            draft.doubts.append(f"“{word[:30]}” was taken for {'false' if place else 'true'} by its place.")
            word = "false" if place else "true"
        is_right = share_of(one.get("fraction", "0")) == WHOLE
        right = is_right if word == "true" else not is_right
        told[word] = draft.texts.text(one.find("feedback"))
    if right is None:
        raise Refused("It says neither that it is true nor that it is false.")
    verdict = "true" if right else "false"
    words = sorted(told, reverse=True)
    whys = draft.whys([(word, told[word], word == verdict) for word in words])
    return Asked("true_false", draft.stem), VerdictKey(right), whys


def _short_answer(draft: Draft) -> Made:
    answers = _answers(draft)
    key, names = text_key(answers, is_exact=value_of(draft.element, "usecase") in YES)
    refuse_unanswerable(key)
    told = _told(draft, answers, [names.get(one.text, "") for one in answers])
    return Asked("short_answer", draft.stem), key, draft.whys(told)


def _by_patterns(draft: Draft) -> Made:
    """The plugin regexp: what is typed counts where it is one of the answers; those that are patterns go."""
    answers = _answers(draft)
    kept = [replace(one, text=_ESCAPED.sub(r"\1", one.text)) for one in answers if not _is_pattern(one.text)]
    draft.losses += [
        LOST_PATTERN.format(one.text[:60], in_percent(one.share)) for one in answers if _is_pattern(one.text)
    ]
    key, names = text_key(kept, is_exact=value_of(draft.element, "usecase") in YES)
    refuse_unanswerable(key)
    literal = [_ESCAPED.sub(r"\1", one.text) if not _is_pattern(one.text) else "" for one in answers]
    told = _told(draft, answers, [names.get(text, "") for text in literal])
    return Asked("short_answer", draft.stem), key, draft.whys(told)


def _is_pattern(text: str) -> bool:
    """Whether signs of an answer stand for other letters; a bare `*` is any other answer."""
    return text.startswith("--") or (text != ANY_OTHER and _PATTERN.search(text) is not None)


def _numeric(draft: Draft) -> Made:
    answers = _answers(draft)
    key, names, losses = number_key(answers)
    draft.losses += losses
    told = _told(draft, answers, names)
    return Asked("numeric", draft.stem, unit=_unit(draft)), key, draft.whys(told)


def _answers(draft: Draft) -> list[Answer]:
    return [
        Answer(
            raw_text(one),
            share_of(one.get("fraction") or value_of(one, "fraction", "0")),
            tolerance=value_of(one, "tolerance"),
        )
        for one in draft.element.findall("answer")
    ]


def _told(draft: Draft, answers: Sequence[Answer], names: Sequence[str]) -> list[tuple[str, Text, bool]]:
    """What is said of the answers that have a name."""
    said = (draft.texts.text(one.find("feedback")) for one in draft.element.findall("answer"))
    together = zip(names, said, answers, strict=True)
    return [(name, words, answer.share == WHOLE) for name, words, answer in together if name]


def _unit(draft: Draft) -> str:
    """The unit in which the answers are; any other would have to be converted."""
    units = {
        value_of(one, "unit_name"): share_of(value_of(one, "multiplier", "1"))
        for one in draft.element.iterfind("units/unit")
    }
    own = next((name for name, factor in units.items() if factor == share_of("1")), "")
    others = [name for name in units if name != own]
    if others:
        draft.losses.append(f"Other units are not converted here: {', '.join(others)[:200]}.")
    if value_of(draft.element, "unitgradingtype", "0") not in ("0", ""):
        draft.losses.append("What a wrong unit takes off in Moodle was left out: here it is asked for again.")
    return own


def _ordering(draft: Draft) -> Made:
    """The order is that of the file, whatever the fractions say, as in Moodle."""
    answers = draft.element.findall("answer")
    places = [number_of(one.get("fraction", "")) or Fraction(0) for one in answers]
    if len(set(places)) == len(places) and places != sorted(places):
        draft.doubts.append(OTHER_ORDER)
    shown, format = alike([draft.texts.text(one) for one in answers])
    shows_all = value_of(draft.element, "selecttype", "0") in ("", "0", "ALL", "EXACT")
    if not shows_all and value_of(draft.element, "selectcount") not in ("", "0", "-1", str(len(answers))):
        draft.losses.append("Moodle showed only some of its items; here all of them are to be ordered.")
    options = lettered(shown)
    key = OrderKey(tuple(option.id for option in options))
    if any(draft.texts.words(one.find("feedback")) for one in answers):
        draft.losses.append("The feedback on things to order was left out.")
    return Asked("ordering", draft.stem, options, options_format=format), key, ()


def _open_answer(draft: Draft) -> Made:
    element = draft.element
    for name, lost in (
        ("responsetemplate", "The text that answers began with was left out."),
        ("attachments", "Files could be attached to an answer; here they cannot."),
        ("minwordlimit", "The least number of words was left out."),
        ("maxwordlimit", "The highest number of words was left out."),
    ):
        if value_of(element, name, "0") not in ("", "0"):
            draft.losses.append(lost)
    if element.get("type") == "essayautograde":
        draft.losses.append("What Moodle marks of an answer by itself was left out: here you mark it.")
    guide = draft.texts.text(element.find("graderinfo"))
    return Asked("open_answer", draft.stem), OpenKey(guide), ()


def _calculated(draft: Draft) -> Made:
    """One of its variants, with the numbers of the first set."""
    element, set_used = with_numbers(draft.element)
    draft.element = element
    draft.losses.append(set_used)
    return _choice(draft) if element.get("type") == "calculatedmulti" else _numeric(draft)


KINDS: dict[str, Callable[[Draft], Made]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "oumultiresponse": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numeric,
    "calculated": _calculated,
    "calculatedsimple": _calculated,
    "calculatedmulti": _calculated,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "mtf": statements,
    "kprime": statements,
    "matrix": statements,
    "ordering": _ordering,
    "regexp": _by_patterns,
    "essay": _open_answer,
    "essayautograde": _open_answer,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": words_to_place,
    "ddwtos": words_to_place,
    "gapfill": bracketed_gaps,
}
"""How the questions of each of Moodle's types are read."""
