"""Whom people are matched with: against R MatchIt, and what holds whoever they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.outcomes.effects.estimators.propensity import design_matrix, propensity

NAMES = ("sex", "age", "education", "risk_debt", "job_before")
EARNINGS = ("age", "educ", "race", "married", "nodegree", "re74", "re75")
CASES = [
    f"{how}_{ratio}_{where}_{width}"
    for how in ("replacement", "once")
    for ratio in (1, 2)
    for where in ("exact", "anywhere")
    for width in ("0.05", "0")
]


def invented(oracle) -> pd.DataFrame:
    """Return the invented subjects of matching.csv."""
    rows = oracle("matching").rows()
    return rows.assign(
        within=False,
        stratum=rows["quarter"],
        **{name: rows[name].astype("category") for name in ("sex", "education")},
    )


def lalonde(open_data) -> pd.DataFrame:
    """Return the people of the work programme and of a survey as subjects."""
    rows = pd.read_csv(open_data / "lalonde" / "lalonde.csv")
    arm = rows["treat"].map({1: "intervention", 0: "comparison"})
    race = rows["race"].astype("category")
    return rows.assign(arm=arm, race=race, stratum=rows["married"], within=False)


def paired(frame, distance, case):
    how, ratio, where, width = case.split("_")
    return effects.nearest(
        frame,
        distance,
        exact=("stratum",) if where == "exact" else (),
        caliper=float(width) or None,
        ratio=int(ratio),
        replacement=how == "replacement",
    )


def pairs(found) -> list[list[int]]:
    """Return the pairs as R counts rows, from 1."""
    both = np.column_stack([found.participants, found.others]) + 1
    return sorted(both.tolist())


def held(frame, names, known, widths):
    """Hold the score, and the matches of each case, to what R has printed."""
    score = propensity(frame, names)
    assert score.linear == pytest.approx(known["linear"], abs=1e-7)
    assert score.coefficients == pytest.approx(known["coefficients"], rel=1e-6, abs=1e-9)
    design, _ = design_matrix(frame, names)
    arm = frame["arm"].eq("intervention").to_numpy()
    spread = design[arm].std(axis=0, ddof=1)
    for case in known["cases"]:
        told = known["cases"][case]
        found = paired(frame, np.array(known["linear"]), case)
        if not case.endswith("_0"):
            assert found.caliper == pytest.approx(widths * known["caliper"])
        assert set(map(tuple, pairs(found))) == set(map(tuple, told["pairs"])), case
        assert len(found.dropped) == told["dropped"]
        for side in (arm, ~arm):
            ours, theirs = found.weights[side], np.array(told["weights"])[side]
            assert ours / ours.sum() == pytest.approx(theirs / theirs.sum(), abs=1e-9)
        means = [np.average(design[s], axis=0, weights=found.weights[s]) for s in (arm, ~arm)]
        assert (means[0] - means[1]) / spread == pytest.approx(told["balance"]["after"], abs=1e-8)


def test_score_pairs_weights_and_balance_are_those_of_matchit(oracle):
    """Oracle: R glm and MatchIt, sixteen ways of matching, as stored in matching.json."""
    known = oracle("matching").stored
    assert sorted(known["cases"]) == sorted(CASES)
    held(invented(oracle), NAMES, known, 1)


def test_r_still_prints_what_is_stored(oracle, rscript):
    """Oracle: the same script, run now."""
    found = oracle("matching")
    printed = found.printed(rscript)
    assert printed["linear"] == pytest.approx(found.stored["linear"], abs=1e-9)
    for case in CASES:
        for told in ("pairs", "dropped"):
            assert printed["cases"][case][told] == found.stored["cases"][case][told]
        assert printed["cases"][case]["effects"] == found.stored["cases"][case]["effects"]


def test_the_work_programme_is_matched_as_by_matchit(oracle, rscript, open_data):
    """Oracle: the same script, run now on data that is not shipped, with ties and few alike."""
    known = oracle("matching").printed(rscript, str(open_data / "lalonde" / "lalonde.csv"))
    held(lalonde(open_data), EARNINGS, known, 1)


def test_with_replacement_nobody_free_is_nearer(oracle):
    """Oracle: everybody of the pool looked at."""
    frame = invented(oracle)
    arm = frame["arm"].eq("intervention").to_numpy()
    distance = propensity(frame, NAMES).linear
    found = effects.nearest(frame, distance, caliper=None, ratio=3)
    pool = np.flatnonzero(~arm)
    for person in np.flatnonzero(arm):
        mine = found.others[found.participants == person]
        nearest = pool[np.argsort(np.abs(distance[pool] - distance[person]), kind="stable")[:3]]
        assert mine.tolist() == nearest.tolist()


@pytest.mark.parametrize("replacement", [True, False])
def test_of_equals_the_first_row_is_taken(replacement):
    frame = pd.DataFrame({"arm": ["comparison"] * 3 + ["intervention"] + ["comparison"] * 3})
    distance = np.array([2.0, 0.0, 2.0, 1.0, 0.0, 9.0, -9.0])
    found = effects.nearest(frame, distance, caliper=None, ratio=3, replacement=replacement)
    assert found.others.tolist() == [0, 1, 2]


def test_all_choose_once_before_anybody_chooses_again():
    frame = pd.DataFrame({"arm": ["intervention"] * 2 + ["comparison"] * 3})
    distance = np.array([1.0, 0.9, 1.0, 0.95, 5.0])
    found = effects.nearest(frame, distance, caliper=None, ratio=2, replacement=False)
    assert pairs(found) == [[1, 3], [1, 5], [2, 4]]
    assert found.weights.tolist() == [1, 1, 0.5, 1, 0.5]


SUBJECTS = st.integers(0, 2**32 - 1).map(np.random.default_rng)
WAYS = st.tuples(st.booleans(), st.integers(1, 3), st.sampled_from([None, 0.02, 0.2]))


def drawn(draws) -> tuple[pd.DataFrame, np.ndarray]:
    """Return subjects of two strata whose distances have no ties."""
    number = int(draws.integers(4, 60))
    arm = draws.random(number) < draws.uniform(0.1, 0.9)
    arm[:2] = True, False
    frame = pd.DataFrame({"arm": np.where(arm, "intervention", "comparison")})
    frame["stratum"] = draws.choice(["a", "b", None], number)
    return frame, draws.permutation(number) + draws.uniform(0, 0.4, number)


@given(SUBJECTS, WAYS)
def test_what_holds_of_matches_whoever_is_matched(draws, way):
    frame, distance = drawn(draws)
    replacement, ratio, caliper = way
    found = effects.nearest(
        frame,
        distance,
        exact=("stratum",),
        caliper=caliper,
        ratio=ratio,
        replacement=replacement,
    )
    arm = frame["arm"].eq("intervention").to_numpy()
    assert arm[found.participants].all()
    assert not arm[found.others].any()
    assert found.weights[~arm].sum() == pytest.approx(found.weights[arm].sum())
    assert set(found.dropped) == set(np.flatnonzero(arm)) - set(found.participants)
    apart = np.abs(distance[found.participants] - distance[found.others])
    assert (apart <= found.caliper).all()
    strata = frame["stratum"].fillna("none").to_numpy()
    assert (strata[found.participants] == strata[found.others]).all()
    assert np.bincount(found.participants).max(initial=0) <= ratio
    assert len(set(pair := list(zip(found.participants, found.others, strict=True)))) == len(pair)
    if not replacement:
        assert len(set(found.others.tolist())) == len(found.others)


@given(SUBJECTS, WAYS)
def test_the_order_of_rows_does_not_matter_where_there_are_no_ties(draws, way):
    frame, distance = drawn(draws)
    replacement, ratio, caliper = way
    asked = {
        "exact": ("stratum",),
        "caliper": caliper,
        "ratio": ratio,
        "replacement": replacement,
    }
    order = draws.permutation(len(frame))
    one = effects.nearest(frame, distance, **asked)
    other = effects.nearest(frame.iloc[order].reset_index(drop=True), distance[order], **asked)
    assert one.weights[order] == pytest.approx(other.weights)
    again = zip(order[other.participants], order[other.others], strict=True)
    assert set(again) == set(zip(one.participants, one.others, strict=True))


def test_who_is_infinitely_far_is_nobodys_match_and_no_measure_of_the_caliper():
    frame = pd.DataFrame({"arm": ["intervention", "intervention"] + ["comparison"] * 3})
    distance = np.array([0.0, np.inf, 0.1, 1.0, -np.inf])
    for replacement in (True, False):
        found = effects.nearest(frame, distance, caliper=None, ratio=5, replacement=replacement)
        assert pairs(found) == [[1, 3], [1, 4]]
        assert found.dropped.tolist() == [1]
    narrow = effects.nearest(frame, distance, caliper=0.5)
    assert narrow.caliper == pytest.approx(0.5 * np.std([0, 0.1, 1.0], ddof=1))
