"""Faults are told by file, row, column and rule, and those alike are told together."""

import pickle

from compendium.tables import Fault, FaultyTableError, summary


def test_a_fault_names_file_row_column_and_rule():
    fault = Fault("screening.csv", 12, "gad7_1", "must be at most 3")
    assert str(fault) == "screening.csv, row 12, column gad7_1: must be at most 3"


def test_a_fault_of_a_whole_column_names_no_row():
    assert str(Fault("a.csv", None, "wave", "is not there")) == "a.csv, column wave: is not there"


def test_a_value_is_told_where_it_was_given():
    assert str(Fault("a.csv", 2, "b", "must be a date", "soon")).endswith("(found 'soon')")


def test_faults_alike_share_a_line_that_counts_the_rows_it_does_not_name():
    faults = [Fault("a.csv", row, "b", "must not be empty") for row in (9, 2, 3, 4, 5, 6, 7)]
    faults.append(Fault("a.csv", 8, "c", "must not be empty"))
    assert summary(faults) == [
        "a.csv, rows 2, 3, 4, 5, 6 and 2 more, column b: must not be empty",
        "a.csv, row 8, column c: must not be empty",
    ]


def test_an_error_of_faults_counts_them_and_survives_pickling():
    error = pickle.loads(pickle.dumps(FaultyTableError([Fault("a.csv", 2, "b", "is wrong")])))  # noqa: S301 - our own bytes
    assert "1 fault in the data" in str(error)
    assert error.faults == (Fault("a.csv", 2, "b", "is wrong"),)
