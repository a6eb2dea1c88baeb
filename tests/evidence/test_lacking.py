"""What the evidence does not tell, against counts that were made by hand."""

from __future__ import annotations

import csv
from functools import cache

import pandas as pd
import pytest

from compendium import evidence
from compendium.tables import checkout


@cache
def gaps(people: str) -> pd.DataFrame:
    """Return the gaps, computed once for all tests of this module."""
    return evidence.gaps(people)


def counts(question: str, people: str = "young") -> tuple[int, int, int]:
    found = gaps(people)
    found = found[found["question"] == question].set_index("answer")["count"]
    return tuple(int(found[answer]) for answer in ("told", "in_part", "not_told"))


def rows(name: str) -> list[dict[str, str]]:
    path = checkout() / "data" / "evidence" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_programme_bears_on_sixteen_cells_with_a_barrier():
    """By hand, in Tables 4.3 and 6.1 of the VIVE report.

    Thirteen of the fifteen risk factors have nothing on the structural level: crime has High:five
    there, and of the two programmes of debt the text tells no level. Beside them: the interpersonal
    level of the pressure to choose, and of housing; the institutional level of deprived areas.
    """
    found = evidence.reach()
    empty = found[found["answer"] == "not_told"]
    structural = empty[empty["level"] == "structural"]["risk_factor"]
    assert len(structural) == 13
    assert not {"crime", "debt"} & set(structural)
    beside = empty[empty["level"] != "structural"]
    assert set(zip(beside["risk_factor"], beside["level"], strict=True)) == {
        ("pressure_to_choose", "interpersonal"),
        ("housing_problems", "interpersonal"),
        ("deprived_area", "institutional"),
    }
    assert set(found.loc[found["risk_factor"] == "debt", "answer"]) == {"in_part"}
    assert (found["barriers"] != "").all()


def test_transition_to_adulthood_has_programmes_and_none_with_a_control_group():
    """By hand: number 11, without a star, stands under it on two levels of Table 6.1."""
    found = evidence.reach().set_index(["risk_factor", "level"])["answer"]
    assert found["transition_to_adulthood", "institutional"] == "in_part"
    assert found["transition_to_adulthood", "interpersonal"] == "in_part"
    assert found["crime", "individual"] == "told"


def test_gaps_are_counts_of_the_rows_of_the_tables():
    """Counted once more in the files, value by value."""
    young = {row["key"]: row for row in rows("programmes") if row["people"] == "young"}
    status = [row["status"] for row in young.values()]
    gone = status.count("ended") + status.count("unknown")
    assert counts("status") == (status.count("running"), 0, gone)
    outcomes = [row for row in rows("programme_outcomes") if row["programme"] in young]
    printed = [row["denominator_status"] for row in outcomes]
    assert counts("denominator") == tuple(map(printed.count, ("printed", "other", "missing")))
    against = [row["comparison"] for row in outcomes]
    assert counts("comparison")[0] == against.count("control") + against.count("matched") > 0
    assert counts("comparison")[2] == against.count("nobody") > 0
    factors = [row for row in rows("risk_factors") if row["people"] != "adults"]
    designs = [row["design"] for row in factors]
    assert counts("behind_factor")[1] == designs.count("list") + designs.count("interview") > 0
    assert counts("behind_factor")[2] == designs.count("not_said") > 0
    sized = [row["n"] for row in factors if row["n"]]
    assert counts("size") == (len(sized), 0, len(factors) - len(sized))


def test_one_open_side_leaves_a_contradiction_open():
    """By hand: three ages of Reconnect, all open; one caseload that stands, and one open."""
    sides = rows("conflicts")
    unsettled = {row["conflict"] for row in sides if row["standing"] == "open"}
    assert {"reconnect_ages", "ips_caseload"} <= unsettled
    assert counts("standing")[2] == len(unsettled)
    weighed = {row["conflict"] for row in sides if "believed" in row["standing"]}
    assert counts("standing")[0] == len(weighed - unsettled)


@pytest.mark.parametrize("people", ["young", "adults"])
def test_the_answers_of_a_question_are_all_that_were_asked(people):
    found = gaps(people)
    assert (found.groupby("question")["count"].sum() == found.groupby("question")["base"].first())\
        .all()  # fmt: skip
    assert found.groupby("question")["part"].sum().round(9).eq(1).all()
    assert (found["source"] != "").all()


def test_what_is_about_both_is_about_each():
    both = [row for row in rows("risk_factors") if row["people"] == "both"]
    base = {people: sum(counts("size", people=people)) for people in ("young", "adults")}
    assert both
    assert sum(base.values()) == len(rows("risk_factors")) + len(both)


def test_people_whom_nothing_is_about_are_told_with_those_there_are():
    with pytest.raises(evidence.UnknownPeopleError, match="'children'") as told:
        evidence.gaps("children")
    assert "young" in str(told.value)
    assert "adults" in str(told.value)
