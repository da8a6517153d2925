"""Forty questions as a teacher keeps them, and the layouts in which teachers type them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """A question to type out: with options the places of the right ones, else the answer in words."""

    stem: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    answer: str = ""

    @property
    def letters(self) -> str:
        return ", ".join("abcdef"[place] for place in self.right)


def _choice(stem: str, *options: str) -> Typed:
    """Options parted from the stem; the right ones begin with a plus."""
    right = tuple(place for place, text in enumerate(options) if text.startswith("+"))
    return Typed(stem, tuple(text.removeprefix("+") for text in options), right)


CHOICES = (
    _choice("Which planet is nearest to the Sun?", "Venus", "+Mercury", "Mars", "Earth"),
    _choice("What do bees collect from flowers?", "+Nectar", "Resin", "Sand", "Dew"),
    _choice("Which metal is liquid at room temperature?", "Iron", "Lead", "+Mercury", "Zinc"),
    _choice("How many sides has a hexagon?", "Five", "+Six", "Seven", "Eight"),
    _choice("Which organ pumps blood?", "Liver", "Lung", "Kidney", "+Heart"),
    _choice("Which gas do plants take in for photosynthesis?", "+Carbon dioxide", "Helium", "Neon", "Argon"),
    _choice("What is 7 × 8?", "54", "+56", "58", "64"),
    _choice("Which of these is a mammal?", "Trout", "Gecko", "+Otter", "Heron"),
    _choice("In which layer of the air is most weather?", "+Troposphere", "Stratosphere", "Mesosphere"),
    _choice("Which word is a verb?", "Table", "+Run", "Green", "Softly"),
    _choice("What is the chemical sign of sodium?", "So", "S", "+Na", "N"),
    _choice("Which instrument has strings?", "Flute", "+Cello", "Trumpet", "Drum"),
    _choice("A triangle with three equal sides is called", "right-angled", "+equilateral", "scalene"),
    _choice("Which ocean is the largest?", "Atlantic", "Indian", "+Pacific", "Arctic"),
    _choice("What does a barometer measure?", "+Air pressure", "Wind", "Rain", "Heat"),
    _choice("Who works in a forge?", "A baker", "+A smith", "A tailor", "A miller"),
    _choice("Which fraction equals one half?", "2/3", "+4/8", "3/5", "5/8"),
    _choice("What is the plural of mouse?", "mouses", "+mice", "mouse", "mices"),
    _choice("Which part of a plant takes up water?", "Leaf", "Petal", "+Root", "Seed"),
    _choice("What is frozen water called?", "+Ice", "Steam", "Fog", "Dew"),
    _choice("Which colour comes from blue and yellow?", "Purple", "+Green", "Orange", "Brown"),
    _choice("Which unit measures electric current?", "Volt", "Ohm", "+Ampere", "Watt"),
    _choice("Where do penguins live in the wild?", "+In the south", "In the far north", "In deserts"),
    _choice("Which number is prime?", "21", "27", "+29", "33"),
    _choice("What do we call a baby frog?", "+Tadpole", "Larva", "Cub", "Calf"),
    _choice("Which vessel carries blood to the heart?", "Artery", "+Vein", "Nerve", "Tendon"),
    _choice("Which material lets electricity through?", "Rubber", "Glass", "+Copper", "Wood"),
    _choice("What is the opposite of ancient?", "Old", "+Modern", "Large", "Quiet"),
    _choice("Which season follows summer in the north?", "Spring", "Winter", "+Autumn"),
    _choice("Which body gives off light of its own?", "The Moon", "+The Sun", "Mars", "Venus"),
)
SEVERAL = (
    _choice("Choose all that apply: which are even?", "+12", "15", "+18", "21"),
    _choice("Select two liquids.", "+Milk", "Salt", "+Oil", "Sugar"),
)
VERDICTS = (
    Typed("A whale is a fish.", answer="False"),
    Typed("Sound travels through water.", answer="True"),
    Typed("Every square is a rectangle.", answer="True"),
    Typed("The Moon makes its own light.", answer="False"),
)
SHORT = (
    Typed("Which animal gives us wool?", answer="sheep; the sheep"),
    Typed("Name the process by which water turns into vapour.", answer="evaporation"),
)
NUMBERS = (
    Typed("How many minutes has an hour and a half?", answer="90 ± 0"),
    Typed("At how many degrees does water boil at sea level?", answer="100 ± 1"),
)
FORTY = (*CHOICES, *SEVERAL, *VERDICTS, *SHORT, *NUMBERS)


def _keyed(one: Typed) -> str:
    return one.letters or one.answer


def stars() -> str:
    """`1.`, `a)`, a star before the right options, answers of the others below them."""
    parts = ["Science, class 6b\n"]
    for number, one in enumerate(FORTY, start=1):
        lines = [f"{number}. {one.stem}"]
        lines += (
            f"{'*' if place in one.right else ''}{'abcdef'[place]}) {text}"
            for place, text in enumerate(one.options)
        )
        lines += [] if one.options else [f"Answer: {one.answer}"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def key_at_the_end() -> str:
    """`1)`, `A.`, blank lines everywhere, and a key with one answer a line."""
    parts = ["TEST\n"]
    for number, one in enumerate(FORTY, start=1):
        parts.append(f"{number}) {one.stem}\n")
        parts += (f"   {'ABCDEF'[place]}. {text}\n" for place, text in enumerate(one.options))
    parts.append("ANSWER KEY\n")
    parts += (
        f"{number}. {_keyed(one).upper() if one.options else one.answer}"
        for number, one in enumerate(FORTY, start=1)
    )
    return "\n".join(parts)


def answers_below() -> str:
    """`Q1:`, `(a)`, `Answer: B` and an explanation below each, Windows line ends."""
    parts = []
    for number, one in enumerate(FORTY, start=1):
        parts.append(f"Q{number}: {one.stem}")
        parts += (f"({'abcdef'[place]}) {text}" for place, text in enumerate(one.options))
        parts += [
            f"Answer: {_keyed(one).upper() if one.options else one.answer}",
            f"Explanation: See lesson {number}.",
            "",
        ]
    return "\r\n".join(parts)


def side_by_side() -> str:
    """`Question 1`, the stem below it, options two a line with tabs, and a dense key."""
    parts = []
    for number, one in enumerate(FORTY, start=1):
        parts += [f"Question {number}", one.stem]
        labelled = [f"{'ABCDEF'[place]}) {text}" for place, text in enumerate(one.options)]
        parts += ("\t\t".join(labelled[at : at + 2]) for at in range(0, len(labelled), 2))
        parts += [] if one.options else [f"Answer: {one.answer}"]
        parts.append("")
    dense = ", ".join(
        f"{number} {one.letters.replace(', ', '+')}"
        for number, one in enumerate(FORTY, start=1)
        if one.options
    )
    return "\n".join([*parts, f"Answers: {dense}"])


def bullets() -> str:
    """No numbers: questions parted by blank lines, bullets, `(correct)` behind the right options."""
    parts = []
    for one in FORTY:
        lines = [one.stem]
        lines += (
            f"• {text}{' (correct)' if place in one.right else ''}" for place, text in enumerate(one.options)
        )
        lines += [] if one.options else [f"Correct answer: {one.answer}"]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def boxes() -> str:
    """`1 -`, boxes with a cross, the verdicts in brackets behind their statements."""
    parts = []
    for number, one in enumerate(FORTY, start=1):
        said = f" ({one.answer[0]})" if one in VERDICTS else ""
        lines = [f"{number} - {one.stem}{said}"]
        lines += (f"[{'x' if place in one.right else ' '}] {text}" for place, text in enumerate(one.options))
        lines += [f"Ans: {one.answer}"] if one.answer and not said else []
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def bare_lines() -> str:
    """Options as mere lines below the question, a tick behind the right ones, no blank lines."""
    parts = []
    for number, one in enumerate(FORTY, start=1):
        parts.append(f"{number}. {one.stem}")
        parts += (f"{text}{' ✓' if place in one.right else ''}" for place, text in enumerate(one.options))
        parts += [] if one.options else [f"Answer: {one.answer}"]
    return "\n".join(parts)


LAYOUTS = (stars, key_at_the_end, answers_below, side_by_side, bullets, boxes, bare_lines)
