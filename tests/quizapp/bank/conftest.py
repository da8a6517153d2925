"""A loaded bank to write questions on, and forms as a browser sends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.banks import load_bank as read_bank
from questions.generation.generator import generate
from quizapp.bank import operations
from quizapp.library import operations as library
from quizapp.library.models import Bank
from tests.builders import NOW
from tests.questions.banks.builders import write_bank


@pytest.fixture(scope="session")
def cells_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bank(tmp_path_factory.mktemp("banks"))


@pytest.fixture
def cells(rows, cells_folder) -> Bank:
    """The bank on the living cell with its generated questions."""
    loaded = read_bank(cells_folder).bank
    assert loaded is not None
    with rows() as session:
        bank = library.load_bank(session, loaded, "hash", True, NOW)
        operations.load_questions(session, bank, generate(loaded).questions, NOW)
    return bank


def choice_form(**changes: object) -> dict[str, object]:
    """A single choice as the editor sends it: complete, cited and ready to publish."""
    return {
        "action": "save",
        "stem": "Which part of a cell builds proteins?",
        "options-0-text": "Ribosome",
        "options-0-why": "Ribosomes build proteins.",
        "options-1-text": "Nucleus",
        "options-1-why": "It keeps the plans and builds nothing.",
        "options-2-text": "Chloroplast",
        "options-2-why": "It makes sugar.",
        "options-2-place": "brief#3",
        "right": "0",
        "place": "brief#2",
        "quote": "Ribosomes  build proteins",
        "explanation": "Ribosomes build proteins.",
        "topic": "organelles",
        "difficulty": "2",
        "is_main": "y",
        **changes,
    }
