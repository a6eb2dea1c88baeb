"""Simulated studies: their truth is what was built in, and a design is told nothing of it."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.synthetic.draws import Draws
from compendium.synthetic.simulated import BEFORE, COVARIATES, ENDPOINT, Setting, simulated

SHARES = Setting(scale="shares")
LARGE = {"participants": 20_000, "others": 80_000}


def drawn(setting, name="test"):
    return simulated(setting, Draws(5, name))


def of_arm(study):
    arm = study.frame["arm"].eq("intervention").to_numpy()
    return study.frame[arm], study.frame[~arm], study.effect[arm]


def test_both_arms_are_full_and_nobody_is_missing_anything():
    frame = drawn(Setting(participants=20, others=80)).frame
    assert frame["arm"].value_counts().to_dict() == {"comparison": 80, "intervention": 20}
    assert frame["participant_id"].is_unique
    ours = frame["arm"].eq("intervention")
    assert not frame.drop(columns="consultant_id").isna().any(axis=None)
    assert frame["consultant_id"].notna().equals(ours)
    assert (frame["within"] == ours).all()


def test_covariates_are_of_the_catalogue_and_of_its_kinds():
    frame, known = drawn(Setting()).frame, effects.covariates()
    for name in COVARIATES:
        if known[name].kind == "category":
            assert isinstance(frame[name].dtype, pd.CategoricalDtype)
        else:
            assert frame[name].dtype == float
        if known[name].kind == "flag":
            assert set(frame[name]) == {0.0, 1.0}
    assert set(frame[ENDPOINT]) == {0.0, 1.0}


def test_no_design_is_told_of_motivation_or_of_the_truth():
    told = set(drawn(Setting(motivation=0.6)).frame)
    assert told == {
        "participant_id", "arm", "municipality", "consultant_id", "index_week", "quarter", "within",
        ENDPOINT, *COVARIATES,
    }  # fmt: skip
    assert set(drawn(SHARES).frame) - told == {BEFORE}


def test_a_name_gives_the_same_study_again_and_another_name_another():
    def digest(name):
        text = drawn(Setting(scale="shares", dip=20.0), name).frame.to_csv(index=False)
        return hashlib.sha256(text.encode()).hexdigest()

    assert digest("one") == digest("one") != digest("two")


def test_means_in_both_arms_differ_by_effect_and_confounding():
    """Hand calculation: with no confounding of shares, a raw difference is effect plus trend."""
    ours, theirs, effect = of_arm(drawn(Setting(**LARGE, scale="shares")))
    change = (ours[ENDPOINT] - ours[BEFORE]).mean() - (theirs[ENDPOINT] - theirs[BEFORE]).mean()
    assert change == pytest.approx(effect.mean(), abs=0.012)  # three errors
    # And of the shares support adds 6 points, and 4 more for who is ill.
    ill = ours["risk_mental_disorder"].to_numpy() > 0
    assert np.unique(effect[ill]) == pytest.approx([0.10])
    assert np.unique(effect[~ill]) == pytest.approx([0.06])


def test_all_were_low_before_and_get_over_it_without_support():
    """Regression to the mean: comparison people rise by trend and by what the low had taken."""
    _, theirs, _ = of_arm(drawn(Setting(**LARGE, scale="shares")))
    quarters = theirs["quarter"].map(sorted(theirs["quarter"].unique()).index).mean()
    risen = (theirs[ENDPOINT] - theirs[BEFORE]).mean()
    assert risen == pytest.approx(0.06 + 0.01 * quarters + 0.5 * 0.10, abs=0.006)


def test_only_participants_have_a_dip_of_their_own_and_only_close_to_the_index_date():
    def apart(**told):
        ours, theirs, _ = of_arm(drawn(Setting(**LARGE, scale="shares", **told)))
        return ours[BEFORE].mean() - theirs[BEFORE].mean()

    assert apart(dip=20.0, near=True) < apart(near=True) - 0.04
    assert min(apart(dip=20.0), apart()) > 0.01  # who has worked more takes part more


@pytest.mark.parametrize(
    "told", [{"motivation": 0.6}, {"bent_selection": 0.6, "bent_outcome": 0.6}]
)
def test_a_dial_adds_confounding_that_covariates_as_they_are_do_not_tell(told):
    def raw(study):
        ours, theirs, effect = of_arm(study)
        return ours[ENDPOINT].mean() - theirs[ENDPOINT].mean() - effect.mean()

    assert raw(drawn(Setting(**LARGE, **told))) > raw(drawn(Setting(**LARGE))) + 0.03


def test_participants_of_one_consultant_are_alike_where_that_is_built_in():
    def between(spread):
        ours, _, effect = of_arm(drawn(Setting(**LARGE, spread=spread)))
        return pd.Series(effect).groupby(ours["consultant_id"].to_numpy()).mean().std()

    assert between(0.0) < 0.01 < 0.05 < between(0.42)
    assert drawn(Setting(**LARGE)).frame["consultant_id"].nunique() == 14


def test_an_arm_that_cannot_be_filled_is_refused():
    with pytest.raises(ValueError, match="of 3000 persons"):
        drawn(Setting(participants=3000, others=10))
