"""Files of many questions: read beside the request, landed whole or not at all, once."""

from __future__ import annotations

import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import User
from quizapp.bank import operations as editing
from quizapp.bank.models import Question, QuestionVersion
from quizapp.errors import Conflict
from quizapp.exchange import landing
from quizapp.exchange.landing import SILENT_FOR, Landing, claim, tell
from quizapp.exchange.operations import importing
from quizapp.exchange.operations.importing import bank_called
from quizapp.exchange.readings import LARGE
from quizapp.exchange.readying import make_ready
from quizapp.exchange.views import importing as importing_views
from quizapp.exchange.views import landing as landing_views
from quizapp.library.models import Bank
from tests import builders
from tests.builders import NOW
from tests.quizapp.bank.html import form_fields
from tests.quizapp.exchange.files import an_item, bring, file_of, page, take_in

INTERRUPTED = "The import was interrupted. Below you see what is here already; import the rest again"


def many(count: int) -> bytes:
    return file_of([an_item(f"Which river has the number {number}?") for number in range(count)])


@pytest.fixture
def large() -> bytes:
    content = many(700)
    assert len(content) > LARGE
    return content


def read_out(app) -> None:
    """Wait until what is being read has been read."""
    for reading in list(app.extensions["readings"].values()):
        reading.thread.join()


def landed(app) -> None:
    """Wait until what is on its way has come in."""
    for thread in list(app.extensions["landings"].values()):
        thread.join()


def looked_at(app, teacher, content: bytes) -> str:
    """The address of a file that has been read."""
    address = bring(teacher, content)
    page(teacher, address)
    read_out(app)
    return address


def test_a_large_file_is_read_while_its_sender_looks_on(app, teacher, large):
    address = bring(teacher, large)
    first = teacher.get(address)
    assert first.headers["Refresh"] == "1"
    assert "so far" in first.get_data(as_text=True)
    read_out(app)
    assert "700 questions can come in." in page(teacher, address)
    assert app.extensions["readings"] == {}


def test_what_is_sent_before_it_is_read_changes_nothing(app, rows, teacher, large):
    address = bring(teacher, large)
    assert teacher.post(address, data={"title": "Rivers", "publishing": "all"}).location == address
    read_out(app)
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 0


def test_many_questions_come_in_while_their_sender_looks_on(app, rows, teacher, large):
    address = looked_at(app, teacher, large)
    reply = teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    assert reply.location == f"{address}/landing"
    waiting = teacher.get(reply.location)
    if waiting.status_code == 200:
        assert waiting.headers["Refresh"] == "1"
        assert "of 700 questions are" in waiting.text
    landed(app)
    page_after = teacher.get(reply.location, follow_redirects=True).text
    assert "700 questions came in." in page_after
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 700
    assert app.extensions["landings"] == {}


def test_others_write_while_many_questions_are_made_ready(app, rows, teacher, people, large, monkeypatch):
    """Only writing the rows locks the database; comparing, reading back and hashing does not."""
    written = []

    def with_a_neighbour(*arguments, **more):
        # With the database locked this would wait for ever.
        with rows() as session:
            written.append(builders.user(session).id)
        return make_ready(*arguments, **more)

    monkeypatch.setattr(landing, "make_ready", with_a_neighbour)
    address = looked_at(app, teacher, large)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    assert len(written) == 1
    assert "700 questions came in." in teacher.get(f"{address}/landing", follow_redirects=True).text


def test_a_bank_that_is_changed_meanwhile_is_compared_once_more(
    app, rows, teacher, people, large, monkeypatch
):
    calls = []

    def then_changed(session, *arguments, **more):
        ready = make_ready(session, *arguments, **more)
        session.rollback()
        if not calls:
            with rows() as other:
                bank = builders.own_bank(other, other.get(User, people["teacher"].id))
                builders.question(other, bank, origin="teacher", owner=people["teacher"])
        calls.append(ready.state)
        return ready

    monkeypatch.setattr(landing, "make_ready", then_changed)
    address = looked_at(app, teacher, large)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    assert [state.questions for state in calls] == [0, 1]
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 701
        assert session.scalar(select(func.count()).select_from(Bank)) == 1


