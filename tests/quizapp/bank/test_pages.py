"""Lists, reports and pages of questions: who sees what, at what cost, whatever was typed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from quizapp.bank import operations, queries
from quizapp.bank.lists import Filter, questions_page
from quizapp.bank.models import ProblemReport, QuestionVersion
from quizapp.bank.viewers import Viewer
from quizapp.errors import Invalid
from tests import builders
from tests.builders import NOW
from tests.hostile import SCRIPTS
from tests.quizapp.bank.conftest import choice_form
from tests.quizapp.bank.html import form_fields
from tests.quizapp.test_markup import Elements

NEW = "/questions/new?bank=cells&type=single_choice"


@pytest.fixture
def ada(rows, cells):
    with rows() as session:
        return builders.teacher(session, "ada")


@pytest.fixture
def teacher(sign_in, ada):
    return sign_in(ada)


@pytest.fixture
def student(rows, sign_in):
    with rows() as session:
        mia = builders.user(session, "mia")
    return sign_in(mia)


def write(teacher, **changes):
    reply = teacher.post(NEW, data=choice_form(action="publish", has_checked="y", **changes))
    assert reply.status_code == 303
    return reply.location


def report(rows, words="The key is wrong.", user=None, now=NOW, version=None):
    with rows() as session:
        user = user or builders.user(session)
        version = version or session.scalars(select(QuestionVersion.id).limit(1)).one()
        return operations.report_problem(session, version, user.id, words, None, now)


def test_the_list_can_be_narrowed(teacher, cells):
    write(teacher, stem="Is 100% of it_ true?")
    assert "100%" in teacher.get("/questions").text
    assert "100%" in teacher.get("/questions?words=100%25+it_&origin=teacher&bank=cells").text
    assert "100%" not in teacher.get("/questions?words=1%25").text
    assert "100%" not in teacher.get("/questions?words=it%25").text
    assert "100%" not in teacher.get("/questions?origin=generated").text
    assert "No question fits" in teacher.get("/questions?bank=nowhere").text


@pytest.mark.parametrize(
    "arguments", ["words=%00", "bank=%00", "before=x", f"before={2**31}", f"before={10**20}"]
)
def test_a_list_asked_for_nonsense_is_a_page_and_no_error(teacher, arguments):
    assert teacher.get(f"/questions?{arguments}").status_code == 200


def test_a_list_of_any_length_costs_the_same(rows, teacher, cells, statements):
    write(teacher)
    with statements() as few:
        teacher.get("/questions?origin=teacher")
    for number in range(5):
        write(teacher, stem=f"Which part of a cell builds proteins, number {number}?")
    with statements() as many:
        page = teacher.get("/questions?origin=teacher")
    assert all(f"number {number}?" in page.text for number in range(5))
    assert len(many) == len(few)


def test_pages_of_a_list_follow_each_other_without_gap_or_repeat(rows, ada, cells):
    with rows() as session:
        viewer = Viewer(ada.id, is_administrator=False)
        whole, _ = questions_page(session, viewer, Filter(), size=1_000)
        read, before = [], None
        while True:
            page, before = questions_page(session, viewer, Filter(), before=before, size=3)
            read += page
            if before is None:
                break
    assert read == whole
    assert len(whole) > 6


def test_a_question_page_costs_the_same_whatever_it_cites(rows, teacher, cells, statements):
    address = write(teacher)
    teacher.get(address)
    with statements() as first:
        teacher.get(address)
    for stem in ("Once?", "Twice?"):
        sent = form_fields(teacher.get(f"{address}/edit").text, "editor-form")
        teacher.post(f"{address}/edit", data={**sent, "stem": stem, "action": "publish", "has_checked": "y"})
    teacher.get(address)
    with statements() as later:
        teacher.get(address)
    assert len(later) == len(first)


def test_a_question_page_gives_no_reason_twice(teacher, cells):
    page = teacher.get(write(teacher)).text
    said, _versions = page.split("<h2>The answer</h2>")[1].split("<h2>Versions</h2>")
    assert said.count("Ribosomes build proteins.") == 1


PAGES = ("/questions", "/questions/new", "/reports", NEW)


@pytest.mark.parametrize("page", PAGES)
def test_pages_for_teachers_are_closed_to_students_and_ask_others_to_sign_in(page, client, student, cells):
    assert student.get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_no_key_reaches_a_student_or_a_stranger(rows, teacher, student, client, cells):
    canary = "canary-4711"
    address = write(
        teacher,
        explanation=f"{canary} explains",
        **{"options-0-why": f"{canary} why", "options-1-why": f"{canary} why not"},
    )
    id = address.rsplit("/", 1)[1]
    for browser in (student, client):
        for page in (
            address,
            f"{address}/edit",
            "/questions",
            f"/questions/preview?question={id}",
            "/library",
            "/library/cells",
            "/reports",
        ):
            for reply in (
                browser.get(page),
                browser.get(page, headers={"Accept": "application/json"}),
                browser.post(page, data=choice_form()),
            ):
                assert canary not in reply.text
                assert canary not in str(reply.headers)


def test_facts_with_their_status_are_listed_to_teachers_only(teacher, student, client, cells):
    fact = "Proteasomes break proteins down."
    assert fact in teacher.get("/library/cells").text
    for browser in (student, client):
        page = browser.get("/library/cells")
        assert page.status_code == 200
        assert "Ribosomes build proteins." in page.text
        assert fact not in page.text


def test_the_brief_says_what_each_paragraph_rests_on(client, cells):
    page = client.get("/library/cells").text
    assert 'id="p1"' in page
    assert "Our summary of Atlas of the Cell, 2019, ¶ 12 and 14" in page
    assert "Our summary of Atlas of the Cell, 2019, timeline" in page


def test_the_library_counts_what_it_holds(client, rows, cells):
    with rows() as session:
        count = len(queries.candidates(session, cells.id))
    page = client.get("/library").text
    assert f"{count} questions" in page
    assert "7 documented facts" in page


@pytest.mark.parametrize("slug", ["nowhere", "%00", "%ED%A0%80", "x" * 3_000])
def test_a_bank_that_does_not_exist_is_not_found(client, slug, cells):
    assert client.get(f"/library/{slug}").status_code == 404


@pytest.mark.parametrize("id", ["nowhere", "%00", "x" * 3_000, "9" * 30])
def test_a_question_that_does_not_exist_is_not_found(teacher, id):
    assert teacher.get(f"/questions/{id}").status_code == 404
    assert teacher.get(f"/questions/{id}/edit").status_code == 404
    assert teacher.post(f"/questions/{id}/retire").status_code == 404


@pytest.mark.parametrize("format", ["plain", "markdown"])
def test_hostile_texts_are_shown_as_words_on_every_page(teacher, cells, format):
    harmless = None
    for number in range(0, len(SCRIPTS), 6):
        few = SCRIPTS[number : number + 6]
        texts = {f"options-{row}-text": f"{row} {text}".replace("\n", " ") for row, text in enumerate(few)}
        whys = {f"options-{row}-why": text.replace("\n", " ") for row, text in enumerate(few)}
        address = write(
            teacher,
            stem=" ".join(few),
            explanation="\n\n".join(few),
            own_title=few[0].replace("\n", " "),
            own_text="\n\n".join(few),
            quote="",
            **{"is_markdown": "y"} if format == "markdown" else {},
            **texts,
            **whys,
        )
        pages = [teacher.get(address).text, teacher.get(f"{address}/edit").text]
        pages.append(teacher.get("/questions?origin=teacher").text)
        for page in pages:
            found = {
                (tag, name)
                for tag, attributes in Elements(page).found
                for name in attributes
                if name.startswith("on") or name in ("srcdoc", "style", "xlink:href")
            }
            assert not found
            for tag, attributes in Elements(page).found:
                assert tag not in ("iframe", "object", "embed", "base", "template", "math", "style")
                assert tag != "script" or attributes["src"].startswith("/static/")
                assert tag != "img"
                assert attributes.get("formaction", "/").startswith("/")
                assert not attributes.get("href", "").lower().startswith(("javascript", "data", "vbscript"))
        if "{{ 7*7 }}" in " ".join(few):
            assert "{{ 7*7 }}" in pages[0]
            harmless = pages[0]
    assert harmless is not None
    assert ">49<" not in harmless


@pytest.mark.parametrize(
    "changes",
    [
        {"stem": "\0"},
        {"stem": "x" * 1_001},
        {"stem": ""},
        {"options-0-text": "a\0b"},
        {"options-0-why": "x" * 601},
        {"options-0-id": "\0"},
        {"row_version": "9" * 30},
        {"rows_shown": "x"},
        {"right": "77"},
        {"difficulty": "4"},
        {"own_text": "x" * 20_001},
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(rows, teacher, changes):
    form = choice_form(**changes)
    reply = teacher.post(NEW, data=form)
    assert reply.status_code == 422
    assert teacher.post("/questions/preview?bank=cells&type=single_choice", data=form).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "nowhere#7"},
        {"options-1-place": "\0"},
        {"topic": "nowhere"},
        {"options-²-text": "x"},
        {"options-99999999999999999999-text": "x"},
        {f"options-{number}-text": "x" for number in range(1_500)},
        {"surprise": "x", "owner_id": "1", "status": "published", "is_admin": "1"},
    ],
)
def test_fields_that_nobody_asked_for_do_no_harm(rows, teacher, ada, changes):
    reply = teacher.post(NEW, data=choice_form(**changes))
    assert reply.status_code in (303, 422)
    assert teacher.get("/questions").status_code == 200


def test_ten_thousand_options_are_refused_or_cut_to_the_limit(teacher):
    form = choice_form(**{f"options-{number}-text": "x" for number in range(10_000)})
    assert teacher.post(NEW, data=form).status_code in (303, 413, 422)


@pytest.mark.parametrize(
    "address", ["bank=nowhere&type=date", "bank=cells&type=ordering", "bank=%00&type=date"]
)
def test_a_question_needs_a_bank_and_a_type_that_can_be_edited(teacher, address):
    assert teacher.get(f"/questions/new?{address}").status_code == 404
    assert teacher.post(f"/questions/new?{address}", data=choice_form()).status_code == 404
    assert teacher.post(f"/questions/preview?{address}", data=choice_form()).status_code == 404


def test_a_report_reaches_the_author_and_is_settled_once(rows, teacher, ada, sign_in):
    address = write(teacher)
    id = address.rsplit("/", 1)[1]
    with rows() as session:
        row = queries.get_question(session, id, viewer_of(ada))
        version = queries.newest_version(session, row.id).id
    made = report(rows, "<b>Option C</b> is right too.", version=version)
    assert "&lt;b&gt;Option C&lt;/b&gt; is right too." in teacher.get("/reports").text
    assert "is right too." in teacher.get(address).text
    assert "1 open report" in teacher.get("/questions").text
    refused = teacher.post(f"/reports/{made.id}/settle", data={"state": "declined", "reply": " "})
    assert refused.status_code == 422
    assert "Say why there is nothing to mend." in refused.text
    assert 'value="declined" checked' in refused.text
    settled = {"state": "declined", "reply": "It is not: see ¶ 2."}
    assert teacher.post(f"/reports/{made.id}/settle", data=settled).status_code == 303
    assert "is right too." not in teacher.get("/reports").text
    assert "see ¶ 2." in teacher.get("/reports?state=settled").text
    assert teacher.post(f"/reports/{made.id}/settle", data=settled).status_code == 409


def test_a_report_on_somebody_elses_question_is_not_found(rows, teacher):
    made = report(rows, "On a shipped question.")
    assert "On a shipped question." not in teacher.get("/reports").text
    for id in (made.id, 2**62, 2**70):
        assert teacher.post(f"/reports/{id}/settle", data={"state": "mended"}).status_code == 404


def test_an_administrator_sees_all_reports(rows, sign_in, cells):
    report(rows, "On a shipped question.")
    with rows() as session:
        root = builders.administrator(session, "root")
    assert "On a shipped question." in sign_in(root).get("/reports").text


@pytest.mark.parametrize("words", ["", "  ", "x" * 2_001, "a\0b", "\ud800"])
def test_a_report_that_cannot_be_kept_is_refused(rows, cells, words):
    with pytest.raises(Invalid):
        report(rows, words)


def test_one_person_sends_twenty_reports_a_day_at_most(rows, cells):
    with rows() as session:
        mia = builders.user(session, "mia")
    for _ in range(20):
        report(rows, user=mia)
    with pytest.raises(Invalid):
        report(rows, user=mia)
    report(rows, user=mia, now=NOW + dt.timedelta(days=1, seconds=1))
    with rows() as session:
        assert len(session.scalars(select(ProblemReport)).all()) == 21


def viewer_of(user):
    return Viewer(user.id, is_administrator=False)
