"""Who is found eligible and included: by the cuts, by willingness, and in full numbers always."""

import numpy as np
import pandas as pd
import pytest

from compendium import instruments, synthetic
from compendium.synthetic.questionnaires import ITEMS, MISSING, totals


@pytest.mark.parametrize("instrument", list(ITEMS))
def test_totals_are_those_of_the_instruments_room(world, instrument):
    """Two scorings of the same answers; where all are given they must agree."""
    items = world.answers["baseline"].items[instrument]
    complete = items[(items != MISSING).all(axis=1)]
    frame = pd.DataFrame(complete, columns=list(ITEMS[instrument])).astype("Int8")
    scored = instruments.score(frame, instruments.catalogue()[instrument])
    assert (scored[f"{instrument}_total"].astype(int) == totals(instrument, complete)).all()


def test_who_reaches_a_cut_is_eligible_and_some_others_are(world):
    """The cuts of the parameters: GAD-7 of 10, MDI of 21."""
    items = world.answers["baseline"].items
    above = (totals("gad7", items["gad7"]) >= 10) | (totals("mdi", items["mdi"]) >= 21)
    eligible = world.decided.eligible
    assert eligible[above].all()
    assert 0.1 < eligible[~above].mean() < 0.5


def test_the_more_motivated_of_the_eligible_are_included(world):
    motivation, decided = world.screened.motivation, world.decided
    declined = decided.eligible & ~decided.included
    assert not (decided.included & ~decided.eligible).any()
    assert declined.sum() > 20
    assert motivation[decided.included].mean() > motivation[declined].mean() + 0.5


def test_where_nobody_reaches_a_cut_all_the_included_were_found_eligible_in_a_talk(tmp_path):
    path = tmp_path / "extra.toml"
    given = {"intake.gad7_cut": 99, "intake.mdi_cut": 99, "intake.below_cut": 0.0}
    path.write_text(
        "".join(
            f'[{name}]\nvalue = {value}\nsource = "test"\nstatus = "assumed"\n'
            for name, value in given.items()
        ),
        "utf-8",
    )
    decided = synthetic.world(1, participants=100, parameters=synthetic.catalogue((path,))).decided
    assert decided.included.sum() == 100
    assert np.array_equal(decided.eligible, decided.included)
