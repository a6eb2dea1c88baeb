"""The single state of a week, on a history drawn by hand."""

import pytest

from compendium import outcomes, study

pytestmark = pytest.mark.filterwarnings("error")


def test_the_first_in_the_priority_is_shown_and_a_gap_is_a_gap(engine):
    #   week     0 1 2 3 4 5 6 7 8 9 10 11
    #   work         f f j j
    #   school             s s s
    #   benefit  c c c c       g g     d  d
    histories = engine.histories(
        ("a", "work", "flexjob", 10, 2, 3),
        ("a", "work", "ordinary", 10, 4, 5),
        ("a", "education", "ordinary", None, 5, 7),
        ("a", "benefit", "cash", None, -8, 3),
        ("a", "benefit", "study_grant", None, 6, 7),
        ("a", "benefit", "dead", None, 10, 500),
    )
    found = outcomes.single_state(histories, engine.people("a"), first=0, last=11)
    assert sorted(row[1:] for row in engine.listed(found)) == [
        (0, 1, "benefit", "cash"),
        (2, 3, "work", "flexjob"),
        (4, 5, "work", "ordinary"),
        (6, 7, "education", "ordinary"),
        (8, 9, "gap", "gap"),
        (10, 11, "benefit", "dead"),
    ]


def test_where_spells_of_a_strand_overlap_that_is_told_and_nothing_made_up(engine):
    histories = engine.histories(
        ("a", "work", "flexjob", 10, 0, 6), ("a", "work", "internship", None, 4, 9)
    )
    found = outcomes.single_state(histories, engine.people("a"), first=0, last=9)
    assert sorted(row[1:] for row in engine.listed(found)) == [
        (0, 3, "work", "flexjob"),
        (4, 6, "overlap", "overlap"),
        (7, 9, "work", "internship"),
    ]


def test_the_priority_has_every_state_of_every_strand_once():
    """The other way round: a state that the codebook gains must get its place."""
    field = study.schema("histories").field("state")
    every = {(strand, each.value) for each in field.categories for strand in each.within}
    priority = outcomes.states().priority
    assert len(set(priority)) == len(priority)
    assert set(priority) == every


def test_endpoints_and_competing_events_name_states_that_there_are():
    every = set(outcomes.states().priority)
    known = outcomes.states()
    assert {(known.competing_strand, state) for state in known.competing} <= every
    for endpoint in outcomes.catalogue().values():
        named = {(strand, state) for strand, of in endpoint.states.items() for state in of}
        assert named <= every
