"""An estimate about groups is shown where all their means are, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure
from compendium.tables import Absent


@dataclass(frozen=True)
class Apart:
    """An estimate of two places."""

    groups: tuple[str, ...]
    value: float = 1.23456
    low: float = 0.5
    high: float = 2.0
    by: str = "municipality"
    unit: str = "mean"


def means(**sizes: int) -> disclosure.Safe:
    places = np.repeat([*sizes], [*sizes.values()])
    frame = pd.DataFrame({"municipality": pd.Categorical(places, categories=[*sizes])})
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    frame["gad7_total"] = np.random.default_rng(1).integers(0, 22, len(frame))
    return disclosure.mean(frame, "gad7_total", ["municipality"], of="x", profile="dk")


def test_it_is_shown_with_the_persons_of_its_groups_and_rounded():
    cell = disclosure.contrast(Apart(("A", "B")), means(A=30, B=40, C=50)).cell()
    assert (cell.shown, cell.n, cell.value, cell.unit) == (True, 70, 1.2, "mean")


def test_a_number_that_is_of_no_points_keeps_the_decimals_that_are_printed():
    estimate = Apart(("A", "B"), unit="coefficient")
    assert disclosure.contrast(estimate, means(A=30, B=40)).cell().value == 1.235


@pytest.mark.parametrize("groups", [("A", "B"), ("B", "C")])
def test_it_is_hidden_where_the_mean_of_a_group_is(groups):
    """Twelve are too few for a mean, and another is hidden so that theirs cannot be worked out."""
    table = means(A=30, B=12, C=50)
    assert not table.cell(municipality="B").shown
    cell = disclosure.contrast(Apart(groups), table).cell()
    assert (cell.shown, cell.n, cell.why) == (False, None, "few")
    assert np.isnan(cell.value)


def test_it_is_audited_as_what_its_means_tell():
    table = means(A=30, B=40)
    assert disclosure.contrast(Apart(("A", "B")), table).view == table.view


def test_several_are_told_by_name_and_what_is_absent_is_handed_on():
    table, gone = means(A=30, B=40), Absent("nobody was asked")
    told = disclosure.contrasts({name: Apart((name,)) for name in "AB"}, table)
    assert [told[name].cell().n for name in "AB"] == [30, 40]
    assert disclosure.contrasts(gone, table) is gone
    assert disclosure.contrast(Apart(("A",)), gone) is gone


def test_only_a_table_of_means_will_do():
    frame = pd.DataFrame({"municipality": ["A"] * 30, "participant_id": [*map(str, range(30))]})
    counts = disclosure.count(frame, ["municipality"], of="x", profile="dk")
    with pytest.raises(ValueError, match="a count by municipality has no means"):
        disclosure.contrast(Apart(("A",)), counts)


def test_a_group_without_a_single_mean_is_refused():
    with pytest.raises(ValueError, match="no single mean"):
        disclosure.contrast(Apart(("A", "C")), means(A=30, B=40))
