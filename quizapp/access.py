"""Who may do what to which thing: one table, one gate. A route that is not in the table fails the build.

The gate asks for standing before anything is loaded, so that existing and missing things look
alike from outside. Whether a *thing* is the caller's is decided where it is loaded: queries take
the caller and raise `NotFound` (the `scope` column says which rule they apply).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from flask import Flask, Response, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from questions.formats.limits import LARGEST_FILE, MEBIBYTE
from questions.handout.reading import LARGEST_HANDOUT
from questions.pictures.picture import LARGEST_PICTURE
from questions.sounds.sound import LARGEST_SOUND
from quizapp.errors import NotAllowed, NotFound


class Standing(IntEnum):
    """How far somebody is known; each includes those before it."""

    ANYONE = 0
    GUEST = 1
    STUDENT = 2
    TEACHER = 3
    ADMINISTRATOR = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """The least standing that a route asks for, whose things it may touch, and whether it reads JSON.

    `largest` is how many bytes it takes with a file, where that is more than the usual.
    """

    least: Standing
    scope: str = ""
    takes_json: bool = False
    largest: int | None = None


ANYONE, GUEST, STUDENT, TEACHER, ADMINISTRATOR = Standing

RULES: dict[str, Rule] = {
    "health.alive": Rule(ANYONE),
    "health.ready": Rule(ANYONE),
    "accounts.sign_in": Rule(ANYONE),
    "accounts.sign_out": Rule(ANYONE, "the caller's own sign-in"),
    "accounts.sign_up": Rule(ANYONE),
    "accounts.recover": Rule(ANYONE),
    "accounts.new_password": Rule(STUDENT, "the caller's own"),
    "accounts.invitation": Rule(ANYONE, "whoever holds the link"),
    "accounts.accept_invitation": Rule(ANYONE, "whoever holds the link"),
    "accounts.account": Rule(STUDENT, "the caller's own"),
    "accounts.account_profile": Rule(STUDENT, "the caller's own"),
    "accounts.account_password": Rule(STUDENT, "the caller's own"),
    "accounts.account_recovery_code": Rule(STUDENT, "the caller's own"),
    "accounts.account_end_sign_in": Rule(STUDENT, "the caller's own"),
    "accounts.account_end_others": Rule(STUDENT, "the caller's own"),
    "accounts.people": Rule(ADMINISTRATOR),
    "accounts.person": Rule(ADMINISTRATOR),
    "accounts.people_disable": Rule(ADMINISTRATOR),
    "accounts.people_enable": Rule(ADMINISTRATOR),
    "accounts.people_give_role": Rule(ADMINISTRATOR),
    "accounts.people_take_role": Rule(ADMINISTRATOR),
    "accounts.people_invite": Rule(ADMINISTRATOR),
    "accounts.people_withdraw": Rule(ADMINISTRATOR),
    "classrooms.join": Rule(ANYONE, "whoever knows the code"),
    "classrooms.join_with_code": Rule(ANYONE, "whoever knows the code"),
    "classrooms.enter": Rule(STUDENT, "whoever knows the code"),
    "classrooms.leave": Rule(STUDENT, "classes that the caller is a student of"),
    "classrooms.classes": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.create": Rule(TEACHER),
    "classrooms.people": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.settings": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.change": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.code": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.code_svg": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.new_code": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.archive": Rule(TEACHER, "classes that the caller teaches"),
    "classrooms.student": Rule(TEACHER, "students of classes that the caller teaches"),
    "classrooms.rename_student": Rule(TEACHER, "students of classes that the caller teaches"),
    "classrooms.remove": Rule(TEACHER, "members of classes that the caller teaches"),
    "classrooms.reset_password": Rule(TEACHER, "students of classes that the caller teaches"),
    "classrooms.add_teacher": Rule(TEACHER, "classes that the caller teaches"),
    "library.banks": Rule(ANYONE),
    "library.make_bank": Rule(TEACHER),
    "library.bank": Rule(ANYONE, "the brief to all, the list of facts to teachers"),
    "media.picture": Rule(GUEST, "whoever was shown its name: 256 bits of what it holds, listed nowhere"),
    "media.sound": Rule(GUEST, "whoever was shown its name: 256 bits of what it holds, listed nowhere"),
    "bank.questions": Rule(TEACHER, "published, shipped and own questions"),
    "bank.question": Rule(TEACHER, "published, shipped and own questions"),
    "bank.new": Rule(TEACHER),
    "bank.create": Rule(TEACHER, largest=LARGEST_PICTURE + MEBIBYTE),
    "bank.edit": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.save": Rule(TEACHER, "own questions; an administrator's: all", largest=LARGEST_PICTURE + MEBIBYTE),
    "bank.preview": Rule(TEACHER),
    "bank.publish": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.retire": Rule(TEACHER, "own questions; an administrator's: all"),
    "bank.copy": Rule(TEACHER, "published, shipped and own questions"),
    "bank.reports": Rule(TEACHER, "on own questions and from own classes; an administrator's: all"),
    "bank.settle": Rule(TEACHER, "on own questions and from own classes; an administrator's: all"),
    "quizzes.choose": Rule(ANYONE, "banks to all, the rest is the caller's own"),
    "quizzes.plan": Rule(ANYONE),
    "quizzes.start": Rule(ANYONE),
    "quizzes.practise_missed": Rule(GUEST, "what the caller missed"),
    "quizzes.start_assigned": Rule(STUDENT, "what a class of the caller's was given"),
    "quizzes.resume": Rule(GUEST, "own attempts"),
    "quizzes.question": Rule(GUEST, "own attempts"),
    "quizzes.whole": Rule(GUEST, "own attempts"),
    "quizzes.save": Rule(GUEST, "own attempts", takes_json=True),
    "quizzes.summary": Rule(GUEST, "own attempts"),
    "quizzes.submit": Rule(GUEST, "own attempts"),
    "quizzes.review": Rule(GUEST, "own attempts"),
    "quizzes.review_question": Rule(GUEST, "own attempts, once their review has opened"),
    "quizzes.report": Rule(GUEST, "own attempts, what may be seen of them"),
    "quizzes.claim": Rule(STUDENT, "what the caller did as a guest"),
    "quizzes.made": Rule(TEACHER, "the caller's own"),
    "quizzes.choose_bank": Rule(TEACHER),
    "quizzes.pick": Rule(TEACHER, "published questions"),
    "quizzes.make": Rule(TEACHER, "published questions"),
    "quizzes.made_quiz": Rule(TEACHER, "own quizzes, and those of classes that the caller teaches"),
    "quizzes.give": Rule(TEACHER, "the same, to classes that the caller teaches"),
    "quizzes.dates": Rule(TEACHER, "what classes that the caller teaches were given"),
    "quizzes.withdraw": Rule(TEACHER, "what classes that the caller teaches were given"),
    "quizzes.override": Rule(TEACHER, "students of classes that the caller teaches"),
    "quizzes.lift": Rule(TEACHER, "students of classes that the caller teaches"),
    "cards.today": Rule(STUDENT, "the caller's own study"),
    "cards.review": Rule(STUDENT, "the caller's own study"),
    "cards.next_cards": Rule(STUDENT, "the caller's own study"),
    "cards.answers": Rule(STUDENT, "the caller's own study", takes_json=True),
    "cards.undo": Rule(STUDENT, "the caller's own study", takes_json=True),
    "cards.act": Rule(STUDENT, "the caller's own study", takes_json=True),
    "cards.check_typed": Rule(STUDENT, "the caller's own study", takes_json=True),
    "cards.play_round": Rule(STUDENT, "decks that the caller studies"),
    "cards.finish_round": Rule(STUDENT, "decks that the caller studies"),
    "cards.receipt": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.decks": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.deck": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.study": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.stop": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.new_deck": Rule(STUDENT),
    "cards.make_deck": Rule(STUDENT),
    "cards.deck_settings": Rule(STUDENT, "own decks"),
    "cards.change_deck": Rule(STUDENT, "own decks"),
    "cards.archive_deck": Rule(STUDENT, "own decks"),
    "cards.share": Rule(TEACHER, "own decks"),
    "cards.share_with": Rule(TEACHER, "own decks"),
    "cards.share_with_class": Rule(TEACHER, "classes that the caller teaches"),
    "cards.change_notes": Rule(STUDENT, "own notes; of decks open to the caller, her own memory"),
    "cards.find": Rule(STUDENT, "the caller's own study"),
    "cards.undo_change": Rule(STUDENT, "the caller's own study"),
    "cards.change_found": Rule(STUDENT, "own notes; of decks open to the caller, her own memory"),
    "cards.note": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.new_note": Rule(STUDENT, "own decks"),
    "cards.write_note": Rule(STUDENT, "own decks", largest=LARGEST_SOUND + MEBIBYTE),
    "cards.edit_note": Rule(STUDENT, "own decks"),
    "cards.save_note": Rule(STUDENT, "own decks", largest=LARGEST_SOUND + MEBIBYTE),
    "cards.preview_note": Rule(STUDENT),
    "cards.bring": Rule(STUDENT),
    "cards.send": Rule(STUDENT, largest=LARGEST_FILE + MEBIBYTE),
    "cards.export_deck": Rule(STUDENT, "own decks, banks' and those of the caller's classes"),
    "cards.look": Rule(STUDENT, "what the caller has sent"),
    "cards.take_in": Rule(STUDENT, "what the caller has sent"),
    "cards.figures": Rule(STUDENT, "the caller's own"),
    "cards.class_decks": Rule(TEACHER, "classes that the caller teaches"),
    "cards.class_deck": Rule(TEACHER, "classes that the caller teaches"),
    "cards.plan": Rule(STUDENT, "the caller's own"),
    "cards.keep_plan": Rule(STUDENT, "the caller's own"),
    "cards.take_back_result": Rule(STUDENT, "own attempts"),
    "cards.practise_at_risk": Rule(STUDENT, "what the caller is about to forget"),
    "cards.keep_result": Rule(STUDENT, "own attempts"),
    "exchange.bring": Rule(TEACHER),
    "exchange.send": Rule(TEACHER, largest=LARGEST_FILE + MEBIBYTE),
    "exchange.look": Rule(TEACHER, "questions that the caller has sent"),
    "exchange.keep_ticks": Rule(TEACHER, "questions that the caller has sent"),
    "exchange.take_in": Rule(TEACHER, "questions that the caller has sent"),
    "exchange.landing": Rule(TEACHER, "questions that the caller has sent"),
    "exchange.export": Rule(TEACHER, "published, shipped and own questions"),
    "exchange.export_file": Rule(TEACHER, "published, shipped and own questions"),
    "exchange.landed": Rule(TEACHER, "own imports"),
    "exchange.take_back_import": Rule(TEACHER, "own imports"),
    "exchange.handouts": Rule(TEACHER, "the caller's own"),
    "exchange.take_handout": Rule(TEACHER, largest=LARGEST_HANDOUT + MEBIBYTE),
    "exchange.handout": Rule(TEACHER, "own handouts"),
    "exchange.bench": Rule(TEACHER, "own handouts"),
    "exchange.preview_made": Rule(TEACHER, "own handouts"),
    "exchange.add_made": Rule(TEACHER, "own handouts"),
    "exchange.promote": Rule(TEACHER, "own handouts"),
    "progress.home": Rule(ANYONE, "the caller's own"),
    "progress.first": Rule(ANYONE, "easy questions of the front page's bank"),
    "progress.history": Rule(GUEST, "the caller's own"),
    "progress.classroom": Rule(TEACHER, "classes that the caller teaches"),
    "progress.given": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.given_csv": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.answers_csv": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.class_student": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.class_student_csv": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.marking": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.keep_marks": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.marks": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.rule": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.take_back_ruling": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.class_attempt": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "progress.class_attempt_question": Rule(TEACHER, "assigned work in classes that the caller teaches"),
    "style.page": Rule(ANYONE, "development only"),
}


def standing(user: object) -> Standing:
    """The standing of Flask-Login's current user; roles come with the user, so no query."""
    if not getattr(user, "is_authenticated", False):
        return ANYONE
    if getattr(user, "is_guest", False):
        return GUEST
    names = _role_names(user)
    if "administrator" in names:
        return ADMINISTRATOR
    return TEACHER if "teacher" in names else STUDENT


def teaches(user: object) -> bool:
    """Whether somebody is a teacher, which an administrator need not be: she may do what teachers do, but is
    shown first what she is here for.
    """
    return "teacher" in _role_names(user)


def _role_names(user: object) -> set[str]:
    return {role.name for role in getattr(user, "roles", ())}


def largest_body(usual: int) -> int:
    """How many bytes the largest request has that any route takes, where most take the usual."""
    return max(usual, *(rule.largest or 0 for rule in RULES.values()))


def init_app(app: Flask) -> None:
    app.before_request(_gate)


def _gate() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    rule = RULES.get(request.endpoint)
    if rule is None:
        raise NotFound
    if request.method == "POST" and request.is_json and not rule.takes_json:
        # The form library would read it in the place of fields, without any bound on its depth.
        raise UnsupportedMediaType
    if rule.least is ANYONE:
        return None
    has = standing(current_user)
    if has >= rule.least:
        # A form without a file is read into memory whole, and stays within the usual.
        if rule.largest is not None and request.mimetype == "multipart/form-data":
            request.max_content_length = rule.largest
        return None
    if has >= GUEST and rule.least >= TEACHER:
        raise NotAllowed
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return Response('{"reason": "sign_in"}\n', 401, mimetype="application/json")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back))
