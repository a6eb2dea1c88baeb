"""The estimand: what a comparison of the arms is about, part by part, as a table of words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from compendium.outcomes.definitions import endpoint, states
from compendium.tables import announce

AND = {"en": " and ", "da": " og "}


def estimand(
    name: str = "job_or_education",
    *,
    allocation: str,
    weeks: Sequence[int] = (52, 78),
    last: int = 78,
) -> pd.DataFrame:
    """Return what is compared: population, time zero, endpoint, events that intervene, contrast.

    The words stand in estimand.toml; the endpoint is said as the catalogue defines it, and the
    events that compete are those of states.toml. The parts are those that ICH E9(R1) asks for.

    Parameters
    ----------
    name
        An endpoint of the catalogue.
    allocation
        How the arms came about, as study.toml has it.
    weeks
        The weeks after the index week that are looked at.
    last
        The week to which all must be followed, as of `weekly`.

    Returns
    -------
    pandas.DataFrame
        One row a part: element and choice, each in English and in Danish (``element_en``, …).

    Raises
    ------
    UnknownEndpointError
        Where the catalogue has no such endpoint.

    References
    ----------
    European Medicines Agency 2020, ICH E9 (R1) addendum on estimands and sensitivity analysis in
    clinical trials.
    """
    path = Path(__file__).with_name("estimand.toml")
    announce(path)
    record = tomllib.loads(path.read_text("utf-8"))
    events = record.pop("events")
    record["endpoint"]["says"] = endpoint(name).definition
    record["contrast"]["says"] = record["contrast"]["of"][allocation]["says"]
    rows = []
    for part in record.values():
        row: dict[str, str] = {}
        for tongue in AND:
            named = [events[event][tongue] for event in states().competing.values()]
            fields = {
                "events": _raised(_listed(named, tongue)),
                "weeks": _listed([str(week) for week in weeks], tongue),
                "last": str(last),
            }
            row[f"element_{tongue}"] = _said(part["title"], tongue, fields)
            row[f"choice_{tongue}"] = _said(part["says"], tongue, fields)
        rows.append(row)
    return pd.DataFrame(rows)


def _said(text: Mapping[str, str], tongue: str, fields: Mapping[str, Any]) -> str:
    return text[tongue].format(**fields)


def _listed(parts: Sequence[str], tongue: str) -> str:
    """Return an enumeration: "a, b and c"."""
    *most, final = parts
    return AND[tongue].join([", ".join(most), final]) if most else final


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
