"""Context: dated events outside the study, and in which periods people came in."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.tables import announce, hands_on_absent
from compendium.tables.coercion import WEEK_ZERO

CLOSURE = ("closed", "open")
OUTSIDE = "outside"
"""The level of who is of another pool."""


@dataclass(frozen=True)
class Event:
    """One dated event.

    Attributes
    ----------
    id
        Its name.
    title, source
        By language (`en`, `da`).
    first, last
        The days on which it began and ended.
    status
        ``confirmed`` where a source has both days, else ``unconfirmed``.
    """

    id: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    first: dt.date
    last: dt.date
    status: str


def events() -> Mapping[str, Event]:
    """Return the events by id, the first one first."""
    path = Path(__file__).with_name("context.toml")
    announce(path)
    return {name: Event(id=name, **each) for name, each in tomllib.loads(path.read_text()).items()}


@hands_on_absent
def in_closure(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whose index week began while public institutions were closed.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    """
    weeks = frame["index_week"].to_numpy(dtype=np.int64)
    mondays = np.datetime64(WEEK_ZERO) + (7 * weeks).astype("timedelta64[D]")
    inside = np.zeros(len(frame), dtype=bool)
    for event in events().values():
        inside |= (mondays >= np.datetime64(event.first)) & (mondays <= np.datetime64(event.last))
    return inside


@hands_on_absent
def intake_year(frame: pd.DataFrame, among: NDArray[np.bool_]) -> pd.Series[Any]:
    """Return in which calendar year the people of a pool came in; of others, nothing.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    among
        Who is of the pool.
    """
    years = frame["quarter"].astype(str).str[:4]
    levels = pd.CategoricalDtype([*sorted(set(years)), OUTSIDE], ordered=True)
    return years.where(among, OUTSIDE).astype(levels)


@hands_on_absent
def closure(frame: pd.DataFrame, among: NDArray[np.bool_]) -> pd.Series[Any]:
    """Return whether the people of a pool came in while public institutions were closed.

    Parameters
    ----------
    frame, among
        As of `intake_year`.
    """
    named = np.where(in_closure(frame), *CLOSURE)
    levels = pd.CategoricalDtype([*CLOSURE, OUTSIDE], ordered=True)
    return pd.Series(np.where(among, named, OUTSIDE), index=frame.index).astype(levels)


def context_rows(language: str) -> pd.DataFrame:
    """Return the events as rows of a table: event, from, until, source and status."""
    return pd.DataFrame(
        {
            "event": each.title[language],
            "first_day": each.first.isoformat(),
            "last_day": each.last.isoformat(),
            "from": each.source[language],
            "status": each.status,
        }
        for each in events().values()
    )
