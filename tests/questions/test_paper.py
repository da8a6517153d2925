from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.paper import (
    Candidate,
    Paper,
    Plan,
    Slot,
    another_form,
    draw,
    draw_more,
    slot_of,
    told_by_none_before,
    true_false_allowed,
)
from questions.types import TYPES


def a_candidate(number: int, type: str = "single_choice", **changes: object) -> Candidate:
    """A question on a fact of its own."""
    values: dict[str, object] = {
        "topic": "talks",
        "weight": "main",
        "targets": ((f"f{number}", "object"),),
        "facts": (f"f{number}",),
        "option_ids": ("a", "b", "c", "d"),
        "typed": TYPES[type].typed,
        "is_true": number % 2 == 0 if type == "true_false" else None,
    }
    return Candidate(f"q{number}", 100 + number, type, **(values | changes))  # type: ignore[arg-type]


def ids(paper: Paper) -> list[str]:
    return [slot.question_id for slot in paper.slots]


def drawn(plan: Plan, candidates: list[Candidate], seed: int = 1) -> list[Candidate]:
    by_id = {one.question_id: one for one in candidates}
    return [by_id[id] for id in ids(draw(plan, candidates, random.Random(seed)))]


SEEDS = pytest.mark.parametrize("seed", range(20))

ROWS = st.tuples(
    st.sampled_from(list(TYPES)),
    st.sampled_from(["talks", "people"]),
    st.sampled_from(["main", "detail", "periphery"]),
    st.lists(st.integers(0, 12), min_size=1, max_size=3, unique=True),
    st.sampled_from(["subject", "object"]),
    st.integers(1, 3),
    st.booleans(),
)
MANY = st.lists(ROWS, max_size=40).map(
    lambda rows: [
        a_candidate(
            number,
            type,
            topic=topic,
            weight=weight,
            facts=tuple(f"f{fact}" for fact in facts),
            targets=tuple((f"f{fact}", role) for fact in facts),
            difficulty=difficulty,
            is_true=is_true if type == "true_false" else None,
        )
        for number, (type, topic, weight, facts, role, difficulty, is_true) in enumerate(rows)
    ]
)
PLANS = st.builds(
    Plan,
    length=st.integers(0, 25),
    topics=st.sampled_from([(), ("talks",), ("people", "talks"), ("nowhere",)]),
    how=st.sampled_from(["choose", "type", "any"]),
    focus=st.sampled_from(["main", "all"]),
)


@settings(max_examples=300, deadline=None)
@given(plan=PLANS, candidates=MANY, seed=st.integers())
def test_every_paper_keeps_the_rules(plan: Plan, candidates: list[Candidate], seed: int) -> None:
    chosen = drawn(plan, candidates, seed)
    assert len(chosen) <= plan.length
    assert len({one.question_id for one in chosen}) == len(chosen)
    targets = [target for one in chosen for target in one.targets]
    assert len(targets) == len(set(targets))
    true_false = [one for one in chosen if one.type == "true_false"]
    assert len(true_false) <= true_false_allowed(len(chosen))
    assert abs(sum(1 if one.is_true else -1 for one in true_false)) <= 1
    assert all(one.topic in plan.topics for one in chosen if plan.topics)
    assert all(one.typed == (plan.how == "type") for one in chosen if plan.how != "any")
    if chosen:
        assert chosen[0].difficulty == min(one.difficulty for one in chosen)


@settings(max_examples=100, deadline=None)
@given(plan=PLANS, candidates=MANY, seed=st.integers())
def test_every_slot_is_pinned_to_its_version_and_holds_each_option_once(
    plan: Plan, candidates: list[Candidate], seed: int
) -> None:
    by_id = {one.question_id: one for one in candidates}
    for slot in draw(plan, candidates, random.Random(seed)).slots:
        assert slot.version_id == by_id[slot.question_id].version_id
        assert sorted(slot.order) == sorted(by_id[slot.question_id].option_ids)
        assert slot.points == 1


