"""User names: which are allowed, and which are one and the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.accounts.codes import in_groups, read_code
from quizapp.accounts.devices import device_name
from quizapp.accounts.names import canonical_name, clean_name, is_allowed


@pytest.mark.parametrize(
    "twin",
    [
        "admin",
        "ADMIN",
        " admin ",
        "ad\u200bmin",
        "admin\ufeff",
        "аdmin",
        "ａｄｍｉｎ",
        "adm\u0131n",
        "ADM\u0130N",
        "\u1d43dmin",
        "ad\u00admin",
    ],
)
def test_names_that_look_alike_have_one_canonical_form(twin):
    assert canonical_name(twin) == "admin"


@pytest.mark.parametrize(
    ("one", "other"), [("zoe", "zoë"), ("ali", "all"), ("anna1", "annal"), ("ada", "ada.")]
)
def test_names_that_look_different_stay_different(one, other):
    assert canonical_name(one) != canonical_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ﬁnn", "finn"), ("Straße", "STRASSE"), ("7b-٠٣", "7b-03"), ("\u212aai", "kai")]
)
def test_other_ways_of_writing_a_name_are_the_same_name(one, other):
    assert canonical_name(one) == canonical_name(other)


@pytest.mark.parametrize("name", ["ada", "7b-03", "zoë.w", "Анна", "小明明", "x" * 32, "a_b"])
def test_letters_digits_and_three_signs_make_a_name(name):
    assert is_allowed(clean_name(name))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "x" * 33,
        ".ada",
        "-ada",
        "_ada",
        "a b c",
        "ada@home",
        "ada/..",
        "<ada>",
        "a\x00da",
        "ada\n"[:4] + "x",
    ],
)
def test_other_signs_do_not(name):
    assert not is_allowed(clean_name(name))


@given(st.text(max_size=80))
def test_the_canonical_form_is_its_own_canonical_form(text):
    once = canonical_name(text)
    assert canonical_name(once) == once


@given(st.text(min_size=3, max_size=32))
def test_an_allowed_name_fits_its_columns(text):
    name = clean_name(text)
    if is_allowed(name):
        assert len(name) <= 64
        assert len(canonical_name(name)) <= 128


def test_codes_are_written_in_groups_and_read_back_however_typed():
    assert in_groups("K7M2PQR8ABCD") == "K7M2-PQR8-ABCD"
    assert read_code(" k7m2 pqr8–abcd ") == "K7M2PQR8ABCD"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
            "Chrome, Chromebook",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_words_its_owner_knows(user_agent, name):
    assert device_name(user_agent) == name
