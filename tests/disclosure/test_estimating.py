"""Estimates are shown where the persons behind them are, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from compendium import disclosure
from compendium.tables import Absent

BY = {"along": "wave", "profile": "dk"}


@dataclass(frozen=True)
class Found:
    """An estimate, for which a mean or a change may stand."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def people(**waves: int) -> pd.DataFrame:
    rows = [(f"p{n}", wave) for wave, count in waves.items() for n in range(count)]
    return pd.DataFrame(rows, columns=["participant_id", "wave"])


def counted(**waves: int) -> disclosure.Safe:
    return disclosure.count(people(**waves), ["wave"], of="screened", profile="dk")


ALPHA = Found(0.88, 0.86, 0.9)


def placed(*sizes: int) -> disclosure.Safe:
    """Return the persons of three municipalities."""
    frame = pd.DataFrame({"municipality": np.repeat(["Bornholm", "København", "Rødovre"], sizes)})
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    return disclosure.count(frame, ["municipality"], of="x", profile="dk")


def test_an_estimate_is_shown_where_its_persons_are():
    persons = placed(3, 60, 40)
    shown = disclosure.estimate(ALPHA, persons.cell(), profile="dk").cell()
    assert (shown.value, shown.low, shown.high, shown.n) == (0.88, 0.86, 0.9, 103)
    hidden = persons.cell(municipality="Bornholm")
    safe = disclosure.estimate(ALPHA, hidden, profile="dk")
    assert not safe.cell().shown
    assert safe.frame[["value", "low", "high", "n"]].isna().all(axis=None)
    needing = disclosure.estimate(ALPHA, persons.cell(), profile="dk", needs=[hidden])
    assert not needing.cell().shown
    assert safe.record() == persons.record() | {"kind": "estimate"}


def test_that_there_is_no_estimate_is_told_only_of_persons_who_are_shown():
    persons, gone = placed(3, 60, 40), Absent("a ratio to an arm in which nobody has the endpoint")
    assert disclosure.estimate(gone, persons.cell(), profile="dk") is gone
    hidden = persons.cell(municipality="Bornholm")
    for safe in (
        disclosure.estimate(gone, hidden, profile="dk"),
        disclosure.estimate(gone, persons.cell(), profile="dk", needs=[hidden]),
    ):
        assert safe.frame["why"].tolist() == ["few"]
    nobody = Absent("no histories")
    assert disclosure.estimate(gone, nobody, profile="dk") is nobody
    assert disclosure.estimate(ALPHA, nobody, profile="dk") is nobody


def test_an_estimate_may_need_more_persons_than_the_threshold():
    persons = placed(15, 60, 40)
    everybody = persons.cell()
    for least, shown in ((115, True), (116, False)):
        safe = disclosure.estimate(ALPHA, everybody, profile="dk", least=least)
        assert safe.cell().shown == shown
    assert safe.frame["why"].tolist() == ["least"]


def test_an_estimate_of_a_municipality_needs_twenty_persons():
    persons = placed(15, 60, 40)
    cell = persons.cell(municipality="Bornholm")
    assert cell.n == 15
    assert disclosure.estimate(ALPHA, cell, profile="dk").cell().why == "least"


def test_an_estimate_needs_a_cell_of_persons():
    with pytest.raises(TypeError, match="Cell"):
        disclosure.estimate(ALPHA, 103, profile="dk")
    facts = disclosure.published(pd.DataFrame({"v": [1.0], "source": ["a"]}), "v")
    with pytest.raises(ValueError, match="published"):
        disclosure.estimate(ALPHA, facts.cell(), profile="dk")
    persons = placed(30, 60, 40).cell()
    with pytest.raises(TypeError, match="value"):
        disclosure.estimate("0.88", persons, profile="dk")


def test_an_estimate_stands_where_its_persons_are_and_is_rounded():
    found = {"a": Found(-3.4567, -5.01, -1.99), "b": Found(-2.0), "c": Found(1.0)}
    safe = disclosure.estimates(found, counted(a=40, b=3, d=30), **BY, levels="abd")
    rows = safe.frame.set_index("wave")
    assert rows.loc["a", ["value", "low", "high", "n"]].tolist() == [-3.5, -5.0, -2.0, 40]
    assert rows.loc["b", ["shown", "why"]].tolist() == [False, "few"]
    assert pd.isna(rows.loc["b", "value"])
    assert rows.loc["d", "why"] == "none"
    assert safe.kind == "estimate"


def test_what_it_needs_besides_must_be_shown_too():
    found = {"a": Found(1.0), "b": Found(2.0)}
    safe = disclosure.estimates(
        found,
        counted(a=40, b=40),
        along="wave",
        levels="ab",
        profile="dk",
        needs=[counted(a=3, b=20, c=9)],
    )
    assert safe.frame["why"].tolist() == ["few", ""]


def test_of_what_is_absent_nothing_is_estimated():
    gone = Absent("nobody came")
    assert disclosure.estimates(gone, counted(a=9), **BY, levels="a") is gone
    assert disclosure.estimates({}, gone, **BY, levels="a") is gone


def test_two_rows_of_one_level_or_no_persons_are_refused():
    frame = people(a=40).assign(sex="female")
    twice = disclosure.count(frame, ["wave", "sex"], of="screened", profile="dk")
    with pytest.raises(ValueError, match="one row"):
        disclosure.estimates({}, twice, **BY, levels="a")
    safe = disclosure.estimates({"a": Found(1)}, counted(a=40), **BY, levels="a")
    with pytest.raises(ValueError, match="counts no persons"):
        disclosure.estimates({}, safe, **BY, levels="a")
