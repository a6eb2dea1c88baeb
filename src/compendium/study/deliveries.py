"""Deliveries: which tables a study has, when each came, and up to which day it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compendium.study.screening import NOT_RECORDED
from compendium.study.settings import TABLES, StudySettings
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd


def deliveries(settings: StudySettings) -> pd.DataFrame | Absent:
    """Return when the tables of a study were delivered, as study.toml says.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a table that the study has, in the order of `TABLES`: data_table, its name;
        delivered, the day, and covered, the last day that it is known of (see
        `StudySettings.covered`), both as text, and `NOT_RECORDED` where study.toml does not say
        it. Absent where the study has no table.
    """
    import pandas as pd

    there = [name for name in TABLES if name in settings.tables]
    if not there:
        return Absent("it has no tables yet")
    days = {
        "delivered": [settings.tables[name].delivered for name in there],
        "covered": [settings.covered(name) for name in there],
    }
    said = {
        column: [day.isoformat() if day else NOT_RECORDED for day in found]
        for column, found in days.items()
    }
    return pd.DataFrame({"data_table": there, **said})
