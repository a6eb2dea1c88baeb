"""Standing in one week, on histories drawn by hand, and that its parts tell of nobody together."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure, outcomes
from compendium.outcomes.arms.estimates import ARMS
from compendium.outcomes.histories.standing import WAYS
from compendium.tables import Absent

INDEX_WEEK = 1600
WEEK = {"week": 5, "last": 11}


def people(*names: str, index: int = INDEX_WEEK) -> pd.DataFrame:
    return pd.DataFrame({"participant_id": list(names), "arm": "intervention", "index_week": index})


def by_person(frame: pd.DataFrame, name: str) -> dict[str, object]:
    return {
        person: None if pd.isna(value) else value
        for person, value in zip(frame["participant_id"], frame[name], strict=True)
    }


def test_who_is_in_either_is_in_job_in_education_or_in_both(engine):
    histories = engine.histories(
        ("worker", "work", "ordinary", 37, 3, 9),
        ("pupil", "education", "ordinary", None, 3, 9),
        ("apprentice", "work", "apprenticeship", 37, 3, 9),
        ("apprentice", "education", "apprenticeship_school", None, 5, 5),
        ("later", "work", "ordinary", 37, 6, 9),
    )
    frame = outcomes.occupations(
        histories, people("worker", "pupil", "apprentice", "later", "none"), **WEEK
    )
    assert by_person(frame, "way") == {
        "worker": "job_only", "pupil": "education_only", "apprentice": "both",
        "later": None, "none": None,
    }  # fmt: skip
    assert (frame["way"].notna() == (frame["job_or_education"] == "yes")).all()
    assert by_person(frame, "job")["apprentice"] == by_person(frame, "education")["apprentice"]


def test_hours_of_those_in_job_are_enough_fewer_or_not_known(engine):
    histories = engine.histories(
        ("full", "work", "ordinary", 37, 0, 9),
        ("limit", "work", "ordinary", 18, 0, 9),
        ("part", "work", "ordinary", 17.9, 0, 9),
        ("unknown", "work", "ordinary", None, 0, 9),
        ("later", "work", "ordinary", 37, 6, 9),
    )
    names = ("full", "limit", "part", "unknown", "later")
    frame = outcomes.hours(histories, people(*names), **WEEK)
    assert by_person(frame, "hours") == {
        "full": "enough", "limit": "enough", "part": "fewer", "unknown": "not_known", "later": None,
    }  # fmt: skip
    assert ((frame["hours"] == "enough") == (frame["job_18_hours"] == "yes")).all()
    assert (frame["hours"].notna() == (frame["job"] == "yes")).all()


def test_without_any_hours_there_is_none_of_it(engine):
    histories = engine.histories(("a", "work", "ordinary", None, 0, 9))
    for found in (
        outcomes.hours(histories, people("a"), **WEEK),
        outcomes.weeks_of(
            histories, people("a"), ["job_18_hours"], first=1, last=5, followed_to=11
        )["job_18_hours"],
        outcomes.remaining(histories, people("a"), "job_18_hours", **WEEK),
    ):
        assert found == Absent("its histories have no hours of work")


def test_who_is_gone_in_the_week_is_left_out_and_who_came_back_is_not(engine):
    histories = engine.histories(
        ("dead", "benefit", "dead", None, 2, 11),
        ("dead", "work", "ordinary", 37, 0, 11),
        ("abroad", "benefit", "abroad", None, 5, 5),
        ("back", "benefit", "abroad", None, 1, 4),
        ("back", "work", "ordinary", 37, 5, 9),
        ("leaving", "benefit", "abroad", None, 6, 9),
    )
    names = ("dead", "abroad", "back", "leaving", "here")
    frame = outcomes.remaining(histories, people(*names), "job", **WEEK)
    assert by_person(frame, "stands") == {
        "dead": "gone", "abroad": "gone", "back": "reached",
        "leaving": "not_reached", "here": "not_reached",
    }  # fmt: skip
    assert by_person(frame, "remained") == {
        "dead": None, "abroad": None, "back": "yes", "leaving": "no", "here": "no",
    }  # fmt: skip
    gone = frame[frame["stands"] == "gone"]
    assert (gone["job"] == "no").all(), "they stay in the denominator, and have not reached it"


def test_weeks_are_counted_of_those_who_are_followed_to_the_end(engine, until):
    histories = engine.histories(
        ("a", "work", "ordinary", 37, -3, 2), ("b", "work", "ordinary", 37, 1, 9)
    )
    later = pd.concat([people("a", "c"), people("b", index=INDEX_WEEK + 4)])
    for first, last, weeks in ((1, 5, 2), (-4, -1, 3)):
        frame = outcomes.weeks_of(
            histories, later, ["job"], first=first, last=last, followed_to=11, until=until(11)
        )["job"]
        assert by_person(frame, "weeks") == {"a": weeks, "c": 0, "b": None}
        assert by_person(frame, "covered") == {
            "a": "complete", "c": "complete", "b": "incomplete",
        }  # fmt: skip


def test_who_is_not_followed_stands_nowhere(engine, until):
    histories = engine.histories(("a", "work", "ordinary", 37, 0, 9))
    short = {**WEEK, "until": until(10)}
    assert outcomes.occupations(histories, people("a"), **short)["way"].isna().all()
    assert outcomes.hours(histories, people("a"), **short)["hours"].isna().all()
    left = outcomes.remaining(histories, people("a"), **short)
    assert left[["stands", "remained"]].isna().all(axis=None)


def test_an_absent_table_is_handed_on():
    absent = Absent("no histories")
    for function in (outcomes.occupations, outcomes.hours, outcomes.remaining):
        assert function(absent, people("a"), week=5) is absent
    names = ["job", "education"]
    weeks = {"first": 1, "last": 5}
    assert outcomes.weeks_of(absent, people("a"), names, **weeks) == dict.fromkeys(names, absent)
    assert outcomes.weeks_of("any", absent, names, **weeks) == dict.fromkeys(names, absent)


counts = st.lists(st.one_of(st.integers(0, 8), st.integers(20, 60)), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(counts)
def test_endpoints_side_by_side_never_tell_how_few_are_in_the_one_alone(numbers):
    """What is shown of job, of education and of either, subtracted by hand, arm by arm."""
    rows = []
    for place, number in enumerate(numbers):
        arm = ARMS[place // 4]
        way = [*WAYS, None][place % 4]
        either = "no" if way is None else "yes"
        rows += [(f"P{place}-{each}", arm, "yes", 52, either, way) for each in range(number)]
    columns = ["participant_id", "arm", "followed", "week", "job_or_education", "way"]
    frame = pd.DataFrame(rows, columns=columns)
    for name, levels in (
        ("arm", ARMS),
        ("followed", ("yes", "no")),
        ("job_or_education", ("yes", "no")),
        ("way", WAYS),
    ):
        frame[name] = pd.Categorical(frame[name], list(levels), ordered=True)
    safe = disclosure.share(
        frame,
        columns[1:],
        of="participants",
        profile="dk",
        within=["arm", "followed", "week"],
        nested={"job_or_education": "followed", "way": "job_or_education"},
    )
    if frame.empty:
        return
    for arm in ARMS:
        line = safe.cut(arm=arm, followed="yes", job_or_education="yes")
        either = line.cell(way="all").n
        job = disclosure.cumulated(line, "way").cell(way="both").n
        education = disclosure.cumulated(line, "way", falling=True).cell(way="both").n
        told = {
            "job_only": (either, education),
            "education_only": (either, job),
            "both": (job, None if either is None or education is None else either - education),
        }
        for way, (more, less) in told.items():
            if more is not None and less is not None:
                assert not 1 <= more - less <= 4, way
        for number in (either, job, education):
            assert number is None or not 1 <= number <= 4
