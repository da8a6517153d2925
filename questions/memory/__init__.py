"""When to ask again: what a learner is likely to remember, the schedule, and the log both fold from.

Times are aware moments; days are *study days* (see `days`). Stability counts days, difficulty runs
from 1 to 10, retrievability (or recall) is a probability.
"""
