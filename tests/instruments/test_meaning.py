"""Bands and cuts: each score in the band, and on the side, that its source says."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import instruments

GAD7, MDI, WHO5, IPS25 = (instruments.catalogue()[key] for key in ("gad7", "mdi", "who5", "ips25"))


def with_sum(table, instrument, points: int) -> pd.DataFrame:
    """Return one row whose columns add up to so many points; what is left of a pair is at 0."""
    left, row = points - sum(item.low for item in instrument.items), []
    for column in (column for column in instrument.columns if column.required):
        step = 0 if column.name.endswith("b") else min(left, column.high - column.low)
        row.append(column.low + step)
        left -= step
    return table(instrument, [row])


@pytest.mark.parametrize(
    ("row", "total", "band"),
    [
        ((2, 2, 2, 2, 3, 3, 1), 15, "severe"),
        ((2, 2, 2, 2, 1, 3, 2), 14, "moderate"),
        ((2, 2, 2, 2, 1, 3, 1), 13, "moderate"),
        ((1, 1, 1, 1, 1, 1, 1), 7, "mild"),
    ],
)
def test_gad7_of_the_cdisc_example(table, row, total, band):
    """Oracle: the CDISC ADaM example, as in pharmaverse/admiral create_example_qs.R."""
    scores = instruments.score(table(GAD7, [row]), GAD7)
    assert (scores["gad7_total"].item(), scores["gad7_band"].item()) == (total, band)
    assert scores["gad7_above_cut"].item() == (total >= 10)


@pytest.mark.parametrize(
    ("instrument", "bands", "below", "edge", "lower", "upper"),
    [
        (GAD7, None, 4, 5, "below_mild", "mild"),
        (GAD7, None, 9, 10, "mild", "moderate"),
        (GAD7, None, 14, 15, "moderate", "severe"),
        (MDI, None, 20, 21, "none", "mild"),
        (MDI, "bech2015", 25, 26, "mild", "moderate"),
        (MDI, "bech2015", 30, 31, "moderate", "severe"),
        (MDI, "older", 19, 20, "none", "mild"),
        (MDI, "older", 24, 25, "mild", "moderate"),
        (MDI, "older", 29, 30, "moderate", "severe"),
        (WHO5, None, 8, 9, "high_risk", "risk"),
        (WHO5, None, 12, 13, "risk", "no_risk"),
        (IPS25, None, 73, 74, "not", "fair"),
        (IPS25, None, 99, 100, "fair", "good"),
        (IPS25, None, 114, 115, "good", "exemplary"),
    ],
)
def test_bands_change_at_their_edges(table, instrument, bands, below, edge, lower, upper):
    """Oracle: the cuts in the sources named in each definition, in raw points."""
    factor = instrument.scale("total").factor
    for points, band in ((below, lower), (edge, upper)):
        scores = instruments.score(with_sum(table, instrument, points), instrument, bands=bands)
        assert scores[f"{instrument.id}_total"].item() == points * factor
        assert scores[f"{instrument.id}_band"].item() == band


def test_who5_counts_as_screened_at_48_and_not_at_52(table):
    """Oracle: Topp 2015, at most 50; only multiples of 4 occur."""
    frame = pd.concat([with_sum(table, WHO5, 12), with_sum(table, WHO5, 13)])
    assert list(instruments.score(frame, WHO5)["who5_above_cut"]) == [True, False]


def test_at_most_means_the_cut_itself_too(table, define):
    cut = '[[cuts]]\nat_most = 3\nsource = "none"\nstatus = "unconfirmed"\n'
    own = instruments.catalogue((define("own", 2, 0, 4, cut),))["own"]
    scores = instruments.score(table(own, [[2, 0], [2, 1], [2, 2], [2, None]]), own)
    assert scores["own_above_cut"].tolist() == [True, True, False, pd.NA]


def test_the_cut_of_the_mdi_goes_with_its_bands(table):
    frame = with_sum(table, MDI, 20)
    assert not instruments.score(frame, MDI)["mdi_above_cut"].item()
    assert instruments.score(frame, MDI, bands="older")["mdi_above_cut"].item()


def test_mdi_total_and_bands_of_two_hand_calculations(table):
    """Oracle: all items 3 give 30; items 1 and 2 at 4, items 4 and 6 at 3 give 14."""
    frame = table(MDI, [[3] * 12, [4, 4, 0, 3, 0, 3, 0, 0, 0, 0, 0, 0]])
    assert list(instruments.score(frame, MDI)["mdi_total"]) == [30, 14]
    assert list(instruments.score(frame, MDI)["mdi_band"]) == ["moderate", "none"]
    assert list(instruments.score(frame, MDI, bands="older")["mdi_band"]) == ["severe", "none"]
