"""A question of any type, as one frozen value in two parts: what is asked, and what is sealed.

Only `Asked` may reach a student before review is allowed. `Sealed` holds key, reasons and
receipts, and is stored apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from questions.facts import Weight
from questions.when import When

Format = Literal["plain", "markdown"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their format: a generated `*` or `$5` must not turn into markup."""

    value: str
    format: Format = "plain"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, place or pair. Its id is unique in its question and tells nothing."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """The option ids that are right: one for single choice, several for multiple response.

    `shares`, where an author weighed the options, says what choosing each one earns of the whole,
    from -1 to 1; options that it does not name earn nothing.
    """

    right: tuple[str, ...]
    shares: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictKey:
    """Whether the statement is true; if not, the id of the option that names its wrong part."""

    true: bool
    wrong_part: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class TextKey:
    """The answers that count, and the names of other things that a typo must not hide behind.

    `partly` are answers with the share that they earn, less than the whole and perhaps nothing.
    `has_wildcards`: an asterisk stands for any text (`\\*` for itself); `is_exact`: case counts.
    """

    accepted: tuple[str, ...]
    rivals: tuple[str, ...] = ()
    partly: tuple[tuple[str, Fraction], ...] = ()
    has_wildcards: bool = False
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """Another number that counts, within ± tolerance, for a share of the whole."""

    value: Fraction
    tolerance: Fraction = Fraction(0)
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class NumberKey:
    """The number asked for; an answer counts within ± tolerance, both ends included.

    `others` count too; of several that an answer fits, the one that earns most.
    """

    value: Fraction
    tolerance: Fraction = Fraction(0)
    others: tuple[NumberAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class DateKey:
    """The date asked for, at the precision it is known; an answer counts within ± days."""

    value: When
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True)
class OrderKey:
    """All option ids, in the right order."""

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairsKey:
    """The option id that belongs to each prompt id; spare options belong to none."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GapsKey:
    """The key of each gap of a cloze text, by the gap's id."""

    keys: tuple[tuple[str, ChoiceKey | TextKey | NumberKey], ...]


@dataclass(frozen=True, slots=True)
class OpenKey:
    """No machine marks an open answer; `guide` tells what a good one holds."""

    guide: Text = Text("")


Key = ChoiceKey | VerdictKey | TextKey | NumberKey | DateKey | OrderKey | PairsKey | GapsKey | OpenKey


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that a question stands on. `proves` is false where it rules something out.

    `about` is the option id it speaks of ("" for the key as a whole); `fact` may be empty where
    a teacher cited a passage directly. `title` is that of the source where the question is away from the
    bank that holds it, and `passage` the whole paragraph; else they are empty, for the bank knows.
    """

    source: str
    paragraph: int | None = None
    record: str = ""
    quote: str = ""
    fact: str = ""
    proves: bool = True
    about: str = ""
    title: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why one option is right or wrong, in one sentence, and the rule that proves it.

    `rule` is functional, complete, contrary or written for a wrong option, entailed for a right one.
    `option` is an option id; in a typed question the answer as its key has it (a number in digits, with
    its tolerance where another answer has it too, "*" for any other number), in a true/false question
    "true" or "false", and within a cloze text "<gap id>:" before either.
    """

    option: str
    text: str
    rule: str = ""
    format: Format = "plain"

    @property
    def said(self) -> Text:
        """The sentence as a text to render."""
        return Text(self.text, self.format)


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a cloze text, which stands in the stem as `{{id}}`.

    `options` are ids among the options of the question, for a gap that is chosen. `weight` is its
    part of the whole beside those of the other gaps.
    """

    id: str
    type: Literal["single_choice", "multiple_response", "short_answer", "numeric"]
    options: tuple[str, ...] = ()
    unit: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a student sees before answering.

    `options` are choices (choice types), the things to order, or the answers to match; `prompts`
    the left side of a matching. For true/false they are the parts that may be wrong. `pick` is
    how many to choose where the stem says so. `unit` stands behind a number field; `precision`
    says how exact a date is asked. `sensitive` asks for plain feedback and no timer. `tells` are the
    facts that all this states in passing, which another question may ask, and `betrays` the ids of the
    questions of its bank whose answer its words name in like words. `options_format` is that of
    options and prompts; `reuses_options` allows the same option for several prompts. Options to choose
    from are shuffled, unless the question `keeps_order`.
    """

    type: str
    stem: Text
    options: tuple[Option, ...] = ()
    prompts: tuple[Option, ...] = ()
    pick: int | None = None
    unit: str = ""
    precision: str = ""
    answer_kind: str = ""
    sensitive: bool = False
    language: str = "en"
    tells: tuple[str, ...] = ()
    betrays: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    options_format: Format = "plain"
    reuses_options: bool = False
    keeps_order: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the options by their ids."""
        return {option.id: option.text for option in self.options}


@dataclass(frozen=True, slots=True)
class Sealed:
    """Key, reasons and receipts: for review only."""

    key: Key
    explanation: Text
    whys: tuple[Why, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its provenance.

    `targets` are the (fact id, role) pairs that an answer gives evidence about. `difficulty` is
    1 (easy) to 3 (hard) and `signals` say where it comes from. `id` is stable over rewordings.
    """

    id: str
    asked: Asked
    sealed: Sealed
    anchor: str = ""
    pattern: str = ""
    variant: int = 0
    facts: tuple[str, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    topic: str = ""
    weight: Weight = "detail"
    difficulty: int = 2
    signals: tuple[str, ...] = field(default=())

    @property
    def type(self) -> str:
        return self.asked.type
