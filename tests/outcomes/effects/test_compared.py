"""Uses: everybody is somewhere once, and a table of those compared has nobody who was dropped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.effects.compared import LEVELS, levelled
from compendium.tables import Absent

DESIGN = effects.Matched(covariates=("age", "sex"), caliper=0.5)


def everybody(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table participants: the subjects, and two who cannot be followed yet."""
    late = pd.DataFrame(
        {
            "participant_id": ["q-1", "q-2"],
            "arm": ["intervention", "comparison"],
            "index_week": 1700,
        }
    )
    return pd.concat([frame[["participant_id", "arm", "index_week"]], late], ignore_index=True)


@pytest.mark.parametrize("pool", ["across", "within"])
def test_everybody_is_somewhere_once(frame, pool):
    frame.loc[[10, 60, 61], "age"] = np.nan
    found = effects.compare(frame, DESIGN, pool=pool)
    made = effects.pool_uses(found, everybody(frame), until=1690)
    assert made["participant_id"].is_unique
    assert len(made) == 202
    assert made.loc[made["followed"] == "no", pool].isna().all()
    assert set(made["week"]) == {78}
    counted = made.groupby(["arm", pool], observed=True).size()
    assert set(counted.index) <= set(effects.POOL_USES)
    assert (
        counted["intervention", "matched"]
        == (found.matches.weights[found.people["arm"].eq("intervention")] > 0).sum()
    )
    assert counted["intervention", "unmatched"] == len(found.matches.dropped) > 0
    assert counted["intervention", "left_out"] == 1
    theirs = frame[frame["arm"] == "comparison"]
    other = theirs["within"] if pool == "across" else ~theirs["within"]
    assert counted["comparison", "elsewhere"] == other.sum()
    assert counted["comparison", "left_out"] == (theirs["age"].isna() & ~other).sum() > 0


def test_those_compared_and_those_dropped_are_all_participants_and_nobody_is_both(frame):
    found = effects.compare(frame, DESIGN)
    compared, gone = effects.described(found), effects.described(found, "dropped")
    ours = set(frame.loc[frame["arm"] == "intervention", "participant_id"])
    kept = set(compared.loc[compared["arm"] == "intervention", "participant_id"])
    assert kept | set(gone["participant_id"]) == ours
    assert not kept & set(gone["participant_id"])
    assert {"p-0", "p-1", "p-2", "p-3"} <= set(gone["participant_id"])
    group = compared["group"].astype(str)
    assert group.eq("participants").eq(compared["arm"].eq("intervention")).all()
    assert group.eq("unmatched").eq(compared["weight"].eq(0)).all()
    assert compared.loc[group == "matched", "weight"].sum() == pytest.approx(len(kept))
    assert list(gone["sex"].cat.categories) == list(compared["sex"].cat.categories)


def test_a_covariate_that_the_study_has_not_is_not_matched_on(frame):
    found = effects.compare(frame, effects.Matched(covariates=("age", "sex", "risk_debt")))
    assert found.design.covariates == ("age", "sex")


def test_bins_lie_where_they_lie_and_are_named_by_their_middle(frame):
    found = effects.compare(frame, DESIGN)
    told = effects.overlap(found)
    for name, linear in zip(told["propensity"].astype(float), found.scores.linear, strict=True):
        low = np.floor(linear / 0.25) * 0.25
        middle = 100 / (1 + np.exp(-(low + 0.125)))
        assert name == pytest.approx(middle, abs=0.5)
    names = told["propensity"].cat.categories
    gone = replace(
        found.scores, linear=np.where(np.arange(len(told)) == 0, np.inf, found.scores.linear)
    )
    beyond = effects.overlap(replace(found, scores=gone))["propensity"]
    assert beyond.iloc[0] == beyond.cat.categories[-1] not in set(beyond.iloc[1:])
    assert list(names.astype(float)) == sorted(names.astype(float))
    assert names.is_unique


def test_every_bin_has_a_name_of_its_own():
    from compendium.outcomes.effects.compared import FARTHEST, STEP, _per_cent

    names = [_per_cent((each + 0.5) * STEP) for each in range(-FARTHEST, FARTHEST)]
    assert len(set(names)) == len(names)


def test_what_is_missing_is_a_level_and_what_nobody_has_is_none():
    column = pd.Series(pd.Categorical(["a", None, "b"], ["a", "b", "c"]))
    assert list(levelled(column, "category").cat.categories) == ["a", "b", "not_recorded"]
    assert list(levelled(pd.Series([1.0, 0.0]), "flag")) == ["yes", "no"]
    told = levelled(pd.Series([1.0, np.nan]), "flag")
    assert list(told) == ["yes", "not_recorded"]
    assert levelled(told, "flag") is told


def test_an_arm_without_anybody_is_absent_and_handed_on(frame):
    alone = effects.compare(frame[frame["arm"] == "intervention"], DESIGN)
    assert isinstance(alone, Absent)
    assert effects.pool_uses(alone, everybody(frame)) is alone
    assert effects.described(alone) is alone
    assert effects.overlap(alone) is alone
    assert LEVELS[0] == "matched"
