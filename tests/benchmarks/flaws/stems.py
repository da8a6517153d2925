"""Flaws of the stem."""

from __future__ import annotations

import re
from random import Random

from questions.question import Question
from tests.benchmarks.flaws.item import Item, Plant

_NAMED = re.compile(r"(?<=[a-z,] )(?:[A-ZÀ-Ý][\w’-]+)(?: [A-ZÀ-Ý][\w’-]+)*")


def negative(item: Item, dice: Random) -> Question | None:
    if not item.asks:
        return None
    stem, inner = item.stem, item.inner
    inserted = dice.choice([r"\1 not", r"\1 NOT", r"\1n't", r"\1 never"])
    return (
        item.with_stem(
            dice.choice(
                [
                    re.sub(r"\b(is|was|did|does|were|are)\b", inserted, stem, count=1),
                    re.sub(r"\b(is|was|did|does|were|are)\b", inserted, stem, count=1),
                    f"All of these answer it except one: {inner} Which one?",
                    f"Which of these is incorrect? {stem}",
                    f"Which option is false as an answer: {inner}",
                    f"Which of these is the wrong answer: {inner}",
                    f"Which of the following is least likely to be right: {inner}",
                    f"Which of these cannot be the answer: {inner}",
                ]
            )
        )
        if re.search(r"\b(is|was|did|does|were|are)\b", stem)
        else None
    )


def unfocused(item: Item, dice: Random) -> Question | None:
    about = _name_in(item)
    return (
        item.with_stem(
            dice.choice(
                [
                    "Which of the following is true?",
                    "Which of the following statements is correct?",
                    "Choose the right answer.",
                    "Tick the right box.",
                    f"{about}:",
                    f"{about} …",
                    f"{about} is",
                    f"What is true of {about}?",
                    f"Which statement about {about} is true?",
                    f"Which of these is correct regarding {about}?",
                    f"Consider {about}.",
                    f"What can be said about {about}?",
                    f"What do you know about {about}?",
                ]
            )
        )
        if about and item.question.type == "single_choice"
        else None
    )


def pronoun(item: Item, dice: Random) -> Question | None:
    if item.question.type == "true_false":
        found = re.match(r"(?:[A-Z][\w’-]+ ?)+(?=(?:is|was|held|lies) )", item.stem)
        return (
            item.with_stem(dice.choice(["It ", "They ", "This "]) + item.stem[found.end() :])
            if found
            else None
        )
    if not item.asks:
        return None
    return item.with_stem(
        dice.choice(
            [
                "Of which country is it the capital?",
                "Where did they meet?",
                "When did he take office?",
                "What did they ask of the others?",
                "In which year was she sent there?",
                "It lies in which country?",
                "What is its capital?",
                "Who supported them in this?",
                "How did he answer it?",
                "They stand for what?",
            ]
        )
    )


def two_negations(item: Item, dice: Random) -> Question | None:
    if not item.asks:
        return None
    return item.with_stem(
        dice.choice(
            [
                f"Which of these is not without reason called the answer: {item.inner}",
                f"Nobody would deny what? {item.stem[:-1]} that was not refused?",
                f"Which answer is not incorrect: {item.inner}",
                f"Which of these cannot be said not to answer: {item.inner}",
                f"It isn't untrue to say what: {item.inner}",
                f"Which of these does not fail to answer: {item.inner}",
            ]
        )
    )


