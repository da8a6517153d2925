"""Options that speak of the others by their places, and so cannot be shuffled."""

from __future__ import annotations

import re
from dataclasses import replace

from questions.generation.lint import phrases
from questions.question import Asked, Question
from questions.text import without_accents

_NUMBER = re.compile(r"[\d\s.,/]+")
_ELSEWHERE = re.compile(
    r"\b(?:(?:tod[oa]s|ningun[oa] de) l[oa]s|todas as|nenhuma das) "
    r"(?:respuestas |opciones |respostas |opcoes |alternativas )?anteriores\b"
    r"|\b(?:tutt[ei] (?:le|i)|nessun[oa] (?:delle|dei)) (?:risposte |opzioni )?precedenti\b"
    r"|\b(?:aucune?|toutes?) (?:(?:des?|les|ces|d’entre) )*(?:reponses|propositions|elles)\b"
    r"|\b(?:alle|keine)(?: der)? (?:(?:oben )?genannten|obigen|(?:anderen )?(?:antworten|aussagen))\b"
    r"|\bвсе (?:выше)?(?:перечислен|ответы)|\bни один из|\bнет (?:правильного|верного) ответа"
    r"|^(?:semua(?: jawaban)? (?:benar|salah)|(?:yukaridakilerin )?(?:hepsi|hicbiri))\W*$"
    r"|以上(?:都|皆|全|均)"
)
"""“All of the above” and “None of the above” of other languages, in small letters without accents."""
_JOINED = re.compile(r"[A-H] (?:und|et|y|e|и|en|dan|ve|và|和) [A-H]")
CHOICES = ("single_choice", "multiple_response")
FIXED = "“{}” speaks of the options by their places, so they keep their order and are not shuffled."


def placed_option(asked: Asked) -> str:
    """The first option such as “All of the above” or “A and B”; "" where there is none."""
    if asked.type not in CHOICES:
        return ""
    texts = (option.text for option in asked.options)
    return next((text for text in texts if _speaks_of_others(text)), "")


def in_fixed_order(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The question with its order kept where an option asks for it, and the doubt that this is."""
    text = "" if question.asked.keeps_order else placed_option(question.asked)
    if not text:
        return question, ()
    return replace(question, asked=replace(question.asked, keeps_order=True)), (FIXED.format(text[:60]),)


def _speaks_of_others(text: str) -> bool:
    """Two figures with a slash or a comma between them are a number, and no two places."""
    if _ELSEWHERE.search(without_accents(text.casefold())) or _JOINED.fullmatch(text.strip()):
        return True
    return not _NUMBER.fullmatch(text) and any(
        pattern.search(text) for pattern in (phrases.ALL, phrases.NONE, phrases.PAIRED)
    )
