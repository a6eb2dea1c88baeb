"""What is absent is handed on, so that a notebook needs no branches."""

import pandas as pd

from compendium.tables import Absent, hands_on_absent

WHY = Absent("it has no table of histories")


@hands_on_absent
def rows(frame: pd.DataFrame, *, other: pd.DataFrame | None = None) -> int:
    """Count rows."""
    return len(frame) + (0 if other is None else len(other))


def test_a_function_runs_on_what_is_there():
    assert rows(pd.DataFrame({"a": [1, 2]})) == 2


def test_an_absent_argument_comes_out_unchanged():
    assert rows(WHY) is WHY


def test_an_absent_keyword_comes_out_unchanged():
    assert rows(pd.DataFrame({"a": [1]}), other=WHY) is WHY


def test_the_first_of_two_absent_arguments_is_handed_on():
    assert rows(WHY, other=Absent("another reason")) is WHY


def test_the_function_keeps_its_name_and_its_documentation():
    assert (rows.__name__, rows.__doc__) == ("rows", "Count rows.")
