"""No key, reason or receipt leaves before its review: a canary is planted in each, for every type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from questions.question import (
    ChoiceKey,
    Citation,
    DateKey,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.types import TYPES
from questions.when import When
from tests import builders
from tests.questions.builders import example_question
from tests.quizapp.quizzes.answers import OTHER, item, post_form, save, stored
from tests.quizapp.quizzes.conftest import Desk

CANARY = "kanarienvogel"
NUMBER, YEAR = 918273645, 4711
# Four digits stand in a random token sooner or later: a year stands by itself.
SIGNS = re.compile(rf"{CANARY}|{NUMBER}|918.?273.?645|(?<![\w.-]){YEAR}(?![\w.])", re.IGNORECASE)


def marked(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Ids are the bank's business: a page calls options by their place."""
    return tuple(replace(option, id=f"{CANARY}-{option.id}") for option in options)


def with_canaries(type: str) -> Question:
    """The plain question of a type with a canary in all that is sealed, and in every id."""
    plain = example_question(type)
    asked = replace(
        plain.asked,
        options=marked(plain.asked.options),
        prompts=marked(plain.asked.prompts),
        gaps=tuple(
            replace(gap, options=tuple(f"{CANARY}-{id}" for id in gap.options)) for gap in plain.asked.gaps
        ),
    )
    said = ("true", "false", f"{CANARY} accepted", str(NUMBER), *(option.id for option in asked.options))
    sealed = Sealed(
        planted(plain.sealed.key),
        Text(f"{CANARY} explains."),
        tuple(
            Why(f"{gap}{answer}", f"{CANARY} says why.", "entailed")
            for gap in ("", *(f"{gap.id}:" for gap in asked.gaps))
            for answer in said
        ),
        tuple(
            Citation("brief", 1, quote=f"{CANARY} is quoted", fact="f", about=about)
            for about in ("", *(option.id for option in asked.options))
        ),
    )
    return replace(plain, asked=asked, sealed=sealed)


def planted(key: Key) -> Key:
    match key:
        case ChoiceKey(right):
            return ChoiceKey(
                tuple(f"{CANARY}-{id}" for id in right), _whole(f"{CANARY}-{id}" for id in right)
            )
        case VerdictKey(true, part):
            return VerdictKey(true, f"{CANARY}-{part}" if part else "", f"{CANARY} is the truth.")
        case TextKey():
            partly = (f"{CANARY} partly", Fraction(1, 2))
            return TextKey((f"{CANARY} accepted", CANARY), (f"{CANARY} rival",), (partly,))
        case NumberKey():
            other = NumberAnswer(Fraction(NUMBER), Fraction(1), Fraction(1, 2))
            return NumberKey(Fraction(NUMBER), others=(other,))
        case DateKey():
            return DateKey(When(YEAR, 5, 1))
        case OrderKey(order):
            return OrderKey(tuple(f"{CANARY}-{id}" for id in order))
        case PairsKey(pairs):
            return PairsKey(tuple((f"{CANARY}-{prompt}", f"{CANARY}-{option}") for prompt, option in pairs))
        case GapsKey(keys):
            return GapsKey(tuple((gap, planted(one)) for gap, one in keys))
        case OpenKey():
            return OpenKey(Text(f"{CANARY} guides."))


def _whole(options: Iterable[str]) -> tuple[tuple[str, Fraction], ...]:
    """Shares that add up to the whole."""
    ids = list(options)
    return tuple((id, Fraction(1, len(ids))) for id in ids)


@pytest.fixture
def desk_with(rows, sign_in):
    """`desk_with(question, …, mode=…)` → a student before an attempt that asks these."""

    def make(*questions: Question, review: str = "at_once", mode: str, **dates: Any) -> Desk:
        with rows() as session:
            teacher, student = builders.teacher(session), builders.user(session)
            bank = builders.bank(session, paragraphs=[f"Here {CANARY} is quoted."])
            asks = [builders.question(session, bank, question) for question in questions]
            quiz = builders.quiz(session, bank, teacher, asks=asks, mode=mode, review=review)
            attempt = builders.attempt(session, student, quiz)
        return Desk(rows, teacher, student, sign_in(student), bank, asks, quiz, attempt)

    return make


def everything(reply) -> str:
    """All of a reply that a student could read: headers, cookies and body."""
    return f"{reply.status}\n{reply.headers}\n{reply.text}"


