"""Balance: R MatchIt tells the same of the same matching, and nothing but the arms moves it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes.effects import balance, covariates
from compendium.tables import Absent

NAMES = ("age", "job_before", "benefit", "risk_debt")


def invented(oracle):
    """Return the people of the oracle, as `subjects` would."""
    rows = oracle("balance").rows()
    return rows.assign(
        benefit=rows["benefit"].astype("category"),
        **{name: rows[name].astype(float) for name in ("age", "job_before", "risk_debt")},
    )


def told(line, when):
    """Return what MatchIt tells in a row of its summary."""
    of_pool = getattr(line, when).value
    difference = getattr(line, f"difference_{when}").value
    return of_pool, difference, getattr(line, f"ratio_{when}").value


@pytest.mark.parametrize("when", ["before", "after"])
def test_means_differences_and_ratios_are_those_of_matchit(oracle, when):
    stored = oracle("balance").stored
    found = balance(invented(oracle), np.array(stored["weights"]), NAMES)
    assert 0 < sum(weight == 0 for weight in stored["weights"][:40]) < 40
    assert len(found.lines) == len(stored[when])
    for line in found.lines:
        name = line.covariate + (line.level if line.covariate == "benefit" else "")
        theirs = [np.nan if x is None else x for x in stored[when][name]]
        assert told(line, when) == pytest.approx(theirs[1:], abs=1e-9, nan_ok=True), name
        if when == "after":
            assert line.treated.value == pytest.approx(theirs[0], abs=1e-9)
    assert found.effective.value == pytest.approx(stored["effective"], abs=1e-9)


@pytest.mark.parametrize("when", ["before", "after"])
def test_they_are_on_the_data_of_lalonde(oracle, rscript, open_data, when):
    path = open_data / "lalonde" / "lalonde.csv"
    theirs = oracle("balance").printed(rscript, str(path))
    people = pd.read_csv(path)
    # Their columns stand in for ours: what is told of a number does not go by its name.
    ours = {
        "age": "age",
        "educ": "job_before",
        "re74": "education_before",
        "re75": "job_year_before",
    }
    frame = pd.DataFrame(
        {
            "arm": np.where(people["treat"] == 1, "intervention", "comparison"),
            "benefit": people["race"].astype("category"),
            "risk_debt": people["married"].astype(float),
            **{name: people[column].astype(float) for column, name in ours.items()},
        }
    )
    found = balance(frame, np.array(theirs["weights"]), [*ours.values(), "benefit", "risk_debt"])
    back = {name: column for column, name in ours.items()} | {"risk_debt": "married"}
    for line in found.lines:
        name = back.get(line.covariate) or "race" + line.level
        stored = [np.nan if x is None else x for x in theirs[when][name]]
        assert told(line, when) == pytest.approx(stored[1:], abs=1e-7, nan_ok=True), name
    assert found.effective.value == pytest.approx(theirs["effective"], abs=1e-7)


def test_r_still_prints_what_is_stored(oracle, rscript):
    stored, now = oracle("balance").stored, oracle("balance").printed(rscript)
    for part in ("weights", "effective"):
        assert now[part] == pytest.approx(stored[part], abs=1e-9)
    for when in ("before", "after"):
        for name, row in stored[when].items():
            assert now[when][name] == pytest.approx(row, abs=1e-9), name


def test_the_spread_is_the_same_before_and_after(oracle):
    """So that a difference shrinks only where the arms come nearer."""
    frame = invented(oracle)
    found = balance(frame, np.array(oracle("balance").stored["weights"]), ["age"]).lines[0]
    ours = frame.loc[frame["arm"] == "intervention", "age"]
    for when in ("before", "after"):
        own = ours.mean() if when == "before" else found.treated.value
        difference = getattr(found, f"difference_{when}").value
        assert difference * ours.std() == pytest.approx(own - getattr(found, when).value)


def test_of_two_levels_one_is_told_and_what_is_not_recorded_is_a_level():
    frame = pd.DataFrame(
        {
            "arm": ["intervention"] * 3 + ["comparison"] * 3,
            "sex": pd.Categorical(["female", "male", "female"] * 2),
            "benefit": pd.Categorical(["cash", None, "sickness", "cash", None, None]),
            "risk_debt": [1.0, 0.0, np.nan, 0.0, 0.0, 1.0],
            "age": [20.0, 22.0, np.nan, 20.0, 22.0, 30.0],
        }
    )
    found = balance(frame, np.ones(6), ["sex", "benefit", "risk_debt", "age"])
    assert [line.id for line in found.lines] == [
        "sex=female",
        *("benefit=cash", "benefit=sickness", "benefit=not_recorded"),
        *("risk_debt=yes", "risk_debt=not_recorded", "age"),
    ]
    lines = {line.id: line for line in found.lines}
    assert lines["benefit=not_recorded"].before.value == pytest.approx(2 / 3)
    assert lines["age"].treated.value == 21.0
    assert found.largest() == max(abs(line.difference_after.value) for line in found.lines)
    assert found.mean() <= found.largest()


def test_equal_arms_are_told_as_equal_and_who_has_no_spread_has_no_ratio():
    frame = pd.DataFrame(
        {
            "arm": ["intervention", "comparison"] * 4,
            "age": [20.0, 20.0] * 4,
            "job_before": [1.0, 5.0] * 4,
        }
    )
    same, apart = balance(frame, np.ones(8), ["age", "job_before"]).lines
    assert same.difference_after.value == 0.0
    assert np.isnan(apart.difference_after.value)


def test_without_anybody_used_it_is_absent():
    frame = pd.DataFrame({"arm": ["intervention", "comparison"], "age": [20.0, 21.0]})
    assert isinstance(balance(frame, np.array([0.0, 0.0]), ["age"]), Absent)
    why = Absent("no histories")
    assert balance(why, np.ones(2), ["age"]) is why


def test_every_covariate_of_the_catalogue_has_a_line():
    frame = pd.DataFrame({"arm": ["intervention", "comparison"] * 2})
    for one in covariates().values():
        values = {"number": [1.0, 2.0, 3.0, 5.0], "flag": [0.0, 1.0, 1.0, 0.0]}.get(one.kind)
        column = pd.Categorical(list("abab")) if values is None else values
        frame[one.id] = column
    found = balance(frame, np.ones(4), tuple(covariates()))
    assert [line.covariate for line in found.lines] == list(covariates())
