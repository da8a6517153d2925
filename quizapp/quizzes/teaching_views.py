"""Pages and requests of teachers: making quizzes, giving them to classes, and changing dates."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from questions.paper import Plan
from quizapp import clock, dice
from quizapp.accounts.entry import caller
from quizapp.bank import queries as bank
from quizapp.bank.lists import Filter, questions_page, topics_of_bank
from quizapp.bank.viewers import viewer
from quizapp.classrooms.queries import STUDENT, get_member
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.library import queries as library
from quizapp.library.models import Bank
from quizapp.page import Page
from quizapp.quizzes import operations, teaching_pages, teaching_queries
from quizapp.quizzes.models import Assignment
from quizapp.quizzes.teaching_forms import (
    MOST_QUESTIONS,
    QUIZ_LENGTHS,
    ChosenQuizForm,
    DatesForm,
    DrawnQuizForm,
    OverrideForm,
)
from quizapp.quizzes.views import blueprint

PICKS_ON_A_PAGE = 30


@blueprint.get("/quizzes/made")
def made() -> Page:
    """A teacher's own quizzes."""
    entries, older = teaching_queries.quizzes_made_by(
        db.session(), caller().id, request.args.get("before", type=row_id)
    )
    return render_template("quizzes/made.html", entries=entries, older=older, classroom=_classroom_asked())


@blueprint.get("/quizzes/make")
def choose_bank() -> Page:
    """The first step: from which bank."""
    published = bank.count_published(db.session())
    banks = [(entry, published.get(entry.id, 0)) for entry in library.banks(db.session(), viewer())]
    return render_template("quizzes/make_bank.html", banks=banks, classroom=_classroom_asked())


@blueprint.get("/quizzes/make/<slug>/questions")
def pick(slug: str) -> Page:
    """Choose questions one by one; what is chosen travels in the address, so a search loses nothing."""
    session = db.session()
    shelf = library.get_bank(session, slug, viewer())
    asked = Filter(
        bank=slug,
        status="published",
        topic=request.args.get("topic", ""),
        words=request.args.get("words", ""),
    )
    entries, older = questions_page(
        session, viewer(), asked, before=request.args.get("before", type=row_id), size=PICKS_ON_A_PAGE
    )
    chosen = teaching_queries.picks(session, shelf.id, _questions_asked())
    return render_template(
        "quizzes/pick.html",
        bank=shelf,
        topics=topics_of_bank(session, viewer(), slug),
        asked=asked,
        chosen=chosen,
        entries=[entry for entry in entries if entry.public_id not in {one.public_id for one in chosen}],
        older=older,
        classroom=_classroom_asked(),
    )


@blueprint.route("/quizzes/make/<slug>", methods=["GET", "POST"])
def make(slug: str) -> Page:
    """The second step: everything else; looked at as often as one likes, then made."""
    session = db.session()
    shelf = library.get_bank(session, slug, viewer())
    chosen = teaching_queries.picks(session, shelf.id, _questions_asked())
    form = ChosenQuizForm() if chosen else _drawn_form(shelf)
    if request.args.get("from") == "pick" and not chosen:
        flash(_("Tick at least one question."), "bad")
        return redirect(url_for(".pick", slug=slug, classroom=_classroom_asked()))
    if request.method != "POST":
        form.title.data = shelf.title
    elif not form.validate():
        return _make_page(shelf, form, chosen)
    plan = (
        form.plan()
        if isinstance(form, DrawnQuizForm)
        else Plan(length=len(chosen), focus="all", question_ids=tuple(one.public_id for one in chosen))
    )
    sample = teaching_pages.sample_of(session, shelf.id, plan, dice.rng())
    if request.form.get("go") != "make" or not sample.length:
        return _make_page(shelf, form, chosen, sample)
    quiz = operations.make_quiz(
        session,
        caller(),
        title=form.title.data,
        bank_id=shelf.id,
        plan=plan,
        mode=form.mode.data,
        review=form.review.data,
        limit_seconds=form.limit_seconds,
        now=clock.now(),
    )
    db.session.commit()
    return redirect(url_for(".give", quiz_id=quiz.id, classroom=_classroom_asked()), 303)


@blueprint.get("/quizzes/<int:quiz_id>")
def made_quiz(quiz_id: int) -> Page:
    session = db.session()
    quiz = teaching_queries.get_taught_quiz(session, caller().id, quiz_id)
    return render_template(
        "quizzes/made_quiz.html", **teaching_pages.quiz_page(session, caller(), quiz, dice.rng())
    )


