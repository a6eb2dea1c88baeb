"""What is hidden, held to an attacker written anew here and to plain pandas."""

from __future__ import annotations

import json
import pickle
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from compendium import disclosure

THRESHOLD = 5
ORDINARY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def people(counts: Any, dims: list[str], copies: int = 1) -> pd.DataFrame:
    """Return rows of persons that lie in the cells of an array as it says."""
    counts = np.asarray(counts)
    rows = [
        [f"{dim}{level}" for dim, level in zip(dims, cell, strict=True)]
        for cell in np.ndindex(counts.shape)
        for _ in range(counts[cell])
    ]
    frame = pd.DataFrame(rows, columns=dims)
    for axis, dim in enumerate(dims):
        levels = [f"{dim}{level}" for level in range(counts.shape[axis])]
        frame[dim] = pd.Categorical(frame[dim], categories=levels)
    frame["participant_id"] = [f"P{number:05d}" for number in range(len(frame))]
    return pd.concat([frame] * copies, ignore_index=True)


def brute(frame: pd.DataFrame, dims: list[str]) -> dict[tuple[str, ...], tuple[float, float]]:
    """Return the interval of each hidden row, from one dense program over all published rows.

    Nothing is taken from the package: every inner cell is an unknown, known or not, and each
    published number, cell or margin, is one equation.
    """
    rows = frame[[*dims, "n"]].astype(dict.fromkeys(dims, str))
    inner = [tuple(r) for r in rows[dims].to_numpy()]
    inner = [
        cell
        for cell in inner
        if not any(
            other != cell and all(b in ("all", a) for a, b in zip(other, cell, strict=True))
            for other in inner
        )
    ]
    matrix = np.array(
        [
            [all(r in ("all", a) for a, r in zip(cell, row, strict=True)) for cell in inner]
            for row in rows[dims].to_numpy()
        ],
        dtype=float,
    )
    known = rows["n"].notna().to_numpy()
    right = rows["n"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)[known]
    found = {}
    for number in np.nonzero(~known)[0]:
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * matrix[number], A_eq=matrix[known], b_eq=right, bounds=(0, 1e6))
            assert answer.status == 0
            ends.append(sign * answer.fun)
        found[tuple(rows[dims].iloc[number])] = (ends[0], ends[1])
    return found


def too_narrow(frame: pd.DataFrame, dims: list[str]) -> list[tuple[str, ...]]:
    return [
        cell for cell, (low, high) in brute(frame, dims).items() if high - low < THRESHOLD - 1e-6
    ]


def assert_no_small_number(frame: pd.DataFrame) -> None:
    shown = frame[frame["shown"]]
    assert not shown["n"].between(1, THRESHOLD - 1).any()
    assert frame.loc[~frame["shown"], ["value", "low", "high", "n"]].isna().all(axis=None)


numbers = st.one_of(st.integers(0, 9), st.sampled_from([0, 0, 1, 2, 3, 4, 12, 40]))


def tables(*sizes: tuple[int, int]) -> st.SearchStrategy[np.ndarray]:
    def filled(shape: tuple[int, ...]) -> st.SearchStrategy[np.ndarray]:
        cells = int(np.prod(shape))
        return st.lists(numbers, min_size=cells, max_size=cells).map(
            lambda values: np.array(values).reshape(shape)
        )

    return st.tuples(*(st.integers(*size) for size in sizes)).flatmap(filled)


def test_the_known_table_of_the_reference():
    """Oracle: libraries.md section 4, recomputed there by hand and by linprog."""
    counts = [[3, 40, 57], [25, 60, 70], [30, 44, 52]]
    safe = disclosure.count(people(counts, ["a", "b"]), ["a", "b"], of="x", profile="dk")
    found = brute(safe.frame, ["a", "b"])
    assert {cell: (round(low, 6), round(high, 6)) for cell, (low, high) in found.items()} == {
        ("a0", "b0"): (0, 28),
        ("a0", "b1"): (15, 43),
        ("a1", "b0"): (0, 28),
        ("a1", "b1"): (57, 85),
    }


