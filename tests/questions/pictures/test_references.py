"""How texts name pictures."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from questions.pictures.references import Reference, kept_in, names_in, read_name, reference_to, renamed

HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (HASH, Reference(HASH)),
        (f"{HASH}-640x480", Reference(HASH, 640, 480)),
        (f"{HASH}-0x480", None),
        (f"{HASH}-123456x1", None),
        (f"{HASH}-640x480.png", None),
        (HASH.upper(), None),
        (HASH[:-1], None),
        ("map.png", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_name_says_which_picture_and_how_large_or_is_none_of_ours(name, said):
    assert read_name(name) == said


def test_the_pictures_of_a_text_are_found_in_order():
    text = f"A ![map](picture:map.png), ![b](picture:{HASH}-3x2) ![c](https://x.org/picture:c) picture:d"
    assert list(names_in(text)) == ["map.png", f"{HASH}-3x2"]
    assert list(kept_in(text)) == [HASH]


def test_pictures_get_other_names_where_there_is_one():
    text = "![a](picture:a.png) and ![b](picture:b.png)"
    assert renamed(text, {"a.png": HASH}.get) == f"![a](picture:{HASH}) and ![b](picture:b.png)"


@pytest.mark.parametrize("words", ["A map", "a [b](c) *d* `e` $f$ !", "two\nlines", "\\", "<b> & ]( "])
def test_any_words_can_stand_for_a_picture(words):
    tokens = MarkdownIt("commonmark").parseInline(f"x {reference_to('map.png', words)} y")[0].children
    (image,) = (token for token in tokens if token.type == "image")
    assert image.attrs["src"] == "picture:map.png"
    assert "".join(token.content for token in image.children) == " ".join(words.split())
