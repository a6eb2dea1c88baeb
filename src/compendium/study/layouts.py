"""Layouts of histories: registers are wide, one column a week or month, and become spells here.

What a code means is said by a table that the user supplies: no code of a register is known here,
and none is guessed. The result is text, as a file of spells would have it, and is checked as such.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from compendium.errors import values_may_be_quoted
from compendium.tables import Fault

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd

    from compendium.study.entries import Entries
    from compendium.tables import Source

LAYOUTS = (SPELLS := "spells", "weekly", "monthly")
"""How histories may lie in their file: as spells, or wide, with a column a week or month."""
PERSON = "participant_id"
CODE, STRAND, STATE = "code", "strand", "state"
EMPTY = ("", "NA")
"""Cells of a wide file in which nothing is recorded."""
WEEK_COLUMN = re.compile(r"y_(\d\d)(\d\d)")
MONTH_COLUMN = re.compile(r"([A-Z][a-z]{2})\.(\d\d)")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONDAY, THURSDAY = 1, 4


def laid_out(entries: Entries) -> dict[str, str]:
    """Return how study.toml says that histories lie in their file, and the file of their codes."""
    layout = entries.text("layout", default=SPELLS, allowed=LAYOUTS)
    codes = entries.text("codes", default="", shape='"codes.csv"')
    if (layout != SPELLS) != bool(codes):
        entries.note("codes", "must name a file where the layout is weekly or monthly, and only so")
    return {"layout": layout, "codes": codes}


def mondays_of_week(column: str) -> tuple[dt.date, dt.date] | None:
    """Return the Monday of the week that a column such as ``y_0853`` is of, as first and last.

    Years 91 to 99 are of the last century. None where that year has no such week: only 1992, 1998,
    2004, 2009, 2015, 2020 and 2026 have a week 53 between 1991 and 2026.
    """
    found = WEEK_COLUMN.fullmatch(column)
    if found is None:
        return None
    try:
        monday = dt.date.fromisocalendar(_year(found[1]), int(found[2]), MONDAY)
    except ValueError:
        return None
    return monday, monday


def mondays_of_month(column: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last Monday of the weeks of the month that ``Jul.93`` is of.

    A week belongs to the month that its Thursday lies in. None where there is no such month.
    """
    found = MONTH_COLUMN.fullmatch(column)
    if found is None or found[1] not in MONTHS:
        return None
    year, month = _year(found[2]), MONTHS.index(found[1]) + 1
    first = dt.date(year, month, 1)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    thursday = first + dt.timedelta(days=(THURSDAY - first.isoweekday()) % 7)
    next_ = following + dt.timedelta(days=(THURSDAY - following.isoweekday()) % 7)
    return thursday - dt.timedelta(days=3), next_ - dt.timedelta(days=10)


PERIODS = {"weekly": (WEEK_COLUMN, mondays_of_week), "monthly": (MONTH_COLUMN, mondays_of_month)}
"""By layout, the columns that are of a week or month, and the Mondays of one of them."""
EXAMPLES = {"weekly": "y_0453", "monthly": "Jul.93"}


