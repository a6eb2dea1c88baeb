"""What programmes report: their outcomes, kept apart by whom the participants are set beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compendium.errors import CompendiumError
from compendium.evidence.intervals import with_intervals
from compendium.evidence.reading import table
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

Beside = Literal["somebody_else", "themselves", "nobody"]

BESIDE: Mapping[Beside, tuple[str, ...]] = {
    "somebody_else": ("control", "matched", "chosen", "others"),
    "themselves": ("before",),
    "nobody": ("nobody",),
}
"""Whom participants are set beside, and the levels of ``comparison`` that come to that."""


class UnknownOutcomeError(CompendiumError):
    """People, a comparison or an outcome was asked for that no programme of the evidence has."""


def reported(
    people: str = "",
    beside: Beside | Literal[""] = "",
    outcomes: Sequence[str] = (),
    having: str = "",
    folder: Path | None = None,
) -> pd.DataFrame | Absent:
    """Return the outcomes that programmes report, those of one kind of comparison at a time.

    A share after a programme, a change since before it and a difference from others answer three
    questions and are never pooled; so one asks for one of them. Nothing is left out for its
    direction.

    Parameters
    ----------
    people
        ``young`` or ``adults``; by default both.
    beside
        ``somebody_else``, ``themselves`` before, or ``nobody``; by default all, to be listed and
        not to be set against each other.
    outcomes
        Levels of ``outcome``; by default all.
    having
        A column that has to hold something: ``figure``, ``share`` or ``change``; by default none,
        for much is reported without a number.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame or Absent
        The rows of ``programme_outcomes`` with `with_intervals`, and with ``name`` and ``people``
        of the programme; ``beside``; ``figure_from`` and ``figure_to``, ``persons_from`` and
        ``persons_to``, ranges where one is printed; and ``change``, the figure less the one it is
        compared with, where both are shares, or a printed difference in points of percentage.
        ``n`` stays only where it is the figure's own. Absent where no programme reports any.

    Raises
    ------
    UnknownOutcomeError
        If there are no such people, comparison or outcome.
    """
    rows = table("programme_outcomes", folder)
    programmes = table("programmes", folder).set_index("key")
    _known("people", [people] if people else [], list(programmes["people"].cat.categories))
    _known("comparison", [beside] if beside else [], list(BESIDE))
    _known("outcome", outcomes, [str(each) for each in rows["outcome"].cat.categories])

    kinds = {level: kind for kind, levels in BESIDE.items() for level in levels}
    rows = with_intervals(rows).assign(
        name=rows["programme"].map(programmes["name"]),
        people=rows["programme"].map(programmes["people"].astype("str")),
        beside=rows["comparison"].astype("str").map(kinds),
        figure_from=rows["figure"],
        figure_to=rows["figure_high"].fillna(rows["figure"]),
        persons_from=rows["n"],
        persons_to=rows["n_high"].fillna(rows["n"]),
        change=_change(rows),
        n=rows["n"].where(rows["denominator_status"] == "printed"),
    )
    asked = rows["outcome"].isin(outcomes) if outcomes else rows["outcome"].notna()
    for column, wanted in (("people", people), ("beside", beside)):
        asked &= rows[column].eq(wanted) if wanted else True
    asked &= rows[having].notna() if having else True
    if not asked.any():
        return Absent(
            "no programme of the catalogue reports an outcome of this kind", of="literature"
        )
    return rows[asked].reset_index(drop=True)


def oddities_told(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what is odd about outcomes, one row an oddity, those of one kind together.

    Parameters
    ----------
    outcomes
        As `reported` gives them.
    """
    odd = outcomes[outcomes["oddity"].notna()]
    odd = odd.assign(oddity=odd["oddity"].str.split(";")).explode("oddity", ignore_index=True)
    return odd.sort_values("oddity", kind="stable", ignore_index=True)


def _change(rows: pd.DataFrame) -> pd.Series[float]:
    """Return points of percentage: printed ones, or one printed share less the other."""
    points = rows["unit"].eq("percentage_points") & rows["figure_high"].isna()
    shares = rows["unit"].eq("percent") & rows["reference_figure"].notna()
    return (rows["figure"] - rows["reference_figure"].where(shares)).where(
        shares, rows["figure"].where(points)
    )


def _known(what: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for each in asked:
        if each not in known:
            raise UnknownOutcomeError(
                f"No programme has the {what} '{each}'.",
                where="data/evidence/programme_outcomes.csv",
                remedy=f"give one of: {', '.join(known)}",
            )
