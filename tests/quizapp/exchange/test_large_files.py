"""Files of many questions: read beside the request, landed whole or not at all, once."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from sqlalchemy import func, select

from quizapp.bank.models import Question
from quizapp.errors import Conflict
from quizapp.exchange.operations import importing
from quizapp.exchange.operations.importing import bank_called
from quizapp.exchange.readings import LARGE
from quizapp.library.models import Bank
from tests.builders import NOW
from tests.quizapp.exchange.files import an_item, bring, file_of, page


def many(count: int) -> bytes:
    return file_of([an_item(f"Which river has the number {number}?") for number in range(count)])


@pytest.fixture
def large() -> bytes:
    content = many(700)
    assert len(content) > LARGE
    return content


def read_out(app) -> None:
    """Wait until what is being read has been read."""
    for reading in list(app.extensions["readings"].values()):
        reading.thread.join()


def test_a_large_file_is_read_while_its_sender_looks_on(app, teacher, large):
    address = bring(teacher, large)
    first = teacher.get(address)
    assert first.headers["Refresh"] == "1"
    assert "so far" in first.get_data(as_text=True)
    read_out(app)
    assert "700 questions can come in." in page(teacher, address)
    assert app.extensions["readings"] == {}


def test_what_is_sent_before_it_is_read_changes_nothing(app, rows, teacher, large):
    address = bring(teacher, large)
    assert teacher.post(address, data={"title": "Rivers", "publishing": "all"}).location == address
    read_out(app)
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 0


def test_an_import_that_breaks_half_way_keeps_nothing(app, rows, teacher, large, monkeypatch):
    address = bring(teacher, large)
    page(teacher, address)
    read_out(app)
    portions = []

    def until_the_second(session, bank_id):
        portions.append(bank_id)
        raise Conflict("Somebody pulled the plug.")

    monkeypatch.setattr(importing, "renew_pool", until_the_second)
    assert teacher.post(address, data={"title": "Rivers", "publishing": "all"}).status_code == 409
    assert portions
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 0
        assert session.scalars(select(Bank)).all() == []


def test_two_tabs_at_once_bring_each_question_once(app, rows, people, sign_in):
    content = many(60)
    tabs = [sign_in(people["teacher"]) for _ in range(2)]
    addresses = [bring(tab, content) for tab in tabs]
    replies: list[int] = []

    def send(tab, address) -> None:
        replies.append(tab.post(address, data={"title": "Rivers", "publishing": "all"}).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(tabs, addresses, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [303, 303]
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 60
        assert session.scalar(select(func.count()).select_from(Bank)) == 1


def test_memory_stays_flat_while_many_questions_come_in(app, rows, teacher, people):
    """A question takes some 5 kB while it is written; a hundred portions take no more than one."""
    address = bring(teacher, many(1_000))
    page(teacher, address)
    read_out(app)
    tracemalloc.start()
    try:
        assert teacher.post(address, data={"title": "Rivers", "publishing": "all"}).status_code == 303
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    with rows() as session:
        assert bank_called(session, people["teacher"], "Rivers", code="unused", now=NOW).pool == 1
