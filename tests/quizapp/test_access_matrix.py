"""Every route, asked by everybody: what each may do, and that nothing tells forbidden from missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quizapp.access import RULES
from tests.quizapp.doors import (
    BOTH_STUDENTS,
    EVERYBODY,
    KNOWN_ALREADY,
    SCOPES,
    SIGN_IN,
    SUCCESS,
    THE_STUDENT,
    THE_TEACHER,
    Door,
    is_refusal,
)
from tests.quizapp.neighbourhood import CALLERS, changed_tables, rows_now
from tests.quizapp.visits import ENDPOINTS, VISITS, address

Doors = Callable[[str], list[Door]]

# POST requests that succeed and change no row, with what our visits send.
KEEPS_NOTHING: dict[str, frozenset[str]] = {
    "accounts.new_password": EVERYBODY,  # nobody here has a temporary password
    "accounts.sign_up": frozenset(KNOWN_ALREADY),
    "accounts.sign_out": frozenset({"anonymous"}),
    "accounts.account_end_others": EVERYBODY - THE_STUDENT,  # who has one sign-in only
    "accounts.people_enable": EVERYBODY,
    "bank.publish": EVERYBODY,  # the draft has something to mend
    "classrooms.join": EVERYBODY,
    "classrooms.enter": BOTH_STUDENTS | THE_TEACHER,
    "bank.save": EVERYBODY,
    "bank.preview": EVERYBODY,
    "cards.stop": EVERYBODY,  # nobody here studies it
    "cards.keep_result": EVERYBODY,  # no deck asks what the attempt asked
    "cards.change_notes": EVERYBODY,  # nothing is ticked
    "cards.share_with_class": EVERYBODY,  # the class has the deck already
    "cards.preview_note": EVERYBODY,
    "cards.send": EVERYBODY,  # a file waits beside the database until it is taken in
    "cards.change_found": EVERYBODY,
    "cards.undo_change": EVERYBODY,  # nothing was done that could be taken back
    "cards.check_typed": EVERYBODY,
    "exchange.send": EVERYBODY,  # a file waits beside the database until it is taken in
    "exchange.preview_made": EVERYBODY,
    "exchange.keep_ticks": EVERYBODY,  # ticks wait beside it
    "progress.keep_marks": EVERYBODY,  # no open answer waits to be marked
    "quizzes.claim": EVERYBODY,
}

OVERRIDES = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"}
MISSING = {"classrooms.join_with_code": 422, "classrooms.enter": 422}
NO_ROWS = (0, 2**31, 2**63, 2**70)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_everybody_gets_what_the_table_says_and_no_more(doors: Doors, endpoint: str) -> None:
    for door in doors(endpoint):
        expected = {caller: door.expected(caller) for caller in CALLERS}
        refused = [caller for caller, status in expected.items() if is_refusal(status)]
        for caller in refused:
            reply = door.ask(caller)
            assert (caller, reply.status, reply.commits) == (caller, expected[caller], 0)
        door.assert_nothing_changed()
        for caller in CALLERS.keys() - refused:
            reply = door.ask(caller)
            changed = changed_tables(door.place.rows, rows_now(door.app))
            keeps = door.method == "POST" and caller not in KEEPS_NOTHING.get(endpoint, ())
            assert (caller, reply.status, bool(changed)) == (caller, expected[caller], keeps)
            assert reply.commits == 1 or not changed
            if door.method == "POST":
                door.put_back()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_what_is_forbidden_answers_like_what_does_not_exist(doors: Doors, endpoint: str) -> None:
    for door in doors(endpoint):
        for name, value in door.names.items():
            missing = NO_ROWS if isinstance(value, int) else ("nowhere",)
            for caller in CALLERS:
                expected = door.expected(caller)
                is_forbidden = expected in (SIGN_IN, 403, 404)
                forbidden = door.ask(caller) if is_forbidden else None
                for unknown in missing:
                    reply = door.ask(caller, **{name: unknown})
                    status = expected if forbidden else MISSING.get(endpoint, 404)
                    assert (caller, unknown, reply.status, reply.commits) == (caller, unknown, status, 0)
                    assert forbidden is None or status == SIGN_IN or reply.body == forbidden.body
        door.assert_nothing_changed()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_other_methods_and_other_spellings_change_nothing(doors: Doors, endpoint: str) -> None:
    door = doors(endpoint)[0]
    target = address(door.app, endpoint, door.names)
    answered = all_methods_at(door, target)
    for caller in ("anonymous", "teacher"):
        for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} - answered):
            reply = door.send(caller, method, target, headers=OVERRIDES)
            assert (method, reply.status) == (method, 405)
        if door.method == "GET":
            read, head = (door.send(caller, method, target) for method in ("GET", "HEAD"))
            assert (head.status, head.body) == (read.status, b"")
            pretended = target + ("&" if "?" in target else "?") + "_method=DELETE"
            assert door.send(caller, "GET", pretended, headers=OVERRIDES).status == read.status
    for method in ("GET", "POST", "OPTIONS"):
        for odd in spellings(target) if method != "OPTIONS" else [target]:
            assert door.send("teacher", method, odd).status < 500, odd
    door.assert_nothing_changed()


def all_methods_at(door: Door, target: str) -> set[str]:
    """What all routes at this address answer together."""
    return set(door.app.url_map.bind("localhost").allowed_methods(target.partition("?")[0]))


def spellings(target: str) -> list[str]:
    """The same address in ways that some servers take for it."""
    path, mark, query = target.partition("?")
    parent, _, last = path.rpartition("/")
    odd = [f"{path}/", f"{path}/.", f"{path}%2f", f"{path}%00", f"{parent}/%2e/{last}", f"/x/..{path}"]
    return [one + mark + query for one in [*odd, path.swapcase()] if path != "/"]


def test_every_scope_of_a_thing_is_explained(wired_app: Flask) -> None:
    named = {RULES[rule.endpoint].scope for rule in wired_app.url_map.iter_rules() if rule.arguments}
    assert named == SCOPES.keys()
    assert VISITS.keys() <= RULES.keys()
    assert {endpoint for endpoint, _ in SUCCESS} | MISSING.keys() <= RULES.keys()
