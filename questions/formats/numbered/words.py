"""The words by which a typed line shows what it is: `Answer:`, `Explanation:`, a heading, a right mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from questions.text import folded

FieldName = Literal[
    "answer",
    "explanation",
    "feedback",
    "guide",
    "title",
    "type",
    "category",
    "tags",
    "points",
    "hint",
    "reference",
    "unkept",
]

_NAMES: dict[FieldName, str] = {
    "answer": "answer|answers|ans|answer numeric|numeric answer|answer number|the answer|the answer is|"
    "the correct answer is|correct|correct answer|correct answers|correct option|correct choice|"
    "right answer|right answers|solution|accepted answers|key|antwort|antworten|richtige antwort|"
    "lösung|réponse|réponses|bonne réponse|réponse correcte|bonnes réponses|respuesta|respuestas|"
    "respuesta correcta|respuestas correctas|risposta|"
    "risposta corretta|resposta|resposta correta|gabarito|antwoord|ответ|правильный ответ",
    "explanation": "explanation|rationale|justification|justificación|justificación técnica|"
    "justificativa|reason|reasoning|why|general feedback|solution steps|"
    "erklärung|begründung|explication|explicación|spiegazione|explicação|uitleg|пояснение",
    "feedback": "feedback|comment|rückmeldung|commentaire|retroalimentación",
    "guide": "model answer|sample answer|suggested answer|expected answer|marking guide|marking scheme|"
    "rubric|"
    "musterlösung",
    "title": "title",
    "type": "type|question type|typ|fragetyp|tipo|tipo de pregunta",
    "category": "category|topic|chapter|unit",
    "tags": "tag|tags|keywords",
    "points": "point|points|pts|mark|marks|score|punkte",
    "hint": "hint|clue|tipp",
    "reference": "reference|id",
    "unkept": "difficulty|level|bloom|blooms|blooms taxonomy|blooms level|cognitive level|objective|"
    "learning objective|learning outcome|lo|obj|dif|ref|top|sta|nat|loc|msc|page|pages|source|time|"
    "time limit|"
    "skill|standard|section reference|author",
}
_FIELDS: dict[str, FieldName] = {
    folded(word): name for name, words in _NAMES.items() for word in words.split("|")
}
_LONGEST_NAME = 30
_ANSWER_SIGN = re.compile(
    r"(?P<name>(?:correct |right )?(?:answer|ans|option))s?\.?\s*(?P<sign>[-–—=]|\bis\b|)\s*(?P<rest>\S.*)",
    re.IGNORECASE,
)
_CHOICE_ALONE = re.compile(
    r"\(?(?:[A-Za-z]|true|false)\)?\.?(?:(?:,| and | & )\s?\(?[A-Za-z]\)?){0,9}", re.IGNORECASE
)
_FEEDBACK_OF = re.compile(r"(?:feedback)\s+(?P<of>\"(?:[^\"]|\"\")*\"|\S{1,40})\s*:\s*", re.IGNORECASE)

_KEY = re.compile(
    r"(?:\#{1,6}\s*)?(?:\*\*)?(?:the\s+)?(?:answer\s?-?key(?:\s(?:with|and|&)\s(?:explanations?|rationales?|solutions?))?|"
    r"answer\s?(?:sheet|section)|(?:answers|solutions)\s(?:with|and|&)\s(?:explanations?|rationales?|reasons?)|"
    r"(?:correct\s|right\s)?answers?(?:\s(?:to|for)\s.{1,60}?)?|key|"
    r"solutions?|lösungen|antworten|réponses|corrigé|respuestas|soluciones|risposte|soluzioni|respostas|"
    r"antwoorden|ответы|ключ)\s*(?P<sign>[:.–—-]?)\s*(?:\*\*)?(?P<rest>.*)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:\#{1,6}\s+\S.*|"
    r"(?:part|section|chapter|unit|teil|abschnitt|kapitel|partie|parte|sección|раздел|часть)\s+(?:[ivx]{1,5}|\d{1,3}|[a-z])\b.*|"
    r"(?-i:[IVX]{1,5}\.\s+)?"
    r"(?:multiple[ -](?:choice|response|answer)s?|true(?:\s?/\s?|[ -]or[ -])false|short[ -]answers?|essays?|"
    r"fill[ -]in(?:[ -]the[ -]blanks?)?|matching|open[ -]ended)(?:\s(?:questions?|items?))?\s?[:.]?)",
    re.IGNORECASE,
)
_POINTER = re.compile(r"\A(?:[✅✔✓☑💡👉➡→►▶]\ufe0f?)\s*(?=\*{0,2}[^\W\d_]{2,})")
_TAG = r"</?(?:details|summary|p|br|hr|li|ol|ul|div|center|b|strong)\b[^<>]{0,80}>\s{0,5}"
_FOLDS_AWAY = re.compile(
    rf"(?:{_TAG}){{1,9}}(?:(?:view |show )?(?:answers?|solution|explanation)\s{{0,5}}(?:{_TAG}){{1,9}})?|"
    r"\**(?:view|show|reveal|hide|check)\s(?:the\s)?(?:correct\s)?(?:answer|solution|explanation)s?\**\s?[.:▼]?",
    re.IGNORECASE,
)
_HEADS = re.compile(r"\#{1,6}\s+(?=\S)")
_OPTION_NAMED = re.compile(r"(?:correct\s)?(?:option|choice)\s?:\s*(\(?[A-Za-z]\)?)", re.IGNORECASE)
_RULE = re.compile(r"[-=_*~–—]{3,}")

_RIGHT_WORDS = (
    "correct|right|correct answer|right answer|the correct answer|correct option|"
    "richtig|korrekt|correcto|correcta|juste|vrai"
)
_WRONG_WORDS = "incorrect|wrong|not correct|falsch|incorrecto|faux"
_RIGHT_AFTER = re.compile(
    rf"\s*(?:[(\[{{<]\s?(?:{_RIGHT_WORDS}|[*✓✔√✅])\s?!?[)\]}}>]|[✓✔✅☑]|(?<=\s)√|\*{{1,3}}|"
    rf"(?:<[-=]{{1,5}}|←|⇐)\s?(?:{_RIGHT_WORDS})?|(?<=\s)[-–—]\s(?:correct|right)(?:\sanswer)?)\Z",
    re.IGNORECASE,
)
_WRONG_AFTER = re.compile(rf"\s*(?:[(\[]\s?(?:{_WRONG_WORDS})\s?[)\]]|[✗✘❌✖])\Z", re.IGNORECASE)
_RIGHT_BEFORE = re.compile(
    rf"(?:\*{{1,3}}\s{{0,3}}|[✓✔✅☑]\s{{0,3}}|√\s|[(\[](?:{_RIGHT_WORDS})[)\]]\s{{0,3}})", re.IGNORECASE
)
_LONGEST_MARK = 40

_TRUE = frozenset({"true", "t", "yes", "right", "correct", "richtig", "wahr", "vrai", "verdadero", "vero"})
_FALSE = frozenset({"false", "f", "no", "wrong", "incorrect", "falsch", "faux", "falso"})
_POINTS = re.compile(
    r"\s*[(\[]\s?(?P<points>\d{1,3}(?:[.,]\d{1,3})?)\s?(?:points?|pts?\.?|marks?|punkte?|p\.)\s?[)\]]\s*\Z",
    re.IGNORECASE,
)
_WORDED_POINTS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}
_COUNT = rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|{'|'.join(_WORDED_POINTS)})"
_POINTS_WORD = r"(?:points?|pts?\.?|marks?|punkte?|puntos?|pontos?)"
_POINTS_EACH = re.compile(
    rf"[(\[]?\b(?P<before>{_COUNT})\s?{_POINTS_WORD}\s(?:each|apiece|per\s(?:question|item)|"
    r"(?:pro|je)\s(?:frage|aufgabe)|cada\s(?:una|pregunta)|chacune?|par\squestion)\b\s?[)\]]?|"
    r"[(\[]?\b(?:(?:each|every)(?:\s(?:question|item|one|problem))?(?:\sis)?\s"
    r"(?:worth|carries|counts?(?:\sfor)?|scores?|earns?)|je(?:\s(?:frage|aufgabe))?)\s"
    rf"(?P<behind>{_COUNT})\s?{_POINTS_WORD}\b\s?[)\]]?",
    re.IGNORECASE,
)
"""What a heading says of all that stands below it."""

_VERDICT_ASKED = re.compile(
    r"[(\[]?(?:t(?:rue)?\s?/\s?f(?:alse)?|true or false)[)\]]?\s?[:?.–—-]?(?=\s|\Z)\s*", re.IGNORECASE
)
_VERDICT_AFTER = re.compile(
    r"(?:\s*[(\[]\s?(?P<verdict>true|false|t|f)\s?[)\]]\.?"
    r"|(?<=[.!…])\s+(?:[–—-]\s)?(?P<bare>(?-i:True|False|TRUE|FALSE|T|F))\.?"
    r"|(?<=[.:!?…])\s+(?:(?P<true>\*\s?t(?:rue)?)\*?\s?(?:/|or)\s?f(?:alse)?"
    r"|t(?:rue)?\s?(?:/|or)\s?(?P<false>\*\s?f(?:alse)?)\*?))\s*\Z",
    re.IGNORECASE,
)
_VERDICT_ASKED_AFTER = re.compile(
    r"\s*(?:[(\[]\s?(?:t\s?/\s?f|true\s?/\s?false|true or false\s?\??)\s?[)\]]"
    r"|(?<=\s)(?:t\s?/\s?f|true\s?/\s?false)|(?<=[.:!?…]\s)true or false\s?\??)\.?\s*\Z",
    re.IGNORECASE,
)


_YES_OR_NO_AFTER = re.compile(
    r"\s*(?:[(\[]\s?|(?<=[.:!?…]\s))(?P<yes>yes|ja|oui|s[íi]|sim|да|y)\s?(?:/|\sor\s|\soder\s|\sou\s|\so\s)\s?"
    r"(?P<no>no|nein|nee|non|não|нет|n)\s?\??\s?[)\]]?\.?\s*\Z",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\*\*(?! )([^*\n]{1,2000})(?<! )\*\*(?!\*)")
_ITALIC_NOTE = re.compile(r"\*(\([^*\n]{1,200}\))\*")
_IN_FULL = {"y": "Yes", "n": "No"}


@dataclass(frozen=True, slots=True)
class Field:
    """A line `name: text` or `Feedback of: text`; `of` is what a feedback belongs to."""

    name: FieldName
    text: str
    of: str = ""
    word: str = ""


def field_of(text: str) -> Field | None:
    """The field that a line begins, None where it is none; a tick or a pointing hand may stand before it."""
    bare = _unwrapped(_POINTER.sub("", text, count=1))
    if len(bare) > 11 and (feedback := _FEEDBACK_OF.match(bare[:2_100])) is not None:
        return Field("feedback", bare[feedback.end() :], feedback["of"], "Feedback")
    word, colon, rest = bare[: _LONGEST_NAME + 3].replace("：", ":").partition(":")
    if colon:
        rest = bare[len(word) + 1 :]
        name = _FIELDS.get(folded(word.strip("*_ ")))
        if "*" in word:
            rest = rest.strip().removeprefix("**" if "**" in word else "*")
        return None if name is None else Field(name, rest.strip(), "", word.strip("*_ "))
    said = _ANSWER_SIGN.match(bare[:2_000])
    if said is not None and (said["sign"] or _CHOICE_ALONE.fullmatch(said["rest"])):
        is_sure = said["sign"] not in ("", "is") or _CHOICE_ALONE.fullmatch(said["rest"])
        if is_sure and said["name"].lower() != "option":
            return Field("answer", said["rest"].strip(), "", said["name"])
    return None


def _unwrapped(text: str) -> str:
    """A line without the brackets or the stars that stand around the whole of it."""
    if len(text) > 2 and (text[0] + text[-1]) in ("()", "[]") and ":" in text:
        return text[1:-1].strip()
    if text.startswith("**") and text.endswith("**") and text.count("**") == 2:
        return text[2:-2].strip()
    return text


def key_begins(text: str) -> str | None:
    """What stands behind the heading of a key of answers ("" for nothing); None for any other line."""
    found = _KEY.fullmatch(text) if len(text) < 20_000 else None
    return None if found is None else found["rest"].strip().removesuffix("**")


def is_rule(text: str) -> bool:
    """Whether a line is a mere rule across the page."""
    return _RULE.fullmatch(text) is not None


def folds_away(text: str) -> bool:
    """Whether a line only hides what follows, as `View Answer` or the tags of HTML around an answer do."""
    return len(text) <= 200 and _FOLDS_AWAY.fullmatch(text) is not None


def answer_in_heading(text: str) -> str | None:
    """The answer or the reason that a heading such as `#### Ans: B` says; None for any other line."""
    heads = _HEADS.match(text)
    if heads is None:
        return None
    words = text[heads.end() :]
    if (named := _OPTION_NAMED.fullmatch(words)) is not None:
        return f"Answer: {named[1]}"
    field = field_of(words)
    return words if field is not None and field.name in ("answer", "explanation") and field.text else None


def is_heading(text: str) -> bool:
    """Whether a line is the heading of a part, or a mere rule across the page."""
    if len(text) > 120:
        return False
    words = _POINTS_EACH.sub("", text).rstrip(" :,–—-")
    return bool(_HEADING.fullmatch(text) or _HEADING.fullmatch(words) or _RULE.fullmatch(text))


def points_each(text: str) -> str:
    """What a line such as `Part A (2 points each)` says of each question below it; "" for any other."""
    found = _POINTS_EACH.search(text[:300])
    said = (found["before"] or found["behind"]).lower() if found else ""
    return _WORDED_POINTS.get(said, said)


def without_mark(text: str) -> tuple[str, bool | None]:
    """The words of an option without what marks it, and whether that calls it right.

    A backslash before a mark at the beginning, or at the very end, says that there is none.
    """
    mark: bool | None = None
    if text.startswith("\\") and (text[1:2] == "\\" or _RIGHT_BEFORE.match(text[1:])):
        text = text[1:]
    elif (before := _RIGHT_BEFORE.match(text)) is not None and before.end() < len(text):
        text, mark = text[before.end() :], True
    if text.endswith("\\"):
        return text[:-1], mark
    while True:
        tail = text[-_LONGEST_MARK:]
        right, wrong = _RIGHT_AFTER.search(tail), _WRONG_AFTER.search(tail)
        found = right or wrong
        start = len(text) - len(tail) + found.start() if found else 0
        if found is None or start == 0:
            return text, mark
        text, mark = text[:start], right is not None or bool(mark)


def verdict_of(text: str) -> bool | None:
    """Whether a word says true or false; None for any other."""
    word = folded(text)
    return True if word in _TRUE else False if word in _FALSE else None


def is_verdict_pair(first: str, second: str) -> bool:
    """Whether two options are True and False, in this or the other order."""
    pairs = ({"true", "false"}, {"t", "f"}, {"richtig", "falsch"}, {"wahr", "falsch"}, {"vrai", "faux"})
    return {folded(first), folded(second)} in (*pairs, {"verdadero", "falso"}, {"vero", "falso"})


def without_bold(stem: str) -> str:
    """A stem without the stars of Markdown, where it begins in bold as what chat programs write does."""
    if not stem.startswith("**") or stem.count("**") % 2:
        return stem
    return _ITALIC_NOTE.sub(r"\1", _BOLD.sub(r"\1", stem))


def without_points(stem: str) -> tuple[str, str]:
    """A stem without `(2 points)` at its end, and the points in digits, "" where none are said."""
    found = _POINTS.search(stem[-60:])
    if found is None or (cut := max(0, len(stem) - 60) + found.start()) == 0:
        return stem, ""
    return stem[:cut], found["points"].replace(",", ".")


def without_verdict(stem: str) -> tuple[str, bool | None, bool]:
    """A stem without `T/F`, `True or false:` or `(T)`; the verdict it says; whether it asks for one."""
    begins = _VERDICT_ASKED.match(stem)
    if begins is not None and begins.end() < len(stem):
        return stem[begins.end() :], None, True
    tail = stem[-40:]
    if (asked := _VERDICT_ASKED_AFTER.search(tail)) is not None and len(stem) > len(asked[0]):
        return stem[: len(stem) - len(tail) + asked.start()], None, True
    if (said := _VERDICT_AFTER.search(tail)) is not None and len(stem) > len(said[0]):
        marked = True if said["true"] else False if said["false"] else None
        verdict = verdict_of(said["verdict"] or said["bare"] or "") if marked is None else marked
        return stem[: len(stem) - len(tail) + said.start()], verdict, True
    return stem, None, False


def without_yes_or_no(stem: str) -> tuple[str, tuple[str, str] | None]:
    """A stem without `(Yes/No)` at its end, and these two words in full; None where it does not ask so."""
    tail = stem[-40:]
    found = _YES_OR_NO_AFTER.search(tail)
    if found is None or not (rest := stem[: len(stem) - len(tail) + found.start()].strip()):
        return stem, None
    yes, no = (_IN_FULL.get(word.lower(), word.capitalize()) for word in (found["yes"], found["no"]))
    return rest, (yes, no)


def yes_or_no_named(words: str) -> tuple[str, str] | None:
    """The two answers that `Type: Yes/No` names, in full; None for any other type."""
    return without_yes_or_no(f"? ({words.strip('() ')})")[1]


_TYPES: dict[str, str] = {
    folded(word): type
    for type, words in {
        "single_choice": "multiple choice|single choice|choice|mc|mcq|auswahl|einfachauswahl|seleccion unica",
        "multiple_response": "multiple response|multiple responses|multiple answer|multiple answers|"
        "multi select|select all that apply|mr|ma|mehrfachauswahl|seleccion multiple",
        "true_false": "true false|true or false|tf|t f|richtig falsch|wahr falsch|verdadero falso|vrai faux",
        "short_answer": "short answer|kurzantwort|fill in the blank|fill in blank|fill in|fib|sa|f",
        "numeric": "numeric|numerical|number|n",
        "matching": "matching|match|pairs|zuordnung",
        "ordering": "ordering|order|sequence|sorting|reihenfolge",
        "date": "date|datum",
        "cloze": "cloze|gaps|text with gaps|fill in the gaps|lückentext",
        "open_answer": "essay|open|open answer|open ended|free response|long answer|paragraph|free text|e|"
        "freitext|offene frage",
    }.items()
    for word in words.split("|")
}


def type_named(words: str) -> str:
    """The type that words after `Type:` name; "" for one that typed questions do not have."""
    return _TYPES.get(folded(words), "")
