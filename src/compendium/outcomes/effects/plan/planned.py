"""Planned: what the dated plan says will be estimated, before anybody looked at an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import pandas as pd

from compendium.errors import CompendiumError
from compendium.outcomes.definitions import endpoint
from compendium.outcomes.effects.designs import (
    BeforeAfter,
    DifferenceInDifferences,
    Errors,
    Matched,
    Pool,
)
from compendium.outcomes.effects.people.covariates import chosen, covariates
from compendium.study.entries import Entries
from compendium.tables import Absent, Fault, summary

Missing = Literal["imputed", "complete"]

NAME = "the plan"
"""Where a fault of the plan is said to be; the file is named by whoever reads it."""
LAST = 78
"""The last week that everybody of an estimate is followed to."""
NEVER_PRIMARY = (DifferenceInDifferences.id, BeforeAfter.id, "unadjusted")
SENSITIVITY = (
    *("pool_within", "without_replacement", "weighted", "doubly_robust"),
    *("difference_in_differences", "calendar_periods", "leave_one_municipality_out"),
    *("without_gone", "missing_outcomes", "placebo_outcome", "unmeasured_confounding"),
    "specification_curve",
)
"""Sensitivity analyses that a plan may list, by name."""


class PlanError(CompendiumError):
    """Entries of the plan that are missing, unknown or not allowed; `faults` has all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {line}" for line in summary(self.faults))
        super().__init__(
            f"The plan cannot be used:\n{lines}",
            where="the file that study.toml names as plan",
            remedy="before its date, mend these entries ('compendium new study PATH' writes an "
            "example of all) and give study.toml the new SHA-256",
        )


class NeverPrimaryError(CompendiumError):
    """A design was planned as primary that must not be."""


@dataclass(frozen=True)
class Planned:
    """What is planned.

    Attributes
    ----------
    endpoint, week
        The primary endpoint, and the week after the index week in which it is looked at.
    design
        The primary design, with its pool and its covariates.
    secondaries
        Endpoints and weeks of the secondary comparisons, which share one error by Holm.
    subgroups
        Covariates by which the effect is asked to differ, each as an interaction.
    missing
        What is done where a covariate is not known: ``imputed``, or ``complete`` (such persons are
        left out).
    sensitivity
        The analyses that are to show how much hangs on these choices, of `SENSITIVITY`.
    version
        Of the plan; 0 where there is none, and this is what is done by default.
    """

    endpoint: str
    week: int
    design: Matched
    secondaries: tuple[tuple[str, int], ...]
    subgroups: tuple[str, ...]
    missing: Missing = "imputed"
    sensitivity: tuple[str, ...] = ()
    version: int = 0


def planned(record: Mapping[str, Any] | Absent | None = None) -> Planned:
    """Return what a plan says, and what we would do by default where it says nothing.

    Parameters
    ----------
    record
        The plan as `study.plan` read it; None or absent where there is none.

    Raises
    ------
    PlanError
        Where entries are unknown, or of values that are not allowed: all of them at once.
    NeverPrimaryError
        Where a design is planned as primary that compares nobody with anybody, or rests on a past
        by which everybody was chosen.
    UnknownEndpointError
        Where the catalogue has no such endpoint.
    UnknownCovariateError, LateCovariateError
        As of `chosen`, for covariates and subgroups alike.
    UnfitErrorsError
        As of `Matched`.
    """
    if record is None or isinstance(record, Absent):
        return _read(Entries({}, NAME, []), there=False)
    design = record.get("design")
    if isinstance(design, dict) and design.get("id") in NEVER_PRIMARY:
        raise NeverPrimaryError(
            f"The design “{design['id']}” is never the primary one.",
            where="the plan, design.id",
            remedy="plan matched as the primary design, and list this one under sensitivity: all "
            "are outside job and education on the index date because they were chosen so, and "
            "would move back without any support",
        )
    faults: list[Fault] = []
    found = _read(Entries(record, NAME, faults), there=True)
    if faults:
        raise PlanError(faults)
    for name in dict.fromkeys([found.endpoint, *(each for each, _ in found.secondaries)]):
        endpoint(name)
    chosen(found.design.covariates)
    if numbers := [one.id for one in chosen(found.subgroups) if one.kind == "number"]:
        rule = f"must be covariates with levels, which {', '.join(numbers)} has not"
        raise PlanError([Fault(NAME, None, "subgroups", rule)])
    return found


def looked_at(plan: Planned) -> pd.DataFrame:
    """Return the week of the primary comparison as a row of a table: planned, value."""
    return pd.DataFrame({"planned": ["week"], "value": [float(plan.week)]})


def _read(entries: Entries, *, there: bool) -> Planned:
    week = _week(entries, default=52, required=there)
    found = Planned(
        endpoint=entries.text("endpoint", default=None if there else "job_or_education"),
        week=week,
        design=_design(entries, required=there),
        secondaries=_secondaries(entries, week),
        subgroups=entries.texts("subgroups"),
        missing=cast(
            Missing, entries.text("missing", default="imputed", allowed=get_args(Missing))
        ),
        sensitivity=entries.texts("sensitivity"),
        version=entries.number("version", default=1 if there else 0, least=1) or 0,
    )
    if not set(found.sensitivity) <= set(SENSITIVITY):
        entries.note("sensitivity", f"must be some of: {', '.join(SENSITIVITY)}")
    if (found.endpoint, found.week) in found.secondaries:
        entries.note("secondaries", "must not have the primary endpoint in its own week")
    entries.finish()
    return found


def _design(entries: Entries, *, required: bool) -> Matched:
    names = entries.texts("covariates", required=required)
    if "covariates" in entries.record and not names:
        entries.note("covariates", "must name at least one")
    inner = entries.table("design")
    inner.text("id", default=Matched.id, allowed=(Matched.id,))
    without = inner.record.get("caliper") == "none"
    if without:
        inner.asked.append("caliper")
    replacement = inner.flag("replacement") if "replacement" in inner.record else True
    errors = inner.text(
        "errors",
        default="abadie_imbens" if replacement else "pairs",
        allowed=get_args(Errors),
    )
    found = Matched(
        covariates=names or tuple(covariates()),
        pool=cast(Pool, inner.text("pool", default="across", allowed=get_args(Pool))),
        exact=inner.texts("exact") if "exact" in inner.record else Matched.exact,
        caliper=None if without else inner.decimal("caliper", default=0.2, above=0),
        ratio=inner.number("ratio", default=1, least=1) or 1,
        replacement=replacement,
        errors=cast(Errors, errors),
    )
    known = ("quarter", *covariates())
    if not set(found.exact) <= set(known):
        inner.note("exact", f"must be quarter or covariates: {', '.join(known)}")
    inner.finish()
    return found


def _secondaries(entries: Entries, week: int) -> tuple[tuple[str, int], ...]:
    if "secondaries" not in entries.record:
        entries.asked.append("secondaries")
        return ()
    found = []
    for each in entries.tables("secondaries"):
        found.append((each.text("endpoint"), _week(each, default=week)))
        each.finish()
    if len(set(found)) < len(found):
        entries.note("secondaries", "must name each endpoint and week only once")
    return tuple(found)


def _week(entries: Entries, *, default: int, required: bool = False) -> int:
    if required and "week" not in entries.record:
        entries.note("week", "is missing")
    week = entries.number("week", default=default, least=1) or default
    if week > LAST:
        entries.note("week", f"must be at most {LAST}, to which everybody is followed")
    return week
