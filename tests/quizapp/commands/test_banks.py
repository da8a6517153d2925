"""Banks from the console: check, build, load, why."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from quizapp.bank.models import Question
from quizapp.commands.loading import is_current
from quizapp.library.models import Bank
from tests.questions.banks.builders import CELL_BANK, write_bank
from tests.quizapp.commands.conftest import Typed, looking


def test_a_sound_bank_is_counted_and_its_starving_facts_are_named(typed: Typed, tmp_path: Path) -> None:
    result = typed("bank", "check", write_bank(tmp_path))
    assert result.exit_code == 0
    assert "questions from 7 facts" in result.output.splitlines()[-1]
    assert "starves " in result.output


def test_a_slip_is_named_by_file_and_line(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("facts.toml", 'object = "atp"', 'object = "apt"'))
    result = typed("bank", "check", folder)
    assert result.exit_code == 1
    assert result.output.startswith("facts.toml:")


def test_a_document_is_compared_with_the_places_that_name_it(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "atlas.txt").write_text("One paragraph only.\n")
    result = typed("bank", "check", write_bank(tmp_path), "--document", f"atlas={tmp_path / 'atlas.txt'}")
    assert result.exit_code == 1


def test_a_document_that_is_not_there_is_refused(typed: Typed, tmp_path: Path) -> None:
    result = typed("bank", "check", write_bank(tmp_path), "--document", f"atlas={tmp_path / 'gone.txt'}")
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_a_build_holds_every_question_in_full(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert typed("bank", "build", write_bank(tmp_path), "--out", out).exit_code == 0
    built = json.loads(out.read_text())
    assert built["bank"] == "cells"
    assert {"fact", "role", "why", "feed"} <= set(built["starved"][0])
    for question in built["questions"]:
        assert {"id", "type", "stem", "explanation", "citations", "facts", "difficulty"} <= set(question)
    choice = next(one for one in built["questions"] if one["type"] == "single_choice")
    assert {"correct", "why"} <= set(choice["options"][0])


def test_the_lock_says_when_a_question_changes(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    assert typed("bank", "build", "--check", folder).exit_code == 1
    assert not (folder / "bank.lock.json").exists()
    typed("bank", "build", folder)
    assert typed("bank", "build", "--check", folder).exit_code == 0
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text().replace("Mitochondria produce ATP.", "All mitochondria produce ATP."))
    result = typed("bank", "build", "--check", folder)
    assert result.exit_code == 1
    assert "reworded" in result.output


def test_what_the_lint_says_stands_at_the_fact_and_exits_with_1(typed: Typed, tmp_path: Path) -> None:
    twice = CELL_BANK["facts.toml"].split("[[fact]]")[1].replace("mitochondrion-makes-atp", "again")
    result = typed("bank", "check", write_bank(tmp_path, add={"facts.toml": f"[[fact]]{twice}"}))
    header = (CELL_BANK["facts.toml"] + "[[fact]]").count("\n") + 1
    told = [line for line in result.output.splitlines() if line.startswith("lint error L31 ")]
    assert told
    assert all(line.startswith(f"lint error L31 facts.toml:{header}: again (") for line in told)
    assert result.exit_code == 1


def test_a_bank_with_a_question_that_must_not_be_is_not_served(typed: Typed, tmp_path: Path) -> None:
    twice = CELL_BANK["facts.toml"].split("[[fact]]")[1].replace("mitochondrion-makes-atp", "again")
    result = typed("bank", "load", write_bank(tmp_path, add={"facts.toml": f"[[fact]]{twice}"}))
    assert result.exit_code == 1
    assert "lint error L31 facts.toml:" in result.output
    assert "Loaded" not in result.output


def test_a_folder_in_the_place_of_the_lock_is_refused(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / "bank.lock.json").mkdir()
    result = typed("bank", "build", folder)
    assert result.exit_code == 1
    assert "bank.lock.json: cannot be read" in result.output


def test_a_damaged_lock_is_refused_in_a_sentence(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    for damage in ("[1]", '{"questions": [1]}', "{", '{"questions": [{"id": "a", "colour": 1}]}'):
        (folder / "bank.lock.json").write_text(damage)
        result = typed("bank", "build", folder)
        assert result.exit_code == 1
        assert result.output == "Error: bank.lock.json: is damaged; take it from your history\n"


def test_a_build_that_cannot_keep_its_lock_says_so(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    (folder / "bank.lock.json").symlink_to(tmp_path / "gone" / "lock")
    result = typed("bank", "build", folder)
    assert result.exit_code == 1
    assert "bank.lock.json cannot be written" in result.output
    with_questions = typed("bank", "build", folder, "--out", tmp_path / "out.json")
    assert with_questions.exit_code == 0
    assert "bank.lock.json cannot be written" in with_questions.output


def test_loading_counts_and_says_where_to_look(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("entities.toml", 'name = "Ribosome"', 'name = "Ribo\\nsome"'))
    output = typed("bank", "load", folder).output.splitlines()
    assert "name is broken into lines" in output[0]
    count = typed("bank", "check", folder).output.splitlines()[-1]
    assert output[-1] == f"Loaded cells: {count}. Its page is /library/cells; start with: quizapp serve"


def test_a_loaded_bank_is_found_again(typed: Typed, instance: Path, tmp_path: Path) -> None:
    result = typed("bank", "load", write_bank(tmp_path))
    assert result.exit_code == 0, result.output
    with looking() as session:
        row = session.scalars(select(Bank)).one()
        assert (row.slug, row.is_shipped) == ("cells", False)
        assert is_current(session, instance / "banks" / "cells")


def test_a_bank_with_errors_is_not_loaded(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("facts.toml", 'object = "atp"', 'object = "apt"'))
    result = typed("bank", "load", folder)
    assert result.exit_code == 1
    assert "facts.toml:" in result.output
    with looking() as session:
        assert session.scalars(select(Bank)).all() == []


def test_a_bank_may_not_take_the_place_of_one_that_ships(typed: Typed, tmp_path: Path) -> None:
    folder = write_bank(tmp_path, ("bank.toml", 'id = "cells"', 'id = "capitals"'))
    result = typed("bank", "load", folder.rename(tmp_path / "capitals"))
    assert result.exit_code == 1
    assert "ships with quizapp" in result.output


def test_why_shows_key_proof_and_passage(typed: Typed, tmp_path: Path) -> None:
    typed("bank", "load", write_bank(tmp_path))
    with looking() as session:
        id = session.scalars(select(Question.public_id).where(Question.origin == "handwritten")).one()
    output = typed("bank", "why", id).output
    for words in ("What do chloroplasts need", "Key, answer: Light", "Protein is built by ribosomes", "¶ 3"):
        assert words in output


def test_why_of_an_unknown_question_says_so(typed: Typed, tmp_path: Path) -> None:
    typed("bank", "load", write_bank(tmp_path))
    result = typed("bank", "why", "q-unknown")
    assert result.exit_code == 1
    assert "no question has the id" in result.output
