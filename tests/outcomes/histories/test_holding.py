"""Holding an endpoint, on histories drawn by hand: a dozen weeks, and the answer beside them."""

import pytest

from compendium import outcomes

pytestmark = pytest.mark.filterwarnings("error")


def held(engine, name, *spells, first=0, last=11, until=None):
    """Return the stretches in which person a reaches an endpoint."""
    found = outcomes.stretches(
        engine.histories(*spells),
        engine.people("a"),
        outcomes.endpoint(name),
        first=first,
        last=last,
        until=until,
    )
    return [row[1:] for row in sorted(engine.listed(found), key=lambda row: row[1])]


def test_any_ordinary_paid_hours(engine):
    #            week  0 1 2 3 4 5 6 7 8 9 10 11
    # internship       . . i i
    # job                      j j          j
    # apprentice                   l l
    # flexjob                              f
    spells = (
        ("a", "work", "internship", None, 2, 3),
        ("a", "work", "ordinary", 4, 4, 5),
        ("a", "work", "apprenticeship", None, 6, 7),
        ("a", "work", "flexjob", 20, 9, 9),
        ("a", "work", "self_employed", 37, 10, 10),
    )
    assert held(engine, "job", *spells) == [(4, 7), (10, 10)]


def test_at_least_18_hours(engine):
    spells = (
        ("a", "work", "ordinary", 17.5, 0, 2),
        ("a", "work", "ordinary", 18, 3, 4),
        ("a", "work", "ordinary", None, 5, 6),
        ("a", "work", "wage_subsidy", 37, 7, 8),
        ("a", "work", "apprenticeship", 37, 9, 10),
    )
    assert held(engine, "job_18_hours", *spells) == [(3, 4), (9, 10)]


def test_ordinary_education(engine):
    spells = (
        ("a", "education", "preparatory", None, 0, 3),
        ("a", "education", "ordinary", None, 4, 6),
        ("a", "education", "apprenticeship_school", None, 7, 7),
        ("a", "work", "ordinary", 37, 8, 11),
    )
    assert held(engine, "education", *spells) == [(4, 7)]


def test_either_where_the_strands_overlap_and_touch(engine):
    spells = (
        ("a", "work", "ordinary", 10, 1, 4),
        ("a", "education", "ordinary", None, 3, 6),
        ("a", "work", "ordinary", 37, 7, 8),
        ("a", "education", "ordinary", None, 10, 30),
    )
    assert held(engine, "job_or_education", *spells) == [(1, 8), (10, 11)]


def test_a_spell_inside_a_longer_one_ends_nothing(engine):
    spells = (
        ("a", "education", "ordinary", None, 1, 9),
        ("a", "work", "ordinary", 10, 2, 3),
        ("a", "work", "ordinary", 10, 5, 6),
    )
    assert held(engine, "job_or_education", *spells) == [(1, 9)]


def test_no_public_benefit_is_what_is_left(engine):
    spells = (
        ("a", "benefit", "cash", None, -20, 1),
        ("a", "benefit", "study_grant", None, 2, 3),
        ("a", "work", "flexjob", 10, 5, 6),
        ("a", "benefit", "sickness", None, 6, 7),
        ("a", "benefit", "none_self_supporting", None, 8, 8),
        ("a", "benefit", "prison", None, 10, 10),
    )
    assert held(engine, "no_benefit", *spells) == [(2, 4), (8, 9), (11, 11)]


def test_without_any_spell_there_is_no_benefit_and_no_job(engine):
    assert held(engine, "no_benefit") == [(0, 11)]
    assert held(engine, "job") == []


@pytest.mark.parametrize("name", ["job", "no_benefit"])
@pytest.mark.parametrize("state", ["dead", "abroad", "disability_pension"])
def test_who_is_dead_abroad_or_pensioned_reaches_nothing_in_those_weeks(engine, name, state):
    spells = (("a", "work", "ordinary", 37, 2, 9), ("a", "benefit", state, None, 5, 6))
    expected = {"job": [(2, 4), (7, 9)], "no_benefit": [(0, 4), (7, 11)]}
    assert held(engine, name, *spells) == expected[name]


def test_the_first_competing_event_is_told_and_its_week(engine):
    histories = engine.histories(
        ("a", "benefit", "abroad", None, 3, 5),
        ("a", "benefit", "dead", None, 8, 90),
        ("b", "benefit", "disability_pension", None, -30, 90),
        ("c", "benefit", "abroad", None, -9, -2),
        ("d", "benefit", "dead", None, 13, 90),
    )
    found = outcomes.competing(histories, engine.people("a", "b", "c", "d"), last=12)
    assert engine.rows(found) == {"a": (3, "emigration"), "b": (0, "disability_pension")}


def test_duplicated_overlapping_and_reversed_spells_count_no_week_twice(engine):
    spells = (
        ("a", "work", "ordinary", 37, 2, 4),
        ("a", "work", "ordinary", 37, 2, 4),
        ("a", "work", "ordinary", 20, 4, 6),
        ("a", "work", "ordinary", 20, 9, 8),
    )
    assert held(engine, "job", *spells) == [(2, 6)]
