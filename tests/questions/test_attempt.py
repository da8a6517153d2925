from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from questions.attempt import (
    GRACE_S,
    NOTHING,
    Accepted,
    Decision,
    Kind,
    Refused,
    Replayed,
    SaveItem,
    SlotState,
    State,
    Step,
    Superseded,
    deadline,
    decide_save,
    fold,
    is_over,
    state_of,
    step_of,
)
from questions.response import Blank, Response, Unreadable

NOON = dt.datetime(2021, 3, 18, 12, 0, tzinfo=dt.UTC)
A, B = Response("Ankara"), Response("Bern")


def seconds(number: float) -> dt.timedelta:
    return dt.timedelta(seconds=number)


def save(
    item: SaveItem,
    log: list[Step],
    *,
    state: State = "open",
    until: dt.datetime | None = None,
    now: dt.datetime = NOON,
) -> Decision:
    """Decide a save against a log and write down what it adds."""
    earlier = [step for step in log if step.slot == item.slot]
    current = fold(log).get(item.slot, SlotState())
    decision = decide_save(item, current, earlier, state=state, deadline=until, now=now)
    step = step_of(item, decision, now)
    if step is not None:
        log.append(step)
    return decision


def test_without_limit_and_closing_there_is_no_deadline() -> None:
    assert deadline(NOON, None, None) is None


def test_the_earlier_of_limit_and_closing_is_the_deadline() -> None:
    assert deadline(NOON, 600, None) == NOON + seconds(600)
    assert deadline(NOON, None, NOON + seconds(90)) == NOON + seconds(90)
    assert deadline(NOON, 600, NOON + seconds(90)) == NOON + seconds(90)
    assert deadline(NOON, 60, NOON + seconds(90)) == NOON + seconds(60)


def test_extra_time_moves_the_closing_too() -> None:
    assert deadline(NOON, 600, NOON + seconds(600), extra_s=300) == NOON + seconds(900)
    assert deadline(NOON, None, NOON + seconds(600), extra_s=300) == NOON + seconds(900)


@pytest.mark.parametrize(
    ("after_s", "expected"),
    [
        (-1, Accepted(1)),
        (0, Accepted(1)),
        (0.001, Accepted(1, is_late=True)),
        (GRACE_S - 1, Accepted(1, is_late=True)),
        (GRACE_S, Accepted(1, is_late=True)),
        (GRACE_S + 0.001, Refused("deadline_passed")),
        (GRACE_S + 1, Refused("deadline_passed")),
        (86_400, Refused("deadline_passed")),
    ],
)
def test_a_late_answer_counts_in_the_grace_and_is_refused_after_it(
    after_s: float, expected: Decision
) -> None:
    assert save(SaveItem("w", 1, 0, A), [], until=NOON, now=NOON + seconds(after_s)) == expected


def test_the_grace_is_ten_seconds_and_can_be_none() -> None:
    assert GRACE_S == 10
    assert not is_over("open", NOON, NOON + seconds(10))
    assert is_over("open", NOON, NOON + seconds(1), grace_s=0)
    assert not is_over("open", NOON, NOON, grace_s=0)


@pytest.mark.parametrize("state", ["submitted", "expired"])
def test_an_attempt_that_has_ended_is_over_at_any_time(state: State) -> None:
    assert is_over(state, None, NOON)


def test_a_save_on_the_newest_is_accepted() -> None:
    log: list[Step] = []
    assert save(SaveItem("w", 1, 0, A), log) == Accepted(1)
    assert save(SaveItem("v", 1, 1, B), log) == Accepted(2)
    assert fold(log)[1] == SlotState(seq=2, given=B, writer="v")


def test_the_same_save_again_gets_the_same_answer_and_changes_nothing() -> None:
    log: list[Step] = []
    first, second = SaveItem("w", 1, 0, A), SaveItem("w", 1, 1, B)
    save(first, log)
    save(second, log)
    before = list(log)
    assert save(first, log) == Replayed(1)
    assert save(second, log) == Replayed(2)
    assert log == before


