"""How long until a card comes back, in words."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext

from questions.memory.scheduling import Offer

_DAYS_UP_TO = 60
_MONTHS_UP_TO = 730
_DAYS_A_MONTH = 365.25 / 12
_MINUTES_UP_TO = 90


def interval_in_words(offer: Offer) -> str:
    """`10 minutes`, `4 days`, `8 months`, `2.5 years`: exact up to two months, rounded beyond."""
    if not offer.days:
        return _step(offer.minutes)
    if offer.days <= _DAYS_UP_TO:
        return str(ngettext("%(num)s day", "%(num)s days", offer.days))
    if offer.days <= _MONTHS_UP_TO:
        return str(ngettext("%(num)s month", "%(num)s months", round(offer.days / _DAYS_A_MONTH)))
    years = round(offer.days / 365.25, 1)
    return str(ngettext("%(years)s year", "%(years)s years", 2, years=format_decimal(years, "0.#")))


def _step(minutes: int) -> str:
    if minutes < _MINUTES_UP_TO:
        return str(ngettext("%(num)s minute", "%(num)s minutes", max(1, minutes)))
    hours = round(minutes / 60)
    if hours < 48:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", round(hours / 24)))
