"""Who lies beyond the cut-offs of several questionnaires: small worlds, reckoned by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import instruments
from compendium.tables import Absent

CATALOGUE = instruments.catalogue()
GAD7, MDI, WHO5 = (CATALOGUE[name] for name in ("gad7", "mdi", "who5"))
ALL = [GAD7, MDI, WHO5]
SYMPTOMS = {"symptoms": ("gad7", "mdi")}


def answers(points: int | None, instrument: instruments.Instrument) -> dict[str, int | None]:
    """Return answers that sum to so many raw points, or none to the first item."""
    left, found = points or 0, {}
    for item in instrument.items:
        given_ = min(left, item.high)
        left -= given_
        found |= {column.name: given_ if n == 0 else 0 for n, column in enumerate(item.layouts[0])}
    if points is None:
        found[instrument.items[0].id] = None
    return found


def person(gad7: int | None, mdi: int | None, who5: int | None) -> dict[str, object]:
    return answers(gad7, GAD7) | answers(mdi, MDI) | answers(who5, WHO5)


def people(*points: tuple[int | None, int | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame([person(*each) for each in points]).astype("Int8")
    return frame.assign(participant_id=[f"p{place}" for place in range(len(points))])


def test_the_sides_at_the_edges_of_the_cut_offs():
    """10 on GAD-7, 21 on the MDI and 50 or less on WHO-5 (12 raw points are 48) are beyond."""
    found = instruments.beyond(people((9, 20, 13), (10, 21, 12)), ALL, joined=SYMPTOMS)
    assert found[["gad7_beyond", "mdi_beyond", "who5_beyond", "symptoms"]].to_numpy().tolist() == [
        ["no"] * 4,
        ["yes"] * 4,
    ]
    assert list(found["compared"]) == ["yes", "yes"]


def test_one_of_the_joined_is_enough():
    found = instruments.beyond(people((21, 0, 25), (0, 50, 25), (0, 0, 0)), ALL, joined=SYMPTOMS)
    assert list(found["symptoms"]) == ["yes", "yes", "no"]


def test_who_left_an_item_out_anywhere_is_not_compared_and_nothing_is_filled_in():
    found = instruments.beyond(people((21, None, 0), (21, 50, 0)), ALL, joined=SYMPTOMS)
    assert list(found["compared"]) == ["no", "yes"]
    assert found.loc[0, ["gad7_beyond", "mdi_beyond", "who5_beyond", "symptoms"]].isna().all()
    assert list(found["gad7_completed"]) == ["complete", "complete"]
    assert found["gad7_above_cut"].tolist() == [True, True]


def test_the_older_bands_of_the_mdi_bring_their_own_cut():
    frame = people((0, 20, 25))
    assert list(instruments.beyond(frame, [MDI])["mdi_beyond"]) == ["no"]
    older = instruments.beyond(frame, [MDI], bands={"mdi": "older"})
    assert list(older["mdi_beyond"]) == ["yes"]


def test_the_items_are_gone_and_the_person_stays():
    found = instruments.beyond(people((1, 2, 3)), ALL)
    assert "participant_id" in found
    assert not {column.name for each in ALL for column in each.columns} & set(found)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 21), st.integers(0, 50), st.integers(0, 25)), max_size=8))
def test_the_order_of_rows_changes_nobody(points):
    if not points:
        return
    frame = people(*points)
    found = instruments.beyond(frame, ALL).set_index("participant_id")
    turned = instruments.beyond(frame[::-1], ALL).set_index("participant_id")
    pd.testing.assert_frame_equal(found, turned.loc[found.index])


def test_without_one_of_the_questionnaires_nobody_is_compared():
    frame = people((1, 2, 3)).drop(columns=[column.name for column in WHO5.columns])
    found = instruments.beyond(frame, ALL)
    assert isinstance(found, Absent)
    assert "WHO-5" in found.why
    gone = Absent("no table")
    assert instruments.beyond(gone, ALL) is gone


def test_where_nobody_answered_all_of_them_nobody_is_compared():
    found = instruments.beyond(people((None, 20, 3), (5, None, 3)), ALL)
    assert isinstance(found, Absent)
    assert "nobody answered all" in found.why


def test_a_scale_without_a_cut_off_is_refused():
    with pytest.raises(instruments.UnknownChoiceError, match="has no cut-off"):
        instruments.beyond(people((1, 2, 3)), [CATALOGUE["ips25"]])


def test_totals_are_those_of_whoever_answered_everything():
    found = instruments.totals_together(people((12, 30, 10), (3, None, 20)), ALL)
    assert list(found["compared"]) == ["yes", "no"]
    assert list(found.loc[0, ["gad7_total", "mdi_total", "who5_total"]]) == [12, 30, 40]
    assert found.loc[1, ["gad7_total", "who5_total"]].isna().all()
    assert not set(found.columns) & {column.name for column in GAD7.columns}


def test_without_anybody_to_compare_there_are_no_totals():
    apart = people((12, None, 10), (None, 30, 20))
    assert "all of these" in instruments.totals_together(apart, [GAD7, MDI]).why
    lacking = people((12, 30, 10)).drop(columns=[column.name for column in WHO5.columns])
    assert "no column" in instruments.totals_together(lacking, ALL).why
