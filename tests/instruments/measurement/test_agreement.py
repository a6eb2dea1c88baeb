"""Agreement of two questionnaires against R's vcd, psych and prop.test, and by hand."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import instruments
from compendium.tables import Absent

ORACLES = Path(__file__).parents[2] / "oracles"
STORED = json.loads((ORACLES / "kappa.json").read_text("utf-8"))
TABLES = [name for name in STORED if "," in name]


def people(*cells: int) -> pd.DataFrame:
    """Return persons by the cells of a table of two columns, row by row, yes before no."""
    pairs = [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]
    rows = [pair for pair, count in zip(pairs, cells, strict=True) for _ in range(count)]
    return pd.DataFrame(rows, columns=["one", "other"])


def of(name: str) -> pd.DataFrame:
    return people(*map(int, name.split(",")))


@pytest.mark.parametrize("name", TABLES)
def test_kappa_and_its_interval_are_those_of_vcd_and_psych(name):
    """Oracle: vcd::Kappa with confint, and psych::cohen.kappa, as stored in kappa.json."""
    found, known = instruments.kappa(of(name), "one", "other"), STORED[name]
    assert found.n == known["n"]
    assert (found.value, found.low, found.high) == pytest.approx(
        (known["value"], known["low"], known["high"]), abs=1e-6
    )
    assert found.value == pytest.approx(known["psych"], abs=1e-6)


@pytest.mark.parametrize("name", TABLES)
def test_the_share_that_agrees_is_that_of_prop_test(name):
    """Oracle: R prop.test without correction, as stored in kappa.json."""
    found, known = instruments.agreed(of(name), "one", "other"), STORED[name]
    assert (found.value, found.low, found.high) == pytest.approx(
        (known["share"], known["share_low"], known["share_high"]), abs=1e-6
    )


def test_r_still_prints_what_is_stored(rscript):
    """Oracle: the same script, run now."""
    command = [rscript, str(ORACLES / "kappa.R"), *TABLES]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name in TABLES:
        assert printed[name] == pytest.approx(STORED[name], abs=1e-6)


def test_kappa_of_a_hand_calculation():
    """Oracle: by hand. Both on one side 35 of 50; margins 25/25 and 30/20 would give 25."""
    assert instruments.kappa(people(20, 5, 10, 15), "one", "other").value == pytest.approx(
        (0.7 - 0.5) / (1 - 0.5)
    )


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda cells: sum(cells) > 0))
def test_which_comes_first_or_which_side_is_called_yes_changes_nothing(cells):
    a, b, c, d = cells
    for measure in (instruments.kappa, instruments.agreed):
        found = measure(people(a, b, c, d), "one", "other")
        for again in (people(a, c, b, d), people(d, c, b, a)):
            other = measure(again, "one", "other")
            if isinstance(found, Absent):
                assert isinstance(other, Absent)
                continue
            assert other.value == pytest.approx(found.value)
            assert -1 <= found.low <= found.value + 1e-9
            assert found.value - 1e-9 <= found.high <= 1


def test_who_did_not_answer_both_is_left_out():
    frame = pd.concat([people(20, 5, 10, 15), pd.DataFrame({"one": ["yes"], "other": [None]})])
    assert instruments.kappa(frame, "one", "other").n == 50
    assert instruments.agreed(frame, "one", "other").n == 50


@pytest.mark.parametrize("cells", [(9, 0, 0, 0), (0, 0, 0, 1), (0, 4, 0, 7)])
def test_where_everybody_is_on_one_side_there_is_agreement_but_no_kappa(cells):
    same = (cells[0] + cells[3]) / sum(cells)
    assert instruments.agreed(people(*cells), "one", "other").value == pytest.approx(same)
    why = instruments.kappa(people(*cells), "one", "other")
    assert isinstance(why, Absent)
    assert "no value" in why.why


def test_of_nobody_there_is_neither_and_an_absence_is_handed_on():
    gone = Absent("nobody was asked")
    for measure in (instruments.kappa, instruments.agreed):
        assert isinstance(measure(people(0, 0, 0, 0), "one", "other"), Absent)
        assert measure(gone, "one", "other") is gone
