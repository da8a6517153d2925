"""Flaws of the options of a single choice."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from questions.question import ChoiceKey, Question
from tests.benchmarks.flaws.item import Item, Plant
from tests.benchmarks.flaws.stems import VAGUE


def longest_key(item: Item, dice: Random) -> Question:
    tail = dice.choice(
        [
            "which is the place that the law and the parliament of the country have chosen for it",
            "as has been shown in several careful accounts of the matter",
            "according to the people who were there at the time and have written about it",
            "because it meets each of the conditions that are named in the question above",
        ]
    )
    return item.with_key(f"{item.key.text.rstrip('.')}, {tail}")


def shortest_key(item: Item, dice: Random) -> Question:
    tails = dice.sample(
        [
            "a place that has been named in this connection again and again",
            "which some of the people who were asked have mentioned as well",
            "an answer that has been given by a good number of students before",
            "as it is written in some of the older books on the subject at hand",
        ],
        len(item.wrong),
    )
    return item.with_texts(
        {one.id: f"{one.text.rstrip('.')}, {tail}" for one, tail in zip(item.wrong, tails, strict=True)}
    )


def absolute(item: Item, dice: Random) -> Question:
    text = dice.choice(item.wrong).text
    return item.with_wrong(
        dice.choice(
            [
                *(f"{text}, {tail}" for tail in _WITHOUT_LIMITS),
                f"Always {text}",
                f"Only {text}",
                f"Nothing but {text}",
                f"{text} and no other at all, ever",
                f"Every {text}",
                f"Never {text}",
                f"{text}, which nobody has ever doubted",
            ]
        ),
        dice,
    )


_WITHOUT_LIMITS = (
    *("always", "in all cases", "without exception", "under all circumstances", "in every respect"),
    *("at all times", "completely", "absolutely", "exclusively", "without any doubt", "forever"),
    *("entirely", "inevitably", "in each and every case"),
)


def grammatical_cue(item: Item, dice: Random) -> Question | None:
    key = item.key.text
    article, misfit = ("an", "aeiou") if key[0].lower() in "aeiou" else ("a", "")
    if all((one.text[0].lower() in "aeiou") == bool(misfit) for one in item.wrong):
        return None
    ending = dice.choice(["{}", "{}:", "{} …", "{} ____", "{} ____.", "{}..."]).format(article)
    return item.with_stem(f"{item.stem[:-1]}: it is {ending}")


def odd_form(item: Item, dice: Random) -> Question | None:
    """The right option alone is a clause or phrase, where the others are names."""
    if any(len(one.text.split()) > 2 for one in item.question.asked.options):
        return None
    key = item.key.text
    return item.with_key(
        dice.choice(
            [
                f"To {key}",
                f"In {key}",
                f"Because of {key}",
                f"It is {key}",
                f"That it is {key}",
                f"By {key}",
                f"They chose {key}",
                f"It was {key}",
                f"With {key}",
                f"From {key}",
                f"If it is {key}",
            ]
        )
    )


def none_of_the_above(item: Item, dice: Random) -> Question:
    return item.with_wrong(
        dice.choice(
            [
                *("None of the above", "None of these", "None", "None of the others", "None of them"),
                *("None of these answers is right", "Not any of the above", "Neither of these"),
                *("No answer is correct", "There is no right answer", "Nothing of the above"),
                *("No option is right", "NONE OF THE ABOVE", "None of the answers given"),
            ]
        ),
        dice,
    )


def all_of_the_above(item: Item, dice: Random) -> Question:
    return item.with_wrong(
        dice.choice(
            [
                *(
                    "All of the above",
                    "All of these",
                    "All of them",
                    "All the above",
                    "All answers are right",
                ),
                *(
                    "All are correct",
                    "Each of the above",
                    "Every one of these",
                    "All three",
                    "All the others",
                ),
                *("Any of these", "ALL OF THE ABOVE.", "All options", "Everything above"),
            ]
        ),
        dice,
    )


def of_another_sort(item: Item, dice: Random) -> Question | None:
    """A number or date where names are asked for, or the name of something of another kind."""
    if item.has_digits:
        return item.with_wrong(dice.choice(["Aristotle", "A large table", "Copper"]), dice)
    own = {one.kind for one in item.bank.entities.values() if one.name == item.key.text}
    fitting = {one.kind for one in item.bank.entities.values()} - own
    strangers = [one.name for one in item.bank.entities.values() if one.kind == "person"]
    values = ["1990", "3 km", "12 %", "about 40", "18 March 2021", "the 1990s", "$5", "17", "2.5 million"]
    if own and "person" in fitting and strangers and dice.random() < 0.5:
        return item.with_wrong(dice.choice(strangers), dice)
    return item.with_wrong(dice.choice(values), dice)


def repeats_stem(item: Item, dice: Random) -> Question | None:
    options = " ".join(one.text for one in item.question.asked.options).lower()
    words = [
        word
        for word in re.findall(r"\b[A-Za-z]{5,}\b", item.stem)
        if word.lower() not in options and word.lower() not in _WITHOUT_WEIGHT
    ]
    if not words:
        return None
    word, key = dice.choice(words), item.key.text
    return item.with_key(
        dice.choice([f"{key} {word}", f"{word} {key}", f"{key}'s {word}", f"{key}, the {word}'s own"])
    )


_WITHOUT_WEIGHT = frozenset(
    {
        *("which", "whose", "where", "there", "their", "these", "those", "about", "after", "before", "could"),
        *("should", "would", "being", "under", "through", "according", "since", "until", "other"),
    }
)


def verdicts(item: Item, dice: Random) -> Question:
    one, other = dice.choice(
        [
            ("True", "False"),
            ("Yes", "No"),
            ("Correct", "Incorrect"),
            ("Right", "Wrong"),
            ("Yes, it is", "No, it is not"),
            ("It is true", "It is false"),
            ("true", "not true"),
            ("That is right", "That is wrong"),
            ("Yes.", "No."),
        ]
    )
    more = dice.choice([(), ("Cannot be said",), ("Do not know",)])
    return item.with_all(one, other, *more)


def out_of_sequence(item: Item, dice: Random) -> Question:
    year, count = dice.randrange(1200, 2000), dice.randrange(2, 90)
    values = dice.choice(
        [
            [f"{year + step}" for step in (0, 7, 18, 40)],
            [f"{count + step} km" for step in (0, 5, 9, 30)],
            [f"{count + step},{step + 100}" for step in (0, 5, 9, 30)],
            [f"{count + step} %" for step in (0, 2, 4, 6)],
            [f"{step}th century" for step in (14, 15, 16, 19)],
            [f"{day} May {year}" for day in (2, 9, 17, 28)],
            [f"{month} {year}" for month in ("January", "March", "July", "November")],
            ["January", "March", "July", "November"],
            ["Two", "Three", "Five", "Eleven"],
            [f"About {count + step}" for step in (0, 5, 10, 20)],
            [f"{count + step}.5 million" for step in (0, 5, 10, 20)],
            [f"In {year + step}" for step in (0, 7, 18, 40)],
            [f"{count + step}–{count + step + 4} years" for step in (0, 5, 10, 20)],
            [f"${count + step}" for step in (0, 5, 10, 20)],
        ]
    )
    shuffled = values[:]
    while shuffled == values:
        dice.shuffle(shuffled)
    return item.with_all(*shuffled)


def vague(item: Item, dice: Random) -> Question:
    word, text = dice.choice(VAGUE), dice.choice(item.wrong).text
    return item.with_wrong(
        dice.choice([f"{text}, {word}", f"{word.capitalize()} {text}", f"It is {word} {text}"]), dice
    )


def combined(item: Item, dice: Random) -> Question:
    changed, *rest = dice.sample(item.question.asked.options, len(item.question.asked.options))
    one, other = rest[0].text, rest[1].text
    return item.with_texts(
        {
            changed.id: dice.choice(
                [
                    *("A and B", "Both A and B", "a and c", "A & C", "1 and 2", "a) and b)", "(A) and (C)"),
                    *("Options A and B", "Answers 1 and 3", "The first two", "A or B", "A as well as C"),
                    *(f"{one} and {other}", f"Both {one} and {other}", f"{one} as well as {other}"),
                    *(f"{one} & {other}", f"{one} or {other}", f"{one} plus {other}", f"{one}/{other}"),
                    *(f"Either {one} or {other}", f"{one}, but also {other}"),
                ]
            )
        }
    )


def converging(item: Item, dice: Random) -> Question:
    """The writer changes one element of the right answer at a time, so it shares most."""
    place, other_place = dice.sample(
        ["near the coast", "beside the river", "among mountains", "behind the walls"], 2
    )
    cause, other_cause = dice.sample(
        ["after an earthquake", "under a treaty", "through inheritance", "following elections"], 2
    )
    return item.with_all(
        f"{place.capitalize()}, {cause}",
        f"{place.capitalize()}, {other_cause}",
        f"{other_place.capitalize()}, {cause}",
        *([f"{place.capitalize()}, without reason"] if dice.random() < 0.5 else []),
    )


def key_alone_with_number(item: Item, dice: Random) -> Question | None:
    if item.has_digits:
        return None
    key, number = item.key.text, dice.randrange(2, 2000)
    return item.with_key(
        dice.choice(
            [
                f"{key}, since {number}",
                f"{key} ({number})",
                f"{key} with {number} people",
                f"{key} in {number} parts",
                f"{number} miles from {key}",
                f"{key}, with two hundred people",
                f"{key}, for thirty years",
            ]
        )
    )


def key_alone_of_its_kind(item: Item, dice: Random) -> Question | None:
    own = {one.kind for one in item.bank.entities.values() if one.name == item.key.text}
    others = [one.name for one in item.bank.entities.values() if one.kind not in own]
    if len(own) != 1 or len(others) < len(item.wrong):
        return None
    names = dice.sample(others, len(item.wrong))
    return item.with_texts({one.id: name for one, name in zip(item.wrong, names, strict=True)})


def key_alone_of_its_region(item: Item, dice: Random) -> Question | None:
    own = [one for one in item.bank.entities.values() if one.name == item.key.text]
    if len(own) != 1 or not own[0].part_of:
        return None
    regions: dict[str, list[str]] = {}
    for one in item.bank.entities.values():
        for whole in one.part_of:
            if one.kind == own[0].kind and not set(one.part_of) & set(own[0].part_of):
                regions.setdefault(whole, []).append(one.name)
    large = sorted(names for names in regions.values() if len(names) >= len(item.wrong))
    if not large:
        return None
    names = dice.sample(dice.choice(large), len(item.wrong))
    return item.with_texts({one.id: name for one, name in zip(item.wrong, names, strict=True)})


def overlapping(item: Item, dice: Random) -> Question:
    key, year, count = item.key.text, dice.randrange(1200, 2000), dice.randrange(5, 90)
    known = [one for one in item.bank.entities.values() if one.name == key]
    aliases = [name for one in known for name in one.aliases if len(known) == 1]
    pair = dice.choice(
        [
            (f"May {year}", f"17 May {year}"),
            (f"{count}–{count + 10} years", f"{count + 5}–{count + 20} years"),
            (f"{count} to {count + 10}", f"{count + 10} to {count + 20}"),
            (f"Less than {count}", f"Less than {count + 10}"),
            (f"More than {count}", f"Over {count + 10}"),
            (f"Before {year}", f"Before {year + 30}"),
            (f"After {year}", f"{year + 30}"),
            (f"Between {count} and {count + 9}", f"Between {count + 4} and {count + 20}"),
            ("In the 1830s", "In 1834"),
            (f"{count} km or less", f"Under {count + 7} km"),
        ]
    )
    spellings = [
        key.upper(),
        f"The {key}",
        f"{key}.",
        f"{key} itself",
        f"Greater {key}",
        f"{key} and around it",
    ]
    if dice.random() < 0.5:
        third = {"–": f"{count + 70}–{count + 80} years"}.get(pair[0][2:3], f"{count + 900}")
        return item.with_all(*pair, third)
    return item.with_wrong(dice.choice([*spellings, *aliases]), dice)


def without_reason(item: Item, dice: Random) -> Question:
    lost = dice.choice(item.wrong).id
    whys = tuple(why for why in item.question.sealed.whys if why.option != lost)
    return replace(item.question, sealed=replace(item.question.sealed, whys=whys))


def two_keys(item: Item, dice: Random) -> Question:
    right = (item.key.id, dice.choice(item.wrong).id)
    return replace(item.question, sealed=replace(item.question.sealed, key=ChoiceKey(right)))


def empty_option(item: Item, dice: Random) -> Question:
    return item.with_wrong(dice.choice(["", " "]), dice)


PLANTS: tuple[tuple[str, Plant], ...] = (
    ("L00", empty_option),
    ("L01", longest_key),
    ("L02", shortest_key),
    ("L03", absolute),
    ("L04", grammatical_cue),
    ("L04", odd_form),
    ("L05", none_of_the_above),
    ("L06", all_of_the_above),
    ("L08", without_reason),
    ("L08", two_keys),
    ("L09", of_another_sort),
    ("L10", repeats_stem),
    ("L15", verdicts),
    ("L16", out_of_sequence),
    ("L17", vague),
    ("L18", combined),
    ("L19", converging),
    ("L20", key_alone_with_number),
    ("L20", key_alone_of_its_kind),
    ("L22", overlapping),
    ("L32", key_alone_of_its_region),
)
