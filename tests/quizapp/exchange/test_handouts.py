"""Handouts: words chosen in a sentence become questions whose receipts are that passage."""

from __future__ import annotations

import html
import io
import random
import re
import time

import pytest
from sqlalchemy import select

from questions.paper import Plan, draw
from questions.question import ChoiceKey
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.queries import candidates, questions_of
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank, Fact, Passage
from tests import builders
from tests.hostile import SCRIPTS
from tests.questions.handout.papers import pdf
from tests.quizapp.progress.school import hand_in

HANDOUT = """The long rivers

The Nile is a river in Africa. It is 6,650 km long and was first mapped in 1770 by James Bruce.

The Amazon is 6,400 km long; the Congo River is 4,700 km long. Francisco de Orellana sailed it in 1541.
"""


def bring(client, text=HANDOUT, **fields) -> str:
    """The address of the handout that this text becomes."""
    reply = client.post("/exchange/handouts", data={"text": text, "bank": "new", **fields})
    assert reply.status_code == 303, reply.text
    return reply.headers["Location"]


def place_of(words: str, paragraph: int, text=HANDOUT) -> str:
    passage = text.split("\n\n")[paragraph - 1]
    start = passage.index(words)
    return f"paragraph={paragraph}&words={start}-{start + len(words)}"


