"""Moments: what the intake knows of when something was, a half-year or a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def half_years(moments: pd.Series) -> pd.Series:
    """Return the half-year that each moment lies in, written ``2021H1``; missing stays missing.

    Parameters
    ----------
    moments
        Half-years, days written ``2021-05-21``, or a column of dates.
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(moments):
        moments = moments.dt.strftime("%Y-%m-%d")
    text = moments.astype("str")
    second = text.str[5:7].isin([f"{month:02}" for month in range(7, 13)])
    halves = text.str[:4] + "H" + second.map({True: "2", False: "1"})
    return text.where(text.str[4:5] == "H", halves).mask(moments.isna()).astype("str")


def first_days(moments: pd.Series) -> pd.Series:
    """Return the first day that each moment may have been: of a half-year, the day it began."""
    return _days(moments, {"H1": "-01-01", "H2": "-07-01"})


def last_days(moments: pd.Series) -> pd.Series:
    """Return the last day that each moment may have been: of a half-year, the day it ended."""
    return _days(moments, {"H1": "-06-30", "H2": "-12-31"})


def _days(moments: pd.Series, of_halves: dict[str, str]) -> pd.Series:
    """Return days as they are, and half-years by the day that stands for each half."""
    import pandas as pd

    text = moments.astype("str")
    halves = text.str[:4] + text.str[4:].map(of_halves)
    days = text.where(text.str[4:5] != "H", halves).mask(moments.isna())
    return pd.to_datetime(days, format="%Y-%m-%d")
