"""Plans: what a study says will be estimated, dated before anybody looked at an outcome."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import CompendiumError
from compendium.study.entries import Entries
from compendium.tables import Absent, announce, digest

if TYPE_CHECKING:
    from compendium.study.loading import Study

NO_PLAN = Absent("a dated plan of analysis: study.toml names none")
DEVIATE = (
    "put the file back as it was: a plan is not changed after its date. What was done otherwise is "
    "written into study.toml, each time as [[plan.deviations]] with its date and its reason"
)
"""What to do where the plan is not the one that was dated."""


class ChangedPlanError(CompendiumError):
    """The plan is not the file that study.toml has the SHA-256 of, or there is no such file."""


class UnreadablePlanError(CompendiumError):
    """The plan is not TOML, so nothing can be held to it."""


@dataclass(frozen=True)
class Deviation:
    """What was done otherwise than planned, and when that was decided.

    Attributes
    ----------
    date
        The day of the decision, after that of the plan.
    planned, done, reason
        What the plan says, what was done instead, and why, by language (`en`, `da`).
    """

    date: dt.date | None
    planned: Mapping[str, str]
    done: Mapping[str, str]
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """The dated analysis plan: its file, and the SHA-256 that the file must have.

    Attributes
    ----------
    file, sha256, date
        As study.toml names them.
    deviations
        What was done otherwise, in the order of study.toml.
    """

    file: str
    sha256: str
    date: dt.date | None
    deviations: tuple[Deviation, ...] = ()


def plan(study: Study) -> Mapping[str, Any] | Absent:
    """Return what the dated plan of a study says, as it stands in its TOML file.

    Parameters
    ----------
    study
        As `load` returns it.

    Returns
    -------
    Mapping or Absent
        The entries of the file, which `outcomes.effects.planned` makes a plan of; absent where
        study.toml names no plan.

    Raises
    ------
    ChangedPlanError
        Where the file is not there, or has another SHA-256 than study.toml says.
    UnreadablePlanError
        Where it is not TOML.
    """
    named = study.settings.plan
    if named is None:
        return NO_PLAN
    path = study.folder / named.file
    if not announce(path):
        raise ChangedPlanError(
            f"The plan {named.file} is not there.", where=str(study.folder), remedy=DEVIATE
        )
    if digest(path) != named.sha256:
        raise ChangedPlanError(
            f"The SHA-256 of {named.file} is not the one of study.toml: the plan was changed after "
            "its date.",
            where=str(path),
            remedy=DEVIATE,
        )
    return _parsed(path)


def plan_of(entries: Entries) -> Plan | None:
    """Return what study.toml says of the plan, and note what is wrong with it."""
    if "plan" not in entries.record:
        entries.asked.append("plan")
        return None
    inner = entries.table("plan")
    date = inner.day("date")
    deviations = inner.tables("deviations") if "deviations" in inner.record else []
    found = Plan(
        inner.text("file"),
        inner.text("sha256").lower(),
        date,
        tuple(_deviation(each, date) for each in deviations),
    )
    inner.finish()
    return found


def _deviation(entries: Entries, planned: dt.date | None) -> Deviation:
    date = entries.day("date")
    if date is None or planned is None or date <= planned:
        entries.note("date", "must be a day after the date of the plan")
    found = Deviation(date, *(_spoken(entries, key) for key in ("planned", "done", "reason")))
    entries.finish()
    return found


def _spoken(entries: Entries, key: str) -> Mapping[str, str]:
    """Return a text by language; the Danish is the English one when there is none."""
    inner = entries.table(key)
    english = inner.text("en", shape='{ en = "…", da = "…" }')
    danish = inner.text("da", default=english)
    inner.finish()
    return {"en": english, "da": danish}


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        reason = "it is not UTF-8 text" if isinstance(fault, UnicodeDecodeError) else str(fault)
        raise UnreadablePlanError(
            f"The plan {path.name} is not TOML: {reason}.",
            where=str(path),
            remedy="write what it says as TOML, as plan.toml of 'compendium new study PATH' shows, "
            "and keep the document beside it",
        ) from None
