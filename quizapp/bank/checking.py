"""What stands between a draft and its students: what must be mended, what may be thought about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questions.generation.lint import RULES, lint
from questions.remarks import Remark
from quizapp.bank.drafting import Draft

IMPOSSIBLE = "L00"
# These two compare a question with the others of its quiz, which a draft does not have yet.
WITH_SIBLINGS = frozenset({"L25", "L31"})


@dataclass(frozen=True, slots=True)
class Note:
    """What the matter is; `title` is the rule that it breaks."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`blocking` cannot be published at all, `errors` only by somebody who says that she has checked."""

    blocking: tuple[Note, ...]
    errors: tuple[Note, ...]
    warnings: tuple[Note, ...]
    passed: tuple[str, ...]

    @property
    def to_mend(self) -> int:
        return len(self.blocking) + len(self.errors)


def check(draft: Draft) -> Checked:
    """Look at a draft as the types and the linter do."""
    remarks = lint(draft.question)
    impossible = (remark.sentence for remark in remarks if remark.rule == IMPOSSIBLE)
    broken = {remark.rule for remark in remarks}
    titles = {rule.id: rule.title for rule in RULES}
    others = [remark for remark in remarks if remark.rule != IMPOSSIBLE]

    def notes(found: Iterable[Remark]) -> tuple[Note, ...]:
        return tuple(dict.fromkeys(Note(titles[one.rule], one.sentence) for one in found))

    return Checked(
        blocking=tuple(
            Note(titles[IMPOSSIBLE], words) for words in dict.fromkeys((*draft.missing, *impossible))
        ),
        errors=notes(one for one in others if one.severity == "error"),
        warnings=notes(one for one in others if one.severity == "warning"),
        passed=tuple(rule.title for rule in RULES if rule.id not in broken | WITH_SIBLINGS),
    )