def pages(desk: Desk, type: str) -> dict[str, str]:
    """Every page that a student reaches while an attempt is open, and the replies to each kind of request."""
    browser, attempt = desk.browser, desk.attempt
    seen = {
        url: browser.get(url)
        for url in (
            desk.url(1), desk.url("all"), desk.url("summary"), desk.url("review"), desk.url("review/1"),
            desk.url("report/1"), f"{desk.url(1)}?preview=1&role=teacher", "/", "/quizzes", "/progress",
            f"/quizzes/new/{desk.bank.slug}",
        )
    }  # fmt: skip
    seen["as JSON"] = browser.get(desk.url(1), headers={"Accept": "application/json"})
    seen["review as JSON"] = browser.get(desk.url("review/1"), headers={"Accept": "application/json"})
    right, wrong = desk.answer(1, "right"), desk.answer(1, "wrong")
    harmless = {"unknown": ["1"]}
    if type in ("short_answer", "numeric", "date", "open_answer"):
        right = wrong = {"text": ["12"]}
    if type == "cloze":
        right, wrong = {"gap-1": ["1"]}, {"gap-1": ["2"], "gap-2": ["12"]}
    seen["save"] = save(browser, attempt, item(1, 0, wrong))
    seen["saved page"] = browser.get(desk.url(1))
    seen["save again"] = save(browser, attempt, item(1, 0, wrong))
    seen["conflict"] = save(browser, attempt, item(1, 0, harmless), writer=OTHER)
    seen["conflict, form"] = post_form(
        browser, attempt, 1, 0, right if right != wrong else harmless, writer="p3"
    )
    seen["unreadable"] = save(
        browser, attempt, item(1, 1, {"choice": ["77"], "text": ["??"], "place-1": ["9"], "gap-1": ["9"]})
    )
    seen["no such field"] = save(browser, attempt, item(1, 2, harmless), score=1)
    seen["all, again"] = browser.get(desk.url("all"))
    seen["summary, again"] = browser.get(desk.url("summary"))
    return {name: everything(reply) for name, reply in seen.items()}


@pytest.mark.parametrize("mode", ["test", "practise"])
@pytest.mark.parametrize("type", TYPES)
def test_nothing_sealed_leaves_before_review(desk_with, type, mode):
    desk = desk_with(with_canaries(type), mode=mode)
    for name, reply in pages(desk, type).items():
        assert not SIGNS.search(reply), (name, SIGNS.findall(reply), reply)


@pytest.mark.parametrize("type", TYPES)
def test_after_handing_in_the_review_shows_reason_and_receipt(desk_with, type):
    desk = desk_with(with_canaries(type), mode="test")
    desk.browser.post(desk.url("submit"))
    page = desk.browser.get(desk.url("review/1")).text
    assert f"{CANARY} explains." in page or f"{CANARY} says why" in page
    assert re.search(rf"{CANARY}</mark>|{CANARY} is quoted", page)
    assert f"{CANARY}-" not in page, "ids stay inside"


@pytest.mark.parametrize("type", TYPES)
def test_in_practice_a_check_shows_them_for_the_answer_that_it_locks(desk_with, type):
    desk = desk_with(with_canaries(type), replace(with_canaries(type), id="another"), mode="practise")
    post_form(desk.browser, desk.attempt, 1, 0, {"unknown": ["1"]}, go="check", number="1")
    assert SIGNS.search(desk.browser.get(desk.url(1)).text)
    assert not SIGNS.search(everything(desk.browser.get(desk.url(2))))
    assert desk.browser.get(desk.url("report/1")).status_code == 200
    assert desk.browser.get(desk.url("report/2")).status_code == 404


@pytest.mark.parametrize("type", TYPES)
def test_the_reply_to_a_save_is_the_same_for_right_and_wrong(desk_of, type):
    replies = set()
    for name in ("right", "wrong", "blank", "declared blank"):
        desk = desk_of(type)
        reply = save(desk.browser, desk.attempt, item(1, 0, desk.answer(1, name)))
        replies.add((reply.status_code, reply.data, str(reply.headers)))
    assert len(replies) == 1


def test_options_are_called_by_their_place_in_an_order_of_the_attempts_own(rows, desk_of):
    desk = desk_of("single_choice")
    orders = set()
    for seed in range(12):
        with rows() as session:
            attempt = builders.attempt(session, builders.user(session), desk.quiz, seed=seed)
            orders.add(tuple(stored(session, attempt).slots[1].option_order))
    assert len(orders) > 3
    page = desk.browser.get(desk.url(1)).text
    assert re.findall(r'name="s1-choice" value="([^"]*)"', page) == ["1", "2", "3"]


def test_a_sealed_review_shows_no_key_to_who_has_handed_in(desk_with):
    desk = desk_with(
        *(replace(with_canaries(type), id=type) for type in TYPES), mode="test", review="after_close"
    )
    for number, _type in enumerate(TYPES, 1):
        save(desk.browser, desk.attempt, item(number, 0, {"unknown": ["1"]}))
    desk.browser.post(desk.url("submit"))
    for url in (desk.url("review"), desk.url("review/1"), desk.url("report/1"), desk.url(1), desk.url("all"),
                "/", "/progress", "/quizzes"):  # fmt: skip
        reply = desk.browser.get(url, follow_redirects=True)
        assert not SIGNS.search(everything(reply)), url