def as_spells(
    text: pd.DataFrame, codes: pd.DataFrame, source: Source
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a wide file of histories as a file of spells.

    Parameters
    ----------
    text
        The file's cells as text: participant_id, and a column a week (``y_YYWW``) or month
        (``Jul.93``), in whatever order; other columns are left out. An empty cell, or ``NA``, is
        nothing recorded.
    codes
        What codes mean: code, strand, state. A code may be on several strands, one row each, and
        one with neither strand nor state is known and means nothing.
    source
        Names the two files, and says which layout it is.

    Returns
    -------
    tuple of pandas.DataFrame and list of Fault
        participant_id, strand, state, first_week, last_week; on each strand, weeks that follow each
        other in the same state are one spell. Fit for use only where there are no faults.
    """
    import numpy as np
    import pandas as pd

    periods, faults = _periods(list(text.columns), source)
    faults += _code_faults(codes, source.codes) + _person_faults(text, source.file)
    if not faults:
        faults = _unknown(text[list(periods)], set(codes[CODE]) | set(EMPTY), source)
    if faults:
        return text, faults
    names = sorted(periods, key=periods.__getitem__)
    cells = text[names].to_numpy(dtype=object)
    firsts = np.array([periods[name][0] for name in names], dtype="datetime64[D]")
    lasts = np.array([periods[name][1] for name in names], dtype="datetime64[D]")
    known, places = np.unique(cells, return_inverse=True)
    parts = []
    for strand, rows in codes[codes[STRAND] != ""].groupby(STRAND, sort=True):
        states = sorted(set(rows[STATE]))
        meaning = dict(zip(rows[CODE], rows[STATE].map(states.index), strict=True))
        of_code = np.array([meaning.get(code, -1) for code in known], dtype=np.int64)
        row, begins, ends, state = _runs(of_code[places.reshape(cells.shape)], firsts, lasts)
        part = {PERSON: text[PERSON].to_numpy()[row], STRAND: strand}
        part |= {STATE: np.array(states, dtype=object)[state]}
        part |= {"first_week": firsts[begins].astype(str), "last_week": lasts[ends].astype(str)}
        parts.append(pd.DataFrame(part))
    if not parts:
        parts = [pd.DataFrame(columns=[PERSON, STRAND, STATE, "first_week", "last_week"])]
    spells = pd.concat(parts, ignore_index=True).astype("str")
    spells.index += 2  # the rows that a file of them would have
    return spells, []


def read_codes(folder: Path, source: Source) -> pd.DataFrame:
    """Return the table of codes that study.toml names, as text, and announce its file."""
    from dataclasses import replace

    from compendium.tables import read_text

    return read_text(folder / source.codes, replace(source, file=source.codes, sheet=""))


def _year(digits: str) -> int:
    return int(digits) + (1900 if int(digits) >= 91 else 2000)


def _periods(
    columns: list[str], source: Source
) -> tuple[dict[str, tuple[dt.date, dt.date]], list[Fault]]:
    """Return the first and last Monday of each column that is of a week or month, and faults."""
    shape, mondays = PERIODS[source.layout]
    found, faults = {}, []
    for column in columns:
        if not shape.fullmatch(column.removesuffix(" (2)")):
            continue
        if column.endswith(" (2)"):
            rule = "stands there twice"
            faults.append(Fault(source.file, 1, column.removesuffix(" (2)"), rule))
        elif (period := mondays(column)) is None:
            kind = "week" if source.layout == "weekly" else "month"
            faults.append(Fault(source.file, 1, column, f"is of a {kind} that its year has not"))
        else:
            found[column] = period
    if not found and not faults:
        rule = f"must have columns such as {EXAMPLES[source.layout]}, for its layout is "
        faults.append(Fault(source.file, 1, "", f"{rule}{source.layout}"))
    return found, faults


def _person_faults(text: pd.DataFrame, file: str) -> list[Fault]:
    if PERSON not in text.columns:
        return [Fault(file, None, PERSON, "is not there")]
    empty = text[PERSON].isin(EMPTY)
    again = text[PERSON].duplicated() & ~empty
    return [
        Fault(file, int(row), PERSON, rule)
        for wrong, rule in ((empty, "must not be empty"), (again, "must have one row a person"))
        for row in text.index[wrong]
    ]


def _code_faults(codes: pd.DataFrame, file: str) -> list[Fault]:
    """Return what is wrong in the table of codes: what it lacks, and what it says twice."""
    from compendium.study.codebook import schema
    from compendium.study.rules import states

    lacking = [name for name in (CODE, STRAND, STATE) if name not in codes.columns]
    if lacking:
        return [Fault(file, None, name, "is not there") for name in lacking]
    strands = schema("histories").field(STRAND).levels
    nothing = (codes[STRAND] == "") & (codes[STATE] == "")
    strange = ~codes[STRAND].isin(strands) & ~nothing
    wrong = codes[STRAND].isin(strands) & ~nothing
    for strand in strands:
        wrong &= ~((codes[STRAND] == strand) & codes[STATE].isin(states(strand)))
    checks = (
        (codes[CODE] == "", CODE, "must not be empty"),
        (codes[CODE].isin(EMPTY[1:]), CODE, "must not be NA, which is nothing recorded"),
        (strange, STRAND, f"must be one of: {', '.join(strands)}"),
        (wrong, STATE, "must be a state of its strand"),
        (codes.duplicated([CODE, STRAND]), CODE, "must have one state a strand"),
    )
    return [
        Fault(file, int(row), column, rule)
        for broken, column, rule in checks
        for row in codes.index[broken]
    ]


def _unknown(cells: pd.DataFrame, known: set[str], source: Source) -> list[Fault]:
    quote = values_may_be_quoted()
    rule = f"must be a code of {source.codes}"
    return [
        Fault(source.file, int(row), column, rule, value if quote else None)
        for column in cells.columns
        for row, value in _strange(cells[column], known)
    ]


def _strange(cells: pd.Series, known: set[str]) -> Iterator[tuple[Any, str]]:
    wrong = cells[~cells.isin(known)]
    return zip(wrong.index, wrong, strict=True)


def _runs(
    states: np.ndarray[Any, Any], firsts: np.ndarray[Any, Any], lasts: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], ...]:
    """Return row, first and last column, and state of each run of a state in a row.

    A run ends where the state changes, and where the file has no column for the week that follows.
    """
    import numpy as np

    apart = firsts[1:] != lasts[:-1] + np.timedelta64(7, "D")
    change = (states[:, 1:] != states[:, :-1]) | apart
    edge = np.ones((len(states), 1), dtype=bool)
    begins, ends = np.hstack([edge, change]), np.hstack([change, edge])
    row, first = np.nonzero(begins & (states >= 0))
    last = np.nonzero(ends & (states >= 0))[1]
    return row, first, last, states[row, first]
