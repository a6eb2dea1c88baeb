"""Which questionnaires are due: every class at its edges, reckoned by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import study
from compendium.study.due import STANDINGS, last_day, standing
from compendium.study.settings import Wave
from compendium.tables import Absent

INDEX = pd.Timestamp("2021-05-21")
LATER = Wave("month6", {}, 22, 34)
OPENS = dt.date(2021, 10, 22)  # 154 days after the index date
CLOSES = dt.date(2022, 1, 20)  # 34 weeks and 6 days after it


def stands(until, *, answered=False, ended=None, reason="withdrawn", wave=LATER):
    """Return how the questionnaire of one person stands."""
    intake = pd.DataFrame(
        {"participant_id": ["p1"], "ended": pd.Series([ended], dtype="str"), "reason_class": reason}
    )
    included = pd.DataFrame({"participant_id": ["p1"], "index_date": [INDEX]})
    answers = pd.DataFrame({"participant_id": ["p1"], "wave": [wave.id]})
    found = standing(included, answers[: int(answered)], intake, [wave], until)
    return found["questionnaire"].tolist()[0]


def test_it_is_due_while_its_window_is_open_and_late_from_the_day_after():
    day = dt.timedelta(days=1)
    assert stands(OPENS - day) == "not_yet_due"
    assert stands(OPENS) == "due"
    assert stands(CLOSES) == "due"
    assert stands(CLOSES + day) == "late"


def test_an_answer_is_received_whenever_it_came_and_whoever_has_left():
    assert stands(CLOSES + dt.timedelta(days=400), answered=True) == "received"
    assert stands(CLOSES, answered=True, ended="2021H2") == "received"


@pytest.mark.parametrize("ended", ["2021-06-01", "2021H2", "2022-01-20", "2022H1"])
def test_who_left_before_the_window_closed_owes_nothing(ended):
    assert stands(dt.date(2023, 1, 1), ended=ended) == "withdrawn"


def test_who_left_after_the_window_closed_was_late():
    assert stands(dt.date(2023, 1, 1), ended="2022-01-21") == "late"


def test_who_will_leave_has_not_left_yet():
    assert stands(OPENS, ended="2021-12-01") == "due"


@pytest.mark.parametrize(("reason", "expected"), [("dead", "withdrawn"), ("completed", "late")])
def test_the_dead_are_asked_nothing_and_who_completed_the_service_is_still_asked(reason, expected):
    assert stands(dt.date(2023, 1, 1), ended="2021-09-01", reason=reason) == expected


def test_a_window_before_the_index_date_has_its_days():
    first = Wave("baseline", {}, -8, 0)
    assert stands(dt.date(2021, 5, 27), wave=first) == "due"
    assert stands(dt.date(2021, 5, 28), wave=first) == "late"


@settings(deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2023, 1, 1)), st.booleans())
def test_everybody_stands_in_one_way_and_time_only_goes_forward(day, answered):
    now = stands(day, answered=answered)
    later = stands(day + dt.timedelta(days=30), answered=answered)
    order = ["not_yet_due", "due", "late"]
    assert now in STANDINGS
    assert answered == (now == "received")
    assert answered or order.index(now) <= order.index(later)


def test_without_an_intake_nobody_is_known_to_have_left():
    included = pd.DataFrame({"participant_id": ["p1"], "index_date": [INDEX]})
    answers = pd.DataFrame({"participant_id": [], "wave": []})
    found = standing(included, answers, Absent("no"), [LATER], dt.date(2023, 1, 1))
    assert found["questionnaire"].tolist() == ["late"]


SETTINGS = """
id = "small"
title = "A small study"
municipalities = ["Rødovre", "Bornholm"]
allocation = "self-selected"
period = {{ from = 2020-01-01, to = {to} }}
{waves}
"""
WAVES = """
[[waves]]
id = "baseline"
from_week = -8
to_week = 0
[[waves]]
id = "month6"
from_week = 22
to_week = 34
"""
ITEMS = ",".join(f"gad7_{number}" for number in range(1, 8))
SCREENING = f"""participant_id,wave,date,{ITEMS}
p1,baseline,2021-05-01,0,1,2,3,0,1,2
p1,month6,2021-11-01,,,,,,,
p2,baseline,2021-03-04,3,3,3,3,3,3,
"""
PARTICIPANTS = """participant_id,arm,municipality,index_date
p1,intervention,Rødovre,2021-05-21
p2,intervention,Bornholm,2021-04-01
c1,comparison,Odense,2021-04-05
"""


def toml(to="2022-06-30", waves=WAVES):
    return SETTINGS.format(to=to, waves=waves)


def test_the_included_of_a_study_are_followed_and_an_empty_row_is_no_answer(write):
    small = study.load(write(settings=toml(), screening=SCREENING, participants=PARTICIPANTS))
    found = study.due(small)
    assert found["participant_id"].tolist() == ["p1", "p1", "p2", "p2"]
    assert found["wave"].tolist() == ["baseline", "month6"] * 2
    assert found["questionnaire"].tolist() == ["received", "late"] * 2
    assert found["received"].tolist() == ["yes", "no"] * 2
    assert list(found["wave"].cat.categories) == ["baseline", "month6"]


def test_the_delivery_of_the_screening_table_says_how_far_it_is_known(write):
    folder = write(settings=toml(), screening=SCREENING, participants=PARTICIPANTS)
    path = folder / "study.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('"screening.csv"', '"screening.csv"\ndelivered = 2021-06-01'), "utf-8"
    )
    found = study.due(study.load(folder))
    assert found["questionnaire"].tolist() == ["received", "not_yet_due"] * 2


def test_a_study_that_lacks_what_is_needed_says_so(write):
    cases = {
        "no table of participants": ({"screening": SCREENING}, WAVES),
        "no table of screening": ({"participants": PARTICIPANTS}, WAVES),
        "no wave has a window": (
            {"screening": SCREENING, "participants": PARTICIPANTS},
            '[[waves]]\nid = "baseline"\n[[waves]]\nid = "month6"\n',
        ),
        "nobody is in the intervention": (
            {
                "screening": SCREENING,
                "participants": PARTICIPANTS.replace("intervention", "comparison"),
            },
            WAVES,
        ),
    }
    for why, (tables, waves) in cases.items():
        found = study.due(study.load(write(settings=toml(waves=waves), **tables)))
        assert isinstance(found, Absent)
        assert why in found.why


def test_without_a_period_the_last_date_counts_and_without_dates_nothing(write):
    bare = toml().replace("period = { from = 2020-01-01, to = 2022-06-30 }", "")
    small = study.load(write(settings=bare, screening=SCREENING, participants=PARTICIPANTS))
    assert last_day(small) == dt.date(2021, 11, 1)
    dateless = SCREENING.replace("2021-05-01", "").replace("2021-11-01", "")
    dateless = dateless.replace("2021-03-04", "")
    small = study.load(write(settings=bare, screening=dateless, participants=PARTICIPANTS))
    assert last_day(small) is None
    assert isinstance(study.due(small), Absent)
