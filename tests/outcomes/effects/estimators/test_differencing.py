"""Difference in differences: against R, by hand, and what must change nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.tables import Absent

Z = 1.959963984540054
DESIGN = effects.DifferenceInDifferences(before=(-12, -4))
few = settings(max_examples=40, deadline=None)


def people(rows: pd.DataFrame, endpoint: str = "job") -> pd.DataFrame:
    """Return the invented people as subjects, with the endpoint of week 3 and the mean before."""
    before = rows[[f"w{week}" for week in range(-12, -3)]].mean(axis=1)
    return rows.assign(
        **{"within": rows["arm"] == "intervention", endpoint: rows["w3"].astype(float)},
        **{effects.before(endpoint): before},
    )


def frame_of(*cells: tuple[str, str, list[float]]) -> pd.DataFrame:
    """Return subjects of cohorts and arms with these changes, from nothing before."""
    rows = [(quarter, arm, change) for quarter, arm, changes in cells for change in changes]
    frame = pd.DataFrame(rows, columns=["quarter", "arm", "weeks"])
    return frame.assign(within=False, municipality="Odense", weeks_mean_before=0.0)


def estimate(frame, endpoint="weeks", design=DESIGN):
    return effects.estimate(frame, endpoint, design=design)


def test_the_estimate_and_its_error_are_those_of_stacked_regression(oracle):
    """Oracle: lm saturated in cohort, arm and time, CR2 by person, as of differencing.json."""
    differencing = oracle("differencing")
    found = estimate(people(differencing.rows()), "job")
    known = differencing.stored["difference"]
    assert found.value == pytest.approx(known["value"], abs=1e-9)
    assert (found.high - found.low) / (2 * Z) == pytest.approx(known["error"], abs=1e-9)


def test_the_oracle_still_prints_what_is_stored(oracle, rscript):
    differencing = oracle("differencing")
    printed = differencing.printed(rscript)
    for part in ("difference", "weeks", "blocks", "level"):
        for name, value in printed[part].items():
            assert value == pytest.approx(differencing.stored[part][name], abs=1e-8)
    assert printed["change"] == pytest.approx(differencing.stored["change"], abs=1e-8)


def test_it_is_worked_out_by_hand_and_weighted_by_the_participants():
    found = estimate(
        frame_of(
            ("2021Q1", "intervention", [4, 6]),
            ("2021Q1", "comparison", [1, 2, 3]),
            ("2021Q2", "intervention", [0, 2, 4, 6]),
            ("2021Q2", "comparison", [2, 4]),
        )
    )
    assert found.value == pytest.approx((2 * (5 - 2) + 4 * (3 - 3)) / 6)
    variance = (2 / 6) ** 2 * (2 / 2 + 1 / 3) + (4 / 6) ** 2 * (20 / 3 / 4 + 2 / 2)
    assert (found.high - found.low) / (2 * Z) == pytest.approx(variance**0.5)
    assert found.n == {"intervention": 6, "comparison": 5}
    assert (found.treated, found.compared) == pytest.approx((22 / 6, 22 / 6 - 1))
    assert (found.estimand, found.contrast) == ("att", "mean_difference")


def test_who_is_in_a_quarter_with_nobody_to_compare_is_dropped_and_counted():
    cells = [("2021Q1", "intervention", [4, 6]), ("2021Q1", "comparison", [1, 2, 3])]
    alone = ("2021Q3", "intervention", [90, 91, 92])
    unused = ("2021Q4", "comparison", [50, 60])
    found, without = estimate(frame_of(*cells, alone, unused)), estimate(frame_of(*cells))
    assert found.dropped == 3
    assert without.dropped == 0
    assert (found.value, found.low, found.n) == (without.value, without.low, without.n)


def test_who_is_alone_in_a_cell_takes_the_spread_of_the_arm():
    """By hand: the participant alone of Q2 is given the variance of the four others, by 3 degrees.

    Left at nothing, which is what a saturated regression has for them, the interval would be the
    narrower the fewer people a cohort has.
    """
    found = estimate(
        frame_of(
            ("2021Q1", "intervention", [0, 2, 4, 6]),
            ("2021Q1", "comparison", [1, 3]),
            ("2021Q2", "intervention", [9]),
            ("2021Q2", "comparison", [5, 7]),
        )
    )
    spread = 20 / 3
    variance = (4 / 5) ** 2 * (spread / 4 + 2 / 2) + (1 / 5) ** 2 * (spread + 2 / 2)
    assert (found.high - found.low) / (2 * Z) == pytest.approx(variance**0.5)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([("2021Q1", "intervention", [4]), ("2021Q2", "comparison", [1, 2])], "no quarter"),
        ([("2021Q1", "intervention", [4, 5])], "no quarter"),
        ([], "no quarter"),
        ([("2021Q1", "intervention", [4]), ("2021Q1", "comparison", [1])], "one person an arm"),
    ],
)
def test_where_there_is_nobody_to_set_against_each_other_it_is_said_why(cells, why):
    found = estimate(frame_of(*cells))
    assert isinstance(found, Absent)
    assert why in found.why


def test_within_municipalities_a_cohort_is_of_one_municipality_too():
    frame = frame_of(
        ("2021Q1", "intervention", [4, 6]),
        ("2021Q1", "comparison", [1, 3]),
        ("2021Q1", "intervention", [10, 12]),
        ("2021Q1", "comparison", [8, 8]),
    ).assign(within=True, municipality=["Bornholm"] * 4 + ["Rødovre"] * 4)
    within = effects.DifferenceInDifferences(pool="within")
    assert estimate(frame, design=within).value == pytest.approx((3 + 3) / 2)
    moved = frame.assign(weeks=frame["weeks"] + 5.0 * (frame["municipality"] == "Rødovre"))
    assert estimate(moved, design=within).value == pytest.approx((3 + 3) / 2)
    assert isinstance(estimate(frame), Absent), "nobody of the pool across is here"


def test_who_has_no_endpoint_counts_in_no_arm(oracle):
    frame = people(oracle("differencing").rows())
    lost = frame.head(9).assign(job=np.nan)
    assert estimate(pd.concat([frame, lost]), "job") == estimate(frame, "job")


@few
@given(st.floats(-50, 50), st.floats(-50, 50), st.randoms())
def test_what_everybody_has_more_of_changes_nothing(shift, by_quarter, random):
    """A constant before and after, and a course of each quarter that both its arms share."""
    frame = frame_of(
        ("2021Q1", "intervention", [4, 6, 1]),
        ("2021Q1", "comparison", [1, 2, 3]),
        ("2021Q2", "intervention", [0, 2, 4, 6]),
        ("2021Q2", "comparison", [2, 4]),
    )
    known = estimate(frame)
    constant = frame.assign(
        weeks=frame["weeks"] + shift, weeks_mean_before=frame["weeks_mean_before"] + shift
    )
    course = frame.assign(weeks=frame["weeks"] + by_quarter * (frame["quarter"] == "2021Q2"))
    order = random.sample(range(len(frame)), len(frame))
    for other in (constant, course, frame.iloc[order]):
        found = estimate(other)
        assert (found.value, found.low, found.high) == pytest.approx(
            (known.value, known.low, known.high)
        )


def test_two_way_fixed_effects_would_be_another_number():
    """Where the quarters differ in effect and in their share of participants, by hand.

    Weights of the regression go by n₁n₀/(n₁ + n₀) of a quarter, ours by its participants.
    """
    found = estimate(
        frame_of(
            ("2021Q1", "intervention", [10, 10, 10, 10, 10, 11]),
            ("2021Q1", "comparison", [0, 0]),
            ("2021Q2", "intervention", [0, 0]),
            ("2021Q2", "comparison", [0, 0, 0, 0, 0, 0]),
        )
    )
    ours, theirs = 61 / 6 * 6 / 8, 61 / 6 * (12 / 8) / (12 / 8 + 12 / 8)
    assert found.value == pytest.approx(ours)
    assert abs(ours - theirs) > 2


def test_what_is_absent_is_handed_on():
    absent = Absent("no histories")
    assert effects.estimate(absent, "job", design=DESIGN) is absent
    assert effects.event_study(absent, absent, "job", design=DESIGN) is absent
    assert effects.pre_trend(absent, absent, "job", design=DESIGN) is absent
