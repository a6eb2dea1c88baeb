"""The effect on participants by matching: against R, and where there is none to be had."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest

from compendium.outcomes import effects
from compendium.outcomes.arms.estimates import CRITICAL
from compendium.outcomes.effects.estimators import matched, variances
from compendium.outcomes.effects.estimators.propensity import among_shared, propensity, shared
from compendium.tables import Absent

NAMES = ("sex", "age", "education", "risk_debt", "job_before")
CASES = [
    (how, ratio, where, width)
    for how in ("replacement", "once")
    for ratio in (1, 2)
    for where in ("exact", "anywhere")
    for width in ("0.05", "0")
]


@pytest.fixture
def people(oracle) -> pd.DataFrame:
    """Return the invented subjects of matching.csv."""
    rows = oracle("matching").rows()
    return rows.assign(
        within=False,
        municipality="Elsewhere",
        **{name: rows[name].astype("category") for name in ("sex", "education")},
    )


def design(how="replacement", ratio=1, where="exact", width="0", names=NAMES, pool="across"):
    return effects.Matched(
        covariates=names,
        pool=pool,
        exact=("quarter",) if where == "exact" else (),
        caliper=float(width) or None,
        ratio=ratio,
        replacement=how == "replacement",
        errors="abadie_imbens" if how == "replacement" else "pairs",
    )


def effect(people, endpoint="job", contrast="difference", **given):
    return effects.estimate(people, endpoint, design=design(**given), contrast=contrast)


def error(found) -> float:
    return (found.high - found.low) / (2 * CRITICAL)


@pytest.mark.parametrize("endpoint", ["job", "weeks"])
@pytest.mark.parametrize("case", CASES)
def test_effect_and_error_are_those_of_r(oracle, people, case, endpoint):
    """Oracles: MatchIt; Matching::Match with replacement, sandwich::vcovCL without.

    Where the caliper leaves some fewer than two, Match drops them: there it is Abadie and Imbens'
    formula written out in R, which the script holds to Match everywhere else.
    """
    how, ratio, where, width = case
    known = oracle("matching").stored["cases"][f"{how}_{ratio}_{where}_{width}"]
    told = known["effects"][endpoint]
    found = effects.estimate(people, endpoint, design=design(*case))
    assert found.value == pytest.approx(told["value"], abs=1e-9)
    assert error(found) == pytest.approx(told["error"], abs=1e-9)
    assert found.dropped == known["dropped"]


def test_a_ratio_has_the_error_of_its_logarithm(people):
    """Oracle: by hand, the delta method written out for pairs; and the difference for its means."""
    found = effect(people, contrast="ratio", how="once")
    plain = effect(people, how="once")
    assert (found.contrast, found.unit) == ("ratio", "ratio")
    assert found.value == pytest.approx(plain.treated / plain.compared)
    _, matches = matched.fitted(people, design("once"))
    y = people["job"].to_numpy(float)
    own, other = y[matches.participants], y[matches.others]
    log = own / own.mean() - other / other.mean()
    pairs, rows = len(log), 2 * len(log)
    variance = pairs / (pairs - 1) * (rows - 1) / (rows - 2) * (log**2).sum() / pairs**2
    half = CRITICAL * np.sqrt(variance)
    assert (found.low, found.high) == pytest.approx(
        (found.value * np.exp(-half), found.value * np.exp(half))
    )
    assert found.p == pytest.approx(plain.p, abs=0.02)


def test_a_ratio_by_abadie_and_imbens_agrees_with_the_slope_of_the_logarithm(people):
    """Oracle: the variance of the difference is a quadratic form, of which this is another value.

    For the difference of ``a`` times the one mean and ``b`` times the other, found by scaling.
    """
    found = effect(people, contrast="ratio")
    arm = people["arm"].eq("intervention").to_numpy()
    scores, matches = matched.fitted(people, design())
    y = people["job"].to_numpy(float)

    def variance(a, b):
        scaled = y * np.where(arm, a, b)
        return variances.abadie_imbens(scaled, arm, scores.linear, matches, 1)

    a, b = 1 / found.treated, 1 / found.compared
    cross = variance(1, 1) - variance(1, 0) - variance(0, 1)
    quadratic = a**2 * variance(1, 0) + b**2 * variance(0, 1) + a * b * cross
    assert np.log(found.high / found.low) / (2 * CRITICAL) == pytest.approx(np.sqrt(quadratic))


def test_a_ratio_of_nobody_is_absent(people):
    none = people.assign(job=np.where(people["arm"] == "comparison", 0.0, people["job"]))
    assert effect(none, contrast="ratio") == matched.NO_RATIO
    assert effect(none).compared == 0


def test_a_ratio_is_refused_where_a_design_has_none(people):
    with pytest.raises(effects.UnknownContrastError, match="ratio"):
        effects.estimate(people, "job", design=effects.BeforeAfter(), contrast="ratio")


def test_without_the_fewest_alike_in_a_stratum_all_strata_are_asked():
    frame = pd.DataFrame({"arm": ["intervention"] * 2 + ["comparison"] * 3, "s": list("aaabb")})
    distance = np.array([0.0, 0.1, 0.0, 0.2, 5.0])
    matches = effects.nearest(frame, distance, exact=("s",), caliper=None)
    values = np.array([1.0, 1.0, 0.0, 1.0, 9.0])
    arm = np.array([True, True, False, False, False])
    # Both stand against the third; in a alone nobody is beside it, and the fourth is nearest.
    found = variances.abadie_imbens(values, arm, distance, matches, 1)
    assert found == pytest.approx((2**2 - 2) * np.var([0, 1], ddof=1) / 2**2)


@pytest.mark.parametrize(
    ("replacement", "errors", "why", "instead"),
    [
        (True, "bootstrap", "Abadie & Imbens 2008", "abadie_imbens"),
        (False, "bootstrap", "breaks the pairs", "pairs"),
        (True, "pairs", "several pairs", "abadie_imbens"),
        (False, "abadie_imbens", "with replacement", "pairs"),
    ],
)
def test_errors_that_would_be_wrong_are_refused(replacement, errors, why, instead):
    with pytest.raises(effects.UnfitErrorsError) as caught:
        effects.Matched(covariates=("age",), replacement=replacement, errors=errors)
    fault = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # what was just pickled here
    assert why in fault.what
    assert instead in fault.remedy


@pytest.mark.parametrize("name", ["start_date", "consultant_id", "ended"])
def test_what_is_known_afterwards_is_refused(name):
    for given in ({"covariates": (name,)}, {"covariates": ("age",), "exact": (name,)}):
        with pytest.raises(effects.LateCovariateError, match=name):
            effects.Matched(**given)
    with pytest.raises(effects.LateCovariateError, match=name):
        effects.Weighted(covariates=(name,))


def test_a_window_that_reaches_the_index_week_is_refused(tmp_path):
    late = (
        '[job_late]\ntitle = {}\nreason = {}\nweeks = "job"\nfirst = -8\nlast = 0\nkind = "number"'
    )
    (tmp_path / "late.toml").write_text(late, "utf-8")
    with pytest.raises(effects.LateCovariateError, match="job_late"):
        effects.covariates((tmp_path / "late.toml",))


def test_a_covariate_that_the_subjects_lack_is_named(people):
    with pytest.raises(effects.UnknownCovariateError, match="“readiness”"):
        effect(people, names=("age", "readiness"))


def test_covariates_that_part_the_arms_leave_no_effect(people):
    """Perfect separation: R's glm would warn, and put everybody at 0 or 1."""
    parted = people.assign(age=np.where(people["arm"] == "intervention", 1.0, 0.0) + people.index)
    parted["age"] = parted["age"] * (people["arm"] == "intervention") + 0.001 * people.index
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = effect(parted, names=("age",))
    assert isinstance(found, Absent)
    assert "part the two arms" in found.why


