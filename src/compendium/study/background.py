"""What the study knows of the screened besides their answers: sex, and how old they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compendium.study.screening import NOT_RECORDED, screened
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

    from compendium.study.loading import Study

OLDER = 25
"""Where the age groups part: the project's grant speaks of the law for those under this age."""

AGES = ("younger", "older")


def described(reconnect: Study) -> pd.DataFrame | Absent:
    """Return the screening table with municipality, sex and age group of each person.

    Parameters
    ----------
    reconnect
        The study.

    Returns
    -------
    pandas.DataFrame or Absent
        What `screened` returns, and the categories sex, in the order of the schema, and age_group:
        ``younger`` than `OLDER` years, or ``older``, by the age reached in the year of the answers.
        Both are taken from intake; where it does not say them they are `NOT_RECORDED`. A level
        that nobody has is none. Absent where there is no screening.
    """
    import pandas as pd

    frame = screened(reconnect)
    if isinstance(frame, Absent):
        return frame
    intake = reconnect.table("intake")
    if isinstance(intake, Absent):
        unknown = pd.Series(NOT_RECORDED, index=frame.index, dtype="category")
        return frame.assign(sex=unknown, age_group=unknown)
    known = intake.set_index("participant_id")
    sexes = [each.value for each in reconnect.schema("intake").field("sex").categories]
    sex = frame["participant_id"].map(known["sex"].astype("str"))
    born = pd.to_numeric(frame["participant_id"].map(known["birth_year"]), errors="coerce")
    age = frame["date"].dt.year - born
    group = age.map(lambda years: AGES[years >= OLDER], na_action="ignore")
    return frame.assign(sex=_category(sex, sexes), age_group=_category(group, AGES))


def _category(column: pd.Series, levels: tuple[str, ...] | list[str]) -> pd.Series:
    """Return a category of the levels that somebody has, what is not among them as one of its own.

    A level without anybody would be an empty group, not a fact about the screened.
    """
    import pandas as pd

    text = column.astype("object").where(column.isin(levels), NOT_RECORDED)
    seen = set(text)
    order = [level for level in (*levels, NOT_RECORDED) if level in seen]
    return text.astype(pd.CategoricalDtype(order))