def fields_of(page: str, form: str = "bench-form") -> dict[str, str]:
    """What a browser would send of a form: its fields, with what is ticked."""
    inside = page.split(f'id="{form}"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", inside):
        kept = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if "name" in kept and (kept.get("type") != "checkbox" or " checked" in tag):
            found[kept["name"]] = html.unescape(kept.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', inside, re.S):
        found[name] = html.unescape(value.removeprefix("\r\n").removeprefix("\n"))
    return found


def bench(client, address, words="6,650", paragraph=2, **changes) -> dict[str, str]:
    """What a browser would send of the questions of these words, the short answer ticked too."""
    page = client.get(f"{address}?{place_of(words, paragraph)}").text
    return fields_of(page) | {"short": "y"} | changes


def added(rows) -> list:
    with rows() as session:
        versions = session.scalars(select(QuestionVersion.id).order_by(QuestionVersion.id)).all()
        questions = questions_of(session, versions)
        return [questions[version] for version in versions]


def test_a_pasted_text_becomes_numbered_passages_of_a_bank_of_ones_own(rows, teacher, people):
    page = teacher.get(bring(teacher)).text
    assert "<h1><bdi>The long rivers</bdi></h1>" in page
    with rows() as session:
        bank = session.scalars(select(Bank)).one()
        assert (bank.title, bank.owner_id) == ("The long rivers", people["teacher"].id)
        assert [one.number for one in session.scalars(select(Passage).order_by(Passage.number))] == [1, 2, 3]


def test_a_sentence_opens_into_its_words_without_a_script(teacher):
    address = bring(teacher)
    page = teacher.get(address).text
    link = re.search(r'class="sentence"[^>]*href="([^"]*)">It is 6,650 km', page)
    opened = teacher.get(html.unescape(link[1])).text
    assert re.findall(r'value="\d+-\d+">([^<]*)<', opened)[:3] == ["It", "is", "6,650"]
    assert "Which words are the answer?" in opened


def test_chosen_words_make_one_question_unless_more_are_ticked(rows, teacher):
    address = bring(teacher)
    sent = fields_of(teacher.get(f"{address}?{place_of('6,650', 2)}").text)
    teacher.post(f"{address}/questions", data=sent)
    assert [one.type for one in added(rows)] == ["cloze"]


def test_a_ticked_wrong_option_makes_a_choice_in_place_of_the_suggested_gap(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address, short="") | {"wrong-0-take": "y"}
    looked = teacher.post(f"{address}/questions", data=sent | {"go": "look"}).text
    assert "Add 1 question" in looked
    teacher.post(f"{address}/questions", data=sent)
    assert [one.type for one in added(rows)] == ["single_choice"]
    both = fields_of(looked) | {"cloze": "y"}
    teacher.post(f"{address}/questions", data=both)
    assert [one.type for one in added(rows)] == ["single_choice", "cloze"]


def test_chosen_words_make_a_cloze_a_short_answer_and_a_choice_at_once(rows, teacher, people):
    address = bring(teacher)
    sent = bench(teacher, address)
    assert sent["cloze_text"] == "It is _____ km long and was first mapped in 1770 by James Bruce."
    assert [sent["wrong-0-text"], sent["wrong-1-text"]] == ["6,400", "4,700"]
    reply = teacher.post(f"{address}/questions", data=sent | {"wrong-0-take": "y"})
    assert reply.status_code == 303
    cloze, short, choice = added(rows)
    assert [one.type for one in (cloze, short, choice)] == ["cloze", "short_answer", "single_choice"]
    assert cloze.asked.stem.value == "It is {{1}} km long and was first mapped in 1770 by James Bruce."
    assert short.sealed.key.accepted == ("6,650",)
    right = choice.sealed.key
    assert isinstance(right, ChoiceKey)
    assert [choice.asked.texts[one] for one in right.right] == ["6,650"]
    with rows() as session:
        assert {one.status for one in session.scalars(select(Question))} == {"published"}


def test_the_citation_fills_itself_with_the_words_to_highlight(rows, teacher):
    address = bring(teacher)
    teacher.post(f"{address}/questions", data=bench(teacher, address) | {"wrong-0-take": "y"})
    for question in added(rows):
        first = question.sealed.citations[0]
        assert (first.paragraph, first.quote, first.proves) == (2, "6,650", True)
        assert first.source == address.rpartition("/")[2].replace("%7E", "~")
    wrong = question.sealed.citations[1]
    assert (wrong.paragraph, wrong.quote, wrong.proves) == (3, "6,400", False)
    assert question.sealed.whys[0].text.startswith("¶ 3 says: “The Amazon is 6,400 km long;")


def test_a_wrong_option_counts_only_with_a_tick_and_a_reason(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address)
    reply = teacher.post(f"{address}/questions", data=sent | {"wrong-0-take": "y", "wrong-0-why": " "})
    assert reply.status_code == 422
    assert "Say why “6,400” is wrong." in reply.text
    assert added(rows) == []
    teacher.post(f"{address}/questions", data=sent)
    assert [one.type for one in added(rows)] == ["cloze", "short_answer"]


def test_a_gap_is_chosen_from_words_of_the_kind_of_its_answer(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address, words="1770") | {"gap_list": "y", "short": ""}
    assert sent["wrong-0-text"] == "1541"
    refused = teacher.post(f"{address}/questions", data=sent)
    assert "Tick a wrong option." in refused.text
    teacher.post(f"{address}/questions", data=sent | {"wrong-0-take": "y"})
    (cloze,) = added(rows)
    assert [one.text for one in cloze.asked.options] == ["1541", "1770"]
    assert cloze.sealed.whys[0].text.startswith("¶ 3 says: ")


def test_what_was_made_is_listed_and_leads_to_a_quiz_of_these(teacher):
    address = bring(teacher)
    reply = teacher.post(f"{address}/questions", data=bench(teacher, address), follow_redirects=True)
    assert "2 questions added." in reply.text
    assert "2 questions made from this" in reply.text
    assert "Make a quiz of these 2" in reply.text


def test_the_sentences_that_questions_ask_of_are_told_from_the_others(teacher):
    address = bring(teacher)
    assert "sentence-asked" not in teacher.get(address).text
    teacher.post(f"{address}/questions", data=bench(teacher, address))
    marked = re.findall(r'class="sentence sentence-asked"[^>]*>([^<]+)<', teacher.get(address).text)
    assert marked == ["It is 6,650 km long and was first mapped in 1770 by James Bruce."]


def test_the_same_questions_sent_twice_are_kept_once(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address)
    for _ in range(2):
        reply = teacher.post(f"{address}/questions", data=sent, follow_redirects=True)
    assert "2 were here already." in reply.text
    assert len(added(rows)) == 2


def test_drafts_are_asked_nobody(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address) | {"as_draft": "y"}
    page = teacher.post(f"{address}/questions", data=sent, follow_redirects=True).text
    assert "2 wait as drafts." in page
    assert "Make a quiz" not in page
    assert (
        'name="as_draft" value="y" checked' in teacher.get(f"{address}?draft=1&{place_of('6,650', 2)}").text
    )
    with rows() as session:
        assert {one.status for one in session.scalars(select(Question))} == {"draft"}


def test_what_an_editor_changes_is_what_is_added(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address) | {
        "cloze_text": "The Nile is ____ km long.",
        "short_stem": "How long is the Nile, in km?",
        "accepted": "6,650\n6650",
    }
    teacher.post(f"{address}/questions", data=sent)
    cloze, short = added(rows)
    assert cloze.asked.stem.value == "The Nile is {{1}} km long."
    assert short.asked.stem.value == "How long is the Nile, in km?"
    assert short.sealed.key.accepted == ("6,650", "6650")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"cloze_text": "No gap."}, "Write ____ once, where the gap is."),
        ({"cloze_text": "____ and ____"}, "Write ____ once, where the gap is."),
        ({"accepted": " "}, "Fill this in."),
        ({"short_stem": ""}, "Not all of it can be added yet."),
        ({"wrong-0-take": "y", "wrong-0-text": "6,650"}, "A wrong option is the right answer."),
        ({"wrong-0-take": "y", "wrong-1-take": "y", "wrong-1-text": "6,400"}, "stands there twice."),
    ],
)
def test_what_cannot_be_asked_is_said_and_not_added(rows, teacher, changes, why):
    address = bring(teacher)
    reply = teacher.post(f"{address}/questions", data=bench(teacher, address) | changes)
    assert reply.status_code == 422
    assert why in reply.text
    assert added(rows) == []


