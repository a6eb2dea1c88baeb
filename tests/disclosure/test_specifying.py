"""Specifying: many analyses of the same people, of which none tells of the few it leaves out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import disclosure
from compendium.disclosure import Cell, Safe
from compendium.tables import Absent


def counted(left: int, kept: int = 60) -> Safe:
    rows = [("intervention", "no")] * 40 + [("comparison", "no")] * kept
    rows += [("comparison", "yes")] * left
    frame = pd.DataFrame(rows, columns=["arm", "left"]).reset_index(names="participant_id")
    frame["left"] = pd.Categorical(frame["left"], ["no", "yes"])
    found = disclosure.count(frame, ["arm", "left"], of="people", profile="dk")
    assert isinstance(found, Safe)
    return found


def curve(values: dict[str, float], used: int = 40) -> pd.DataFrame:
    frame = pd.DataFrame({"exclusions": list(values), "value": list(values.values())})
    return frame.assign(
        low=frame["value"] - 0.1234567,
        high=frame["value"] + 0.1234567,
        n_intervention=used,
        n_comparison=used,
        planned=frame["exclusions"] == "nobody",
    )


def specified(frame: pd.DataFrame, left: Safe) -> Safe:
    found = disclosure.specified(
        frame, left.cell(), by=["exclusions"], profile="dk",
        parted={("exclusions", "closures"): left},
    )  # fmt: skip
    assert isinstance(found, Safe)
    return found


VALUES = {"nobody": 0.0500449, "closures": 0.01, "first_quarter": 0.09}


def test_estimates_are_rounded_and_have_no_persons_beside_them() -> None:
    rows = specified(curve(VALUES), counted(20)).frame
    assert rows["value"].tolist() == [0.01, 0.05, 0.09]
    assert rows["high"].tolist() == [0.133, 0.174, 0.213]
    assert rows["n"].isna().all()
    assert rows["planned"].tolist() == ["no", "yes", "no"]


@pytest.mark.parametrize("left", [1, 4])
def test_a_choice_that_leaves_few_out_is_hidden_and_its_place_tells_nothing(left: int) -> None:
    low, high = ({**VALUES, "closures": value} for value in (-0.5, 0.5))
    tables = [specified(curve(values), counted(left)) for values in (low, high)]
    for table in tables:
        hidden = table.frame[~table.frame["shown"]]
        assert hidden["exclusions"].tolist() == ["closures"]
        assert hidden["why"].tolist() == ["few"]
        assert hidden[["value", "low", "high"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(tables[0].frame, tables[1].frame)
    summaries = [disclosure.summarised(table).frame for table in tables]
    pd.testing.assert_frame_equal(summaries[0], summaries[1])
    assert summaries[0].set_index("measure").loc["analyses", "value"] == 2


def test_an_analysis_of_few_and_one_without_an_estimate_say_so() -> None:
    frame = curve(VALUES)
    frame.loc[0, "n_intervention"] = 4
    frame.loc[2, ["value", "low", "high"]] = float("nan")
    rows = specified(frame, counted(20)).frame.set_index("exclusions")
    assert rows["why"].to_dict() == {"closures": "", "nobody": "least", "first_quarter": "none"}


def test_nothing_is_shown_where_a_table_it_needs_is_not_whole() -> None:
    left = counted(3)
    found = disclosure.specified(
        curve(VALUES), left.cell(), by=["exclusions"], profile="dk", needs=[left]
    )
    assert isinstance(found, Safe)
    assert not found.frame["shown"].any()
    summary = disclosure.summarised(found).frame
    assert not summary["shown"].any()
    assert summary["value"].isna().all()


def test_the_summary_is_of_what_is_shown() -> None:
    summary = disclosure.summarised(specified(curve(VALUES), counted(20)))
    told = {str(row["measure"]): row["value"] for row in summary.frame.to_dict("records")}
    assert told == {
        "analyses": 3, "least": 0.01, "middle": 0.05, "most": 0.09, "above": 0, "below": 0,
        "planned": 0.05, "place": 2,
    }  # fmt: skip
    planned = summary.cell(measure="planned")
    assert (planned.low, planned.high) == (-0.073, 0.174)
    assert summary.cell(measure="analyses").unit == "count"


def test_without_the_planned_analysis_there_is_no_place_of_it() -> None:
    frame = curve(VALUES).query("not planned")
    summary = disclosure.summarised(specified(frame, counted(20)))
    assert not summary.cell(measure="place").shown
    assert summary.cell(measure="planned").why == "none"


def test_what_is_absent_is_handed_on_and_a_number_is_no_cell() -> None:
    absent = Absent("it has no table of histories")
    asked = {"by": ["exclusions"], "profile": "dk"}
    assert disclosure.specified(absent, counted(9).cell(), **asked) is absent
    assert disclosure.specified(curve(VALUES), absent, **asked) is absent
    with pytest.raises(TypeError, match="not int"):
        disclosure.specified(curve(VALUES), 100, **asked)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=8), st.integers(0, 8))
def test_what_is_told_depends_on_no_hidden_value(values: list[float], left: int) -> None:
    names = ["closures", *(f"other_{place}" for place in range(len(values) - 1))]
    table = specified(curve(dict(zip(names, values, strict=True))), counted(left))
    own: Cell = table.cell(exclusions="closures")
    assert own.shown is (left == 0 or left >= 5)
    shown = table.frame[table.frame["shown"]]
    assert shown["value"].is_monotonic_increasing
