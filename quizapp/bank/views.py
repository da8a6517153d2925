"""Pages of questions for teachers: the list, one question, the editor."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from questions.gaps import stem_in_words
from questions.question import Question
from questions.types import TYPES
from quizapp import clock, dice
from quizapp.bank import lists, operations, queries
from quizapp.bank.carrying import worth
from quizapp.bank.drafting import EDITABLE, obstacle_to_editing
from quizapp.bank.editing import Desk, desk_for, desk_for_new, look_of
from quizapp.bank.forms import EditorForm, SettleForm, overrule
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.question_panels import panels_of
from quizapp.bank.reading import reading_of
from quizapp.bank.viewers import Viewer, viewer
from quizapp.db import db
from quizapp.edge import row_id
from quizapp.errors import Conflict, Invalid
from quizapp.fields import blame
from quizapp.library import queries as library
from quizapp.library.operations import add_own_text
from quizapp.library.own_texts import PREFIX
from quizapp.media.bringing import PUT_IN, put_in
from quizapp.media.forms import PictureForm
from quizapp.page import Page

blueprint = Blueprint("bank", __name__)


@blueprint.get("/questions")
def questions() -> Page:
    chosen = lists.Filter(**{name: request.args.get(name, "")[:80] for name in lists.FILTERS})
    entries, more = lists.questions_page(
        db.session(), viewer(), chosen, before=request.args.get("before", type=row_id)
    )
    arguments: dict[str, Any] = {**lists.as_arguments(chosen), "before": more}
    older = url_for(".questions", **arguments) if more else ""
    return render_template(
        "bank/questions.html",
        entries=entries,
        older=older,
        chosen=chosen,
        filtered=lists.as_arguments(chosen),
        banks=library.banks(db.session(), viewer()),
        topics=lists.topics_of_bank(db.session(), viewer(), chosen.bank),
        types=TYPES,
        open_reports=lists.count_open_reports(db.session(), viewer()),
    )


@blueprint.get("/questions/<public_id>")
def question(public_id: str) -> Page:
    session, who = db.session(), viewer()
    row = queries.get_question(session, public_id, who)
    reports, _more = lists.reports_page(session, who, question_id=row.id)
    reading = reading_of(session, row, who)
    return render_template(
        "bank/question.html",
        row=row,
        reading=reading,
        stem=stem_in_words(reading.question.asked),
        may_edit=who.may_edit(row),
        versions=queries.versions_of(session, row.id, only=None if who.may_edit(row) else row.current_number),
        reports=reports,
        panels=panels_of(session, row, who),
    )


@blueprint.get("/questions/new")
def new() -> Page:
    bank, type = request.args.get("bank", ""), request.args.get("type", "")
    if not bank or not type:
        banks = library.banks(db.session(), viewer())
        return render_template("bank/choose.html", banks=banks, types=EDITABLE)
    desk = desk_for_new(db.session(), bank, type, viewer())
    return _editor(desk, desk.form())


@blueprint.post("/questions/new")
def create() -> Page:
    who = viewer()
    desk = desk_for_new(db.session(), request.args.get("bank", ""), request.args.get("type", ""), who)
    return _act(desk, who)


@blueprint.get("/questions/<public_id>/edit")
def edit(public_id: str) -> Page:
    desk = desk_for(db.session(), public_id, viewer())
    return _editor(desk, desk.form())


@blueprint.post("/questions/<public_id>/edit")
def save(public_id: str) -> Page:
    who = viewer()
    return _act(desk_for(db.session(), public_id, who), who)


@blueprint.post("/questions/preview")
def preview() -> Page:
    """The preview and the checks for what stands in the form; nothing is kept."""
    public_id = request.args.get("question", "")
    if public_id:
        desk = desk_for(db.session(), public_id, viewer())
    else:
        desk = desk_for_new(
            db.session(), request.args.get("bank", ""), request.args.get("type", ""), viewer()
        )
    form = desk.form(request.form)
    if not form.validate():
        return render_template("bank/_unreadable.html", form=form), 422
    return render_template("bank/_preview.html", look=look_of(*desk.draft(form)), form=form, desk=desk)


def _editor(
    desk: Desk, form: EditorForm, status: int = 200, *, pictures: PictureForm | None = None, **more: object
) -> Page:
    """The editor; with fields in error it shows those instead of a preview."""
    look = None if form.errors else look_of(*desk.draft(form))
    pictures = pictures or PictureForm(formdata=None).offer(form.illustrated(desk.type))
    page = render_template("bank/edit.html", desk=desk, form=form, look=look, picture_form=pictures, **more)
    return page, status


def _put_picture_in(desk: Desk, form: EditorForm, who: Viewer) -> Page:
    """The editor again, with the picture that was sent; the question itself is not kept by it."""
    pictures = PictureForm().offer(form.illustrated(desk.type))
    texts, is_markdown = form.written_like(pictures.picture_into.data, desk.type)
    try:
        put_in(db.session(), who.id, pictures, texts, is_markdown, now=clock.now())
    except Invalid as refusal:
        db.session.rollback()
        blame(pictures, refusal)
        return _editor(desk, form, 422, pictures=pictures)
    form.show_filled_rows()
    flash(_("The picture is in. Nothing else is saved yet."), "good")
    db.session.commit()
    return _editor(desk, form)


def _act(desk: Desk, who: Viewer) -> Page:
    """Check, save or publish what was sent."""
    form = desk.form(request.form)
    action = request.form.get("action", "check")
    if not form.is_complete(desk.type):
        return _editor(desk, form, 422)
    if action == PUT_IN:
        return _put_picture_in(desk, form, who)
    if action == "more":
        overrule(form.rows_shown, min((form.rows_shown.data or 0) + 1, len(form.options)))
    if action not in ("save", "publish"):
        return _editor(desk, form)
    if action == "publish":
        checked = look_of(*desk.draft(form)).checked
        if checked.blocking or (checked.errors and not form.has_checked.data):
            return _editor(desk, form, 422, is_refused=True)
    try:
        row = _keep(desk, form, who)
    except Conflict:
        db.session.rollback()
        return _moved_on(desk, form, who)
    if action == "publish":
        operations.publish(db.session(), row, clock.now())
    db.session.commit()
    if action == "publish":
        flash(_("Published. New papers ask this version."), "good")
        return redirect(url_for(".question", public_id=row.public_id), 303)
    flash(_("Saved as a draft. Students are asked nothing new."), "good")
    return redirect(url_for(".edit", public_id=row.public_id), 303)


def _keep(desk: Desk, form: EditorForm, who: Viewer) -> QuestionRow:
    """Save the form as the newest version, and the text that was pasted beside it."""
    session, code = db.session(), dice.code(12).lower()
    draft, _shelf = desk.draft(form, own=f"{PREFIX}{code}")
    topic_id = desk.topic_id(draft.question.topic)
    if desk.row is None:
        row = operations.create_question(
            session,
            draft.question,
            bank_id=desk.bank.id,
            topic_id=topic_id,
            owner_id=who.id,
            public_id=new_public_id(),
            now=clock.now(),
            carried=worth({}, form.worth or Fraction(1)),
        )
    else:
        row = desk.row
        operations.save_draft(
            session,
            row,
            draft.question,
            topic_id=topic_id,
            editor_id=who.id,
            seen=form.row_version.data or 0,
            now=clock.now(),
            points=form.worth,
        )
    if form.own_text.data:
        title = form.own_title.data or _("Text of %(name)s", name=current_user.display_name)
        add_own_text(session, desk.bank.id, who.id, title=title, text=form.own_text.data, code=code)
    return row


def _moved_on(desk: Desk, form: EditorForm, who: Viewer) -> Page:
    """Somebody else was faster: both texts, and the choice to save hers on top."""
    assert desk.row is not None
    fresh = desk_for(db.session(), desk.row.public_id, who)
    assert fresh.row is not None
    overrule(form.row_version, fresh.row.row_version)
    theirs = look_of(*fresh.draft(fresh.form()))
    (latest,) = queries.versions_of(db.session(), fresh.row.id, at_most=1)
    return _editor(fresh, form, 409, theirs=theirs, latest=latest)


def new_public_id() -> str:
    return f"t{dice.code(16).lower()}"


@blueprint.post("/questions/<public_id>/publish")
def publish(public_id: str) -> Page:
    """Publish the newest version as it was saved.

    One that the editor cannot mend is published with the flaws that its page has shown.
    """
    session, who = db.session(), viewer()
    row = queries.get_own_question(session, public_id, who)
    reading = reading_of(session, row, who)
    if reading.is_editable:
        desk = desk_for(session, public_id, who)
        if look_of(*desk.draft(desk.form())).checked.to_mend:
            flash(_("Look at what is to mend before you publish."), "look")
            return redirect(url_for(".edit", public_id=public_id), 303)
    elif reading.flaws and reading.flaws.blocking:
        raise Conflict(reading.flaws.blocking[0].sentence)
    operations.publish(session, row, clock.now())
    db.session.commit()
    return redirect(url_for(".question", public_id=public_id), 303)


@blueprint.post("/questions/<public_id>/retire")
def retire(public_id: str) -> Page:
    """Retire a question, or (with `back`) bring a retired one back."""
    session = db.session()
    row = queries.get_own_question(session, public_id, viewer())
    change = operations.bring_back if request.form.get("back") else operations.retire
    change(session, row, clock.now())
    db.session.commit()
    return redirect(url_for(".question", public_id=public_id), 303)


@blueprint.post("/questions/<public_id>/copy")
def copy(public_id: str) -> Page:
    """Make a copy of one's own, as a draft, to change."""
    session, who = db.session(), viewer()
    row = queries.get_question(session, public_id, who)
    version = queries.shown_version(session, row, who)
    original: Question = queries.questions_of(session, [version.id])[version.id]
    if obstacle := obstacle_to_editing(original):
        raise Conflict(obstacle)
    made = operations.create_question(
        session,
        original,
        bank_id=row.bank_id,
        topic_id=row.topic_id,
        owner_id=who.id,
        public_id=new_public_id(),
        now=clock.now(),
        carried=version.carried,
    )
    db.session.commit()
    return redirect(url_for(".edit", public_id=made.public_id), 303)


