"""The way to the next band, of scales that have bands of their own."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import fidelity, instruments
from compendium.tables import Absent

BATTERY = instruments.catalogue()
IPS25 = BATTERY["ips25"]


def totals(*points: int) -> pd.DataFrame:
    places = [f"M{number}" for number in range(len(points))]
    return pd.DataFrame({"municipality": places, "round": 1, "points": points, "band": "-"})


def test_the_next_band_begins_one_above_the_last_point_of_this_one():
    """Oracle: by hand from the limits 74, 100 and 115."""
    found = fidelity.next_band(totals(25, 73, 74, 99, 114, 115, 125), IPS25)
    assert found["next"].dropna().tolist() == ["fair", "fair", "good", "good", "exemplary"]
    assert found["lacking"].tolist() == [49, 1, 26, 1, 1, 0, 0]
    assert found["from_points"].isna().tolist() == [False] * 5 + [True] * 2
    assert found["limit_status"].tolist()[0] == "confirmed"


@pytest.mark.parametrize("name", ["se_youth", "ips_y"])
def test_a_scale_without_bands_of_its_own_has_no_next_band(name):
    found = fidelity.next_band(totals(80), BATTERY[name])
    assert isinstance(found, Absent)
    assert "no bands of its own" in found.why
