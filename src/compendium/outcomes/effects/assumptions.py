"""Assumptions: what must hold for an estimate to be an effect, and what would break it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd

from compendium.outcomes.effects.effect import Effect
from compendium.tables import announce, hands_on_absent

LANGUAGES = ("en", "da")
SAID = {"title": "assumption", "says": "means", "breaks": "broken_by"}
"""What is said of each assumption, and what its column is called."""


@hands_on_absent
def assumptions(effect: Effect) -> pd.DataFrame:
    """Return what an effect assumes, as a table of words.

    Parameters
    ----------
    effect
        What a design made of an endpoint.

    Returns
    -------
    pandas.DataFrame
        One row an assumption: assumption, means and broken_by, each in English and in Danish
        (``assumption_en``, …).
    """
    path = Path(__file__).with_name("assumptions.toml")
    announce(path)
    known = tomllib.loads(path.read_text("utf-8"))
    return pd.DataFrame(
        [
            {
                f"{column}_{tongue}": known[name][said][tongue]
                for said, column in SAID.items()
                for tongue in LANGUAGES
            }
            for name in effect.assumptions
        ]
    )
