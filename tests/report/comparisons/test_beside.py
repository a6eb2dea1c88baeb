"""Two executions of one notebook beside each other tell of no few persons."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.report.comparisons import beside
from compendium.report.pages.outputs import Output

THRESHOLD = 5
VIEW = json.dumps({"slices": ["wave"], "nested": {"gad7_band": "gad7_above_cut"}})
BANDS = ("low", "mild", "moderate", "severe")
SIDES = ("first", "second")
AT_LEAST_FIVE = st.integers(5, 40)


def output(rows):
    """Return a figure with rows of levels and persons; a person's number is None where hidden."""
    table = [
        {**levels, "value": n, "n": n, "low": None, "high": None, "unit": "persons",
         "shown": n is not None, "why": "" if n is not None else "few"}
        for levels, n in rows
    ]  # fmt: skip
    metadata = {"kind": "figure", "name": "bands", "table": table, "safe": [VIEW]}
    return Output(1, "", metadata)


def bands(*persons, wave="baseline"):
    """Return the rows of the bands of a wave; the cut-off lies above the first."""
    return [
        ({"wave": wave, "gad7_above_cut": str(band != "low"), "gad7_band": band}, n)
        for band, n in zip(BANDS, persons, strict=True)
    ]


def silent(one, other):
    """Return for each cell that differs whether it may not be told on both sides."""
    return [move.silent for move in beside.moves(output(one), output(other), THRESHOLD)]


@given(st.tuples(AT_LEAST_FIVE, AT_LEAST_FIVE, AT_LEAST_FIVE))
def test_bands_whose_edges_were_crossed_by_many_are_told(crossed):
    """Also where a band in the middle won nearly as many as it lost: nobody learns of those few."""
    first, second, third = crossed
    after = bands(100 - first, 100 + first - second, 100 + second - third, 100 + third)
    assert not any(silent(bands(100, 100, 100, 100), after))


@given(st.permutations([0, 1, 2]), st.integers(1, 4), AT_LEAST_FIVE, AT_LEAST_FIVE, st.booleans())
def test_an_edge_that_few_crossed_silences_all_bands_of_the_wave(order, few, many, more, up):
    """Whichever edge it is, and whichever way it moved."""
    by = [(few, many, more)[place] * (1 if up else -1) for place in order]
    after = bands(100 - by[0], 100 + by[0] - by[1], 100 + by[1] - by[2], 100 + by[2])
    assert all(silent(bands(100, 100, 100, 100), after))


def test_a_wave_in_which_few_moved_leaves_the_others_told():
    before = [*bands(50, 50, 50, 50), *bands(50, 50, 50, 50, wave="month6")]
    after = [*bands(40, 60, 50, 50), *bands(47, 53, 50, 50, wave="month6")]
    moves = beside.moves(output(before), output(after), THRESHOLD)
    assert {dict(move.cell)["wave"]: move.silent for move in moves} == {
        "baseline": False,
        "month6": True,
    }


@pytest.mark.parametrize("sides", [(12, None), (None, 12)])
def test_what_is_hidden_on_one_side_only_is_not_told_on_the_other(sides):
    one, other = (bands(50, 50, 50, n) for n in sides)
    assert silent(one, other) == [True]


def test_cells_of_no_order_are_weighed_each_by_itself():
    def sexes(*persons):
        names = ("female", "male", "other")
        return [({"sex": sex}, n) for sex, n in zip(names, persons, strict=True)]

    assert all(silent(sexes(50, 50, 50), sexes(40, 52, 58)))
    assert not any(silent(sexes(50, 50, 50), sexes(40, 55, 55)))


def test_two_places_are_other_persons_and_are_told():
    one, other = (
        [({"municipality": place}, n)] for place, n in (("Bornholm", 50), ("Rødovre", 52))
    )
    assert silent(one, other) == [False, False]


def notebook(*outputs):
    shown = [
        {"data": {"text/html": html}, "metadata": {"compendium": metadata}}
        for html, metadata in outputs
    ]
    return {"cells": [{"outputs": shown}]}


def test_a_sentence_with_numbers_that_differs_stands_on_the_first_side_only():
    same, one, other = (
        (f"<p>{text}</p>", {"kind": "note", "safe": [VIEW]}) for text in ("same", "12", "13")
    )
    left = beside.without(notebook(same, other), notebook(same, one), set(), "Why not.", "not")
    said = [each["data"]["text/html"] for each in left["cells"][0]["outputs"]]
    assert said == ["<p>same</p>", '<p class="compendium-absent">Why not.</p>']


def test_a_result_that_is_withheld_says_so_in_prose_and_keeps_no_number():
    record = {"value": 104.0, "n": 104, "shown": True, "text": {"value": "104"}}
    result = ("<p>104</p>", {"kind": "result", "name": "persons", "record": record})
    left = beside.without(notebook(result), notebook(result), {"persons"}, "Why not.", "not shown")
    (output,) = left["cells"][0]["outputs"]
    assert "104" not in str(output)
    kept = output["metadata"]["compendium"]["record"]
    assert (kept["absent"], kept["text"]["value"]) == ("Why not.", "not shown")
