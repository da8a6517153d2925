"""Changes that look like a flaw and are none: a rule that remarks on one of these cries wolf."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from questions.question import Question, Text
from tests.benchmarks.flaws.item import Item, Plant, Planted


def all_options_longer(item: Item, dice: Random) -> Question:
    """Each option gets the same long tail, so that none stands out."""
    tail = dice.choice([", the seat of the bishop at the time", ", as it was spelt in those days"])
    return item.with_texts({one.id: one.text + tail for one in item.question.asked.options})


def absolute_in_evidence(item: Item, dice: Random) -> Question | None:
    if item.has_digits:
        return None
    word = dice.choice(["always", "only", "never", "every"])
    one = dice.choice(item.wrong)
    changed = item.with_texts({one.id: f"{one.text}, {word} by ship"})
    said = Text(f"It was {word} by ship that one came there.")
    return replace(changed, sealed=replace(changed.sealed, explanation=said))


def same_opening(item: Item, dice: Random) -> Question:
    opening = dice.choice(["The town of", "In", "To", "Near", "From"])
    return item.with_texts({one.id: f"{opening} {one.text}" for one in item.question.asked.options})


def both_articles(item: Item, dice: Random) -> Question:
    return item.with_stem(f"{item.stem[:-1]}: it is a/an ____.")


def names_with_stock_words(item: Item, dice: Random) -> Question | None:
    """Names that begin like “all”, “none”, “true”, “no” and “yes”, or that hold an “and”."""
    if item.has_digits:
        return None
    names = ["Allahabad", "All Saints", "Nonthaburi", "Truro", "Yesan", "Northam", "Bothwell", "Anyang"]
    pairs = ["Bosnia and Herzegovina", "Trinidad and Tobago", "Antigua and Barbuda"]
    return item.with_wrong(dice.choice(names + pairs), dice)


def quoted_words(item: Item, dice: Random) -> Question | None:
    """Words that would be a flaw if the author said them stand in a quotation."""
    said = dice.choice(["Not today", "Never again", "Nobody now", "Right now", "No, thank you", "Recently"])
    return item.with_stem(f"{item.stem[:-1]}, as the book “{said}” tells?") if item.asks else None


def words_within_words(item: Item, dice: Random) -> Question | None:
    inside = dice.choice(
        [
            "noted for its markets",
            "knowing nobler times",
            "exceptional as it is",
            "best known by its port",
            "most often visited by ship",
            "largest in its region",
            "the oldest on its river",
        ]
    )
    return item.with_stem(f"{item.stem[:-1]}, {inside}?") if item.asks else None


def dated(item: Item, dice: Random) -> Question | None:
    when = dice.choice(["In March 2021", "In 1999", "At the end of the year 2000", "As of 1 May 2021"])
    return item.with_stem(f"{when}, {item.inner}") if item.asks else None


def clear_pronoun(item: Item, dice: Random) -> Question | None:
    tail = dice.choice(["and how is it spelt", "although it changed", "whatever they called it"])
    return item.with_stem(f"{item.stem[:-1]}, {tail}?") if item.asks else None


def one_gap(item: Item, dice: Random) -> Question | None:
    return item.with_stem(f"{item.stem[:-1]}: the answer is ____.") if item.asks else None


def long_enough(item: Item, dice: Random) -> Question | None:
    """A stem of 35 words and not one more."""
    missing = 35 - len(item.stem.split())
    if not item.asks or missing < 10:
        return None
    filler = "You have read of it in the book that lies on the desk before you, and that you may open".split()  # noqa: SIM905
    return item.with_stem(f"{' '.join(filler[: missing - 2]).capitalize()}. So say: {item.inner}")


def in_sequence(item: Item, dice: Random) -> Question:
    """Values in ascending order, in many notations; neighbours touch and do not overlap."""
    start = dice.randrange(2, 40)
    values = dice.choice(
        [
            [f"{start + step}" for step in (0, 3, 100)],
            [f"{start + step} km" for step in (0, 3, 100)],
            [f"{start * 1000 + step:,}" for step in (0, 3, 5000)],
            ["10–19 years", "20–29 years", "30–39 years"],
            ["Less than 10", "10 to 19", "20 or more"],
            ["Before 1914", "1914 to 1918", "After 1918"],
            ["Two", "Three", "Ten"],
            ["January", "March", "July"],
            ["18 March 2021", "19 March 2021", "1 April 2021"],
            ["March 2021", "April 2021", "May 2021"],
            ["9th century", "10th century", "12th century"],
            ["0.5 %", "1.5 %", "12 %"],
            ["In 1830", "In 1871", "In 1918"],
        ]
    )
    return item.in_its_place("What does the passage give as the right value?", *values)


def alike_names(item: Item, dice: Random) -> Question:
    """Names that share letters or a word and still are different things."""
    return item.in_its_place(
        "Which country does the passage speak of?",
        *dice.choice(
            [
                ("Niger", "Nigeria", "Chad"),
                ("North Korea", "South Korea", "Japan"),
                ("Austria", "Australia", "Spain"),
                ("Iran", "Iraq", "Oman"),
                ("Slovakia", "Slovenia", "Poland"),
                ("Dominica", "Barbados", "Jamaica"),
            ]
        ),
    )


def all_with_a_number(item: Item, dice: Random) -> Question | None:
    if item.has_digits:
        return None
    return item.with_texts(
        {one.id: f"{one.text}, {dice.randrange(1900, 1990)}" for one in item.question.asked.options}
    )


def all_repeat_the_stem(item: Item, dice: Random) -> Question | None:
    word = max(item.stem.rstrip("?").split(), key=len)
    return item.with_texts({one.id: f"{one.text} {word}" for one in item.question.asked.options})


def measured_superlative(item: Item, dice: Random) -> Question | None:
    """A superlative that can be counted is no opinion."""
    most = dice.choice(
        ["most populous", "longest", "highest", "most visited", "oldest", "best-known", "largest"]
    )
    return item.with_stem(f"{item.stem[:-1]}, beside the {most} river port?") if item.asks else None


def unrelated_company(item: Item, dice: Random) -> Planted:
    """Other questions of the bank, about other facts and with another answer."""
    facts = set(item.question.facts)
    others = [one for one in item.mates if not facts & set(one.facts)]
    return Planted(item.question, tuple(dice.sample(others, 8)))


def explained_at_length(item: Item, dice: Random) -> Question:
    said = item.question.sealed.explanation.value
    more = dice.choice(
        ["There is more to read on it.", "In short, look at a map.", "Again, see the passage."]
    )
    return replace(item.question, sealed=replace(item.question.sealed, explanation=Text(f"{said} {more}")))


OF_CHOICES: tuple[Plant, ...] = (
    all_options_longer,
    absolute_in_evidence,
    same_opening,
    names_with_stock_words,
    in_sequence,
    alike_names,
    all_with_a_number,
    all_repeat_the_stem,
)
"""What needs options."""

OF_ANY: tuple[Plant, ...] = (
    both_articles,
    quoted_words,
    words_within_words,
    dated,
    clear_pronoun,
    one_gap,
    long_enough,
    measured_superlative,
    unrelated_company,
    explained_at_length,
)
