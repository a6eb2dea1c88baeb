"""Planned: what the dated plan says will be estimated, before anybody looked at an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compendium.outcomes.effects.covariates import covariates
from compendium.outcomes.effects.designs import Matched


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
    """

    endpoint: str
    week: int
    design: Matched
    secondaries: tuple[tuple[str, int], ...]
    subgroups: tuple[str, ...]


def planned(record: Mapping[str, Any] | None = None) -> Planned:
    """Return what a plan says, and what we would do by default where it says nothing.

    Parameters
    ----------
    record
        The plan as it was read; None where there is none.
    """
    record = record or {}
    return Planned(
        endpoint=str(record.get("endpoint", "job_or_education")),
        week=int(record.get("week", 52)),
        design=Matched(covariates=tuple(record.get("covariates", covariates()))),
        secondaries=tuple((str(name), int(week)) for name, week in record.get("secondaries", ())),
        subgroups=tuple(record.get("subgroups", ())),
    )