def gaps(item: Item, dice: Random) -> Question | None:
    gap = dice.choice(["____", "_____", "[...]", "(...)", "[…]", "…………", "......", "[blank]", "- - - -"])
    words = item.stem.rstrip("?.").split()
    if len(words) < 5:
        return None
    if dice.random() < 0.5:
        return item.with_stem(" ".join([gap, *words[2:]]) + ".")
    words[len(words) // 2] = words[-1] = gap
    return item.with_stem(" ".join(words) + ".")


def wordy(item: Item, dice: Random) -> Question | None:
    padding = dice.choice(
        [
            "As you will remember from our lesson, in which we spoke at length about many things that "
            "are connected with this matter in one way or another, and which you have read up on at home, ",
            "Imagine that you are on a long journey with two friends, that it is raining, and that one "
            "of them, who likes to ask questions of this sort, turns to you and asks: ",
            "There are a great many things in the world that one may or may not know, and among these "
            "things there are some that one really ought to know, such as the following one: ",
            "Teachers have always asked their students about this, students have always tried to answer "
            "as well as they could, and so today it is your turn to be asked this: ",
        ]
    )
    return item.with_stem(padding + item.inner)


def gives_key_away(item: Item, dice: Random) -> Question | None:
    if item.question.type != "single_choice" or not item.asks:
        return None
    key, start = item.key.text, item.stem[:-1]
    return item.with_stem(
        dice.choice(
            [
                f"{start}, {key} or another?",
                f"{start} (think of {key})?",
                f"Everybody has heard of {key}, but {item.inner}",
                f"{start}, as {key}'s friends would say?",
                f"Is it {key}, or else: {item.inner}",
                f"{start}? (Hint: {key.upper()})",
            ]
        )
    )


def demonym(item: Item, dice: Random) -> Question | None:
    """The adjective of the country that is asked for."""
    if item.question.type not in ("single_choice", "short_answer") or not item.asks:
        return None
    name = item.key.text if item.question.type == "single_choice" else _accepted(item)
    known = [one.demonym for one in item.bank.entities.values() if one.name == name and one.demonym]
    return item.with_stem(f"{item.stem[:-1]}, where {known[0]} people live?") if known else None


def undated(item: Item, dice: Random) -> Question | None:
    if not item.asks:
        return None
    start = item.stem[:-1]
    return item.with_stem(
        dice.choice(
            [
                *(f"{start} {when}?" for when in _AT_NO_TIME),
                *(f"{when[0].upper()}{when[1:]}, {item.inner}" for when in _AT_NO_TIME),
                f"Since the current government took office, {item.inner}",
                f"Under the incumbent president, {item.inner}",
                f"According to the latest news, {item.inner}",
                f"Now that things have changed, {item.inner}",
            ]
        )
    )


_AT_NO_TIME = (
    "recently",
    "currently",
    "nowadays",
    "these days",
    "today",
    "at present",
    "at the moment",
    "right now",
    "last year",
    "this year",
    "last month",
    "in recent years",
    "in recent times",
    "lately",
    "of late",
    "so far",
    "to date",
    "until now",
    "up to now",
    "ten years ago",
    "a few years ago",
    "not long ago",
    "the other day",
    "just now",
    "in our time",
    "as things stand",
    "in the last few years",
    "in the past decade",
    "in the near future",
)


def opinion(item: Item, dice: Random) -> Question | None:
    if not item.asks or "ccording to" in item.stem:
        return None
    what = dice.choice(
        [
            *("the best", "the worst", "the finest", "the nicest", "the most beautiful", "the loveliest"),
            *("the most interesting", "the most charming", "the most brilliant", "the most important"),
            *("the most boring", "the wisest", "the ugliest", "the most disappointing", "the greatest"),
            *("the most admirable", "the most exciting", "the coolest"),
        ]
    )
    thing = dice.choice(["answer", "place", "name", "choice", "idea"])
    return item.with_stem(
        dice.choice(
            [
                f"Which is {what} {thing} of these?",
                f"What is {what} {thing} here: {item.inner}",
                f"Why is this {what} {thing} in the world?",
                f"Which of these would you call {what} {thing}?",
            ]
        )
    )


def unattributed(item: Item, dice: Random) -> Question | None:
    """A claim, hope or forecast asked without the one who made it."""
    facts = [item.bank.facts[id] for id in item.question.facts if id in item.bank.facts]
    if len(facts) != 1 or (facts[0].epistemic == "reported" and facts[0].ask != "attributed"):
        return None
    if item.question.type not in ("single_choice", "short_answer"):
        return None
    return item.with_stem(
        dice.choice(
            ["Who is to form the next government?", "What is to come of the plan?", "Who is behind it?"]
        )
    )


def hard_to_read(item: Item, dice: Random) -> Question | None:
    jargon = dice.choice(
        [
            "Notwithstanding considerable methodological heterogeneity characterising contemporary "
            "administrative historiography and constitutional jurisprudence, ",
            "Presupposing an appropriately comprehensive familiarisation with the aforementioned "
            "institutional particularities and organisational interdependencies, ",
            "In contradistinction to superficially comparable jurisdictional configurations necessitating "
            "interdisciplinary elucidation and terminological disambiguation, ",
        ]
    )
    return item.with_stem(jargon + item.inner) if item.asks else None


def tone(item: Item, dice: Random) -> Question | None:
    if not item.asks:
        return None
    return item.with_stem(
        dice.choice(
            [
                "How many people were killed that day?",
                "How many lost their lives in the attack?",
                "What was the death toll of the bombing?",
                "What was the number of victims?",
                "How many soldiers fell in the battle?",
                "How many were wounded?",
                *(
                    f"Bearing in mind what the {word} did, {item.inner}"
                    for word in (
                        *("terrorists", "thugs", "butchers", "fanatics", "martyrs", "savages", "criminals"),
                        *("barbarians", "monsters", "traitors", "cowards", "puppets", "extremists"),
                    )
                ),
            ]
        )
    )


def absolute_statement(item: Item, dice: Random) -> Question | None:
    verb = re.search(r"\b(is|was|were|are|had) ", item.stem)
    if item.question.type != "true_false" or verb is None:
        return None
    word = dice.choice(
        [
            *("always", "invariably", "completely", "entirely", "solely", "only", "exclusively", "totally"),
            *("absolutely", "at all times", "in every respect", "without exception", "in any case"),
            *("undoubtedly", "inevitably", "under all circumstances", "100 %"),
        ]
    )
    return item.with_stem(f"{item.stem[: verb.end()]}{word} {item.stem[verb.end() :]}")


def vague_statement(item: Item, dice: Random) -> Question | None:
    verb = re.search(r"\b(is|was|were|are|had) ", item.stem)
    if item.question.type != "true_false" or verb is None:
        return None
    return item.with_stem(f"{item.stem[: verb.end()]}{dice.choice(VAGUE)} {item.stem[verb.end() :]}")


VAGUE = (
    *("sometimes", "often", "usually", "frequently", "rarely", "occasionally", "generally", "mostly"),
    *("normally", "typically", "commonly", "seldom", "hardly ever", "now and then", "from time to time"),
    *("in most cases", "as a rule", "more or less", "for the most part", "to some extent", "at times"),
    *("once in a while", "in many cases", "regularly", "in general", "possibly", "in some cases"),
)


def without_stem(item: Item, dice: Random) -> Question:
    return item.with_stem(dice.choice(["", " ", "\n"]))


def _name_in(item: Item) -> str:
    found: list[str] = _NAMED.findall(item.stem)
    return found[-1] if found else ""


def _accepted(item: Item) -> str:
    return str(getattr(item.question.sealed.key, "accepted", ("",))[0])


PLANTS: tuple[tuple[str, Plant], ...] = (
    ("L00", without_stem),
    ("L03", absolute_statement),
    ("L07", negative),
    ("L11", unfocused),
    ("L12", pronoun),
    ("L12", two_negations),
    ("L13", gaps),
    ("L17", vague_statement),
    ("L21", wordy),
    ("L24", gives_key_away),
    ("L24", demonym),
    ("L26", undated),
    ("L27", opinion),
    ("L27", unattributed),
    ("L28", hard_to_read),
    ("L29", tone),
)
