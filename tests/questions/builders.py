"""Questions to test with: for each type a plain one and some that are meant to hurt."""

from __future__ import annotations

from fractions import Fraction

from questions.question import (
    Asked,
    ChoiceKey,
    DateKey,
    Format,
    Gap,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)
from questions.when import When

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {0.__class__} %s",
    "=HYPERLINK('//e')",
    "' OR 1=1 --",
    "‮desrever‬ \u200b👩‍👩‍👧",
    "*bold* _and_ $5$ \\input{x}",
)
"""Texts that must be shown, compared and stored as the words they are."""


def options_of(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(f"o{number}", text) for number, text in enumerate(texts, start=1))


def a_question(type: str, key: Key, options: tuple[Option, ...] = (), **asked: object) -> Question:
    shown = Asked(type, Text("Which of them is it?"), options, **asked)  # type: ignore[arg-type]
    return Question(f"q-{type}", shown, Sealed(key, Text("Because it is so.")))


def example_question(type: str) -> Question:
    """A plain question of this type."""
    return example_questions(type)[0]


def example_questions(type: str) -> list[Question]:
    """Questions of this type, the first one plain, the others at its edges or in hostile text."""
    return {
        "single_choice": _single_choices,
        "multiple_response": _multiple_responses,
        "true_false": _true_falses,
        "short_answer": _short_answers,
        "numeric": _numerics,
        "date": _dates,
        "ordering": _orderings,
        "matching": _matchings,
        "cloze": _clozes,
        "open_answer": _open_answers,
    }[type]()


def _open_answers() -> list[Question]:
    return [
        a_question("open_answer", OpenKey(Text("It names the tilt of the axis."))),
        a_question("open_answer", OpenKey(Text("*Tilt*, **orbit** and `light`.", "markdown"))),
    ]


def _single_choices() -> list[Question]:
    return [
        a_question("single_choice", ChoiceKey(("o2",)), options_of("Oslo", "Paris", "Rome")),
        a_question("single_choice", ChoiceKey(("o1",)), options_of("5", "-5")),
        a_question("single_choice", ChoiceKey(("o6",)), options_of(*HOSTILE)),
        a_question(
            "single_choice",
            ChoiceKey(("o2",), _shares(o1=Fraction(1, 2), o2=1, o3=Fraction(-1, 3), o4=1)),
            options_of("Oslo", "Paris", "Rome", "Bern"),
        ),
        a_question(
            "single_choice", ChoiceKey(("o1",), _shares(o1=1, o2=Fraction(1, 2))), options_of("best", "good")
        ),
    ]


def _multiple_responses() -> list[Question]:
    right = ChoiceKey(("o1", "o3", "o4"))
    return [
        a_question(
            "multiple_response", right, options_of("iron", "salt", "tin", "zinc", "water", "glass"), pick=3
        ),
        a_question("multiple_response", right, options_of("iron", "salt", "tin", "zinc")),
        a_question("multiple_response", ChoiceKey(("o2",)), options_of("salt", "iron"), pick=1),
        a_question("multiple_response", ChoiceKey(("o5", "o1")), options_of(*HOSTILE), pick=2),
        a_question("multiple_response", WEIGHED, options_of("iron", "salt", "tin", "zinc")),
        a_question("multiple_response", WEIGHED, options_of("iron", "salt", "tin", "zinc"), pick=3),
        a_question(
            "multiple_response",
            ChoiceKey(("o1", "o2"), _shares(o1=Fraction(3, 4), o2=Fraction(1, 4))),
            options_of("iron", "tin"),
        ),
    ]


def _shares(**shares: Fraction | int) -> tuple[tuple[str, Fraction], ...]:
    return tuple((option, Fraction(share)) for option, share in shares.items())


WEIGHED = ChoiceKey(
    ("o1", "o3", "o4"), _shares(o1=Fraction(1, 2), o2=-1, o3=Fraction(1, 3), o4=Fraction(1, 6))
)
"""Options that are worth a half, a third and a sixth, and one that takes back everything."""


def _true_falses() -> list[Question]:
    parts = options_of("in Moscow", "in March", "the envoy")
    return [
        a_question("true_false", VerdictKey(False, "o2", "It was in May."), parts),
        a_question("true_false", VerdictKey(True), parts),
        a_question("true_false", VerdictKey(True)),
        a_question("true_false", VerdictKey(False)),
        a_question("true_false", VerdictKey(False, "o6"), options_of(*HOSTILE)),
    ]


def _short_answers() -> list[Question]:
    return [
        a_question("short_answer", TextKey(("the United Nations", "UN", "U.N."), ("United States", "EU"))),
        a_question("short_answer", TextKey(("Iran",), ("Iraq",))),
        a_question("short_answer", TextKey(HOSTILE, ("Bobby",))),
        a_question(
            "short_answer",
            TextKey(("Paris", "P*s of Fr\\*nce"), (), _partly("Par*", "Lyon", "*"), has_wildcards=True),
        ),
        a_question("short_answer", TextKey(("print(x)",), (), _partly("Print(x)"), is_exact=True)),
        a_question("short_answer", TextKey(("José",), (), _partly("Jose"))),
    ]


