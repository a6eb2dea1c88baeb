"""Sums of protected cells: what follows from shown numbers is shown, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure
from compendium.tables import Absent

HALVES = ["2020H1", "2020H2", "2021H1", "2021H2"]


def people(counts: list[int], levels: list[str] = HALVES, **more: object) -> pd.DataFrame:
    rows = [level for level, count in zip(levels, counts, strict=True) for _ in range(count)]
    frame = pd.DataFrame({"half": pd.Categorical(rows, levels, ordered=True)})
    return frame.assign(participant_id=[f"p{place}" for place in range(len(frame))], **more)


def counted(*counts: int) -> disclosure.Safe:
    return disclosure.count(people(list(counts)), ["half"], of="people", profile="dk")


def n_of(safe: disclosure.Safe) -> list[int | None]:
    return [None if pd.isna(n) else int(n) for n in safe.frame["n"]]


def test_each_level_is_joined_by_those_before_it():
    found = disclosure.cumulated(counted(10, 20, 0, 30), "half")
    assert n_of(found) == [10, 30, 30, 60]
    assert list(found.frame["half"].astype(str)) == HALVES


def test_or_by_those_after_it():
    assert n_of(disclosure.cumulated(counted(10, 20, 0, 30), "half", falling=True)) == [
        60,
        50,
        30,
        30,
    ]


def test_shares_are_of_everybody_in_the_line():
    shares = disclosure.share(
        people([10, 20, 10, 10]), ["half"], of="people", profile="dk", within=[]
    )
    found = disclosure.cumulated(shares, "half").frame
    assert found["value"].tolist() == pytest.approx([0.2, 0.6, 0.8, 1.0])
    assert found["base"].tolist() == [50] * 4


def test_shares_of_nobody_are_of_nobody():
    frame = pd.concat([people([10, 20, 10, 10]).assign(done="yes"), people([1, 0, 0, 0])[:0]])
    frame["done"] = pd.Categorical(frame["done"], ["yes", "no"])
    shares = disclosure.share(frame, ["done", "half"], of="people", profile="dk", within=["done"])
    found = disclosure.cumulated(shares.cut(done="no"), "half").frame
    assert set(found["why"]) == {"none"}
    assert found["value"].isna().all()


def test_what_hides_a_number_hides_the_sums_that_would_tell_it():
    safe = counted(10, 3, 7, 30)
    assert n_of(safe) == [10, None, None, 30, 50], "the total would tell the 3, so 7 is hidden"
    assert n_of(disclosure.cumulated(safe, "half")) == [10, None, 20, 50]


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_a_sum_is_right_or_not_there_and_tells_nothing_new(counts):
    safe = counted(*counts)
    found = disclosure.cumulated(safe, "half")
    for sum_, right in zip(n_of(found), np.cumsum(counts), strict=True):
        assert sum_ in (None, right)
    assert found.record() == safe.record()
    assert disclosure.attack([found.record()]) == disclosure.attack([safe.record()])


def test_a_whole_band_is_known_where_a_score_in_it_is_not():
    frame = people([10, 3, 2, 30]).assign(
        band=lambda each: pd.Categorical(
            each["half"].map({"2020H1": "low", "2020H2": "low"}).astype("str").fillna("high"),
            ["low", "high"],
        )
    )
    safe = disclosure.count(
        frame, ["band", "half"], of="people", profile="dk", nested={"half": "band"}
    )
    shown = dict(zip(HALVES, n_of(disclosure.cumulated(safe, "half")), strict=True))
    assert shown["2020H1"] is None
    assert (shown["2020H2"], shown["2021H2"]) == (13, 45), "the band is shown, its scores are not"


def test_levels_are_added_up_in_their_own_order_and_not_in_that_of_what_they_lie_in():
    """As with well-being, where the side that is named first has the higher scores."""
    sides = {"2020H1": "yes", "2020H2": "yes", "2021H1": "no", "2021H2": "no"}
    frame = people([10, 20, 40, 80])
    frame["side"] = pd.Categorical(frame["half"].astype("str").map(sides), ["no", "yes"])
    for by in (["side", "half"], ["half", "side"]):
        safe = disclosure.count(frame, by, of="people", profile="dk", nested={"half": "side"})
        found = disclosure.cumulated(safe, "half")
        assert list(found.frame["half"].astype(str)) == HALVES
        assert n_of(found) == [10, 30, 70, 150]


def test_a_level_that_nobody_is_in_has_the_sum_of_those_before_it():
    """Within two sides that have people, an empty half-year belongs to neither and is no row."""
    frame = people([10, 20, 0, 80]).assign(
        side=lambda each: (
            each["half"].astype("str").map({"2020H1": "yes", "2020H2": "yes", "2021H2": "no"})
        )
    )
    safe = disclosure.count(
        frame, ["side", "half"], of="people", profile="dk", nested={"half": "side"}
    )
    assert "2021H1" not in set(safe.frame["half"].astype(str))
    assert n_of(disclosure.cumulated(safe, "half")) == [10, 30, 30, 110]
    assert n_of(disclosure.cumulated(safe, "half", falling=True)) == [110, 100, 80, 80]


def test_a_dimension_that_has_a_total_stands_at_it_and_another_is_refused():
    frame = pd.concat([people([10, 20, 10, 30], wave=wave, sex="f") for wave in ("a", "b")])
    by_wave = disclosure.count(frame, ["wave", "sex", "half"], of="people", profile="dk")
    found = disclosure.cumulated(by_wave.cut(wave="a"), "half")
    assert n_of(found) == [10, 30, 40, 70]
    with pytest.raises(ValueError, match="'wave' has several levels"):
        disclosure.cumulated(by_wave, "half")
    with pytest.raises(ValueError, match="no dimension 'quarter'"):
        disclosure.cumulated(by_wave, "quarter")


def test_margins_that_count_others_are_refused():
    frame = people([10, 20, 10, 30]).assign(done="yes")
    frame.loc[:9, ["half", "done"]] = [None, "no"]
    frame["done"] = pd.Categorical(frame["done"], ["yes", "no"])
    safe = disclosure.count(
        frame, ["done", "half"], of="people", profile="dk", nested={"half": "done"}
    )
    with pytest.raises(ValueError, match="count others"):
        disclosure.cumulated(safe, "half")
    assert n_of(disclosure.cumulated(safe.cut(done="yes"), "half"))[-1] == 60


def test_what_is_no_count_is_refused_and_what_is_absent_handed_on():
    gone = Absent("no table")
    assert disclosure.cumulated(gone, "half") is gone
    facts = disclosure.definitions(pd.DataFrame({"half": HALVES}))
    with pytest.raises(ValueError, match="no numbers of persons"):
        disclosure.cumulated(facts, "half")


def test_a_table_stands_only_where_those_it_needs_do():
    safe, gone = counted(10, 20, 10, 30), Absent("no table")
    assert disclosure.given(safe, [safe]) is safe
    assert disclosure.given(safe, [safe, gone]) is gone
    assert disclosure.given(gone, [safe]) is gone
    hidden = disclosure.given(safe, [safe, counted(10, 3, 10, 30)])
    assert not hidden.frame["shown"].any()
    assert hidden.frame["n"].isna().all()
    assert set(hidden.frame["why"]) == {"few"}
    assert disclosure.attack([safe.record(), hidden.record()]) == [], "it claims nothing"


def by_wave(**counts: list[int]) -> disclosure.Safe:
    frame = pd.concat([people(count, wave=wave) for wave, count in counts.items()])
    return disclosure.count(frame, ["wave", "half"], of="people", profile="dk")


def test_along_a_dimension_a_table_stands_or_falls_level_by_level():
    safe = by_wave(a=[10, 20, 10, 30], b=[10, 20, 30, 10])
    needed = by_wave(a=[10, 20, 10, 30], b=[10, 3, 10, 30])
    found = disclosure.given(safe, [needed], along="wave")
    assert found.cut(wave="a").frame["shown"].all()
    assert not found.cut(wave="b").frame["shown"].any()
    assert {cell[0] for cell in found.record()["cells"]} == {"a"}, "it claims nothing of b"
    assert disclosure.given(safe, [safe], along="wave") is safe
    gone = Absent("no table")
    assert disclosure.given(safe, [gone], along="wave") is gone


def test_shares_of_few_persons_are_not_told_and_their_numbers_are_not_touched():
    frame = pd.concat(
        [
            people([10, 20, 10, 30], group="many"),
            people([5, 6, 0, 8], group="few").assign(
                participant_id=lambda each: "f" + each["participant_id"]
            ),
        ]
    )
    shares = disclosure.share(frame, ["group", "half"], of="people", profile="dk")
    found = disclosure.enough(shares, profile="dk")
    assert found.cut(group="many").frame["shown"].all()
    few = found.cut(group="few").frame
    assert not few["shown"].any()
    assert set(few["why"]) == {"least"}
    assert few["n"].isna().all()
    assert found.record() == shares.record()
    assert found.cut(group="all").frame["shown"].all()
    with pytest.raises(ValueError, match="no shares"):
        disclosure.enough(counted(10, 20, 10, 30), profile="dk")


def halves_of_those_who_came() -> disclosure.Safe:
    frame = pd.concat(
        [
            people([10, 20, 0, 30], came="yes"),
            people([8, 0, 0, 0], came="no").assign(
                half=None, participant_id=lambda each: "n" + each["participant_id"]
            ),
        ]
    )
    frame["half"] = pd.Categorical(frame["half"], HALVES, ordered=True)
    return disclosure.count(
        frame, ["came", "half"], of="people", profile="dk", nested={"half": "came"}
    )


def test_an_outer_level_stands_beside_the_inner_ones_under_another_name():
    safe = halves_of_those_who_came()
    found = disclosure.beside(safe, "half", no="stayed_away")
    line = found.frame[found.frame["half"].astype("str") != "all"]
    assert dict(zip(line["half"].astype("str"), line["n"], strict=True)) == {
        "2020H1": 10, "2020H2": 20, "2021H1": 0, "2021H2": 30, "stayed_away": 8,
    }  # fmt: skip
    assert list(found.frame["half"].cat.categories) == [*HALVES, "stayed_away", "all"]
    assert found.record() == safe.record()


def test_only_what_has_no_inner_levels_can_stand_beside_them():
    safe = halves_of_those_who_came()
    for levels in ({"yes": "came"}, {"no": "2020H1"}):
        with pytest.raises(ValueError, match="takes a new name"):
            disclosure.beside(safe, "half", **levels)
    with pytest.raises(ValueError, match="nested in no dimension"):
        disclosure.beside(safe, "came", no="gone")
