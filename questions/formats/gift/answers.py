"""What stands between the braces of a question, taken apart in the order in which Moodle decides."""

from __future__ import annotations

import re
from fractions import Fraction

from questions.formats.gift.draft import Draft, Unfit
from questions.formats.gift.numbers import read_numeric
from questions.formats.gift.parts import COSTS_NOTHING, Feedback, part_of, pieces
from questions.formats.gift.signs import unshielded
from questions.formats.gift.texts import MoodleFormat, Words, read_alike, words_of
from questions.formats.shares import WHOLE, choice_key
from questions.lettering import lettered
from questions.question import OpenKey, Option, OrderKey, PairsKey, TextKey, VerdictKey
from questions.types.wording import as_compared, pieces_of

_TRUE = ("T", "TRUE")
COMMENT = re.compile(r"(?<!\S)//[^\n]*")
VERDICTS = (*_TRUE, "F", "FALSE")
_ORDERING = re.compile(
    r">[ \t]*(\d{1,4})[ \t]*(?:(ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)\b[ \t]*)?"
    r"(?:(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)\b[ \t]*)?"
    r"(?:(?:ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE_NEXT_EXCLUDE_LAST"
    r"|RELATIVE_NEXT_INCLUDE_LAST|RELATIVE_ONE_PREVIOUS_AND_NEXT|RELATIVE_ALL_PREVIOUS_AND_NEXT"
    r"|RELATIVE_TO_CORRECT|RELATIVE|REL|LONGEST_ORDERED_SUBSET|LONGEST_CONTIGUOUS_SUBSET)\b[ \t]*)?"
    r"(?:(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)\b[ \t]*)?(?:(?:none|123|abc|ABCD|iii|IIII)\b)?"
)

TWO_RIGHT = "Several options are marked as fully right; any one of them earns everything."
LIKE_A_VERDICT = "It is read as a short answer. For a true/false question write {TRUE} or {FALSE}."
NO_SIGN = "The first answer has neither “=” nor “~” before it; it was read as a wrong one."
WEIGHED_RIGHT = "An answer after “=” has a weight below 100 %, which counts."
EMPTY_OPTION = "An option without a text was left out."
UNREACHED = "“{}” was left out: it reads like an answer that is fully right."


def read_answers(answers: str, default: MoodleFormat) -> Draft:
    """The draft that these shielded answers make; `default` is the format of the question's text."""
    ordering = _ORDERING.match(answers)
    if ordering:
        return _ordering(answers[ordering.end() :], ordering, default)
    if not answers:
        return Draft("open_answer", OpenKey())
    if answers.startswith("#"):
        return read_numeric(answers, default)
    if "~" in answers:
        return _choice(answers, default)
    if "=" in answers and "->" in answers:
        return _matching(answers, default)
    verdict = COMMENT.sub("", answers.partition("#")[0]).strip()
    if verdict in VERDICTS:
        return _true_false(answers, default, is_true=verdict in _TRUE)
    return _short_answer(answers, default)


def _choice(answers: str, default: MoodleFormat) -> Draft:
    """`=` makes it a single choice; without one, whatever earns something is right."""
    found = [piece.strip() for piece in pieces(answers.replace("=", "~="), "~")]
    shares: list[Fraction] = []
    parts = []
    doubts, losses = [], []
    if not answers.lstrip().startswith(("=", "~")):
        doubts.append(NO_SIGN)
    for at, piece in enumerate(found):
        part = part_of(piece.removeprefix("="))
        if not part.words:
            if piece or not (at + 1 < len(found) and found[at + 1].startswith("=")):
                losses.append(EMPTY_OPTION)
            continue
        parts.append(part)
        is_marked = piece.startswith("=")
        shares.append(part.share if part.share is not None else Fraction(int(is_marked)))
        if is_marked and part.share not in (None, WHOLE):
            doubts.append(WEIGHED_RIGHT)
    texts, format, lost = read_alike([part.said(default) for part in parts])
    options = lettered(texts)
    single = "=" in answers and (WHOLE in shares or sum(share > 0 for share in shares) < 2)
    key = choice_key([(one.id, share) for one, share in zip(options, shares, strict=True)], single=single)
    if single and key.right and WHOLE not in shares:
        raise Unfit("No option earns everything: mark the right one with “=” alone.")
    if single and shares.count(WHOLE) > 1:
        doubts.append(TWO_RIGHT)
    feedback = Feedback(default)
    for option, part in zip(options, parts, strict=True):
        feedback.add(option.id, part.feedback, is_right=option.id in key.right)
    return Draft(
        "single_choice" if single else "multiple_response",
        key,
        options,
        options_format=format,
        whys=feedback.whys(),
        losses=(*lost, *losses, *feedback.losses),
        doubts=tuple(doubts),
    )


