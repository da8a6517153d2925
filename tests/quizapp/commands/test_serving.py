"""What a start prepares before it serves."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from quizapp.commands.serving import search_less_for_garbage


@pytest.fixture
def thawed() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_a_start_has_loaded_is_not_searched_for_garbage_again() -> None:
    loaded = [["a module", "a template"]]
    search_less_for_garbage()
    assert not any(one is loaded for one in gc.get_objects())


@pytest.mark.usefixtures("thawed")
def test_a_page_is_answered_without_a_search_for_garbage() -> None:
    search_less_for_garbage()
    before = gc.get_stats()[0]["collections"]
    objects_of_a_page = [[number] for number in range(3_000)]
    assert gc.get_stats()[0]["collections"] - before <= 1
    assert len(objects_of_a_page) == 3_000