@SEEDS
def test_three_in_five_questions_ask_main_points(seed: int) -> None:
    candidates = [a_candidate(n, weight="main" if n < 6 else "periphery") for n in range(60)]
    chosen = drawn(Plan(10), candidates, seed)
    assert len(chosen) == 10
    assert sum(one.weight == "main" for one in chosen) >= 6


def test_two_in_five_questions_are_open_to_details() -> None:
    candidates = [a_candidate(n, weight="main" if n < 30 else "detail") for n in range(600)]
    papers = [drawn(Plan(10), candidates, seed) for seed in range(20)]
    assert sum(one.weight == "main" for paper in papers for one in paper) < 150


def test_a_share_of_main_points_is_rounded_up() -> None:
    candidates = [a_candidate(n, weight="main" if n < 3 else "detail") for n in range(60)]
    assert sum(one.weight == "main" for one in drawn(Plan(4), candidates)) == 3


def test_everything_is_asked_evenly_where_the_focus_is_all() -> None:
    candidates = [a_candidate(n, weight="main" if n < 3 else "detail") for n in range(200)]
    shares = [
        sum(one.weight == "main" for one in drawn(Plan(5, focus="all"), candidates, s)) for s in range(20)
    ]
    assert sum(shares) < 20


def test_details_fill_a_paper_with_too_few_main_points() -> None:
    candidates = [a_candidate(n, weight="main" if n < 2 else "detail") for n in range(10)]
    assert len(drawn(Plan(10), candidates)) == 10


@SEEDS
def test_two_questions_on_one_fact_never_share_a_paper_unless_single_targets_are_practised(seed: int) -> None:
    pairs = [
        a_candidate(2 * n + half, facts=(f"f{n}",), targets=((f"f{n}", role),))
        for n in range(10)
        for half, role in enumerate(("subject", "object"))
    ]
    assert len({one.facts for one in drawn(Plan(10), pairs, seed)}) == 10
    assert len({one.facts for one in drawn(Plan(15), pairs, seed)}) == len(drawn(Plan(15), pairs, seed)) == 10
    both = (("f1", "subject"), ("f1", "object"))
    assert len(drawn(Plan(2, targets=both), pairs, seed)) == 2


def test_one_target_is_asked_once_however_short_the_paper_gets() -> None:
    same = [a_candidate(n, targets=(("f", "object"),), facts=("f",)) for n in range(10)]
    assert len(drawn(Plan(5), same)) == 1


@pytest.mark.parametrize(
    ("length", "allowed"), [(0, 0), (4, 0), (5, 1), (10, 1), (19, 1), (20, 2), (100, 10)]
)
def test_at_most_a_tenth_is_true_or_false_but_one_from_five_on(length: int, allowed: int) -> None:
    assert true_false_allowed(length) == allowed
    candidates = [a_candidate(n, "true_false") for n in range(100)]
    candidates += [a_candidate(n) for n in range(100, 200)]
    assert sum(one.type == "true_false" for one in drawn(Plan(length), candidates)) <= allowed


def test_a_paper_that_came_out_short_keeps_the_share_of_true_or_false() -> None:
    candidates = [a_candidate(n, "true_false") for n in range(50)] + [a_candidate(n) for n in range(50, 58)]
    chosen = drawn(Plan(30), candidates)
    assert Counter(one.type for one in chosen) == {"true_false": 1, "single_choice": 8}


@SEEDS
def test_true_and_false_are_in_balance(seed: int) -> None:
    candidates = [a_candidate(n, "true_false", is_true=n < 30) for n in range(60)]
    candidates += [a_candidate(n, type) for n in range(60, 200) for type in ["numeric"]]
    chosen = [one for one in drawn(Plan(40), candidates, seed) if one.type == "true_false"]
    assert Counter(one.is_true for one in chosen) == {True: 2, False: 2}


