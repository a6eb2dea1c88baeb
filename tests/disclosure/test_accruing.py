"""Numbers that grow, group by group: what is shown is true, and tells of no few in between."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure
from compendium.tables import Absent

ARMS, WEEKS = ["intervention", "comparison"], [13, 26, 39]
Numbers = dict[tuple[str, int], int]
numbers = st.lists(st.integers(0, 30), min_size=6, max_size=6)


def people(counts: Numbers) -> pd.DataFrame:
    rows = [key for key, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["arm", "entered"])
    return frame.assign(
        participant_id=[f"p{place}" for place in range(len(frame))],
        arm=pd.Categorical(frame["arm"], ARMS),
        entered=pd.Categorical(frame["entered"], WEEKS, ordered=True),
    )


def counts_of(values: list[int]) -> Numbers:
    places = [(arm, week) for arm in ARMS for week in WEEKS]
    return dict(zip(places, values, strict=True))


def counted(counts: Numbers) -> disclosure.Safe:
    return disclosure.count(people(counts), ["arm", "entered"], of="people", profile="dk")


def n_of(safe: disclosure.Safe) -> dict[tuple[str, int], int | None]:
    return {
        (str(row["arm"]), int(str(row[safe.by[-1]]))): None if pd.isna(row["n"]) else int(row["n"])
        for row in safe.frame.to_dict("records")
    }


def test_each_group_is_added_up_by_itself_and_may_be_called_otherwise():
    safe = counted(counts_of([10, 20, 0, 30, 5, 6]))
    found = disclosure.accrued(safe, "entered", within=["arm"], called="by_week")
    assert found.by == ("arm", "by_week")
    assert list(n_of(found).values()) == [10, 30, 30, 30, 35, 41]
    falling = disclosure.accrued(safe, "entered", within=["arm"], falling=True)
    assert list(n_of(falling).values()) == [30, 20, 0, 41, 11, 6]
    assert found.view == safe.view, "nothing is told that the table did not tell"


@settings(max_examples=40, deadline=None)
@given(numbers)
def test_what_is_shown_is_true_and_no_few_lie_between_two_that_are(values):
    counts = counts_of(values)
    found = n_of(disclosure.accrued(counted(counts), "entered", within=["arm"]))
    for arm in ARMS:
        before = 0
        for place, week in enumerate(WEEKS):
            n = found[arm, week]
            if n is None:
                before = None
                continue
            assert n == sum(counts[arm, each] for each in WEEKS[: place + 1])
            if before is not None:
                assert n - before == 0 or n - before >= 5
            before = n


def test_a_number_that_another_table_hides_is_hidden_here_too():
    safe = disclosure.accrued(counted(counts_of([10, 20, 30, 30, 20, 40])), "entered",
                              within=["arm"])  # fmt: skip
    few = [("intervention", "a")] * 7 + [("intervention", "b")] * 2 + [("comparison", "a")] * 30
    frame = pd.DataFrame(few, columns=["arm", "entered"]).reset_index(names="participant_id")
    other = disclosure.count(frame, ["arm", "entered"], of="people", profile="dk")
    assert not other.cell(arm="intervention", entered="b").shown
    at = ["arm", "entered"]
    silent = disclosure.confirmed(safe, other, at=at, others_at=at)
    assert not silent.frame["shown"].any(), "it shows none of these weeks"
    assert set(silent.frame["why"]) == {"few"}
    assert silent.frame["n"].isna().all()
    same = disclosure.confirmed(safe, safe, at=at, others_at=at)
    pd.testing.assert_frame_equal(same.frame, safe.frame)


def test_tables_of_other_persons_are_refused_and_what_is_absent_is_handed_on():
    one, other = (
        disclosure.accrued(counted(counts_of([10, 20, last, 30, 20, 40])), "entered",
                           within=["arm"])
        for last in (30, 31)
    )  # fmt: skip
    at = ["arm", "entered"]
    with pytest.raises(ValueError, match="different numbers of persons"):
        disclosure.confirmed(one, other, at=at, others_at=at)
    absent = Absent("no histories")
    assert disclosure.accrued(absent, "entered", within=["arm"]) is absent
    assert disclosure.confirmed(one, absent, at=at, others_at=at) is absent
