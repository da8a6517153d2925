"""How each route is visited: its address in the neighbourhood, and what a caller who means it would send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from quizapp.access import RULES
from tests.builders import PASSWORD
from tests.quizapp.bank.conftest import choice_form
from tests.quizapp.neighbourhood import Neighbourhood

NEW_PASSWORD = "another long secret"
NEWCOMER = {"username": "newcomer", "display_name": "Newcomer", "password": NEW_PASSWORD}
STILL_OPEN = {"attempt_id": "open_attempt_id"}
QUIZ = {"title": "Second test", "mode": "test", "review": "at_once", "length": "5", "how": "any"}
PLAN = {"mode": "practise", "length": "5", "how": "any", "focus": "all"}

THE_LENGTH = {
    "paragraph": "1",
    "words": "12-16",
    "accepted": "long",
    "short": "y",
    "short_stem": "Which word is missing? “The Nile is _____.”",
}
"""What the bench suggests for the one word of the handout: questions are in the language of their text."""


@dataclass(frozen=True)
class Visit:
    """What differs from the usual: which row an argument names, what is in the address, what is sent."""

    named: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


VISITS: dict[str, Visit] = {
    "accounts.sign_in": Visit(form={"username": "student", "password": PASSWORD}),
    "accounts.sign_up": Visit(form=NEWCOMER),
    "accounts.recover": Visit(
        form={"username": "student", "recovery_code": "RECOVER", "password": NEW_PASSWORD}
    ),
    "accounts.new_password": Visit(form={"password": NEW_PASSWORD}),
    "accounts.accept_invitation": Visit(form=NEWCOMER),
    "accounts.account_profile": Visit(form={"display_name": "Otherwise", "zone": "UTC"}),
    "accounts.account_password": Visit(form={"change-current": PASSWORD, "change-password": NEW_PASSWORD}),
    "accounts.account_recovery_code": Visit(form={"recovery-current": PASSWORD}),
    "accounts.people_give_role": Visit(form={"role": "teacher"}),
    "accounts.people_take_role": Visit(form={"role": "teacher"}),
    "accounts.people_invite": Visit(form={"role": "teacher"}),
    "classrooms.create": Visit(form={"name": "Zoology", "zone": "UTC"}),
    "classrooms.change": Visit(form={"name": "Zoology", "zone": "UTC", "joining_open": "y"}),
    "classrooms.rename_student": Visit(form={"display_name": "Otherwise"}),
    "classrooms.add_teacher": Visit(form={"username": "colleague"}),
    "classrooms.join": Visit(form={"code": "DOOR23"}),
    "bank.new": Visit(query="?bank=capitals&type=single_choice"),
    "bank.create": Visit(query="?bank=capitals&type=single_choice", form=choice_form(place="", quote="")),
    "bank.save": Visit(form={"action": "check", "stem": "Is it so?"}),
    "bank.preview": Visit(query="?bank=capitals&type=single_choice", form={"stem": "Is it so?"}),
    "bank.settle": Visit(form={"state": "mended", "reply": "Thank you"}),
    "quizzes.plan": Visit(form=PLAN),
    "quizzes.start": Visit(form={"topic": "planets"}),
    "quizzes.question": Visit(STILL_OPEN),
    "quizzes.save": Visit(STILL_OPEN, form={"writer": "w", "s2-seq": "0", "s2-flag": "1", "go": "2"}),
    "quizzes.resume": Visit(STILL_OPEN),
    "quizzes.summary": Visit(STILL_OPEN),
    "quizzes.whole": Visit(STILL_OPEN),
    "quizzes.submit": Visit(STILL_OPEN),
    "quizzes.report": Visit(form={"words": "It is wrong"}),
    "quizzes.claim": Visit(form={"keep": "1"}),
    "quizzes.make": Visit(form={**QUIZ, "focus": "all", "go": "make"}),
    "quizzes.give": Visit(form={"c{spare_classroom_id}-is_given": "y"}),
    "quizzes.withdraw": Visit({"assignment_id": "spare_assignment_id"}),
    "quizzes.dates": Visit(form={"attempts": "2"}),
    "quizzes.override": Visit(form={"extra_minutes": "15"}),
    "cards.answers": Visit(form={"uuid": "answered-today", "card": "{own_card_id}", "rating": "3"}),
    "cards.act": Visit(form={"uuid": "set-aside-today", "card": "{own_card_id}", "action": "suspend"}),
    "cards.check_typed": Visit(form={"card": "{own_card_id}", "typed": "Baikal"}),
    "cards.play_round": Visit({"deck_id": "own_deck_id"}, query="?kind=type"),
    "cards.finish_round": Visit({"deck_id": "own_deck_id"}, form={"draw": "{own_draw}", "s1-text": "Baikal"}),
    "cards.send": Visit(form={"text": "The longest river?\tThe Nile"}),
    "cards.look": Visit({"token": "held_cards"}),
    "cards.take_in": Visit({"token": "held_cards"}, form={"into": "0", "title": "Imported"}),
    "cards.make_deck": Visit(form={"title": "Lakes"}),
    "cards.change_deck": Visit(form={"title": "Lakes"}),
    "cards.share_with_class": Visit(form={"deck": "{deck_id}"}),
    "cards.write_note": Visit(form={"front": "The longest river?", "back": "The Nile"}),
    "cards.save_note": Visit(form={"row_version": "1", "front": "The longest?", "back": "The Nile"}),
    "cards.keep_plan": Visit(
        form={
            "new_per_day": "5",
            "reviews_per_day": "60",
            "buttons": "2",
            "retention": "85",
            "longest_interval": "90",
            "leech_after": "6",
        }
    ),
    "library.make_bank": Visit(form={"title": "Rivers"}),
    "exchange.send": Visit(form={"text": "1. The longest river?"}),
    "exchange.look": Visit({"token": "held_questions"}),
    "exchange.keep_ticks": Visit({"token": "held_questions"}, form={"shown": "1", "take": "1", "go": "1"}),
    "exchange.take_in": Visit({"token": "held_questions"}, form={"title": "Rivers", "publishing": "all"}),
    "exchange.landing": Visit({"token": "held_questions"}),
    "exchange.export_file": Visit(query="?as=json"),
    "exchange.take_handout": Visit(form={"text": "The Nile is long.", "bank": "new"}),
    "exchange.handout": Visit({"slug": "handout"}, query="?paragraph=1&words=12-16"),
    "exchange.bench": Visit({"slug": "handout"}, query="?paragraph=1&words=12-16"),
    "exchange.preview_made": Visit({"slug": "handout"}, form=THE_LENGTH),
    "exchange.add_made": Visit({"slug": "handout"}, form=THE_LENGTH),
    "exchange.promote": Visit({"slug": "handout"}, form={**THE_LENGTH, "statement": "The Nile is long."}),
    "progress.marks": Visit({"public_id": "published_id"}, query="?way=full"),
    "progress.rule": Visit({"public_id": "published_id"}, form={"way": "full", "why": "It was unclear."}),
    "progress.first": Visit(query="?s1-choice=1"),
}


def visit_of(endpoint: str) -> Visit:
    return VISITS.get(endpoint, Visit())


def rules_of(app: Flask, endpoint: str) -> Iterator[tuple[Rule, str]]:
    """Each rule of an endpoint with each method that its view answers itself."""
    for rule in app.url_map.iter_rules(endpoint):
        yield from ((rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def arguments(endpoint: str, rule: Rule, place: Neighbourhood) -> dict[str, Any]:
    named = visit_of(endpoint).named
    return {name: place.ids[named.get(name, name)] for name in sorted(rule.arguments)}


def sent(endpoint: str, place: Neighbourhood) -> dict[str, Any]:
    """The fields of the form."""
    form = visit_of(endpoint).form.items()
    return {
        name.format(**place.ids): value.format(**place.ids) if "{own_" in value or "_id}" in value else value
        for name, value in form
    }


def address(app: Flask, endpoint: str, arguments: Mapping[str, Any]) -> str:
    """The path with these arguments, also such as no row has."""
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(endpoint, dict(arguments))) + visit_of(endpoint).query


ENDPOINTS = sorted(RULES)