@given(tables((1, 5)))
@ORDINARY
def test_a_list_of_cells_leaves_every_hidden_one_open(counts):
    frame = disclosure.count(people(counts, ["a"]), ["a"], of="x", profile="dk").frame
    assert_no_small_number(frame)
    assert too_narrow(frame, ["a"]) == []


@given(tables((2, 4), (2, 4)))
@example(np.array([[3, 4, 0], [1, 0, 6], [0, 3, 7]]))
@example(np.array([[1, 0], [0, 9]]))
@ORDINARY
def test_a_two_way_table_leaves_every_hidden_cell_open(counts):
    frame = disclosure.count(people(counts, ["a", "b"]), ["a", "b"], of="x", profile="dk").frame
    assert_no_small_number(frame)
    assert too_narrow(frame, ["a", "b"]) == []


@given(tables((2, 3), (2, 3), (2, 3)))
@settings(ORDINARY, max_examples=10)
def test_a_three_way_table_is_open_or_empty_and_then_the_audit_says_so(counts):
    """Three two-way margins can bound a cell that is not shown itself; nothing inner helps then."""
    dims = ["a", "b", "c"]
    safe = disclosure.count(people(counts, dims), dims, of="x", profile="dk")
    frame = safe.frame
    assert_no_small_number(frame)
    narrow = too_narrow(frame, dims)
    inner = frame[(frame[dims] != "all").all(axis=1)]
    if narrow:
        assert (inner["n"].isna() | (inner["n"] == 0)).all()
    audited = {tuple(level for _, level in b.cell) for b in disclosure.attack([safe.record()])}
    assert audited == set(narrow)


@given(tables((2, 3), (2, 2), (2, 4)))
@ORDINARY
def test_each_slice_is_open_and_is_hidden_as_if_it_stood_alone(counts):
    dims = ["wave", "a", "b"]
    frame = people(counts, dims)
    safe = disclosure.count(frame, dims, of="x", profile="dk").frame
    assert_no_small_number(safe)
    assert "all" not in set(safe["wave"].astype(str))
    for wave in safe["wave"].astype(str).unique():
        part = safe[safe["wave"].astype(str) == wave].reset_index(drop=True)
        assert too_narrow(part, ["a", "b"]) == []
        alone = disclosure.count(frame[frame["wave"] == wave], ["a", "b"], of="x", profile="dk")
        assert part["n"].equals(alone.frame["n"])


def nested(counts: np.ndarray, absent: np.ndarray) -> pd.DataFrame:
    """Return persons by place who answered in full (with a band), in part, or not at all."""
    whole = people(counts, ["place", "band"]).assign(answered="complete")
    rest = people(absent, ["place", "answered"])
    rest["answered"] = (
        rest["answered"].astype(str).replace({"answered0": "partial", "answered1": "none"})
    )
    frame = pd.concat([whole, rest], ignore_index=True)
    frame["place"] = pd.Categorical(frame["place"], categories=["place0", "place1", "place2"])
    frame["band"] = pd.Categorical(frame["band"], categories=["band0", "band1", "band2", "band3"])
    frame["participant_id"] = [f"P{number:05d}" for number in range(len(frame))]
    return frame


@given(tables((3, 3), (4, 4)), tables((3, 3), (2, 2)))
@ORDINARY
def test_nested_levels_leave_every_hidden_cell_open(counts, absent):
    dims = ["place", "answered", "band"]
    frame = nested(counts, absent)
    if not counts.any():
        return
    safe = disclosure.count(frame, dims, of="x", profile="dk", nested={"band": "answered"})
    assert_no_small_number(safe.frame)
    assert too_narrow(safe.frame, dims) == []
    rows = safe.frame.astype(dict.fromkeys(dims, str))
    assert set(rows.loc[rows["band"] != "all", "answered"]) == {"complete"}