def _matching(answers: str, default: MoodleFormat) -> Draft:
    """Pairs; a pair without a left side is an answer that belongs to none."""
    left: list[Words] = []
    right: list[str] = []
    spare: list[str] = []
    losses: list[str] = []
    for pair in pieces(answers, "="):
        prompt, arrow, answer = pair.partition("->")
        if not arrow:
            raise Unfit(f"“{unshielded(pair)[:40]}” has no “->”: in a matching every answer needs one.")
        words, text = words_of(prompt, default), unshielded(answer)
        if not text:
            losses.append("A pair without an answer was left out.")
        elif words.text:
            left.append(words)
            right.append(text)
        else:
            spare.append(text)
    texts, format, lost = read_alike([*left, *(Words(text, "plain") for text in (*right, *spare))])
    prompts = tuple(Option(str(place), text) for place, text in enumerate(texts[: len(left)], start=1))
    answers_of_prompts = texts[len(left) : 2 * len(left)]
    options = lettered(dict.fromkeys(texts[len(left) :]))
    ids = {option.text: option.id for option in options}
    pairs = tuple((prompt.id, ids[text]) for prompt, text in zip(prompts, answers_of_prompts, strict=True))
    return Draft(
        "matching",
        PairsKey(pairs),
        options,
        prompts,
        format,
        reuses_options=len(set(answers_of_prompts)) < len(prompts),
        losses=(*lost, *losses),
    )


def _true_false(answers: str, default: MoodleFormat, *, is_true: bool) -> Draft:
    """The first feedback is on the wrong verdict, the second on the right one."""
    _, wrong, right, *_ = [*answers.split("#", 2), "", ""]
    feedback = Feedback(default)
    feedback.add("true", right if is_true else wrong, is_right=is_true)
    feedback.add("false", wrong if is_true else right, is_right=not is_true)
    return Draft("true_false", VerdictKey(is_true), whys=feedback.whys(), losses=tuple(feedback.losses))


def _short_answer(answers: str, default: MoodleFormat) -> Draft:
    accepted: dict[str, None] = {}
    partly: dict[str, Fraction] = {}
    losses: list[str] = []
    said: list[tuple[str, str, bool]] = []
    for part in map(part_of, pieces(answers, "=")):
        text, share = part.said(default).text, WHOLE if part.share is None else part.share
        if not text:
            losses.append(EMPTY_OPTION)
            continue
        if share < 0:
            losses.append(COSTS_NOTHING)
        if share >= WHOLE:
            accepted[text] = None
        else:
            partly.setdefault(text, max(share, Fraction(0)))
        said.append((text, part.feedback, share >= WHOLE))
    if not accepted:
        raise Unfit("No answer earns everything: give one of them 100 %.")
    has_wildcards = any(len(pieces_of(text)) > 1 for text in (*accepted, *partly))
    if not has_wildcards:
        accepted = {pieces_of(text)[0]: None for text in accepted}
        partly = {pieces_of(text)[0]: share for text, share in partly.items()}
    key = TextKey(tuple(accepted), has_wildcards=has_wildcards)
    known = {as_compared(text, key) for text in accepted}
    reached = {text: share for text, share in partly.items() if as_compared(text, key) not in known}
    losses += [UNREACHED.format(text[:40]) for text in partly if text not in reached]
    key = TextKey(key.accepted, partly=tuple(reached.items()), has_wildcards=key.has_wildcards)
    names = [*accepted, *reached]
    feedback = Feedback(default)
    for text, words, is_right in said:
        name = text if has_wildcards else pieces_of(text)[0]
        if name in names:
            feedback.add(name, words, is_right=is_right)
    is_like_a_verdict = len(names) == 1 and names[0].casefold() in ("t", "f", "true", "false")
    return Draft(
        "short_answer",
        key,
        whys=feedback.whys(names),
        losses=(*losses, *feedback.losses),
        doubts=(LIKE_A_VERDICT,) if is_like_a_verdict else (),
    )


def _ordering(items: str, header: re.Match[str], default: MoodleFormat) -> Draft:
    """One thing a line, in the right order."""
    written = [line for line in items.split("\n") if line.strip()]
    texts, format, losses = read_alike([words_of(line, default) for line in written])
    options = lettered(texts)
    if header[2] not in (None, "ALL", "EXACT") and 2 <= int(header[1]) < len(options):
        shown = f"Moodle shows {header[1]} of the {len(options)} things at a time; here all are shown."
        losses = (*losses, shown)
    key = OrderKey(tuple(option.id for option in options))
    return Draft("ordering", key, options, options_format=format, losses=losses)
