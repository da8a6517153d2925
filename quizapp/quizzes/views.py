"""Pages and requests of learners: choosing, answering, handing in, reviewing."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from quizapp import clock, dice
from quizapp.accounts.entry import CLAIMS_GUEST, enter_as_guest
from quizapp.bank import operations as bank_operations
from quizapp.bank import queries as bank
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.quizzes import answering_pages, choosing_pages, operations, queries, review_pages
from quizapp.quizzes.forms import LENGTHS, PlanForm, ReportForm, parse_json, read_form_save, read_json_save
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.result_panels import panels_of
from quizapp.quizzes.seeing import is_over, may_review, may_see_key
from quizapp.quizzes.terms_queries import get_terms_for, get_terms_of_attempt
from quizapp.quizzes.time_up import show_closed

blueprint = Blueprint("quizzes", __name__)

MINUTES_A_QUESTION = 0.6
"""A rule of thumb for reading, answering and reading why; only the form that offers lengths uses it."""

# Some 120 bits: no two page loads of an attempt share a name.
WRITER_LENGTH = 24


@blueprint.get("/quizzes")
def choose() -> str:
    return render_template(
        "quizzes/choose.html",
        active="quizzes",
        **choosing_pages.choices(db.session(), current_user, clock.now()),
    )


@blueprint.route("/quizzes/new/<slug>", methods=["GET", "POST"])
def plan(slug: str) -> str | AnyResponse:
    """Choose topics, length and mode; the same form starts the quiz."""
    session = db.session()
    shelf = library.get_bank(session, slug)
    form = PlanForm()
    topics = bank.topics_with_counts(session, shelf.id)
    form.topics.choices = [SelectChoice(topic.slug, topic.title) for topic in topics]
    form.length.choices = [SelectChoice(str(length), _length_in_words(length)) for length in LENGTHS]
    if form.validate_on_submit():
        attempt = operations.start_free_attempt(
            session,
            _learner(),
            shelf,
            form.plan(),
            mode=form.mode.data,
            limit_seconds=form.limit_seconds,
            now=clock.now(),
            rng=dice.rng(),
        )
        db.session.commit()
        return redirect(_address_of(attempt), 303)
    status = 422 if request.method == "POST" else 200
    page = render_template("quizzes/plan.html", active="quizzes", bank=shelf, form=form, topics=topics)
    return Response(page, status)


@blueprint.post("/quizzes/start/<slug>")
def start(slug: str) -> AnyResponse:
    """One button from the front page into a short practice of a bank, or of one of its topics."""
    session = db.session()
    shelf = library.get_bank(session, slug)
    attempt = operations.start_free_attempt(
        session,
        _learner(),
        shelf,
        choosing_pages.quick_plan(session, shelf, request.form.getlist("topic")),
        mode="practise",
        limit_seconds=None,
        now=clock.now(),
        rng=dice.rng(),
    )
    db.session.commit()
    return redirect(_address_of(attempt), 303)


@blueprint.post("/quizzes/missed/<slug>")
def practise_missed(slug: str) -> AnyResponse:
    """Practise what was missed last time, over all quizzes of a bank."""
    session = db.session()
    attempt = operations.start_missed_attempt(
        session, current_user, library.get_bank(session, slug), now=clock.now(), rng=dice.rng()
    )
    db.session.commit()
    return redirect(_address_of(attempt), 303)


@blueprint.post("/assignments/<int:assignment_id>/start")
def start_assigned(assignment_id: int) -> AnyResponse:
    session, now = db.session(), clock.now()
    quiz, terms = get_terms_for(session, current_user.id, assignment_id)
    attempt = operations.start_attempt(
        session,
        current_user,
        quiz,
        terms,
        bank.candidates(session, quiz.bank_id),
        now=now,
        rng=dice.rng(),
    )
    db.session.commit()
    return redirect(answering_pages.resume_address(session, attempt, now), 303)


@blueprint.get("/attempts/<int:attempt_id>")
def resume(attempt_id: int) -> AnyResponse:
    """Where an attempt goes on: the next to practise, the first that is open, or the summary."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    return redirect(answering_pages.resume_address(session, attempt, clock.now()))


@blueprint.get("/attempts/<int:attempt_id>/<int:number>")
def question(attempt_id: int, number: int) -> str | AnyResponse:
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    now = clock.now()
    if is_over(attempt, now):
        return redirect(url_for(".review", attempt_id=attempt.id))
    page = answering_pages.question_page(session, attempt, number, now=now, writer=_writer())
    return render_template("quizzes/question.html", **page)


