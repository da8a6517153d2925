"""Files of questions from one format into another: nothing half, nothing silent, no database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import main

QUESTION: dict[str, Any] = {
    "type": "single_choice",
    "stem": "Which planet is the largest?",
    "options": [{"id": "a", "text": "Jupiter"}, {"id": "b", "text": "Mars"}],
    "key": {"kind": "choice", "right": ["a"]},
}
BROKEN = QUESTION | {"key": {"kind": "choice", "right": ["z"]}}


@pytest.fixture(autouse=True)
def no_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for a database would fail."""
    monkeypatch.setenv("QUIZAPP_INSTANCE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost:1/nothing")


def convert(*words: object, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, words)], input=given)


def remarks_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stderr.splitlines()]


def questions_file(path: Path, *questions: object) -> Path:
    path.write_text(json.dumps({"questions": questions}), encoding="utf-8")
    return path


def test_what_can_be_kept_is_written_and_each_question_has_its_remark(tmp_path: Path) -> None:
    result = convert(questions_file(tmp_path / "in.json", QUESTION, BROKEN, QUESTION), tmp_path / "out.json")
    assert result.exit_code == 1
    assert [remark["verdict"] for remark in remarks_of(result)] == ["ok", "refused", "ok"]
    assert remarks_of(result)[1] == {
        "question": 2,
        "line": 1,
        "verdict": "refused",
        "begins": "Which planet is the largest?",
        "why": ["The key is not among the options."],
    }
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["questions"]) == 2


def test_all_kept_is_0(tmp_path: Path) -> None:
    source, target = questions_file(tmp_path / "in.json", QUESTION), tmp_path / "out.json"
    assert convert(source, target).exit_code == 0
    assert sorted(tmp_path.iterdir()) == [source, target]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00\x01", b'{"questions": []}', b'{"questions": [1]}', b'{"questions": [{]}']
)
def test_nothing_that_could_be_read_is_2_and_leaves_the_target_as_it_was(
    tmp_path: Path, content: bytes
) -> None:
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_bytes(content)
    target.write_text("as it was")
    result = convert(source, target)
    assert result.exit_code == 2
    assert remarks_of(result)[0]["verdict"] == "refused"
    assert target.read_text() == "as it was"
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_a_file_that_is_missing_or_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    source = questions_file(tmp_path / "in.json", QUESTION)
    for result, words in (
        (convert(tmp_path / "gone.json", tmp_path / "out.json"), "No such file"),
        (convert(tmp_path, tmp_path / "out.json"), "Is a directory"),
        (convert(source, tmp_path / "no" / "out.json"), "cannot be written"),
        (convert(source, tmp_path / "out.html"), "--to"),
        (convert(source, tmp_path / "out.docx"), "only read"),
        (convert(source, tmp_path, "--to", "json"), "no file"),
    ):
        assert result.exit_code == 2
        assert words in result.stderr


def test_a_file_of_no_known_format_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "in.dat").write_bytes(b"\x00\x01\x02")
    result = convert(tmp_path / "in.dat", tmp_path / "out.json")
    assert (result.exit_code, "--from" in result.stderr) == (2, True)


def test_streams_stand_for_files() -> None:
    result = convert("-", "-", "--to", "json", given=json.dumps({"questions": [QUESTION]}).encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["questions"][0]["stem"] == QUESTION["stem"]


def test_what_the_writing_loses_is_said_too(tmp_path: Path) -> None:
    hinted = QUESTION | {"hints": [{"value": "The one with the spot.", "format": "plain"}]}
    result = convert(questions_file(tmp_path / "in.json", hinted), tmp_path / "out.gift")
    (remark,) = remarks_of(result)
    assert (result.exit_code, remark["verdict"]) == (1, "loss")
    assert "hint" in remark["why"][0]


@pytest.mark.parametrize("ending", ["gift", "xml", "csv", "xlsx", "txt"])
def test_a_choice_comes_back_from_every_format(tmp_path: Path, ending: str) -> None:
    source, there, back = (
        questions_file(tmp_path / "in.json", QUESTION),
        tmp_path / f"there.{ending}",
        tmp_path / "b.json",
    )
    assert [convert(source, there).exit_code, convert(there, back).exit_code] == [0, 0]
    (question,) = json.loads(back.read_text(encoding="utf-8"))["questions"]
    assert (question["stem"], question["key"]) == (QUESTION["stem"], QUESTION["key"])


def test_a_file_may_be_converted_into_itself(tmp_path: Path) -> None:
    source = questions_file(tmp_path / "in.json", QUESTION)
    source.chmod(0o640)
    assert convert(source, source).exit_code == 0
    assert source.read_text().startswith('{"format": "quizapp-questions"')
    assert source.stat().st_mode & 0o777 == 0o640


def test_killed_half_way_the_target_is_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    questions_file(source, *[QUESTION] * 8_000)
    target.write_text("as it was")
    command = [
        sys.executable,
        "-c",
        "from quizapp.cli import main; main()",
        "convert",
        str(source),
        str(target),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ) as running:
        assert running.stderr is not None
        for _ in range(100):
            running.stderr.readline()
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert target.read_text() == "as it was"