def test_everybody_dropped_by_the_caliper_is_said(people):
    assert effect(people, width="1e-9") in {matched.NOBODY, matched.FEW}
    far = people.assign(quarter=np.where(people["arm"] == "comparison", "2019Q1", "2021Q1"))
    assert effect(far) == matched.APART


@pytest.mark.parametrize("arm", ["intervention", "comparison"])
def test_an_empty_arm_is_said(people, arm):
    assert effect(people[people["arm"] != arm].reset_index(drop=True)) == matched.EMPTY


def test_an_endpoint_that_all_share_has_no_interval(people):
    assert effect(people.assign(job=1.0)) == matched.ALIKE


def test_a_covariate_with_one_value_changes_nothing(people):
    one = effect(people.assign(flat=3.0), names=(*NAMES, "flat"))
    assert one.value == effect(people).value


def test_a_level_that_one_arm_alone_has_drops_its_people_and_nobody_else(people):
    """Oracle: the same people without them."""
    alone = people["arm"].eq("intervention") & (people.groupby("arm").cumcount() < 3)
    other = people["arm"].eq("comparison") & (people.groupby("arm").cumcount() < 2)
    level = people["education"].astype("object").mask(alone, "none").mask(other, "doctorate")
    marked = people.assign(education=level.astype("category"))
    assert isinstance(propensity(marked, NAMES), Absent)
    kept = shared(marked, NAMES)
    assert kept.tolist() == (~alone & ~other).tolist()
    found, rest = effect(marked), effect(marked[kept].reset_index(drop=True))
    assert (found.value, found.low) == pytest.approx((rest.value, rest.low))
    assert found.dropped == rest.dropped + 3
    scores = among_shared(marked, NAMES)
    assert set(scores.score[alone]) == {1.0}
    assert set(scores.score[other]) == {0.0}
    use = effects.used(marked, design())["use"]
    assert (use[alone] == "dropped").all()
    assert (use[other] == "not_used").all()


