"""Trial: the trial that one would wish for and what was done in its place, as tables of words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from compendium.outcomes.definitions import endpoint
from compendium.outcomes.effects.people.covariates import Covariate, chosen
from compendium.outcomes.effects.plan.planned import Planned
from compendium.tables import announce

TONGUES = ("en", "da")
WHEN: Mapping[str, Mapping[str, str]] = {
    "column": {"en": "on the index date", "da": "på indeksdatoen"},
    "weeks": {"en": "weeks {first} to {last}", "da": "uge {first} til {last}"},
}
"""When a covariate is from: a column of the table participants, or weeks of the histories."""


def trial(plan: Planned, *, allocation: str, last: int = 78) -> pd.DataFrame:
    """Return the target trial: part by part, what one would wish for and what was done.

    The words stand in trial.toml; endpoint, week and pool are those of the plan.

    Parameters
    ----------
    plan
        As `planned` returns it.
    allocation
        How the arms came about, as study.toml has it.
    last
        The week to which all must be followed, as of `subjects`.

    Returns
    -------
    pandas.DataFrame
        One row a part: element, wish and done, each in English and in Danish (``element_en``, …).

    References
    ----------
    Hernán & Robins 2016, American Journal of Epidemiology 183:758.
    """
    path = Path(__file__).with_name("trial.toml")
    announce(path)
    record = tomllib.loads(path.read_text("utf-8"))
    given = {"assignment": allocation, "analysis": plan.design.pool}
    said = endpoint(plan.endpoint).definition
    rows = []
    for name, part in record.items():
        done = part["of"][given[name]]["done"] if name in given else part["done"]
        row: dict[str, str] = {}
        for tongue in TONGUES:
            fields = {"last": str(last), "week": str(plan.week), "endpoint": said[tongue]}
            row[f"element_{tongue}"] = part["title"][tongue]
            row[f"wish_{tongue}"] = part["wish"][tongue].format(**fields)
            row[f"done_{tongue}"] = done[tongue].format(**fields)
        rows.append(row)
    return pd.DataFrame(rows)


def covariate_terms(names: Sequence[str]) -> pd.DataFrame:
    """Return what is matched on: what it is called, when it is from, and why it is there.

    Parameters
    ----------
    names
        Covariates of the catalogue.

    Returns
    -------
    pandas.DataFrame
        One row a covariate: covariate (its title), known and matched_for, each in English and in
        Danish.
    """
    rows: list[dict[str, str]] = []
    for one in chosen(tuple(names)):
        row: dict[str, str] = {}
        for tongue in TONGUES:
            row[f"covariate_{tongue}"] = one.title[tongue]
            row[f"known_{tongue}"] = _known(one, tongue)
            row[f"matched_for_{tongue}"] = one.reason[tongue]
        rows.append(row)
    return pd.DataFrame(rows)


def _known(one: Covariate, tongue: str) -> str:
    """Return when a covariate is from; weeks before the index week have a true minus."""
    text = WHEN["weeks" if one.weeks else "column"][tongue]
    first, last = (str(week).replace("-", "\N{MINUS SIGN}") for week in (one.first, one.last))
    return text.format(first=first, last=last)
