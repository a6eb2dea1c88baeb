"""Half-years and days, as the intake writes them."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.study.moments import first_days, half_years, last_days


def test_a_day_lies_in_its_half_year_and_a_half_year_is_itself():
    moments = pd.Series(["2021H1", "2021-06-30", "2021-07-01", "2021-12-31", None], dtype="str")
    assert half_years(moments)[:4].tolist() == ["2021H1", "2021H1", "2021H2", "2021H2"]
    assert pd.isna(half_years(moments)[4])


def test_a_half_year_may_have_been_its_first_day():
    days = first_days(pd.Series(["2021H1", "2021H2", "2021-05-21", None], dtype="str"))
    assert days[:3].dt.strftime("%Y-%m-%d").tolist() == ["2021-01-01", "2021-07-01", "2021-05-21"]
    assert pd.isna(days[3])


def test_nothing_is_no_moment():
    assert half_years(pd.Series([], dtype="str")).empty
    assert first_days(pd.Series([None, None], dtype="str")).isna().all()


@settings(deadline=None)
@given(st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2099-12-31").date()))
def test_a_day_written_or_kept_as_a_date_lies_in_one_half_year(day):
    written = half_years(pd.Series([str(day)]))[0]
    assert written == half_years(pd.Series(pd.to_datetime([day])))[0]
    assert first_days(pd.Series([written]))[0].date() <= day


def test_the_last_day_of_a_half_year_is_the_day_it_ends():
    found = last_days(pd.Series(["2021H1", "2021H2", "2021-05-21", None]))
    assert found.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2021-06-30", "2021-12-31", "2021-05-21"]
    assert found.isna().tolist() == [False, False, False, True]
