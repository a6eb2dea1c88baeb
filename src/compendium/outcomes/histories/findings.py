"""Findings: what is odd about histories, by rule, in counts of spells and of persons."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.histories.endpoints import beside
from compendium.outcomes.histories.segments import PERSON, clipped, merged, segments, windows
from compendium.tables import hands_on_absent

RULES = ("reversed", "duplicated", "overlapping", "out_of_window", "gap", "no_history")
"""What is looked for, in the order of the findings."""
SPELL = (PERSON, "strand", "state", "first_week", "last_week")


@hands_on_absent
def findings(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    *,
    first: int = -104,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame:
    """Return how much of histories breaks a rule, or is not as one would wish.

    A spell is `reversed` where it ends before it begins, and is looked at no further;
    `duplicated` where an equal one stands there already; `overlapping` where it begins before
    another one of the same person and strand has ended, equal ones counting once; `out_of_window`
    where it has no week in the person's window. A `gap` is a stretch of weeks within the window in
    which nothing runs on any strand, of somebody who has a spell there; `no_history` is somebody
    who has none. `study` refuses the first three in a table; the others may well be so.

    Parameters
    ----------
    histories, people
        Of one engine: participant_id, strand, state, first_week, last_week; participant_id,
        index_week.
    first, last, until
        The weeks to look at, as of `segments.windows`.

    Returns
    -------
    pandas.DataFrame
        One row a rule of `RULES`: rule, found (spells, for the last two gaps and persons), persons.
    """
    rows = _found(histories, people, first=first, last=last, until=until)
    return pd.DataFrame([{"rule": rule, **_counted(found)} for rule, found in rows.items()])


@hands_on_absent
def persons_found(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    *,
    first: int = -104,
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame:
    """Return of each participant what their history breaks, so that persons can be counted.

    Parameters
    ----------
    histories
        As of `findings`.
    participants
        One row a participant: participant_id, index_week.
    first, last, until
        As of `findings`.

    Returns
    -------
    pandas.DataFrame
        One row a participant and rule: participant_id, finding (an ordered category of `RULES`),
        found (yes or no).
    """
    people = beside(histories, participants[[PERSON, "index_week"]])
    rows = _found(histories, people, first=first, last=last, until=until)
    frame = participants[[PERSON]].merge(pd.DataFrame({"finding": list(RULES)}), how="cross")
    breaking = {
        rule: set(found.select(PERSON).unique().collect(backend="pandas").to_native()[PERSON])
        for rule, found in rows.items()
    }
    found = [
        "yes" if person in breaking[rule] else "no"
        for person, rule in zip(frame[PERSON], frame["finding"], strict=True)
    ]
    return frame.assign(
        finding=pd.Categorical(frame["finding"], list(RULES), ordered=True),
        found=pd.Categorical(found, ["yes", "no"], ordered=True),
    )


def _found(
    histories: nw.LazyFrame[Any],
    people: nw.LazyFrame[Any],
    *,
    first: int,
    last: int,
    until: int | None,
) -> dict[str, nw.LazyFrame[Any]]:
    """Return the rows that break each rule, in the order of `RULES`."""
    within = windows(people, first=first, last=last, until=until)
    spells = histories.with_columns(
        *(nw.col(name).cast(nw.Int64) for name in ("first_week", "last_week")),
        *(nw.col(name).cast(nw.String) for name in ("strand", "state")),
    )
    forward = spells.filter(nw.col("last_week") >= nw.col("first_week"))
    alike = forward.group_by(*SPELL).agg(nw.len().alias("times"))
    inside = clipped(forward, within).with_columns(running=nw.lit(1))
    known = inside.select(PERSON).unique()
    bare = segments(inside, within, ["running"]).filter(nw.col("running") == 0)
    asked = within.filter(nw.col("window_first") <= nw.col("window_last"))
    duplicated = alike.with_columns(times=nw.col("times") - 1).filter(nw.col("times") > 0)
    return {
        "reversed": spells.filter(nw.col("last_week") < nw.col("first_week")),
        "duplicated": duplicated,
        "overlapping": _overlapping(alike),
        "out_of_window": _outside(forward, within),
        "gap": merged(bare.join(known, on=PERSON, how="inner")),
        "no_history": asked.join(known, on=PERSON, how="anti"),
    }


def _overlapping(spells: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the spells that begin before an earlier one of the same person and strand has ended.

    Weeks before a spell are looked at in the order of the first week; of two that begin in the same
    week, the longer counts as the later.
    """
    keys, order = (PERSON, "strand"), ("first_week", "last_week", "state")
    return (
        spells.with_columns(reach=nw.col("last_week").cum_max().over(*keys, order_by=order))
        .with_columns(reach=nw.col("reach").shift(1).over(*keys, order_by=order))
        .filter((nw.col("first_week") <= nw.col("reach")).fill_null(False))
        .select(PERSON)
    )


def _outside(spells: nw.LazyFrame[Any], within: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    start = nw.col("first_week") - nw.col("index_week")
    end = nw.col("last_week") - nw.col("index_week")
    outside = (start > nw.col("window_last")) | (end < nw.col("window_first"))
    return spells.join(within, on=PERSON, how="inner").filter(outside)


def _counted(rows: nw.LazyFrame[Any]) -> dict[str, int]:
    """Return how many rows there are, each as often as `times` says, and of how many persons."""
    timed = "times" in rows.collect_schema().names()
    found = nw.col("times").sum() if timed else nw.len()
    counted = rows.select(found.alias("found"), nw.col(PERSON).n_unique().alias("persons"))
    row = counted.collect(backend="pandas").to_native().iloc[0]
    return {name: 0 if pd.isna(row[name]) else int(row[name]) for name in ("found", "persons")}