@blueprint.get("/attempts/<int:attempt_id>/all")
def whole(attempt_id: int) -> str | AnyResponse:
    """All questions of a test on one page."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    now = clock.now()
    if is_over(attempt, now):
        return redirect(url_for(".review", attempt_id=attempt.id))
    if attempt.mode == "practise":
        return redirect(_address_of(attempt))
    return render_template(
        "quizzes/whole.html", **answering_pages.whole_page(session, attempt, now=now, writer=_writer())
    )


@blueprint.post("/attempts/<int:attempt_id>/answers")
def save(attempt_id: int) -> AnyResponse:
    """The save protocol: JSON from the page's script, or the plain form with where to go next."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id, for_update=True)
    now = clock.now()
    if request.is_json:
        outcome = operations.save_answers(session, attempt, read_json_save(parse_json(request.data)), now=now)
        db.session.commit()
        return _json(outcome.status, outcome.as_reply(now))
    outcome = operations.save_answers(
        session, attempt, read_form_save(request.form), now=now, only_changes=True
    )
    go = request.form.get("go", "")
    if go == "check" and outcome.status == 200:
        number = request.form.get("number", default=0, type=row_id)
        check = operations.check_answer(session, attempt, number, now=now, rng=dice.rng())
        if check.why_not:
            flash(check.why_not, "look")
        go = str(check.goes_to or "summary")
    db.session.commit()
    if outcome.status == 200:
        return redirect(answering_pages.next_address(attempt, go), 303)
    page = answering_pages.refused_page(session, attempt, outcome, now=now, writer=_writer())
    return Response(render_template("quizzes/refused.html", **page), 409)


@blueprint.get("/attempts/<int:attempt_id>/summary")
def summary(attempt_id: int) -> str | AnyResponse:
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    now = clock.now()
    if is_over(attempt, now):
        return redirect(url_for(".review", attempt_id=attempt.id))
    return render_template("quizzes/summary.html", **answering_pages.summary_page(session, attempt, now=now))


@blueprint.post("/attempts/<int:attempt_id>/submit")
def submit(attempt_id: int) -> AnyResponse:
    """Hand in, once: a second click or another tab is led to the same result."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id, for_update=True)
    now = clock.now()
    operations.submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=now)
    db.session.commit()
    return redirect(url_for(".review", attempt_id=attempt.id), 303)


@blueprint.get("/attempts/<int:attempt_id>/review")
def review(attempt_id: int) -> str:
    """The result: the score in words and number, and each question with both answers."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    now = clock.now()
    if not is_over(attempt, now):
        return render_template("quizzes/still_open.html", attempt=attempt, active="quizzes")
    show_closed(session, [attempt], now)
    if not may_review(attempt, now):
        return render_template("quizzes/sealed.html", **review_pages.sealed_page(attempt))
    page = review_pages.review_page(session, attempt, now)
    page["practise"] = review_pages.practice_of_missed(session, attempt, page["lines"], now)
    return render_template("quizzes/review.html", panels=panels_of(session, attempt, now), **page)


@blueprint.get("/attempts/<int:attempt_id>/review/<int:number>")
def review_question(attempt_id: int, number: int) -> str | AnyResponse:
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    now = clock.now()
    show_closed(session, [attempt], now)
    if not may_review(attempt, now):
        return redirect(url_for(".review", attempt_id=attempt.id))
    page = review_pages.review_question_page(session, attempt, number, now)
    return render_template("quizzes/review_question.html", **page)


@blueprint.route("/attempts/<int:attempt_id>/report/<int:number>", methods=["GET", "POST"])
def report(attempt_id: int, number: int) -> str | AnyResponse:
    """Tell the author that something is wrong with a question one has answered."""
    session = db.session()
    attempt = queries.get_own_attempt(session, current_user.id, attempt_id)
    slot = queries.get_slot(session, attempt.id, number)
    now = clock.now()
    show_closed(session, [attempt], now)
    if not may_see_key(attempt, slot, now):
        raise NotFound
    form = ReportForm()
    if form.validate_on_submit():
        bank_operations.report_problem(
            session,
            version_id=slot.version_id,
            user_id=current_user.id,
            words=form.words.data,
            classroom_id=queries.find_classroom_of(session, attempt),
            now=now,
        )
        db.session.commit()
        flash(_("Thank you. The author sees your words; the reply will stand where you wrote them."), "good")
        return redirect(review_pages.back_from_report(attempt, number), 303)
    page = review_pages.report_page(session, attempt, slot)
    return Response(render_template("quizzes/report.html", form=form, **page), 422 if form.errors else 200)


@blueprint.route("/claim", methods=["GET", "POST"])
def claim() -> str | AnyResponse:
    """Offer a new member what she did as a guest; nothing is taken unless she says so."""
    session = db.session()
    guest_id = browser.get(CLAIMS_GUEST)
    attempts = queries.attempts_of_guest(session, guest_id)
    if request.method == "POST":
        if request.form.get("keep") == "1" and attempts:
            operations.claim_attempts(session, current_user, guest_id, now=clock.now())
            flash(_("Your attempts are now yours."), "good")
        browser.pop(CLAIMS_GUEST, None)
        db.session.commit()
        return redirect("/", 303)
    return render_template("quizzes/claim.html", attempts=attempts)


def _length_in_words(length: int) -> str:
    minutes = ceil(length * MINUTES_A_QUESTION)
    return str(
        ngettext(
            "%(length)s questions, about %(num)s minute",
            "%(length)s questions, about %(num)s minutes",
            minutes,
            length=length,
        )
    )


def _learner() -> Any:
    """Whoever is here; somebody unknown becomes a guest by beginning."""
    return current_user._get_current_object() if current_user.is_authenticated else enter_as_guest()


def _writer() -> str:
    """A name for this page load, under which its saves are known."""
    return dice.code(WRITER_LENGTH)


def _address_of(attempt: Attempt) -> str:
    return url_for(".question", attempt_id=attempt.id, number=1)


def _json(status: int, body: dict[str, Any]) -> Response:
    response: Response = jsonify(body)
    response.status_code = status
    return response
