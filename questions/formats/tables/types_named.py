"""How people name the types of questions in a table."""

from __future__ import annotations

import re

NAMES = {
    "single_choice": "single choice",
    "multiple_response": "multiple response",
    "true_false": "true/false",
    "short_answer": "short answer",
    "numeric": "numeric",
    "date": "date",
    "ordering": "ordering",
    "matching": "matching",
    "open_answer": "open answer",
    "cloze": "cloze",
}
"""The types that a row can hold, as we write them."""

EITHER_CHOICE = "choice"
"""One or several right answers: the key tells."""

YES_OR_NO = "yes or no"
"""A choice between these two, which a row need not name."""

_ALSO_CALLED = {
    YES_OR_NO: "yes no, yes or no, y n",
    EITHER_CHOICE: (
        "multiple choice, mc, mcq, multichoice, choice, quiz, multiple choice question, qcm, choix multiple, "
        "auswahl, opción múltiple, selección múltiple, scelta multipla, múltipla escolha, pilihan ganda"
    ),
    "single_choice": (
        "single, single answer, one answer, radio, single select, sc, single correct, qcu, choix unique, "
        "einfachauswahl, selección única"
    ),
    "multiple_response": (
        "multiple answer, multiple answers, multiple select, multi select, multiselect, checkbox, "
        "checkboxes, select all, select all that apply, ma, mr, msq, several, multiple correct, "
        "mcq multiple, mehrfachauswahl, qcm multi"
    ),
    "true_false": (
        "true false, true or false, tf, t f, boolean, truefalse, true false question, richtig falsch, "
        "wahr falsch, vrai faux, vrai ou faux, verdadero falso, verdadero o falso, vero falso, vf"
    ),
    "short_answer": (
        "short, text, fill in, fill in the blank, fill in the blanks, fill in blank, fill blank, fib, typed, "
        "shortanswer, short answer question, saq, identification, one word, type answer, "
        "kurzantwort, réponse courte, respuesta corta, risposta breve, resposta curta"
    ),
    "numeric": "numerical, number",
    "ordering": "order, sequence, puzzle, sort, sorting, reihenfolge",
    "matching": "match, pairs, matching pairs, zuordnung, appariement, emparejamiento",
    "cloze": (
        "gaps, text with gaps, gap text, gapfill, fill in the gaps, embedded answers, multianswer, lückentext"
    ),
    "open_answer": "open, open ended, essay, long answer, free text, paragraph, free response, freitext",
}
_TYPES = {
    spelling.strip(): type for type, spellings in _ALSO_CALLED.items() for spelling in spellings.split(",")
} | {re.sub(r"\W+", " ", name): type for type, name in NAMES.items()}


_OF_GAMES = (
    *("poll", "survey", "draw", "drawing", "slide", "content", "word cloud", "brainstorm", "drop pin"),
    *("scale", "nps scale", "feedback", "audio response", "video response", "drag and drop", "hotspot"),
)
"""Types of games that have no right answer, or none that stands in a row."""


def type_named(cell: str) -> str | None:
    """Our name of a type, EITHER_CHOICE or YES_OR_NO; None for a name that nobody gave it."""
    return _TYPES.get(_plain(cell))


def asks_nothing(cell: str) -> bool:
    """Whether games call so what has no right answer in its row."""
    return _plain(cell) in _OF_GAMES


def _plain(cell: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", cell[:100].casefold()).split())