def test_the_preview_says_how_many_are_added(teacher):
    address = bring(teacher)
    sent = bench(teacher, address) | {"wrong-0-take": "y"}
    reply = teacher.post(f"{address}/preview", data=sent)
    assert "Add 3 questions" in reply.text
    assert teacher.post(f"{address}/preview", data=sent | {"accepted": ""}).status_code == 200


def test_a_sentence_becomes_a_draft_fact_with_its_passage_as_evidence(rows, teacher):
    address = bring(teacher)
    words = place_of("6,650", 2).rpartition("=")[2]
    sent = {"paragraph": "2", "words": words, "statement": "The Nile is 6,650 km long."}
    for _ in range(2):
        teacher.post(f"{address}/facts", data=sent)
    with rows() as session:
        (fact,) = session.scalars(select(Fact))
        assert (fact.statement, fact.status) == ("The Nile is 6,650 km long.", "draft")
        assert [(one["paragraph"], one["quote"]) for one in fact.evidence] == [(2, "6,650")]
        slug = session.get_one(Bank, fact.bank_id).slug
    shown = teacher.get(f"/library/{slug}").text
    assert "The Nile is 6,650 km long." in shown
    assert f"{address}#p2" in shown


def test_students_see_the_passage_with_the_words_highlighted_in_review(rows, teacher, people, sign_in):
    address = bring(teacher)
    teacher.post(f"{address}/questions", data=bench(teacher, address) | {"wrong-0-take": "y"})
    with rows() as session:
        shelf = session.scalars(select(Bank)).one()
        asks = list(session.scalars(select(Question).order_by(Question.id)))
        owner = session.get_one(User, people["teacher"].id)
        quiz = builders.quiz(session, shelf, owner, asks=asks)
        room = session.get_one(Classroom, people["class"].id)
        given = builders.assignment(session, quiz, room, owner)
        attempt = hand_in(session, session.get_one(User, people["student"].id), given, right=3)
    student = sign_in(people["student"])
    review = student.get(f"/attempts/{attempt.id}/review/1").text
    assert '<mark class="proof">6,650</mark>' in review
    assert student.get(address).status_code == 403


def test_the_page_sends_as_many_statements_for_many_questions_as_for_one(teacher, statements):
    address = bring(teacher)

    def cost() -> int:
        with statements() as sent:
            assert teacher.get(f"{address}?{place_of('6,650', 2)}").status_code == 200
        return len(sent)

    teacher.post(f"{address}/questions", data=bench(teacher, address))
    before = cost()
    for words, paragraph in (("1770", 2), ("Nile", 2), ("Amazon", 3), ("1541", 3)):
        teacher.post(f"{address}/questions", data=bench(teacher, address, words, paragraph))
    assert cost() == before


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_in_a_handout_stays_words(teacher, script):
    text = f"{script} is long.\n\nThe {script} river {script}."
    address = bring(teacher, text, title=" ".join(f"T {script}".split())[:200])
    opened = teacher.get(f"{address}?paragraph=1&at=0").text
    made = teacher.get(f"{address}?paragraph=1&words=0-400").text
    teacher.post(f"{address}/questions", data=fields_of(made))
    for page in (opened, made, teacher.get(address).text, teacher.get("/exchange/handouts").text):
        assert "<" not in script or script not in page


@pytest.mark.parametrize(
    "text",
    ["word " * 40_000, "x" * 200_000, "It is so. " * 20_000, "نهر النيل طويل 🦉. " * 5_000, "日。" * 50_000],
)
def test_text_at_the_limit_is_shown_within_a_second_or_so(teacher, text):
    address = bring(teacher, text)
    start = time.process_time()
    page = teacher.get(f"{address}?paragraph=2&words=3-6")
    assert page.status_code == 200
    assert time.process_time() - start < 5


def test_ten_megabytes_of_paste_are_refused_in_words(rows, teacher):
    reply = teacher.post("/exchange/handouts", data={"text": "a " * 5_000_000, "bank": "new"})
    assert reply.status_code == 413
    assert "too large" in reply.text.lower()
    with rows() as session:
        assert session.scalars(select(Bank)).all() == []


