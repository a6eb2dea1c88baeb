"""Flow: what became of everybody who was screened, and who was included when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compendium.study.moments import half_years
from compendium.study.screening import NOT_RECORDED
from compendium.tables import Absent, hands_on_absent

if TYPE_CHECKING:
    import pandas as pd

    from compendium.study.loading import Study

OUTCOMES = ("included", "declined", "not_eligible", "not_included")
"""What may become of a screened person; the last is whoever is in none of the others."""
FLAGS = ("yes", "no", NOT_RECORDED)


def flow(reconnect: Study) -> pd.DataFrame | Absent:
    """Return what became of each person of the intake.

    Who has a moment of inclusion is ``included``, else who has one of declining, or gave it as the
    reason, has ``declined``; else who was found outside the target group, or was not found eligible
    where the study records who is, is ``not_eligible``. Who is in none of these, as while a
    decision is awaited, is ``not_included``.

    Parameters
    ----------
    reconnect
        The study.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a person: participant_id; municipality; outcome, a category of `OUTCOMES`; admitted
        and diagnosed, categories of `FLAGS` without those that nobody has; reason_class, a
        category with `NOT_RECORDED` for who has none. Absent where there is no intake.
    """
    import pandas as pd

    intake = reconnect.table("intake")
    if isinstance(intake, Absent):
        return intake
    reason = intake["reason_class"].astype("str")
    included = intake["included"].notna()
    outcome = pd.Series("not_included", index=intake.index)
    recorded = bool(intake["eligible"].notna().any())
    outside = (reason == "not_eligible") | (intake["eligible"].isna() & recorded)
    outcome = outcome.mask(outside, "not_eligible")
    outcome = outcome.mask(intake["declined"].notna() | (reason == "declined"), "declined")
    reasons = [*intake["reason_class"].cat.categories, NOT_RECORDED]
    return pd.DataFrame(
        {
            "participant_id": intake["participant_id"],
            "municipality": intake["municipality"],
            "outcome": outcome.mask(included, "included").astype(
                pd.CategoricalDtype(list(OUTCOMES))
            ),
            "admitted": _flag(included),
            "diagnosed": _flag(intake["diagnosed"]),
            "reason_class": reason.mask(intake["reason_class"].isna(), NOT_RECORDED).astype(
                pd.CategoricalDtype(reasons)
            ),
        }
    )


@hands_on_absent
def beside(frame: pd.DataFrame, flow: pd.DataFrame, column: str) -> pd.DataFrame | Absent:
    """Return a table of persons with a column of the flow, `NOT_RECORDED` where it has none.

    Absent where it is recorded of nobody.
    """
    known = flow.set_index("participant_id")[column].astype("str")
    values = frame["participant_id"].map(known)
    values = values.mask(values.isna(), NOT_RECORDED)
    if (values == NOT_RECORDED).all():
        return Absent(f"its intake does not record “{column}”")
    levels = flow[column].cat.categories if hasattr(flow[column], "cat") else sorted(set(known))
    return frame.assign(**{column: _known(values, [str(level) for level in levels])})


def included(reconnect: Study) -> pd.DataFrame | Absent:
    """Return the half-year in which each included person was.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a person: participant_id, and half_year, an ordered category of every half-year
        from the first to the last. By the intake's moment of inclusion; in a study without intake
        by the index date of its intervention. Absent where it has neither, or nobody is included.
    """
    import pandas as pd

    people = reconnect.table("intake")
    if not isinstance(people, Absent):
        people = people[people["included"].notna()]
        halves = half_years(people["included"])
    else:
        participants = reconnect.table("participants")
        if isinstance(participants, Absent):
            return people
        people = participants[participants["arm"] == "intervention"]
        halves = half_years(people["index_date"])
    if people.empty:
        return Absent("nobody has been included yet")
    levels = pd.CategoricalDtype(_between(min(halves), max(halves)), ordered=True)
    frame = pd.DataFrame({"participant_id": people["participant_id"], "half_year": halves})
    return frame.astype({"half_year": levels}).reset_index(drop=True)


def _between(first: str, last: str) -> list[str]:
    """Return every half-year from one to another, both included."""
    start, end = (2 * int(half[:4]) + int(half[5]) - 1 for half in (first, last))
    return [f"{place // 2}H{place % 2 + 1}" for place in range(start, end + 1)]


def _flag(truth: pd.Series) -> pd.Series:
    said = truth.astype("boolean").map({True: "yes", False: "no"}).astype("str")
    return _known(said.mask(truth.isna(), NOT_RECORDED))


def _known(values: pd.Series, levels: Sequence[str] = FLAGS) -> pd.Series:
    """Return a category of the levels; that of what is not recorded is there if anybody has it."""
    import pandas as pd

    named = [level for level in levels if level != NOT_RECORDED]
    lacking = [NOT_RECORDED] if (values == NOT_RECORDED).any() else []
    return values.astype(pd.CategoricalDtype([*named, *lacking]))
