"""Caseload, first contact with an employer and meetings outside the office, by hand."""

from __future__ import annotations

import dataclasses
import json
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import fidelity, instruments, study
from compendium.instruments.definition import Threshold
from compendium.tables import Absent, checkout

IPS25 = instruments.catalogue()["ips25"]
PLACES = ["Bornholm", "København"]


def agreed(**dates: str) -> pd.DataFrame:
    """Return consensus scores of 4 on every item, of reviews by date: ``Bornholm_1="2021H1"``."""
    rows = [
        (name, *name.split("_"), date, "consensus", "ips25", item.id, 4)
        for name, date in dates.items()
        for item in IPS25.items
    ]
    columns = ["review_id", "municipality", "round", "date", "rater", "instrument", "item", "score"]
    frame = pd.DataFrame(rows, columns=columns).astype({"round": int, "score": "Int8"})
    frame["municipality"] = pd.Categorical(frame["municipality"], PLACES)
    frame["date"] = frame["date"].astype("str").mask(frame["date"] == "")
    return fidelity.consensus(frame, IPS25)


def people(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Return participants: id, consultant, municipality, start; who has none never started."""
    frame = pd.DataFrame(rows, columns=["participant_id", "consultant_id", "municipality", "start"])
    start = pd.to_datetime(frame.pop("start"))
    return frame.assign(arm="intervention", index_date=pd.Timestamp("2020-01-01"), start_date=start)


def left(**ended: str) -> pd.DataFrame:
    return pd.DataFrame({"participant_id": list(ended), "ended": list(ended.values())})


def posts(*rows: tuple[str, int, str, str, float | None]) -> pd.DataFrame:
    columns = ["consultant_id", "wave", "date", "municipality", "full_time_share"]
    return pd.DataFrame(rows, columns=columns)


def contacts(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["participant_id", "date", "kind", "place"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


SERVED = people(
    ("a", "k1", "Bornholm", "2020-03-01"),
    ("b", "k1", "Bornholm", "2020-09-01"),
    ("c", "k2", "Bornholm", "2021-06-30"),
    ("d", "k2", "Bornholm", "2021-07-01"),
    ("e", "k2", "Bornholm", None),
    ("f", "k3", "København", "2020-03-01"),
)
ENDED = left(a="2021H1", b="2021H2", c="", f="2021-07-02").replace({"ended": {"": None}})
STAFF = posts(
    ("k1", 1, "2020H2", "Bornholm", 0.5),
    ("k1", 2, "2021H1", "Bornholm", 0.3),
    ("k2", 2, "2021H1", "Bornholm", 0.5),
    ("k3", 1, "2021H1", "København", None),
    ("k4", 1, "2021H1", "København", 1.0),
)


def test_a_caseload_by_hand():
    """Oracle: by hand. On 30 June 2021 a has left; b and c are there, d is not yet, e never was.

    So Bornholm has 2 for 0.3 + 0.5 posts, 2.5; a year on b has left, and c and d are there, but
    no wave tells of the posts. Of København one post is not known.
    """
    reviews = agreed(Bornholm_1="2021H1", Bornholm_2="2022H1", København_1="2021-07-01")
    found = fidelity.caseload(reviews, SERVED, ENDED, STAFF).astype({"municipality": "str"})
    rows = found[["municipality", "round", "participants", "consultants"]].to_numpy().tolist()
    assert rows == [["Bornholm", 1, 2, 2], ["Bornholm", 2, 2, 0], ["København", 1, 1, 2]]
    assert found["value"][0] == pytest.approx(2.5)
    assert found["value"][1:].isna().all()
    later = fidelity.caseload(reviews, SERVED, ENDED, STAFF, window=366 + 365)
    assert later["value"][1] == pytest.approx(2.5)


def test_the_latest_wave_counts_and_one_that_is_still_to_come_does_not():
    reviews = agreed(Bornholm_1="2021-05-01")
    found = fidelity.caseload(reviews, SERVED, ENDED, STAFF)
    assert found["value"].tolist() == pytest.approx([2 / 0.5])
    nobody = STAFF.assign(full_time_share=0.0)
    assert fidelity.caseload(reviews, SERVED, ENDED, nobody)["value"].isna().all()


def test_a_caseload_is_absent_where_its_parts_are_not_recorded():
    reviews = agreed(Bornholm_1="2021H1")
    gone = Absent("it has no table of consultants")
    assert fidelity.caseload(reviews, SERVED, ENDED, gone) is gone
    for found in (
        fidelity.caseload(agreed(Bornholm_1=""), SERVED, ENDED, STAFF),
        fidelity.caseload(reviews, SERVED.assign(start_date=pd.NaT), ENDED, STAFF),
        fidelity.caseload(reviews, SERVED, ENDED.assign(ended=None), STAFF),
        fidelity.caseload(reviews, SERVED, ENDED, STAFF.assign(full_time_share=None)),
        fidelity.caseload(reviews, SERVED, ENDED, STAFF.assign(date=None)),
        fidelity.caseload(agreed(Bornholm_1="2018H1"), SERVED, ENDED, STAFF),
    ):
        assert isinstance(found, Absent)


MET = contacts(
    ("a", "2020-02-01", "participant", "office"),
    ("a", "2020-02-20", "employer", "workplace"),
    ("a", "2020-03-31", "employer", "workplace"),
    ("b", "2020-10-02", "employer", "remote"),
    ("b", "2020-10-03", "participant", "home"),
    ("c", "2021-06-30", "employer", "office"),
    ("d", "2022-03-01", "participant", None),
    ("f", "2020-03-02", "employer", "workplace"),
)


def test_a_first_employer_contact_by_hand():
    """Oracle: by hand. a began on 1 March 2020; what came before does not count, day 30 does.

    b's came on day 31, and two reviews lie in the year after. c began on the day of a review, too
    late for it and in time for the next. Of f's town nothing is recorded on the 30th day.
    """
    reviews = agreed(
        Bornholm_1="2020H2", Bornholm_2="2021H1", Bornholm_3="2021H2", København_1="2020H2"
    )
    found = fidelity.first_employer_contact(reviews, SERVED, MET)
    rows = found[["participant_id", "round", "days", "rapid", "percent"]].to_numpy().tolist()
    assert rows == [
        ["a", 1, 30, "yes", 100],
        ["b", 1, 31, "no", 0],
        ["b", 2, 31, "no", 0],
        ["c", 3, 0, "yes", 100],
        ["d", 3, pd.NA, "no", 0],
    ]
    means = fidelity.by_review(found)
    assert means[
        ["round", "value", "participants", "consultants", "fewest"]
    ].to_numpy().tolist() == [
        [1, 50, 2, 1, 1],
        [2, 0, 1, 1, 0],
        [3, 50, 2, 1, 1],
    ]


def test_whom_the_window_takes_in_to_the_day():
    """Oracle: by hand. Within 10 days and a window of 20, starts 10 to 29 days before a review."""
    reviews = agreed(Bornholm_1="2021-03-31")
    starts = pd.date_range("2021-02-25", "2021-03-31")
    served = people(*((f"p{day:%m%d}", "k", "Bornholm", str(day)) for day in starts))
    met = contacts(("p0225", "2021-01-01", "other", None), ("p0225", "2021-05-01", "other", None))
    found = fidelity.first_employer_contact(reviews, served, met, within=10, window=20)
    assert found["participant_id"].iloc[[0, -1]].tolist() == ["p0302", "p0321"]
    assert len(found) == 20
    by_index = fidelity.first_employer_contact(
        agreed(Bornholm_1="2020H1"),
        served,
        met.assign(date=met["date"] - pd.DateOffset(years=1, days=20)),
        since="index_date",
    )
    assert len(by_index) == len(served)


def test_meetings_outside_the_office_by_hand():
    """Oracle: by hand. By telephone or nowhere is no meeting; before the start none counts."""
    reviews = agreed(Bornholm_1="2020H2", Bornholm_3="2021H2")
    more = contacts(
        ("b", "2020-12-31", "participant", "office"), ("b", "2021-01-01", "other", "home")
    )
    found = fidelity.outside_office(reviews, SERVED, pd.concat([MET, more]))
    rows = found[["participant_id", "round", "contacts", "outside", "percent"]].to_numpy().tolist()
    assert rows == [["a", 1, 1, 1, 100], ["b", 1, 2, 1, 50], ["b", 3, 1, 1, 100], ["c", 3, 1, 0, 0]]
    means = fidelity.by_review(found)
    assert means[["round", "value", "participants", "fewest"]].to_numpy().tolist() == [
        [1, 75, 2, 1],
        [3, 50, 2, 1],
    ]


def test_contacts_that_tell_nothing_are_absent():
    reviews = agreed(Bornholm_1="2020H2")
    gone = Absent("it has no table of contacts")
    for function in (fidelity.first_employer_contact, fidelity.outside_office):
        assert function(reviews, SERVED, gone) is gone
        assert isinstance(function(agreed(Bornholm_1="2018H1"), SERVED, MET), Absent)
        assert isinstance(function(reviews, SERVED.assign(arm="comparison"), MET), Absent)
        assert isinstance(function(agreed(Bornholm_1=""), SERVED, MET), Absent)
    assert isinstance(fidelity.outside_office(reviews, SERVED, MET.assign(place=None)), Absent)
    assert fidelity.by_review(gone) is gone
    assert fidelity.beside_reviewers(gone, reviews, IPS25, "ips25_1") is gone


@pytest.mark.parametrize(
    ("amount", "score"),
    [
        (0, 5),
        (20.4, 5),
        (20.5, 4),
        (25, 4),
        (25.5, 3),
        (30, 3),
        (31, 2),
        (40.4, 2),
        (41, 1),
        (99, 1),
    ],
)
def test_a_caseload_has_the_score_of_its_threshold(amount, score):
    """Oracle: the limits that the Centre for Mental Health prints; the 25 of the press are a 4."""
    assert fidelity.threshold_score(IPS25.item("ips25_1"), amount) == score


def test_without_a_threshold_or_an_amount_there_is_no_score():
    caseload = IPS25.item("ips25_1")
    assert fidelity.threshold_score(caseload, math.nan) is None
    assert fidelity.threshold_score(IPS25.item("ips25_15"), 25) is None
    narrow = dataclasses.replace(caseload, thresholds=(Threshold(5, 1, 20),))
    assert [fidelity.threshold_score(narrow, amount) for amount in (0, 1, 21)] == [None, 5, None]


def test_what_is_computed_stands_beside_every_review_with_its_difference():
    reviews = agreed(Bornholm_1="2021H1", Bornholm_2="2022H1", København_1="2021H1")
    figures = pd.DataFrame(
        {"municipality": ["København", "Bornholm"], "round": [1, 1], "value": [28.0, 19.0],
         "participants": [56, 38], "consultants": [5, 4], "fewest": [pd.NA, pd.NA]}
    )  # fmt: skip
    found = fidelity.beside_reviewers(figures, reviews, IPS25, "ips25_1")
    assert found["municipality"].tolist() == ["Bornholm", "Bornholm", "København"]
    assert found["section"].tolist() == ["staffing"] * 3
    assert found["computed_score"].tolist() == [5, pd.NA, 3]
    assert found["reviewers_score"].tolist() == [4, 4, 4]
    assert found["score_difference"].tolist() == [1, pd.NA, -1]
    other = fidelity.beside_reviewers(figures, reviews, IPS25, "ips25_24")
    assert other["computed_score"].isna().all()
    with pytest.raises(instruments.UnknownChoiceError):
        fidelity.beside_reviewers(figures, reviews, IPS25, "ips25_99")


@pytest.fixture(scope="module")
def twin():
    loaded = study.load(checkout() / "data" / "synthetic")
    frames = {name: loaded.table(name) for name in study.TABLES}
    return fidelity.consensus(frames["fidelity"], IPS25), frames


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 2**31))
def test_the_order_of_rows_changes_nothing(twin, seed):
    reviews, frames = twin
    mixed = {name: frame.sample(frac=1, random_state=seed) for name, frame in frames.items()}
    for one, other in zip(figures(reviews, frames), figures(reviews, mixed), strict=True):
        pd.testing.assert_frame_equal(one, other)


def figures(reviews, frames):
    """Return everything that is computed of a study."""
    served, met = frames["participants"], frames["contacts"]
    waited = fidelity.first_employer_contact(reviews, served, met)
    away = fidelity.outside_office(reviews, served, met)
    return (
        fidelity.caseload(reviews, served, frames["intake"], frames["consultants"]),
        waited,
        away,
        fidelity.by_review(waited),
        fidelity.by_review(away),
    )


def test_the_twin_has_the_caseloads_that_its_truth_says(twin):
    """Oracle: truth.json, which the generator counts from its own days and never from tables."""
    reviews, frames = twin
    truth = json.loads((checkout() / "data" / "synthetic" / "truth.json").read_text("utf-8"))
    found = fidelity.caseload(
        reviews, frames["participants"], frames["intake"], frames["consultants"]
    )
    known = found[found["round"] > 1]
    assert len(known) == 12
    for row in known.itertuples():
        true = truth["caseload"][row.municipality][f"{2018 + row.round}H2"]
        assert row.participants == true["participants"]
        assert row.value == pytest.approx(true["participants"] / true["posts"])
