"""Errors by consultant: against clubSandwich, and what must change nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.tables import Absent

few = settings(max_examples=40, deadline=None)


def parts(rows: pd.DataFrame, *, weighted: bool = True):
    """Return values, arm, weights and consultants of the invented people."""
    arm = (rows["arm"] == "intervention").to_numpy()
    weights = rows["weight"].to_numpy(float) if weighted else np.ones(len(rows))
    return rows["weeks"].to_numpy(float), arm, weights, effects.consultants(rows)


@pytest.mark.parametrize(
    ("case", "weighted", "fixed"),
    [("plain", False, False), ("weighted", True, False), ("municipality", True, True)],
)
def test_error_and_degrees_are_those_of_club_sandwich(oracle, case, weighted, fixed):
    """Oracle: vcovCR of type CR2 and coef_test, Satterthwaite, as of clustering.json."""
    rows = oracle("clustering").rows()
    municipality = list(rows["municipality"]) if fixed else None
    found = effects.clustered(*parts(rows, weighted=weighted), municipality)
    known = oracle("clustering").stored[case]
    assert (found.value, found.error, found.degrees, found.p) == pytest.approx(
        (known["value"], known["error"], known["degrees"], known["p"]), abs=1e-9
    )


def test_the_oracle_still_prints_what_is_stored(oracle, rscript):
    clustering = oracle("clustering")
    printed = clustering.printed(rscript)
    for part in ("plain", "weighted", "municipality", "alone", "weeks", "job"):
        for name, value in printed[part].items():
            assert value == pytest.approx(clustering.stored[part][name], abs=1e-5)
    assert printed["hc2"] == pytest.approx(clustering.stored["hc2"], abs=1e-8)


def test_where_nobody_shares_a_consultant_it_is_hc2(oracle):
    """Oracle: sandwich vcovHC of type HC2, and coef_test with a cluster a person."""
    rows = oracle("clustering").rows()
    values, arm, weights, _ = parts(rows, weighted=False)
    found = effects.clustered(values, arm, weights, list(rows["participant_id"]))
    stored = oracle("clustering").stored
    assert found.error == pytest.approx(stored["hc2"], abs=1e-9)
    assert found.degrees == pytest.approx(stored["alone"]["degrees"], abs=1e-9)


def drawn(seed: int, consultants: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    draws = np.random.default_rng(seed)
    arm = np.arange(120) < 60
    clusters = [f"c{each}" for each in np.concatenate([np.arange(12), draws.integers(0, 12, 108)])]
    clusters = [f"c{int(each[1:]) % consultants}" for each in clusters]
    return draws.normal(10, 4, 120), arm, draws.uniform(0.2, 3, 120), clusters


@few
@given(st.integers(0, 10_000))
def test_everybody_alone_and_alike_is_the_error_of_two_means(seed):
    """HC2 of two groups is the Neyman variance, s²/n + u²/m."""
    values, arm, _, _ = drawn(seed)
    alone = [str(each) for each in range(len(values))]
    found = effects.clustered(values, arm, np.ones(len(values)), alone)
    known = values[arm].var(ddof=1) / arm.sum() + values[~arm].var(ddof=1) / (~arm).sum()
    assert found.error**2 == pytest.approx(known)


@few
@given(st.integers(0, 10_000), st.randoms(), st.floats(-9, 9), st.floats(0.1, 9))
def test_names_order_scale_and_weight_of_all_change_nothing(seed, random, shift, times):
    values, arm, weights, clusters = drawn(seed)
    known = effects.clustered(values, arm, weights, clusters)
    order = random.sample(range(len(values)), len(values))
    names = {
        one: f"new-{place}" for place, one in enumerate(random.sample(sorted(set(clusters)), 12))
    }
    other = effects.clustered(
        values[order] + shift,
        arm[order],
        weights[order] * times,
        [names[clusters[place]] for place in order],
    )
    assert (other.value, other.error, other.degrees) == pytest.approx(
        (known.value, known.error, known.degrees)
    )


@few
@given(st.integers(0, 10_000))
def test_a_consultant_named_in_the_comparison_arm_is_none(seed):
    values, arm, weights, clusters = drawn(seed)
    without = [one if ours else None for one, ours in zip(clusters, arm, strict=True)]
    assert effects.clustered(values, arm, weights, clusters) == effects.clustered(
        values, arm, weights, without
    )


def test_who_counts_nothing_is_left_out(oracle):
    rows = oracle("clustering").rows()
    known = effects.clustered(*parts(rows))
    unused = rows.head(20).assign(weight=0.0, weeks=500.0)
    found = effects.clustered(*parts(pd.concat([rows, unused], ignore_index=True)))
    assert (found.value, found.error, found.degrees) == pytest.approx(
        (known.value, known.error, known.degrees)
    )


def test_people_alike_by_consultant_have_a_wider_interval():
    """Cloned: each participant is there five times, which tells no more than once."""
    draws = np.random.default_rng(4)
    own, others = draws.normal(12, 4, 30), draws.normal(10, 4, 400)
    values = np.concatenate([np.repeat(own, 5), others])
    arm = np.arange(len(values)) < 150
    alone = [str(each) for each in range(len(values))]
    shared = [f"c{place // 5}" if place < 150 else None for place in range(len(values))]
    narrow = effects.clustered(values, arm, np.ones(len(values)), alone)
    wide = effects.clustered(values, arm, np.ones(len(values)), shared)
    expected = own.var(ddof=1) / 30 + others.var(ddof=1) / 400
    assert wide.error**2 == pytest.approx(expected, rel=1e-9)
    assert wide.error > 1.8 * narrow.error
    assert wide.degrees < 60 < narrow.degrees


def test_fewer_than_ten_consultants_are_refused():
    values, arm, weights, clusters = drawn(1, consultants=9)
    with pytest.raises(effects.FewClustersError, match="at least 10") as caught:
        effects.clustered(values, arm, weights, clusters)
    assert caught.value.where
    assert "too narrow" in caught.value.remedy
    ten = drawn(1, consultants=10)
    assert effects.clustered(*ten).error > 0


def test_consultants_who_only_have_people_without_weight_are_not_counted():
    values, arm, weights, clusters = drawn(1, consultants=10)
    gone = np.where([one == "c3" for one in clusters], 0.0, weights)
    with pytest.raises(effects.FewClustersError):
        effects.clustered(values, arm, gone, clusters)


def test_one_comparison_person_has_no_error(oracle):
    values, arm, weights, clusters = parts(oracle("clustering").rows())
    one = np.where(arm | (np.arange(len(arm)) == np.flatnonzero(~arm)[0]), weights, 0.0)
    found = effects.clustered(values, arm, one, clusters)
    assert isinstance(found, Absent)
    assert "fewer than two comparison people" in found.why


def test_who_alone_is_the_comparison_of_a_municipality_has_no_part_in_the_error(oracle):
    """As of clubSandwich, where a leverage of one is left out by the pseudo-inverse."""
    rows = oracle("clustering").rows()
    values, arm, weights, clusters = parts(rows)
    lone = pd.DataFrame(
        {"arm": ["comparison"], "municipality": ["Vest"], "weight": [1.0], "weeks": [40.0]}
    )
    more = parts(pd.concat([rows, lone], ignore_index=True))
    known = effects.clustered(values, arm, weights, clusters, list(rows["municipality"]))
    found = effects.clustered(*more, [*rows["municipality"], "Vest"])
    assert (found.value, found.error, found.degrees) == pytest.approx(
        (known.value, known.error, known.degrees), rel=1e-6
    )


def test_arms_that_municipalities_tell_apart_have_no_difference_beside_them(oracle):
    rows = oracle("clustering").rows()
    found = effects.clustered(*parts(rows), list(rows["arm"]))
    assert isinstance(found, Absent)
    assert "tell the arms apart" in found.why
