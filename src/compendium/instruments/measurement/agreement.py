"""How far two questionnaires put the same persons on the same side of their cut-offs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from compendium.tables import Absent, hands_on_absent

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Agreement:
    """A measure of agreement with its interval, and the persons it rests on."""

    value: float
    low: float
    high: float
    n: int
    """Persons of whom both sides are known."""
    method: str
    unit: str


@hands_on_absent
def agreed(frame: pd.DataFrame, one: str, other: str) -> Agreement | Absent:
    """Return the share of persons whom two columns put on the same side, 0 to 1.

    With a of n persons on one side twice and d on the other twice, it is (a + d) / n. The interval
    is Wilson's, of 95 per cent (Wilson EB, JASA 1927; 22: 209-212). Oracle: R prop.test without
    correction.

    Parameters
    ----------
    frame
        One row a person.
    one, other
        Columns of ``yes`` and ``no``, missing where it is not known.

    Returns
    -------
    Agreement or Absent
        Absent where nobody has both.
    """
    table = _table(frame, one, other)
    n = int(table.sum())
    if n == 0:
        return Absent("nobody answered both questionnaires in full")
    from statsmodels.stats.proportion import proportion_confint

    same = int(np.trace(table))
    low, high = proportion_confint(same, n, alpha=1 - CONFIDENCE, method="wilson")
    return Agreement(
        same / n, float(low), float(high), n, "share of persons, interval after Wilson", "share"
    )


@hands_on_absent
def kappa(frame: pd.DataFrame, one: str, other: str) -> Agreement | Absent:
    r"""Return Cohen's kappa of two columns: agreement beyond what their margins alone would give.

    With p the share on the same side and e the share that would be there if the columns had
    nothing to do with each other, kappa = (p - e) / (1 - e): 0 is no more than chance, 1 is full
    agreement. The interval is kappa ± 1.96 times its large-sample standard error, within -1 and 1.

    References: Cohen 1960, Educational and Psychological Measurement 20:37; Fleiss, Cohen &
    Everitt 1969, Psychological Bulletin 72:323. Oracle: R vcd::Kappa and psych::cohen.kappa.

    Parameters
    ----------
    frame, one, other
        As of `agreed`.

    Returns
    -------
    Agreement or Absent
        Absent where nobody has both, and where everybody lies on one side by one of the columns,
        for then no agreement can be told from chance.
    """
    table = _table(frame, one, other)
    n = int(table.sum())
    if n == 0:
        return Absent("nobody answered both questionnaires in full")
    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return Absent("kappa has no value where everybody is on the same side of a cut-off")
    from statsmodels.stats.inter_rater import cohens_kappa

    found = cohens_kappa(table)
    return Agreement(
        float(found.kappa),
        max(float(found.kappa_low), -1.0),
        min(float(found.kappa_upp), 1.0),
        n,
        "Cohen's kappa, interval from the large-sample standard error",
        "coefficient",
    )


def _table(frame: pd.DataFrame, one: str, other: str) -> np.ndarray[tuple[int, int], np.dtype]:
    """Return the persons on either side by both columns, yes before no."""
    both = frame[frame[one].notna() & frame[other].notna()]
    first, second = (both[name].astype("str") == "yes" for name in (one, other))
    return np.array(
        [[int((a & b).sum()) for b in (second, ~second)] for a in (first, ~first)], dtype=np.int64
    )
