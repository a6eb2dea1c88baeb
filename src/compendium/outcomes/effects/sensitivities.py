"""Sensitivities: the other ways of asking that were planned, and what each of them can show."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from compendium.tables import announce


def sensitivity_rows(language: str) -> pd.DataFrame:
    """Return the planned sensitivity analyses, one row each.

    Parameters
    ----------
    language
        ``en`` or ``da``.

    Returns
    -------
    pandas.DataFrame
        asking, changes, shows and shows_not, in words.
    """
    path = Path(__file__).with_name("sensitivities.toml")
    announce(path)
    return pd.DataFrame(
        {
            "asking": each["title"][language],
            **{name: each[name][language] for name in ("changes", "shows", "shows_not")},
        }
        for each in tomllib.loads(path.read_text("utf-8")).values()
    )
