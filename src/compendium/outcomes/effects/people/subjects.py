"""Subjects: one row a person with all that a design needs, and nothing that came too late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.effects.people.covariates import Covariate, chosen, covariates
from compendium.outcomes.histories.endpoints import at_week
from compendium.outcomes.histories.following import covered
from compendium.outcomes.histories.standing import weeks_of
from compendium.tables import Absent, hands_on_absent

CARRIED = ("participant_id", "arm", "municipality", "consultant_id", "index_week", "index_date")
PLACEBO = (-52, -1)
"""The window of the placebo outcome: nothing in it can be an effect."""


@hands_on_absent
def subjects(
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    names: Sequence[str] | None = None,
    *,
    municipalities: Sequence[str],
    last: int = 78,
    until: int | None = None,
) -> pd.DataFrame:
    """Return the persons of both arms with their covariates, one row each.

    Parameters
    ----------
    histories
        As of `outcomes.weekly`.
    participants
        The table participants, with index_week.
    names
        Covariates of the catalogue, by default all whose column the table has.
    municipalities
        Those of the intervention: who lives there is of the pool within.
    last, until
        As of `outcomes.weekly`: who is not followed to that week is left out, so that every
        estimate is of the same persons.

    Returns
    -------
    pandas.DataFrame
        participant_id; arm; municipality; consultant_id (missing in the comparison arm);
        index_week; quarter, the calendar quarter of the index date as ``2020Q1``; within, whether
        they live in a municipality of the intervention; and a column a covariate: a number
        (float64), a flag (0.0 or 1.0) or a category, missing where it is not known.

    Raises
    ------
    UnknownCovariateError, LateCovariateError
        As of `chosen`.
    """
    known = covariates()
    if names is None:
        names = [each for each, one in known.items() if one.weeks or _told(one, participants)]
    wanted = chosen(tuple(names))
    kept = covered(participants, last, until).to_numpy()
    people = participants[kept].reset_index(drop=True)
    frame = people[[name for name in CARRIED if name in people]].copy()
    dates = pd.to_datetime(people["index_date"])
    frame["quarter"] = dates.dt.to_period("Q").astype(str)
    frame["within"] = people["municipality"].astype(str).isin(list(municipalities)).to_numpy()
    counted = _counted(histories, people, wanted)
    for one in wanted:
        column = counted[one.id] if one.weeks else _column(one, people, dates)
        frame[one.id] = _as_kind(one, column)
    return frame.drop(columns="index_date")


@hands_on_absent
def with_endpoint(
    frame: pd.DataFrame,
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str = "job_or_education",
    *,
    week: int = 52,
    first: int | None = None,
) -> pd.DataFrame | Absent:
    """Return subjects with an endpoint beside them, in the column of its name, as a number.

    Parameters
    ----------
    frame
        As `subjects` returns it: they are followed to the last week that is asked for.
    histories, participants
        As of `subjects`.
    name
        An endpoint of the catalogue.
    week
        The week that it is looked at in.
    first
        Where given, the weeks from this one to `week` are counted instead.

    Returns
    -------
    pandas.DataFrame or Absent
        1.0 where it is reached in the week and 0.0 where not, or the weeks; absent where the
        endpoint asks for hours, and the histories have none.
    """
    if first is not None:
        weeks = weeks_beside(frame, histories, participants, name, first=first, last=week)
        return weeks if isinstance(weeks, Absent) else frame.assign(**{name: weeks})
    at = at_week(histories, of_subjects(frame, participants), name, week=week, last=week)
    return at if isinstance(at, Absent) else answers_beside(frame, at, name)


@hands_on_absent
def answers_beside(frame: pd.DataFrame, answers: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return subjects with an answer of yes or no beside them, as 1.0 or 0.0.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    answers
        As `outcomes.at_week` returns them, of these persons or more.
    name
        The endpoint.
    """
    values = answers.set_index("participant_id")[name].astype(str).map({"yes": 1.0, "no": 0.0})
    numbers = frame["participant_id"].map(values).to_numpy(dtype=float, na_value=np.nan)
    return frame.assign(**{name: numbers})


def weeks_beside(
    frame: pd.DataFrame,
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    name: str,
    *,
    first: int,
    last: int,
) -> NDArray[np.float64] | Absent:
    """Return in how many weeks of a window each of the subjects reaches an endpoint.

    Parameters
    ----------
    frame, histories, participants, name
        As of `with_endpoint`.
    first, last
        The window.
    """
    people = of_subjects(frame, participants)
    found = weeks_of(histories, people, [name], first=first, last=last)[name]
    if isinstance(found, Absent):
        return found
    counted = found.set_index("participant_id")["weeks"].astype("Float64")
    each = frame["participant_id"].map(counted)
    return np.asarray(each.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def of_subjects(frame: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table participants that are of the subjects, in their order."""
    return participants.set_index("participant_id").loc[frame["participant_id"]].reset_index()


def treated(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return who of the subjects is in the intervention arm."""
    return frame["arm"].eq(ARMS[0]).to_numpy(dtype=bool)


def _told(one: Covariate, participants: pd.DataFrame) -> bool:
    """Return whether the table says something of a covariate that is a column of it."""
    column = "birth_year" if one.id == "age" else one.column
    return column in participants and bool(participants[column].notna().any())


def _counted(
    histories: nw.LazyFrame[Any], people: pd.DataFrame, wanted: Sequence[Covariate]
) -> dict[str, pd.Series[Any]]:
    """Return the weeks of those covariates that are counted, one passage a window."""
    found: dict[str, pd.Series[Any]] = {}
    windows = {(one.first, one.last) for one in wanted if one.weeks}
    for first, last in sorted(windows):
        here = [one for one in wanted if one.weeks and (one.first, one.last) == (first, last)]
        weeks = weeks_of(histories, people, [one.weeks for one in here], first=first, last=last)
        for one in here:
            table = weeks[one.weeks]
            if isinstance(table, Absent):
                found[one.id] = pd.Series(np.nan, index=people.index)
            else:
                by_person = table.set_index("participant_id")["weeks"]
                found[one.id] = people["participant_id"].map(by_person)
    return found


def _column(one: Covariate, people: pd.DataFrame, dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return a covariate of the table participants; age is told by the year of birth."""
    if one.id == "age":
        column = dates.dt.year - pd.to_numeric(people["birth_year"], errors="coerce")
    else:
        column = people[one.column]
    return pd.Series(column)


def _as_kind(one: Covariate, column: pd.Series[Any]) -> pd.Series[Any]:
    if one.kind == "category":
        text = column.astype("object").where(column.notna())
        return text.astype("category").reset_index(drop=True)
    if one.kind == "flag":
        text = column.astype("object").map(
            {True: 1.0, False: 0.0, "true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
        )
        return text.astype("float64").reset_index(drop=True)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return pd.Series(numbers, index=range(len(numbers)))
