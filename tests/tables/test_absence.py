"""What is absent is handed on, so that a notebook needs no branches."""

import pandas as pd
import pytest

from compendium.tables import Absent, hands_on_absent, part

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


def test_a_part_of_a_result_is_its_attribute_or_why_there_is_no_result():
    absent = Absent("no histories")
    assert part(absent, "why") is absent, "what is absent has no parts, not even its own"
    assert part(3 + 4j, "imag") == 4
    with pytest.raises(AttributeError):
        part(3, "nothing")
