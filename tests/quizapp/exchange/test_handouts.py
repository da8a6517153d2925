"""Handouts: words chosen in a sentence become questions whose receipts are that passage."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from questions.question import ChoiceKey
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.queries import questions_of
from quizapp.library.models import Bank, Passage

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
    page = client.get(f"{address}?{place_of(words, paragraph)}").text
    return fields_of(page) | changes


def added(rows) -> list:
    with rows() as session:
        versions = session.scalars(select(QuestionVersion.id).order_by(QuestionVersion.id)).all()
        return list(questions_of(session, versions).values())


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
    assert question.sealed.whys[0].text.startswith("¶ 3 names it elsewhere: “The Amazon is 6,400 km long")


def test_a_wrong_option_counts_only_with_a_tick_and_a_reason(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address)
    reply = teacher.post(f"{address}/questions", data=sent | {"wrong-0-take": "y", "wrong-0-why": " "})
    assert reply.status_code == 422
    assert "Say why “6,400” is wrong." in reply.text
    assert added(rows) == []
    teacher.post(f"{address}/questions", data=sent)
    assert [one.type for one in added(rows)] == ["cloze", "short_answer"]


def test_what_was_made_is_listed_and_leads_to_a_quiz_of_these(teacher):
    address = bring(teacher)
    reply = teacher.post(f"{address}/questions", data=bench(teacher, address), follow_redirects=True)
    assert "2 questions added." in reply.text
    assert "2 questions made from this" in reply.text
    assert "Make a quiz of these 2" in reply.text


def test_the_same_questions_sent_twice_are_kept_once(rows, teacher):
    address = bring(teacher)
    sent = bench(teacher, address)
    for _ in range(2):
        reply = teacher.post(f"{address}/questions", data=sent, follow_redirects=True)
    assert "2 were here already." in reply.text
    assert len(added(rows)) == 2
