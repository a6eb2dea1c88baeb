"""The matrix of risk factors and barriers says what the tables say, level by level."""

from __future__ import annotations

import pytest

from compendium import evidence

LEVELS = {"structural", "institutional", "interpersonal", "individual"}


@pytest.mark.parametrize("people", ["young", "adults"])
def test_no_barrier_is_lost_on_the_way_into_the_matrix(people):
    matrix, links = evidence.barrier_matrix(people=people), evidence.table("risk_factor_barriers")
    assert matrix["count"].sum() == (links["people"] == people).sum()
    assert set(matrix["level"].astype(str)) == LEVELS
    assert not matrix.duplicated(["risk_factor", "level"]).any()


def test_a_cell_names_its_barriers_with_the_mark_of_their_origin():
    """Mental disorder, institutional: services that coordinate too little, from interviews."""
    marks = {"interview": "○", "literature": "●"}
    matrix = evidence.barrier_matrix(marks=marks).set_index(["risk_factor", "level"])
    assert matrix.loc[("Mental disorder", "institutional"), "barriers"] == (
        "Public services coordinate too little\N{NO-BREAK SPACE}○"
    )
    assert matrix.loc[("Mental disorder", "structural"), "barriers"].startswith(
        "Few unskilled jobs\N{NO-BREAK SPACE}●; "
    )


def test_the_matrix_speaks_danish():
    danish, english = evidence.barrier_matrix(language="da"), evidence.barrier_matrix()
    assert len(danish) == len(english)
    assert not set(danish["risk_factor"]) & set(english["risk_factor"])
