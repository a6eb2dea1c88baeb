"""Days and weeks as whole numbers, and the calendar quarters in which people are included."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from compendium.synthetic.draws import Draws, Ints
from compendium.synthetic.parameters import Parameters

EPOCH = date(1990, 1, 1)
"""The Monday that days and weeks are counted from."""

FIRST_YEAR = 2020

NEVER = 10_000
"""A week that never comes."""


def days(day: date) -> int:
    """Return a day as days since the epoch."""
    return (day - EPOCH).days


def day(number: int) -> date:
    """Return the day that is so many days after the epoch."""
    return EPOCH + timedelta(days=number)


def listed_day(parts: list[float]) -> int:
    """Return a day given as year, month and day, as days since the epoch."""
    year, month, of_month = (int(part) for part in parts)
    return days(date(year, month, of_month))


def workday(number: Ints) -> Ints:
    """Return each day, or the Friday before where it falls on a weekend."""
    return np.asarray(number - np.clip(number % 7 - 4, 0, None))


def years(number: Ints) -> Ints:
    """Return the calendar year of each day."""
    return np.array([day(each).year for each in number.tolist()], dtype=np.int64)


def quarters(draws: Draws, n: int, parameters: Parameters) -> Ints:
    """Return the calendar quarter of each of n inclusions, counted from the first of 2020."""
    weights = parameters.numbers("intake.quarters")
    drawn = draws.choice({str(quarter): weight for quarter, weight in enumerate(weights)}, n)
    return drawn.astype(np.int64)


def days_in(draws: Draws, quarter: Ints) -> Ints:
    """Return a day from Monday to Friday within each quarter, in days since the epoch."""
    first, length = _spans(quarter)
    day = first + np.floor(draws.uniform(len(quarter)) * length).astype(np.int64)
    friday = workday(day)
    return np.where(friday >= first, friday, friday + 3)


def weeks_in(draws: Draws, quarter: Ints) -> Ints:
    """Return a Monday within each quarter, in days since the epoch."""
    first, length = _spans(quarter)
    day = first + np.floor(draws.uniform(len(quarter)) * length).astype(np.int64)
    monday = day - day % 7
    return np.where(monday >= first, monday, monday + 7)


def _spans(quarter: Ints) -> tuple[Ints, Ints]:
    """Return the first day of each quarter, in days since the epoch, and its length."""
    edges = [days(date(FIRST_YEAR + place // 4, 1 + 3 * (place % 4), 1)) for place in range(41)]
    starts = np.array(edges)
    return starts[quarter], starts[quarter + 1] - starts[quarter]