def test_an_import_that_breaks_half_way_keeps_nothing(app, rows, teacher, large, monkeypatch):
    address = looked_at(app, teacher, large)

    def broken(_session, _bank_id):
        raise Conflict("Somebody pulled the plug.")

    monkeypatch.setattr(importing, "renew_pool", broken)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    after = teacher.get(f"{address}/landing", follow_redirects=True).text
    assert "Somebody pulled the plug. Nothing came in." in after
    assert "700 questions can come in." in after
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 0
        assert session.scalars(select(Bank)).all() == []


def test_whoever_looks_after_its_process_died_is_told_how_to_go_on(app, teacher, clock, large):
    address = looked_at(app, teacher, large)
    told = next((Path(app.instance_path) / "imports").glob("*.lines-json")).with_suffix(".landing")
    tell(told, Landing("writing", clock(), done=500, of=700))
    assert "Step 2 of 2: 500 of 700 questions are written." in teacher.get(f"{address}/landing").text
    clock.forward(minutes=3)
    assert INTERRUPTED in teacher.get(f"{address}/landing", follow_redirects=True).text


@pytest.mark.parametrize(
    "torn", [b"", b'{"stage": "wri', b"\0" * 80, b"\xff\xfe", b"7", b'{"landed": {"x": 1}}']
)
def test_what_a_disk_kept_of_a_landing_when_the_power_went_says_how_to_go_on(app, rows, teacher, large, torn):
    address = looked_at(app, teacher, large)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    told = next((Path(app.instance_path) / "imports").glob("*.landing"))
    told.write_bytes(torn)
    after = teacher.get(f"{address}/landing", follow_redirects=True).text
    assert INTERRUPTED in after
    assert "700 are here already" in after
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 700


@pytest.mark.parametrize("kind", ["index", "lines", "picks"])
def test_what_a_disk_kept_of_a_reading_when_the_power_went_is_found_out_anew(app, teacher, large, kind):
    address = looked_at(app, teacher, large)
    teacher.post(f"{address}/ticks", data={"shown": "1", "take": "1", "go": "1"})
    kept = next((Path(app.instance_path) / "imports").glob(f"*.{kind}-json"))
    kept.write_bytes(kept.read_bytes()[:9])
    teacher.get(address)
    read_out(app)
    assert "700 questions can come in." in page(teacher, address)


def test_a_landing_is_shown_to_nobody_else(app, teacher, people, sign_in, large):
    address = looked_at(app, teacher, large)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    assert sign_in(people["colleague"]).get(f"{address}/landing").status_code == 404
    landed(app)


@pytest.mark.parametrize("count", [10, 700])
def test_a_file_brought_into_two_banks_is_made_ready_apart(app, teacher, monkeypatch, count):
    """Two processes may do so at once, and the questions of one bank must not be read into the other."""
    paths = []

    def noting(*arguments, path, **more):
        paths.append(path)
        return make_ready(*arguments, path=path, **more)

    monkeypatch.setattr(landing, "make_ready", noting)
    monkeypatch.setattr(importing, "make_ready", noting)
    address = looked_at(app, teacher, many(count))
    for title in ("Rivers", "Streams"):
        teacher.post(f"{address}?into=new", data={"title": title, "publishing": "all"})
        landed(app)
    assert len(paths) == len(set(paths)) == 2
    assert not any(path.exists() for path in paths)


def test_of_all_who_would_land_a_file_at_once_one_does(tmp_path):
    path, together = tmp_path / "file.landing", threading.Barrier(12)
    may_begin: list[bool] = []

    def ask() -> None:
        together.wait()
        may_begin.append(claim(path, NOW))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(may_begin) == [False] * 11 + [True]


def test_a_landing_begins_again_once_it_has_ended_or_its_process_has(tmp_path):
    path, later = tmp_path / "file.landing", NOW + 2 * SILENT_FOR
    assert [claim(path, NOW), claim(path, NOW)] == [True, False]
    assert [claim(path, later), claim(path, later)] == [True, False]
    tell(path, Landing("writing", later))
    assert not claim(path, later)
    tell(path, Landing("stopped", later))
    assert [claim(path, later), claim(path, later)] == [True, False]


def test_a_file_that_another_process_brings_in_is_not_brought_in_twice(app, teacher, monkeypatch):
    begun = []
    monkeypatch.setattr(landing_views, "bring_in", lambda *arguments, **more: begun.append(arguments))
    address = looked_at(app, teacher, many(300))
    for _ in range(2):
        teacher.post(address, data={"title": "Rivers", "publishing": "all"})
        landed(app)
        # As another process, which knows nothing of this one's threads, and before the end is told.
        told = next((Path(app.instance_path) / "imports").glob("*.landing"))
        tell(told, Landing("writing", NOW, of=300))
    assert len(begun) == 1


