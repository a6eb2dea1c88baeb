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


def test_a_p_value_that_only_rounds_to_the_smallest_is_told_from_it():
    estimate = Apart(("A", "B"), value=0.00123, unit="p")
    assert disclosure.contrast(estimate, means(A=30, B=40)).cell().value == 0.0012


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


def banded(**bands: list[int]) -> disclosure.Safe:
    """Return counts by place and band, as many persons in each as the lists say."""
    places = [place for place, sizes in bands.items() for _ in range(sum(sizes))]
    levels = [band for sizes in bands.values() for band, n in enumerate(sizes) for _ in range(n)]
    frame = pd.DataFrame({"municipality": pd.Categorical(places), "band": pd.Categorical(levels)})
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    return disclosure.count(frame, ["municipality", "band"], of="x", profile="dk")


def test_what_is_worked_out_of_counts_is_shown_where_all_of_them_are():
    table = banded(A=[30, 20], B=[10, 40], C=[25, 25])
    told = disclosure.contrast(Apart(("A", "B"), unit="ratio"), table)
    cell = told.cell()
    assert (cell.shown, cell.n, cell.value) == (True, 100, 1.235)
    assert told.view == table.view


def test_it_is_hidden_where_a_single_count_of_its_groups_is():
    table = banded(A=[30, 3], B=[30, 20], C=[30, 25], D=[30, 40])
    assert table.cell(municipality="D", band="1").shown
    assert not disclosure.contrast(Apart(("A", "D")), table).cell().shown
    open_ = [
        place
        for place in "BCD"
        if table.cut(municipality=place, band=["0", "1"]).frame["shown"].all()
    ]
    assert open_
    assert disclosure.contrast(Apart((*open_,)), table).cell().shown


def test_only_a_table_that_knows_the_groups_will_do():
    rows = pd.DataFrame({"municipality": ["A"], "title": ["a place"]})
    with pytest.raises(ValueError, match="tells nothing of the groups of municipality"):
        disclosure.contrast(Apart(("A",)), disclosure.definitions(rows))
    frame = pd.DataFrame({"sex": ["A"] * 30, "participant_id": [*map(str, range(30))]})
    counts = disclosure.count(frame, ["sex"], of="x", profile="dk")
    with pytest.raises(ValueError, match="a count by sex tells nothing of the groups"):
        disclosure.contrast(Apart(("A",)), counts)


def test_a_group_without_a_single_mean_is_refused():
    with pytest.raises(ValueError, match="no single mean"):
        disclosure.contrast(Apart(("A", "C")), means(A=30, B=40))
    with pytest.raises(ValueError, match="no row of each"):
        disclosure.contrast(Apart(("A", "C")), banded(A=[30, 20], B=[10, 40]))


def test_a_standardised_difference_is_told_as_coarsely_as_it_is_printed():
    apart = Apart(("A", "B"), unit="standardised")
    assert disclosure.contrast(apart, means(A=30, B=40)).cell().value == 1.23
