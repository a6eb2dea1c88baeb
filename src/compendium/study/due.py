"""Due: which questionnaires of the included are not yet due, due, received, late or off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from compendium.study.loading import Study
from compendium.study.moments import first_days
from compendium.study.settings import Wave
from compendium.tables import Absent

if TYPE_CHECKING:
    import pandas as pd

STANDINGS = ("not_yet_due", "due", "received", "late", "withdrawn")
"""How a questionnaire may stand, each person's at each wave in just one way."""
RECEIVED = ("yes", "no")
"""Whether an answer was received, which all standings but one say it was not."""
GONE = ("withdrawn", "dead")
"""Classes of reason after which no further questionnaire is due."""


def due(reconnect: Study) -> pd.DataFrame | Absent:
    """Return how the questionnaire of each included person stands, at each wave with a window.

    Parameters
    ----------
    reconnect
        The study. Its intervention is followed, from `participants`; the comparison is never asked.

    Returns
    -------
    pandas.DataFrame or Absent
        One row a person and wave: participant_id, wave (a category of the waves with a window, in
        the order of study.toml), questionnaire and received; see `standing`. It stands as of the
        last day that the table screening covers (`StudySettings.covered`), else of its last date.
        Absent where the study lacks participants or screening, an intervention, windows, or any
        day to reckon from.
    """
    participants, screening = reconnect.table("participants"), reconnect.table("screening")
    if isinstance(participants, Absent):
        return participants
    if isinstance(screening, Absent):
        return screening
    included = participants[participants["arm"] == "intervention"]
    if included.empty:
        return Absent("nobody is in the intervention")
    waves = [wave for wave in reconnect.settings.waves if _has_window(wave)]
    if not waves:
        return Absent("no wave has a window in study.toml")
    until = last_day(reconnect)
    if until is None:
        return Absent("it does not say when the questionnaires were delivered")
    items = [
        column.name
        for instrument in reconnect.instruments.values()
        for column in instrument.columns
        if column.name in screening
    ]
    return standing(
        included[["participant_id", "index_date"]],
        screening.loc[screening[items].notna().any(axis=1), ["participant_id", "wave"]],
        reconnect.table("intake"),
        waves,
        until,
    )


def last_day(reconnect: Study) -> dt.date | None:
    """Return the last day that the questionnaires are known of, or None where nothing says it."""
    covered = reconnect.settings.covered("screening")
    screening = reconnect.table("screening")
    if covered is not None or isinstance(screening, Absent):
        return covered
    days = screening["date"].dropna()
    return None if days.empty else days.max().date()


def standing(
    included: pd.DataFrame,
    answers: pd.DataFrame,
    intake: pd.DataFrame | Absent,
    waves: Sequence[Wave],
    until: dt.date,
    *,
    gone: Collection[str] = GONE,
) -> pd.DataFrame:
    """Return how the questionnaire of each person stands at each wave, as of one day.

    The window of a wave runs from the first day of its first week to the last day of its last,
    counted from the index date. A questionnaire is

    ``received``
        where there is an answer, whenever it came;
    ``withdrawn``
        else where the person had left, or died, by that day and before the window closed;
    ``not_yet_due``
        else where the window has not opened by that day;
    ``due``
        where it is open still;
    ``late``
        where it has closed, and nothing came.

    Parameters
    ----------
    included
        One row a person: participant_id, index_date.
    answers
        One row an answered questionnaire: participant_id, wave.
    intake
        Says who left (`ended`, `reason_class`); without it nobody is known to have. Of a half-year
        its first day is taken, for a person who left in the half-year in which the window closed
        owes no answer that anybody should wait for.
    waves
        Each with a window.
    until
        The day.
    gone
        Classes of reason after which nothing is due.

    Returns
    -------
    pandas.DataFrame
        One row a person and wave: participant_id, wave; questionnaire, a category of `STANDINGS`;
        and received, yes or no, whether there is an answer (see `standing_nesting`).
    """
    import pandas as pd

    ids = [wave.id for wave in waves]
    windows = pd.DataFrame(
        {
            "wave": ids,
            "opens": _days(7 * (wave.from_week or 0) for wave in waves),
            "closes": _days(7 * (wave.to_week or 0) + 6 for wave in waves),
        }
    )
    frame = included.merge(windows, how="cross")
    opens, closes = frame["index_date"] + frame["opens"], frame["index_date"] + frame["closes"]
    came = pd.MultiIndex.from_frame(answers[["participant_id", "wave"]].astype("str"))
    received = pd.MultiIndex.from_frame(frame[["participant_id", "wave"]].astype("str")).isin(came)
    today = pd.Timestamp(until)
    stands = pd.Series("late", index=frame.index)
    stands = stands.mask(closes >= today, "due").mask(opens > today, "not_yet_due")
    left = _left(intake, gone).reindex(frame["participant_id"]).set_axis(frame.index)
    stands = stands.mask((left <= closes) & (left <= today), "withdrawn")
    return pd.DataFrame(
        {
            "participant_id": frame["participant_id"],
            "wave": pd.Categorical(frame["wave"], ids),
            "questionnaire": pd.Categorical(stands.mask(received, "received"), STANDINGS),
            "received": pd.Categorical([RECEIVED[not each] for each in received], RECEIVED),
        }
    )


def standing_nesting() -> dict[str, str]:
    """Return what divides what: why nothing was received divides those of whom nothing was.

    Every table of standings is counted with both columns. Whether a number of answers is shown then
    hangs on that number alone, so that a table that has only whether an answer came agrees with it.
    """
    return {"questionnaire": "received"}


def _has_window(wave: Wave) -> bool:
    return wave.from_week is not None and wave.to_week is not None


def _days(numbers: Iterable[int]) -> pd.TimedeltaIndex:
    import pandas as pd

    return pd.to_timedelta(list(numbers), unit="D")


def _left(intake: pd.DataFrame | Absent, gone: Collection[str]) -> pd.Series:
    """Return the day by person on which those left after whom no questionnaire is due."""
    import pandas as pd

    if isinstance(intake, Absent):
        return pd.Series([], dtype="datetime64[us]")
    who = intake[intake["ended"].notna() & intake["reason_class"].isin(gone)]
    return first_days(who["ended"]).set_axis(who["participant_id"])
