"""Receipts that travel with a question: readable on the way, and the same when they are back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.formats.item import IMPORTED, Item
from questions.formats.receipts import carried, restored
from questions.question import Asked, Citation, Question, Sealed, Text, VerdictKey

MET = Citation("talks-brief", 12, quote="They met twice.", fact="two-meetings", title="The talks")
RECORD = Citation("atlas", record="Sweden", proves=False, about="b")

SAID = Text("They did.")


def item_of(*citations: Citation, explanation: Text = SAID, tags: tuple[str, ...] = ("talks",)) -> Item:
    sealed = Sealed(VerdictKey(True), explanation, citations=citations)
    return Item(Question("", Asked("true_false", Text("They met.")), sealed, pattern=IMPORTED), tags=tags)


def test_people_read_a_line_and_machines_read_tags() -> None:
    text, tags = carried(item_of(MET, RECORD))

    assert text == Text(
        "They did.\n"
        "Source: The talks (talks-brief) ¶ 12, fact two-meetings: “They met twice.”\n"
        "Source: atlas, record Sweden, against option b"
    )
    assert tags == (
        "talks", "source:talks-brief", "passage:talks-brief#12", "fact:two-meetings", "source:atlas"
    )  # fmt: skip


def test_an_item_without_receipts_travels_as_it_is() -> None:
    assert carried(item_of()) == (Text("They did."), ("talks",))
    assert restored(Text("They did."), ("talks",)) == (Text("They did."), (), ("talks",))


def test_a_line_that_no_tag_confirms_is_an_authors_own() -> None:
    text = Text("They did.\nSource: talks-brief ¶ 12")

    assert restored(text, ("talks",)) == (text, (), ("talks",))
    assert restored(text, ("source:atlas",)) == (text, (Citation("atlas"),), ())


def test_tags_name_a_place_whose_line_was_edited_away() -> None:
    tags = ("a", "source:talks-brief", "passage:talks-brief#12", "fact:two-meetings")

    assert restored(Text("Changed."), tags) == (
        Text("Changed."),
        (Citation("talks-brief", 12),),
        ("a", "fact:two-meetings"),
    )


def test_a_tag_that_another_program_shortened_still_confirms_its_line() -> None:
    cited = Citation("a" * 70, 3, quote="So.")
    text, tags = carried(item_of(cited))

    assert restored(text, [tag[:50] for tag in tags]) == (Text("They did."), (cited,), ("talks",))


@pytest.mark.parametrize("title", ["Plan (draft)", "Source: z", "A (b) c", "1. *Plan*: “all”", "x" * 300, ""])
def test_a_title_comes_back_with_its_citation(title: str) -> None:
    cited = replace(MET, title=title)

    assert restored(*carried(item_of(cited))) == (Text("They did."), (cited,), ("talks",))


@pytest.mark.parametrize(
    ("title", "read"),
    [("A (b) ¶ 3: “c”", "A [b] ¶ 3: “c”"), ("x\n y", "x y"), ("A: “b”", ""), ("x" * 400, "x" * 300)],
)
def test_a_title_that_would_be_read_otherwise_is_changed_or_left_out(title: str, read: str) -> None:
    text, tags = carried(item_of(replace(MET, title=title)))

    assert restored(text, tags) == (Text("They did."), (replace(MET, title=read),), ("talks",))


WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
CITATIONS = st.builds(
    Citation,
    source=WORDS.filter(bool),
    paragraph=st.none() | st.integers(1, 9_999),
    record=WORDS,
    quote=WORDS,
    fact=WORDS,
    proves=st.booleans(),
    about=st.sampled_from(["", "a", "true"]),
    title=st.sampled_from(["", "The talks", "Talks (2021), “all”", "*a* b_c $c$ [d]", "Über 3 < 4 & ¶ 5"]),
)
EXPLANATIONS = st.sampled_from(
    [
        Text(""),
        Text("Two\nlines."),
        Text("Plain * and $5."),
        Text("**Bold** words.", "markdown"),
        Text("- one\n- two", "markdown"),
        Text("Above.\n\nBelow *it*.", "markdown"),
    ]
)


@given(st.lists(CITATIONS, max_size=4).map(tuple), EXPLANATIONS)
def test_receipts_come_back_as_they_were(citations: tuple[Citation, ...], explanation: Text) -> None:
    text, tags = carried(item_of(*citations, explanation=explanation))

    assert restored(text, tags) == (explanation, citations, ("talks",))


@given(st.lists(CITATIONS, max_size=4).map(tuple), EXPLANATIONS)
def test_receipts_come_back_through_hypertext(citations: tuple[Citation, ...], explanation: Text) -> None:
    text, tags = carried(item_of(*citations, explanation=explanation))

    read = read_hypertext(hypertext_of(text.value, text.format))

    again = Text(read.text(text.format), text.format)
    assert restored(again, tags) == (explanation, citations, ("talks",))


@pytest.mark.parametrize("quote", [r"0\(x\)", r"a\\(b\\)", r"\[y\]", "[$]x[/$]", "[$$]x[/$$]", r"\\\(z\)"])
def test_what_opens_a_formula_elsewhere_is_no_formula_in_a_quote(quote: str) -> None:
    citations = (replace(MET, quote=quote),)
    for explanation in (SAID, Text("**They** did.", "markdown")):
        text, tags = carried(item_of(*citations, explanation=explanation))
        read = read_hypertext(hypertext_of(text.value, text.format))
        assert not any(run.formula for _mark, runs in read.lines for run in runs)
        again = Text(read.text(text.format), text.format)
        assert restored(again, tags) == (explanation, citations, ("talks",))


def test_a_hostile_line_is_read_in_linear_time() -> None:
    for line in ("Source: " + "(a" * 200_000, "Source: a (" * 50_000, "Source: a: “" * 50_000):
        assert restored(Text(line), ("source:a",))[1] == (Citation("a"),)
