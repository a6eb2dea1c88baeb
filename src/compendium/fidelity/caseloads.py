"""The caseload of each municipality at each review: participants for a full-time post."""

from __future__ import annotations

import math

import pandas as pd

from compendium.fidelity.reviewing import REVIEW
from compendium.fidelity.windows import YEAR, review_days, under_review
from compendium.study.moments import last_days
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def caseload(
    consensus: pd.DataFrame,
    participants: pd.DataFrame,
    intake: pd.DataFrame,
    consultants: pd.DataFrame,
    *,
    window: int = YEAR,
) -> pd.DataFrame | Absent:
    """Return the caseload of the municipality on the day of each review.

    The caseload is a / f: a the participants who have started by that day and not ended by it, f
    the full-time posts, summed over the consultants of the municipality in their latest wave that
    ended by that day and within the window before it. Where the post of one of them is not
    recorded, f is not known; nobody is taken to work full time. A participant counts where they
    live, whichever consultant they were first given to, for consultants come and go.

    It is a fact of the service, as the score that reviewers give it, and of a municipality, never
    of a consultant; `compendium.disclosure.practice` says from how many of each it may be shown.

    Parameters
    ----------
    consensus
        As `compendium.fidelity.consensus` returns it.
    participants, intake, consultants
        The tables of the study. Where the intake knows the end of somebody's support by half-year,
        the last day of it counts.
    window
        Days before a review within which a wave of the consultants still tells of it.

    Returns
    -------
    DataFrame or Absent
        One row a review with a date: municipality, round, value (float, missing where f is not
        known or is none), participants (a) and consultants (those with a post) as Int64, and
        fewest, missing throughout (see `by_review`). Absent where reviews, starts, ends or posts
        are not recorded, or no wave lies before any review.
    """
    days = review_days(consensus)
    if isinstance(days, Absent):
        return days
    if intake["ended"].isna().all():
        return Absent("its intake does not say who has left")
    if (consultants["full_time_share"].notna() & consultants["date"].notna()).sum() == 0:
        return Absent("its consultants have no shares of a post, or no dates")
    people = under_review(consensus, participants, "start_date")
    if isinstance(people, Absent):
        return people
    ended = last_days(intake["ended"]).set_axis(intake["participant_id"])
    left = people["participant_id"].map(ended) <= people["day"]
    active = people[(people["since"] <= people["day"]) & ~left]
    counts = active.groupby([active[key].astype("str") for key in REVIEW]).size()
    posts = [
        _posts(consultants, str(place), day, window)
        for place, day in zip(days["municipality"], days["day"], strict=True)
    ]
    if all(math.isnan(share) and not count for share, count in posts):
        return Absent("no wave of its consultants tells of a review")
    keys = pd.MultiIndex.from_frame(days[REVIEW].astype("str"))
    persons = counts.reindex(keys, fill_value=0).to_numpy()
    full_time = pd.Series([share for share, _ in posts], index=days.index, dtype="float64")
    return pd.DataFrame(
        {
            **days[REVIEW],
            "value": persons / full_time.where(full_time > 0),
            "participants": pd.array(persons, dtype="Int64"),
            "consultants": pd.array([count for _, count in posts], dtype="Int64"),
            "fewest": pd.array([pd.NA] * len(days), dtype="Int64"),
        }
    )


def _posts(
    consultants: pd.DataFrame, place: str, day: pd.Timestamp, window: int
) -> tuple[float, int]:
    """Return the full-time posts of a municipality on a day, missing if unknown, and by how many.

    A wave may have been taken over some time, so all its rows count of which one does.
    """
    here = consultants[consultants["municipality"].astype("str").eq(place)]
    when = last_days(here["date"])
    told = here.assign(when=when)[(when <= day) & (when > day - pd.Timedelta(days=window))]
    if told.empty:
        return float("nan"), 0
    wave = told.sort_values(["when", "wave"])["wave"].iloc[-1]
    shares = here.loc[here["wave"].eq(wave), "full_time_share"]
    return float(shares.sum(skipna=False)), int((shares.fillna(1) > 0).sum())
