"""Recovery: a smaller draw of every scenario, and a design that cheats is found out.

Thirty studies say little of a coverage: three Monte Carlo errors beyond what is declared are
allowed for. The record has the full number, and is held to what is declared without allowance.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from compendium import validation
from compendium.outcomes.effects import Effect
from compendium.synthetic.simulated import ENDPOINT
from compendium.tables import Absent
from compendium.validation import recovery as module
from compendium.validation.recovery import Attempt, attempted, recovered

ERRORS = 3.0
SCENARIOS = validation.scenarios()


@pytest.mark.parametrize("name", validation.recoveries().entries)
def test_a_design_recovers_what_was_declared(name, attempts):
    scenario = SCENARIOS[name]
    found = recovered(attempts(name))
    assert not found.without
    assert found.outside(scenario, ERRORS) == ()


def test_the_raw_difference_passed_off_as_matched_is_found_out(monkeypatch):
    def raw(frame, endpoint, *, design):
        arm = frame["arm"].eq("intervention")
        ours, theirs = frame.loc[arm, endpoint], frame.loc[~arm, endpoint]
        value = ours.mean() - theirs.mean()
        half = 1.96 * np.sqrt(ours.var() / len(ours) + theirs.var() / len(theirs))
        return Effect("att", design.id, "difference", value, value - half, value + half, 0.5)

    monkeypatch.setattr(module, "estimate", raw)
    found = recovered([attempted(SCENARIOS["matched"], number) for number in range(30)])
    assert found.outside(SCENARIOS["matched"], ERRORS) == ("bias", "coverage")


@pytest.mark.parametrize("factor", [0.4, 3.0])
def test_errors_that_are_wrong_are_found_out(factor, attempts):
    def wrong(found):
        half = factor * (found.high - found.low) / 2
        return replace(found, low=found.value - half, high=found.value + half)

    scenario = SCENARIOS["matched"]
    found = recovered([wrong(each) for each in attempts("matched")])
    if factor < 1:
        assert found.outside(scenario, ERRORS) == ("coverage",)
    else:
        # Too wide an interval holds everything, which thirty studies cannot tell from 99 per cent.
        assert found.coverage == 1.0
        assert found.error > 2 * found.spread


def test_the_truth_of_a_design_with_a_caliper_is_that_of_those_it_keeps():
    """Who is dropped is unlike the others, so that the effect on all is another one."""
    plain = SCENARIOS["matched_without_replacement"]
    strict = replace(plain.design, caliper=0.002)
    scenario = replace(plain, design=strict)
    found = attempted(scenario, 0)
    drawn = module.study_of(scenario, 0)
    everybody = drawn.effect[drawn.frame["arm"].eq("intervention").to_numpy()].mean()
    assert found.dropped > 0.1
    assert abs(found.truth - everybody) > 1e-6


def test_a_design_that_drops_people_and_is_not_asked_whom_is_refused(monkeypatch):
    def dropping(*_, design):
        return Effect("att", design.id, "difference", 0, 0, 0, 1, dropped=3)

    monkeypatch.setattr(module, "estimate", dropping)
    with pytest.raises(ValueError, match="dropped 3"):
        attempted(SCENARIOS["weighted"], 0)


def test_figures_are_those_of_a_hand_calculation():
    """Four studies, of which one has no estimate; a truth of 0.2, estimates 0.1, 0.2 and 0.6."""
    told = [(0.1, 0.0, 0.3), (0.2, 0.1, 0.3), (0.6, 0.5, 0.7)]
    attempts = [Attempt(*each, truth=0.2, dropped=0.1) for each in told]
    found = recovered([*attempts, Absent("no overlap")])
    assert (found.studies, found.without) == (4, 1)
    assert found.truth == pytest.approx(0.2)
    assert found.bias == pytest.approx(0.1)
    assert found.bias_error == pytest.approx(np.sqrt(0.07) / np.sqrt(3))
    assert found.spread == pytest.approx(np.sqrt(0.07))
    assert found.error == pytest.approx((0.3 + 0.2 + 0.2) / 3 / (2 * 1.959964), abs=1e-6)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.coverage_error == pytest.approx(np.sqrt(2 / 9 / 3))
    assert found.dropped == pytest.approx(0.1)


def test_an_allowance_is_of_monte_carlo_errors_and_of_none_where_none_is_given():
    scenario = SCENARIOS["weighted"]
    found = recovered([Attempt(v, v - 0.1, v + 0.1, 0.0, 0.0) for v in (0.015, 0.025)] * 50)
    assert found.outside(scenario, 0) == ("bias", "coverage")
    assert found.outside(scenario, 100) == ()
    near = recovered([Attempt(v, v - 0.1, v + 0.1, 0.0, 0.0) for v in (0.101, *[0.011] * 19)])
    assert near.outside(scenario) == ()
    assert replace(near, studies=1000).outside(scenario) == ("bias",)
    assert found.outside(scenario, 1) == ("bias", "coverage")


def test_the_truth_is_in_nothing_that_a_design_sees():
    drawn = module.study_of(SCENARIOS["matched"], 0)
    seen = drawn.frame.select_dtypes("number").drop(columns=["index_week", ENDPOINT])
    assert all(abs(np.corrcoef(seen[name], drawn.effect)[0, 1]) < 0.9999 for name in seen)
