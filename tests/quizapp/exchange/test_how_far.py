"""What is told of a file on its way in: how far it is, and why it did not come in."""

from __future__ import annotations

import pytest

from quizapp.exchange import landing
from quizapp.exchange.operations.importing import MovedOn
from quizapp.exchange.views import landing as landing_views
from tests.quizapp.exchange.files import an_item, file_of
from tests.quizapp.exchange.test_large_files import landed, looked_at


@pytest.fixture
def half_known(app, teacher):
    """Where a file is looked at of which the bank has every other question."""
    items = [an_item(f"Which river has the number {number}?") for number in range(600)]
    address = looked_at(app, teacher, file_of(items[::2]))
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    teacher.get(f"{address}/landing", follow_redirects=True)
    return looked_at(app, teacher, file_of(items))


def test_of_those_that_come_in_no_more_are_done_than_there_are(app, teacher, half_known, monkeypatch):
    told = []
    tell = landing_views.tell

    def overheard(path, state):
        told.append((state.stage, state.done, state.of))
        tell(path, state)

    monkeypatch.setattr(landing_views, "tell", overheard)
    teacher.post(half_known, data={"publishing": "all"})
    landed(app)
    assert [done for stage, done, _of in told if stage == "readying"] == [0, 100, 200, 300]
    assert {of for _stage, _done, of in told} == {300}


def test_a_bank_that_never_rests_takes_nothing_in_and_says_so_once(app, teacher, monkeypatch):
    def moved(*_arguments, **_more):
        raise MovedOn

    monkeypatch.setattr(landing, "land", moved)
    address = looked_at(app, teacher, file_of([an_item(f"Which is number {n}?") for n in range(300)]))
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    after = teacher.get(f"{address}/landing", follow_redirects=True).text
    assert "This bank is being changed all the time. Nothing came in." in after
    assert after.count("Nothing came in") == 1
