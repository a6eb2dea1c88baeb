"""Computing: each figure from the counts or answers printed with it, by the package's functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from compendium import instruments, outcomes
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

Given = Mapping[str, str]

GAD7 = "gad7"
VISITS = ("visit_1", "unscheduled", "visit_6", "visit_12")


@dataclass(frozen=True)
class Computed:
    """What the package computes: a value, and limits where the published figure has some."""

    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Value and limits."""
        return self.value, self.low, self.high


def computed(computation: str, given: Given) -> Computed:
    """Return what one of `COMPUTATIONS` makes of what is given.

    Every interval is Wald's, for so they were published; which chi-square is meant is part of its
    name.
    """
    return COMPUTATIONS[computation](given)


def _counts(given: Given) -> outcomes.Counts:
    names = ("events", "persons", "other_events", "other_persons")
    return outcomes.Counts(*(int(given[name]) for name in names))


def _share(given: Given) -> Computed:
    return Computed(100 * _counts(given).share)


def _other_share(given: Given) -> Computed:
    return Computed(100 * _counts(given).other_share)


def _estimated(estimate: outcomes.Estimate | Absent) -> Computed:
    if isinstance(estimate, Absent):
        raise ValueError(f"a published figure is held against {estimate.why}")
    return Computed(estimate.value, estimate.low, estimate.high)


def _risk_ratio(given: Given) -> Computed:
    return _estimated(outcomes.risk_ratio(_counts(given), "wald"))


def _odds_ratio(given: Given) -> Computed:
    return _estimated(outcomes.odds_ratio(_counts(given), "wald"))


def _chi_square(given: Given, *, corrected: bool = False) -> Computed:
    found = outcomes.chi_square(_counts(given), corrected=corrected)
    if isinstance(found, Absent):
        raise ValueError(f"a published figure is held against {found.why}")
    return Computed(found.value)


def _bound(given: Given, case: Literal["worst", "best"]) -> Computed:
    bounding = outcomes.worst_case if case == "worst" else outcomes.best_case
    counts = bounding(_counts(given), int(given["lost"]), int(given["other_lost"]))
    return Computed(_estimated(outcomes.risk_ratio(counts, "wald")).value)


def _nearest_share(given: Given) -> Computed:
    """Return the percentage of whole persons that lies nearest to a printed one."""
    persons, printed = int(given["persons"]), float(given["percent"])
    shares = (100 * outcomes.Counts(events, persons, 0, 1).share for events in range(persons + 1))
    return Computed(min(shares, key=lambda share: abs(share - printed)))


def _difference_of_percentages(given: Given) -> Computed:
    return Computed(float(given["percent"]) - float(given["other_percent"]))


def _detectable_difference(given: Given) -> Computed:
    plan = outcomes.Plan(
        persons=int(given["persons"]),
        other_persons=int(given["other_persons"]),
        base=float(given["base"]),
        cluster_size=float(given["cluster_size"]),
        correlation=float(given["correlation"]),
    )
    return Computed(100 * outcomes.detectable_difference(plan).value)


def _gad7_total(given: Given) -> Computed:
    return Computed(float(scored(_answers([tuple(given.values())]))["gad7_total"].iloc[0]))


def _gad7_band(given: Given) -> Computed:
    bands = scored(_answers([tuple(given[visit]) for visit in VISITS]))["gad7_band"]
    return Computed(float((bands == given["band"]).sum()))


def scored(answers: pd.DataFrame) -> pd.DataFrame:
    """Return answers to the GAD-7 with their total and band."""
    found = instruments.score(answers, instruments.catalogue()[GAD7])
    if isinstance(found, Absent):
        raise ValueError(f"answers were to be scored: {found.why}")
    return found


def _answers(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    import pandas as pd

    columns = [f"{GAD7}_{item}" for item in range(1, 8)]
    return pd.DataFrame([[int(each) for each in row] for row in rows], columns=columns).astype(
        "Int8"
    )


COMPUTATIONS: Mapping[str, Callable[[Given], Computed]] = {
    "share": _share,
    "other_share": _other_share,
    "risk_ratio": _risk_ratio,
    "odds_ratio": _odds_ratio,
    "chi_square": _chi_square,
    "chi_square_corrected": lambda given: _chi_square(given, corrected=True),
    "worst_case": lambda given: _bound(given, "worst"),
    "best_case": lambda given: _bound(given, "best"),
    "nearest_share": _nearest_share,
    "difference_of_percentages": _difference_of_percentages,
    "detectable_difference": _detectable_difference,
    "gad7_total": _gad7_total,
    "gad7_band": _gad7_band,
}
"""By the name that the table of figures has."""