@blueprint.route("/quizzes/<int:quiz_id>/give", methods=["GET", "POST"])
def give(quiz_id: int) -> Page:
    """Give a quiz to several classes at once, each with its own dates in its own zone."""
    session = db.session()
    quiz = teaching_queries.get_taught_quiz(session, caller().id, quiz_id)
    sent = teaching_pages.with_same_dates(request.form) if request.method == "POST" else None
    rows = teaching_pages.giving_rows(session, caller(), quiz, sent, _classroom_asked())
    given = teaching_pages.read_giving(quiz, rows) if sent is not None else None
    if given == [] and teaching_pages.was_given(session, caller(), quiz, request.form):
        return redirect(url_for(".made_quiz", quiz_id=quiz.id), 303)
    if not given:
        page = render_template(
            "quizzes/give.html",
            quiz=quiz,
            rows=rows,
            nothing_ticked=given == [],
            same_dates=teaching_pages.SAME_DATES,
            is_same=teaching_pages.SAME_DATES in request.form,
        )
        return page, 422 if sent is not None else 200
    for classroom, dates in given:
        operations.give_quiz(session, caller(), quiz, classroom, dates, now=clock.now())
    flash(_("Given. Your students see it on their page."), "good")
    db.session.commit()
    return redirect(url_for(".made_quiz", quiz_id=quiz.id), 303)


@blueprint.route("/assignments/<int:assignment_id>/dates", methods=["GET", "POST"])
def dates(assignment_id: int) -> Page:
    """The dates of one class; changing them moves the end of what students are writing."""
    session, given = db.session(), _taught(assignment_id)
    zone = given.classroom.zone
    if request.method != "POST":
        return _dates_page(given, DatesForm(data=DatesForm.fields_of(given, zone)))
    form = DatesForm(request.form)
    read = teaching_pages.read_dates(given.quiz, form, zone)
    if read is None:
        return _dates_page(given, form)
    operations.give_quiz(session, caller(), given.quiz, given.classroom, read, now=clock.now())
    flash(_("Saved. Whoever is writing now sees the new end with her next answer."), "good")
    db.session.commit()
    return redirect(url_for(".dates", assignment_id=given.id), 303)


@blueprint.post("/assignments/<int:assignment_id>/withdraw")
def withdraw(assignment_id: int) -> Page:
    given = _taught(assignment_id)
    operations.withdraw_assignment(db.session(), given)
    flash(_("Taken back. The class no longer sees it."), "good")
    db.session.commit()
    return redirect(url_for(".made_quiz", quiz_id=given.quiz_id), 303)


@blueprint.route("/assignments/<int:assignment_id>/students/<int:user_id>", methods=["GET", "POST"])
def override(assignment_id: int, user_id: int) -> Page:
    """More time, or other dates, for one student of the class."""
    session, given = db.session(), _taught(assignment_id)
    student = get_member(session, given.classroom, user_id, STUDENT)
    page = teaching_pages.override_page(session, given, student)
    zone = given.classroom.zone
    if request.method != "POST":
        row = page["override"]
        form = OverrideForm(data=OverrideForm.fields_of(row, zone) if row else {})
        return render_template("quizzes/override.html", form=form, **page)
    form = OverrideForm(request.form)
    if not form.validate():
        return render_template("quizzes/override.html", form=form, **page), 422
    try:
        operations.give_override(session, caller(), given, student, form.dates(zone), now=clock.now())
    except Invalid as refusal:
        blame(form, refusal)
        return render_template("quizzes/override.html", form=form, **page), 422
    db.session.commit()
    return redirect(url_for(".dates", assignment_id=given.id), 303)


@blueprint.post("/assignments/<int:assignment_id>/students/<int:user_id>/lift")
def lift(assignment_id: int, user_id: int) -> Page:
    """Put one student back on the terms of the class."""
    given = _taught(assignment_id)
    operations.lift_override(db.session(), given, user_id)
    db.session.commit()
    return redirect(url_for(".dates", assignment_id=given.id), 303)


def _taught(assignment_id: int) -> Assignment:
    """What a class was given, if the caller teaches that class now."""
    return teaching_queries.get_taught_assignment(db.session(), caller().id, assignment_id)


def _dates_page(given: Assignment, form: DatesForm) -> Page:
    page = teaching_pages.dates_page(db.session(), given)
    return render_template("quizzes/dates.html", form=form, **page), 422 if form.errors else 200


def _drawn_form(shelf: Bank) -> DrawnQuizForm:
    form = DrawnQuizForm()
    topics = bank.topics_with_counts(db.session(), shelf.id)
    form.topics.choices = [SelectChoice(topic.slug, f"{topic.title} ({topic.questions})") for topic in topics]
    form.length.choices = [SelectChoice(str(length)) for length in QUIZ_LENGTHS]
    return form


def _make_page(
    shelf: Bank,
    form: ChosenQuizForm,
    chosen: list[teaching_queries.Pick],
    sample: teaching_pages.Sample | None = None,
) -> Page:
    page = render_template(
        "quizzes/make.html",
        bank=shelf,
        form=form,
        chosen=chosen,
        sample=sample,
        classroom=_classroom_asked(),
    )
    return page, 422 if form.errors or (sample and not sample.length) else 200


def _questions_asked() -> list[str]:
    """The questions chosen so far, from address or form; more than a paper may hold are left out."""
    return list(dict.fromkeys(request.values.getlist("question")))[:MOST_QUESTIONS]


def _classroom_asked() -> int | None:
    """The class that a teacher came from, to be ticked when she gives the quiz; nothing is granted by it."""
    return request.values.get("classroom", type=row_id)
