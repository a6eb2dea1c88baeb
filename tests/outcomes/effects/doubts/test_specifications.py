"""Specifications: a grid of one estimand; each cell is what it would be by itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.outcomes import effects
from compendium.tables import Absent

COVARIATES = ("sex", "age", "job_before", "job_year_before")
DEFAULT = effects.planned()
PLAN = replace(DEFAULT, design=replace(DEFAULT.design, covariates=COVARIATES))
GRID = effects.grid()


def people(seed: int = 5, n: int = 200) -> pd.DataFrame:
    """Return subjects of both arms, in four quarters and both pools."""
    random = np.random.default_rng(seed)
    ours = np.arange(n) < n // 4
    before = random.integers(0, 52, n).astype(float)
    frame = pd.DataFrame(
        {
            "participant_id": [f"p-{place}" for place in range(n)],
            "arm": np.where(ours, "intervention", "comparison"),
            "municipality": np.where(ours | (random.random(n) < 0.5), "Rødovre", "Odense"),
            "index_week": random.integers(1574, 1620, n),
            "quarter": random.choice(["2020Q1", "2020Q2", "2020Q3", "2020Q4"], n),
            "sex": pd.Categorical(random.choice(["female", "male"], n)),
            "age": random.integers(17, 29, n).astype(float),
            "job_before": before,
            "job_year_before": random.integers(0, 30, n).astype(float),
        }
    )
    frame["within"] = frame["municipality"] == "Rødovre"
    chance = 0.2 + 0.15 * ours + before / 200
    return frame.assign(job_or_education=(random.random(n) < chance).astype(float))


FRAME = people()
LACKING = FRAME.assign(
    age=FRAME["age"].where(FRAME.index % 9 != 0), sex=FRAME["sex"].where(FRAME.index % 7 != 0)
)


SMALL = GRID.only(
    missing=["imputed"],
    window=["both", "latest"],
    exclusions=["nobody", "minors"],
    caliper=["usual", "without"],
)


@cache
def curve(lonely: bool = False) -> pd.DataFrame:
    """Return the curve of the small grid; or of people of whom the pool within has nobody."""
    kept = (FRAME["arm"] == "intervention") | ~FRAME["within"] | (not lonely)
    return effects.curve(FRAME[kept], PLAN.endpoint, SMALL, PLAN)


def test_the_planned_cell_is_the_planned_estimate_to_the_last_digit() -> None:
    alone = effects.estimate(FRAME, PLAN.endpoint, design=PLAN.design)
    assert not isinstance(alone, Absent)
    (own,) = curve().query("planned").to_dict("records")
    assert (own["value"], own["low"], own["high"]) == (alone.value, alone.low, alone.high)
    assert (own["n_intervention"], own["n_comparison"]) == tuple(alone.n.values())
    first = {name: choices[0].id for name, choices in SMALL.choices.items()}
    assert {name: own[name] for name in first} == first


def test_each_cell_is_what_estimate_makes_of_it_by_itself() -> None:
    found = curve().set_index(list(SMALL.choices)).sort_index()
    every = effects.combinations(SMALL, PLAN)
    assert len(found) == len(every)
    for one in every:
        left = FRAME[~effects.left_out(FRAME, one.without)]
        alone = effects.estimate(left, PLAN.endpoint, design=one.design)
        cell = found.loc[tuple(dict(one.choices).get(name, "") for name in SMALL.choices)]
        if isinstance(alone, Absent):
            assert cell["why"] == alone.why
            assert np.isnan(cell["value"])
        else:
            assert (cell["value"], cell["low"], cell["high"]) == (
                alone.value,
                alone.low,
                alone.high,
            )


def test_no_two_analyses_are_the_same_and_their_number_is_the_product() -> None:
    every = effects.combinations(effects.grid(), PLAN)
    assert len({(one.design, one.without, one.missing) for one in every}) == len(every)
    # The risk factors are no covariates of this plan, so that two of the three sets are one.
    sizes = {name: len(choices) for name, choices in effects.grid().choices.items()}
    matched = 3 * sizes["caliper"] + 2
    assert len(every) == sizes["pool"] * matched * sizes["window"] * sizes["exclusions"] * 3
    assert sum(effects.is_planned(one, PLAN) for one in every) == 1


def test_the_smallest_comes_first_and_what_has_no_estimate_last() -> None:
    found = curve(lonely=True)
    there = found["value"].notna()
    assert found.loc[there, "value"].is_monotonic_increasing
    assert there.any()
    assert (~there).any()
    assert not there[::-1].idxmax() > (~there).idxmax()
    assert (found.loc[~there, "why"] != "").all()
    assert set(found.loc[~there, "pool"]) == {"within"}


def test_one_at_a_time_differs_in_one_choice() -> None:
    found = effects.one_at_a_time(effects.grid(), PLAN)
    assert next(iter(found)) == ("", "")
    assert effects.is_planned(found["", ""], PLAN)
    within = found["pool", "within"]
    assert within.design == replace(PLAN.design, pool="within")
    assert ("pool", "across") not in found
    assert found["window", "latest"].design.covariates == ("sex", "age", "job_year_before")
    assert found["exclusions", "closures"].without == "closures"
    assert found["caliper", "without"].design == replace(PLAN.design, caliper=None)


def test_a_choice_that_changes_nothing_is_no_analysis_of_its_own() -> None:
    adults = FRAME.assign(age=FRAME["age"].clip(lower=18))
    kept = effects.telling(effects.grid(), adults, COVARIATES)
    assert [each.id for each in kept.choices["missing"]] == ["imputed"]
    names = [each.id for each in kept.choices["exclusions"]]
    assert names == ["nobody", "first_quarter", "closures"]
    assert len(effects.telling(effects.grid(), LACKING, COVARIATES).choices["missing"]) == 3
    minors = [each.id for each in effects.telling(effects.grid(), FRAME, COVARIATES)
              .choices["exclusions"]]  # fmt: skip
    assert "minors" in minors


def test_what_is_imputed_is_what_the_plan_makes_of_it_and_all_designs_have_the_same_draws() -> None:
    grid = GRID.only(
        pool=["across"], analysis=["nearest", "pairs", "doubly_robust"], caliper=["usual"],
        covariates=["planned"], window=["both"], exclusions=["nobody"], missing=["imputed"],
    )  # fmt: skip
    found = effects.curve(LACKING, PLAN.endpoint, grid, PLAN).set_index("analysis")
    alone = effects.estimate(LACKING, PLAN.endpoint, design=PLAN.design)
    assert not isinstance(alone, Absent)
    own = found.loc["nearest"]
    assert own["planned"]
    assert (own["value"], own["low"], own["high"]) == (alone.value, alone.low, alone.high)
    robust = effects.Weighted(covariates=COVARIATES, kind="doubly_robust")
    other = effects.estimate(LACKING, PLAN.endpoint, design=robust)
    assert not isinstance(other, Absent)
    assert found.loc["doubly_robust", "value"] == other.value


def test_who_lacks_a_covariate_is_left_out_or_a_level_of_their_own() -> None:
    grid = GRID.only(
        pool=["across"], analysis=["nearest"], caliper=["usual"], covariates=["planned"],
        window=["both"], exclusions=["nobody"], missing=["complete", "indicator"],
    )  # fmt: skip
    found = effects.curve(LACKING, PLAN.endpoint, grid, PLAN).set_index("missing")
    whole = LACKING.dropna(subset=list(COVARIATES))
    alone = effects.estimate(whole, PLAN.endpoint, design=PLAN.design)
    assert not isinstance(alone, Absent)
    assert found.loc["complete", "value"] == alone.value
    told = LACKING.assign(
        sex=LACKING["sex"].cat.add_categories("not_known").fillna("not_known"),
        age=LACKING["age"].fillna(LACKING["age"].mean()),
        age_not_known=LACKING["age"].isna().astype(float),
    )
    scores = effects.propensity(
        effects.pooled(told, "across"),
        ["sex", "age", "job_before", "job_year_before", "age_not_known"],
    )
    assert not isinstance(scores, Absent)
    assert "sex=not_known" in scores.columns
    assert found.loc["indicator", "n_intervention"] > found.loc["complete", "n_intervention"]


FORBIDDEN = {
    'without = "never_started"': "exclusions",
    'design = "before_after"': "analysis",
    'design = "difference_in_differences"': "analysis",
    "last = 4": "window",
    "week = 39": "window",
    'pool = "within"': "caliper",
    'endpoint = "job"': "endpoint",
}


@pytest.mark.parametrize(("said", "dimension"), FORBIDDEN.items())
def test_a_choice_that_is_none_of_one_estimand_is_refused(
    tmp_path: Path, said: str, dimension: str
) -> None:
    path = tmp_path / "grid.toml"
    titles = 'title = { en = "A", da = "A" }'
    path.write_text(
        f"[{dimension}]\n{titles}\n[{dimension}.choices.other]\n{titles}\n"
        f'reason = {{ en = "B", da = "B" }}\nset = {{ {said} }}\n',
        "utf-8",
    )
    with pytest.raises(effects.ForbiddenChoiceError) as error:
        effects.grid(path)
    assert "no specification of this curve" in str(error.value)
    assert "grid.toml" in str(error.value)


def test_an_unknown_choice_and_an_exclusion_that_looks_ahead_are_refused() -> None:
    with pytest.raises(effects.ForbiddenChoiceError, match="nearest, three"):
        effects.grid().only(analysis=["unadjusted"])
    with pytest.raises(ValueError, match="never_started"):
        effects.left_out(FRAME, "never_started")


def test_what_is_absent_is_handed_on() -> None:
    absent = Absent("it has no table of histories")
    assert effects.curve(absent, PLAN.endpoint, GRID, PLAN) is absent
    assert effects.telling(GRID, absent, COVARIATES) is GRID


@given(st.data())
@settings(max_examples=8, deadline=None)
def test_a_smaller_grid_has_the_rows_that_it_has_in_a_larger_one(data: st.DataObject) -> None:
    kept = {
        name: data.draw(st.lists(st.sampled_from([each.id for each in choices]), min_size=1,
                                 max_size=2, unique=True), label=name)
        for name, choices in SMALL.choices.items()
    }  # fmt: skip
    grid = SMALL.only(**kept)
    found = effects.curve(FRAME, PLAN.endpoint, grid, PLAN)
    assert len(found) == len(effects.combinations(grid, PLAN))
    assert found["planned"].sum() <= 1
    for row in found[found["why"] == ""].to_dict("records"):
        assert row["low"] <= row["value"] <= row["high"]
    names = list(SMALL.choices)
    whole = curve().set_index(names)["value"]
    for row in found.to_dict("records"):
        key = tuple(row[name] for name in names)
        if key in whole.index:
            assert whole[key] == row["value"] or (np.isnan(whole[key]) and np.isnan(row["value"]))


def test_every_choice_has_both_languages_and_a_reason() -> None:
    for language in ("en", "da"):
        rows = effects.choice_rows(effects.grid(), GRID, language)
        assert (rows[["question", "answer", "reason"]].map(len) > 0).all(axis=None)
        assert set(rows.loc[rows["answer"].str.contains("Weights|Vægte"), "in_curve"]) == {"yes"}
        titles, levels = effects.specification_names(effects.grid(), language)
        assert set(titles) == set(effects.grid().choices)
        assert len(levels["choice"]) == sum(map(len, effects.grid().choices.values()))
