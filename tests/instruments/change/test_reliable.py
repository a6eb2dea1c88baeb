"""Reliable change, and the change of selection alone, against published and worked-out numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from compendium import instruments
from compendium.tables import Absent

CATALOGUE = instruments.catalogue()


def test_the_reliable_change_of_gad7_is_the_published_one():
    """Oracle: Bischoff 2020, 5.59 points, so that 6 are needed."""
    assert instruments.reliable_points(5.593, 0.87) == pytest.approx(5.59, abs=0.005)
    reliable, important = instruments.change_limits(CATALOGUE["gad7"])
    assert reliable == pytest.approx(5.59, abs=0.005)
    assert important == 4


def test_of_mdi_no_limit_is_known_and_of_who5_only_what_matters():
    assert instruments.change_limits(CATALOGUE["mdi"]) == (None, None)
    assert instruments.change_limits(CATALOGUE["who5"]) == (None, 10)


def test_what_is_known_of_change_is_said_of_each_instrument_and_never_of_another(define):
    """One of a study's own lacks all of it, unless its definition says otherwise."""
    more = """[[parameters]]
id = "important_difference"
label = { en = "smallest", da = "mindste" }
value = 2.5
source = "none"
status = "unconfirmed"
"""
    paths = (define("bare", 3, 0, 3), define("own", 3, 0, 3, more))
    catalogue = instruments.catalogue(paths)
    found = instruments.change_overview([catalogue[name] for name in ("gad7", "bare", "own")])
    assert found.to_numpy().tolist() == [
        ["gad7", "0.87", "5.59", "4"],
        ["bare", "none found", "none found", "none found"],
        ["own", "none found", "none found", "2.5"],
    ]
    danish = instruments.change_overview([catalogue["own"]], language="da")
    assert danish["important_points"].tolist() == ["2,5"]


@pytest.mark.parametrize("language", ["en", "da"])
def test_each_number_that_was_chosen_is_named_as_at_the_beginning_of_a_line(language):
    """A table would raise a name of one word by itself, and leave those of several."""
    for name in ("gad7", "mdi", "who5"):
        named = instruments.change_choices(CATALOGUE[name], language=language)["parameter"]
        assert [each for each in named if not each[0].isupper()] == []


@pytest.mark.parametrize(("sd", "reliability"), [(0, 0.8), (5, 1.1), (5, -0.1)])
def test_a_reliable_change_of_impossible_numbers_is_refused(sd, reliability):
    with pytest.raises(ValueError, match="spread"):
        instruments.reliable_points(sd, reliability)


def people(name: str, *pairs: tuple[int | None, int | None]) -> pd.DataFrame:
    ids = [f"p{number}" for number in range(len(pairs))]
    waves = [
        pd.DataFrame(
            {
                "participant_id": ids,
                "wave": wave,
                f"{name}_total": pd.array([pair[place] for pair in pairs], dtype="Int64"),
            }
        )
        for place, wave in enumerate(("first", "second"))
    ]
    return pd.concat(waves, ignore_index=True)


def test_gad7_has_four_classes_and_recovery_needs_the_cut_off():
    gad7 = CATALOGUE["gad7"]
    pairs = [(15, 9), (18, 12), (9, 3), (15, 10), (10, 5), (8, 13), (8, 14), (8, None), (None, 8)]
    found = instruments.changed(people("gad7", *pairs), gad7, "first", gad7.cut())
    assert found.loc[found["wave"] == "first", "gad7_reliable"].isna().all()
    found = found[found["wave"] == "second"]
    assert found["gad7_reliable"].astype(object).where(
        found["gad7_reliable"].notna(), None
    ).tolist() == [
        "recovered", "improved", "improved", "unchanged", "unchanged", "unchanged",
        "deteriorated", None, None,
    ]  # fmt: skip
    assert found["gad7_important"].dropna().tolist() == [
        "improved", "improved", "improved", "improved", "improved", "deteriorated", "deteriorated",
    ]  # fmt: skip
    assert found["gad7_paired"].value_counts().to_dict() == {"both": 7, "once": 1}


def test_on_who5_more_is_better_and_ten_points_need_twelve():
    who5 = CATALOGUE["who5"]
    pairs = [(40, 52), (40, 48), (52, 40), (52, 44)]
    found = instruments.changed(people("who5", *pairs), who5, "first", who5.cut())
    assert found["who5_important"].dropna().tolist() == [
        "improved", "unchanged", "deteriorated", "unchanged",
    ]  # fmt: skip
    assert "who5_reliable" not in found


def test_without_a_pair_there_is_no_change():
    gad7 = CATALOGUE["gad7"]
    found = instruments.changed(people("gad7", (9, None), (None, 3)), gad7, "first", gad7.cut())
    assert isinstance(found, Absent)


def test_selection_alone_gives_the_points_of_the_worked_example():
    """Oracle: by hand, mean 7, SD 5, cut 10, r .6: 2.4 points."""
    assert instruments.selection_change(7, 5, 10, 0.6) == pytest.approx(2.4, abs=0.05)
    assert instruments.selection_change(7, 5, 10, 1) == 0


def test_selection_alone_gives_what_a_simulation_gives():
    """Oracle: two measurements that correlate by .6, of persons in whom nothing changed."""
    random = np.random.default_rng(20240502)
    truth = random.normal(7, 5 * np.sqrt(0.6), 400_000)
    one, two = (truth + random.normal(0, 5 * np.sqrt(0.4), len(truth)) for _ in range(2))
    fell = (one - two)[one >= 10].mean()
    assert instruments.selection_change(7, 5, 10, 0.6) == pytest.approx(fell, abs=0.05)


def test_selection_by_a_low_score_lets_the_mean_rise():
    who5 = CATALOGUE["who5"]
    scored = people("who5", *((points, 0) for points in range(0, 101, 4)))
    scored = scored[scored["wave"] == "first"]
    rises = [instruments.expected_change(scored, who5, r, who5.cut()).value for r in (0.5, 0.8)]
    assert rises[0] > rises[1] > 0
    gad7 = CATALOGUE["gad7"]
    alike = people("gad7", (12, 0), (12, 0))[:2]
    assert "do not vary" in instruments.expected_change(alike, gad7, 0.5, gad7.cut()).why
