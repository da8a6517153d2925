"""Options that speak of the others by their places."""

from __future__ import annotations

import pytest

from questions.formats.fixed_order import placed_option
from questions.question import Asked, Option


def _asked(text: str) -> Asked:
    return Asked("single_choice", "Which?", options=(Option("a", "Texas"), Option("b", text)))


@pytest.mark.parametrize(
    "text",
    [
        *("All of the above", "A and B", "Todos los anteriores", "Ninguna de las anteriores."),
        *("Todas las respuestas anteriores", "Todas as anteriores", "Nenhuma das alternativas anteriores"),
        *("Tutte le precedenti", "Nessuna delle precedenti", "Nessuna delle risposte precedenti"),
        *("Aucune de ces réponses", "Toutes les réponses", "Toutes ces réponses", "Aucune des propositions"),
        *("Alle oben genannten", "Keine der oben genannten", "Keine der Antworten", "Alle Antworten"),
        *("Все перечисленные", "Всё вышеперечисленное", "Нет правильного ответа"),
        *("Semua jawaban benar", "Hepsi", "Hiçbiri", "以上都是", "以上皆非", "A und C", "A y B", "B et C"),
    ],
)
def test_options_of_other_languages_keep_their_places(text: str) -> None:
    assert placed_option(_asked(text)) == text


@pytest.mark.parametrize(
    "text",
    ["Alle Tiere", "Todos los mexicanos", "Aucun problème", "Tutti i santi", "Все люди", "Keine Ahnung"],
)
def test_options_that_name_something_are_shuffled(text: str) -> None:
    assert placed_option(_asked(text)) == ""