@SEEDS
def test_the_types_are_mixed(seed: int) -> None:
    types = ["single_choice"] * 60 + ["short_answer"] * 20 + ["ordering", "matching", "numeric"]
    chosen = drawn(Plan(10), [a_candidate(n, type) for n, type in enumerate(types)], seed)
    assert len({one.type for one in chosen}) == 5


@SEEDS
def test_an_easy_question_opens_and_one_to_choose_from_if_possible(seed: int) -> None:
    candidates = [a_candidate(n, difficulty=2 + n % 2) for n in range(8)]
    candidates += [a_candidate(8, "short_answer", difficulty=1), a_candidate(9, difficulty=1)]
    assert drawn(Plan(10), candidates, seed)[0].question_id == "q9"


def test_options_are_shuffled_but_numbers_and_dates_ascend() -> None:
    orders = {slot_of(a_candidate(1), random.Random(seed)).order for seed in range(40)}
    assert len(orders) > 10
    ascending = a_candidate(1, keeps_order=True)
    assert {slot_of(ascending, random.Random(seed)).order for seed in range(40)} == {("a", "b", "c", "d")}


def test_each_option_comes_first_about_as_often() -> None:
    rng = random.Random(3)
    first = Counter(slot_of(a_candidate(1), rng).order[0] for _ in range(4_000))
    assert all(900 < first[option] < 1_100 for option in "abcd")


def test_chosen_topics_and_ways_are_kept() -> None:
    candidates = [a_candidate(1, topic="talks"), a_candidate(2, topic="people"), a_candidate(3, "numeric")]
    assert {one.question_id for one in drawn(Plan(9, topics=("people",)), candidates)} == {"q2"}
    assert {one.question_id for one in drawn(Plan(9, how="type"), candidates)} == {"q3"}
    assert {one.question_id for one in drawn(Plan(9, how="choose"), candidates)} == {"q1", "q2"}


def test_a_fixed_paper_is_asked_as_the_teacher_ordered_it() -> None:
    candidates = [a_candidate(n) for n in range(5)]
    plan = Plan(2, topics=("nowhere",), question_ids=("q3", "q0", "q3", "gone", "q4"))
    assert ids(draw(plan, candidates, random.Random(1))) == ["q3", "q0", "q4"]


def test_practising_what_was_missed_asks_only_that() -> None:
    candidates = [a_candidate(n) for n in range(9)] + [a_candidate(9, "true_false")]
    chosen = drawn(Plan(10, targets=(("f4", "object"), ("f9", "object"), ("f5", "subject"))), candidates)
    assert {one.question_id for one in chosen} == {"q4", "q9"}


def test_nothing_to_ask_makes_an_empty_paper() -> None:
    assert draw(Plan(5), [], random.Random(1)) == Paper(())


