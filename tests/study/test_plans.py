"""The plan is read as it was dated, or not at all; what was done otherwise is dated after it."""

from __future__ import annotations

import datetime as dt
import sys
from hashlib import sha256

import pytest

from compendium import study
from compendium.tables import Absent, checkout

HEARD: list[str] = []
sys.addaudithook(lambda event, args: HEARD.append(args[0]) if event == "compendium.read" else None)

PLAN = 'endpoint = "job"\nweek = 52\n'
DEVIATION = """
[[plan.deviations]]
date = {date}
planned = {{ en = "Week 52", da = "Uge 52" }}
done = {{ en = "Week 40" }}
reason = {{ en = "The registers ended.", da = "Registrene sluttede." }}
"""


@pytest.fixture
def planned(write):
    """Return a function that writes a study with a plan, and gives its folder."""

    def planned(text=PLAN, *, found=None, more=""):
        folder = write()
        (folder / "plan.toml").write_bytes((text if found is None else found).encode())
        with (folder / "study.toml").open("a", encoding="utf-8") as stream:
            digest = sha256(text.encode()).hexdigest().upper()
            stream.write(f'\n[plan]\nfile = "plan.toml"\nsha256 = "{digest}"\ndate = 2024-01-31\n')
            stream.write(more)
        return folder

    return planned


def test_a_plan_is_read_as_it_was_dated(planned):
    folder = planned()
    assert study.plan(study.load(folder)) == {"endpoint": "job", "week": 52}
    assert study.check(folder) == []


def test_a_study_without_a_plan_has_none(write):
    assert isinstance(study.plan(study.load(write())), Absent)


def test_a_plan_that_was_changed_is_refused_and_says_what_to_do(planned):
    folder = planned(found=PLAN.replace("52", "40"))
    with pytest.raises(study.ChangedPlanError) as fault:
        study.plan(study.load(folder))
    assert fault.value.what.startswith("The SHA-256 of plan.toml is not the one of study.toml")
    assert fault.value.where == str(folder / "plan.toml")
    assert "[[plan.deviations]]" in fault.value.remedy
    assert "40" not in str(fault.value)


def test_a_plan_whose_line_ends_were_changed_is_refused(planned):
    """The plan is its bytes, not what they mean."""
    folder = planned(found=PLAN.replace("\n", "\r\n"))
    with pytest.raises(study.ChangedPlanError):
        study.plan(study.load(folder))


def test_a_plan_that_is_not_there_is_told(planned):
    folder = planned()
    (folder / "plan.toml").unlink()
    with pytest.raises(study.ChangedPlanError, match="is not there"):
        study.plan(study.load(folder))


def test_a_plan_that_is_no_toml_is_told_by_the_check_as_well(planned):
    folder = planned("The primary endpoint is having a job.\n")
    with pytest.raises(study.UnreadablePlanError, match="is not TOML"):
        study.plan(study.load(folder))
    (fault,) = study.check(folder)
    assert fault.file == "plan.toml"
    assert "is not TOML" in fault.rule


def test_a_run_that_reads_the_plan_is_known_to_have_read_it(planned):
    folder = planned()
    loaded = study.load(folder)
    assert folder / "plan.toml" in loaded.inputs
    HEARD.clear()
    study.plan(loaded)
    assert set(HEARD) == {str(folder / "plan.toml")}


def test_deviations_are_read_with_their_dates_in_both_languages(planned):
    folder = planned(more=DEVIATION.format(date="2024-03-01"))
    (deviation,) = study.load(folder).settings.plan.deviations
    assert deviation.date == dt.date(2024, 3, 1)
    assert deviation.planned == {"en": "Week 52", "da": "Uge 52"}
    assert deviation.done == {"en": "Week 40", "da": "Week 40"}
    assert study.check(folder) == []


@pytest.mark.parametrize("date", ["2024-01-31", "2023-12-24"])
def test_a_deviation_is_decided_after_the_plan(planned, date):
    folder = planned(more=DEVIATION.format(date=date))
    (fault,) = study.check(folder)
    assert (fault.column, fault.rule) == (
        "plan.deviations[1].date",
        "must be a day after the date of the plan",
    )


def test_a_deviation_without_a_reason_is_a_fault(planned):
    text = DEVIATION.format(date="2024-03-01").partition("reason")[0]
    faults = study.check(planned(more=text))
    assert [fault.column for fault in faults] == ["plan.deviations[1].reason.en"]


def test_the_synthetic_study_was_planned_before_its_histories_came():
    settings = study.load(checkout() / "data" / "synthetic").settings
    assert settings.plan.date < settings.tables["histories"].delivered