def _partly(*texts: str) -> tuple[tuple[str, Fraction], ...]:
    """Texts that earn a half, but an asterisk alone, which earns nothing."""
    return tuple((text, Fraction(text != "*", 2)) for text in texts)


def _numerics() -> list[Question]:
    return [
        a_question("numeric", NumberKey(Fraction(20)), unit="years"),
        a_question("numeric", NumberKey(Fraction(1, 3), Fraction(1, 100)), unit="m²"),
        a_question("numeric", NumberKey(Fraction(-1234567), Fraction(5, 2))),
        a_question("numeric", NumberKey(Fraction(0)), unit="%"),
        a_question(
            "numeric",
            NumberKey(
                Fraction(10),
                others=(
                    NumberAnswer(Fraction(10), Fraction(2), Fraction(1, 2)),
                    NumberAnswer(Fraction(-10)),
                    NumberAnswer(Fraction(11), share=Fraction(0)),
                ),
            ),
        ),
    ]


def _dates() -> list[Question]:
    return [
        a_question("date", DateKey(When(2021, 5, 1)), precision="day"),
        a_question("date", DateKey(When(2021, 5, 1), 3), precision="day"),
        a_question("date", DateKey(When(2021, 3)), precision="month"),
        a_question("date", DateKey(When(2021, 3, 18)), precision="month"),
        a_question("date", DateKey(When(476)), precision="year"),
        a_question("date", DateKey(When(9999, 12, 31), 40), precision="year"),
    ]


def _orderings() -> list[Question]:
    return [
        a_question("ordering", OrderKey(("o3", "o1", "o2")), options_of("noon", "night", "dawn")),
        a_question("ordering", OrderKey(("o6", "o1", "o2", "o5", "o4", "o3")), options_of(*HOSTILE)),
    ]


def _matchings() -> list[Question]:
    prompts = tuple(Option(f"p{number}", text) for number, text in enumerate(("Norway", "France", "Italy")))
    pairs = PairsKey((("p2", "o3"), ("p0", "o1"), ("p1", "o2")))
    hostile_prompts = tuple(Option(f"p{number}", text) for number, text in enumerate(HOSTILE[:2]))
    return [
        a_question("matching", pairs, options_of("Oslo", "Paris", "Rome", "Bern"), prompts=prompts),
        a_question(
            "matching", PairsKey((("p0", "o4"), ("p1", "o1"))), options_of(*HOSTILE), prompts=hostile_prompts
        ),
        a_question(
            "matching",
            PairsKey((("p0", "o1"), ("p1", "o2"), ("p2", "o1"))),
            options_of("north", "south"),
            prompts=prompts,
            reuses_options=True,
        ),
    ]


def _clozes() -> list[Question]:
    return [
        a_cloze(
            "Paris lies on the {{1}} and has {{2}} bridges over it.",
            (Gap("1", "single_choice", ("o1", "o2"), weight=2), ChoiceKey(("o2",))),
            (Gap("2", "numeric", unit="bridges"), NumberKey(Fraction(37), Fraction(1))),
            options=options_of("Rhine", "Seine"),
        ),
        a_cloze("The capital is {{town}}.", (Gap("town", "short_answer"), TextKey(("Paris",)))),
        a_cloze(
            "- **{{a}}** conduct,\n- `{{b}}` does not, $x$ neither; {{ 7 * 7 }}",
            (Gap("a", "multiple_response", ("o1", "o2", "o3")), ChoiceKey(("o1", "o3"))),
            (
                Gap("b", "single_choice", ("o2", "o3"), weight=3),
                ChoiceKey(("o2",), _shares(o2=1, o3=Fraction(1, 2))),
            ),
            options=options_of("iron", "*wood*", "zinc"),
            format="markdown",
            options_format="markdown",
        ),
        a_cloze(
            "{{1}}{{2}}<script>alert(1)</script>",
            (Gap("1", "single_choice", tuple(f"o{number}" for number in range(1, 7))), ChoiceKey(("o4",))),
            (Gap("2", "short_answer"), TextKey(HOSTILE, (), _partly("half", "*"), has_wildcards=True)),
            options=options_of(*HOSTILE),
        ),
    ]


def a_cloze(
    text: str,
    *gaps: tuple[Gap, ChoiceKey | TextKey | NumberKey],
    options: tuple[Option, ...] = (),
    format: Format = "plain",
    options_format: Format = "plain",
) -> Question:
    asked = Asked(
        "cloze",
        Text(text, format),
        options,
        gaps=tuple(gap for gap, _ in gaps),
        options_format=options_format,
    )
    key = GapsKey(tuple((gap.id, key) for gap, key in gaps))
    return Question("q-cloze", asked, Sealed(key, Text("Because it is so.")))