def test_words_that_were_sent_before_are_no_replay_on_a_newer_answer() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    save(SaveItem("w", 1, 1, B), log)
    assert save(SaveItem("w", 1, 2, A), log) == Accepted(3)
    assert fold(log)[1].given == A


def test_the_same_words_from_another_page_are_not_a_replay() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    assert save(SaveItem("v", 1, 0, A), log) == Superseded(1, A, "w")


def test_another_value_on_the_same_base_is_not_a_replay() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    assert save(SaveItem("w", 1, 0, B), log) == Superseded(1, A, "w")


def test_the_same_value_in_another_slot_is_not_a_replay() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    assert save(SaveItem("w", 2, 0, A), log) == Accepted(1)


def test_a_save_on_something_old_is_kept_and_told_what_is_current() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    assert save(SaveItem("v", 1, 0, B), log) == Superseded(1, A, "w")
    assert log[-1] == Step("superseded", NOON, 1, "v", base=0, seq=1, given=B)
    assert fold(log)[1].given == A


def test_a_superseded_save_that_is_sent_again_is_not_kept_twice() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    save(SaveItem("v", 1, 0, B), log)
    before = list(log)
    assert save(SaveItem("v", 1, 0, B), log) == Superseded(1, A, "w", is_kept=True)
    assert log == before


def test_a_save_on_a_seq_that_was_never_given_out_is_superseded() -> None:
    for base in (-1, 1, 2**63):
        assert save(SaveItem("w", 1, base, A), []) == Superseded(0, NOTHING)


def test_a_superseded_value_sent_again_on_the_newest_is_accepted() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    save(SaveItem("v", 1, 0, B), log)
    assert save(SaveItem("v", 1, 1, B), log) == Accepted(2)


def test_a_submitted_attempt_is_closed() -> None:
    assert save(SaveItem("w", 1, 0, A), [], state="submitted") == Refused("closed")
    assert save(SaveItem("w", 1, 0, A), [], state="submitted", until=NOON - seconds(99)) == Refused("closed")


def test_an_expired_attempt_says_that_its_deadline_passed() -> None:
    assert save(SaveItem("w", 1, 0, A), [], state="expired") == Refused("deadline_passed")


def test_what_was_stored_is_confirmed_even_after_the_end() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    assert save(SaveItem("w", 1, 0, A), log, state="submitted") == Replayed(1)
    assert save(SaveItem("w", 1, 0, A), log, until=NOON, now=NOON + seconds(60)) == Replayed(1)


def test_a_refused_save_leaves_no_step() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log, state="submitted")
    assert log == []


def test_a_checked_answer_is_locked() -> None:
    log = [Step("saved", NOON, 1, "w", 0, 1, A), Step("checked", NOON, 1)]
    assert save(SaveItem("w", 1, 1, B), log) == Refused("closed")
    assert save(SaveItem("w", 2, 0, B), log) == Accepted(1)


def test_blank_and_unreadable_answers_are_saved_like_any_other() -> None:
    log: list[Step] = []
    save(SaveItem("w", 1, 0, A), log)
    save(SaveItem("w", 1, 1, Unreadable("Give the year too.", "1 May")), log)
    assert save(SaveItem("w", 1, 2, Blank(declared=True)), log) == Accepted(3)
    assert fold(log)[1].given == Blank(declared=True)


def test_folding_no_steps_gives_no_slots() -> None:
    assert fold([]) == {}
    assert fold([Step("started", NOON), Step("submitted", NOON)]) == {}


def test_a_step_that_saves_nothing_builds_on_nothing_and_is_not_late() -> None:
    step = Step("flagged", NOON, 1)
    assert (step.base, step.seq, step.given, step.is_late) == (0, 0, None, False)


