"""Which banks ship, and what their hash depends on."""

from __future__ import annotations

from pathlib import Path

from questions.banks import bank_hash, load_bank, shipped_banks
from tests.questions.banks.builders import write_bank


def test_every_shipped_bank_loads_without_an_error() -> None:
    folders = shipped_banks()
    assert "capitals" in [folder.name for folder in folders]
    for folder in folders:
        loaded = load_bank(folder)
        assert loaded.bank is not None, "\n".join(map(str, loaded.remarks))


def test_the_hash_of_a_bank_does_not_depend_on_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert bank_hash(write_bank(tmp_path / "a")) == bank_hash(write_bank(tmp_path / "b"))


def test_each_file_but_the_lock_changes_the_hash(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    before = bank_hash(folder)
    (folder / "bank.lock.json").write_text("{}", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    assert bank_hash(folder) == before
    for file in sorted(folder.glob("[a-z]*.[tm]*")):
        content = file.read_bytes()
        file.write_bytes(content + b"\n")
        assert bank_hash(folder) != before, file.name
        file.write_bytes(content)
    assert bank_hash(folder) == before


def test_a_moved_boundary_between_files_changes_the_hash(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, texts in ((one, ("ab", "c")), (two, ("a", "bc"))):
        folder.mkdir()
        for name, text in zip(("x.toml", "y.toml"), texts, strict=True):
            (folder / name).write_text(text, encoding="utf-8")
    assert bank_hash(one) != bank_hash(two)
