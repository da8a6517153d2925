"""What a teacher found wanting in whole papers: reasons, neighbours, dates and twins."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from questions.facts import Bank, Fact, Quantity, Relation, Role, Ruling, Term, WrittenQuestion
from questions.generation.generator import generate
from questions.generation.lint import lint
from questions.generation.patterns import Wording
from questions.generation.workbench import without_repeats
from questions.question import ChoiceKey, Question, TextKey, VerdictKey
from questions.truth import Refuted, Truth
from questions.when import When
from tests.questions.planets import bank_of, entity, fact, planets

COUNTRIES = {"norway": "oslo", "sweden": "stockholm", "finland": "helsinki"}
COUNTRIES |= {"peru": "lima", "chile": "santiago", "cuba": "havana"}
REGION = dict.fromkeys(("norway", "sweden", "finland"), "north") | dict.fromkeys(("peru", "chile"), "south")
CAPITAL = Relation(
    "capital-of",
    frozenset({"city"}),
    frozenset({"country"}),
    "capital",
    functional={"subject": "A country has one capital.", "object": "A city is one country's capital."},
    wording={"statement": "{subject} is the capital of {object}", "object": "of which country is {subject}?"},
    swap=("subject",),
)
LIES_IN = Relation(
    "lies-in",
    frozenset({"city"}),
    frozenset({"region"}),
    "place",
    functional={"object": "A city lies in one region."},
    wording={"object": "where does {subject} lie?"},
)
HOSTED = Relation(
    "hosted",
    frozenset({"country"}),
    frozenset({"event"}),
    "hosting",
    functional={"subject": "A meeting has one host."},
    wording={"subject": "which country hosted {object}?", "statement": "{subject} hosted {object}"},
)
ATTENDED = Relation("attended", frozenset({"country"}), frozenset({"event"}), "attending")
DATED = Relation(
    "dated",
    frozenset({"event"}),
    frozenset({"date"}),
    "date",
    functional={"object": "It took place once."},
    wording={"statement": "{subject} took place {object}", "object": "when did {subject} take place?"},
    swap=("object",),
)
ENTITIES = (
    entity("north", "region"),
    entity("south", "region"),
    *(entity(id, "country", part_of=(REGION[id],) if id in REGION else ()) for id in COUNTRIES),
    *(entity(id, "city") for id in COUNTRIES.values()),
    *(entity(id, "event") for id in ("summit", "congress", "council")),
)
CAPITALS = tuple(
    fact(city, city, "capital-of", country, f"{city.title()} is the capital of {country.title()}.")
    for country, city in COUNTRIES.items()
)


def bank(*facts: Fact, **more: Any) -> Bank:
    return bank_of(ENTITIES, (CAPITAL, LIES_IN, HOSTED, ATTENDED, DATED), facts, **more)


def reason(made: Bank, fact_id: str, role: Role, candidate: Term) -> Refuted:
    proof = Truth(made).refute(made.facts[fact_id], role, candidate)
    assert isinstance(proof, Refuted)
    return proof


def asked(made: Bank, type: str, fact_id: str) -> list[Question]:
    return [one for one in generate(made).questions if one.type == type and one.facts == (fact_id,)]


def choice(made: Bank, fact_id: str) -> dict[str, str]:
    (question,) = asked(made, "single_choice", fact_id)
    whys = {why.option: why.text for why in question.sealed.whys}
    return {option.text: whys[option.id] for option in question.asked.options}


class TestReasons:
    def test_a_wrong_option_is_told_by_its_own_answer_to_the_question(self) -> None:
        assert reason(bank(*CAPITALS), "oslo", "object", "peru").reason == "Lima is the capital of Peru."

    def test_a_wrong_host_is_told_by_what_it_did_at_the_same_meeting(self) -> None:
        made = bank(
            *CAPITALS,
            fact("host", "norway", "hosted", "summit"),
            fact("guest", "peru", "attended", "summit", "Peru sent a minister to the summit of that year."),
        )
        proof = reason(made, "host", "subject", "peru")
        assert proof.reason == "Peru sent a minister to the summit of that year."
        assert (proof.rule, proof.facts[0]) == ("functional", "guest")

    def test_what_lies_in_a_region_says_nothing_of_the_region(self) -> None:
        cities = [fact(f"{city}-in", city, "lies-in", "south") for city in ("lima", "santiago")]
        proof = reason(bank(fact("f", "oslo", "lies-in", "north"), *cities), "f", "object", "south")
        assert not proof.tells

    def test_a_sensitive_fact_is_never_the_reason(self) -> None:
        told = fact("guest", "peru", "attended", "summit", "Peru came.", sensitive=frozenset({"accusation"}))
        proof = reason(bank(fact("host", "norway", "hosted", "summit"), told), "host", "subject", "peru")
        assert not proof.tells

    def test_a_statement_that_does_not_name_the_option_is_no_reason(self) -> None:
        told = fact("guest", "peru", "attended", "summit", "A delegation came.")
        proof = reason(bank(fact("host", "norway", "hosted", "summit"), told), "host", "subject", "peru")
        assert "A delegation" not in proof.reason

    def test_options_that_can_be_told_go_before_those_that_cannot(self) -> None:
        made = bank(
            fact("host", "norway", "hosted", "summit", "Norway hosted it."),
            fact("a", "peru", "attended", "summit", "Peru came."),
            fact("b", "cuba", "attended", "summit", "Cuba came."),
        )
        told = {"Norway": "Norway hosted it.", "Peru": "Peru came.", "Cuba": "Cuba came."}
        assert told.items() < choice(made, "host").items()

    def test_one_from_the_region_of_the_key_is_offered_even_untold(self) -> None:
        made = bank(
            fact("host", "norway", "hosted", "summit", "Norway hosted it."),
            *(fact(id, id, "attended", "summit", f"{id.title()} came.") for id in ("peru", "cuba")),
        )
        assert {"Sweden", "Finland"} & set(choice(made, "host"))

    def test_what_an_option_is_in_another_matter_stands_behind_what_is_right(self) -> None:
        made = bank(
            fact("host", "norway", "hosted", "summit", "Norway hosted the summit."),
            fact("guest", "peru", "attended", "congress", "Peru came to the congress."),
            fact("neighbour", "cuba", "attended", "council", "Cuba sent Norway its apologies."),
        )
        told = reason(made, "host", "subject", "peru").reason
        assert told == "Norway hosted the summit. Peru came to the congress."
        assert reason(made, "host", "subject", "cuba").reason == "Cuba sent Norway its apologies."

    def test_who_is_in_no_complete_set_is_told_by_the_set_and_by_another_matter(self) -> None:
        made = planets()
        told = reason(made, "io-orbits", "subject", "phobos").reason
        assert told == "Phobos circles Mars."
        lists = replace(made.relations["orbits"], functional={})
        found = {id: one for id, one in made.facts.items() if id != "phobos-orbits"}
        told = reason(
            replace(made, relations={**made.relations, "orbits": lists}, facts=found),
            "io-orbits",
            "subject",
            "phobos",
        ).reason
        assert told == "The atlas lists four large moons of Jupiter. Phobos was found on 18 August 1877."

    @pytest.mark.parametrize(
        ("year", "told"),
        [(1875, "10 years too late"), (1867, "2 years too late"), (1864, "1 year too early")],
    )
    def test_an_invented_date_is_told_by_its_distance(self, year: int, told: str) -> None:
        made = bank(fact("f", "summit", "dated", When(1865), "The summit took place in 1865."))
        words = reason(made, "f", "object", When(year)).reason
        assert words == f"That is {told}. The summit took place in 1865."

    def test_the_date_of_something_else_is_told_by_its_distance_and_by_what_it_dates(self) -> None:
        made = bank(
            fact("f", "summit", "dated", When(1865), "The summit took place in 1865."),
            fact("g", "congress", "dated", When(1864), "The congress took place in 1864."),
        )
        words = reason(made, "f", "object", When(1864)).reason
        assert words == "That is 1 year too early. The congress took place in 1864."

    def test_the_number_of_something_else_is_told_by_its_side_and_by_what_it_counts(self) -> None:
        made = planets()
        earth = fact(
            "earth-count", "earth", "has-moons", Quantity(Fraction(1), "moons"), "Earth has one moon."
        )
        made = replace(made, facts={**made.facts, "earth-count": earth})
        words = reason(made, "mars-count", "object", Quantity(Fraction(1), "moons")).reason
        assert words == "That is too low. Earth has one moon."


class TestNeighbours:
    def test_wrong_options_come_from_the_region_of_the_key(self) -> None:
        assert {"Sweden", "Finland"} < set(choice(bank(*CAPITALS), "oslo"))

    def question(self, *options: str) -> Question:
        (made,) = asked(bank(*CAPITALS), "single_choice", "oslo")
        shown = tuple(
            replace(option, text=text) for option, text in zip(made.asked.options, options, strict=False)
        )
        return replace(
            made,
            asked=replace(made.asked, options=shown),
            sealed=replace(made.sealed, key=ChoiceKey((shown[0].id,))),
        )

    def rules(self, question: Question) -> set[str]:
        return {remark.rule for remark in lint(question, bank(*CAPITALS)) if remark.severity == "error"}

    def test_a_key_from_outside_the_region_of_all_others_is_refused(self) -> None:
        assert "L32" in self.rules(self.question("Cuba", "Norway", "Sweden"))
        assert "L32" not in self.rules(self.question("Norway", "Sweden", "Peru"))

    def test_a_key_alone_of_a_region_that_holds_more_is_refused(self) -> None:
        assert "L32" in self.rules(self.question("Norway", "Cuba", "Peru"))


class TestDates:
    made = bank(
        fact("a", "summit", "dated", When(1927), "The summit took place in 1927."),
        fact("b", "congress", "dated", When(1865), "The congress took place in 1865."),
        fact("c", "council", "dated", When(1960), "The council took place in 1960."),
    )

    def test_a_year_is_asked_as_a_year(self) -> None:
        stem = Wording(self.made).stem(self.made.facts["a"], "object")
        assert stem == "In which year did Summit take place?"

    def test_dates_of_other_events_go_before_invented_ones(self) -> None:
        assert {"1865", "1927", "1960"} < set(choice(self.made, "a"))

    def test_a_ruled_date_is_always_offered(self) -> None:
        ruled = Ruling("object", When(1926), "In 1926 it was only planned.")
        for fact_id in "abc":
            facts = {**self.made.facts, fact_id: replace(self.made.facts[fact_id], rulings=(ruled,))}
            assert choice(replace(self.made, facts=facts), fact_id)["1926"] == "In 1926 it was only planned."

    def test_a_false_date_is_the_date_of_something_else(self) -> None:
        for question in asked(self.made, "true_false", "a"):
            assert any(year in question.asked.stem.value for year in ("1865", "1927", "1960"))
        alone = replace(self.made, facts={"a": self.made.facts["a"]})
        assert asked(alone, "true_false", "a") == []

    def test_years_are_not_crowded(self) -> None:
        alone = replace(self.made, facts={"a": self.made.facts["a"]})
        years = [int(text) for text in choice(alone, "a")]
        assert min(later - earlier for earlier, later in pairwise(years)) >= 10


class TestTelling:
    def test_no_sentence_is_said_twice(self) -> None:
        assert without_repeats("It is so. Yes.", "it is so.", "", "No.") == "It is so. Yes. No."

    def test_a_false_statement_says_what_its_wrong_part_is(self) -> None:
        (false,) = [
            one for one in asked(bank(*CAPITALS), "true_false", "oslo") if one.sealed.key != VerdictKey(True)
        ]
        city = false.asked.stem.value.partition(" ")[0]
        assert f"{city} is the capital of" in false.sealed.explanation.value

    def test_the_right_option_of_a_choice_says_all_that_the_explanation_says(self) -> None:
        """A page that shows both can then leave one out, and no sentence stands there twice."""
        told = replace(CAPITALS[0], explanation="It lies on a fjord.")
        made = bank(told, *CAPITALS[1:])
        (question,) = asked(made, "single_choice", "oslo")
        assert question.sealed.explanation.value == "Oslo is the capital of Norway. It lies on a fjord."
        assert choice(made, "oslo")["Norway"] == question.sealed.explanation.value

    def test_an_institution_is_no_answer_to_who(self) -> None:
        made = planets()
        galileo = replace(made.entities["galileo"], metonyms=("the Academy",))
        found_by = replace(made.relations["found-by"], functional={"object": "One person found it first."})
        made = replace(
            made,
            entities={**made.entities, "galileo": galileo},
            relations={**made.relations, "found-by": found_by},
        )
        (question,) = asked(made, "short_answer", "io-finder")
        assert isinstance(question.sealed.key, TextKey)
        assert question.sealed.key.accepted == ("Galileo Galilei", "Galileo")
        assert question.asked.stem.value == "Who found Io? Name the person."

    def test_which_astronomer_is_told_to_give_a_name(self) -> None:
        """An office or a rank would answer it too, and only the name is compared."""
        made = planets()
        found_by = replace(
            made.relations["found-by"],
            functional={"object": "One person found it first."},
            wording={"object": "which astronomer found {subject}?"},
        )
        made = replace(made, relations={**made.relations, "found-by": found_by})
        (question,) = asked(made, "short_answer", "io-finder")
        assert question.asked.stem.value == "Which astronomer found Io? Name the person."

    def test_who_holds_an_office_is_not_told_to_give_a_name(self) -> None:
        chair = Relation(
            "chairs",
            frozenset({"person"}),
            frozenset({"office"}),
            "office",
            functional={"subject": "One person at a time."},
            wording={"subject": "who was {object} in 1610?"},
        )
        holder = fact("holder", "galileo", "chairs", "duke", "Galileo Galilei was Duke of Io.")
        made = bank_of(
            [entity("galileo", "person", "Galileo Galilei"), entity("duke", "office", "Duke of Io")],
            [chair],
            [holder],
        )
        (question,) = asked(made, "short_answer", "holder")
        assert question.asked.stem.value == "Who was Duke of Io in 1610?"

    def test_a_written_question_accepts_every_name_of_its_entity(self) -> None:
        made = planets()
        written = WrittenQuestion(
            "who",
            "short_answer",
            "Who saw Io first?",
            "Galileo did.",
            (),
            accepted=("Galilei",),
            answer="galileo",
        )
        (question,) = [
            one for one in generate(replace(made, written={"who": written})).questions if not one.facts
        ]
        assert isinstance(question.sealed.key, TextKey)
        assert question.sealed.key.accepted == ("Galileo Galilei", "Galileo", "Galilei")

    def test_a_false_statement_says_what_people_take_for_true(self) -> None:
        bergen = replace(entity("bergen", "city"), confusable=("oslo",))
        ruled = Ruling("subject", "bergen", "Bergen lies in Norway, but the capital is Oslo.")
        oslo = replace(CAPITALS[0], rulings=(ruled,))
        made = bank(oslo, *CAPITALS[1:])
        made = replace(made, entities={**made.entities, "bergen": bergen})
        stems = {one.asked.stem.value for one in asked(made, "true_false", "oslo")}
        assert stems == {"Oslo is the capital of Norway.", "Bergen is the capital of Norway."}

    def test_what_the_author_wrote_against_a_fact_goes_before_its_neighbours(self) -> None:
        ruled = tuple(Ruling("object", wrong, f"Not {wrong.title()}.") for wrong in ("peru", "chile", "cuba"))
        easy = replace(CAPITALS[0], difficulty=1, rulings=ruled)
        offered = set(choice(bank(easy, *CAPITALS[1:]), "oslo"))
        assert len(offered & {"Peru", "Chile", "Cuba"}) == 2
        assert offered & {"Sweden", "Finland"}, "the key must not be alone in its region"

    def test_words_of_the_house_are_noticed(self) -> None:
        (made,) = asked(bank(*CAPITALS), "single_choice", "oslo")
        told = replace(made.sealed.explanation, value="No other capital in this brief is so small.")
        found = lint(replace(made, sealed=replace(made.sealed, explanation=told)))
        assert "L33" in {remark.rule for remark in found}
        assert "L33" not in {remark.rule for remark in lint(made)}


class TestFalseValues:
    def told(self, made: Bank, fact_id: str) -> str:
        _true, false = asked(made, "true_false", fact_id)
        return false.sealed.explanation.value

    def test_a_false_date_is_named_behind_the_right_one(self) -> None:
        made = bank(
            fact("f", "summit", "dated", When(1865), "The summit took place in 1865."),
            fact("g", "congress", "dated", When(1861), "The congress took place in 1861."),
        )
        told = "The summit took place in 1865. 1861 is 4 years too early. The congress took place in 1861."
        assert self.told(made, "f") == told

    def test_a_false_number_is_named_behind_the_right_one(self) -> None:
        made = planets()
        swapped = replace(made.relations["has-moons"], swap=("object",))
        told = self.told(replace(made, relations={**made.relations, "has-moons": swapped}), "mars-count")
        assert re.fullmatch(r"Mars has two moons\. \d+ is too (low|high)\.", told)