@blueprint.get("/reports")
def reports() -> Page:
    is_open = request.args.get("state") != "settled"
    return _reports_page(is_open=is_open, before=request.args.get("before", type=row_id))


@blueprint.post("/reports/<int:report_id>/settle")
def settle(report_id: int) -> Page:
    session, who = db.session(), viewer()
    report = lists.get_report(session, report_id, who)
    form = SettleForm(request.form)
    if not form.validate():
        return _reports_page(before=report_id + 1, settling=report_id, form=form), 422
    try:
        operations.settle_report(session, report, form.state.data, form.reply.data or "", who.id, clock.now())
    except Invalid as refusal:
        blame(form, refusal)
        return _reports_page(before=report_id + 1, settling=report_id, form=form), 422
    flash(_("Settled. Whoever reported it reads your reply below the question."), "good")
    db.session.commit()
    return redirect(url_for(".reports"), 303)


def _reports_page(
    *,
    is_open: bool = True,
    before: int | None = None,
    settling: int | None = None,
    form: SettleForm | None = None,
) -> str:
    """The reports from `before` on; that which is being settled with what was sent for it."""
    entries, more = lists.reports_page(db.session(), viewer(), is_open=is_open, before=before)
    older = url_for(".reports", state=None if is_open else "settled", before=more) if more else ""
    return render_template(
        "bank/reports.html",
        entries=entries,
        older=older,
        is_open=is_open,
        settling=settling,
        sent=form,
        form=SettleForm(),
    )
