"""Every format becomes the same text; what cannot be read says what to do."""

import datetime as dt

import pandas as pd
import pyreadstat
import pytest

from compendium.tables import FaultyTableError, Source, UnreadableTableError, read_text

FRAME = pd.DataFrame(
    {
        "id": ["0101", "Ærø"],
        "score": [3.0, None],
        "hours": [18.5, 37.0],
        "day": [dt.date(2025, 12, 31), None],
    }
)
TEXT = {
    "id": ["0101", "Ærø"],
    "score": ["3", ""],
    "hours": ["18.5", "37"],
    "day": ["2025-12-31", ""],
}


def csv(path):
    path.write_text("id,score,hours,day\n0101,3,18.5,2025-12-31\nÆrø,,37,\n", encoding="utf-8")


def spss(path):
    pyreadstat.write_sav(FRAME, path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("t.csv", csv),
        ("t.xlsx", lambda path: FRAME.to_excel(path, index=False)),
        ("t.parquet", lambda path: FRAME.to_parquet(path)),
        ("t.sav", spss),
    ],
)
def test_the_same_table_reads_the_same_from_every_format(tmp_path, name, write):
    write(tmp_path / name)
    frame = read_text(tmp_path / name, Source(name))
    assert frame.to_dict("list") == TEXT
    assert list(frame.index) == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_danish_letters_survive_the_encodings_of_danish_offices(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes("id;by\n1;Rødovre\n".encode(encoding))
    frame = read_text(path, Source("t.csv", delimiter=";"))
    assert list(frame["by"]) == ["Rødovre"]
    assert list(frame.columns) == ["id", "by"]


def test_rows_keep_the_number_that_a_spreadsheet_shows_though_blank_ones_are_left_out(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n,\n\n3,4\n")
    assert list(read_text(tmp_path / "t.csv", Source("t.csv")).index) == [2, 5]


def test_text_that_looks_like_something_else_stays_text(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\nNA,007\n1e5,31.12.2025\n")
    frame = read_text(tmp_path / "t.csv", Source("t.csv"))
    assert frame.to_dict("list") == {"a": ["NA", "1e5"], "b": ["007", "31.12.2025"]}


def test_the_named_sheet_is_read_and_an_unknown_one_lists_those_there_are(tmp_path):
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="Notes", index=False)
        pd.DataFrame({"b": [2]}).to_excel(book, sheet_name="Data", index=False)
    assert list(read_text(path, Source("t.xlsx", sheet="Data")).columns) == ["b"]
    with pytest.raises(UnreadableTableError, match="no sheet 'data'") as caught:
        read_text(path, Source("t.xlsx", sheet="data"))
    assert "Notes, Data" in caught.value.remedy


def test_ragged_rows_are_faults_by_row(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,2,3\n4\n")
    with pytest.raises(FaultyTableError) as caught:
        read_text(tmp_path / "t.csv", Source("t.csv"))
    assert [fault.row for fault in caught.value.faults] == [3, 4]


def test_columns_of_one_name_are_told_apart(tmp_path):
    (tmp_path / "t.csv").write_text("a,b,a\n1,2,3\n")
    frame = read_text(tmp_path / "t.csv", Source("t.csv"))
    assert frame.to_dict("list") == {"a": ["1"], "b": ["2"], "a (2)": ["3"]}


def test_a_time_of_day_is_dropped_and_a_number_has_the_decimal_mark_of_the_source(tmp_path):
    path = tmp_path / "t.xlsx"
    frame = pd.DataFrame({"a": [dt.datetime(2021, 5, 21, 12, 30)], "b": [1.5]})
    frame.to_excel(path, index=False)
    read = read_text(path, Source("t.xlsx", decimal=","))
    assert read.to_dict("list") == {"a": ["2021-05-21"], "b": ["1,5"]}


def test_a_wrong_delimiter_is_told_as_such(tmp_path):
    (tmp_path / "t.csv").write_text("a;b\n1;2\n")
    with pytest.raises(UnreadableTableError, match="single column") as caught:
        read_text(tmp_path / "t.csv", Source("t.csv"))
    assert "delimiter" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("t.csv", None, "not there"),
        ("t.csv", b"", "empty"),
        ("t.docx", b"x", "'.docx' are not read"),
        ("t.xlsx", b"not a workbook", "cannot be read as xlsx"),
        ("t.parquet", b"not parquet", "cannot be read as parquet"),
        ("t.sav", b"not spss", "cannot be read as sav"),
    ],
)
def test_what_cannot_be_read_says_so_by_file(tmp_path, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableTableError, match=told) as caught:
        read_text(tmp_path / name, Source(name))
    assert caught.value.where == name
    assert caught.value.remedy
