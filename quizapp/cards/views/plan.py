"""The plan: how much a day, how it is asked, and what is aimed at."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from questions.memory.fitting import FEWEST_CARDS, FEWEST_REVIEWS
from quizapp import clock
from quizapp.accounts.entry import caller
from quizapp.cards.log import find_plan
from quizapp.cards.operations.fitting import wish_for_fit, wish_for_standard
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.plan_forms import FIT, STANDARD, PlanForm
from quizapp.cards.plan_page import plan_page
from quizapp.cards.views.room import blueprint
from quizapp.db import db
from quizapp.errors import Invalid
from quizapp.fields import blame
from quizapp.page import Page


@blueprint.get("/plan")
def plan() -> Page:
    return render_template("cards/plan.html", **plan_page(db.session(), caller(), now=clock.now()))


@blueprint.post("/plan")
def keep_plan() -> Page:
    session, form, now = db.session(), PlanForm(), clock.now()
    if not form.validate():
        return _refused(form)
    _plan_id, in_force = find_plan(session, caller().id)
    try:
        change_plan(session, caller(), form.plan(in_force), form.habit(), now=now)
    except Invalid as refusal:
        blame(form, refusal)
        return _refused(form)
    flash(_("Saved. Your next answers follow it."), "good")
    if form.then.data == FIT and not wish_for_fit(session, caller(), now=now):
        flash(_too_few(), "look")
    if form.then.data == STANDARD:
        wish_for_standard(session, caller(), now=now)
    session.commit()
    return redirect(url_for("cards.plan", _anchor="fitting" if form.then.data else None), 303)


def _refused(form: PlanForm) -> Page:
    page = plan_page(db.session(), caller(), now=clock.now(), refused=form)
    return render_template("cards/plan.html", **page), 422


def _too_few() -> str:
    return str(
        _(
            "That needs %(fewest)s reviews of %(cards)s cards first.",
            fewest=FEWEST_REVIEWS,
            cards=FEWEST_CARDS,
        )
    )
