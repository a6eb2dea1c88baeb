"""Cronbach's alpha and its interval against R's psych, the Swedish data, and by hand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from compendium import instruments
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
GAD7 = instruments.catalogue()["gad7"]
WHO5 = instruments.catalogue()["who5"]


def stored() -> dict:
    """Return what alpha.R printed, with the versions of R and psych."""
    return json.loads((ORACLES / "alpha.json").read_text("utf-8"))


def invented() -> pd.DataFrame:
    return pd.read_csv(ORACLES / "invented.csv").astype("Int8")


def swedish(study_one: pd.DataFrame) -> pd.DataFrame:
    frame = study_one[[f"GAD-7_{number}_screening" for number in range(1, 8)]]
    return frame.set_axis([item.id for item in GAD7.items], axis="columns")


def assert_agree(found, known: dict) -> None:
    assert (found.n, found.items) == (known["n"], known["items"])
    assert np.allclose(
        (found.value, found.low, found.high),
        (known["value"], known["low"], known["high"]),
        rtol=0,
        atol=1e-9,
    )


def test_alpha_and_interval_are_those_that_r_printed():
    """Oracle: psych::alpha and psych::alpha.ci on complete rows, as stored in alpha.json."""
    assert_agree(instruments.cronbach_alpha(invented(), GAD7), stored()["invented"])


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "alpha.R"), str(ORACLES / "invented.csv")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    live, known = json.loads(printed)["invented"], stored()["invented"]
    assert live == pytest.approx(known, abs=1e-9)


def test_alpha_of_the_swedish_data(study_one):
    """Oracle: alpha .8794 on 499 complete, and R's interval."""
    found = instruments.cronbach_alpha(swedish(study_one), GAD7)
    assert (round(found.value, 4), found.n) == (0.8794, 499)
    assert_agree(found, stored()["swedish"])


def test_alpha_of_a_hand_calculation():
    """Oracle: by hand. Item variances 1 and 1, total variance 3: alpha = 2 * (1 - 2 / 3)."""
    frame = pd.DataFrame(0, index=range(3), columns=[item.id for item in WHO5.items])
    frame["who5_1"], frame["who5_2"] = [0, 1, 2], [0, 2, 1]
    found = instruments.cronbach_alpha(frame, WHO5)
    assert found.value == pytest.approx(5 / 4 * (1 - 2 / 3))


def test_a_wider_confidence_gives_a_wider_interval_around_the_same_value():
    usual = instruments.cronbach_alpha(invented(), GAD7)
    wide = instruments.cronbach_alpha(invented(), GAD7, confidence=0.99)
    assert wide.value == usual.value
    assert wide.low < usual.low < usual.value < usual.high < wide.high


def test_where_there_is_no_alpha_it_is_absent():
    gone = Absent("nobody was asked")
    assert instruments.cronbach_alpha(gone, GAD7) is gone
    for frame in (invented().head(1), invented() * 0, pd.DataFrame({"other": [1]})):
        assert isinstance(instruments.cronbach_alpha(frame, GAD7), Absent)
