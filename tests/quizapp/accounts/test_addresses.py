"""Where one may be sent after signing in."""

from __future__ import annotations

import pytest
from flask import Flask, request

from quizapp.accounts.addresses import safe_next

ROOT = "https://quiz.example/"

HOSTILE = [
    "//e",
    "/\\e",
    "\\/e",
    "\\\\e",
    "/\t/e",
    "/\n/e",
    "/\r/e",
    "/%09/e",
    "/%0a/e",
    "/%0D/e",
    "https:e",
    "https:/e",
    "https://e",
    "http:///e",
    "///e",
    "////e",
    "//e@quiz.example",
    "https://quiz.example@e",
    "https://quiz.example.e",
    "https://quiz.example/ok",
    "http://quiz.example/ok",
    "javascript:alert(1)",
    "data:text/html,x",
    "/ok@e",
    "%2f%2fe",
    "/%2fe",
    "/%2Fe",
    "/%5ce",
    "/%5Ce",
    "\u2044\u2044e",
    "/\u2028e",
    "/\u202ee",
    "/ /e",
    " //e",
    " /ok",
    "\x00/ok",
    "/\x00",
    "/\x7f",
    "//ｅxample",
    "https://ｅ",
    "//xn--e-ega",
    "ok",
    "./ok",
    "../ok",
    "?ok",
    "#ok",
    "",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("target", HOSTILE)
def test_what_is_not_plainly_a_page_of_ours_goes_home(target):
    assert safe_next(target, ROOT) == "/"


@pytest.mark.parametrize(
    "target", ["/", "/classes", "/join/K7M2PQ", "/questions?q=a%20b&page=2", "/quizzes?q=ä"]
)
def test_pages_of_ours_are_gone_to(target):
    assert safe_next(target, ROOT) == target


def test_nothing_asked_for_goes_home():
    assert safe_next(None, ROOT) == "/"


@pytest.mark.parametrize("raw", ["/%09/e", "%2f%2fe", "/%5ce", "%00/ok", "/%0d%0aSet-Cookie:x=1"])
def test_what_the_framework_decodes_is_judged_decoded(raw):
    with Flask(__name__).test_request_context(f"/sign-in?next={raw}", base_url=ROOT):
        assert safe_next(request.args["next"], request.host_url) == "/"
