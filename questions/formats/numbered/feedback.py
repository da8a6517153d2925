"""What a typed question tells of its answers: the explanation of all, and the feedback of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from questions.formats.numbered.answers import Shown, alternatives_in, chosen_in
from questions.formats.numbered.options import name_of
from questions.formats.numbered.pieces import Piece, Pieces
from questions.formats.numbered.words import verdict_of
from questions.question import Asked, ChoiceKey, Key, NumberKey, TextKey, VerdictKey, Why
from questions.types.numeric import answer_names


def explanation_of(pieces: Pieces) -> str:
    """The explanation, and feedback that belongs to no option."""
    own = _places_of_options(pieces)
    return "\n".join(
        piece.text
        for piece, place in zip(pieces.fields, own, strict=True)
        if piece.text and _tells(piece) and place is None and not piece.field.of
    )


def _tells(piece: Piece) -> bool:
    return piece.field.name in ("explanation", "feedback")


def _places_of_options(pieces: Pieces) -> list[int | None]:
    """For each field the option that it stands right below, where options have feedback of their own.

    Below the last option stands the feedback of all, unless an earlier one has its own.
    """
    count = len(pieces.options)
    some = any(_tells(piece) and 0 < piece.options_above < count for piece in pieces.fields)
    places: list[int | None] = []
    given: set[int] = set()
    for piece in pieces.fields:
        place = piece.options_above - 1
        is_last = place == count - 1
        is_own = _tells(piece) and place >= 0 and (not is_last or (some and piece.field.name == "feedback"))
        is_taken = is_own and not piece.field.of and not (is_last and place in given)
        places.append(place if is_taken else None)
        given |= {place} if is_taken else set()
    return places


def whys_of(pieces: Pieces, asked: Asked, key: Key, verdicts: Sequence[str]) -> tuple[Why, ...]:
    """Feedback of single answers, in the order of the options or answers.

    `verdicts` name the options where these were True and False.
    """
    ids = verdicts or [option.id for option in asked.options]
    said: dict[str, str] = {}
    for piece, place in zip(pieces.fields, _places_of_options(pieces), strict=True):
        if not _tells(piece) or not piece.text:
            continue
        if piece.field.of:
            name = _answer_named(piece.field.of, pieces, asked, key)
        elif place is not None and place < len(ids):
            name = ids[place]
        else:
            continue
        if name is None:
            pieces.losses.append(
                f"The feedback for {piece.field.of[:60]} was left out: there is no such answer."
            )
        else:
            said[name] = said[name] + "\n" + piece.text if name in said else piece.text
    right = _right_names(key)
    names = [name for name in _names_in_order(asked, key) if name in said]
    return tuple(Why(name, said[name], "entailed" if name in right else "written") for name in names)


def _answer_named(of: str, pieces: Pieces, asked: Asked, key: Key) -> str | None:
    """The option or answer that `Feedback of:` speaks of."""
    literal = alternatives_in(of, []) if of.startswith('"') else [of.strip("()[].")]
    name = literal[0] if literal else ""
    if asked.options:
        shown = [Shown(draft.place, "") for draft in pieces.options]
        chosen = chosen_in(name, shown, []) if name_of(name) is not None else None
        return asked.options[min(chosen)].id if chosen else None
    names = list(_names_in_order(asked, key))
    if asked.type == "true_false":
        verdict = verdict_of(name)
        return None if verdict is None else "true" if verdict else "false"
    return name if name in names else None


def _names_in_order(asked: Asked, key: Key) -> Iterable[str]:
    match key:
        case VerdictKey():
            return ("true", "false")
        case TextKey(accepted=accepted):
            return accepted
        case NumberKey():
            return answer_names(key)
    return (option.id for option in asked.options)


def _right_names(key: Key) -> frozenset[str]:
    match key:
        case ChoiceKey(right=right):
            return frozenset(right)
        case VerdictKey(true=true):
            return frozenset({"true" if true else "false"})
        case TextKey(accepted=accepted):
            return frozenset(accepted)
        case NumberKey():
            shares = (1, *(one.share for one in key.others))
            return frozenset(
                name for name, share in zip(answer_names(key), shares, strict=True) if share == 1
            )
    return frozenset()
