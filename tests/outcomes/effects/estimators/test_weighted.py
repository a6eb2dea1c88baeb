"""Effects by weights: against equations written out in R, statsmodels, and where there is none."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.arms.estimates import CRITICAL
from compendium.outcomes.effects.designs import Weighted
from compendium.tables import Absent

NAMES = ("sex", "age", "readiness", "risk_debt", "job_before")
CASES = {
    "weights_1": ("job", "weights", 1.0),
    "weights_0.9": ("job", "weights", 0.9),
    "weeks_1": ("weeks", "weights", 1.0),
    "doubly_1": ("job", "doubly_robust", 1.0),
    "doubly_0.9": ("job", "doubly_robust", 0.9),
    "doubly_weeks_1": ("weeks", "doubly_robust", 1.0),
}


@pytest.fixture
def people(oracle) -> pd.DataFrame:
    """Return the invented subjects of weighting.csv."""
    rows = oracle("weighting").rows()
    return rows.assign(
        within=False,
        **{name: rows[name].astype("category") for name in ("sex", "readiness")},
    )


def effect(people, endpoint="job", kind="weights", trim=1.0, names=NAMES, pool="across"):
    design = Weighted(covariates=names, pool=pool, kind=kind, trim=trim)
    return effects.estimate(people, endpoint, design=design)


def error(found) -> float:
    return (found.high - found.low) / (2 * CRITICAL)


@pytest.mark.parametrize("case", CASES)
def test_effect_and_error_are_those_of_the_equations_written_out(oracle, people, case):
    """Oracle: glm and stacked equations, differentiated by numbers, as stored in weighting.json."""
    known = oracle("weighting").stored[case]
    found = effect(people, *CASES[case])
    assert found.value == pytest.approx(known["value"], abs=1e-9)
    assert (found.treated, found.compared) == pytest.approx(
        (known["treated"], known["compared"]), abs=1e-9
    )
    assert error(found) == pytest.approx(known["error"], abs=1e-8)


@pytest.mark.parametrize("trim", [1.0, 0.9])
def test_held_weights_and_the_effective_size_are_those_of_r(oracle, people, trim):
    """Oracle: as stored in weighting.json."""
    known = oracle("weighting").stored[f"weights_{trim:g}"]
    weights = effects.weighting(people, Weighted(covariates=NAMES, trim=trim))
    others = weights.weights[(people["arm"] == "comparison").to_numpy()]
    assert effects.effective_size(others) == pytest.approx(known["effective"], abs=1e-6)
    assert weights.held.sum() == known["held"]
    assert weights.kept.all()


def test_r_still_prints_what_is_stored(oracle, rscript):
    """Oracle: the same script, run now."""
    stored = oracle("weighting").stored
    printed = oracle("weighting").printed(rscript)
    for case in CASES:
        assert printed[case] == pytest.approx(stored[case], abs=1e-8)


def test_weights_alone_are_those_of_statsmodels(people):
    """Oracle: statsmodels TreatmentEffect.ipw, whose errors are of its method of moments."""
    import statsmodels.api as sm
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    levels = pd.get_dummies(people[[*NAMES, "quarter"]], drop_first=True, dtype=float)
    columns = sm.add_constant((levels - levels.mean()) / levels.std())
    lot = (people["arm"] == "intervention").astype(float)
    score = sm.Logit(lot, columns).fit(disp=False)
    outcome = sm.OLS(people["job"].astype(float), columns)
    with warnings.catch_warnings():
        # Its optimiser warns that it was given the solution to begin with.
        warnings.simplefilter("ignore")
        known = TreatmentEffect(outcome, lot, results_select=score).ipw(effect_group=1)
    found = effect(people)
    assert found.value == pytest.approx(known.effect[0], abs=1e-6)
    assert error(found) == pytest.approx(float(known.results_gmm.bse[0]), rel=1e-3)


def test_the_tidy_result_says_what_it_is_of(people):
    found = effect(people, kind="doubly_robust")
    assert (found.estimand, found.design, found.contrast) == ("att", "weighted", "difference")
    assert found.n == {"intervention": 113, "comparison": 287}
    assert found.value == pytest.approx(found.treated - found.compared)
    assert "either_model" in found.assumptions
    assert "score_model" in effect(people).assumptions
    assert effect(people, "weeks").contrast == "mean_difference"


def test_who_has_no_counterpart_in_their_quarter_is_left_out_and_told(people):
    """As if those of the quarters of one arm only had not been there, but counted."""
    alone = people.assign(quarter=people["quarter"].astype(object))
    ours = alone.index[alone["arm"] == "intervention"][:7]
    theirs = alone.index[alone["arm"] == "comparison"][:5]
    alone.loc[ours, "quarter"], alone.loc[theirs, "quarter"] = "2024Q4", "2019Q4"
    design = Weighted(covariates=NAMES)
    left = alone.loc[~effects.weighting(alone, design).kept, "arm"]
    assert left.value_counts().to_dict() == {"intervention": 7, "comparison": 5}
    found = effect(alone)
    assert (found.dropped, sum(found.n.values())) == (7, 388)
    assert found.value == pytest.approx(effect(alone.drop([*ours, *theirs])).value)


def test_a_level_that_one_arm_alone_has_parts_nobody_else(people):
    """A benefit of five participants only: they are dropped, and the others compared as before."""
    benefit = np.where(people["quarter"] == "2020Q1", "one", "other").astype(object)
    alone = people.index[people["arm"] == "intervention"][:5]
    benefit[alone] = "rare"
    rare = people.assign(benefit=pd.Categorical(benefit))
    names = (*NAMES, "benefit")
    found = effect(rare, kind="doubly_robust", names=names)
    assert found.dropped == 5
    others = rare.drop(alone)
    assert found.value == pytest.approx(effect(others, kind="doubly_robust", names=names).value)


def test_within_municipalities_the_municipality_is_a_covariate(people):
    half = np.arange(len(people)) % 2 == 0
    placed = people.assign(within=True, municipality=np.where(half, "Bornholm", "Rødovre"))
    flagged = people.assign(place=half.astype(float))
    found = effect(placed, pool="within")
    assert found.value == pytest.approx(effect(flagged, names=(*NAMES, "place")).value)
    assert found.value != pytest.approx(effect(people).value, abs=1e-6)


def test_who_has_no_endpoint_is_not_compared(people):
    gaps = people.assign(job=people["job"].astype(float))
    gaps.loc[:30, "job"] = np.nan
    assert effect(gaps) == effect(people.loc[31:])


def test_doubly_robust_is_right_where_one_model_is():
    """Recovery: of 20,000 invented people, the true effect on those who took part is 2.

    Taking part goes by x and the size of z, the endpoint by x alone or by the square of z as well.
    Told x and z, the score is wrong; told x and the size, it is right, and the model of an endpoint
    that goes by the square is wrong.
    """
    draws = np.random.default_rng(11)
    n = 20_000
    x, z = draws.normal(size=(2, n))
    lot = draws.random(n) < 1 / (1 + np.exp(1.9 - 0.7 * x - 0.8 * np.abs(z)))
    straight = 3 * x + 2 * lot + draws.normal(size=n)
    frame = pd.DataFrame(
        {
            "arm": np.where(lot, "intervention", "comparison"),
            "within": False,
            "quarter": "2020Q1",
            "x": x,
            "z": z,
            "size": np.abs(z),
            "straight": straight,
            "square": straight + 2 * z**2,
        }
    )
    blind, told = ("x", "z"), ("x", "size")
    assert effect(frame, "straight", "doubly_robust", names=blind).value == pytest.approx(
        2, abs=0.1
    )
    assert effect(frame, "square", "doubly_robust", names=told).value == pytest.approx(2, abs=0.2)
    assert effect(frame, "square", "weights", names=told).value == pytest.approx(2, abs=0.2)
    for kind in CASES_OF_KIND:
        assert effect(frame, "square", kind, names=blind).value > 2.8, "both are wrong"


CASES_OF_KIND = ("weights", "doubly_robust")


@pytest.mark.parametrize("kind", CASES_OF_KIND)
def test_where_there_is_nothing_to_weigh_the_reason_is_told(people, kind):
    one_arm = people[people["arm"] == "comparison"]
    assert "nobody" in effect(one_arm, kind=kind).why
    assert "nobody" in effect(people[people["arm"] == "intervention"], kind=kind).why
    assert "nobody" in effect(people.iloc[:0], kind=kind).why
    apart = people.assign(quarter=np.where(people["arm"] == "comparison", "2020Q1", "2021Q1"))
    assert "quarter" in effect(apart, kind=kind).why
    parted = people.assign(age=np.where(people["arm"] == "comparison", 20.0, 25.0))
    assert "part" in effect(parted, kind=kind).why
    alike = people.assign(job=1.0)
    assert "alike" in effect(alike, kind=kind).why


def test_where_the_weight_lies_on_a_few_there_is_no_comparison(people):
    """Of the comparison people, two are like the participants, and all others are not."""
    like = people["arm"].eq("intervention").to_numpy(copy=True)
    like[np.flatnonzero(~like)[:2]] = True
    like[np.flatnonzero(people["arm"] == "intervention")[:1]] = False
    heavy = people.assign(age=np.where(like, 25.0, 18.0))
    assert "few" in effect(heavy, names=("age",)).why


def test_a_model_of_the_endpoint_that_has_no_maximum_is_told(people):
    """Nobody of the comparison arm without debt has a job, so that debt tells it for certain."""
    spared = (people["arm"] == "comparison") & (people["risk_debt"] == 0)
    parted = people.assign(job=np.where(spared, 0, people["job"]))
    assert "tell it" in effect(parted, kind="doubly_robust").why
    assert not isinstance(effect(parted), Absent)


@pytest.mark.parametrize("weights", [[1.0, np.inf], [1.0, np.nan], [1.0, -0.1], [0.0, 0.0], []])
def test_weights_that_nobody_can_have_are_refused(weights):
    with pytest.raises(effects.WeightsError) as fault:
        effects.effective_size(np.array(weights))
    assert fault.value.remedy
    assert "inf" not in str(fault.value)


def test_equal_weights_count_as_many_as_there_are():
    assert effects.effective_size(np.full(7, 1e300)) == pytest.approx(7)
    assert effects.effective_size(np.array([1.0, 1.0, 0.0])) == pytest.approx(2)
