"""Each rule of proof, with the row that a missing check would let through."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from questions.facts import Bank, Contrary, Fact, FactSet, Quantity, Relation, Role, Ruling, Term
from questions.truth import Entailed, Open, Refuted, Truth
from questions.when import When
from tests.questions.planets import bank_of, disagreement, entity, evidence, fact, planets

HOSTED = Relation(
    "hosted",
    frozenset({"country"}),
    frozenset({"event"}),
    "hosting",
    functional={"subject": "A meeting has one host."},
)
PROPOSED = Relation(
    "proposed",
    frozenset({"country", "person"}),
    frozenset({"plan"}),
    "stance",
    contraries=(Contrary("rejected", "Whoever rejects a plan did not propose it."),),
)
SUPPORTED = Relation("supported", frozenset({"country", "person"}), frozenset({"plan"}), "stance")
REJECTED = Relation("rejected", frozenset({"country", "person"}), frozenset({"plan"}), "refusal")
DATED = Relation(
    "dated", frozenset({"event"}), frozenset({"date"}), "date", functional={"object": "It has one date."}
)
LASTED = Relation(
    "lasted",
    frozenset({"event"}),
    frozenset({"quantity"}),
    "length",
    functional={"object": "It was counted."},
)
LED = Relation(
    "led",
    frozenset({"person"}),
    frozenset({"country"}),
    "office",
    functional={"subject": "A country has one leader at a time."},
)
RELATIONS = (HOSTED, PROPOSED, SUPPORTED, REJECTED, DATED, LASTED, LED)

ENTITIES = (
    entity("arland", "country", "Arland", metonyms=("the White Hall",), aliases=("Republic of Arland",)),
    entity("borland", "country", "Borland"),
    entity("corland", "country", "Corland"),
    entity("dorland", "country", "Dorland"),
    entity("arcity", "city", "Ar City", part_of=("arland",)),
    entity("old-town", "city", "Old Town", part_of=("arcity",)),
    entity("white-hall", "country", "The White Hall"),
    entity("cabinet", "organisation", "Cabinet of Borland", metonyms=("Borville",)),
    entity("borville", "city", "Borville"),
    entity("minister", "person", "Bea Minister", part_of=("cabinet",)),
    entity("smith", "person", "Ann Smith", aliases=("Smith",)),
    entity("other-smith", "person", "Bob Smith", aliases=("Smith",)),
    entity("talks", "event", "Talks"),
    entity("summit", "event", "Summit"),
    entity("congress", "event", "Congress"),
    entity("plan", "plan", "Plan"),
    entity("pact", "plan", "Pact"),
)


def bank(*facts: Fact, **more: object) -> Bank:
    return bank_of(ENTITIES, RELATIONS, facts, **more)


def refute(bank: Bank, fact_id: str, role: Role, candidate: Term) -> Refuted | Open:
    return Truth(bank).refute(bank.facts[fact_id], role, candidate)


def rule_of(proof: Refuted | Open) -> str:
    assert isinstance(proof, Refuted | Open)
    return proof.rule if isinstance(proof, Refuted) else "open"


class TestOverlaps:
    truth = Truth(bank())

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("arland", "arland"),
            ("arland", "arcity"),
            ("old-town", "arland"),
            ("arland", "white-hall"),
            ("minister", "borville"),
            ("smith", "other-smith"),
        ],
    )
    def test_names_parts_and_metonyms_overlap_in_either_direction(self, one: str, other: str) -> None:
        assert self.truth.overlaps(one, other)
        assert self.truth.overlaps(other, one)

    @pytest.mark.parametrize(("one", "other"), [("arland", "borland"), ("arcity", "borville")])
    def test_different_things_do_not_overlap(self, one: str, other: str) -> None:
        assert not self.truth.overlaps(one, other)

    def test_two_parts_of_one_whole_do_not_overlap(self) -> None:
        parts = (entity("whole", "city"), entity("one", "city", part_of=("whole",)))
        truth = Truth(bank_of((*parts, entity("two", "city", part_of=("whole",))), (), ()))
        assert not truth.overlaps("one", "two")

    def test_a_month_overlaps_its_days_and_no_other_month(self) -> None:
        assert self.truth.overlaps(When(2021, 3), When(2021, 3, 18))
        assert not self.truth.overlaps(When(2021, 3), When(2021, 4, 1))

    def test_numbers_overlap_within_their_tolerances_and_in_one_unit_only(self) -> None:
        about_20 = Quantity(Fraction(20), "years", Fraction(1))
        assert self.truth.overlaps(about_20, Quantity(Fraction(21), "years"))
        assert not self.truth.overlaps(about_20, Quantity(Fraction(22), "years"))
        assert not self.truth.overlaps(about_20, Quantity(Fraction(20), "months"))

    def test_a_date_and_an_entity_never_overlap(self) -> None:
        assert not self.truth.overlaps("arland", When(2021))


class TestEntailment:
    def test_an_approved_reported_fact_is_entailed(self) -> None:
        made = bank(fact("f", "arland", "hosted", "talks"))
        assert Truth(made).entails(made.facts["f"]) == Entailed("f")

    @pytest.mark.parametrize("status", ["draft", "disputed", "retired"])
    def test_nothing_but_an_approved_fact_is_entailed(self, status: str) -> None:
        made = bank(fact("f", "arland", "hosted", "talks", status=status))
        assert isinstance(Truth(made).entails(made.facts["f"]), Open)

    def test_a_claim_stands_on_its_speaker_and_is_open_without_one(self) -> None:
        claim = fact("f", "arland", "hosted", "talks", epistemic="claimed", speaker="smith")
        assert Truth(bank(claim)).entails(claim) == Open("the fact has no evidence")
        made = bank(claim, replace(claim, id="g", speaker=""))
        assert Truth(made).entails(made.facts["f"]) == Entailed("f", "smith")
        assert isinstance(Truth(made).entails(made.facts["g"]), Open)

    @pytest.mark.parametrize("decision", ["attribute", "never"])
    def test_a_fact_under_an_unresolved_conflict_is_open(self, decision: str) -> None:
        rows = {"row": disagreement("f", "g", decision=decision)}
        made = bank(
            fact("f", "talks", "lasted", Quantity(Fraction(2), "days")),
            fact("g", "talks", "lasted", Quantity(Fraction(3), "days"), status="disputed"),
            disagreements=rows,
        )
        assert isinstance(Truth(made).entails(made.facts["f"]), Open)

    def test_a_preferred_fact_is_entailed(self) -> None:
        made = bank(
            fact("f", "talks", "lasted", Quantity(Fraction(2), "days")),
            fact("g", "talks", "lasted", Quantity(Fraction(3), "days"), status="disputed"),
            disagreements={"row": disagreement("f", "g", decision="prefer", prefer="f")},
        )
        assert Truth(made).entails(made.facts["f"]) == Entailed("f")

    def test_two_fillers_of_a_functional_role_leave_both_open(self) -> None:
        made = bank(fact("f", "arland", "hosted", "talks"), fact("g", "borland", "hosted", "talks"))
        truth = Truth(made)
        assert isinstance(truth.entails(made.facts["f"]), Open)
        assert isinstance(truth.refute(made.facts["f"], "subject", "corland"), Open)

    def test_two_fillers_at_different_times_are_no_contradiction(self) -> None:
        made = bank(
            fact("f", "smith", "led", "arland", as_of=When(2010)),
            fact("g", "minister", "led", "arland", as_of=When(2020)),
        )
        assert Truth(made).entails(made.facts["f"]) == Entailed("f")

    def test_two_fillers_at_overlapping_times_are_one(self) -> None:
        made = bank(
            fact("f", "smith", "led", "arland", as_of=When(2020)),
            fact("g", "minister", "led", "arland", as_of=When(2020, 5)),
        )
        assert isinstance(Truth(made).entails(made.facts["f"]), Open)

    @pytest.mark.parametrize("times", [(When(2020), None), (None, When(2020)), (None, None)])
    def test_a_filler_without_a_time_is_one_at_any_time(self, times: tuple[When | None, When | None]) -> None:
        made = bank(
            fact("f", "smith", "led", "arland", as_of=times[0]),
            fact("g", "minister", "led", "arland", as_of=times[1]),
        )
        assert isinstance(Truth(made).entails(made.facts["f"]), Open)

    def test_two_speakers_may_contradict_each_other(self) -> None:
        claims = [
            fact(
                f"by-{who}",
                "talks",
                "lasted",
                Quantity(Fraction(days), "days"),
                epistemic="claimed",
                speaker=who,
            )
            for who, days in (("smith", 2), ("minister", 3))
        ]
        made = bank(*claims)
        assert Truth(made).entails(made.facts["by-smith"]) == Entailed("by-smith", "smith")

    def test_two_names_of_one_filler_are_no_contradiction(self) -> None:
        made = bank(fact("f", "arland", "hosted", "talks"), fact("g", "white-hall", "hosted", "talks"))
        assert Truth(made).entails(made.facts["f"]) == Entailed("f")


class TestFunctional:
    made = bank(
        fact("host", "arland", "hosted", "talks", "Arland hosted the talks."),
        fact("next-host", "borland", "hosted", "summit", "Borland hosted the summit."),
        fact("date", "talks", "dated", When(2021, 3, 18), "The talks were on 18 March 2021."),
    )

    def test_a_different_filler_is_refuted_by_the_declared_reason_and_the_true_fact(self) -> None:
        proof = refute(self.made, "host", "subject", "corland")
        assert isinstance(proof, Refuted)
        assert (proof.rule, proof.facts) == ("functional", ("host",))
        assert proof.reason == "Arland hosted the talks. A meeting has one host."
        assert proof.evidence == self.made.facts["host"].evidence

    def test_what_the_candidate_did_instead_is_the_better_reason(self) -> None:
        proof = refute(self.made, "host", "subject", "borland")
        assert isinstance(proof, Refuted)
        assert (proof.reason, proof.facts) == ("Borland hosted the summit.", ("next-host", "host"))
        assert proof.evidence == self.made.facts["next-host"].evidence

    def test_a_role_not_declared_functional_proves_nothing(self) -> None:
        assert rule_of(refute(self.made, "host", "object", "congress")) == "open"

    def test_doing_it_elsewhere_proves_nothing_where_nothing_is_functional(self) -> None:
        made = bank(fact("p", "arland", "proposed", "plan"), fact("q", "borland", "proposed", "pact"))
        assert rule_of(refute(made, "p", "subject", "borland")) == "open"
        assert rule_of(refute(made, "p", "object", "pact")) == "open"

    def test_another_filler_of_the_other_role_proves_where_that_role_is_functional(self) -> None:
        """A moon that circles Mars does not circle Jupiter, though Jupiter has many moons."""
        proof = refute(planets(), "phobos-orbits", "subject", "titan")
        assert isinstance(proof, Refuted)
        assert proof.reason == "Titan circles Saturn."

    def test_what_is_not_approved_plain_and_undisputed_is_never_told_as_the_reason(self) -> None:
        marks: tuple[dict[str, Any], ...] = (
            {"status": "draft"},
            {"condition": "if asked"},
            {"sensitive": frozenset({"casualties"})},
        )
        for hidden in marks:
            hidden_host = fact("next-host", "borland", "hosted", "summit", "Secret of Borland.", **hidden)
            made = bank(fact("host", "arland", "hosted", "talks", "Arland hosted."), hidden_host)
            proof = refute(made, "host", "subject", "borland")
            assert isinstance(proof, Refuted)
            assert "Secret" not in proof.reason

    @pytest.mark.parametrize("hidden", [{"status": "draft"}, {"sensitive": frozenset({"casualties"})}])
    def test_nor_is_it_where_the_reason_is_what_else_holds_of_the_candidate(
        self, hidden: dict[str, Any]
    ) -> None:
        host = fact("host", "arland", "hosted", "talks")
        elsewhere = fact("other", "borland", "hosted", "summit", "Secret of the Summit.", **hidden)
        proof = refute(bank(host, elsewhere), "host", "object", "summit")
        assert not isinstance(proof, Refuted) or "Secret" not in proof.reason

    def test_hearsay_is_no_reason_even_in_the_mouth_of_the_same_speaker(self) -> None:
        said: dict[str, Any] = {"epistemic": "claimed", "speaker": "smith"}
        host = fact("host", "arland", "hosted", "talks", **said)
        elsewhere = fact("other", "borland", "hosted", "summit")
        assert rule_of(refute(bank(host, elsewhere), "host", "object", "summit")) == "functional"
        hearsay = replace(elsewhere, **said)
        assert rule_of(refute(bank(host, hearsay), "host", "object", "summit")) == "open"

    def test_what_stands_in_a_conflict_is_no_reason(self) -> None:
        facts = (
            fact("host", "arland", "hosted", "talks", "Arland hosted."),
            fact("next-host", "borland", "hosted", "summit", "Borland hosted the summit."),
            fact("denial", "corland", "hosted", "summit", status="disputed"),
        )
        told = refute(bank(*facts), "host", "subject", "borland")
        assert isinstance(told, Refuted)
        assert told.reason == "Borland hosted the summit."
        made = bank(*facts, disagreements={"row": disagreement("next-host", "denial")})
        proof = refute(made, "host", "subject", "borland")
        assert isinstance(proof, Refuted)
        assert proof.reason == "Arland hosted. A meeting has one host."

    def test_dates_that_may_be_the_same_are_not_refuted(self) -> None:
        assert rule_of(refute(self.made, "date", "object", When(2021, 3))) == "open"
        assert rule_of(refute(self.made, "date", "object", When(2021, 4))) == "functional"

    def test_numbers_of_another_unit_or_within_the_tolerance_are_not_refuted(self) -> None:
        made = bank(fact("f", "talks", "lasted", Quantity(Fraction(20), "days", Fraction(1))))
        assert rule_of(refute(made, "f", "object", Quantity(Fraction(3), "weeks"))) == "open"
        assert rule_of(refute(made, "f", "object", Quantity(Fraction(21), "days"))) == "open"
        assert rule_of(refute(made, "f", "object", Quantity(Fraction(25), "days"))) == "functional"

    def test_a_leader_at_another_time_proves_nothing_about_this_time(self) -> None:
        one_country = replace(LED, functional={"object": "Nobody leads two countries at a time."})
        facts = (
            fact("f", "smith", "led", "arland", as_of=When(2010)),
            fact("g", "minister", "led", "borland", as_of=When(2020)),
        )
        made = bank_of(ENTITIES, (one_country,), facts)
        assert rule_of(refute(made, "f", "subject", "minister")) == "open"
        same_time = bank_of(ENTITIES, (one_country,), (facts[0], replace(facts[1], as_of=When(2010, 5))))
        assert rule_of(refute(same_time, "f", "subject", "minister")) == "functional"


class TestComplete:
    signed = Relation("signed", frozenset({"country"}), frozenset({"plan"}), "signing")

    def bank(self, *facts: Fact) -> Bank:
        whole = FactSet(
            "both", "signed", "subject", "pact", "Two signed.", evidence(1, "arland signed pact.")
        )
        return bank_of(
            ENTITIES,
            (self.signed,),
            (fact("a", "arland", "signed", "pact"), fact("b", "borland", "signed", "pact"), *facts),
            sets={"both": whole},
        )

    def test_an_outsider_is_refuted_by_the_set(self) -> None:
        proof = refute(self.bank(), "a", "subject", "corland")
        assert isinstance(proof, Refuted)
        assert (proof.rule, proof.reason, proof.facts) == ("complete", "Two signed.", ("a", "b"))
        assert not proof.tells

    def test_an_outsider_of_whom_something_is_known_is_refuted_with_that_and_with_the_set(self) -> None:
        made = self.bank(fact("c", "corland", "signed", "plan", "Corland signed the plan."))
        proof = refute(made, "a", "subject", "corland")
        assert isinstance(proof, Refuted)
        assert (proof.rule, proof.reason, proof.facts) == ("complete", "Corland signed the plan.", ("a", "b"))
        assert proof.evidence == (*made.facts["c"].evidence, *made.sets["both"].evidence)
        assert proof.tells

    @pytest.mark.parametrize("candidate", ["borland", "minister", "white-hall", "old-town"])
    def test_members_and_their_kin_are_never_refuted(self, candidate: str) -> None:
        made = self.bank(fact("c", "cabinet", "signed", "plan"))
        whole = replace(made.entities["cabinet"], part_of=("borland",))
        made = replace(made, entities={**made.entities, "cabinet": whole})
        assert rule_of(refute(made, "a", "subject", candidate)) == "open"

    @pytest.mark.parametrize("status", ["draft", "disputed"])
    def test_a_draft_or_disputed_member_is_not_refuted(self, status: str) -> None:
        made = self.bank(fact("c", "corland", "signed", "pact", status=status))
        assert rule_of(refute(made, "a", "subject", "corland")) == "open"

    @pytest.mark.parametrize("status", ["draft", "disputed"])
    def test_while_it_is_open_who_belongs_to_it_a_set_proves_nothing(self, status: str) -> None:
        assert rule_of(refute(self.bank(), "a", "subject", "cabinet")) == "complete"
        made = self.bank(fact("c", "corland", "signed", "pact", status=status))
        assert rule_of(refute(made, "a", "subject", "cabinet")) == "open"
        assert [one.id for one in Truth(made).unsettled(made.sets["both"])] == ["c"]

    def test_a_member_in_an_open_conflict_unsettles_its_set(self) -> None:
        made = replace(self.bank(), disagreements={"row": disagreement("b", "a", decision="attribute")})
        assert [one.id for one in Truth(made).unsettled(made.sets["both"])] == ["a", "b"]

    def test_what_a_conflict_was_decided_against_unsettles_no_set(self) -> None:
        made = self.bank(fact("c", "corland", "signed", "pact", status="disputed"))
        decided = disagreement("a", "c", decision="prefer", prefer="a")
        made = replace(made, disagreements={"row": decided})
        assert rule_of(refute(made, "a", "subject", "cabinet")) == "complete"

    def test_a_second_draft_of_a_member_unsettles_no_set(self) -> None:
        made = self.bank(fact("c", "arland", "signed", "pact", status="draft"))
        assert rule_of(refute(made, "a", "subject", "cabinet")) == "complete"

    def test_the_set_of_one_thing_says_nothing_of_another(self) -> None:
        made = self.bank(fact("p", "arland", "signed", "plan"))
        assert rule_of(refute(made, "p", "subject", "corland")) == "open"


class TestContrary:
    made = bank(
        fact("proposal", "arland", "proposed", "plan", "Arland proposed the plan."),
        fact("refusal", "borland", "rejected", "plan", "Borland rejected the plan."),
        fact("noise", "corland", "rejected", "pact", "Corland rejected the pact."),
    )

    def test_a_stated_contrary_refutes(self) -> None:
        proof = refute(self.made, "proposal", "subject", "borland")
        assert isinstance(proof, Refuted)
        assert (proof.rule, proof.facts) == ("contrary", ("refusal", "proposal"))
        assert proof.reason == "Borland rejected the plan. Whoever rejects a plan did not propose it."

    def test_a_contrary_about_another_thing_proves_nothing(self) -> None:
        assert rule_of(refute(self.made, "proposal", "subject", "corland")) == "open"

    def test_what_excludes_is_excluded_in_turn(self) -> None:
        assert rule_of(refute(self.made, "refusal", "subject", "arland")) == "contrary"

    def test_what_is_declared_on_both_sides_counts_once(self) -> None:
        mutual = replace(REJECTED, contraries=(Contrary("proposed", "Nobody rejects her own plan."),))
        made = bank_of(ENTITIES, (PROPOSED, mutual), [self.made.facts[id] for id in ("proposal", "refusal")])
        found = Truth(made).contrary_facts(made.facts["proposal"], "subject")
        assert [one.id for one in found] == ["refusal"]

    @pytest.mark.parametrize(
        "flaw",
        [
            {"status": "draft"},
            {"epistemic": "claimed", "speaker": "smith"},
            {"condition": "if nothing changes"},
            {"as_of": When(2015)},
        ],
    )
    def test_a_contrary_that_is_unsure_or_of_another_time_proves_nothing(self, flaw: dict[str, Any]) -> None:
        made = bank(
            fact("proposal", "arland", "proposed", "plan", as_of=When(2021)),
            fact("refusal", "borland", "rejected", "plan", **flaw),
        )
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "open"

    def test_a_dated_contrary_refutes_what_is_said_of_no_time_in_particular(self) -> None:
        made = bank(
            fact("proposal", "arland", "proposed", "plan"),
            fact("refusal", "borland", "rejected", "plan", as_of=When(2015)),
        )
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "contrary"

    @pytest.mark.parametrize("voice", [{}, {"epistemic": "claimed", "speaker": "smith"}])
    def test_a_contrary_that_a_conflict_was_decided_against_proves_nothing(
        self, voice: dict[str, Any]
    ) -> None:
        made = bank(
            fact("proposal", "arland", "proposed", "plan", **voice),
            fact("refusal", "borland", "rejected", "plan", **voice),
            fact("silence", "dorland", "rejected", "plan", **voice),
        )
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "contrary"
        decided = disagreement("refusal", "silence", decision="prefer", prefer="silence")
        made = replace(made, disagreements={"row": decided})
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "open"

    def test_hearsay_refutes_what_the_same_speaker_said(self) -> None:
        hearsay: dict[str, Any] = {"epistemic": "claimed", "speaker": "smith"}
        made = bank(
            fact("proposal", "arland", "proposed", "plan", **hearsay),
            fact("refusal", "borland", "rejected", "plan", **hearsay),
        )
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "contrary"
        conditional = replace(made.facts["refusal"], condition="if asked")
        made = replace(made, facts={**made.facts, "refusal": conditional})
        assert rule_of(refute(made, "proposal", "subject", "borland")) == "open"


class TestWritten:
    ruling = Ruling("subject", "corland", "Corland was not invited.")
    made = bank(
        fact("p", "arland", "proposed", "plan", rulings=(ruling,)),
        fact("q", "arland", "proposed", "pact"),
    )

    def test_a_persons_word_refutes_with_her_reason(self) -> None:
        proof = refute(self.made, "p", "subject", "corland")
        assert isinstance(proof, Refuted)
        assert (proof.rule, proof.reason) == ("written", "Corland was not invited.")

    def test_it_cites_where_the_word_stands_or_else_the_fact(self) -> None:
        proof = refute(self.made, "p", "subject", "corland")
        assert isinstance(proof, Refuted)
        assert proof.evidence == self.made.facts["p"].evidence != ()
        elsewhere = evidence(2, "corland stayed away.")
        documented = replace(self.ruling, evidence=elsewhere)
        proof = refute(
            bank(fact("p", "arland", "proposed", "plan", rulings=(documented,))), "p", "subject", "corland"
        )
        assert isinstance(proof, Refuted)
        assert proof.evidence == elsewhere

    def test_it_holds_for_its_own_fact_role_and_term_only(self) -> None:
        assert rule_of(refute(self.made, "q", "subject", "corland")) == "open"
        assert rule_of(refute(self.made, "p", "subject", "borland")) == "open"
        assert rule_of(refute(self.made, "p", "object", "corland")) == "open"

    def test_a_ruled_number_is_the_same_number_whatever_its_tolerance(self) -> None:
        ruled = Ruling("object", Quantity(Fraction(5), "days", Fraction(1)), "Five were planned.")
        held = fact("f", "talks", "lasted", Quantity(Fraction(20), "days"), rulings=(ruled,))
        assert rule_of(refute(bank(held), "f", "object", Quantity(Fraction(5), "days"))) == "written"
        assert rule_of(refute(bank(held), "f", "object", Quantity(Fraction(6), "days"))) == "functional"

    def test_it_never_overrules_a_fact_that_states_it(self) -> None:
        made = bank(self.made.facts["p"], fact("s", "corland", "supported", "plan"))
        assert rule_of(refute(made, "p", "subject", "corland")) == "open"


class TestNeverOffered:
    @pytest.mark.parametrize("status", ["approved", "draft", "disputed"])
    def test_whoever_stands_in_the_same_family_with_the_same_object(self, status: str) -> None:
        """A supporter is no wrong answer to "Who proposed it?", however the relation is declared."""
        one_proposer = replace(PROPOSED, functional={"subject": "One country proposed it."})
        made = bank_of(
            ENTITIES,
            (one_proposer, SUPPORTED),
            (
                fact("p", "arland", "proposed", "plan"),
                fact("s", "borland", "supported", "plan", status=status),
                fact("noise", "corland", "supported", "pact"),
            ),
        )
        assert rule_of(refute(made, "p", "subject", "borland")) == "open"
        assert rule_of(refute(made, "p", "subject", "borville")) == "functional"
        assert rule_of(refute(made, "p", "subject", "corland")) == "functional"

    def test_kin_of_one_that_stands_there(self) -> None:
        one_proposer = replace(PROPOSED, functional={"subject": "One country proposed it."})
        facts = (fact("p", "arland", "proposed", "plan"), fact("s", "cabinet", "supported", "plan"))
        made = bank_of(ENTITIES, (one_proposer, SUPPORTED), facts)
        assert rule_of(refute(made, "p", "subject", "minister")) == "open"

    @pytest.mark.parametrize("candidate", ["arland", "white-hall", "arcity", "old-town"])
    def test_the_key_and_its_kin(self, candidate: str) -> None:
        made = bank(fact("host", "arland", "hosted", "talks"))
        assert refute(made, "host", "subject", candidate) == Open("it overlaps the key")

    def test_anything_that_an_unresolved_conflict_touches(self) -> None:
        asked = fact("host", "arland", "hosted", "talks")
        rows = {"row": disagreement("x", "y")}
        others = (
            fact("x", "borland", "supported", "talks", status="disputed"),
            fact("y", "borland", "rejected", "talks", status="disputed"),
        )
        made = bank(asked, *others, disagreements=rows)
        assert rule_of(refute(made, "host", "subject", "borland")) == "open"
        assert rule_of(refute(made, "host", "subject", "corland")) == "functional"
        settled = {"row": disagreement("x", "y", decision="prefer", prefer="x")}
        withdrawn = {"y": replace(made.facts["y"], status="retired")}
        agreed = replace(made, disagreements=settled, facts=made.facts | withdrawn)
        assert rule_of(refute(agreed, "host", "subject", "borland")) == "functional"

    def test_a_value_that_may_be_the_same_as_a_disputed_one(self) -> None:
        months = (fact("f", "talks", "dated", When(2021, 4)), fact("d", "talks", "dated", When(2021, 5)))
        made = bank(months[0], replace(months[1], status="disputed"))
        assert rule_of(refute(made, "f", "object", When(2021, 5, 1))) == "open"
        assert rule_of(refute(made, "f", "object", When(2021, 6, 1))) == "functional"
        days = [Quantity(Fraction(count), "days", Fraction(2)) for count in (20, 30)]
        facts = (fact("f", "talks", "lasted", days[0]), fact("d", "talks", "lasted", days[1], status="draft"))
        assert rule_of(refute(bank(*facts), "f", "object", Quantity(Fraction(31), "days"))) == "open"
        assert rule_of(refute(bank(*facts), "f", "object", Quantity(Fraction(40), "days"))) == "functional"

    def test_what_happened_on_another_day_of_the_same_year_blocks_nothing(self) -> None:
        one_a_day = replace(DATED, functional={"subject": "One meeting a day."})
        march = fact("f", "talks", "dated", When(2021, 3, 18))
        may = fact("g", "summit", "dated", When(2021, 5, 1), status="draft")
        made = bank_of(ENTITIES, (one_a_day,), (march, may))
        assert rule_of(refute(made, "f", "subject", "summit")) == "functional"
        same_day = replace(made, facts={**made.facts, "g": replace(made.facts["g"], object=When(2021, 3))})
        assert rule_of(refute(same_day, "f", "subject", "summit")) == "open"

    def test_a_conflict_about_another_day_of_the_same_year_blocks_nothing(self) -> None:
        opened = replace(DATED, id="opened", family="opening")
        facts = (
            fact("f", "talks", "opened", When(2021, 3, 18)),
            fact("x", "talks", "dated", When(2021, 5, 1), status="disputed"),
            fact("y", "talks", "dated", When(2021, 5, 2), status="disputed"),
        )
        made = bank_of(ENTITIES, (opened, DATED), facts, disagreements={"row": disagreement("x", "y")})
        assert rule_of(refute(made, "f", "object", When(2021, 6, 1))) == "functional"
        assert rule_of(refute(made, "f", "object", When(2021, 5, 2))) == "open"

    def test_an_entity_that_the_bank_does_not_know(self) -> None:
        made = bank(fact("host", "arland", "hosted", "talks"))
        assert rule_of(refute(made, "host", "subject", "nowhere")) == "open"

    def test_a_term_of_another_sort_than_the_key(self) -> None:
        made = bank(fact("host", "arland", "hosted", "talks"), fact("date", "talks", "dated", When(2021)))
        assert rule_of(refute(made, "host", "subject", When(2021))) == "open"
        assert rule_of(refute(made, "host", "subject", Quantity(Fraction(3), "days"))) == "open"
        assert rule_of(refute(made, "date", "object", "corland")) == "open"


def test_other_answers_to_the_same_question_are_known_by_family_and_kin() -> None:
    made = bank(
        fact("p", "arland", "proposed", "plan"),
        fact("s", "borland", "supported", "plan", status="draft"),
        fact("same", "white-hall", "supported", "plan"),
        fact("gone", "dorland", "supported", "plan", status="retired"),
        fact("noise", "corland", "supported", "pact"),
    )
    assert [one.id for one in Truth(made).rivals(made.facts["p"], "subject")] == ["s"]


def test_what_happened_at_another_time_of_the_same_year_is_no_rival() -> None:
    made = bank(
        fact("march", "talks", "dated", When(2021, 3)),
        fact("same", "summit", "dated", When(2021, 3, 18)),
        fact("later", "congress", "dated", When(2021, 6)),
    )
    assert [one.id for one in Truth(made).rivals(made.facts["march"], "subject")] == ["same"]
