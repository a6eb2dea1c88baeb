"""The definitions of NEET: they name states, educations, figures and sources that there are."""

import tomllib
from pathlib import Path

import pytest

from compendium import evidence, outcomes, study
from compendium.errors import CompendiumError

WAYS = outcomes.ways()


def test_there_are_six_and_each_is_whole():
    assert len(WAYS) == 6
    for each in WAYS.values():
        assert each.ages[0] < each.ages[1]
        assert each.weeks[0] <= each.weeks[1]
        assert each.status in ("confirmed", "unconfirmed")
        assert each.counted_out
        assert each.not_applied
        texts = [each.title, each.looked_at, *(out.who for out in each.counted_out)]
        texts += [text for both in each.not_applied for text in both]
        assert all(text["en"] and text["da"] and set(text) == {"en", "da"} for text in texts)


def test_criteria_name_states_and_educations_that_there_are_and_weeks_that_are_looked_at():
    states = set(outcomes.states().priority)
    field = study.schema("participants").field("education")
    educations = {each.value for each in field.categories}
    for each in WAYS.values():
        for out in each.counted_out:
            named = {(strand, state) for strand, of in out.states.items() for state in of}
            assert named <= states
            assert set(out.completed) <= educations
            assert bool(named) != bool(out.completed)
            assert each.weeks[0] <= out.weeks[0] <= out.weeks[1] <= each.weeks[1] or out.completed


def test_each_has_a_source_and_the_ages_of_a_figure_that_was_counted_so():
    sources = set(evidence.table("sources")["key"])
    figures = evidence.table("prevalence").set_index("key")
    for each in WAYS.values():
        figure = figures.loc[each.example]
        assert each.source in sources
        if each.id != "eurostat":
            assert each.ages == (figure["age_from"], figure["age_to"])
    assert WAYS["eurostat"].ages == (15, 24), "Eurostat's own; the slide has 16 to 24"


def test_of_the_ten_criteria_of_vive_half_are_not_known():
    known = [what["en"] for what, _ in WAYS["whole_year"].not_applied]
    assert "Five further criteria" in known


def test_what_a_register_sees_of_eurostat_and_of_statistics_denmark_is_one_rule():
    """As the page says: they differ in ages, and in what no register tells."""
    one, other = WAYS["eurostat"], WAYS["statistics_denmark"]
    parts = [
        [(out.states, out.weeks, out.hours_at_least) for out in each.counted_out]
        for each in (one, other)
    ]
    assert parts[0] == parts[1]
    assert (one.anchor, one.weeks) == (other.anchor, other.weeks)


@pytest.mark.parametrize("language", ["en", "da"])
def test_rules_and_what_could_not_be_applied_are_told_in_both_languages(language):
    rules = outcomes.neet_rules(language=language)
    assert rules["neet_definition"].tolist() == [each.title[language] for each in WAYS.values()]
    assert rules.loc[0, "age"] == "15–24"
    told = outcomes.neet_not_applied(language=language)
    assert set(told["neet_definition"]) == set(rules["neet_definition"])
    assert len(told) == sum(len(each.not_applied) for each in WAYS.values())


def test_every_key_of_the_file_is_read():
    path = Path(outcomes.__path__[0]) / "ways.toml"
    every = {
        *("title", "ages", "anchor", "weeks", "looked_at", "source", "example", "status"),
        *("counted_out", "not_applied"),
    }
    for entry in tomllib.loads(path.read_text("utf-8")).values():
        assert set(entry) == every
        assert entry["anchor"] in ("november", "index")


def test_an_unknown_definition_is_refused_and_the_known_ones_are_named():
    with pytest.raises(CompendiumError, match="no definition of NEET “adult”") as told:
        outcomes.way("adult")
    assert "two_years" in told.value.remedy
