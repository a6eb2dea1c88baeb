"""Asked: the comparisons that a plan asks for, each with its endpoint beside the subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS, CRITICAL
from compendium.outcomes.arms.randomisation import randomised
from compendium.outcomes.effects.designs import Matched
from compendium.outcomes.effects.doubts.subgroups import ASSUMED_BY_LOT, BY_LOT
from compendium.outcomes.effects.effect import Effect, around
from compendium.outcomes.effects.estimating import estimate
from compendium.outcomes.effects.estimators.matched import USES, Contrast, used
from compendium.outcomes.effects.people.subjects import answers_beside, treated
from compendium.outcomes.effects.plan.planned import Planned
from compendium.outcomes.histories.endpoints import at_week, at_week_each
from compendium.tables import Absent, hands_on_absent

NO_RATIO = Absent("a ratio: with arms drawn by lot the difference is estimated")


@dataclass(frozen=True)
class Asked:
    """One comparison that is asked for.

    Attributes
    ----------
    endpoint, week
        What is looked at, and when.
    answers
        Whether each participant reached it, as `outcomes.at_week` returns it.
    subjects
        The subjects with the endpoint beside them, as `with_endpoint` returns them.
    """

    endpoint: str
    week: int
    answers: pd.DataFrame | Absent
    subjects: pd.DataFrame | Absent


def asked(
    plan: Planned,
    frame: pd.DataFrame | Absent,
    histories: nw.LazyFrame[Any] | Absent,
    participants: pd.DataFrame | Absent,
    *,
    until: int | None = None,
) -> dict[str, Asked]:
    """Return the comparisons of a plan, the primary one first, by ``endpoint-week``.

    Parameters
    ----------
    plan
        The plan.
    frame
        As `subjects` returns it.
    histories, participants, until
        As of `subjects`.
    """
    wanted = ((plan.endpoint, plan.week), *plan.secondaries)
    if isinstance(histories, Absent):
        return _none(wanted, histories)
    if isinstance(participants, Absent):
        return _none(wanted, participants)
    found = {}
    for week in dict.fromkeys(week for _, week in wanted):
        names = [name for name, when in wanted if when == week]
        answers = at_week_each(histories, participants, names, week=week, until=until)
        for name in names:
            # Where the histories have no hours, only the endpoint that asks for them is absent.
            own = (
                at_week(histories, participants, name, week=week, until=until)
                if isinstance(answers, Absent)
                else answers
            )
            found[name, week] = Asked(name, week, own, _beside(frame, own, name))
    return {f"{name}-{week}": found[name, week] for name, week in wanted}


def effect_of(
    one: Asked,
    design: Matched,
    *,
    allocation: str,
    contrast: Contrast = "difference",
) -> Effect | Absent:
    """Return what a comparison estimates: by the planned design, or by the lot where there was one.

    Parameters
    ----------
    one
        The comparison.
    design
        The primary design; of arms drawn by lot its covariates are adjusted for, and nobody has to
        be matched.
    allocation
        How the arms came about, as study.toml has it.
    contrast
        A difference of shares, or their ratio.
    """
    if isinstance(one.subjects, Absent):
        return one.subjects
    if allocation != BY_LOT:
        return estimate(one.subjects, one.endpoint, design=design, contrast=contrast)
    if contrast == "ratio":
        return NO_RATIO
    frame = one.subjects
    if not 0 < treated(frame).sum() < len(frame):
        return Absent("an effect: one of the two arms has nobody who can be followed")
    found = randomised(frame, one.endpoint, allocation=allocation, covariates=design.covariates)
    if isinstance(found, Absent):
        return found
    arms = frame["arm"].astype(str)
    return Effect(
        estimand="effect",
        design=BY_LOT,
        contrast="difference",
        value=found.value,
        low=found.low,
        high=found.high,
        # The error that the interval comes of, taken as that of a normal distribution.
        p=around(found.value, (found.high - found.low) / 2 / CRITICAL).p,
        n={arm: int(arms.eq(arm).sum()) for arm in ARMS},
        method=found.method,
        assumptions=ASSUMED_BY_LOT,
    )


@hands_on_absent
def uses(frame: pd.DataFrame, design: Matched, *, allocation: str) -> pd.DataFrame | Absent:
    """Return what is made of each of the subjects, as of `used`; a lot makes use of all."""
    if allocation != BY_LOT:
        return used(frame, design)
    everybody = pd.Categorical([USES[0]] * len(frame), list(USES), ordered=True)
    return frame[["participant_id", "arm"]].assign(use=everybody)


def as_run(
    plan: Planned, frame: pd.DataFrame | Absent, effects: Mapping[str, Effect | Absent]
) -> Planned:
    """Return what was run, said as a plan is.

    Parameters
    ----------
    plan
        What was planned.
    frame
        As `subjects` returns it: a covariate that the study does not have was not adjusted for.
    effects
        What was estimated, by ``endpoint-week``.
    """
    design = plan.design if isinstance(frame, Absent) else fit_for(plan.design, frame)
    made = tuple(
        (name, week)
        for name, week in plan.secondaries
        if isinstance(effects.get(f"{name}-{week}"), Effect)
    )
    groups = tuple(name for name in plan.subgroups if isinstance(frame, Absent) or name in frame)
    return replace(plan, design=design, secondaries=made, subgroups=groups)


@hands_on_absent
def known(frame: pd.DataFrame, plan: Planned) -> pd.DataFrame:
    """Return the subjects that a plan compares: all, or those of whom all covariates are known.

    Parameters
    ----------
    frame
        As `subjects` returns it.
    plan
        Says under missing what is done where a covariate is not known.
    """
    if plan.missing == "imputed":
        return frame
    asked_for = list(fit_for(plan.design, frame).covariates)
    kept: pd.DataFrame = frame[frame[asked_for].notna().all(axis=1)].reset_index(drop=True)
    return kept


def fit_for(design: Matched, frame: pd.DataFrame | Absent) -> Matched:
    """Return a design with those of its covariates that somebody of a study has."""
    if isinstance(frame, Absent):
        return design
    there = [name for name in frame if frame[name].notna().any()]
    return replace(
        design,
        covariates=tuple(name for name in design.covariates if name in there),
        exact=tuple(name for name in design.exact if name in there),
    )


def _none(wanted: Sequence[tuple[str, int]], why: Absent) -> dict[str, Asked]:
    return {f"{name}-{week}": Asked(name, week, why, why) for name, week in wanted}


def _beside(
    frame: pd.DataFrame | Absent, answers: pd.DataFrame | Absent, name: str
) -> pd.DataFrame | Absent:
    if isinstance(frame, Absent) or isinstance(answers, Absent):
        return frame if isinstance(frame, Absent) else answers
    return answers_beside(frame, answers, name)
