"""Two readings of the same programmes beside each other: that of the VIVE report, and ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compendium.evidence.answering import kinds_by_barrier, kinds_of
from compendium.evidence.covering import coverage, placed, standing
from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd

Readings = Literal["both_addressed", "both_open", "only_report", "only_ours", "unplaced"]

READINGS: tuple[Readings, ...] = (
    "both_addressed",
    "both_open",
    "only_report",
    "only_ours",
    "unplaced",
)

_KEPT = (
    "programme",
    "risk_factor",
    "level",
    "report",
    "ours",
    "readings",
    "elements",
    "likely_reason",
)


def rereadings(
    people: str = "young", programmes: Sequence[str] = (), folder: Path | None = None
) -> pd.DataFrame:
    """Return, cell by cell, how the report and we read the programmes of a matrix.

    The report's reading is `blind_spots`; ours is `answered`, for the elements of each programme
    and the risk factors that the report puts it under. By ours a cell is addressed where one of its
    barriers is. So that the readings differ is no fault of either: they answer by different means.

    Parameters
    ----------
    people
        ``young`` or ``adults``: whose matrix.
    programmes
        Keys of ``programmes``; by default all of them.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a programme, risk factor and level that has a barrier or the programme: programme,
        risk_factor, level, report (``addressed``, ``open``, ``unplaced``), ours (``addressed``,
        ``open``), readings (one of `READINGS`), elements (the kinds that bear on the cell by ours),
        and likely_reason, the one where the two differ: ``no_barrier`` (the matrix names no barrier
        in the cell), ``no_kind`` (no kind bears on any barrier of it), ``other_kind`` (kinds do,
        and the report tells of none of them here) or ``kind_counts`` (a kind that bears on it by
        ours is told of, and the report does not have the programme there).
    """
    import pandas as pd

    # Each table is read once for all programmes, so that this is no sum of calls of `answered`.
    bearing = kinds_by_barrier(folder)
    asked = coverage(people, folder)[["risk_factor", "level", "barriers"]]
    cells: list[tuple[str, str, str]] = list(asked.itertuples(index=False, name=None))
    own = placed(people, folder)
    entered = table("programme_elements", folder)
    found = []
    for programme in programmes or table("programmes", folder)["key"]:
        here = own.get(programme, set())
        factors = {factor for factor, _ in here}
        done = kinds_of(entered[entered["programme"] == programme])
        for factor, level, named in (each for each in cells if done and each[0] in factors):
            barriers = [barrier for barrier in named.split(";") if barrier]
            possible = {kind for barrier in barriers for kind in bearing.get(barrier, ())}
            kinds = [kind for kind in done if kind in possible]
            report = standing((factor, level), here)
            ours = "addressed" if kinds else "open"
            readings = _readings(report, ours)
            reason = ""
            if readings == "only_ours":
                reason = "kind_counts"
            elif readings == "only_report":
                reason = "other_kind" if possible else "no_kind" if barriers else "no_barrier"
            row = (programme, factor, level, report, ours, readings)
            found.append((*row, ";".join(kinds), reason))
    return pd.DataFrame(found, columns=list(_KEPT))


def _readings(report: str, ours: str) -> Readings:
    if report == "unplaced":
        return "unplaced"
    if report == ours:
        return "both_addressed" if ours == "addressed" else "both_open"
    return "only_report" if report == "addressed" else "only_ours"
