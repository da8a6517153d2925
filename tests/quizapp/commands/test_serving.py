"""What a start prepares before it serves."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from quizapp.commands.serving import keep_what_is_loaded


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_a_start_has_loaded_is_not_searched_for_garbage_again() -> None:
    loaded = [["a module", "a template"]]
    keep_what_is_loaded()
    assert not any(one is loaded for one in gc.get_objects())
