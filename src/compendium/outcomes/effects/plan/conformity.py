"""Conformity: what was planned beside what was run, part by part, and each deviation dated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.effects.people.covariates import covariates
from compendium.outcomes.effects.plan.planned import Planned
from compendium.tables import Absent, announce

if TYPE_CHECKING:
    from compendium.study import Plan

LANGUAGES = ("en", "da")
DEVIATION = {"planned": "as_planned", "done": "as_run", "reason": "deviation_reason"}
"""What is said of a deviation, and what its column is called."""
NO_DEVIATION = Absent("deviations from the plan, for none are recorded")

Spoken = Mapping[str, str]


def planned_against_run(
    plan: Planned,
    run: Planned,
    *,
    recorded: Plan | None = None,
    delivered: date | None = None,
) -> pd.DataFrame:
    """Return each part of a plan beside what was run.

    Parameters
    ----------
    plan
        What was planned.
    run
        What was run, said in the same way: with the covariates that the study has, and the
        comparisons that were made.
    recorded, delivered
        The plan as study.toml names it, and the day that the histories were delivered.

    Returns
    -------
    pandas.DataFrame
        One row a part: element, as_planned and as_run in English and in Danish (``element_en``,
        …), and conforms, yes or no: whether both are the same. Of a plan that there is not, nothing
        is planned; of the dates, it says whether the plan is the older.
    """
    words = _Words()
    own, ran = words.parts(plan), words.parts(run)
    before = dating(recorded, delivered) == "before"
    dated = words.day("dated", recorded.date) if recorded else words.value("no_plan")
    rows = [words.row("dated", dated, words.day("delivered", delivered), same=before)]
    for name, said in own.items():
        told = said if plan.version else words.value("no_plan")
        rows.append(words.row(name, told, ran[name], same=bool(plan.version) and said == ran[name]))
    return pd.DataFrame(rows)


def dating(recorded: Plan | None, delivered: date | None) -> str:
    """Return whether a plan was dated before the histories came.

    Returns
    -------
    str
        ``before``; ``after``, where it was not; ``undated``, where one of the days is not recorded;
        ``none``, where there is no plan.
    """
    if recorded is None:
        return "none"
    if recorded.date is None or delivered is None:
        return "undated"
    return "before" if recorded.date < delivered else "after"


def deviations(recorded: Plan | None) -> pd.DataFrame | Absent:
    """Return what was done otherwise than planned, as study.toml records it.

    Parameters
    ----------
    recorded
        The plan as study.toml names it.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a deviation, the earliest first: date, and as_planned, as_run and deviation_reason
        in English and in Danish (``as_run_en``, …). Absent where none is recorded.
    """
    if recorded is None or not recorded.deviations:
        return NO_DEVIATION
    rows = [
        {"date": str(each.date)}
        | {
            f"{column}_{tongue}": getattr(each, said)[tongue]
            for said, column in DEVIATION.items()
            for tongue in LANGUAGES
        }
        for each in recorded.deviations
    ]
    return pd.DataFrame(rows).sort_values("date", kind="stable", ignore_index=True)


class _Words:
    """How the parts of a plan are said, in both languages."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("conformity.toml")
        announce(path)
        record = tomllib.loads(path.read_text("utf-8"))
        self.names: Mapping[str, Spoken] = record["parts"]
        self.values: Mapping[str, Spoken] = record["values"]
        self.covariates = {name: one.title for name, one in covariates().items()}

    def value(self, key: str, **fields: object) -> Spoken:
        """Return how a value is said."""
        return {
            tongue: self.values[key][tongue].format(
                **{
                    name: field[tongue] if isinstance(field, Mapping) else field
                    for name, field in fields.items()
                }
            )
            for tongue in LANGUAGES
        }

    def parts(self, plan: Planned) -> dict[str, Spoken]:
        """Return each part of a plan but its date, as it is said."""
        design = plan.design
        way = "with_replacement" if design.replacement else "without_replacement"
        if design.caliper is None:
            far = self.value("no_caliper")
        else:
            told = f"{design.caliper:g}"
            far = self.value("caliper", caliper={"en": told, "da": told.replace(".", ",")})
        return {
            "endpoint": endpoint(plan.endpoint).title,
            "week": dict.fromkeys(LANGUAGES, str(plan.week)),
            "pool": self.value(design.pool),
            "matching": self.value(way, ratio=design.ratio),
            "exact": self.listed(self.named(name) for name in design.exact),
            "caliper": far,
            "errors": self.value(design.errors),
            "covariates": self.listed(self.named(name) for name in design.covariates),
            "missing": self.value(plan.missing),
            "secondaries": self.listed(
                self.value("at_week", endpoint=endpoint(name).title, week=week)
                for name, week in plan.secondaries
            ),
            "subgroups": self.listed(self.named(name) for name in plan.subgroups),
        }

    def named(self, name: str) -> Spoken:
        """Return what a covariate or the quarter is called."""
        return self.covariates.get(name) or self.value(name)

    def listed(self, parts: Iterable[Spoken]) -> Spoken:
        """Return parts one after the other, or that there are none."""
        found = list(parts)
        if not found:
            return self.value("none")
        return {tongue: "; ".join(part[tongue] for part in found) for tongue in LANGUAGES}

    def day(self, key: str, day: date | None) -> Spoken:
        """Return a date, or that it is not recorded."""
        return self.value(key, day=self.value("not_recorded") if day is None else day.isoformat())

    def row(self, name: str, planned: Spoken, ran: Spoken, *, same: bool) -> dict[str, str]:
        """Return a row of the table."""
        said = {"element": self.names[name], "as_planned": planned, "as_run": ran}
        texts = {f"{key}_{tongue}": said[key][tongue] for key in said for tongue in LANGUAGES}
        return {**texts, "conforms": "yes" if same else "no"}
