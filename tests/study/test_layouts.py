"""Wide histories become spells; what codes mean is said by the user, and nothing is guessed."""

import datetime as dt
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import study
from compendium.study import layouts
from compendium.tables import FaultyTableError

SETTINGS = """
id = "small"
title = "A small study"
municipalities = ["Rødovre"]
allocation = "self-selected"
[[waves]]
id = "baseline"
[tables.histories]
file = "wide.csv"
layout = "{layout}"
codes = "codes.csv"
mapping = {{ participant_id = "{person}" }}
"""
CODES = """code,strand,state
1,benefit,cash
2,benefit,sickness
3,work,wage_subsidy
3,benefit,cash
9,,
"""


@pytest.fixture
def wide(tmp_path):
    """Return a function that writes a study with wide histories."""

    def write(text, *, codes=CODES, layout="weekly", person="PNR"):
        (tmp_path / "study.toml").write_text(SETTINGS.format(layout=layout, person=person), "utf-8")
        (tmp_path / "wide.csv").write_text(text, "utf-8")
        (tmp_path / "codes.csv").write_text(codes, "utf-8")
        return tmp_path

    return write


def spells(folder):
    """Return spells as rows, with the Mondays of their weeks."""
    frame = study.load(folder).table("histories")
    monday = pd.Timestamp("1990-01-01")
    for name in ("first_week", "last_week"):
        weeks = pd.to_timedelta(frame[name] * 7, unit="D")
        frame[name] = (monday + weeks).dt.strftime("%Y-%m-%d")
    frame = frame.drop(columns="hours").astype(str)
    return sorted(frame.itertuples(index=False, name=None))


def faults(folder):
    return [(fault.file, fault.row, fault.column, fault.rule) for fault in study.check(folder)]


def test_the_case_of_the_register_s_documentation(wide):
    """Oracle: heaven's micro-case; person 2 has code 1 from 1991-12-30, then 2 to 1992-01-19."""
    folder = wide("PNR,y_9201,y_9202,y_9203\n1,,,\n2,1,2,2\n")
    assert spells(folder) == [
        ("2", "benefit", "cash", "1991-12-30", "1991-12-30"),
        ("2", "benefit", "sickness", "1992-01-06", "1992-01-13"),
    ]


def test_a_code_may_be_on_two_strands_and_another_mean_nothing(wide):
    folder = wide("PNR,y_2010,y_2011,y_2012,y_2013\n1,1,3,9,NA\n")
    assert spells(folder) == [
        ("1", "benefit", "cash", "2020-03-02", "2020-03-09"),
        ("1", "work", "wage_subsidy", "2020-03-09", "2020-03-09"),
    ]


def test_columns_are_taken_by_their_week_and_a_missing_one_ends_a_spell(wide):
    folder = wide("y_2101,other,PNR,y_2053,y_2103\n1,x,1,1,1\n")
    assert spells(folder) == [
        ("1", "benefit", "cash", "2020-12-28", "2021-01-04"),
        ("1", "benefit", "cash", "2021-01-18", "2021-01-18"),
    ]


def test_the_years_with_53_weeks_are_those_of_the_calendar():
    """Oracle: ISO years with a week 53, 1991 to 2026, as derived in the reference."""
    years = [year for year in range(1991, 2027) if layouts.mondays_of_week(f"y_{year % 100:02}53")]
    assert years == [1992, 1998, 2004, 2009, 2015, 2020, 2026]


@given(st.dates(dt.date(1991, 1, 7), dt.date(2089, 12, 25)))
def test_every_week_there_is_is_read_as_itself(day):
    year, week, _ = day.isocalendar()
    monday = day - dt.timedelta(days=day.weekday())
    assert layouts.mondays_of_week(f"y_{year % 100:02}{week:02}") == (monday, monday)


@given(st.dates(dt.date(1991, 1, 7), dt.date(2089, 12, 25)))
def test_a_week_is_of_the_month_of_its_thursday_and_of_no_other(day):
    monday = day - dt.timedelta(days=day.weekday())
    thursday = monday + dt.timedelta(days=3)
    first, last = layouts.mondays_of_month(
        f"{layouts.MONTHS[thursday.month - 1]}.{thursday.year % 100:02}"
    )
    assert first <= monday <= last
    for edge in (first, last):
        assert (edge + dt.timedelta(days=3)).month == thursday.month
        assert edge.weekday() == 0


@pytest.mark.parametrize("column", ["y_1953", "y_1900", "y_1954"])
def test_a_week_that_its_year_has_not_is_refused(wide, column):
    folder = wide(f"PNR,y_1901,{column}\n1,1,1\n")
    assert faults(folder) == [("wide.csv", 1, column, "is of a week that its year has not")]