def test_leaving_some_out_may_leave_others_alone():
    """The first level is of one arm; without its people the second is, and nobody is left."""
    frame = pd.DataFrame(
        {
            "arm": ["intervention", "intervention", "comparison", "comparison"],
            "one": pd.Categorical(["a", "b", "b", "b"]),
            "two": [1.0, 0.0, 1.0, 0.0],
        }
    )
    assert shared(frame, ("one", "two")).tolist() == [False, True, False, True]


def test_the_two_pools_share_nobody_but_participants(people):
    home = people.index % 3 == 0
    place = np.where(people.index % 2 == 0, "Rødovre", "Bornholm")
    mixed = people.assign(within=home, municipality=place)
    across, within = (effects.used(mixed, design(pool=pool)) for pool in ("across", "within"))
    ours = mixed["arm"].eq("intervention")
    assert (across["use"][~ours & home] == "other_pool").all()
    assert (within["use"][~ours & ~home] == "other_pool").all()
    assert not (across["use"][ours] == "other_pool").any()
    of_home = effect(mixed, pool="within")
    only = mixed[ours | home].reset_index(drop=True)
    assert of_home == effect(only, pool="within")
    by_hand = effects.Matched(
        covariates=NAMES, exact=("quarter", "municipality"), caliper=None, id="matched"
    )
    assert of_home == effects.estimate(only.assign(within=False), "job", design=by_hand)


def test_a_study_of_one_municipality_has_both_pools(people):
    one = people.assign(municipality="Rødovre", within=True)
    assert effect(one) == matched.EMPTY
    assert effect(one, pool="within").value == pytest.approx(effect(people).value)


def test_what_was_made_of_everybody_is_what_the_effect_counts(people):
    found = effect(people, width="0.05")
    use = effects.used(people, design(width="0.05"))
    assert use["participant_id"].tolist() == people["participant_id"].tolist()
    assert use["use"].cat.ordered
    counts = use.groupby(["arm", "use"], observed=True).size()
    assert counts["intervention", "matched"] == found.n["intervention"]
    assert counts["intervention", "dropped"] == found.dropped
    assert counts["comparison", "matched"] == found.n["comparison"]
    assert counts.sum() == len(people)


def test_who_lacks_the_endpoint_or_a_covariate_is_not_used(people):
    gone = people.assign(job=people["job"].mask(people.index < 9, np.nan))
    use = effects.used(gone, design(), "job")
    assert (use["use"][:9] == "not_used").all()
    assert (use["use"][9:] == "matched").sum() == sum(effect(gone).n.values())
    unknown = people.assign(age=people["age"].mask(people.index < 9, np.nan))
    assert (effects.used(unknown, design())["use"][:9] == "not_used").all()


def test_an_absent_table_is_handed_on():
    absent = Absent("no histories")
    assert effects.used(absent, design()) is absent
    assert effects.estimate(absent, "job", design=design()) is absent


def test_the_order_of_rows_changes_nothing(people):
    other = people.iloc[::-1].reset_index(drop=True)
    one, two = effect(people), effect(other)
    assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high))
