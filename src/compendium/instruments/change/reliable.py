"""Reliable change: who changed by more than the instrument errs, or by as much as matters."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.instruments.change.trajectories import worse
from compendium.instruments.definition import Cut, Instrument
from compendium.instruments.terms import Text
from compendium.tables import Absent, hands_on_absent

RELIABLE = ("recovered", "improved", "unchanged", "deteriorated")
"""The four classes of Jacobson and Truax."""
IMPORTANT = ("improved", "unchanged", "deteriorated")
PAIRED = ("both", "once")
WORDS = {
    "retest_sd": Text("Standard deviation", "Standardafvigelse"),
    "retest_reliability": Text("Test-retest reliability, r", "Test-retest-reliabilitet, r"),
    "important_difference": Text(
        "Smallest change that matters, points", "Mindste ændring af betydning, point"
    ),
    "limit": Text("Reliable change, points", "Pålidelig ændring, point"),
    "formula": Text("1.96 · √2 · SD · √(1 − r)", "1,96 · √2 · SD · √(1 − r)"),
    "cut": Text("Cut-off, for recovery", "Grænse, for bedring"),
    "none_found": Text("none found", "ingen fundet"),
}
INCLUDED = "admitted"
"""The column that says who was included, where a table has it: change is asked of them only."""
SD, RETEST, DIFFERENCE = "retest_sd", "retest_reliability", "important_difference"


def reliable_points(sd: float, reliability: float) -> float:
    """Return the change that measurement error alone exceeds in 5 of 100 persons, in points.

    1.96 · √2 · SD · √(1 − r) (Jacobson & Truax 1991, J Consult Clin Psychol 59:12). Oracle: the
    published 5.59 points of GAD-7, from SD 5.593 and r .87 (Bischoff 2020).

    Raises
    ------
    ValueError
        Where the standard deviation is not positive, or r not from 0 to 1.
    """
    if not sd > 0 or not 0 <= reliability <= 1:
        raise ValueError("the spread is positive, and r lies from 0 to 1")
    return 1.96 * math.sqrt(2) * sd * math.sqrt(1 - reliability)


def change_limits(instrument: Instrument) -> tuple[float | None, float | None]:
    """Return the points of a reliable and of an important change, None where no source has them."""
    sd, retest = instrument.parameter(SD), instrument.parameter(RETEST)
    matters = instrument.parameter(DIFFERENCE)
    reliable = reliable_points(sd.value, retest.value) if sd and retest else None
    return reliable, matters.value if matters else None


def change_levels(instrument: Instrument) -> list[str]:
    """Return the columns of `changed` that class a change: those the instrument has a limit for."""
    reliable, important = change_limits(instrument)
    parts = ["reliable"] * (reliable is not None) + ["important"] * (important is not None)
    return [f"{instrument.id}_{part}" for part in parts]


def change_choices(
    instrument: Instrument, bands: str | None = None, *, language: str = "en"
) -> pd.DataFrame:
    """Return the numbers that the classes of change rest on, one a row.

    Returns
    -------
    DataFrame
        Columns parameter, choice (text), status and source; a number that no source gives has
        the choice *none found* and the status unconfirmed.
    """
    reliable, _ = change_limits(instrument)
    rows = []
    for key in (SD, RETEST, DIFFERENCE):
        found = instrument.parameter(key)
        rows.append(
            (
                WORDS[key][language],
                WORDS["none_found"][language] if found is None else _number(found.value, language),
                "unconfirmed" if found is None else found.status,
                "" if found is None else instrument.reference(found.source),
            )
        )
    if reliable is not None:
        text = _number(round(reliable, 2), language)
        rows.append((WORDS["limit"][language], text, "derived", WORDS["formula"][language]))
    if (cut := instrument.cut(bands)) is not None:
        rows.append(
            (WORDS["cut"][language], str(cut), cut.status, instrument.reference(cut.source))
        )
    return pd.DataFrame(rows, columns=["parameter", "choice", "status", "source"])


def change_overview(instruments: Iterable[Instrument], *, language: str = "en") -> pd.DataFrame:
    """Return what is known of the change of each instrument, one a row.

    Returns
    -------
    DataFrame
        Columns instrument (id), retest_reliability, reliable_points and important_points, each as
        text; what no source gives is *none found*.
    """
    rows = []
    for each in instruments:
        retest, (reliable, important) = each.parameter(RETEST), change_limits(each)
        numbers = (retest.value if retest else None, reliable, important)
        texts = [
            WORDS["none_found"][language] if number is None else _number(round(number, 2), language)
            for number in numbers
        ]
        rows.append((each.id, *texts))
    return pd.DataFrame(rows, columns=["instrument", RETEST, "reliable_points", "important_points"])


def _number(value: float, language: str) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language == "da" else text


def change_nesting(instrument: Instrument) -> dict[str, str]:
    """Return what each column of `changed` divides: classes a pair, pairs those with a total."""
    name = instrument.id
    classes = dict.fromkeys(change_levels(instrument), f"{name}_paired")
    return {f"{name}_paired": f"{name}_completed"} | classes


@hands_on_absent
def changed(
    scored: pd.DataFrame, instrument: Instrument, first: str, cut: Cut | None = None
) -> pd.DataFrame | Absent:
    """Return each person at each wave with the class of the change since the first one.

    A change of at least so many points counts. ``recovered`` is whoever improved reliably and was
    beyond the cut-off at the first wave and is so no longer; ``deteriorated`` is whoever became
    worse reliably. The classes of important change need no cut-off.

    Parameters
    ----------
    scored
        What `scored` returned. Where it has a column `admitted`, only who is has a pair.
    instrument
        Whose total it is.
    first
        The wave that change is counted from.
    cut
        The cut-off that recovery has to do with; without one nobody is called recovered.

    Returns
    -------
    DataFrame or Absent
        The rows of `scored`, and after the instrument's id: ``_paired``, both or
        once, whether who has a total at a later wave has one at the first too, missing without a
        total;
        ``_reliable`` and ``_important``, categories, missing without a pair, each only where the
        instrument has the numbers for it. Absent where nobody has a pair.
    """
    name, title = instrument.id, instrument.title.en.partition(",")[0]
    start = scored[scored["wave"] == first].set_index("participant_id")[f"{name}_total"]
    before = scored["participant_id"].map(start.astype("float64")).to_numpy(dtype="float64")
    after = scored[f"{name}_total"].to_numpy(dtype="float64", na_value=np.nan)
    paired = ~np.isnan(before - after) & (scored["wave"] != first).to_numpy(dtype=bool)
    if INCLUDED in scored:
        paired &= (scored[INCLUDED].astype("str") == "yes").to_numpy(dtype=bool)
    if not paired.any():
        return Absent(f"{title}: nobody has a score both at the first wave and later")
    better = -worse(instrument) * (after - before)
    both = np.where(paired, "both", "once").astype(object)
    both[np.isnan(after)] = None
    found = {f"{name}_paired": _category(both, PAIRED)}
    reliable, important = change_limits(instrument)
    classes = (("reliable", reliable, RELIABLE), ("important", important, IMPORTANT))
    for part, limit, levels in classes:
        if limit is None:
            continue
        kinds = np.where(better >= limit, "improved", "unchanged").astype(object)
        kinds[better <= -limit] = "deteriorated"
        if part == "reliable" and cut is not None:
            within = cut.signals(before) & ~cut.signals(after)
            kinds[within & (kinds == "improved")] = "recovered"
        kinds[~paired] = None
        found[f"{name}_{part}"] = _category(kinds, levels)
    return scored.assign(**found)


def _category(values: NDArray[Any], levels: tuple[str, ...]) -> pd.Categorical[str]:
    return pd.Categorical(values, categories=list(levels))