def upload(client, content: bytes, name: str):
    file = (io.BytesIO(content), name)
    return client.post(
        "/exchange/handouts", data={"file": file, "bank": "new"}, content_type="multipart/form-data"
    )


def test_a_file_is_read_and_named_after_itself(rows, teacher):
    reply = upload(teacher, "The Nile is <b>long</b>.".encode("utf-16"), "long_rivers.txt")
    page = teacher.get(reply.headers["Location"]).text
    assert "<bdi>long rivers</bdi>" in page
    assert "The Nile is &lt;b&gt;long&lt;/b&gt;." in page


def test_a_pdf_is_read_by_a_process_of_its_own(teacher):
    reply = upload(teacher, pdf("The Nile is long.").getvalue(), "rivers.pdf")
    assert "The Nile is long." in teacher.get(reply.headers["Location"]).text


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"%PDF-1.7\nnothing", "a.pdf", "This PDF cannot be read"),
        (b"\x89PNG\r\n\x1a\n\0", "a.png", "This is no file of text"),
        (b"PK\x03\x04", "a.docx", "no Word document"),
        (b"", "a.txt", "There is no text in it."),
        (b"a " * 200_000, "a.txt", "more than 200,000 characters"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(rows, teacher, content, name, why):
    reply = upload(teacher, content, name)
    assert reply.status_code == 422
    assert why in html.unescape(reply.text)
    with rows() as session:
        assert session.scalars(select(Bank)).all() == []


@pytest.mark.parametrize(
    "query",
    [
        "paragraph=0&at=1",
        "paragraph=9&at=1",
        "paragraph=99999999999&at=1",
        "paragraph=2&at=999999",
        "paragraph=x",
        "paragraph=2&words=a",
        "paragraph=2&words=9-1",
        "paragraph=2&words=900-1000",
        "words=1-2",
        "paragraph=२&at=१",
    ],
)
def test_an_address_that_names_no_place_is_harmless(teacher, query):
    assert teacher.get(f"{bring(teacher)}?{query}").status_code in (200, 404)


def test_a_handout_goes_into_the_bank_that_is_picked_and_no_other_teachers(rows, teacher, people):
    with rows() as session:
        own = builders.own_bank(session, session.get_one(User, people["teacher"].id), "Mine").slug
        other = builders.own_bank(session, session.get_one(User, people["colleague"].id), "Hers").slug
    bring(teacher, bank=own)
    reply = teacher.post("/exchange/handouts", data={"text": HANDOUT, "bank": other})
    assert reply.status_code == 404
    with rows() as session:
        assert [one.title for one in session.scalars(select(Bank).order_by(Bank.title))] == ["Hers", "Mine"]


def test_questions_made_of_one_sentence_are_not_drawn_together(rows, teacher):
    address = bring(teacher)
    for words in ("6,650", "James Bruce"):
        assert teacher.post(f"{address}/questions", data=bench(teacher, address, words)).status_code == 303
    with rows() as session:
        known = candidates(session, session.scalars(select(Bank.id)).one())
    assert len(known) == 4
    for seed in range(5):
        assert len(draw(Plan(length=4), known, random.Random(seed)).slots) == 1


def test_whoever_chooses_both_forms_of_a_question_is_told_and_may_ask_it_once(rows, teacher):
    address = bring(teacher)
    teacher.post(f"{address}/questions", data=bench(teacher, address))
    with rows() as session:
        ids = list(session.scalars(select(Question.public_id).order_by(Question.id)))
        slug = session.scalars(select(Bank.slug)).one()
    page = teacher.get(f"/quizzes/make/{slug}", query_string={"question": ids}).text
    assert "1 of them asks what one before it asks." in page
    once = html.unescape(re.search(r'href="([^"]*)">Ask each thing once', page)[1])
    mended = teacher.get(once).text
    assert re.findall(r'name="question" value="([^"]*)"', mended) == ids[:1]
    assert "gives the other away" not in mended


def test_a_question_of_a_handout_keeps_its_sentence_when_more_answers_are_accepted(rows, teacher):
    address = bring(teacher)
    teacher.post(f"{address}/questions", data=bench(teacher, address))
    with rows() as session:
        row = session.scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()
    address_of_editor = f"/questions/{row.public_id}/edit"
    sent = fields_of(teacher.get(address_of_editor).text, "editor-form")
    sent |= {"accepted": "6,650\n6650 km", "difficulty": "2", "action": "publish", "has_checked": "y"}
    assert teacher.post(address_of_editor, data=sent).status_code == 303
    assert len(added(rows)) == 3
    assert {one.facts for one in added(rows)} == {(f"{address.rsplit('/', 1)[1]}#2:31",)}