def test_an_unknown_code_is_refused_by_file_row_and_column_and_never_quoted(wide):
    folder = wide("PNR,y_1901,y_1902\n1,1,\n2,777,1\n")
    assert faults(folder) == [("wide.csv", 3, "y_1901", "must be a code of codes.csv")]
    with pytest.raises(FaultyTableError) as raised:
        study.load(folder).table("histories")
    assert "777" not in str(raised.value)


def test_a_person_has_one_row_and_a_name(wide):
    folder = wide("PNR,y_1901\n1,1\n1,2\n,2\n")
    assert faults(folder) == [
        ("wide.csv", 4, "participant_id", "must not be empty"),
        ("wide.csv", 3, "participant_id", "must have one row a person"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("4,leisure,fishing", "strand", "must be one of: work, education, benefit"),
        ("4,work,cash", "state", "must be a state of its strand"),
        ("4,work,", "state", "must be a state of its strand"),
        (",work,ordinary", "code", "must not be empty"),
        ("NA,work,ordinary", "code", "must not be NA, which is nothing recorded"),
        ("1,benefit,sickness", "code", "must have one state a strand"),
    ],
)
def test_a_table_of_codes_that_is_wrong_is_refused(wide, row, column, rule):
    folder = wide("PNR,y_1901\n1,1\n", codes=CODES + row + "\n")
    assert faults(folder) == [("codes.csv", 7, column, rule)]


def test_a_table_of_codes_without_its_columns_or_file_is_refused(wide):
    folder = wide("PNR,y_1901\n1,1\n", codes="code,state\n1,cash\n")
    assert faults(folder) == [("codes.csv", None, "strand", "is not there")]
    (folder / "codes.csv").unlink()
    assert "not there" in str(study.check(folder)[0])


def test_a_file_without_weeks_or_with_one_twice_is_refused(wide):
    rule = "must have columns such as y_0453, for its layout is weekly"
    assert faults(wide("PNR,Jul.93\n1,1\n")) == [("wide.csv", 1, "", rule)]
    folder = wide("PNR,y_1901,y_1901\n1,1,1\n")
    assert faults(folder) == [("wide.csv", 1, "y_1901", "stands there twice")]


@pytest.mark.parametrize(
    "lines", ['layout = "weekly"', 'codes = "codes.csv"', 'layout = "daily"\ncodes = "codes.csv"']
)
def test_settings_of_a_layout_go_together(wide, lines):
    folder = wide("PNR,y_1901\n1,1\n")
    text = (folder / "study.toml").read_text("utf-8")
    text = text.replace('layout = "weekly"\ncodes = "codes.csv"', lines)
    (folder / "study.toml").write_text(text, "utf-8")
    assert {fault.file for fault in study.check(folder)} == {"study.toml"}


def test_who_withdrew_is_in_no_spell_and_their_codes_are_not_looked_at(wide):
    folder = wide("PNR,y_1901\n1,1\n2,777\n")
    (folder / "withdrawn.txt").write_text("2\n", "utf-8")
    assert [row[0] for row in spells(folder)] == ["1"]


def test_the_table_of_codes_is_an_input_of_the_study(wide):
    folder = wide("PNR,y_1901\n1,1\n")
    assert folder / "codes.csv" in study.load(folder).inputs


MVAD = """code,strand,state
employment,work,ordinary
FE,education,ordinary
HE,education,apprenticeship_school
training,work,apprenticeship
school,education,preparatory
joblessness,benefit,cash
"""


def test_mvad_has_the_spells_and_months_that_are_known(wide, open_data):
    """Oracle: counts recomputed from mvad.csv (McVicar and Anyadike-Danes 2002), in the reference.

    The six states stand for six of ours, so that no two are mixed up; which ones does not matter.
    """
    folder = wide("", codes=MVAD, layout="monthly", person="id")
    shutil.copyfile(open_data / "mvad" / "mvad.csv", folder / "wide.csv")
    frame = study.load(folder).table("histories")
    assert frame["participant_id"].nunique() == 712
    found = frame.groupby(["strand", "state"], observed=True).size()
    assert found[found > 0].to_dict() == {
        ("work", "ordinary"): 898,
        ("work", "apprenticeship"): 299,
        ("education", "ordinary"): 404,
        ("education", "preparatory"): 225,
        ("education", "apprenticeship_school"): 193,
        ("benefit", "cash"): 507,
    }
    months = (frame["last_week"] - frame["first_week"] + 1).sum()
    # Thursdays from July 1993 to June 1999, and everybody is somewhere in each of them.
    assert months == 712 * np.busday_count("1993-07-01", "1999-07-01", weekmask="Thu")
