"""`quizapp import` brings a file into a bank as the page does, and says what became of each question."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from quizapp.bank.models import Question
from quizapp.library.models import Bank
from tests.quizapp.commands.conftest import looking, person
from tests.quizapp.exchange.files import an_item, file_of


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rivers_of_europe.json"
    path.write_bytes(file_of([an_item("Which is the longest river?"), an_item("Which is the widest?")]))
    return path


@pytest.fixture
def teacher(typed):
    typed("user", "add", "anna", "--role", "teacher")
    return "anna"


def test_a_file_comes_into_a_bank_of_its_name(typed, teacher, file):
    done = typed("import", file, "--owner", teacher)
    assert done.exit_code == 0
    assert "2 questions came in (0 as drafts), 0 were here already" in done.stdout
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["question"], line["verdict"]) for line in lines] == [(1, "ok"), (2, "ok")]
    with looking() as session:
        bank = session.scalars(select(Bank).where(Bank.owner_id == person(session, teacher).id)).one()
        assert bank.title == "rivers of europe"
        assert session.scalar(select(func.count()).where(Question.bank_id == bank.id)) == 2


def test_the_same_file_again_adds_nothing(typed, teacher, file):
    typed("import", file, "--owner", teacher)
    again = typed("import", file, "--owner", teacher)
    assert "0 questions came in (0 as drafts), 2 were here already" in again.stdout


def test_a_bank_that_is_not_there_is_said_before_any_remark(typed, teacher, file):
    done = typed("import", file, "--owner", teacher, "--bank", "nowhere")
    assert done.exit_code != 0
    assert "no bank with the title or slug" in done.stderr
    assert '"verdict"' not in done.stderr


def test_a_bank_can_be_named(typed, teacher, file):
    slug = typed("import", file, "--owner", teacher).stdout.partition(":")[0]
    file.write_bytes(file_of([an_item("Which is the coldest?")]))
    assert typed("import", file, "--owner", teacher, "--bank", slug).exit_code == 0
    unknown = typed("import", file, "--owner", teacher, "--bank", "capitals")
    assert unknown.exit_code == 2
    assert unknown.stderr.endswith("Error: anna has no bank with the title or slug 'capitals'\n")


def test_only_a_teacher_can_own_what_comes_in(typed, teacher, file):
    typed("user", "add", "ben")
    assert "is no teacher" in typed("import", file, "--owner", "ben").stderr
    assert "nobody has the user name" in typed("import", file, "--owner", "carla").stderr


def test_a_file_of_which_nothing_can_be_read_keeps_nothing(typed, teacher, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"questions": ')
    done = typed("import", broken, "--owner", teacher)
    assert done.exit_code == 2
    assert json.loads(done.stderr.splitlines()[0])["verdict"] == "refused"
    with looking() as session:
        assert session.scalars(select(Bank)).all() == []


def test_a_file_that_is_not_there_is_named(typed, teacher, tmp_path):
    done = typed("import", tmp_path / "nowhere.json", "--owner", teacher)
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
