"""Text becomes values as the schema says, and all that does not is told in one pass."""

import datetime as dt
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.tables import Category, FaultyTableError, Field, Schema, Source, checked, read_frame

QUOTING = "compendium.tables.checking.values_may_be_quoted"


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch):
    monkeypatch.setenv("CI", "true")


def column(cells, field, **source):
    """Check one column, and return its values and its faults."""
    text = pd.DataFrame({field.name: pd.Series(cells, dtype="str")})
    text.index += 2
    frame, faults = checked(text, Schema("t", (field,)), Source("t.csv", **source))
    return frame[field.name], faults


def told(faults):
    return [(fault.row, fault.rule) for fault in faults]


@given(st.lists(st.integers(-(2**52), 2**52), min_size=1))
def test_whole_numbers_come_back_as_they_were_written(numbers):
    values, faults = column([str(number) for number in numbers], Field("n", "integer"))
    assert faults == []
    assert values.tolist() == numbers


@given(st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1))
def test_numbers_with_a_danish_comma_come_back_as_they_were_written(numbers):
    cells = [f"{number:.3f}".replace(".", ",") for number in numbers]
    values, faults = column(cells, Field("n", "number"), decimal=",")
    assert faults == []
    assert values.tolist() == pytest.approx(numbers)


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), min_size=1))
def test_weeks_are_counted_from_1990_and_only_mondays_are_weeks(days):
    """Oracle: the arithmetic of the standard library's dates."""
    values, faults = column(
        [day.isoformat() for day in days], Field("w", "date", resolution="week")
    )
    mondays = [day.weekday() == 0 for day in days]
    assert [fault.row for fault in faults] == [i + 2 for i, ok in enumerate(mondays) if not ok]
    weeks = [(day - dt.date(1990, 1, 1)).days // 7 for day in days]
    assert [w for w, ok in zip(values, mondays, strict=True) if ok] == [
        w for w, ok in zip(weeks, mondays, strict=True) if ok
    ]


@pytest.mark.parametrize(
    ("field", "cells", "dtype"),
    [
        (Field("x"), ["a", ""], "str"),
        (Field("x", "integer"), ["1", ""], "Int64"),
        (Field("x", "integer", small=True), ["1", ""], "Int8"),
        (Field("x", "number"), ["1.5", ""], "float64"),
        (Field("x", "boolean"), ["ja", ""], "boolean"),
        (Field("x", "date"), ["2021-05-21", ""], "datetime64[us]"),
        (Field("x", "date", resolution="week", required=True), ["2021-05-17"], "int32"),
        (Field("x", "date", resolution="week"), ["2021-05-17", ""], "Int32"),
        (Field("x", categories=(Category("b"), Category("a"))), ["a", ""], "category"),
    ],
)
def test_each_kind_has_its_type_and_an_empty_cell_is_missing(field, cells, dtype):
    values, faults = column(cells, field)
    assert faults == []
    assert str(values.dtype) == dtype
    assert values.isna().tolist() == [cell == "" for cell in cells]


def test_levels_keep_the_order_of_the_schema():
    field = Field("x", categories=(Category("low"), Category("high"), Category("never")))
    values, _ = column(["high", "low"], field)
    assert list(values.cat.categories) == ["low", "high", "never"]


@pytest.mark.parametrize(
    ("field", "cell", "rule"),
    [
        (Field("x", "integer"), "2.5", "must be a whole number"),
        (Field("x", "integer"), "two", "must be a whole number"),
        (Field("x", "integer"), "inf", "must be a whole number"),
        (Field("x", "number"), "1,5", "must be a number, with '.' as decimal mark"),
        (Field("x", "boolean"), "maybe", "must be one of: true, 1, yes, ja, false, 0, no, nej"),
        (Field("x", "date"), "31-12-2025", "must be a date written YYYY-MM-DD"),
        (Field("x", "date"), "2025-02-30", "must be a date written YYYY-MM-DD"),
        (Field("x", "integer", maximum=3), "4", "must be at most 3"),
        (Field("x", "integer", small=True, maximum=3), "999", "must be at most 3"),
        (Field("x", "integer", minimum=1), "0", "must be at least 1"),
        (Field("x", pattern="[A-Z]+"), "Ab", "must look like [A-Z]+"),
        (Field("x", required=True), "", "must not be empty"),
        (Field("x", categories=(Category("a"), Category("b"))), "c", "must be one of: a, b"),
        (Field("x", resolution="half-year"), "2021H3", None),
        (Field("x", resolution="half-year"), "2021-13-01", None),
    ],
)
def test_a_cell_that_breaks_a_rule_is_one_fault_with_the_rule(field, cell, rule):
    text = pd.DataFrame({"x": [cell], "y": ["1"]}, index=[7], dtype="str")
    _, faults = checked(text, Schema("t", (field,)), Source("t.csv"))
    rule = rule or "must be a half-year such as 2021H1, or a date written YYYY-MM-DD"
    assert told(faults) == [(7, rule)]


def test_a_point_is_no_decimal_mark_where_the_comma_is():
    _, faults = column(["1.234"], Field("x", "number"), decimal=",")
    assert told(faults) == [(2, "must be a number, with ',' as decimal mark")]


def test_dates_are_read_as_the_source_writes_them():
    values, faults = column(["31-12-2025"], Field("x", "date"), date_format="%d-%m-%Y")
    assert faults == []
    assert values.tolist() == [pd.Timestamp("2025-12-31")]


def test_iso_dates_are_read_whatever_the_source_says_and_times_of_day_are_dropped():
    cells = ["2025-12-31", "31-12-2025 10:15"]
    values, faults = column(cells, Field("x", "date"), date_format="%d-%m-%Y %H:%M")
    assert faults == []
    assert values.tolist() == [pd.Timestamp("2025-12-31")] * 2


def test_half_years_and_dates_stand_beside_each_other():
    values, faults = column(
        ["2021h1", "31-12-2025", ""],
        Field("x", resolution="half-year"),
        date_format="%d-%m-%Y",
    )
    assert faults == []
    assert values.tolist()[:2] == ["2021H1", "2025-12-31"]
    assert math.isnan(values.tolist()[2])


def test_levels_that_the_study_does_not_name_at_all_are_faults():
    _, faults = column(["anywhere", ""], Field("x", drawn_from="municipalities"))
    assert told(faults) == [(2, "must be one of the municipalities, of which there are none")]


def test_all_faults_of_all_columns_are_told_at_once():
    schema = Schema(
        "t",
        (Field("a", required=True, unique=True), Field("b", "integer", maximum=3), Field("c")),
    )
    text = pd.DataFrame({"a": ["x", "x", ""], "b": ["9", "no", "1"]}, dtype="str")
    text.index += 2
    _, faults = checked(text, schema, Source("t.csv"))
    assert {(fault.row, fault.column) for fault in faults} == {
        (None, "c"),
        (2, "a"),
        (3, "a"),
        (4, "a"),
        (2, "b"),
        (3, "b"),
    }


def test_columns_that_are_unique_together_are_told_once_a_row():
    schema = Schema("t", (Field("a"), Field("b")), key=("a", "b"))
    text = pd.DataFrame({"a": ["x", "x", "x"], "b": ["1", "2", "1"]}, dtype="str")
    text.index += 2
    _, faults = checked(text, schema, Source("t.csv"))
    assert [(fault.row, fault.column, fault.rule) for fault in faults] == [
        (2, "a, b", "must not occur together twice"),
        (4, "a, b", "must not occur together twice"),
    ]


def test_an_optional_column_that_is_not_there_is_wholly_missing():
    schema = Schema("t", (Field("a"), Field("b", "date", optional=True)))
    frame, faults = checked(pd.DataFrame({"a": ["x"]}, dtype="str"), schema, Source("t.csv"))
    assert faults == []
    assert frame["b"].isna().all()


def test_a_column_in_another_spelling_is_told_and_not_taken_for_absent():
    schema = Schema("t", (Field("birth_year", "integer", optional=True),))
    text = pd.DataFrame({"Birth year": ["1999"]}, dtype="str")
    _, faults = checked(text, schema, Source("t.csv"))
    assert [(fault.column, fault.rule) for fault in faults] == [
        ("Birth year", "must be written birth_year, or mapped")
    ]


def test_no_value_is_in_any_fault_unless_somebody_looks(monkeypatch):
    field = Field("x", "integer", maximum=3)
    _, faults = column(["CANARY", "777"], field)
    assert not any("CANARY" in str(fault) or "777" in str(fault) for fault in faults)
    monkeypatch.setattr(QUOTING, lambda: True)
    _, faults = column(["CANARY", "777"], field)
    assert {fault.value for fault in faults} == {"CANARY", "777"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_mapping_and_constants_make_a_foreign_file_ours(tmp_path):
    schema = Schema("t", (Field("id"), Field("wave"), Field("score", "integer")))
    path = written(tmp_path, "Nr,Punkt 1,note\n7,3,x\n")
    mapping, constants = {"id": "Nr", "score": "Punkt 1"}, {"wave": "baseline"}
    frame = read_frame(path, schema, Source("t.csv", mapping=mapping, constants=constants))
    assert frame.to_dict("list") == {"id": ["7"], "wave": ["baseline"], "score": [3]}


def test_two_columns_may_be_made_of_one(tmp_path):
    schema = Schema("t", (Field("a"), Field("b")))
    frame = read_frame(
        written(tmp_path, "a\n1\n"), schema, Source("t.csv", mapping={"b": "a", "a": "a"})
    )
    assert frame.to_dict("list") == {"a": ["1"], "b": ["1"]}


def test_a_column_mapped_to_nothing_is_left_out(tmp_path):
    schema = Schema("t", (Field("a"), Field("sex", "integer", optional=True)))
    path = written(tmp_path, "a,Sex\n1,woman\n")
    source = Source("t.csv", mapping={"sex": ""})
    assert read_frame(path, schema, source)["sex"].isna().all()


def test_a_column_that_stands_there_twice_is_a_fault_where_it_is_ours(tmp_path):
    path = written(tmp_path, "a,b,a\n1,2,3\n")
    assert read_frame(path, Schema("t", (Field("b"),))).to_dict("list") == {"b": ["2"]}
    with pytest.raises(FaultyTableError, match="row 1, column a: stands there twice"):
        read_frame(path, Schema("t", (Field("a"),)))
    source = Source("t.csv", mapping={"c": "a (2)"})
    second = read_frame(path, Schema("t", (Field("c"),)), source)
    assert second.to_dict("list") == {"c": ["3"]}


KINDS = Schema(
    "t",
    (
        Field("text", pattern="[a-z]*"),
        Field("whole", "integer", minimum=0, maximum=3, small=True),
        Field("number", "number"),
        Field("flag", "boolean"),
        Field("day", "date"),
        Field("week", "date", resolution="week", required=True),
        Field("moment", resolution="half-year"),
        Field("level", categories=(Category("a"), Category("b"))),
    ),
    key=("text", "level"),
)
cells = st.one_of(
    st.text(max_size=8),
    st.integers().map(str),
    st.floats().map(str),
    st.datetimes().map(str),
    st.sampled_from(["a", "b", "2021H1", "2021-05-17", "ja", "NaN", "1e999", "0x1", "1_000"]),
)


@given(st.lists(st.tuples(*[cells] * len(KINDS.fields)), max_size=6))
def test_any_text_at_all_is_either_read_or_told_as_a_fault(rows):
    text = pd.DataFrame(rows, columns=list(KINDS.names), dtype="str")
    text.index += 2
    frame, faults = checked(text, KINDS, Source("t.csv"))
    assert frame.shape == text.shape
    for name in KINDS.names:
        silent = frame[name].isna() & (text[name] != "")
        assert set(text.index[silent]) <= {f.row for f in faults if f.column == name}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"mapping": {"a": "Nr"}}, "column Nr: is not there"),
        ({"constants": {"a": "1"}}, "column a: is in the file, so it cannot be a constant"),
    ],
)
def test_a_mapping_or_constant_that_does_not_fit_the_file_is_a_fault(tmp_path, options, told):
    with pytest.raises(FaultyTableError, match=told):
        read_frame(
            written(tmp_path, "a\n1\n"), Schema("t", (Field("a"),)), Source("t.csv", **options)
        )


def test_a_table_with_faults_is_never_returned(tmp_path):
    with pytest.raises(FaultyTableError) as caught:
        read_frame(written(tmp_path, "a\nx\n"), Schema("t", (Field("a", "integer"),)))
    assert [str(fault) for fault in caught.value.faults] == [
        "t.csv, row 2, column a: must be a whole number"
    ]
