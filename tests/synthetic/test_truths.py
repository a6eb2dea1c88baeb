"""The truth: potential outcomes add up by hand, and each part of it comes from where it should."""

import datetime as dt
import json

import numpy as np
import pytest

from compendium import outcomes, study, synthetic
from compendium.synthetic.questionnaires import MISSING

STATES = {
    "work": {"ordinary", "apprenticeship", "self_employed"},
    "education": {"ordinary", "apprenticeship_school"},
}


def raw_shares(rows, week):
    """Count by hand, from the CSV rows, who is in job or education in a week, by arm."""
    monday = dt.date(1990, 1, 1)
    index = {}
    for row in rows["participants"]:
        days = (dt.date.fromisoformat(row["index_date"]) - monday).days
        index[row["participant_id"]] = monday + dt.timedelta(days=7 * (days // 7 + week))
    reached = {
        row["participant_id"]
        for row in rows["histories"]
        if row["state"] in STATES.get(row["strand"], ())
        and row["first_week"] <= index[row["participant_id"]].isoformat() <= row["last_week"]
    }
    shares = {}
    for arm in ("intervention", "comparison"):
        people = [row["participant_id"] for row in rows["participants"] if row["arm"] == arm]
        shares[arm] = sum(name in reached for name in people) / len(people)
    return shares


@pytest.mark.parametrize("week", [-52, 0, 8, 52, 78, 104])
def test_the_raw_difference_is_the_true_effect_plus_the_stated_bias(rows, folder, week):
    """Oracle: a count of the CSV rows that uses nothing of the package."""
    shares = raw_shares(rows, week)
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["endpoints"]["job_or_education"]
    at = week - truth["first_week"]
    raw = shares["intervention"] - shares["comparison"]
    assert raw == pytest.approx(truth["effect"][at] + truth["bias"][at], abs=1e-8)


@pytest.mark.parametrize("week", [52, 78])
def test_effect_and_bias_are_those_of_the_potential_outcomes(world, week):
    """Hand calculation on the states that people had and would have had."""
    names = ["ordinary", "wage_subsidy", "flexjob", "internship", "apprenticeship", "self_employed"]
    works = [place for place, name in enumerate(names) if name in STATES["work"]]
    at = week - world.first

    def reached(strands):
        return np.isin(strands.work[:, at], works) | np.isin(strands.education[:, at], [0, 2])

    went, otherwise = reached(world.supported), reached(world.unsupported)
    treated = world.intervention
    truth = world.truth.endpoints["job_or_education"]
    effect = (went[treated].astype(int) - otherwise[treated]).mean()
    bias = otherwise[treated].mean() - went[~treated].mean()
    assert truth.effect(week) == pytest.approx(effect, abs=1e-8)
    assert truth.bias(week) == pytest.approx(bias, abs=1e-8)
    assert truth.difference(week) == pytest.approx(effect + bias, abs=1e-8)
    assert (went[~treated] == otherwise[~treated]).all()


def test_the_outcomes_room_counts_what_the_truth_counts(folder):
    """Two ways to the same shares: from spells by joins, and from the weekly states."""
    given = study.load(folder)
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["endpoints"]
    for name, weekly in truth.items():
        frame = outcomes.weekly(given.scan("histories"), given.table("participants"), name)
        counts = frame[frame[name] == "yes"].groupby(["arm", "week"], observed=True).size()
        for arm, key in (("intervention", "supported"), ("comparison", "compared")):
            found = counts[arm].reindex(range(-104, 79), fill_value=0)
            assert found.tolist() == weekly[key][: 104 + 79]


def test_nothing_is_different_before_support_then_it_dips_and_then_it_grows():
    """Averaged over ten studies, for a single one is noisy."""
    truths = [synthetic.world(seed).truth.endpoints["job_or_education"] for seed in range(10)]

    def mean_effect(week):
        return np.mean([truth.effect(week) for truth in truths])

    assert all(truth.effect(week) == 0 for truth in truths for week in range(-104, 1))
    assert mean_effect(8) < -0.01
    assert 0.04 < mean_effect(52) < mean_effect(78) < mean_effect(104) < 0.20
    assert 0.03 < np.mean([truth.bias(52) for truth in truths]) < 0.09
    assert np.mean([truth.compared[52 + 104] / 2000 for truth in truths]) == pytest.approx(
        0.35, abs=0.03
    )


@pytest.fixture
def changed(tmp_path):
    """Return a function that gives the parameters with some of them replaced."""

    def change(**values):
        path = tmp_path / "extra.toml"
        entries = (
            f'[{name.replace("__", ".")}]\nvalue = {value}\nsource = "test"\nstatus = "assumed"\n'
            for name, value in values.items()
        )
        path.write_text("\n".join(entries), "utf-8")
        return synthetic.catalogue((path,))

    return change


def test_without_gain_and_dip_there_is_no_effect_in_any_week(changed):
    parameters = changed(
        effect__dip="{ weeks = 10, depth = 0.0 }",
        effect__gain="{ entry = 0.0, exit = 0.0, until = 60 }",
    )
    truth = synthetic.world(1, parameters=parameters).truth
    for weekly in truth.endpoints.values():
        assert weekly.supported == weekly.unsupported


def test_the_early_dip_is_a_parameter(changed):
    parameters = changed(effect__dip="{ weeks = 10, depth = 0.0 }")
    truth = synthetic.world(1, parameters=parameters).truth.endpoints["job_or_education"]
    assert all(truth.effect(week) >= 0 for week in range(1, 11))


def test_the_bias_is_made_by_motivation(changed):
    """Without a say of motivation, the included would do worse, for they are more unwell."""
    parameters = changed(
        histories__capability="{ symptoms = -0.25, motivation = 0.0, education = 0.40, "
        "background = -0.25, chance = 0.60 }"
    )
    biases = {
        which: np.mean(
            [
                synthetic.world(seed, parameters=given).truth.endpoints["job_or_education"].bias(52)
                for seed in range(6)
            ]
        )
        for which, given in (("with", None), ("without", parameters))
    }
    assert biases["with"] > biases["without"] + 0.04
    assert biases["without"] < 0.01


def test_entry_depends_on_symptoms_and_on_motivation(world):
    treated = world.intervention
    for hidden in (world.people.symptoms, world.people.motivation):
        assert hidden[treated].mean() > hidden[~treated].mean() + 0.4


def test_motivation_stands_in_no_table_and_none_gives_it_away(world, rows):
    """No column correlates with it as a copy of it would."""
    assert not any("motivation" in column for table in rows.values() for column in table[0])
    hidden = dict(zip(world.people.id, world.people.motivation, strict=True))
    for column in rows["participants"][0]:
        groups = {}
        for row in rows["participants"]:
            if row["arm"] == "comparison":
                groups.setdefault(row[column], []).append(hidden[row["participant_id"]])
        large = [np.mean(values) for values in groups.values() if len(values) > 100]
        assert not large or np.ptp(large) < 0.35


def test_mean_scores_are_those_of_all_participants_and_of_those_who_answered(world):
    inside = np.flatnonzero(world.decided.included)
    answers = world.answers["month6"]
    items = answers.items["gad7"][np.isin(answers.people, inside)]
    complete = items[(items != MISSING).all(axis=1)]
    truth = world.truth.scores["gad7"]["month6"]
    assert truth["n"] == len(complete)
    assert truth["received"] == pytest.approx(complete.sum(axis=1).mean(), abs=1e-6)
    assert truth["received"] < truth["everyone"], "who is unwell answers less often"


def test_fidelity_totals_are_the_sums_of_the_consensus(world, rows):
    for place, totals in world.truth.fidelity.items():
        for number, total in enumerate(totals, start=1):
            scores = [
                int(row["score"])
                for row in rows["fidelity"]
                if (row["municipality"], row["round"], row["rater"])
                == (place, str(number), "consensus")
            ]
            assert sum(scores) == total
