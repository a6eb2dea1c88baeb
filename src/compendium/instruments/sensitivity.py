"""What each rule for missing answers changes: whom it gives a score, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.scoring import score
from compendium.instruments.student import CONFIDENCE, margin
from compendium.instruments.tabulating import SIDES, nesting, scored
from compendium.tables import Absent, hands_on_absent


@dataclass(frozen=True)
class Mean:
    """A mean with its interval."""

    value: float
    low: float
    high: float
    n: int


@hands_on_absent
def rules(
    frame: pd.DataFrame,
    instrument: Instrument,
    *,
    bands: str | None = None,
    steps: Sequence[int] = (1, 2),
) -> pd.DataFrame | Absent:
    """Return a scored table, with the strictest rule for missing answers that gives each a total.

    From the strictest to the loosest: every answer is given, also both of an item asked in two
    columns; one of such two is enough; so many items as `steps` says may be missing, and the total
    is prorated. A looser rule gives a total to everybody whom a stricter one gives one, and the
    same one. So whom each step adds tells all that the choice changes, and as every person is in
    one class, the classes can be protected as counts: between two rules side by side, which share
    nearly all persons, the few of one step could be worked out.

    Parameters
    ----------
    frame, instrument, bands
        As for `score`.
    steps
        Items that may be missing, from the strictest rule to the loosest. A step that few persons
        make is hidden, and its neighbour with it; so fewer steps may show more.

    Returns
    -------
    DataFrame or Absent
        What `scored` returns under the rule of the definition, and further, each after the id:
        ``_rule``, the strictest rule (ordered category): complete, either (where items are asked
        in two columns), prorate_<step> for each step, more (missing than that), none (answered);
        ``_filled``, the total under the loosest rule (Int16, missing for more and none);
        ``_filled_above_cut`` (category), on which side of the cut that lies, for the prorated
        alone; it is missing for all others, and not there where the instrument has no cut.
        Absent where `scored` is, and where no step gives anybody a total.

    Raises
    ------
    SomeColumnsError, ItemOutOfRangeError, UnknownChoiceError
        As `score` does.
    ValueError
        If the steps do not go up from 1 or more.
    """
    if not steps or steps[0] < 1 or list(steps) != sorted(set(steps)):
        raise ValueError("steps go up, from 1 or more")
    table = scored(frame, instrument, bands=bands)
    loosest = score(frame, instrument, bands=bands, max_missing=steps[-1], method="prorate")
    if isinstance(table, Absent) or isinstance(loosest, Absent):
        return table if isinstance(table, Absent) else loosest
    name = instrument.id
    gaps = loosest[f"{name}_missing"].to_numpy(dtype="int64")
    total = loosest[f"{name}_total"]
    prorated = [f"prorate_{step}" for step in steps]
    levels = ["complete", *prorated, "more", "none"]
    codes = np.where(gaps > 0, 1 + np.searchsorted(steps, gaps), 0)
    codes[gaps == len(instrument.items)] = len(levels) - 1
    if f"{name}_single_pair" in loosest:
        levels.insert(1, "either")
        single = loosest[f"{name}_single_pair"].to_numpy()
        codes = np.where((codes > 0) | single, codes + 1, codes)
    added = pd.Series(np.isin(np.array(levels)[codes], prorated), index=frame.index)
    if not added.any():
        return Absent(f"{instrument.title.en}: nobody left out so few items that a rule fills them")
    found: dict[str, Any] = {
        f"{name}_rule": pd.Categorical.from_codes(codes, pd.Index(levels), ordered=True),
        f"{name}_filled": total,
    }
    if f"{name}_above_cut" in loosest:
        side = loosest[f"{name}_above_cut"].where(added)
        found[f"{name}_filled_above_cut"] = side.astype(SIDES)
    return table.assign(**found)


def rule_levels(instrument: Instrument) -> list[str]:
    """Return the columns of `rules` by which persons are counted, the coarsest first."""
    return [f"{instrument.id}_{part}" for part in ("completed", "answered", "rule")]


def rule_nesting(instrument: Instrument) -> dict[str, str]:
    """Return what each column of `rules` divides, beside what `nesting` says."""
    name = instrument.id
    return nesting(instrument) | {
        f"{name}_rule": f"{name}_answered",
        f"{name}_filled_above_cut": f"{name}_rule",
    }


@hands_on_absent
def mean_under(
    ruled: pd.DataFrame, instrument: Instrument, rule: str, confidence: float = CONFIDENCE
) -> Mean | Absent:
    """Return the mean total of those whom one rule adds, and no stricter one.

    The interval is Student's, of the standard deviation with n - 1 (`margin`). Oracle: SciPy's
    `ttest_1samp`.

    Parameters
    ----------
    ruled
        What `rules` returned, one row a person.
    instrument
        Whose scores they are.
    rule
        A level of ``<id>_rule``.
    confidence
        Of the interval, between 0 and 1.

    Returns
    -------
    Mean or Absent
        Absent where the rule adds fewer than two persons, or they all score alike.
    """
    own = ruled.loc[ruled[f"{instrument.id}_rule"].eq(rule), f"{instrument.id}_filled"]
    points = own.dropna().to_numpy(dtype=np.float64)
    if len(points) < 2 or points.min() == points.max():
        return Absent(f"{instrument.title.en}: this rule adds nobody, or too few for a mean")
    n = len(points)
    half = float(margin(points.std(ddof=1) / n**0.5, n - 1, confidence))
    middle = float(points.mean())
    return Mean(middle, middle - half, middle + half, n)
