"""What every generated question owes its reader, over a small bank and over those that ship."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from questions.banks import load_bank, shipped_banks
from questions.document import dump_question
from questions.facts import Bank
from questions.generation.generator import Generated, generate
from questions.generation.handwritten import PATTERN as HANDWRITTEN
from questions.generation.lint import lint_bank
from questions.question import ChoiceKey, OrderKey, PairsKey, Question, VerdictKey
from questions.text import plain
from questions.truth import ROLES, Refuted, Truth
from questions.types import TYPES
from tests.questions.planets import planets

ROOT = Path(__file__).parents[3]
NAMES = ["planets", *(folder.name for folder in shipped_banks())]


@cache
def bank(name: str) -> Bank:
    if name == "planets":
        return planets()
    (folder,) = (folder for folder in shipped_banks() if folder.name == name)
    loaded = load_bank(folder)
    assert loaded.bank is not None, loaded.remarks
    return loaded.bank


@cache
def generated(name: str) -> Generated:
    return generate(bank(name))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_wrong_option_is_proven_wrong_again_and_says_why(name: str) -> None:
    truth = Truth(bank(name))
    by_label: dict[str, list[str]] = {}
    for entity in bank(name).entities.values():
        by_label.setdefault(entity.name, []).append(entity.id)
    checked = 0
    for question in generated(name).questions:
        whys = {why.option: why for why in question.sealed.whys}
        for option in wrong_options(question):
            assert whys[option].text
            assert whys[option].rule != "entailed"
            text = text_of(question, option)
            for fact_id, role in question.targets:
                for candidate in by_label.get(text, []) if role in ROLES else []:
                    fact = bank(name).facts[fact_id]
                    assert isinstance(truth.refute(fact, role, candidate), Refuted)  # type: ignore[arg-type]
                    checked += 1
    assert checked


def test_every_right_option_is_what_an_approved_fact_states(name: str) -> None:
    for question in generated(name).questions:
        if question.type == "single_choice" and question.pattern != HANDWRITTEN and question.anchor[0] == "f":
            ((fact_id, role),) = question.targets
            fact = bank(name).facts[fact_id]
            term = fact.term("subject" if role == "subject" else "object")
            (right,) = [text_of(question, option) for option in right_ids(question)]
            if isinstance(term, str):
                assert right == bank(name).entities[term].name
            assert fact.status == "approved"


def test_every_quote_stands_in_its_passage(name: str) -> None:
    for question in generated(name).questions:
        assert any(citation.proves for citation in question.sealed.citations)
        for citation in question.sealed.citations:
            assert citation.source in bank(name).sources
            if citation.quote and citation.paragraph is not None:
                passage = bank(name).passage_at[citation.source, citation.paragraph]
                assert plain(citation.quote).casefold() in plain(passage.text).casefold()


def test_our_own_brief_is_cited_before_what_was_published(name: str) -> None:
    for question in generated(name).questions:
        if question.sealed.citations and question.pattern != HANDWRITTEN:
            assert bank(name).sources[question.sealed.citations[0].source].is_brief


def test_lint_finds_no_error(name: str) -> None:
    remarks = lint_bank(generated(name).questions, bank(name))
    assert [str(remark) for remark in remarks if remark.severity == "error"] == []


def test_every_type_can_ask_and_mark_its_questions(name: str) -> None:
    for question in generated(name).questions:
        type = TYPES[question.type]
        assert type.problems(question) == []
        order = [option.id for option in question.asked.options]
        for specimen in type.specimens(question, order):
            assert type.mark(question, type.read(question.asked, order, specimen.fields)) == specimen.mark


def test_ids_are_unique(name: str) -> None:
    counted = Counter(question.id for question in generated(name).questions)
    assert counted.most_common(1)[0][1] == 1


def test_options_never_overlap_and_ids_follow_the_alphabet(name: str) -> None:
    truth = Truth(bank(name))
    ids = {entity.name: entity.id for entity in bank(name).entities.values()}
    for question in generated(name).questions:
        options = question.asked.options
        assert [option.id for option in options] == [chr(ord("a") + n) for n in range(len(options))]
        if question.type in ("single_choice", "multiple_response"):
            named = [ids[option.text] for option in options if option.text in ids]
            assert not any(truth.overlaps(one, other) for one, other in combinations(named, 2))


def test_true_and_false_statements_are_as_many(name: str) -> None:
    verdicts = [
        question.sealed.key.true
        for question in generated(name).questions
        if isinstance(question.sealed.key, VerdictKey) and question.pattern != HANDWRITTEN
    ]
    assert verdicts.count(True) == verdicts.count(False)


def test_no_question_rests_on_context_or_on_casualties(name: str) -> None:
    for question in generated(name).questions:
        for fact in question.facts:
            assert "casualties" not in bank(name).facts[fact].sensitive
            assert bank(name).facts[fact].ask != "context" or question.pattern == HANDWRITTEN


def test_every_fact_worth_asking_is_asked_or_reported_as_starved(name: str) -> None:
    asked = {fact for question in generated(name).questions for fact in question.facts}
    starved = {one.fact for one in generated(name).starved}
    for fact in bank(name).facts.values():
        relation = bank(name).relations[fact.relation]
        words = {*fact.wording, *relation.wording}
        may_be_asked = any(role in words or f"{role}_typed" in words for role in fact.roles)
        if fact.status == "approved" and fact.ask != "context" and may_be_asked:
            assert fact.id in asked | starved


def test_the_same_bank_gives_the_same_bytes_under_any_hash_seed() -> None:
    script = (
        "import json\n"
        "from questions.banks import load_bank, shipped_banks\n"
        "from questions.document import dump_question\n"
        "from questions.generation.generator import generate\n"
        "from tests.questions.planets import planets\n"
        "banks = [planets()] + [b for f in shipped_banks() if (b := load_bank(f).bank)]\n"
        "made = [generate(bank) for bank in banks]\n"
        "print(json.dumps([[dump_question(q) for q in one.questions] for one in made]))\n"
        "print([one.starved for one in made])\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(outputs[0]) > 10_000
    assert outputs[0] == outputs[1]


def test_a_main_point_is_asked_in_three_forms_where_it_can_be_proven() -> None:
    types: dict[str, set[str]] = {}
    for question in generated("planets").questions:
        for fact in question.facts:
            types.setdefault(fact, set()).add(question.type)
    mains = [fact.id for fact in planets().facts.values() if fact.weight == "main"]
    assert all(len(types[fact]) >= 3 for fact in mains)


def test_rewording_keeps_the_id_and_changes_the_content() -> None:
    reworded = planets()
    orbits = reworded.relations["orbits"]
    wording = {**orbits.wording, "object": "around which planet does {subject} travel?"}
    reworded = replace(reworded, relations={**reworded.relations, "orbits": replace(orbits, wording=wording)})
    before = {question.id: question for question in generated("planets").questions}
    after = {question.id: question for question in generate(reworded).questions}
    assert before.keys() == after.keys()
    assert any(json.dumps(dump_question(after[id])) != json.dumps(dump_question(before[id])) for id in before)


def test_adding_a_member_to_a_set_keeps_the_id_of_its_question() -> None:
    small = planets()
    fewer = {id: fact for id, fact in small.facts.items() if id != "callisto-orbits"}
    (before,) = [q for q in generate(replace(small, facts=fewer)).questions if q.type == "multiple_response"]
    (after,) = [q for q in generated("planets").questions if q.type == "multiple_response"]
    assert before.id == after.id
    assert before.asked.pick == 3
    assert after.asked.pick == 4


def test_the_order_of_time_is_the_key_of_an_ordering() -> None:
    (question,) = [one for one in generated("planets").questions if one.type == "ordering"]
    assert isinstance(question.sealed.key, OrderKey)
    assert [text_of(question, id) for id in question.sealed.key.order] == ["Io", "Titan", "Phobos"]


def test_a_matching_has_a_spare_option_that_belongs_to_none() -> None:
    (question,) = [one for one in generated("planets").questions if one.type == "matching"]
    assert isinstance(question.sealed.key, PairsKey)
    used = {option for _, option in question.sealed.key.pairs}
    (spare,) = [option.text for option in question.asked.options if option.id not in used]
    assert spare == "Venus"


def test_the_reason_against_a_spare_option_may_be_written_for_all_prompts() -> None:
    made = planets()
    why = "Venus has no moon, so none of these circles it."
    group = replace(made.groups["which-planet"], spare_reason=why)
    (question,) = [
        one for one in generate(replace(made, groups={group.id: group})).questions if one.type == "matching"
    ]
    (spare,) = [option.id for option in question.asked.options if option.text == "Venus"]
    assert [one.text for one in question.sealed.whys if one.option == spare] == [why]
    assert why not in question.sealed.explanation.value, "else it is read twice"


@pytest.mark.parametrize("name", NAMES)
def test_every_option_that_can_be_chosen_wrongly_has_one_reason(name: str) -> None:
    for question in generated(name).questions:
        if isinstance(question.sealed.key, VerdictKey) and question.sealed.key.true:
            continue
        options = sorted(option.id for option in question.asked.options)
        assert sorted(why.option for why in question.sealed.whys if why.option) == options


def text_of(question: Question, id: str) -> str:
    return next(option.text for option in question.asked.options if option.id == id)


def right_ids(question: Question) -> tuple[str, ...]:
    return question.sealed.key.right if isinstance(question.sealed.key, ChoiceKey) else ()


def wrong_options(question: Question) -> list[str]:
    if question.type not in ("single_choice", "multiple_response"):
        return []
    return [option.id for option in question.asked.options if option.id not in right_ids(question)]
