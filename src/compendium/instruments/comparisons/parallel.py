"""Whether one odds ratio does for every edge of a score: what the proportional odds model assumes.

It is looked at and shown, and nothing is chosen by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc, logit

from compendium.instruments.comparisons.comparison import NONE, Quantity
from compendium.instruments.comparisons.groups import LEAST, Numbers, scores_by_group
from compendium.instruments.definition import Instrument
from compendium.tables import Absent, hands_on_absent

ONE_SIDED = Absent("an odds ratio takes persons of every group on both sides of the edge")


@dataclass(frozen=True)
class Parallel:
    """What the edges of the bands say of the proportional odds.

    Attributes
    ----------
    by, groups
        What parts the persons, and the groups with enough of them, in their order.
    numbers
        By name: ``chi_square``, its ``freedom`` and ``p``; absent where fewer than two
        edges have persons of every group on both sides.
    edges
        By lower edge of a band, the first apart: the odds ratio of a score this high or higher in
        the first group against the second. Absent where more groups are compared.
    """

    by: str
    groups: tuple[str, ...]
    numbers: Mapping[str, Quantity | Absent]
    edges: Mapping[str, Quantity | Absent]


@hands_on_absent
def parallel_odds(
    frame: pd.DataFrame,
    instrument: Instrument,
    by: str,
    *,
    bands: str | None = None,
    least: int = LEAST,
) -> Parallel | Absent:
    r"""Test whether the odds ratios between groups are the same at each edge of the bands.

    The proportional odds model says that they are the same at every score. Beyond most single
    scores there are too few persons to see, so it is held to the edges of the bands, which the
    definition file fixes. With pi_gj the share of group g beyond edge j, and n_g its persons, the
    logits have the covariances 1 / (n_g pi_gj (1 - pi_gl)), edge j below edge l. The test is
    Wald's, of the log odds ratios against the first group at all edges but the lowest, less those
    at the lowest: chi square with (edges - 1)(groups - 1) degrees of freedom. Brant's separate
    logistic regressions, of groups alone, are just these shares.

    Few persons pass it though the odds differ, and many fail it by differences of no weight, so
    that the odds ratios themselves, with Woolf's intervals, say more than its p value.

    References: Brant 1990, Biometrics 46:1171; Woolf 1955, Annals of Human Genetics 19:251.
    Oracle: R, by separate fits of glm and Brant's matrices (parallel.R).

    Parameters
    ----------
    frame
        One row a person, scored.
    instrument
        Whose score and bands they are.
    by
        The column of the groups.
    bands
        The band set whose edges are taken; by default the first.
    least
        Persons with a score that a group needs.

    Returns
    -------
    Parallel or Absent
        Absent where there is no comparison, as of `compared`, and where there are no bands.
    """
    chosen = instrument.band_set(bands)
    if chosen is None:
        return Absent(f"{instrument.title.en} has no bands, so no edges to look at")
    groups = scores_by_group(frame, f"{instrument.id}_{chosen.scale}", by, least)
    if isinstance(groups, Absent):
        return groups
    names, edges = tuple(groups), [level.low for level in chosen.levels[1:]]
    beyond = np.array([[(own >= edge).sum() for edge in edges] for own in groups.values()])
    persons = np.array([len(own) for own in groups.values()])

    def quantity(value: float, unit: str, low: float = NONE, high: float = NONE) -> Quantity:
        return Quantity(float(value), float(low), float(high), by, names, unit)

    tested = brant(beyond, persons)
    numbers: dict[str, Quantity | Absent] = {
        "chi_square": quantity(tested[0], "coefficient") if tested else ONE_SIDED,
        "freedom": quantity(tested[1], "count") if tested else ONE_SIDED,
        "p": quantity(tested[2], "p") if tested else ONE_SIDED,
    }
    odds: dict[str, Quantity | Absent] = {}
    for edge, column in zip(edges, beyond.T, strict=True):
        if len(names) > 2:
            odds[str(edge)] = Absent(f"one odds ratio, for {len(names)} groups are compared")
        else:
            found = _woolf(column, persons)
            odds[str(edge)] = quantity(found[0], "ratio", *found[1:]) if found else ONE_SIDED
    return Parallel(by, names, numbers, odds)


def at_edges(parallel: Parallel | Absent) -> Mapping[str, Quantity | Absent]:
    """Return the odds ratios at the edges; none of a check that is absent, which says why."""
    return {} if isinstance(parallel, Absent) else parallel.edges


def brant(beyond: Numbers, persons: Numbers) -> tuple[float, int, float] | None:
    """Return Brant's chi square, its degrees of freedom and p; None where there is nothing to test.

    Parameters
    ----------
    beyond
        Persons beyond each edge, by group (rows) and edge (columns, from the lowest).
    persons
        Persons of each group.
    """
    inside = ((beyond > 0) & (beyond < persons[:, None])).all(axis=0)
    # Where nobody of two groups lies between two edges, both say the same of these groups.
    between = (np.diff(beyond, axis=1) != 0).sum(axis=0) >= len(persons) - 1
    inside &= np.append(between, True)
    shares = beyond[:, inside] / persons[:, None]
    groups, edges = shares.shape
    if edges < 2:
        return None
    each = [_covariance(own, n) for own, n in zip(shares, persons, strict=True)]
    # Every log odds ratio is against the first group, so that its errors are in all of them.
    whole = np.kron(np.ones((groups - 1, groups - 1)), each[0])
    for place, own in enumerate(each[1:]):
        at = slice(place * edges, (place + 1) * edges)
        whole[at, at] += own
    logs = (logit(shares[1:]) - logit(shares[0])).ravel()
    contrasts = np.kron(
        np.eye(groups - 1), np.column_stack([-np.ones(edges - 1), np.eye(edges - 1)])
    )
    apart = contrasts @ logs
    chi2 = float(apart @ np.linalg.solve(contrasts @ whole @ contrasts.T, apart))
    freedom = (edges - 1) * (groups - 1)
    return chi2, freedom, float(chdtrc(freedom, chi2))


def _covariance(shares: Numbers, n: float) -> Numbers:
    """Return the covariances of the logits of falling shares of the same n persons."""
    places = np.arange(len(shares))
    lower, upper = np.minimum.outer(places, places), np.maximum.outer(places, places)
    return np.asarray(1 / (n * shares[lower] * (1 - shares[upper])))


def _woolf(beyond: Numbers, persons: Numbers) -> tuple[float, float, float] | None:
    """Return the odds ratio of the first group against the second with Woolf's 95 % interval."""
    table = np.array([beyond, np.subtract(persons, beyond)])
    if (table == 0).any():
        return None
    from statsmodels.stats.contingency_tables import Table2x2

    odds = Table2x2(table.T)
    low, high = odds.oddsratio_confint(0.05)
    return float(odds.oddsratio), float(low), float(high)
