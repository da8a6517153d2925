"""Lines of tables in a TOML text, whatever stands in its strings, comments and arrays."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from questions.banks.layout import layout_of

TEXT = '''\
# [[fact]] in a comment
title = "[[fact]]"   # another [[fact]]
"quoted" = [
  "[[fact]]",
  [["a"]],
[["b"]],
]
story = """
[[fact]]
\\"""
[[fact]]
"""
raw = \'\'\'
[[fact]]
\'\'\'

[[fact]]
id = "one"
title = "x"
[fact.wording]
statement = """a""""

  [[ "fact" ]] # the second
id = \'[[fact]]\'
[[fact.wrong]]
role = "object"

[other]
x = [
  [1],
]
[[fact]]
'''


def test_headers_are_counted_outside_strings_comments_and_arrays() -> None:
    assert len(tomllib.loads(TEXT)["fact"]) == 3
    lines = TEXT.split("\n")
    headers = layout_of(TEXT).headers["fact"]
    assert [lines[line - 1].strip() for line in headers] == [
        "[[fact]]",
        '[[ "fact" ]] # the second',
        "[[fact]]",
    ]
    assert headers[0] == 17


def test_keys_of_the_top_level_have_their_first_line() -> None:
    first = layout_of(TEXT).first
    assert (first["title"], first["quoted"], first["story"], first["raw"]) == (2, 3, 8, 13)
    assert first["other"] == TEXT.split("\n").index("[other]") + 1
    assert "statement" not in first
    assert "role" not in first


VALUES = st.one_of(
    st.sampled_from(
        ['"""\n[[a]]\n"""', "'''\n[[a]]'''", '"#[[a]]"', "'[[a]]'", "[\n[['a']],\n]", "{ a = [1] }"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc"])).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    ),
)


@settings(deadline=None)
@given(st.lists(st.lists(VALUES, max_size=4), max_size=6))
def test_each_entry_is_found_on_its_line(entries: list[list[str]]) -> None:
    text, expected = "", []
    for values in entries:
        expected.append(text.count("\n") + 1)
        text += "[[a]]\n" + "".join(f"k{n} = {value}\n" for n, value in enumerate(values))
    assert len(tomllib.loads(text).get("a", [])) == len(entries)
    layout = layout_of(text)
    assert layout.headers.get("a", []) == expected
    lines = text.split("\n")
    for keys, values in zip(layout.keys.get("a", []), entries, strict=True):
        assert [lines[keys[f"k{n}"] - 1].partition(" ")[0] for n in range(len(values))] == [
            f"k{n}" for n in range(len(values))
        ]


def test_keys_below_a_header_have_their_own_lines() -> None:
    text = """[[fact]]
id = "one"
evidence = [
  { source = "brief" },
  { source = "atlas", place = { paragraph = 3 } },
]
aliases = ["a",
  "b"]
at.once = 1

[fact.wording]
object = "x"
[[fact.wrong]]
role = "subject"
[[fact.wrong]]
role = "object"
[[fact]]
id = "two"
"""
    first, second = layout_of(text).keys["fact"]
    assert first == {
        "id": 2,
        "evidence": 3,
        "evidence[1]": 4,
        "evidence[2]": 5,
        "aliases": 7,
        "aliases[1]": 7,
        "aliases[2]": 8,
        "at.once": 9,
        "wording": 11,
        "wording.object": 12,
        "wrong[1]": 13,
        "wrong[1].role": 14,
        "wrong[2]": 15,
        "wrong[2].role": 16,
    }
    assert second == {"id": 18}
