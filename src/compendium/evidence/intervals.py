"""Intervals of printed shares, where the source prints the number that the share is a share of."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DERIVED = ("share", "low", "high")
"""The columns that `with_intervals` adds, all in percent."""


def wilson(events: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, in percent.

    With z the normal quantile and p = events / n, the limits are
    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n), without continuity correction (Wilson
    1927, J Am Stat Assoc 22:209).

    Parameters
    ----------
    events, n
        How many, out of how many.
    confidence
        The coverage aimed at.

    Raises
    ------
    ValueError
        If the events are not between 0 and n, or n is not positive.
    """
    from statsmodels.stats.proportion import proportion_confint

    if n < 1 or not 0 <= events <= n:
        raise ValueError("events must lie between 0 and n, and n must be positive")
    low, high = proportion_confint(events, n, alpha=1 - confidence, method="wilson")
    return 100 * float(low), 100 * float(high)


def counts_behind(percent: float, n: int) -> tuple[int, ...]:
    """Return every count out of n that prints as this percentage, with halves rounded up.

    A percentage with one decimal is taken as printed with one; 74 of 80 are 92.5 and print as 93.
    Nothing is returned when no whole number of people gives the percentage.
    """
    shown = Decimal(str(percent)).normalize()
    exponent = shown.as_tuple().exponent
    scale = 10 ** max(0, -exponent if isinstance(exponent, int) else 0)
    wanted = int(shown * scale)
    nearest = round(percent * n / 100)
    window = range(max(0, nearest - n // 100 - 1), min(n, nearest + n // 100 + 1) + 1)
    return tuple(k for k in window if (200 * k * scale + n) // (2 * n) == wanted)


def with_intervals(outcomes: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return the outcomes of programmes with the limits of each share that can have them.

    Only a single share whose own denominator is printed has an interval. Where the source prints
    the percentage but not the count, several counts may print alike; the interval then spans the
    Wilson intervals of all of them. Where no count gives the percentage, as with 19 percent of 38,
    there is none.

    Parameters
    ----------
    outcomes
        The table ``programme_outcomes``, or rows of it.
    confidence
        The coverage aimed at.

    Returns
    -------
    pandas.DataFrame
        A copy with three further columns in percent (float, NaN where there is none): ``share``,
        the figure as printed, or the events of n where only those are printed; ``low`` and
        ``high``, its limits.
    """
    import pandas as pd

    plain = outcomes.astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    derived = [(_share(row), *_limits(row, confidence)) for row in rows]
    columns = pd.DataFrame(derived, columns=list(DERIVED), index=outcomes.index, dtype="float64")
    return outcomes.assign(**{name: columns[name] for name in DERIVED})


def _share(row: Mapping[Hashable, Any]) -> float | None:
    if row["figure"] is not None:
        return float(row["figure"]) if row["unit"] == "percent" else None
    counted = row["events"] is not None and row["n"] is not None
    return 100 * row["events"] / row["n"] if counted else None


def _limits(row: Mapping[Hashable, Any], confidence: float) -> tuple[float | None, float | None]:
    share, n = _share(row), row["n"]
    own = row["denominator_status"] == "printed" and row["figure_high"] is None
    if share is None or n is None or not own:
        return None, None
    counts = counts_behind(share, n) if row["events"] is None else (row["events"],)
    if not counts:
        return None, None
    return wilson(counts[0], n, confidence)[0], wilson(counts[-1], n, confidence)[1]
