"""Invariance against R's lavaan, against truths that were planted, and where it is not testable."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compendium import instruments
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
STORED = json.loads((ORACLES / "invariance.json").read_text("utf-8"))["two_sides"]
CATALOGUE = instruments.catalogue()
WHO5, GAD7 = CATALOGUE["who5"], CATALOGUE["gad7"]
ITEMS = [item.id for item in WHO5.items]
LOADINGS = np.array([0.8, 0.8, 0.7, 0.7, 0.6])
CUTS = (-0.8, -0.1, 0.6, 1.3)
WAVES = ("first", "second")


def two_sides() -> pd.DataFrame:
    """Return invented answers of 320 persons of two sexes at two waves, a row a person and wave."""
    wide = pd.read_csv(ORACLES / "two_sides.csv")
    parts = []
    for wave in WAVES:
        items = wide[[f"{wave}_{number}" for number in range(1, 6)]].set_axis(ITEMS, axis="columns")
        parts.append(items.assign(participant_id=range(len(wide)), wave=wave, sex=wide["sex"]))
    return pd.concat(parts, ignore_index=True)


def by_sex(frame: pd.DataFrame, **options) -> instruments.Invariance:
    return instruments.invariance_by(frame[frame["wave"] == "first"], WHO5, "sex", **options)


def by_wave(frame: pd.DataFrame, **options) -> instruments.Invariance:
    return instruments.invariance_over(frame, WHO5, WAVES, **options)


FOUND = {"sex": by_sex, "wave": by_wave}


def assert_agree(found: instruments.Invariance, known: dict) -> None:
    """Hold a test to lavaan's: 1e-6, which is how far lavaan's own search is to be trusted."""
    for fit, stored in ((found.separate, known["separate"]), (found.equal, known["equal"])):
        assert {
            "chisq": fit.test.plain,
            "df": fit.test.freedom,
            "chisq.scaled": fit.test.scaled,
            "pvalue.scaled": fit.test.p,
            "cfi.scaled": fit.cfi,
            "rmsea.scaled": fit.rmsea,
            "rmsea.ci.lower.scaled": fit.rmsea_low,
            "rmsea.ci.upper.scaled": fit.rmsea_high,
        } == pytest.approx(stored, abs=1e-6)
    difference = {
        "chisq": found.difference.scaled,
        "df": found.difference.freedom,
        "p": found.difference.p,
    }
    assert difference == pytest.approx(known["difference"], abs=1e-6)
    assert found.loadings.ravel() == pytest.approx(known["loadings"], abs=1e-6)


@pytest.mark.parametrize("by", FOUND)
def test_both_models_and_their_difference_are_those_that_r_printed(by):
    """Oracle: lavaan with ``ordered=`` and lavTestLRT, as stored in invariance.json."""
    found, known = FOUND[by](two_sides()), STORED[by]
    assert np.array(found.n).tolist() == np.resize(known["n"], 2).tolist()
    assert_agree(found, known)


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "invariance.R"), str(ORACLES / "two_sides.csv")]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for by, live in printed["two_sides"].items():
        for part in ("separate", "equal", "difference"):
            assert live[part] == pytest.approx(STORED[by][part], rel=1e-6, abs=1e-6)
        assert live["loadings"] == pytest.approx(STORED[by]["loadings"], abs=1e-6)


def test_the_numbers_that_are_shown_are_those_of_the_models():
    found = by_wave(two_sides())
    known = STORED["wave"]
    numbers = {name: instruments.invariant(found, name) for name in instruments.INVARIANCE_NUMBERS}
    assert numbers["separate_chi_square"].value == pytest.approx(known["separate"]["chisq.scaled"])
    assert numbers["cfi_change"].value == pytest.approx(
        known["equal"]["cfi.scaled"] - known["separate"]["cfi.scaled"], abs=1e-6
    )
    assert numbers["equal_rmsea"].low == pytest.approx(
        known["equal"]["rmsea.ci.lower.scaled"], abs=1e-6
    )
    first, second = np.reshape(known["loadings"], (2, -1))
    assert numbers["loading_gap"].value == pytest.approx(np.abs(first - second).max(), abs=1e-6)
    assert numbers["p_holm"].value == 0.001
    assert {(each.by, each.groups) for each in numbers.values()} == {("wave", WAVES)}


def test_a_family_is_corrected_and_what_is_absent_stays_so():
    """Oracle: by hand. Of two p values the smaller is doubled, and the larger is not less."""
    gone = Absent("nobody was asked")
    sex, wave = by_sex(two_sides()), by_wave(two_sides())
    found = instruments.corrected_family({"sex": sex, "none": gone, "wave": wave})
    assert found["wave"].p_holm == pytest.approx(2 * wave.difference.p)
    assert found["sex"].p_holm == pytest.approx(sex.difference.p)
    assert found["none"] is gone
    assert instruments.corrected_family({"none": gone}) == {"none": gone}


def behind(people: int, rng: np.random.Generator, factor: np.ndarray | None = None) -> np.ndarray:
    """Return what lies behind the answers of persons in whom one factor works."""
    if factor is None:
        factor = rng.standard_normal((people, 1))
    return factor * LOADINGS + rng.standard_normal((people, 5)) * np.sqrt(1 - LOADINGS**2)


def answered(values: np.ndarray, **columns) -> pd.DataFrame:
    return pd.DataFrame(np.digitize(values, CUTS), columns=ITEMS).assign(**columns)


def two_groups(people: int, rng: np.random.Generator, shift: float = 0.0) -> pd.DataFrame:
    """Return two groups, one of which is worse by a third of an SD and more varied.

    In it, one question is answered higher by `shift` SDs than the factor says.
    """
    other = behind(people, rng, 0.33 + 1.2 * rng.standard_normal((people, 1)))
    other[:, 1] += shift
    parts = [answered(behind(people, rng), sex="a"), answered(other, sex="b")]
    return pd.concat(parts, ignore_index=True).assign(wave="first")


def two_waves(people: int, rng: np.random.Generator, shift: float = 0.0) -> pd.DataFrame:
    """Return two waves of the same persons, each of whom has a manner of answering each item."""
    before = rng.standard_normal((people, 1))
    after = 0.6 * before + 0.7 * rng.standard_normal((people, 1)) - 0.3
    manner = rng.standard_normal((people, 5))
    parts = []
    for wave, factor in zip(WAVES, (before, after), strict=True):
        own = np.sqrt(0.3) * manner + np.sqrt(0.7) * rng.standard_normal((people, 5))
        values = factor * LOADINGS + own * np.sqrt(1 - LOADINGS**2)
        values[:, 1] += shift * (wave == WAVES[1])
        parts.append(answered(values, wave=wave, participant_id=range(people)))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(
    ("simulated", "tested", "people"), [(two_groups, by_sex, 150), (two_waves, by_wave, 200)]
)
def test_where_all_measure_alike_one_test_in_twenty_says_otherwise(simulated, tested, people):
    """Oracle: the truth of 200 samples, seed fixed before looking.

    The sides differ in the mean and the spread of the factor only. 5 per cent are rejected, give or
    take 3.1 (two Monte Carlo errors of 200 draws).
    """
    rng = np.random.default_rng(2022)
    rejected = [tested(simulated(people, rng)).difference.p < 0.05 for _ in range(200)]
    assert 0.019 <= np.mean(rejected) <= 0.081


@pytest.mark.parametrize(("simulated", "tested"), [(two_groups, by_sex), (two_waves, by_wave)])
def test_a_large_difference_is_found_and_a_small_one_is_not(simulated, tested):
    """Oracle: the truth of 40 samples each, seed fixed before looking; what the page says of it.

    Of one question, thresholds that lie half a standard deviation apart are found more often than
    not with the fewest persons that are tested, a hundred on each side, and mostly with two
    hundred; such as lie a tenth apart mostly not.
    """
    rng = np.random.default_rng(2023)
    fewest, large, small = (
        np.mean([tested(simulated(people, rng, shift)).difference.p < 0.05 for _ in range(40)])
        for people, shift in ((100, 0.5), (200, 0.5), (200, 0.1))
    )
    assert fewest > 0.5
    assert large > 0.8
    assert small < 0.3


def test_a_question_that_means_another_thing_is_the_largest_gap():
    """Oracle: the truth. One item loads .7 in one group and .2 in the other."""
    rng = np.random.default_rng(3)
    other = behind(400, rng)
    other[:, 3] = 0.2 / 0.7 * other[:, 3] + np.sqrt(1 - 0.2**2 / 0.7**2) * rng.standard_normal(400)
    parts = [answered(behind(400, rng), sex="a"), answered(other, sex="b")]
    found = by_sex(pd.concat(parts, ignore_index=True).assign(wave="first"))
    assert np.abs(np.subtract(*found.loadings)).argmax() == 3
    assert instruments.invariant(found, "loading_gap").value == pytest.approx(0.5, abs=0.15)
    assert found.difference.p < 0.001


def test_an_answer_of_one_side_alone_counts_as_the_next_lower_one():
    """Oracle: the same answers, merged by hand on both sides."""
    frame = two_sides()
    alone = frame["who5_3"].where((frame["who5_3"] < 4) | (frame["sex"] == "male"), 3)
    by_hand = frame.assign(who5_3=frame["who5_3"].clip(upper=3))
    found, known = by_sex(frame.assign(who5_3=alone)), by_sex(by_hand)
    assert (found.merged, known.merged) == (("who5_3",), ())
    assert found.difference == known.difference
    assert found.difference.freedom == by_sex(frame).difference.freedom - 1


def test_of_three_groups_the_two_largest_are_compared_in_the_order_of_the_column():
    frame = two_sides()
    third = frame.head(110).assign(sex="third")
    order = pd.CategoricalDtype(["male", "third", "female"])
    three = pd.concat([frame, third, frame.head(30).assign(sex=None)], ignore_index=True)
    found = by_sex(three.assign(sex=three["sex"].astype(order)))
    assert (found.groups, found.n) == (("male", "female"), (132, 188))
    assert by_sex(three).groups == ("female", "male")


def test_who_answered_at_one_wave_only_is_left_out():
    frame = two_sides()
    once = frame[frame["wave"] == "second"].assign(participant_id=lambda rows: -1 - rows.index)
    gap = frame.assign(who5_2=frame["who5_2"].astype("Int8"))
    gap.loc[[0, 325], "who5_2"] = pd.NA
    found = by_wave(pd.concat([gap, once], ignore_index=True).sample(frac=1, random_state=1))
    kept = by_wave(frame[~frame["participant_id"].isin([0, 5])])
    assert found.n == (318, 318)
    assert found.difference.scaled == pytest.approx(kept.difference.scaled)


def test_where_it_cannot_be_tested_the_reason_is_given():
    gone = Absent("nobody was asked")
    assert instruments.invariance_by(gone, WHO5, "sex") is gone
    assert instruments.invariance_over(gone, WHO5, WAVES) is gone
    assert instruments.invariant(gone, "cfi_change") is gone
    frame = two_sides()
    two = frame.assign(who5_1=frame["who5_1"] // 3)
    twins = frame.assign(who5_1=frame["who5_2"])
    noise = frame.assign(
        **dict(zip(ITEMS, np.random.default_rng(4).integers(0, 3, (5, len(frame))), strict=True))
    )
    assert by_sex(frame, least=132).n == (188, 132)
    assert by_wave(frame, least=320).n == (320, 320)
    for asked, why in (
        (by_sex(frame, least=133), "it takes 133 complete answers in each of two groups"),
        (by_sex(frame.assign(sex="female")), "in each of two groups"),
        (by_wave(frame, least=321), "it takes 321 complete answers at both waves"),
        (instruments.invariance_over(frame, WHO5, WAVES[:1]), "it takes two waves with answers"),
        (by_sex(two), "fewer than 3 answers that both sides gave"),
        (by_wave(two), "fewer than 3 answers that both sides gave"),
        (by_sex(twins), "agree so far"),
        (by_wave(twins), "agree so far"),
        (by_sex(noise), "no item has to do with another"),
    ):
        assert isinstance(asked, Absent)
        assert re.match(r"WHO-5 by (sex|wave): not testable, ", asked.why)
        assert why in asked.why
    for asked in (
        instruments.invariance_by(frame, GAD7, "sex"),
        instruments.invariance_over(frame, GAD7, WAVES),
    ):
        assert "the table has no column of it" in asked.why


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=40)
@example(people=15, loading=0.0, cuts=[0.0, 1.0], shift=1.0, seed=0)
@given(
    st.integers(4, 60),
    st.floats(0, 0.99),
    st.lists(st.floats(-2.5, 2.5), min_size=2, max_size=4),
    st.floats(-1, 1),
    st.integers(0, 1000),
)
def test_a_small_world_has_a_finite_test_or_says_why_not(people, loading, cuts, shift, seed):
    rng = np.random.default_rng(seed)
    values = loading * rng.standard_normal((2 * people, 1))
    values = values + np.sqrt(1 - loading**2) * rng.standard_normal((2 * people, 5))
    values[people:] += shift
    frame = pd.DataFrame(np.digitize(values, sorted(cuts)), columns=ITEMS).assign(
        sex=np.repeat(["a", "b"], people),
        wave=np.repeat(WAVES, people),
        participant_id=np.tile(range(people), 2),
    )
    for found in (
        instruments.invariance_by(frame, WHO5, "sex", least=2),
        instruments.invariance_over(frame, WHO5, WAVES, least=2),
    ):
        if isinstance(found, Absent):
            assert found.why
            continue
        values = [each.value for each in found.numbers.values()]
        assert np.isfinite([*values, found.difference.p]).all()
        assert found.difference.freedom == found.equal.test.freedom - found.separate.test.freedom
        assert np.abs(found.loadings).max() < 1
