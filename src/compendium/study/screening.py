"""Who was screened: the questionnaires joined with what the intake knows of each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compendium.tables import Absent, hands_on_absent

if TYPE_CHECKING:
    import pandas as pd

    from compendium.study.loading import Study

NOT_RECORDED = "not_recorded"
"""The level of a person of whom the study does not say where they live, or how they were asked."""


def screened(reconnect: Study) -> pd.DataFrame | Absent:
    """Return the screening table with the municipality of each person.

    Parameters
    ----------
    reconnect
        The study.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a screened person and wave: the columns of the table screening, and municipality,
        a category of the study's own. It is taken from intake; where a study has no intake it is
        the study's only municipality. Where neither says it, it is `NOT_RECORDED`, and so is
        `mode` where the study does not say it. Absent where there is no screening.
    """
    import pandas as pd

    screening = reconnect.table("screening")
    if isinstance(screening, Absent):
        return screening
    municipalities = reconnect.settings.municipalities
    intake = reconnect.table("intake")
    if not isinstance(intake, Absent):
        homes = intake.set_index("participant_id")["municipality"].astype("str")
        places = screening["participant_id"].map(homes)
    else:
        only = municipalities[0] if len(municipalities) == 1 else None
        places = pd.Series(only, index=screening.index, dtype="str")
    return screening.assign(
        municipality=_levels(places, municipalities),
        mode=_levels(screening["mode"].astype("str"), tuple(_known(screening["mode"]))),
    )


@hands_on_absent
def only(frame: pd.DataFrame, **levels: str) -> pd.DataFrame:
    """Return the rows of a table at these levels of its columns."""
    for column, level in levels.items():
        frame = frame[frame[column].astype("str") == level]
    return frame.reset_index(drop=True)


def answered_waves(reconnect: Study) -> list[str]:
    """Return the waves at which anybody was asked, in their order; all of them if nobody was."""
    waves = [wave.id for wave in reconnect.settings.waves]
    screening = reconnect.table("screening")
    if isinstance(screening, Absent):
        return waves
    asked = set(screening["wave"].astype("str"))
    return [wave for wave in waves if wave in asked] or waves


@hands_on_absent
def at_wave(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Return the rows of a table at one wave."""
    return only(frame, wave=wave)


def _known(column: pd.Series) -> list[str]:
    """Return the levels of a column, in its own order where it is a category."""
    if hasattr(column, "cat"):
        return [str(level) for level in column.cat.categories]
    return sorted(set(column.dropna().astype("str")))


def _levels(column: pd.Series, known: tuple[str, ...]) -> pd.Series:
    """Return a category of the known levels, and one more for what is not recorded."""
    import pandas as pd

    missing = column.isna() | ~column.isin(known)
    levels = [*known, NOT_RECORDED] if missing.any() else list(known)
    filled = column.mask(missing, NOT_RECORDED)
    return filled.astype(pd.CategoricalDtype(levels, ordered=False))