LEAVES = [
    ("incomplete", None, None),
    ("complete", "once", None),
    *(("complete", "both", kind) for kind in ("recovered", "improved", "unchanged", "worse")),
]
"""The inner cells of a chain: who completed has a pair or not, and who has one a kind of change."""
CHAIN = {"kind": "paired", "paired": "completed"}
OFTEN = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 12])


def chained(counts: np.ndarray) -> pd.DataFrame:
    """Return persons by wave, by whether they were admitted, and along the chain."""
    frame = people(counts, ["wave", "admitted", "leaf"])
    place = frame["leaf"].cat.codes.to_numpy()
    for axis, column in enumerate(["completed", "paired", "kind"]):
        levels = list(dict.fromkeys(leaf[axis] for leaf in LEAVES if leaf[axis]))
        frame[column] = pd.Categorical([LEAVES[at][axis] for at in place], categories=levels)
    return frame


def worked_out(frame: pd.DataFrame, dims: list[str]) -> list[tuple[str, ...]]:
    """Return the hidden rows that are sums and differences of shown ones, by linear algebra."""
    rows = frame[dims].astype(str).to_numpy()
    inside = np.array([((rows == row) | (row == "all")).all(axis=1) for row in rows])
    inner = inside.sum(axis=1) == 1
    parts = inside[:, inner].astype(float)
    shown = frame["shown"].to_numpy(dtype=bool)
    rank = np.linalg.matrix_rank(parts[shown])
    return [
        tuple(rows[at])
        for at in np.nonzero(~shown)[0]
        if np.linalg.matrix_rank(np.vstack([parts[shown], parts[at]])) == rank
    ]


@given(st.lists(OFTEN, min_size=24, max_size=24).map(lambda n: np.array(n).reshape(2, 2, 6)))
@example(np.array([[[2, 7, 0, 0, 0, 0], [0, 6, 0, 0, 0, 2]]] * 2))
@example(np.array([[[3, 2, 0, 0, 0, 0], [5, 3, 1, 0, 0, 0]]] * 2))
@settings(ORDINARY, max_examples=12)
def test_a_chain_crossed_with_another_dimension_never_shows_the_parts_of_a_hidden_whole(counts):
    """In the examples one kind of change was shown, the only one of its pairs, who were hidden."""
    dims = ["wave", "admitted", "completed", "paired", "kind"]
    safe = disclosure.count(chained(counts), dims, of="x", profile="dk", nested=CHAIN)
    assert_no_small_number(safe.frame)
    assert disclosure.attack([safe.record()]) == []
    for _, part in safe.frame.groupby("wave", observed=True):
        assert worked_out(part, dims[1:]) == []


@given(
    st.lists(st.sampled_from([0, 5, 6, 30]), min_size=24, max_size=24).map(
        lambda n: np.array(n).reshape(2, 2, 6)
    )
)
@ORDINARY
def test_a_chain_crossed_with_another_dimension_hides_nothing_where_nothing_is_small(counts):
    dims = ["wave", "admitted", "completed", "paired", "kind"]
    safe = disclosure.count(chained(counts), dims, of="x", profile="dk", nested=CHAIN)
    assert safe.frame["shown"].all()


@given(tables((2, 3), (2, 3)), tables((2, 3), (2, 4)), st.randoms(use_true_random=False))
@ORDINARY
def test_tables_made_apart_agree_in_the_margin_they_share_and_pass_the_audit(one, two, random):
    """The second table crosses the same persons' first dimension with another one."""
    frame = people(one, ["a", "b"])
    frame["c"] = [f"c{random.randrange(two.shape[1])}" for _ in range(len(frame))]
    first = disclosure.count(frame, ["a", "b"], of="x", profile="dk")
    second = disclosure.count(frame, ["c", "a"], of="x", profile="dk")
    shared = [
        safe.frame.loc[safe.frame[other] == "all", ["a", "n", "shown"]].reset_index(drop=True)
        for safe, other in ((first, "b"), (second, "c"))
    ]
    pd.testing.assert_frame_equal(shared[0], shared[1], check_categorical=False)
    assert disclosure.attack([first.record(), second.record()]) == []


