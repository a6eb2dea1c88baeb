"""Imputations: spread as those of R mice, around a known truth, and where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.effects.designs import Matched, Weighted
from compendium.outcomes.effects.people.imputing import lacking
from compendium.tables import Absent

NAMES = ("sex", "age", "readiness", "risk_debt", "job_before")
TIMES = 50


@pytest.fixture
def whole(oracle) -> pd.DataFrame:
    """Return the invented subjects of weighting.csv."""
    rows = oracle("weighting").rows()
    of_type = {"age": "float64", "risk_debt": "float64", "sex": "category", "readiness": "category"}
    return rows.astype(of_type).assign(within=False)


@pytest.fixture
def gaps(whole) -> pd.DataFrame:
    """Return them with the gaps that imputing.R makes."""
    row = np.arange(1, len(whole) + 1)
    less_often = (row % 3 == 2) & (whole["job_before"] > 0)
    return whole.assign(
        age=whole["age"].mask(row % 4 == 1),
        risk_debt=whole["risk_debt"].mask(less_often),
        readiness=whole["readiness"].mask(row % 5 == 3),
    )


def told(gaps: pd.DataFrame, whole: pd.DataFrame) -> dict[str, float]:
    """Return what imputing.R says of an imputation."""
    age, debt, ready = (
        whole.loc[gaps[name].isna(), name] for name in ("age", "risk_debt", "readiness")
    )
    columns = np.column_stack(
        [
            np.ones(len(whole)),
            whole["sex"] == "male",
            whole["age"],
            whole["readiness"] == "job",
            whole["readiness"] == "neither",
            whole["risk_debt"],
            whole["job_before"],
            whole["arm"] == "intervention",
        ]
    ).astype(float)
    beta = np.linalg.lstsq(columns, whole["job"].to_numpy(dtype=float), rcond=None)[0]
    return {
        "age": age.mean(),
        "spread": age.std(),
        "debt": debt.mean(),
        "education": (ready == "education").mean(),
        "job": (ready == "job").mean(),
        "by_age": beta[2],
        "by_debt": beta[5],
        "by_ready": beta[3],
    }


def test_draws_are_spread_like_those_of_mice(oracle, gaps):
    """Oracle: norm, logreg and polyreg of mice, 50 imputations each, as stored in imputing.json.

    Means over imputations differ by chance by √2 of their spread over √50; four of these are
    allowed, and a third between the spreads themselves.
    """
    known = oracle("imputing").stored
    assert known["times"] == TIMES
    drawn = effects.imputed(gaps, NAMES, beside=("job",), times=TIMES)
    found = pd.DataFrame([told(gaps, each) for each in drawn])
    for name, mean in known["mean"].items():
        chance = np.hypot(known["deviation"][name], found[name].std()) / np.sqrt(TIMES)
        assert found[name].mean() == pytest.approx(mean, abs=4 * chance), name
        assert found[name].std() == pytest.approx(known["deviation"][name], rel=0.4), name


def test_mice_still_prints_what_is_stored(oracle, rscript):
    """Oracle: the same script, run now."""
    stored = oracle("imputing").stored
    printed = oracle("imputing").printed(rscript)
    for name in ("endless", "few"):
        assert printed[name] == pytest.approx(stored[name], abs=1e-9)
    if printed["mice"] == stored["mice"]:
        assert printed["mean"] == pytest.approx(stored["mean"], abs=1e-9)


def test_what_was_recorded_stands_and_the_gaps_are_filled(gaps):
    drawn = effects.imputed(gaps, NAMES, beside=("job",), times=3)
    assert len(drawn) == 3
    for each in drawn:
        assert not lacking(each, NAMES)
        assert each.dtypes.equals(gaps.dtypes)
        for name in NAMES:
            known = gaps[name].notna()
            assert (each.loc[known, name] == gaps.loc[known, name]).all()
        assert set(each["risk_debt"]) == {0.0, 1.0}
    assert not drawn[0]["age"].equals(drawn[1]["age"]), "each imputation is drawn anew"


def test_a_seed_gives_the_same_draws_and_more_of_them_change_none(gaps):
    once, again = effects.imputed(gaps, NAMES, times=2), effects.imputed(gaps, NAMES, times=4)
    for one, other in zip(once, again, strict=False):
        pd.testing.assert_frame_equal(one, other)
    other_seed = effects.imputed(gaps, NAMES, times=2, seed=1)
    assert not once[0]["age"].equals(other_seed[0]["age"])


@pytest.mark.parametrize("mechanism", ["completely at random", "at random"])
def test_the_truth_is_recovered(mechanism):
    """Recovery: 4,000 invented people, x and a flag missing for a third, the true slopes 1 and −1.

    At random: missing the more often, the larger y is, which whoever leaves gaps out gets wrong.
    """
    draws = np.random.default_rng(4)
    n = 4_000
    z, noise, own = draws.normal(size=(3, n))
    flag = (draws.random(n) < 1 / (1 + np.exp(-z))).astype(float)
    x = 0.5 * z + noise
    y = x - flag + own
    chance = 0.33 if mechanism == "completely at random" else 1 / (1 + np.exp(1.1 - 1.5 * y))
    missing = draws.random((2, n)) < chance
    frame = pd.DataFrame({"arm": "comparison", "z": z, "y": y})
    frame = frame.assign(x=np.where(missing[0], np.nan, x), flag=np.where(missing[1], np.nan, flag))

    def slopes(rows):
        columns = np.column_stack([np.ones(len(rows)), rows["x"], rows["flag"]])
        return np.linalg.lstsq(columns, rows["y"], rcond=None)[0][1:]

    drawn = effects.imputed(frame, ("x", "flag", "z"), beside=("y",))
    found = np.mean([slopes(each) for each in drawn], axis=0)
    assert found == pytest.approx([1, -1], abs=0.08)
    if mechanism == "at random":
        assert slopes(frame.dropna())[0] < 0.9, "what is left out is missed"


def test_a_draw_knows_how_little_is_known():
    """By hand: the mean of 10 of 20, the rest drawn, varies as Rubin's between does: σ²/n₁ − σ²/n.

    Here σ² is drawn too, so that the variance is larger by (n₁ − 1)/(n₁ − 3) over the constant and
    an arm that does not vary; a fifth is allowed for chance among 400 imputations.
    """
    values = np.arange(10.0)
    frame = pd.DataFrame({"arm": "comparison", "x": [*values, *[np.nan] * 10]})
    drawn = effects.imputed(frame, ("x",), times=400)
    means = np.array([each["x"].mean() for each in drawn])
    assert means.mean() == pytest.approx(values.mean(), abs=0.2)
    between = values.var(ddof=1) * (1 / 10 - 1 / 20) * 8 / 6
    assert means.var(ddof=1) == pytest.approx(between, rel=0.35)


def test_a_covariate_that_tells_another_completely_is_drawn_so(whole):
    """Separation: all of one readiness are in debt, and none else; what is drawn keeps to it."""
    debt = (whole["readiness"] == "job").astype(float)
    gaps = whole.assign(risk_debt=debt.mask(np.arange(len(whole)) % 3 == 0))
    for each in effects.imputed(gaps, NAMES, times=3):
        assert (each["risk_debt"] == debt).mean() > 0.96


def test_a_covariate_that_does_not_vary_is_filled_with_what_it_is(whole):
    gaps = whole.assign(
        risk_debt=whole["risk_debt"].mask(whole["risk_debt"] == 0),
        sex=whole["sex"].mask(whole["sex"] == "male"),
    )
    one = effects.imputed(gaps, NAMES, times=1)[0]
    assert set(one["risk_debt"]) == {1.0}
    assert set(one["sex"]) == {"female"}


def test_few_people_and_many_columns_are_drawn_all_the_same(gaps):
    few = gaps.iloc[:6]
    for each in effects.imputed(few, NAMES, times=2):
        assert not lacking(each, NAMES)
        assert np.isfinite(each["age"]).all()


def test_a_covariate_that_nobody_has_is_told(gaps):
    """No value and no name of a person: why, as it is printed."""
    empty = gaps.assign(age=np.nan)
    assert "nobody" in effects.imputed(empty, NAMES).why
    design = Weighted(covariates=NAMES)
    assert "nobody" in effects.estimate(empty, "job", design=design).why


def test_what_stands_beside_must_be_known(gaps):
    with pytest.raises(ValueError, match="job is missing"):
        effects.imputed(gaps.assign(job=np.nan), NAMES, beside=("job",))


def test_a_covariate_that_the_subjects_lack_is_named(gaps):
    for lacks in (gaps, gaps.dropna()):
        with pytest.raises(effects.UnknownCovariateError, match="height"):
            effects.estimate(lacks, "job", design=Weighted((*NAMES, "height")))


DESIGNS = (Weighted(NAMES), Weighted(NAMES, kind="doubly_robust"), Matched(NAMES))


@pytest.mark.parametrize("design", DESIGNS, ids=lambda one: f"{one.id}-{getattr(one, 'kind', '')}")
def test_an_estimate_imputes_where_a_covariate_is_missing(gaps, whole, design):
    found = effects.estimate(gaps, "job", design=design)
    assert "10 imputations" in found.method
    assert "missing_at_random" in found.assumptions
    drawn = effects.imputed(gaps, NAMES, beside=("job",))
    each = [effects.estimate(one, "job", design=design) for one in drawn]
    assert found == effects.rubin(each)
    complete = effects.estimate(whole, "job", design=design)
    assert found.value == pytest.approx(complete.value, abs=complete.high - complete.value)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda one: f"{one.id}-{getattr(one, 'kind', '')}")
def test_where_nothing_is_missing_nothing_is_drawn(whole, gaps, design, monkeypatch):
    """Nor where only those are incomplete who are not compared: another pool, or no endpoint."""

    def refuse(*_, **__):
        raise AssertionError("nothing is missing")

    monkeypatch.setattr("compendium.outcomes.effects.estimating.imputed", refuse)
    known = effects.estimate(whole, "job", design=design)
    elsewhere = gaps[gaps["arm"] == "comparison"].assign(within=True)
    unknown = gaps.assign(job=np.nan)
    for others in (elsewhere, unknown):
        both = pd.concat([whole, others], ignore_index=True)
        assert effects.estimate(both, "job", design=design) == known


def test_an_absent_table_is_handed_on():
    absent = Absent("no histories")
    assert effects.imputed(absent, NAMES) is absent
    assert effects.rubin(absent) is absent
