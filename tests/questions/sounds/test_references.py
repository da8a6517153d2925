"""How texts name sounds."""

from __future__ import annotations

import pytest

from questions.markdown import in_words
from questions.pictures.references import reference_to, renamed
from questions.sounds.references import SCHEME, read_name, without_sounds

HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize("name", [HASH.upper(), HASH[:-1], f"{HASH}-3x2", "a.mp3", "../../etc/passwd"])
def test_only_a_hash_is_a_name_of_ours(name):
    assert read_name(HASH) == HASH
    assert read_name(name) == ""


def test_where_nothing_is_heard_the_words_of_a_sound_stand():
    text = f"Hear {reference_to(HASH, 'a *bell*', scheme=SCHEME)} and ![](sound:{HASH})"
    assert in_words(text, "markdown") == "Hear ♪ a *bell* and ♪"
    assert without_sounds(f"![a bell](sound:{HASH}) rings") == "♪ a bell rings"


def test_sounds_get_other_names_and_pictures_keep_theirs():
    text = "![a](picture:a.png) and ![b](sound:a.png)"
    assert renamed(text, {"a.png": HASH}.get, scheme=SCHEME) == f"![a](picture:a.png) and ![b](sound:{HASH})"