@given(tables((2, 3), (2, 3)), st.integers(0, 100))
@ORDINARY
def test_the_order_of_rows_and_of_dimensions_changes_nothing(counts, seed):
    frame = people(counts, ["a", "b"], copies=2)
    shuffled = frame.sample(frac=1, random_state=seed)
    whole = disclosure.count(frame, ["a", "b"], of="x", profile="dk").frame
    again = disclosure.count(shuffled, ["a", "b"], of="x", profile="dk").frame
    pd.testing.assert_frame_equal(whole, again)
    turned = disclosure.count(frame, ["b", "a"], of="x", profile="dk").frame
    turned = turned.sort_values(["a", "b"]).reset_index(drop=True)[whole.columns]
    pd.testing.assert_frame_equal(whole, turned, check_categorical=False)


@given(st.integers(2, 4), st.integers(2, 4), st.data())
@ORDINARY
def test_a_table_without_small_numbers_is_plain_pandas(rows, columns, data):
    cell = st.one_of(st.just(0), st.integers(THRESHOLD, 30))
    values = data.draw(st.lists(cell, min_size=rows * columns, max_size=rows * columns))
    frame = people(np.array(values).reshape(rows, columns), ["a", "b"])
    safe = disclosure.count(frame, ["a", "b"], of="x", profile="dk").frame
    plain = pd.crosstab(frame["a"], frame["b"], margins=True, margins_name="all", dropna=False)
    for a, b in product([*frame["a"].cat.categories, "all"], [*frame["b"].cat.categories, "all"]):
        n = safe.loc[(safe["a"] == a) & (safe["b"] == b), "n"].item()
        assert n == (plain.loc[a, b] if len(frame) else 0)


@pytest.mark.parametrize("copies", [1, 3])
def test_persons_are_counted_and_not_rows(copies):
    frame = people([[6, 7], [8, 9]], ["a", "b"], copies)
    safe = disclosure.count(frame, ["a", "b"], of="x", profile="dk")
    assert safe.cell().n == 30
    assert safe.cell(a="a0").n == 13


def test_nothing_of_a_hidden_number_is_left_in_a_safe():
    """The hidden cells hold numbers that occur nowhere else, in any byte."""
    counts = [[4, 40_009], [4_271, 60_013]]
    frame = people(counts, ["a", "b"])
    safe = disclosure.share(frame, ["a", "b"], of="x", profile="dk", within=[])
    assert set(safe.frame.loc[~safe.frame["shown"], "a"].astype(str)) == {"a0", "a1"}
    traces = [repr(safe), str(safe), safe.frame.to_csv(), json.dumps(safe.record())]
    assert not any("4271" in trace or "40009" in trace for trace in traces)
    packed = pickle.dumps(safe)
    total = 4 + 40_009 + 4_271 + 60_013
    assert total.to_bytes(8, "little") in packed
    for hidden in (40_009, 4_271, 60_013):
        assert hidden.to_bytes(8, "little") not in packed
        assert np.float64(hidden).tobytes() not in packed
        assert np.float64(hidden / total).tobytes() not in packed


def test_the_reason_does_not_tell_the_small_cell_from_the_one_that_protects_it():
    """With 6 persons in two cells, 'one is under 5 and the other is not' would tell both."""
    frame = disclosure.count(people([1, 5], ["a"]), ["a"], of="x", profile="dk").frame
    assert frame.loc[frame["a"] != "all", "why"].tolist() == ["few", "few"]


def test_a_line_in_one_level_of_a_sensitive_dimension_is_hidden_with_its_zeros():
    counts = [[10, 0, 0], [8, 30, 9]]
    frame = people(counts, ["place", "gad7_band"])
    safe = disclosure.count(frame, ["place", "gad7_band"], of="x", profile="dk").frame
    line = safe[(safe["place"] == "place0") & (safe["gad7_band"] != "all")]
    assert not line["shown"].any()
    assert line["why"].unique().tolist() == ["few"]
    assert too_narrow(safe, ["place", "gad7_band"]) == []
    plain = people(counts, ["place", "band"])
    assert disclosure.count(plain, ["place", "band"], of="x", profile="dk").frame["shown"].all()
    marked = disclosure.count(
        plain, ["place", "band"], of="x", profile="dk", sensitive=["band"]
    ).frame
    assert marked["shown"].tolist() == safe["shown"].tolist()


