"""Traps of real documents, and the rules of tone: what must never be asked, and what must be accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from questions.facts import (
    Bank,
    Contrary,
    Disagreement,
    Fact,
    FactSet,
    Locator,
    Quantity,
    Relation,
    Role,
    Ruling,
    Source,
    Status,
    WrittenOption,
    WrittenQuestion,
)
from questions.facts import Evidence as Place
from questions.generation.generator import generate
from questions.generation.rivals import Rivals
from questions.question import ChoiceKey, NumberKey, Question, TextKey, VerdictKey
from questions.truth import Truth
from questions.when import When
from tests.questions.planets import bank_of, disagreement, entity, evidence, fact, planets

ENTITIES = (
    entity("ash", "person", "Ashraf Ghani", aliases=("Ghani",), living=True),
    entity("baradar", "person", "Abdul Ghani Baradar", aliases=("Baradar",), living=True),
    entity("lavrov", "person", "Sergey Lavrov", aliases=("Lavrov",), living=True),
    entity("biden", "person", "Joe Biden", living=True),
    entity("blinken", "person", "Antony Blinken", living=True),
    entity("plan", "proposal", "Interim government", aliases=("interim government",)),
    entity("militia", "organisation", "The Militia"),
    entity("gang", "organisation", "The Gang"),
    entity("cult", "religion", "The Cult"),
    entity("attack", "event", "Market attack"),
    entity("parade", "event", "Spring parade"),
)


def relation(id: str, objects: str = "proposal", **more: Any) -> Relation:
    words = {
        "statement": f"{{subject}} {id} {{object}}",
        "subject": f"who {id} {{object}}?",
        "object": f"what had {{subject}} {id}?",
    }
    made = Relation(id, frozenset({"person"}), frozenset({objects}), "stance", wording=words)
    return replace(made, **more)


RELATIONS = (
    relation("proposed", contraries=(Contrary("rejected", "Nobody proposes what he rejects."),)),
    relation("supported"),
    relation("rejected", family="refusal"),
    relation("blamed", "organisation", family="blame", wording={"object": "whom did {subject} blame?"}),
    relation("named", "event", family="naming", swap=("subject",), functional={"subject": "One named it."}),
)


def bank(*facts: Fact, **more: Any) -> Bank:
    return bank_of(ENTITIES, RELATIONS, facts, **more)


def only(made: Bank, relation: str, *roles: Role) -> Bank:
    """The bank, declaring that one thing alone fills these roles of a relation."""
    sole = replace(made.relations[relation], functional=dict.fromkeys(roles, "There is one."))
    return replace(made, relations={**made.relations, relation: sole})


def questions(made: Bank, type: str = "") -> list[Question]:
    return [one for one in generate(made).questions if type in ("", one.type)]


def options(made: Iterable[Question]) -> set[str]:
    return {option.text for question in made for option in question.asked.options}


def test_who_supports_or_hopes_is_no_wrong_answer_to_who_proposed() -> None:
    made = bank(
        fact("p", "biden", "proposed", "plan"),
        fact("s", "lavrov", "supported", "plan", roles=()),
        fact("r", "ash", "rejected", "plan", roles=()),
        fact("r2", "baradar", "rejected", "plan", roles=()),
    )
    (question,) = questions(made, "single_choice")
    assert {option.text for option in question.asked.options} == {
        "Joe Biden",
        "Ashraf Ghani",
        "Abdul Ghani Baradar",
    }


def test_a_fact_with_one_proven_wrong_option_starves_and_says_what_would_feed_it() -> None:
    made = bank(fact("p", "biden", "proposed", "plan"), fact("r", "ash", "rejected", "plan", roles=()))
    assert questions(made, "single_choice") == []
    starved = [one for one in generate(made).starved if (one.fact, one.role) == ("p", "subject")]
    assert "1 is proven wrong; two are needed" in starved[0].why
    assert "wrong" in starved[0].feed


def test_a_fact_whose_one_rival_is_proven_wrong_wants_another_rival_and_no_more_proof() -> None:
    two_plans = (*ENTITIES, entity("other", "proposal"))
    ruled = (Ruling("object", "other", "It came later."),)
    made = bank_of(two_plans, RELATIONS, [fact("p", "biden", "proposed", "plan", rulings=ruled)])
    starved = [one for one in generate(made).starved if "candidate" in one.why and one.role == "object"]
    assert [(one.why, one.feed) for one in starved] == [
        (
            "of 1 candidate 1 is proven wrong; two are needed",
            "add another object of its kind to the bank, one that is proven wrong here",
        )
    ]


def test_what_the_author_ruled_out_is_offered_though_the_bank_states_nothing_else_of_it() -> None:
    crowd = [entity(f"p{n}", "person", f"Person {n}") for n in range(30)]
    stranger = entity("stranger", "person", "The Stranger")
    events = [entity(f"e{n}", "event", f"Event {n}") for n in range(30)]
    ruling = Ruling("subject", "stranger", "The Stranger came later.")
    stated = [fact(f"f{n}", f"p{n}", "named", f"e{n}") for n in range(30)]
    asked = fact("asked", "biden", "named", "attack", roles=("subject",), rulings=(ruling,))
    made = bank_of((*ENTITIES, *crowd, stranger, *events), RELATIONS, (asked, *stated))
    asking = [one for one in questions(made, "single_choice") if one.facts == ("asked",)]
    assert "The Stranger" in options(asking)


def test_a_complete_set_of_one_is_called_no_mistake() -> None:
    alone = FactSet("s", "proposed", "subject", "plan", "He was alone.", evidence(1, "p"))
    made = replace(bank(fact("p", "biden", "proposed", "plan")), sets={"s": alone})
    (starved,) = [one for one in generate(made).starved if one.fact == "s"]
    assert starved.feed.startswith("nothing, if it is complete")


def test_wrong_options_of_another_kind_alone_starve_and_are_told_apart_from_too_few() -> None:
    ruled = tuple(Ruling("object", wrong, "It was not named.") for wrong in ("attack", "parade"))
    named = replace(relation("named-one"), object_kinds=frozenset({"event", "proposal"}))
    made = bank_of(ENTITIES, [named], [fact("f", "ash", "named-one", "plan", rulings=ruled)])
    (starved,) = [one for one in generate(made).starved if "proven wrong" in one.why and one.role == "object"]
    assert starved.why == (
        "of 2 candidates 2 are proven wrong, "
        "but no two of them fit: they overlap, or all differ from the key in kind"
    )


def test_a_name_that_two_people_bear_is_accepted_only_where_it_is_one_mans_own() -> None:
    made = only(bank(fact("p", "ash", "proposed", "plan")), "proposed", "subject")
    key = _text_key(made)
    assert {"Ashraf Ghani", "Ghani"} <= set(key.accepted)
    both = {**made.entities, "baradar": replace(made.entities["baradar"], aliases=("Ghani",))}
    assert "Ghani" not in _text_key(replace(made, entities=both)).accepted


def test_near_names_of_others_stand_as_rivals() -> None:
    countries = [entity(id, "country") for id in ("iceland", "ireland", "greenland", "peru")]
    words = {"subject": "which country is it?"}
    where = Relation("is", frozenset({"country"}), frozenset({"proposal"}), "is", wording=words)
    where = replace(where, functional={"subject": "It is one country."})
    made = bank_of([*countries, entity("plan", "proposal")], [where], [fact("f", "iceland", "is", "plan")])
    assert _text_key(made).rivals == ("Ireland",)


@pytest.mark.parametrize("kind", ["country", "planet"])
def test_an_adjective_is_no_name(kind: str) -> None:
    made = planets()
    key = entity("mars", kind, demonym="Martian")
    assert "Martian" not in Rivals(made, Truth(made)).text_key(key, [kind]).accepted


@pytest.mark.parametrize(("kind", "counts"), [("country", False), ("person", False), ("organisation", True)])
def test_a_seat_answers_neither_which_country_nor_who(kind: str, counts: bool) -> None:
    made = planets()
    key = entity("mars", kind, metonyms=("the Red Palace",))
    assert ("the Red Palace" in Rivals(made, Truth(made)).text_key(key, [kind]).accepted) == counts


@pytest.mark.parametrize(("fact_is", "typed_is"), [(1, 1), (2, 3)])
def test_only_what_everybody_knows_is_as_easily_typed_as_chosen(fact_is: int, typed_is: int) -> None:
    made = planets()
    facts = {one.id: replace(one, difficulty=fact_is) for one in made.facts.values()}
    typed = [
        one for one in generate(replace(made, facts=facts)).questions if one.asked.type == "short_answer"
    ]
    assert {one.difficulty for one in typed if one.pattern != "handwritten"} == {typed_is}


def test_what_has_two_known_answers_is_not_asked_to_be_typed() -> None:
    made = bank(fact("p", "biden", "proposed", "plan"), fact("s", "ash", "supported", "plan"))
    made = only(made, "proposed", "object")
    assert {one.pattern for one in questions(made, "short_answer")} == {"short_answer:object"}


def test_what_is_not_proven_to_be_the_only_answer_is_not_asked_to_be_typed() -> None:
    made = bank(fact("p", "biden", "proposed", "plan", roles=("subject",)))
    assert questions(made, "short_answer") == []
    (starved,) = [one for one in generate(made).starved if "the only answer" in one.why]
    assert "complete set of one" in starved.feed
    assert questions(only(made, "proposed", "subject"), "short_answer")


def test_a_complete_set_of_one_proves_its_member_to_be_the_only_answer() -> None:
    made = bank(fact("p", "biden", "proposed", "plan", roles=("subject",)))
    alone = FactSet("alone", "proposed", "subject", "plan", "The paper names one.", evidence(1, "p."))
    assert questions(replace(made, sets={"alone": alone}), "short_answer")
    two = {**made.facts, "q": replace(made.facts["p"], id="q", subject="ash")}
    assert questions(replace(made, facts=two, sets={"alone": alone}), "short_answer") == []


@pytest.mark.parametrize("status", ["draft", "disputed"])
def test_a_complete_set_with_a_member_in_doubt_is_not_asked_and_says_why(status: Status) -> None:
    made = planets()
    doubted = {"io-orbits": replace(made.facts["io-orbits"], status=status)}
    in_doubt = replace(made, facts={**made.facts, **doubted})
    assert questions(made, "multiple_response")
    assert questions(in_doubt, "multiple_response") == []
    (starved,) = [one for one in generate(in_doubt).starved if one.fact == "jupiter-four"]
    assert (starved.role, starved.why) == (
        "subject",
        f"it is open whether io-orbits belongs to it: the fact is {status}",
    )
    assert "settle it" in starved.feed


def test_a_complete_set_with_a_conflict_in_it_is_not_asked_and_says_why() -> None:
    made = replace(planets(), disagreements={"row": disagreement("io-orbits", "europa-orbits")})
    (starved,) = [one for one in generate(made).starved if one.fact == "jupiter-four"]
    assert starved.why == "it is open whether io-orbits belongs to it: the fact stands in a conflict"


def test_one_member_beside_another_in_doubt_is_not_the_only_answer() -> None:
    made = bank(fact("p", "biden", "proposed", "plan", roles=("subject",)))
    alone = FactSet("alone", "proposed", "subject", "plan", "The paper names one.", evidence(1, "p."))
    doubted = replace(made.facts["p"], id="q", subject="ash", status="disputed")
    two = replace(made, facts={**made.facts, "q": doubted}, sets={"alone": alone})
    assert questions(two, "short_answer") == []


def test_a_number_that_may_differ_is_not_asked_to_be_typed() -> None:
    made = planets()
    open_ended = replace(made.relations["has-moons"], functional={})
    made = replace(made, relations={**made.relations, "has-moons": open_ended})
    assert questions(made, "numeric") == []


def test_a_long_concept_is_not_asked_to_be_typed_unless_it_has_a_short_name() -> None:
    made = only(bank(fact("p", "biden", "proposed", "plan", roles=("object",))), "proposed", "object")
    assert [one.type for one in questions(made, "short_answer")] == ["short_answer"]
    nameless = {**made.entities, "plan": replace(made.entities["plan"], aliases=())}
    assert questions(replace(made, entities=nameless), "short_answer") == []


class TestTone:
    @pytest.mark.parametrize("marks", [{"ask": "context"}, {"sensitive": frozenset({"casualties"})}])
    def test_context_and_casualties_are_never_asked(self, marks: dict[str, Any]) -> None:
        made = planets()
        counted = replace(made.facts["mars-count"], **marks)
        made = replace(made, facts={**made.facts, "mars-count": counted})
        assert all("mars-count" not in question.facts for question in questions(made))

    def test_a_number_of_casualties_is_no_lure_for_another_number(self) -> None:
        made = planets()
        deaths = Quantity(Fraction(4), "moons")
        hidden = fact("deaths", "saturn", "has-moons", deaths, sensitive=frozenset({"casualties"}))
        hidden = replace(hidden, evidence=made.facts["mars-count"].evidence)
        with_deaths = replace(made, facts={**made.facts, "deaths": hidden})
        assert generate(with_deaths).questions == generate(made).questions

    def accusation(self, **more: Any) -> Bank:
        ruled = tuple(Ruling("object", wrong, "He did not name it.") for wrong in ("gang", "cult"))
        marks: dict[str, Any] = {
            "epistemic": "accused",
            "speaker": "ash",
            "sensitive": frozenset({"accusation"}),
            "explanation": "Nobody had claimed the attack at the time.",
            "rulings": ruled,
        }
        return only(bank(fact("b", "ash", "blamed", "militia", **(marks | more))), "blamed", "object")

    def test_an_accusation_is_asked_as_whom_did_he_blame_and_says_that_nobody_claimed_it(self) -> None:
        (question,) = questions(self.accusation())
        assert question.type == "short_answer"
        assert question.asked.stem.value == "Whom did Ashraf Ghani blame?"
        assert "Nobody had claimed" in question.sealed.explanation.value
        assert question.asked.sensitive

    def test_an_accusation_that_does_not_say_so_is_not_asked(self) -> None:
        assert questions(self.accusation(explanation="")) == []

    def test_an_accusation_by_somebody_else_than_its_subject_is_not_asked(self) -> None:
        assert questions(self.accusation(speaker="lavrov")) == []

    def test_faith_is_no_lure(self) -> None:
        assert "The Cult" not in options(questions(self.accusation()))

    def test_no_false_sentence_swaps_a_living_person_in(self) -> None:
        facts = [fact("one", "ash", "named", "attack"), fact("two", "baradar", "named", "parade")]
        assert questions(bank(*facts), "true_false") == []
        dead = {id: replace(one, living=False) for id, one in bank(*facts).entities.items()}
        assert questions(replace(bank(*facts), entities=dead), "true_false")

    @pytest.mark.parametrize(
        "marks",
        [
            {"epistemic": "claimed", "speaker": "marius"},
            {"ask": "attributed", "speaker": "marius"},
            {"sensitive": frozenset({"living-person"})},
        ],
    )
    def test_hearsay_and_sensitive_facts_are_no_true_false_statements(self, marks: dict[str, Any]) -> None:
        made = planets()
        marked = replace(made, facts={**made.facts, "io-found": replace(made.facts["io-found"], **marks)})
        assert [one for one in questions(made, "true_false") if one.facts == ("io-found",)]
        assert not [one for one in questions(marked, "true_false") if one.facts == ("io-found",)]


class TestTrueFalse:
    def test_the_wrong_part_is_asked_only_where_there_is_one(self) -> None:
        """As "Phobos circles Saturn" can be mended at either end, "Mars has 3 moons" at one only."""
        made = questions(planets(), "true_false")
        shown = {question.facts[0]: question.asked.options for question in made}
        assert shown["phobos-orbits"] == ()
        assert shown["mars-count"][0].text == "Mars"

    def test_both_statements_of_a_fact_show_the_same_kinds_of_parts(self) -> None:
        counts: dict[str, set[int]] = {}
        for question in questions(planets(), "true_false"):
            counts.setdefault(question.facts[0], set()).add(len(question.asked.options))
        assert all(len(found) == 1 for found in counts.values())

    def test_a_false_statement_comes_with_the_true_one(self) -> None:
        for question in questions(planets(), "true_false"):
            assert isinstance(question.sealed.key, VerdictKey)
            if not question.sealed.key.true:
                assert question.sealed.key.corrected not in ("", question.asked.stem.value)
                assert question.sealed.whys

    def test_the_part_that_is_right_is_told_apart_from_the_wrong_one(self) -> None:
        (false,) = [
            one
            for one in questions(planets(), "true_false")
            if one.facts == ("mars-count",) and one.sealed.key != VerdictKey(True)
        ]
        mars, count = false.asked.options
        reasons = {why.option: why.text for why in false.sealed.whys}
        assert reasons[mars.id] == f"“Mars” can stay: it is “{count.text}” that makes the statement false."
        assert "can stay" not in reasons[count.id]

    def test_a_false_statement_that_several_terms_would_mend_is_mended_as_its_author_says(self) -> None:
        made = planets()
        words = {
            **made.facts["phobos-orbits"].wording,
            "corrected": "two moons circle {object}: Phobos and Deimos",
        }
        worded = replace(made.facts["phobos-orbits"], wording=words)
        asked = questions(replace(made, facts={**made.facts, worded.id: worded}), "true_false")
        keys = [one.sealed.key for one in asked if one.facts == (worded.id,)]
        corrected = [key.corrected for key in keys if isinstance(key, VerdictKey) and not key.true]
        assert corrected == ["Two moons circle Mars: Phobos and Deimos."]


class TestValues:
    def test_dates_of_a_choice_ascend_and_differ_from_the_key(self) -> None:
        found = [one for one in questions(planets(), "single_choice") if one.facts == ("io-found",)]
        texts = [option.text for option in found[0].asked.options]
        assert "8 January 1610" in texts
        assert len(set(texts)) == 4

    def test_the_place_of_the_key_among_values_is_spread_evenly(self) -> None:
        moons = [entity(f"m{n}", "moon", f"Moon {n}") for n in range(400)]
        relation = planets().relations["found-on"]
        facts = [fact(f"f{n}", f"m{n}", "found-on", When(1500 + n)) for n in range(400)]
        made = questions(bank_of(moons, [relation], facts), "single_choice")
        places = [[option.id for option in one.asked.options].index(_right(one)) for one in made]
        assert all(60 <= places.count(place) <= 140 for place in range(4))

    def test_a_plan_is_not_mistaken_for_something_past(self) -> None:
        relation = planets().relations["found-on"]
        planned = fact("f", "io", "found-on", When(2021, 4))
        made = bank_of([entity("io", "moon")], [relation], [planned], as_of=When(2021, 3))
        (question,) = questions(made, "single_choice")
        assert all("2020" not in option.text for option in question.asked.options)

    def test_a_number_typed_keeps_its_tolerance(self) -> None:
        made = planets()
        about = replace(made.facts["mars-count"], object=Quantity(Fraction(20), "moons", Fraction(2)))
        made = replace(made, facts={**made.facts, "mars-count": about})
        (question,) = questions(made, "numeric")
        assert question.sealed.key == NumberKey(Fraction(20), Fraction(2))
        assert question.asked.unit == "moons"


class TestConflicts:
    def bank(self, *voices: str, decision: Any = "attribute") -> Bank:
        made = planets()
        sources = {id: Source(id, "report", id.title()) for id in voices}
        facts = {
            id: replace(
                fact(id, "mars", "has-moons", Quantity(Fraction(n), "moons"), f"{id} counts {n}."),
                status="disputed",
                evidence=(Place(Locator(id, 1)), *evidence(1, "Phobos circles Mars.")[1:]),
            )
            for n, id in enumerate(voices, start=2)
        }
        row = Disagreement("row", tuple(voices), "a count", decision, "They differ.", stem="who counts two?")
        return replace(
            made,
            sources={**made.sources, **sources},
            facts={**made.facts, **facts, "mars-count": replace(made.facts["mars-count"], status="retired")},
            disagreements={"row": row},
        )

    def test_three_sources_that_differ_are_asked_for_the_one_that_says_so(self) -> None:
        (question,) = [
            one for one in questions(self.bank("adam", "beth", "carl")) if one.pattern == "which_source"
        ]
        assert [option.text for option in question.asked.options] == ["Adam", "Beth", "Carl"]
        assert question.sealed.key == ChoiceKey(("a",))
        assert [why.rule for why in question.sealed.whys] == ["entailed", "contrary", "contrary"]

    def test_a_source_that_its_statement_does_not_name_is_named_before_it(self) -> None:
        made = self.bank("adam", "beth", "carl")
        plain = replace(made.facts["beth"], statement="The planet Mars has three moons.")
        made = replace(made, facts={**made.facts, "beth": plain})
        (question,) = [one for one in questions(made) if one.pattern == "which_source"]
        told = "According to Beth, the planet Mars has three moons."
        assert [why.text for why in question.sealed.whys] == ["adam counts 2.", told, "carl counts 4."]
        assert question.sealed.explanation.value == f"adam counts 2. {told} carl counts 4. They differ."

    @pytest.mark.parametrize(
        ("voices", "decision"), [(("adam", "beth"), "attribute"), (("adam", "beth", "carl"), "never")]
    )
    def test_two_sources_are_too_few_and_never_is_never(self, voices: tuple[str, ...], decision: str) -> None:
        made = self.bank(*voices, decision=decision)
        assert not [one for one in questions(made) if set(one.facts) & set(voices)]

    def why(self, made: Bank) -> str:
        (starved,) = [one for one in generate(made).starved if one.fact == "row"]
        return starved.why

    def test_it_is_counted_who_says_otherwise(self) -> None:
        assert self.why(self.bank("adam", "beth")) == "one source says otherwise; two are needed"
        assert self.why(self.bank("adam")) == "no source says otherwise; two are needed"

    def test_who_says_so_must_be_told(self) -> None:
        made = self.bank("adam", "beth", "carl")
        two_places = (*made.facts["beth"].evidence, Place(Locator("adam", 2)))
        facts = {**made.facts, "beth": replace(made.facts["beth"], evidence=two_places)}
        assert self.why(replace(made, facts=facts)) == "nobody says beth alone"


class TestHandwritten:
    def written(self, **more: Any) -> Question:
        base = WrittenQuestion("w", "numeric", "How many?", "Four.", evidence(1, "x"), topic="planets")
        made = replace(planets(), written={"w": replace(base, **more)})
        return next(one for one in generate(made).questions if one.anchor == "written:w")

    def test_values_become_the_key_of_their_type(self) -> None:
        question = self.written(value=Quantity(Fraction(4), "µm", Fraction(1)))
        assert question.sealed.key == NumberKey(Fraction(4), Fraction(1))
        assert question.asked.unit == "µm"
        assert self.written(type="date", value=When(1665)).asked.precision == "year"
        assert self.written(type="short_answer", accepted=("Haze",)).sealed.key == TextKey(("Haze",))
        false = self.written(type="true_false", value=False).sealed.key
        assert false == VerdictKey(False, "", "Four.")

    def test_options_are_put_in_an_order_that_tells_nothing(self) -> None:
        texts = ("10 moons", "9 moons", "100 moons")
        made = tuple(WrittenOption(text, text.startswith("10 "), "So.") for text in texts)
        question = self.written(type="single_choice", options=made)
        assert [option.text for option in question.asked.options] == ["9 moons", "10 moons", "100 moons"]
        assert _right(question) == "b"


def _right(question: Question) -> str:
    assert isinstance(question.sealed.key, ChoiceKey)
    return question.sealed.key.right[0]


def _text_key(made: Bank) -> TextKey:
    found = [one for one in questions(made, "short_answer") if one.pattern == "short_answer:subject"]
    assert isinstance(found[0].sealed.key, TextKey)
    return found[0].sealed.key