def test_the_same_dice_draw_the_same_paper_and_others_another() -> None:
    candidates = [a_candidate(n) for n in range(30)]
    papers = {draw(Plan(5), candidates, random.Random(seed // 2)) for seed in range(20)}
    assert len(papers) == 10


def test_drawing_leaves_the_candidates_as_they_were() -> None:
    candidates = [a_candidate(n) for n in range(30)]
    before = list(candidates)
    draw(Plan(5), candidates, random.Random(1))
    assert candidates == before


MISSED = a_candidate(1, pattern="who")
SAME_FORM = a_candidate(2, targets=MISSED.targets, facts=MISSED.facts, pattern="who")
OTHER_PATTERN = a_candidate(3, targets=MISSED.targets, facts=MISSED.facts, pattern="whom")
OTHER_TYPE = a_candidate(4, "short_answer", targets=MISSED.targets, facts=MISSED.facts, pattern="who")
SAME_FACT = a_candidate(5, targets=(("f1", "subject"),), facts=MISSED.facts)
UNRELATED = a_candidate(6)


@SEEDS
@pytest.mark.parametrize(
    ("candidates", "used", "expected"),
    [
        ([MISSED, SAME_FORM, OTHER_PATTERN, OTHER_TYPE, SAME_FACT, UNRELATED], (), OTHER_TYPE),
        ([MISSED, SAME_FORM, OTHER_PATTERN, OTHER_TYPE, SAME_FACT], ("q4",), OTHER_PATTERN),
        ([MISSED, SAME_FORM, SAME_FACT, UNRELATED], (), SAME_FORM),
        ([MISSED, SAME_FACT, UNRELATED], (), SAME_FACT),
        ([MISSED, SAME_FACT, UNRELATED], ("q5",), MISSED),
        ([MISSED, UNRELATED], ("q1",), MISSED),
        ([UNRELATED], (), None),
    ],
)
def test_a_missed_question_returns_in_the_most_different_form_there_is(
    candidates: list[Candidate], used: tuple[str, ...], expected: Candidate | None, seed: int
) -> None:
    assert another_form(candidates, MISSED, used, random.Random(seed)) == expected


@pytest.mark.parametrize("seed", range(5))
def test_more_questions_share_no_fact_with_the_paper_and_keep_to_the_plan(seed: int) -> None:
    pool = [a_candidate(n, topic="talks" if n < 8 else "people") for n in range(12)]
    shared = a_candidate(20, topic="talks", facts=pool[0].facts, targets=(("f0", "subject"),))
    more = draw_more(Plan(5, topics=("talks",)), [*pool, shared], pool[:4], 3, random.Random(seed))
    assert len(more) == 3
    assert {one.question_id for one in more} <= {one.question_id for one in pool[4:8]}


def test_there_are_no_more_questions_than_there_are_and_none_beside_a_fixed_paper() -> None:
    pool = [a_candidate(n) for n in range(6)]
    fixed = Plan(0, question_ids=tuple(one.question_id for one in pool[:4]))
    assert len(draw_more(Plan(5), pool, pool[:4], 3, random.Random(1))) == 2
    assert draw_more(fixed, pool, pool[:4], 3, random.Random(1)) == []


def test_which_more_are_asked_is_left_to_the_dice() -> None:
    pool = [a_candidate(number) for number in range(20)]
    more = {draw_more(Plan(5), pool, pool[:4], 1, random.Random(seed))[0].question_id for seed in range(20)}
    assert len(more) > 5


def test_a_question_that_stands_on_no_fact_is_asked_once() -> None:
    own = [a_candidate(number, facts=(), targets=()) for number in range(3)]
    assert sorted(ids(draw(Plan(5), own, random.Random(1)))) == ["q0", "q1", "q2"]


def test_no_paper_draws_what_a_person_has_to_mark() -> None:
    pool = [a_candidate(0), a_candidate(1, "open_answer")]
    assert ids(draw(Plan(5), pool, random.Random(1))) == ["q0"]
    fixed = Plan(2, question_ids=("q1", "q0"))
    assert ids(draw(fixed, pool, random.Random(1))) == ["q1", "q0"]


@SEEDS
def test_two_forms_of_one_target_are_not_practised_in_one_paper(seed: int) -> None:
    target = (("f0", "object"),)
    forms = [a_candidate(number, facts=("f0",), targets=target) for number in range(3)]
    assert len(drawn(Plan(3, targets=target), forms, seed)) == 1


def test_a_slot_is_worth_one_point() -> None:
    assert Slot("q", 1, ()).points == 1


@SEEDS
def test_no_question_tells_in_its_stem_what_another_asks(seed: int) -> None:
    candidates = [a_candidate(0, tells=("f1",)), a_candidate(1), *(a_candidate(n) for n in range(2, 6))]
    chosen = {one.question_id for one in drawn(Plan(6), candidates, seed)}
    assert len(chosen & {"q0", "q1"}) == 1
    assert chosen >= {"q2", "q3", "q4", "q5"}


@SEEDS
def test_two_questions_may_tell_the_same_in_passing(seed: int) -> None:
    candidates = [a_candidate(0, tells=("f9",)), a_candidate(1, tells=("f9",))]
    assert len(drawn(Plan(2), candidates, seed)) == 2


@SEEDS
def test_nothing_is_the_answer_twice_while_there_is_something_else_to_ask(seed: int) -> None:
    same = [a_candidate(n, answer="qatar") for n in range(20)]
    others = [a_candidate(20 + n, "short_answer", answer=f"other-{n}") for n in range(4)]
    chosen = Counter(one.answer for one in drawn(Plan(5), [*same, *others], seed))
    assert chosen == {"qatar": 1, **{one.answer: 1 for one in others}}


@SEEDS
def test_an_answer_returns_rather_than_that_the_paper_falls_short(seed: int) -> None:
    assert len(drawn(Plan(5), [a_candidate(n, answer="qatar") for n in range(5)], seed)) == 5


@SEEDS
def test_no_stem_betrays_an_answer_while_there_is_something_else_to_ask(seed: int) -> None:
    asked = a_candidate(0)
    telling = [a_candidate(n, betrays=("q0",)) for n in range(1, 9)]
    others = [a_candidate(n, "short_answer") for n in range(9, 13)]
    chosen = {one.question_id for one in drawn(Plan(5), [asked, *telling, *others], seed)}
    assert "q0" not in chosen or chosen.isdisjoint(one.question_id for one in telling)


@SEEDS
def test_what_betrays_an_answer_stands_behind_the_question(seed: int) -> None:
    pool = [a_candidate(n, betrays=(f"q{n + 1}",) if n < 5 else (), difficulty=n % 3 + 1) for n in range(6)]
    assert [one.question_id for one in drawn(Plan(6), pool, seed)] == [f"q{n}" for n in (5, 4, 3, 2, 1, 0)]


@SEEDS
def test_what_betrays_no_other_opens_before_what_is_easier(seed: int) -> None:
    pool = [a_candidate(0, difficulty=1, betrays=("q2",)), *(a_candidate(n, difficulty=n) for n in (2, 3))]
    assert drawn(Plan(3), pool, seed)[0].question_id == "q2"


@SEEDS
def test_questions_that_betray_each_other_are_all_asked_once(seed: int) -> None:
    pool = [a_candidate(n, betrays=(f"q{(n + 1) % 4}", f"q{n}")) for n in range(4)]
    assert sorted(one.question_id for one in drawn(Plan(4), pool, seed)) == ["q0", "q1", "q2", "q3"]


@SEEDS
def test_questions_without_a_single_answer_are_not_alike_in_that(seed: int) -> None:
    matching = [a_candidate(n, "matching") for n in range(2)]
    single = [a_candidate(2 + n, answer="qatar") for n in range(2)]
    assert len({one.type for one in drawn(Plan(3), [*matching, *single], seed)}) == 2
    assert [one.answer for one in drawn(Plan(3), [*matching, *single], seed)].count("qatar") == 1


@SEEDS
def test_what_is_asked_in_between_has_other_answers_than_the_paper(seed: int) -> None:
    paper = [a_candidate(0, answer="qatar")]
    pool = [*paper, *(a_candidate(1 + n, answer="qatar") for n in range(9)), a_candidate(10, answer="iran")]
    (between,) = draw_more(Plan(5), pool, paper, 1, random.Random(seed))
    assert between.answer == "iran"


def test_of_those_that_stand_on_one_fact_the_first_is_kept() -> None:
    gap, short, other = (a_candidate(number, facts=(f"f{number // 2}",)) for number in range(3))
    assert told_by_none_before([gap, short, other]) == [gap, other]
    assert told_by_none_before([short, other, gap]) == [short, other]


def test_what_a_stem_before_tells_is_not_kept_and_neither_is_what_tells_it() -> None:
    asks, tells = a_candidate(1), a_candidate(2, tells=("f1",))
    assert told_by_none_before([asks, tells]) == [asks]
    assert told_by_none_before([tells, asks]) == [tells]
