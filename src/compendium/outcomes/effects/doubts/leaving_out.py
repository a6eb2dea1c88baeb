"""Leaving out: the same estimate without some of the people, or of some of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from compendium.outcomes.effects.designs import Matched, Weighted
from compendium.outcomes.effects.doubts.unmeasured import bounds
from compendium.outcomes.effects.effect import Effect
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.estimators.matched import EMPTY, among, pooled
from compendium.outcomes.effects.estimators.propensity import among_shared
from compendium.outcomes.effects.people.context import OUTSIDE
from compendium.outcomes.effects.people.subjects import treated
from compendium.outcomes.histories.following import yes_or_no
from compendium.outcomes.histories.standing import remaining
from compendium.tables import Absent, hands_on_absent

LEVEL = "level"
LEAST = 20
"""Participants without whom nothing is estimated of a part of the people."""

TOO_FEW = Absent(f"an estimate of these alone: it takes {LEAST} participants")
FEW_THERE = Absent(
    f"an estimate without these: beside the others it would tell of fewer than {LEAST} participants"
)


def within_each(
    frame: pd.DataFrame | Absent,
    endpoint: str,
    design: Matched,
    levels: pd.Series[Any] | Absent,
) -> dict[str, Effect | Absent]:
    """Return the estimate among the people of each level, as of each year of intake.

    The propensity score is that of everybody: the people of one year are too few to tell by so many
    covariates who took part, and pairs are of one quarter in any case.

    Parameters
    ----------
    frame, endpoint, design
        As of `estimate`.
    levels
        The level of each of the people, in the rows of `frame`; who is outside is of none.

    Returns
    -------
    dict
        By level, in its order; absent where it has fewer than 20 participants, or where the score
        is. Of people who are absent there are no levels.
    """
    if isinstance(frame, Absent) or isinstance(levels, Absent):
        return {}
    column = frame.assign(**{LEVEL: levels.to_numpy()})
    people = pooled(column[column[endpoint].notna()], design.pool)
    both = 0 < treated(people).sum() < len(people)
    scores = among_shared(people, design.covariates) if both else EMPTY
    found: dict[str, Effect | Absent] = {}
    for level in levels.cat.categories:
        here = (people[LEVEL] == level).to_numpy(dtype=bool)
        if level == OUTSIDE:
            continue
        if isinstance(scores, Absent):
            found[level] = scores
        elif treated(people[here]).sum() < LEAST:
            found[level] = TOO_FEW
        else:
            own = replace(scores, score=scores.score[here], linear=scores.linear[here])
            found[level] = among(people[here].reset_index(drop=True), endpoint, design, own)
    return found


def without_each(
    frame: pd.DataFrame | Absent,
    endpoint: str,
    design: Matched | Weighted,
    municipalities: Sequence[str],
) -> dict[str, Effect | Absent]:
    """Return the estimate without the people of each municipality of the intervention.

    Participants of it are left out, and the comparison people who live there; of the pool across
    there are none of these. With one municipality alone there is nothing to leave out.
    """
    if isinstance(frame, Absent):
        return dict.fromkeys(municipalities, frame)
    if len(municipalities) < 2:
        return {}
    homes = frame["municipality"].astype(str).to_numpy()
    ours = treated(frame)
    return {
        place: _estimate(frame[homes != place], endpoint, design)
        if (ours & (homes == place)).sum() >= LEAST
        else FEW_THERE
        for place in municipalities
    }


@hands_on_absent
def elsewhere(frame: pd.DataFrame, among: NDArray[np.bool_], place: str) -> NDArray[np.bool_]:
    """Return who of a pool is not of a municipality.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    among
        Who is of the pool.
    place
        The municipality.
    """
    return np.asarray(among & (frame["municipality"].astype(str) != place), dtype=bool)


@hands_on_absent
def without(
    frame: pd.DataFrame, endpoint: str, design: Matched | Weighted, some: NDArray[np.bool_]
) -> Effect | Absent:
    """Return the estimate without some of the people.

    Parameters
    ----------
    frame, endpoint, design
        As of `estimate`.
    some
        Who is left out.
    """
    return _estimate(frame[~some], endpoint, design)


@hands_on_absent
def gone(
    frame: pd.DataFrame,
    histories: nw.LazyFrame[Any],
    participants: pd.DataFrame,
    endpoint: str,
    *,
    week: int,
) -> NDArray[np.bool_] | Absent:
    """Return who was dead, abroad or on a disability pension in a week.

    Parameters
    ----------
    frame, histories, participants, endpoint, week
        As of `with_endpoint`.
    """
    people = participants.set_index("participant_id").loc[frame["participant_id"]].reset_index()
    answered = remaining(histories, people, endpoint, week=week)
    if isinstance(answered, Absent):
        return answered
    left = answered.set_index("participant_id")["remained"].isna()
    return np.asarray(frame["participant_id"].map(left), dtype=bool)


@hands_on_absent
def bound(
    frame: pd.DataFrame,
    endpoint: str,
    design: Matched | Weighted,
    unknown: NDArray[np.bool_],
    end: Literal["worst", "best"],
) -> Effect | Absent:
    """Return the end of what an estimate may be, whatever the endpoint of some people was.

    Parameters
    ----------
    frame, endpoint, design
        As of `estimate`; the endpoint is a share.
    unknown
        Whose endpoint is not taken from the histories.
    end
        ``worst``: no participant among them has reached it, and every comparison person has;
        ``best``: the other way round.
    """
    told = frame.assign(**{endpoint: frame[endpoint].mask(unknown)})
    worst, best = bounds(told, endpoint, design=design)
    return worst if end == "worst" else best


@hands_on_absent
def in_parts(
    frame: pd.DataFrame, participants: pd.DataFrame, **parts: pd.Series[Any] | NDArray[np.bool_]
) -> pd.DataFrame:
    """Return everybody of a study with the part of an analysis that they are in, to be counted.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    participants
        The table participants.
    **parts
        In the rows of `frame`, whether somebody is in a part, or a categorical of which; by the
        name of its column.

    Returns
    -------
    pandas.DataFrame
        participant_id; arm; followed, yes or no; and the columns, missing for who is not followed.
    """
    everybody = participants[["participant_id", "arm"]].reset_index(drop=True)
    followed = everybody["participant_id"].isin(frame["participant_id"])
    places = pd.Series(np.arange(len(frame)), index=frame["participant_id"].to_numpy())
    at = everybody["participant_id"].map(places).fillna(-1).to_numpy(dtype=int)
    columns = {"followed": yes_or_no(followed)}
    for name, part in parts.items():
        told = (
            part
            if isinstance(part, pd.Series) and isinstance(part.dtype, pd.CategoricalDtype)
            else yes_or_no(pd.Series(np.asarray(part, dtype=bool)))
        )
        # Who is not among the subjects is at −1, the last place, which is of nobody.
        values = [*told.astype("object"), None]
        columns[name] = pd.Series([values[place] for place in at]).astype(told.dtype)
    return everybody.assign(**columns)


def _estimate(frame: pd.DataFrame, endpoint: str, design: Matched | Weighted) -> Effect | Absent:
    if treated(frame).sum() < LEAST:
        return TOO_FEW
    return estimate(frame, endpoint, design=design)
