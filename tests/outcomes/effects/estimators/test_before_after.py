"""Before and after: against R, by hand from histories, and how it fails as it must."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.tables import Absent

Z = 1.959963984540054


def estimate(frame, endpoint="job"):
    return effects.estimate(frame, endpoint, design=effects.BeforeAfter())


def subjects_of(later, before, arm="intervention") -> pd.DataFrame:
    return pd.DataFrame({"job": later, effects.before("job"): before}).assign(arm=arm)


def test_the_change_and_its_error_are_those_of_the_mean(oracle):
    """Oracle: mean and sd/√n of R, as of differencing.json."""
    rows = oracle("differencing").rows()
    before = rows[[f"w{week}" for week in range(-12, -3)]].mean(axis=1)
    frame = rows.assign(job=rows["w3"].astype(float), **{effects.before("job"): before})
    found = estimate(frame)
    value, error = oracle("differencing").stored["change"]
    assert found.value == pytest.approx(value, abs=1e-9)
    assert (found.high - found.low) / (2 * Z) == pytest.approx(error, abs=1e-9)


def test_it_is_called_a_change_and_has_no_p_value():
    found = estimate(subjects_of([1.0, 0.0, 1.0], [0.25, 0.0, 0.5]))
    assert found.estimand == "change"
    assert np.isnan(found.p)
    assert found.n == {"intervention": 3}
    assert (found.treated, found.compared) == pytest.approx((2 / 3, 0.25))
    assert "no_selection_on_a_low" in found.assumptions


def test_comparison_people_are_not_asked():
    frame = subjects_of([1.0, 0.0, 1.0], [0.25, 0.0, 0.5])
    others = subjects_of([1.0, 1.0], [0.0, 0.0], arm="comparison")
    found, known = estimate(pd.concat([frame, others])), estimate(frame)
    assert (found.value, found.low, found.n) == (known.value, known.low, known.n)


def low_at_index(people: int, seed: int) -> np.ndarray:
    """Return who is in job in weeks −104 to 78, of people who are not in week 0.

    Every week 2 per cent of those without a job get one and 3 per cent of the others lose theirs,
    the whole time and for everybody: 40 per cent are in job on average. The chain is the same in
    both directions of time, so that it is drawn from week 0 to either side.
    """
    draws = np.random.default_rng(seed)

    def onwards(weeks: int) -> np.ndarray:
        state = np.zeros(people, dtype=bool)
        course = []
        for _ in range(weeks):
            drawn = draws.random(people)
            state = np.where(state, drawn >= 0.03, drawn < 0.02)
            course.append(state)
        return np.array(course, dtype=float).T

    earlier, later = onwards(104)[:, ::-1], onwards(78)
    return np.column_stack([earlier, np.zeros(people), later])


def test_it_finds_a_rise_where_nothing_was_done_if_people_are_chosen_at_a_low():
    """Regression to the mean: counted from the quarter before, as such counts often are.

    From the quarter before the low, a quarter of all rise by nothing but being chosen there. From
    the weeks that the design has by default nearly nothing is left of that, as the course of these
    people is level; and against comparison people who are chosen alike nothing is either.
    """
    course = low_at_index(4000, 2608)
    week = {each: each + 104 for each in range(-104, 79)}
    later = course[:, week[52]]
    quarter = course[:, week[-13] : week[0]].mean(axis=1)
    years = course[:, week[-104] : week[-26]].mean(axis=1)
    close = estimate(subjects_of(later, quarter))
    assert close.low > 0.2
    assert abs(estimate(subjects_of(later, years)).value) < 0.04
    arm = np.where(np.arange(4000) % 2, "intervention", "comparison")
    both = subjects_of(later, quarter, arm).assign(quarter="2021Q1", within=False)
    found = effects.estimate(both, "job", design=effects.DifferenceInDifferences())
    assert found.low < 0 < found.high


@pytest.mark.parametrize("later", [[], [1.0], [1.0, np.nan]])
def test_of_fewer_than_two_there_is_no_change(later):
    found = estimate(subjects_of(later, [0.0] * len(later)))
    assert isinstance(found, Absent)
    assert "fewer than two" in found.why


@pytest.fixture
def histories(engine):
    """Return two people: one works in weeks −104 to −79 and later, the other never."""
    spells = engine.histories(
        ("a", "work", "ordinary", 37, -104, -79),
        ("a", "work", "ordinary", 37, -26, 60),
    )
    participants = pd.DataFrame(
        {"participant_id": ["b", "a"], "arm": "intervention", "index_week": 1600}
    )
    return spells, participants


def test_the_mean_before_is_the_share_of_the_weeks_of_the_window(histories):
    spells, participants = histories
    frame = participants[["participant_id", "arm"]]
    found = effects.with_before(frame, spells, participants, "job")
    assert list(found[effects.before("job")]) == pytest.approx([0, 26 / 78])
    of_year = effects.with_before(frame, spells, participants, "job", (-104, -53), weeks=52)
    assert list(of_year[effects.before("job")]) == pytest.approx([0, 26])


def test_the_mean_before_is_no_covariate_by_another_window():
    for one in effects.covariates().values():
        assert one.id != effects.before(one.weeks)
