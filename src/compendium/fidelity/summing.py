"""Consensus scores by item, section and in all, each with its change since the round before."""

from __future__ import annotations

import pandas as pd

from compendium.fidelity.reviewing import ABOUT, REVIEW
from compendium.instruments import Instrument, Scale, score
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def items(consensus: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the consensus score of each item, and how it has changed.

    Parameters
    ----------
    consensus
        As `compendium.fidelity.consensus` returns it.
    instrument
        The scale.

    Returns
    -------
    DataFrame or Absent
        The consensus with ``maximum``, the most points of the item, and ``change``, the points
        gained since the municipality's round before (Int64, missing in its first).
    """
    table = consensus.copy()
    most = {item.id: item.high for item in instrument.items}
    table["maximum"] = table["item"].astype(object).map(most).astype("int64")
    table["change"] = _change(table, "score", ["municipality", "item"])
    return table


@hands_on_absent
def section_scores(consensus: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Sum the consensus scores of each section of the scale.

    Returns
    -------
    DataFrame or Absent
        One row a municipality, round and section: municipality, round, version (where it is
        known), section (ordered category of ids), items (how many), points, maximum (Int64),
        percent (points in percent of the maximum), and change (points gained since the
        municipality's round before, missing in its first). Absent when the scale has no sections.
    """
    sections = instrument.sections
    if not sections:
        return Absent(f"{instrument.title.en}: it has no sections")
    wide, scores = _scored(consensus, instrument)
    parts = [_points(wide, scores, instrument, part).assign(section=part.id) for part in sections]
    table = pd.concat(parts)
    table["section"] = pd.Categorical(
        table["section"], categories=[part.id for part in sections], ordered=True
    )
    table = table.sort_values([*REVIEW, "section"], ignore_index=True)
    table["change"] = _change(table, "points", ["municipality", "section"])
    about = [column for column in ("version",) if column in table]
    return table[[*REVIEW, *about, "section", "items", "points", "maximum", "percent", "change"]]


@hands_on_absent
def totals(consensus: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Sum the consensus scores of each review.

    Returns
    -------
    DataFrame or Absent
        One row a municipality and round: municipality, round, what is known of date, mode and
        version, items, points, maximum, percent (points in percent of the maximum), change, and
        band (ordered category of ids) with band_status, the status of that band's limits, both
        missing throughout where the scale has no bands of its own. Absent when the scale has no
        total.
    """
    whole = next((scale for scale in instrument.scales if scale.id == "total"), None)
    if whole is None:
        return Absent(f"{instrument.title.en}: it has no total")
    wide, scores = _scored(consensus, instrument)
    table = _points(wide, scores, instrument, whole)
    table["change"] = _change(table, "points", ["municipality"])
    chosen = instrument.band_set()
    if chosen is None or chosen.scale != "total":
        table["band"] = pd.Categorical([None] * len(table), categories=[], ordered=True)
        table["band_status"] = pd.Series(pd.NA, index=table.index, dtype="str")
    else:
        band = scores[f"{instrument.id}_band"]
        table["band"] = band
        table["band_status"] = (
            band.astype(object)
            .map({level.id: level.status for level in chosen.levels})
            .astype("str")
        )
    return table


def _scored(consensus: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reviews, a row each with the items as columns, and their scores."""
    about = [column for column in ABOUT if column in consensus.columns]
    head = consensus[[*REVIEW, *about]].drop_duplicates(REVIEW).set_index(REVIEW)
    ids = [item.id for item in instrument.items]
    answers = consensus.astype({"item": "str"}).pivot_table(
        index=REVIEW, columns="item", values="score", aggfunc="first", observed=True
    )
    wide = head.join(answers.reindex(columns=ids)).sort_index().reset_index()
    scores = score(wide, instrument)
    if isinstance(scores, Absent):  # every item is a column here, so this is for the types only
        raise TypeError(scores.why)
    return wide.drop(columns=ids), scores


def _points(
    wide: pd.DataFrame, scores: pd.DataFrame, instrument: Instrument, scale: Scale
) -> pd.DataFrame:
    table = wide.copy()
    table["items"] = len(scale.items)
    table["points"] = scores[f"{instrument.id}_{scale.id}"]
    table["maximum"] = scale.high
    table["percent"] = table["points"].astype("float64") * 100 / scale.high
    return table


@hands_on_absent
def in_brief(consensus: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return the last review of each municipality, its sections and its total in one table.

    Returns
    -------
    DataFrame or Absent
        One row a municipality and section, ``all`` being the total and the last: municipality,
        section, points, maximum, percent, before, change and since_first, as `latest` returns
        them. Absent where the scale has neither sections nor a total.
    """
    parts = [section_scores(consensus, instrument), totals(consensus, instrument)]
    found = [latest(part, "points") for part in parts if not isinstance(part, Absent)]
    if not found:
        return Absent(f"{instrument.title.en}: it has neither sections nor a total")
    table = pd.concat([part.assign(section=part.get("section", "all")) for part in found])
    order = [*(section.id for section in instrument.sections), "all"]
    table["section"] = pd.Categorical(table["section"].astype("str"), order, ordered=True)
    table["municipality"] = table["municipality"].astype(consensus["municipality"].dtype)
    told = ["points", "maximum", "percent", "before", "change", "since_first"]
    table = table.sort_values(["municipality", "section"], ignore_index=True)
    return table[["municipality", "section", *told]]


@hands_on_absent
def latest(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return what each municipality has in its last round, beside what it had.

    Parameters
    ----------
    table
        As `items`, `section_scores` or `totals` return it.
    value
        Its column of points: score, or points.

    Returns
    -------
    DataFrame
        The rows of each municipality's last round, with ``before``, the points in the round that it
        had before, and ``since_first``, the points gained since its first (Int64; missing where
        there is no other round, or where the scale had another version).
    """
    by = [name for name in ("municipality", "section", "item") if name in table]
    points = table[value].astype("Int64")
    groups = points.groupby([table[name] for name in by], observed=True)
    gained = points - groups.transform("first")
    only = table["round"].eq(table.groupby("municipality", observed=True)["round"].transform("min"))
    gained = gained.mask(only)
    if "version" in table:
        known = table["version"].astype("str").fillna("")
        gained = gained.mask(known.ne(known.groupby([table[n] for n in by]).transform("first")))
    found = table.assign(before=points - table["change"], since_first=gained)
    return last_round(found)


@hands_on_absent
def last_round(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each municipality's own last round, whichever that is."""
    last = table.groupby("municipality", observed=True)["round"].transform("max")
    return table[table["round"].eq(last)].reset_index(drop=True)


def _change(table: pd.DataFrame, value: str, by: list[str]) -> pd.Series:
    """Return the difference to the round before; rows are in the order of rounds.

    Points under different versions of a scale are not the same points, so there is none then.
    """
    keys = [table[key] for key in by]
    gained = table[value].astype("Int64").groupby(keys, observed=True).diff()
    if "version" not in table:
        return gained
    known = table["version"].astype("str").fillna("")
    return gained.mask(known.ne(known.groupby(keys, observed=True).shift()))