def test_the_log_folds_to_the_current_state() -> None:
    log = [
        Step("started", NOON),
        Step("saved", NOON, 1, "w", 0, 1, A),
        Step("flagged", NOON, 2),
        Step("flagged", NOON, 1),
        Step("unflagged", NOON, 1),
        Step("checked", NOON, 2, earned=0),
        Step("appended", NOON, 3, returns=2),
        Step("checked", NOON, 1, earned=1_000_000),
        Step("superseded", NOON, 1, "v", 0, 1, B),
        Step("submitted", NOON),
        Step("marked", NOON, 3, earned=250_000),
        Step("remarked", NOON, 2, earned=500_000),
    ]
    assert fold(log) == {
        1: SlotState(seq=1, given=A, writer="w", checked_as=2, earned=1_000_000),
        2: SlotState(is_flagged=True, checked_as=1, earned=500_000),
        3: SlotState(returns=2, earned=250_000),
    }
    assert state_of(log) == "submitted"


def test_the_first_end_of_an_attempt_counts() -> None:
    ends: tuple[Kind, Kind] = ("expired", "submitted")
    assert state_of([Step(kind, NOON) for kind in ends]) == "expired"
    assert state_of([Step(kind, NOON) for kind in ends[::-1]]) == "submitted"
    assert state_of([Step("started", NOON)]) == "open"


@pytest.mark.parametrize(("base", "seq"), [(0, 2), (1, 2), (0, 0), (1, 1)])
def test_a_log_with_a_gap_is_not_folded(base: int, seq: int) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        fold([Step("saved", NOON, 1, "w", base, seq, A)])


def test_a_save_of_nothing_is_not_folded() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        fold([Step("saved", NOON, 1, "w", 0, 1, None)])


class TwoTabs(RuleBasedStateMachine):
    """Two pages answer one question over a line that delays, repeats, loses and reorders."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Step] = []
        self.on_the_line: list[SaveItem] = []
        self.known = {"left": 0, "right": 0}
        self.accepted: dict[int, SaveItem] = {}
        self.acknowledged: list[SaveItem] = []
        self.superseded: list[SaveItem] = []
        self.sent = 0

    @rule(writer=st.sampled_from(["left", "right"]))
    def answer(self, writer: str) -> None:
        self.sent += 1
        self.on_the_line.append(SaveItem(writer, 1, self.known[writer], Response(f"answer {self.sent}")))

    @precondition(lambda self: self.on_the_line)
    @rule(data=st.data(), is_repeated=st.booleans(), is_reply_lost=st.booleans())
    def arrive(self, data: st.DataObject, is_repeated: bool, is_reply_lost: bool) -> None:
        index = data.draw(st.integers(0, len(self.on_the_line) - 1))
        item = self.on_the_line[index] if is_repeated else self.on_the_line.pop(index)
        newest_before = max(self.accepted, default=0)
        decision = save(item, self.log)
        match decision:
            case Accepted(seq):
                assert seq == newest_before + 1
                assert item.base == newest_before
                assert item not in self.accepted.values()
                self.accepted[seq] = item
                newer = seq
            case Replayed(seq):
                assert self.accepted[seq] == item
                newer = seq
            case Superseded(newer_seq, value, writer, is_kept):
                assert is_kept == (item in self.superseded)
                self.superseded.append(item)
                assert item.base < newer_seq == newest_before
                assert (value, writer) == (self.accepted[newer_seq].value, self.accepted[newer_seq].writer)
                newer = newer_seq
            case Refused():
                raise AssertionError("an open attempt refuses nothing")
        if not is_reply_lost:
            self.acknowledged.append(item)
            self.known[item.writer] = max(self.known[item.writer], newer)

    @precondition(lambda self: self.on_the_line)
    @rule(data=st.data())
    def get_lost(self, data: st.DataObject) -> None:
        self.on_the_line.pop(data.draw(st.integers(0, len(self.on_the_line) - 1)))

    @invariant()
    def the_newest_accepted_answer_is_the_current_one(self) -> None:
        newest = max(self.accepted, default=0)
        current = fold(self.log).get(1, SlotState())
        assert current.seq == newest
        assert current.given == (self.accepted[newest].value if newest else NOTHING)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        kept = [step.given for step in self.log]
        assert all(item.value in kept for item in self.acknowledged)

    @invariant()
    def nothing_is_accepted_twice(self) -> None:
        saved = [step for step in self.log if step.kind == "saved"]
        assert len({(step.writer, step.base, step.given) for step in saved}) == len(saved)


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
