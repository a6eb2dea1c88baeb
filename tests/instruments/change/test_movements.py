"""Movements from band to band: everybody stands somewhere at every later wave."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure, instruments
from compendium.instruments.change.movements import INCOMPLETE, NO_SCORE
from compendium.tables import Absent

CATALOGUE = instruments.catalogue()
GAD7 = CATALOGUE["gad7"]
WAVES = ["first", "second"]
BANDS = ["below_mild", "mild", "moderate", "severe"]


def people(*moves: tuple[str | None, str | None]) -> pd.DataFrame:
    """Return a scored table of persons with a row at each wave, by their bands."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "participant_id": [f"p{number}" for number in range(len(moves))],
                    "wave": wave,
                    "gad7_band": pd.Categorical([move[at] for move in moves], BANDS, ordered=True),
                }
            )
            for at, wave in enumerate(WAVES)
        ],
        ignore_index=True,
    )


def standing(*received: bool) -> pd.DataFrame:
    """Return whether each person's questionnaire of the second wave was received."""
    return pd.DataFrame(
        {
            "participant_id": [f"p{number}" for number in range(len(received))],
            "wave": pd.Categorical(["second"] * len(received), WAVES),
            "received": pd.Categorical(["no", "yes"])[[int(each) for each in received]],
        }
    )


def test_each_person_has_a_start_and_a_band_later_or_a_reason_for_none():
    scored = people(("severe", "mild"), ("mild", None), (None, "severe"), ("mild", None))
    found = instruments.movements(scored, standing(True, True, True, False), GAD7, WAVES)
    assert found["gad7_start"].tolist() == ["severe", "mild", NO_SCORE, "mild"]
    assert found["gad7_later"].tolist()[:3] == ["mild", INCOMPLETE, "severe"]
    assert pd.isna(found["gad7_later"].tolist()[3]), "nothing was received"
    assert list(found["gad7_start"].cat.categories) == [*BANDS, NO_SCORE]
    assert list(found["gad7_later"].cat.categories) == [*BANDS, INCOMPLETE]


def test_only_the_included_and_only_later_waves_are_in_it():
    scored = people(("severe", "mild"), ("mild", "mild"), ("mild", "severe"))
    stands = standing(True, True)
    before = stands.assign(wave=pd.Categorical(["first", "first"], WAVES))
    found = instruments.movements(scored, pd.concat([before, stands]), GAD7, WAVES)
    assert found["participant_id"].tolist() == ["p0", "p1"]
    assert set(found["wave"].astype("str")) == {"second"}


def test_without_a_start_or_an_end_or_bands_there_is_no_movement():
    none, both = (None, None), standing(True, True)
    cases = {
        "first wave": people((None, "mild"), none),
        "later wave": people(("mild", None), none),
        "no bands": people(("mild", "mild"), none).drop(columns="gad7_band"),
    }
    for why, scored in cases.items():
        found = instruments.movements(scored, both, GAD7, WAVES)
        assert isinstance(found, Absent)
        assert why in found.why
    one_wave = instruments.movements(people(("mild", "mild"), none), both, GAD7, WAVES[:1])
    assert isinstance(one_wave, Absent)
    gone = Absent("no table")
    assert instruments.movements(people(none), gone, GAD7, WAVES) is gone


@settings(deadline=None, max_examples=10)
@given(
    st.lists(
        st.tuples(st.sampled_from([*BANDS, None]), st.sampled_from([*BANDS, None]), st.booleans()),
        min_size=8,
        max_size=40,
    )
)
def test_everybody_is_counted_once_and_the_protected_table_tells_nothing_hidden(drawn):
    received = [answered or later is not None for _, later, answered in drawn]
    scored = people(*[(start, later) for start, later, _ in drawn])
    found = instruments.movements(scored, standing(*received), GAD7, WAVES)
    if isinstance(found, Absent):
        return
    assert len(found) == len(drawn)
    assert (found["gad7_later"].notna() == received).all()
    answered, start, then = instruments.movement_levels(GAD7)
    safe = disclosure.share(
        found,
        ["wave", answered, start, then],
        of="included",
        profile="dk",
        within=["wave", start],
        nested=instruments.movement_nesting(GAD7),
        sensitive=[start, then],
    )
    assert disclosure.attack([safe.record()]) == []
    bars = disclosure.beside(safe, then, no=instruments.NO_ANSWER).frame
    cells = bars[(bars[start] != "all") & (bars[then] != "all")]
    assert set(cells[then]) == {*BANDS, *instruments.UNBANDED}, "also of a band that nobody is in"
    for row in cells[cells["shown"]].itertuples():
        placed = found["gad7_later"].astype("object").where(found["gad7_later"].notna(), None)
        placed = placed.where(placed.notna(), instruments.NO_ANSWER)
        same = (placed == getattr(row, then)) & (found[start] == getattr(row, start))
        assert same.sum() == row.n


def test_the_gravest_band_is_the_highest_where_more_is_worse_and_else_the_lowest():
    assert instruments.outermost(GAD7) == ("below_mild", "severe")
    assert instruments.outermost(CATALOGUE["mdi"], "bech2015") == ("none", "severe")
    assert instruments.outermost(CATALOGUE["who5"]) == ("no_risk", "high_risk")
    with pytest.raises(instruments.UnknownChoiceError):
        instruments.outermost(GAD7, "another")


def test_an_instrument_without_bands_has_no_gravest_one(define):
    bare = instruments.catalogue((define("bare", 3, 0, 3),))["bare"]
    assert instruments.outermost(bare) == ("", "")
