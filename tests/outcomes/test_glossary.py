"""Endpoints and states in words say what the endpoints are computed by."""

import pytest

from compendium import outcomes


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_endpoint_has_its_definition(language):
    terms = outcomes.endpoint_terms(language=language).set_index("endpoint")
    known = outcomes.catalogue()
    assert list(terms.index) == list(known)
    for name, one in known.items():
        assert terms.at[name, "definition"] == one.definition[language]
    assert terms["hours_at_least"].dropna().to_dict() == {"job_18_hours": 18}


@pytest.mark.filterwarnings("error")
def test_what_is_said_of_a_state_is_what_happens_while_it_runs(engine):
    """Each state by itself, as the only thing that is recorded of a person in a week."""
    standings = outcomes.state_terms()
    pairs = list(dict.fromkeys(zip(standings["strand"], standings["state"], strict=True)))
    spells = [
        (f"{strand} {state}", strand, state, 37.0 if strand == "work" else None, 1, 1)
        for strand, state in pairs
    ]
    people = engine.people(*(name for name, *_ in spells))
    for name, one in outcomes.catalogue().items():
        reached = engine.rows(outcomes.in_week(engine.histories(*spells), people, name, week=1))
        said = standings[standings["endpoint"] == name]
        for strand, state, stands in zip(
            said["strand"], said["state"], said["stands"], strict=True
        ):
            expected = {"counts": True, "neither": one.without}.get(stands, False)
            assert reached[f"{strand} {state}"] == (True, expected), (name, strand, state)


def test_no_state_is_said_to_count_and_to_compete():
    standings = outcomes.state_terms()
    assert set(standings["stands"]) == {"counts", "excludes", "competes", "neither"}
    competing = standings[standings["stands"] == "competes"]
    assert set(competing["state"]) == set(outcomes.states().competing)
    assert not standings.duplicated(["strand", "state", "endpoint"]).any()
