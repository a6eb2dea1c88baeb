"""Trials beside each other: one comparison a trial, as a ratio of risks, and what they sum to."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from compendium.errors import CompendiumError
from compendium.evidence.summarising import ARMS, Summary, logarithms, summary
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

SAME = ["trial", "outcome_en", "months", "arm_en", "other_arm_en"]
"""What two rows have alike that tell of one comparison."""

KNOWN = ("printed", "n_deduced", "deduced")
"""What is said of counts that are known, be it by arithmetic."""


class UnknownKindError(CompendiumError):
    """A kind of result that no row on trials is of."""


def of_kinds(trials: pd.DataFrame, kinds: Collection[str]) -> pd.DataFrame:
    """Return the rows of trials that are of some kinds: results, reviews, what was said of them.

    Parameters
    ----------
    trials
        The table ``ips_trials``, or rows of it.
    kinds
        Levels of ``kind``.

    Raises
    ------
    UnknownKindError
        If there is no such kind, or none was asked for.
    """
    known = [str(each) for each in trials["kind"].cat.categories]
    unknown = [each for each in kinds if each not in known]
    if unknown or not kinds:
        raise UnknownKindError(
            f"No result of a trial is of the kind '{', '.join(unknown)}'.",
            where="data/evidence/ips_trials.csv",
            remedy=f"give some of: {', '.join(known)}",
        )
    return trials[trials["kind"].isin(list(kinds))]


def comparisons(trials: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    r"""Return the main comparison of each trial with its ratio of risks, and where that is from.

    A ratio that is printed of the same comparison comes first, in whatever source. Else it is
    computed from counts that are printed, p/q with p = a/n and q = c/m, and the limits
    exp(log(p/q) ± z √(1/a - 1/n + 1/c - 1/m)) (Katz et al. 1978, Biometrics 34:469). Else it is the
    ratio of the two percentages, which nothing gives an interval. Counts that were found by
    arithmetic give none either. A printed odds ratio is no ratio of risks and is left as it is.

    Parameters
    ----------
    trials
        The table ``ips_trials``, or rows of it.
    confidence
        The coverage of the limits that are computed.

    Returns
    -------
    pandas.DataFrame
        The rows that are a main comparison, in their order, with further columns: ``ratio``,
        ``ratio_low`` and ``ratio_high`` (NaN where there is none), and ``ratio_from``
        (``ratio_printed``, ``ratio_counted``, ``ratio_of_percentages``; missing without a ratio).
        Where the ratio is of another source, ``also`` names that too.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import norm

    main = trials[trials["main"]].copy()
    printed = trials[trials["measure"].eq("risk_ratio") & trials["value"].notna()]
    columns = [*SAME, "value", "low", "high", "source"]
    beside = main[SAME].merge(printed[columns].drop_duplicates(SAME), how="left", on=SAME)
    beside.index = main.index

    percentages = main["percent"] / main["other_percent"]
    found = pd.DataFrame({"ratio": percentages, "ratio_low": np.nan, "ratio_high": np.nan})
    kinds = pd.Series("ratio_of_percentages", main.index, "str").where(percentages.notna())

    counted = main["counts_status"].eq("printed") & main[list(ARMS)].notna().all(axis=1)
    if counted.any():
        ratio, variance = logarithms(main.loc[counted, list(ARMS)].astype("float64"))
        reach = norm.ppf((1 + confidence) / 2) * np.sqrt(variance)
        found.loc[counted] = np.exp(np.column_stack([ratio, ratio - reach, ratio + reach]))
        kinds[counted] = "ratio_counted"

    given = beside["value"].notna()
    found.loc[given] = beside.loc[given, ["value", "low", "high"]].to_numpy("float64")
    kinds[given] = "ratio_printed"
    elsewhere = given & (beside["source"] != main["source"])
    also = main["also"].str.cat(beside["source"], sep=";").fillna(beside["source"])
    return main.join(found).assign(ratio_from=kinds, also=main["also"].where(~elsewhere, also))


def counted(trials: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of trials whose events and persons are known in both arms.

    Parameters
    ----------
    trials
        The table ``ips_trials``, or rows of it: one comparison each, if they are to be summarised.
    """
    known = trials["counts_status"].isin(KNOWN) & trials[list(ARMS)].notna().all(axis=1)
    return trials[known]


def summarised(trials: pd.DataFrame) -> pd.DataFrame | Absent:
    """Return the `summary` of trials as rows that can be shown, with its sources.

    Parameters
    ----------
    trials
        One row a trial, with the columns ``events``, ``n``, ``other_events``, ``other_n`` and
        ``source``.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows ``mean`` and ``next_trial`` (ratios of risks with their limits), ``tau`` and
        ``i_squared`` (percent), in the columns of_trials, value, low, high, unit, trials, persons
        and source. Absent where there are too few trials.
    """
    import pandas as pd

    found = summary(trials)
    if not isinstance(found, Summary):
        return found
    rows = [
        ("mean", found.value, found.low, found.high, ""),
        ("next_trial", found.value, found.next_low, found.next_high, ""),
        ("tau", found.tau, None, None, ""),
        ("i_squared", found.i_squared, None, None, "percent"),
    ]
    return pd.DataFrame(rows, columns=["of_trials", "value", "low", "high", "unit"]).assign(
        trials=found.trials,
        persons=found.persons,
        source=";".join(dict.fromkeys(trials["source"])),
    )
