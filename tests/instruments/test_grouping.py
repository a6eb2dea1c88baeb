"""Loadings side by side: those of each group by itself, and nothing where a group is too small."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium import instruments
from compendium.tables import Absent

WHO5 = instruments.catalogue()["who5"]
ITEMS = [item.id for item in WHO5.items]


def people(number: int, loadings: list[float], seed: int, sex: str) -> pd.DataFrame:
    """Return answers that one factor made, all of one sex."""
    rng = np.random.default_rng(seed)
    strength = np.array(loadings)
    behind = rng.standard_normal((number, 1)) * strength
    behind += rng.standard_normal((number, 5)) * np.sqrt(1 - strength**2)
    return pd.DataFrame(np.digitize(behind, [-0.6, 0.2, 1.0]), columns=ITEMS).assign(sex=sex)


WOMEN = people(400, [0.8, 0.8, 0.7, 0.7, 0.7], 1, "female")
MEN = people(300, [0.8, 0.8, 0.7, 0.7, 0.2], 2, "male")


def test_each_group_has_the_loadings_it_has_alone():
    found = instruments.loadings_by(pd.concat([WOMEN, MEN]), WHO5, "sex")
    for sex, own in (("female", WOMEN), ("male", MEN)):
        alone = instruments.one_factor(own, WHO5)
        rows = found[found["sex"] == sex]
        assert rows["item"].tolist() == ITEMS
        assert rows["loading"].to_numpy() == pytest.approx(alone.loadings, abs=1e-9)
        assert set(rows["n"]) == {len(own)}


def test_the_item_that_was_made_different_differs_most():
    """Oracle: the truth. Of five items one loads .7 in one group and .2 in the other."""
    found = instruments.loadings_by(pd.concat([WOMEN, MEN]), WHO5, "sex")
    assert found.loc[found["spread"].idxmax(), "item"] == "who5_5"
    assert found["spread"].max() == pytest.approx(0.5, abs=0.15)


def test_a_single_group_a_small_one_and_none_are_not_testable():
    gone = Absent("nobody was asked")
    assert instruments.loadings_by(gone, WHO5, "sex") is gone
    small = pd.concat([WOMEN, MEN.head(99)])
    nobody = WOMEN.assign(sex=None)
    for frame in (WOMEN, small, nobody):
        why = instruments.loadings_by(frame, WHO5, "sex")
        assert isinstance(why, Absent)
        assert why.why.startswith("not testable")