def test_of_a_municipality_with_fewer_than_twenty_only_the_number_is_shown():
    frame = people([[9, 10], [50, 50], [60, 40]], ["municipality", "sex"])
    safe = disclosure.count(frame, ["municipality", "sex"], of="x", profile="dk").frame
    small = safe[safe["municipality"] == "municipality0"].set_index("sex")["n"]
    assert small["all"] == 19
    assert small[["sex0", "sex1"]].isna().all()
    assert too_narrow(safe, ["municipality", "sex"]) == []


def test_what_is_known_from_a_margin_is_not_hidden_for_nothing():
    """Everybody answered, so the 15 of a small municipality who did are its total, and shown."""
    for counts in ([[15, 0], [60, 0], [40, 0]], [[5, 6], [0, 0]]):
        frame = people(counts, ["municipality", "answered"])
        safe = disclosure.count(frame, ["municipality", "answered"], of="x", profile="dk").frame
        assert safe["shown"].all()


def test_a_strict_study_hides_what_a_usual_one_shows():
    frame = people([7, 20, 30], ["a"])
    assert disclosure.count(frame, ["a"], of="x", profile="dk").frame["shown"].all()
    strict = disclosure.count(frame, ["a"], of="x", profile="strict").frame.set_index("a")["shown"]
    assert strict.to_dict() == {"a0": False, "a1": False, "a2": True, "all": True}


def test_many_slices_take_well_under_a_second():
    """The weekly figure: 183 weeks of two arms, in a job or not, some weeks with few."""
    from time import process_time

    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "participant_id": np.repeat([f"P{n}" for n in range(500)], 183),
            "week": np.tile(np.arange(-104, 79), 500),
            "arm": np.repeat(rng.choice(["intervention", "comparison"], 500), 183),
        }
    )
    frame["job"] = rng.random(len(frame)) < (frame["week"] + 104) / 1000
    start = process_time()
    safe = disclosure.share(frame, ["week", "arm", "job"], of="x", profile="dk")
    assert process_time() - start < 2
    assert not safe.frame["shown"].all()
    assert safe.frame["week"].nunique() == 183


def test_a_hidden_margin_of_nobody_is_not_told_by_the_zeros_within_it():
    """At the first wave all of one side are in one band, so that the empty band is hidden as well.

    Its classes, of which the later wave has some, are zeros that would tell it.
    """
    first = {
        ("no", "mild"): {"5": 1, "6": 2, "9": 5},
        ("yes", "moderate"): {"11": 1, "12": 1, "13": 1},
        ("yes", "severe"): {"16": 1, "17": 1, "20": 1},
    }
    later = {
        ("no", "low"): {"0": 1, "2": 1, "3": 1},
        ("no", "mild"): {"5": 1, "7": 2},
        ("yes", "severe"): {"20": 1},
    }
    rows = [
        (wave, "complete", side, band, score)
        for wave, people in (("first", first), ("later", later))
        for (side, band), scores in people.items()
        for score, persons in scores.items()
        for _ in range(persons)
    ]
    rows += [(wave, "incomplete", None, None, None) for wave in ("first", "later")]
    frame = pd.DataFrame(rows, columns=["wave", "completed", "x_above_cut", "x_band", "x_class"])
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    chain = {"x_above_cut": "completed", "x_band": "x_above_cut", "x_class": "x_band"}
    by = ["wave", "completed", *chain]
    table = disclosure.count(frame, by, of="x", profile="dk", nested=chain)
    low = table.frame.query("wave == 'first' and x_band == 'low'")
    assert not low.query("x_class == 'all'")["shown"].any()
    assert disclosure.attack([table.record()]) == []
