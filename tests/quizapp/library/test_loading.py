"""A bank's folder becomes rows, once, and again only when it has changed."""

from __future__ import annotations

from sqlalchemy import func, select

from questions.banks import load_bank as read_bank
from quizapp.library import operations, queries
from quizapp.library.models import Bank, Entity, Fact, Passage, Source, Topic
from tests import builders
from tests.builders import NOW
from tests.questions.banks.builders import write_bank


def read(tmp_path, *changes, without=()):
    loaded = read_bank(write_bank(tmp_path, *changes, without=without))
    assert loaded.bank is not None, loaded.remarks
    return loaded.bank


def counts(session):
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model))
        for model in (Bank, Topic, Source, Passage, Entity, Fact)
    }


def test_a_bank_is_loaded_whole(rows, tmp_path):
    cells = read(tmp_path)
    with rows() as session:
        bank = operations.load_bank(session, cells, "hash-1", True, NOW)
        assert (bank.title, bank.folder_hash, bank.is_shipped) == ("The living cell", "hash-1", True)
    with rows() as session:
        assert counts(session) == {
            "bank": 1,
            "topic": 2,
            "source": 2,
            "passage": 4,
            "entity": 10,
            "fact": 7,
        }
        brief = queries.brief_of(session, queries.get_bank(session, "cells").id)
        assert tuple(brief) == cells.passages


def test_loading_the_same_folder_again_writes_nothing(rows, tmp_path, statements):
    cells = read(tmp_path)
    with rows() as session:
        operations.load_bank(session, cells, "hash-1", True, NOW)
    with statements() as sent, rows() as session:
        operations.load_bank(session, cells, "hash-1", True, NOW)
    assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_loading_a_changed_folder_changes_rows_and_adds_none(rows, tmp_path):
    cells = read(tmp_path)
    (tmp_path / "later").mkdir()
    changed = read(tmp_path / "later", ("facts.toml", "Mitochondria produce ATP.", "Mitochondria make ATP."))
    with rows() as session:
        operations.load_bank(session, cells, "hash-1", True, NOW)
        before = counts(session)
    with rows() as session:
        operations.load_bank(session, changed, "hash-2", True, NOW)
    with rows() as session:
        assert counts(session) == before
        fact = session.scalars(select(Fact).where(Fact.slug == "mitochondrion-makes-atp")).one()
        assert fact.statement == "Mitochondria make ATP."


def test_a_fact_that_vanished_is_retired_and_kept(rows, tmp_path):
    cells = read(tmp_path)
    (tmp_path / "later").mkdir()
    folder = write_bank(tmp_path / "later", without=("sets.toml",))
    facts_file = folder / "facts.toml"
    head, _, _ = facts_file.read_text().partition('[[fact]]\nid = "mitochondrion-named"')
    facts_file.write_text(head)
    fewer = read_bank(folder).bank
    with rows() as session:
        operations.load_bank(session, cells, "hash-1", True, NOW)
    with rows() as session:
        operations.load_bank(session, fewer, "hash-2", True, NOW)
        statuses = dict(session.execute(select(Fact.slug, Fact.status)).all())
    assert statuses.pop("mitochondrion-named") == "retired"
    assert set(statuses.values()) == {"approved"}


def test_a_teachers_own_text_survives_a_changed_folder(rows, tmp_path):
    cells = read(tmp_path)
    with rows() as session:
        ada = builders.teacher(session, "ada")
        bank = operations.load_bank(session, cells, "hash-1", True, NOW)
        operations.add_own_text(
            session, bank.id, ada.id, title="My notes", text="One.\n\nTwo\nlines.", code="k7"
        )
    with rows() as session:
        operations.load_bank(session, cells, "hash-2", True, NOW)
    with rows() as session:
        bank = queries.get_bank(session, "cells")
        texts = session.scalars(select(Passage.text).join(Source).where(Source.owner_id.is_not(None)))
        assert list(texts) == ["One.", "Two lines."]


def test_a_teachers_text_is_on_the_shelf_of_who_cites_it_and_of_herself_only(rows, tmp_path):
    cells = read(tmp_path)
    with rows() as session:
        ada, eve = builders.teacher(session, "ada"), builders.teacher(session, "eve")
        bank = operations.load_bank(session, cells, "hash-1", True, NOW)
        operations.add_own_text(session, bank.id, ada.id, title="My notes", text="One.", code="k7")
        folder = set(cells.sources)
        assert set(queries.sources_of(session, bank.id)) == folder
        assert set(queries.sources_of(session, bank.id, ["own~k7"])) == folder | {"own~k7"}
        assert set(queries.desk_of(session, bank.id, ada.id).sources) == folder | {"own~k7"}
        assert set(queries.desk_of(session, bank.id, eve.id).sources) == folder


def test_the_list_of_banks_costs_one_statement(rows, tmp_path, statements):
    cells = read(tmp_path)
    with rows() as session:
        operations.load_bank(session, cells, "hash-1", True, NOW)
    with statements() as sent, rows() as session:
        (entry,) = queries.banks(session)
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
    assert (entry.slug, entry.facts) == ("cells", 7)
