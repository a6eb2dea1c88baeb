"""How far raters agree before they meet, pooled over all reviews.

None of these numbers has an interval. The reviews are few, and those of one municipality are of one
team, so that they are not independent of each other; an interval that counts them as if they were
would be too narrow, and one that resamples municipalities has only as many to draw from as there
are municipalities, which are three in Reconnect.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from compendium.fidelity.coefficients import alpha, intraclass, weighted_kappa
from compendium.instruments import Instrument
from compendium.tables import Absent, hands_on_absent

ALL = "all"
PAIR = ["one", "other"]
UNITS = {
    "rated_pairs": "count", "exact": "share", "within_one": "share", "points_apart": "mean",
    "kappa_weighted": "coefficient", "alpha_ordinal": "coefficient",
    "reviews": "count", "icc": "coefficient", "mean_apart": "mean", "most_apart": "count",
    "settled_reviews": "count", "rated_by_two": "count", "scored": "count", "outside": "count",
}  # fmt: skip
"""What each measure is a number of, as a word key."""


@hands_on_absent
def pairs(raters: pd.DataFrame) -> pd.DataFrame | Absent:
    """Return every two raters of an item of a review side by side.

    Parameters
    ----------
    raters
        As `compendium.fidelity.raters` returns it.

    Returns
    -------
    DataFrame or Absent
        One row a review, item and two raters, the one with the lower number first: review_id,
        section, item, one, other (their scores). Absent where nobody rated with another.
    """
    unit = ["review_id", "section", "item"]
    wide = raters.pivot_table(
        index=unit, columns="rater", values="score", aggfunc="first", observed=True
    )
    parts = [
        wide[[first, second]].dropna().set_axis(PAIR, axis=1)
        for first, second in combinations(wide.columns, 2)
    ]
    found = pd.concat(parts).reset_index() if parts else pd.DataFrame()
    if found.empty:
        return Absent("agreement: no review was made by two raters who scored the same item")
    return found.sort_values(unit, kind="stable", ignore_index=True)


@hands_on_absent
def by_item(raters: pd.DataFrame) -> pd.DataFrame | Absent:
    """Return for each item how often two raters gave it the same score.

    Returns
    -------
    DataFrame or Absent
        One row an item: section, item, rated_pairs, exact and within_one (shares of the pairs, 0 to
        1), and points_apart (mean distance of their scores).
    """
    both = pairs(raters)
    if isinstance(both, Absent):
        return both
    return _told(both, ["section", "item"])


@hands_on_absent
def by_section(raters: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return how far raters agree, the items of each section pooled, and of all sections.

    Weighted kappa has quadratic weights and counts each pair of raters once; Krippendorff's alpha
    is the ordinal one, of all scores of a review's item together.

    Returns
    -------
    DataFrame or Absent
        One row a section, and one of ``all``: section, rated_pairs, exact, within_one,
        points_apart, kappa_weighted and alpha_ordinal (both missing where everybody gave the same
        score to everything, so that agreement cannot be told from chance).
    """
    both = pairs(raters)
    if isinstance(both, Absent):
        return both
    rows = []
    for section in [*(part.id for part in instrument.sections), ALL]:
        here = both if section == ALL else both[both["section"].eq(section)]
        if here.empty:
            continue
        given = raters if section == ALL else raters[raters["section"].eq(section)]
        wide = given.pivot_table(
            index=["review_id", "item"], columns="rater", values="score", observed=True
        )
        told = _told(here.assign(section=section), ["section"]).iloc[0]
        kappa = weighted_kappa(_numbers(here["one"]), _numbers(here["other"]))
        rows.append({**told, "kappa_weighted": kappa, "alpha_ordinal": alpha(_numbers(wide))})
    return pd.DataFrame(rows).astype({"rated_pairs": "int64"})


@hands_on_absent
def of_totals(raters: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return how far the totals of two raters lie apart, and their intraclass correlation.

    ICC(A,1) is that of single raters for absolute agreement. It takes every review to have as many
    raters; those with another number than most, and raters who left an item out, do not count.
    Raters of a review are put in columns by their number, so that where they change from review to
    review, as they may, no difference between the columns is one between persons.

    Returns
    -------
    DataFrame or Absent
        One row: reviews, icc, mean_apart and most_apart (points between two raters' totals). Absent
        where fewer than two reviews have totals of two raters.
    """
    scored = raters.groupby(["review_id", "rater"], observed=True)["score"].agg(["size", "sum"])
    whole = scored[scored["size"].eq(len(instrument.items))].astype({"sum": "float64"})
    wide = whole.pivot_table(index="review_id", columns="rater", values="sum")
    many = wide.notna().sum(axis=1)
    usual = many[many >= 2].mode()
    if usual.empty:
        return Absent("agreement on the total: no review has the totals of two raters")
    least = int(usual.iloc[0])
    table = np.array([row[~np.isnan(row)] for row in wide[many.eq(least)].to_numpy()])
    if len(table) < 2:
        return Absent("agreement on the total: fewer than two reviews have those of two raters")
    distances = [abs(table[:, i] - table[:, j]) for i, j in combinations(range(least), 2)]
    return pd.DataFrame(
        {
            "reviews": [len(table)],
            "icc": [intraclass(table)],
            "mean_apart": [float(np.mean(distances))],
            "most_apart": [float(np.max(distances))],
        }
    )


@hands_on_absent
def of_reviews(reviewers: pd.DataFrame, compared: pd.DataFrame) -> pd.DataFrame:
    """Return how many reviews there are, and how often a consensus lies outside its raters' scores.

    Parameters
    ----------
    reviewers, compared
        As the functions of these names return them.

    Returns
    -------
    DataFrame
        One row: reviews, settled_reviews, rated_by_two (made by two raters or more), scored (items
        of settled reviews that a rater scored) and outside (those whose consensus lies outside).
    """
    return pd.DataFrame(
        {
            "reviews": [len(reviewers)],
            "settled_reviews": [int(reviewers["settled"].eq("yes").sum())],
            "rated_by_two": [int(reviewers["reviewers"].ge(2).sum())],
            "scored": [int(compared["outside"].notna().sum())],
            "outside": [int(compared["outside"].eq("yes").sum())],
        }
    )


def _told(both: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how many pairs there are in each group, and how far their scores lie apart."""
    apart = (both["one"].astype("int64") - both["other"].astype("int64")).abs()
    table = both[by].assign(
        rated_pairs=1, exact=apart.eq(0), within_one=apart.le(1), points_apart=apart
    )
    parts = {"rated_pairs": "sum", "exact": "mean", "within_one": "mean", "points_apart": "mean"}
    return table.groupby(by, observed=True).agg(parts).reset_index()


def _numbers(scores: pd.Series | pd.DataFrame) -> npt.NDArray[np.float64]:
    return scores.to_numpy(dtype="float64", na_value=np.nan)
