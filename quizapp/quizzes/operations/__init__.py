"""Every change that the quizzes room makes, one function for each intention."""

from quizapp.quizzes.operations.answering import SaveOutcome, check_answer, save_answers
from quizapp.quizzes.operations.assigning import (
    give_override,
    give_quiz,
    lift_override,
    make_quiz,
    withdraw_assignment,
)
from quizapp.quizzes.operations.claiming import claim_attempts
from quizapp.quizzes.operations.judging import judge_answers
from quizapp.quizzes.operations.marking import close_attempt, submit_attempt
from quizapp.quizzes.operations.ruling import foresee_ruling, make_ruling, take_back_ruling
from quizapp.quizzes.operations.starting import start_attempt, start_free_attempt, start_missed_attempt
from quizapp.quizzes.operations.ticking import close_overdue, open_reviews

__all__ = [
    "SaveOutcome",
    "check_answer",
    "claim_attempts",
    "close_attempt",
    "close_overdue",
    "foresee_ruling",
    "give_override",
    "give_quiz",
    "judge_answers",
    "lift_override",
    "make_quiz",
    "make_ruling",
    "open_reviews",
    "save_answers",
    "start_attempt",
    "start_free_attempt",
    "start_missed_attempt",
    "submit_attempt",
    "take_back_ruling",
    "withdraw_assignment",
]
