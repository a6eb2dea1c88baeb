"""Scenarios: each says beforehand what is expected, in both languages, and of known parts."""

from __future__ import annotations

import pytest

from compendium import validation
from compendium.outcomes.effects import BeforeAfter, DifferenceInDifferences, Matched, Weighted
from compendium.validation.recovery_records import NOMINAL

WHOLE = """
[one]
title = { en = "One", da = "En" }
reason = { en = "Why.", da = "Hvorfor." }
design = { kind = "weighted", model = "doubly_robust" }
bias = [-0.01, 0.01]
coverage = [0.93, 0.97]
"""


@pytest.fixture
def read(tmp_path):
    def of(text):
        path = tmp_path / "recovery.toml"
        path.write_text(text, "utf-8")
        return validation.scenarios(path)

    return of


def test_every_kind_of_design_is_tried_and_some_must_fail():
    known = validation.scenarios()
    tried = {type(each.design) for each in known.values()}
    assert tried == {Matched, Weighted, DifferenceInDifferences, BeforeAfter}
    failing = [name for name, each in known.items() if each.coverage[1] < NOMINAL]
    assert {"matched_motivation", "before_after", "differences_dip"} <= set(failing)
    for each in known.values():
        assert each.title.keys() == each.reason.keys() == {"en", "da"}
        assert set(each.explained) in ({"en", "da"}, set())


def test_where_nothing_must_fail_bias_is_declared_small_and_coverage_narrow():
    """A range that holds everything declares nothing."""
    for each in validation.scenarios().values():
        if each.coverage[1] >= NOMINAL:
            assert each.bias[1] <= 0.01
            assert each.coverage[0] >= NOMINAL
        assert each.coverage[1] - each.coverage[0] <= 0.45
        assert each.bias[1] - each.bias[0] <= 0.04


def test_a_weighted_design_is_told_its_own_kind(read):
    design = read(WHOLE)["one"].design
    assert isinstance(design, Weighted)
    assert design.kind == "doubly_robust"


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('kind = "weighted"', 'kind = "guessed"'),
        ('model = "doubly_robust"', "strength = 3"),
        ("bias = [-0.01, 0.01]", ""),
        ("bias = [-0.01, 0.01]", "bias = [0.01, -0.01]"),
        ("coverage = [0.93, 0.97]", "coverage = [0.93]"),
        ("bias = ", "setting = { luck = 1 }\nbias = "),
    ],
)
def test_a_part_that_is_not_known_is_told_by_the_scenario(read, part, instead):
    with pytest.raises(validation.ScenarioError, match="“one”"):
        read(WHOLE.replace(part, instead))