def test_an_edit_while_a_file_comes_in_loses_neither(app, rows, teacher, people, sign_in, monkeypatch):
    monkeypatch.setattr(importing_views, "AT_ONCE", 0)
    items = [an_item(f"Which river has the number {number}?", reference=f"R{number}") for number in range(5)]
    take_in(teacher, items)
    landed(app)
    changed = file_of(
        [an_item(f"{one.question.asked.stem.value} Say!", reference=one.reference) for one in items]
    )
    address = looked_at(app, teacher, changed)
    with rows() as session:
        edited = session.scalars(select(Question).order_by(Question.id)).first()
    editor = f"/questions/{edited.public_id}/edit"
    colleague, renew, is_editing = sign_in(people["teacher"]), editing.renew_pool, threading.Event()
    sent = form_fields(colleague.get(editor).text, "editor-form") | {"stem": "Mine?", "action": "save"}
    replies = []

    def slowly(session, bank_id):
        is_editing.set()
        time.sleep(0.5)
        renew(session, bank_id)

    monkeypatch.setattr(editing, "renew_pool", slowly)
    thread = threading.Thread(target=lambda: replies.append(colleague.post(editor, data=sent)))
    thread.start()
    is_editing.wait(10)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    thread.join()
    landed(app)
    assert [reply.status_code for reply in replies] == [303]
    assert "5 have a new version." in teacher.get(f"{address}/landing", follow_redirects=True).text
    with rows() as session:
        stems = session.scalars(
            select(QuestionVersion.stem)
            .where(QuestionVersion.question_id == edited.id)
            .order_by(QuestionVersion.number)
        )
        assert [stem[-5:] for stem in stems] == ["er 0?", "Mine?", " Say!"]


def test_whoever_sends_one_file_too_many_is_told_that_the_oldest_is_gone(teacher, clock):
    first = bring(teacher, file_of([an_item()]))
    for _ in range(2):
        clock.forward(minutes=1)
        bring(teacher, file_of([an_item()]))
    assert "so the oldest is gone" not in page(teacher, first)
    fourth = bring(teacher, file_of([an_item()]))
    assert "so the oldest is gone" in page(teacher, fourth)
    page(teacher, first, 404)


def test_files_that_were_taken_in_make_room_without_a_word(teacher):
    waiting = bring(teacher, file_of([an_item("Which waits?")]))
    for number in range(4):
        take_in(teacher, [an_item(f"Which is number {number}?")])
    assert "so the oldest is gone" not in page(teacher, bring(teacher, file_of([an_item()])))
    page(teacher, waiting)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_came_in_is_not_denied_where_its_file_cannot_be_noted_as_taken(app, teacher, large, monkeypatch):
    def full(*_about):
        raise OSError("No space left on device")

    monkeypatch.setattr(importing_views, "note_taken", full)
    address = looked_at(app, teacher, large)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    landed(app)
    assert "700 questions came in." in teacher.get(f"{address}/landing", follow_redirects=True).text


@pytest.mark.parametrize("token", ["unknown", "%00", "a" * 300])
def test_what_is_no_token_has_no_landing(teacher, token):
    assert teacher.get(f"/exchange/import/{token}/landing").status_code == 404


def test_two_tabs_at_once_bring_each_question_once(app, rows, people, sign_in):
    content = many(60)
    tabs = [sign_in(people["teacher"]) for _ in range(2)]
    addresses = [bring(tab, content) for tab in tabs]
    replies: list[int] = []

    def send(tab, address) -> None:
        replies.append(tab.post(address, data={"title": "Rivers", "publishing": "all"}).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(tabs, addresses, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [303, 303]
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 60
        assert session.scalar(select(func.count()).select_from(Bank)) == 1


def test_memory_stays_flat_while_many_questions_come_in(app, rows, teacher, people):
    """A question takes some 5 kB while it is written; a hundred portions take no more than one."""
    address = bring(teacher, many(1_000))
    page(teacher, address)
    read_out(app)
    tracemalloc.start()
    try:
        assert teacher.post(address, data={"title": "Rivers", "publishing": "all"}).status_code == 303
        landed(app)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    with rows() as session:
        assert bank_called(session, people["teacher"], "Rivers", code="unused", now=NOW).pool == 1
