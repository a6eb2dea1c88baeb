"""What the tables of evidence do not tell: one question a table, and how many rows answer it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compendium.evidence.citing import read_in
from compendium.evidence.covering import coverage
from compendium.evidence.reading import table
from compendium.evidence.tallying import factors_of, unsettled

if TYPE_CHECKING:
    import pandas as pd

ANSWERS = ("told", "in_part", "not_told")
"""How far a row answers a question. What each of them means, `gaps` says for each question."""

SHORT: Mapping[str, Mapping[str, str]] = {
    "behind_factor": {"list": "in_part", "interview": "in_part", "not_said": "not_told"},
    "denominator": {"other": "in_part", "missing": "not_told"},
    "comparison": {
        **dict.fromkeys(("before", "chosen", "others"), "in_part"),
        "nobody": "not_told",
    },
    "status": dict.fromkeys(("ended", "unknown"), "not_told"),
}
"""By question, which values answer it in part or not at all; every other value answers it."""


def reach(people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return the cells of the matrix that have a barrier, and how far programmes bear on them.

    Parameters
    ----------
    people
        ``young`` or ``adults``.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        The rows of `coverage` that have a barrier, with ``answer``: ``told`` where one of the
        programmes was set against a control group, ``in_part`` where there are others only, or one
        for the risk factor whose level the text does not tell, and ``not_told`` where there is
        none. ``source`` is the document that the matrix was read in.

    Raises
    ------
    UnknownPeopleError
        If no matrix is about such people.
    """
    links = table("risk_factor_barriers", folder)
    found = coverage(people, folder)
    found = found[found["barriers"] != ""].reset_index(drop=True)
    left = unsettled(table("programme_matrix", folder), people)
    somewhere = found["risk_factor"].isin(left["risk_factor"])
    bears = (found["programmes"] != "") | somewhere
    answer = bears.map({True: "in_part", False: "not_told"})
    return found.assign(
        answer=answer.mask(found["evaluated"] != "", "told"),
        source=read_in(links[links["people"] == people]),
    )


def gaps(people: str = "young", folder: Path | None = None) -> pd.DataFrame:
    """Return how many rows of the evidence answer a question, in part, or not at all.

    ``programme``: a cell of the matrix with a barrier has a programme that was set against a
    control group; in part, as `reach` has it. ``behind_factor``: a risk factor names the kind of
    study behind it; in part, a list or an interview. ``size``: it names how many people that study
    had. ``denominator``: an outcome of a programme has the number that its figure is of; in part, a
    number that is another's or not exact. ``comparison``: it is held against a controlled or
    matched group; in part, against the same people before, or others. ``status``: a programme was
    running when the report was written, and had neither ended nor been lost sight of.
    ``standing``: a contradiction is settled; in part, its sides can be true together; one with an
    open side is not.

    Parameters
    ----------
    people
        ``young`` or ``adults``: whose risk factors, outcomes, programmes and matrix. What is said
        of both is among them. Contradictions are those of all tables.
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a question and answer, in that order: question, answer, count, base (all that were
        asked), source (the documents that they were read in) and part, the count of the base.

    Raises
    ------
    UnknownPeopleError
        If no matrix is about such people.
    """
    import pandas as pd

    cells = reach(people, folder)
    factors = factors_of(people, folder)
    programmes = table("programmes", folder)
    programmes = programmes[programmes["people"] == people]
    outcomes = table("programme_outcomes", folder)
    outcomes = outcomes[outcomes["programme"].isin(programmes["key"])]
    reported = read_in(outcomes)
    sides = table("conflicts", folder)
    asked = [
        ("programme", cells["answer"], cells["source"].iloc[0]),
        ("behind_factor", _answered("behind_factor", factors["design"]), read_in(factors)),
        ("size", factors["n"].notna().map({True: "told", False: "not_told"}), read_in(factors)),
        ("denominator", _answered("denominator", outcomes["denominator_status"]), reported),
        ("comparison", _answered("comparison", outcomes["comparison"]), reported),
        ("status", _answered("status", programmes["status"]), read_in(programmes)),
        ("standing", _settled(sides), read_in(sides)),
    ]
    rows = [
        (question, answer, int((given == answer).sum()), len(given), source)
        for question, given, source in asked
        for answer in ANSWERS
    ]
    found = pd.DataFrame(rows, columns=["question", "answer", "count", "base", "source"])
    return found.assign(part=found["count"] / found["base"])


def _answered(question: str, values: pd.Series[str]) -> pd.Series[str]:
    short = SHORT[question]
    return values.astype(object).map(lambda value: short.get(value, "told"))


def _settled(sides: pd.DataFrame) -> pd.Series[str]:
    """Return by contradiction whether it is settled: the least sure of its sides decides."""
    standings = sides.groupby("conflict", sort=False)["standing"].agg(set)
    return standings.map(
        lambda found: "not_told" if "open" in found
        else "in_part" if found == {"both_stand"} else "told"
    )  # fmt: skip
