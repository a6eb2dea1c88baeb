"""Sensitivities: the other ways of asking, which of them were planned, and what each can show."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from compendium.outcomes.effects.plan.planned import Planned
from compendium.tables import announce


def sensitivity_rows(language: str, plan: Planned) -> pd.DataFrame:
    """Return the sensitivity analyses, one row each.

    Parameters
    ----------
    language
        ``en`` or ``da``.
    plan
        The plan.

    Returns
    -------
    pandas.DataFrame
        asking, changes, shows and shows_not, in words; and listed, ``yes`` where the plan names all
        that the row is about, else ``no``.
    """
    path = Path(__file__).with_name("sensitivities.toml")
    announce(path)
    return pd.DataFrame(
        {
            "asking": each["title"][language],
            "listed": "yes" if each["plans"] and {*each["plans"]} <= {*plan.sensitivity} else "no",
            **{name: each[name][language] for name in ("changes", "shows", "shows_not")},
        }
        for each in tomllib.loads(path.read_text("utf-8")).values()
    )
