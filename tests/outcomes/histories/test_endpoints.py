"""Endpoints on histories drawn by hand, a dozen weeks each."""

import narwhals as nw
import pandas as pd
import pytest

from compendium import outcomes
from compendium.tables import Absent

INDEX_WEEK = 1600


def people(*names: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"participant_id": list(names), "arm": "intervention", "index_week": INDEX_WEEK}
    )


def spells(*rows: tuple[str, str, str, int, int]) -> nw.LazyFrame:
    frame = pd.DataFrame(
        rows, columns=["participant_id", "strand", "state", "first_week", "last_week"]
    )
    frame[["first_week", "last_week"]] += INDEX_WEEK
    return nw.from_native(frame.astype({"strand": "category", "state": "category"})).lazy()


def weeks_reached(frame: pd.DataFrame, person: str, name: str) -> list[int]:
    rows = frame[(frame["participant_id"] == person) & (frame[name] == "yes")]
    return sorted(rows["week"])


def test_both_ends_of_a_spell_count_and_nothing_outside():
    histories = spells(("a", "work", "ordinary", 2, 5))
    frame = outcomes.weekly(histories, people("a"), "job", first=-2, last=9)
    assert weeks_reached(frame, "a", "job") == [2, 3, 4, 5]
    assert len(frame) == 12


def test_unpaid_internship_subsidy_and_flexjob_are_no_jobs():
    histories = spells(
        ("a", "work", "internship", 0, 3),
        ("a", "work", "wage_subsidy", 4, 6),
        ("a", "work", "flexjob", 7, 9),
        ("a", "work", "ordinary", 10, 11),
    )
    frame = outcomes.weekly(histories, people("a"), "job", first=0, last=11)
    assert weeks_reached(frame, "a", "job") == [10, 11]


def test_strands_may_overlap_and_a_week_counts_once():
    histories = spells(
        ("a", "work", "ordinary", 1, 4),
        ("a", "education", "ordinary", 3, 6),
        ("a", "benefit", "study_grant", 3, 6),
    )
    frame = outcomes.weekly(histories, people("a"), first=0, last=11)
    assert weeks_reached(frame, "a", "job_or_education") == [1, 2, 3, 4, 5, 6]
    assert len(frame) == 12


def test_a_state_counts_on_its_own_strand_only():
    """`ordinary` is a state of work and of education: the two are not mixed up."""
    histories = spells(("a", "education", "ordinary", 0, 4))
    assert weeks_reached(outcomes.weekly(histories, people("a"), "job"), "a", "job") == []
    frame = outcomes.weekly(histories, people("a"), "education")
    assert weeks_reached(frame, "a", "education") == [0, 1, 2, 3, 4]


def test_who_died_or_has_no_spell_stays_in_the_denominator():
    histories = spells(("a", "benefit", "dead", 3, 90))
    frame = outcomes.at_week(histories, people("a", "b"), week=52)
    assert len(frame) == 2
    assert set(frame["job_or_education"]) == {"no"}


def test_at_week_gives_the_week_asked_for():
    histories = spells(("a", "work", "ordinary", 50, 60))
    for week, reached in ((49, "no"), (50, "yes"), (60, "yes"), (61, "no")):
        frame = outcomes.at_week(histories, people("a"), week=week)
        assert list(frame["week"]) == [week]
        assert list(frame["job_or_education"]) == [reached]


def test_an_unknown_endpoint_names_those_there_are():
    with pytest.raises(outcomes.UnknownEndpointError, match="job_or_education"):
        outcomes.weekly(spells(), people("a"), "happiness")


def test_every_endpoint_speaks_both_languages_and_has_a_source():
    for endpoint in outcomes.catalogue().values():
        assert set(endpoint.title) == set(endpoint.definition) == {"en", "da"}
        assert endpoint.source
        assert endpoint.status in {"confirmed", "unconfirmed"}


def test_an_absent_history_is_handed_on():
    absent = Absent("this study has no histories")
    assert outcomes.weekly(absent, people("a")) is absent


def test_who_cannot_be_followed_to_the_end_is_followed_in_no_week():
    """Nobody's future counts as a failure, and every week has the same persons."""
    later = people("a", "b").assign(index_week=[INDEX_WEEK, INDEX_WEEK + 10])
    histories = spells(("a", "work", "ordinary", 0, 30), ("b", "work", "ordinary", 10, 30))
    frame = outcomes.weekly(histories, later, "job", first=0, last=12, until=INDEX_WEEK + 15)
    followed = frame.groupby("participant_id")["followed"].unique().map(list)
    assert followed.to_dict() == {"a": ["yes"], "b": ["no"]}
    assert frame.loc[frame["participant_id"] == "b", "job"].isna().all()
    assert weeks_reached(frame, "a", "job") == list(range(13))


def test_a_week_is_of_those_who_are_followed_to_the_last():
    later = people("a", "b").assign(index_week=[INDEX_WEEK, INDEX_WEEK + 10])
    histories = spells(("a", "work", "ordinary", 0, 30))
    frame = outcomes.at_week(histories, later, "job", week=3, last=12, until=INDEX_WEEK + 15)
    assert list(frame["job"].astype(object).fillna("missing")) == ["yes", "missing"]
