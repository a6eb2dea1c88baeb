"""What the service of the twin records of itself, as an outsider finds it in the tables.

Oracle: counts by hand from the CSV files, and the shares that the parameters ask for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict

import pytest

from compendium import study, synthetic

CLOSURES = (("2020-03-11", "2020-06-08"), ("2020-12-16", "2021-04-30"))


@pytest.fixture(scope="module")
def arms(rows):
    return {row["participant_id"]: row for row in rows["participants"]}


@pytest.fixture(scope="module")
def ended(rows):
    """Return the last day of the half-year in which each person left."""
    return {
        row[
            "participant_id"
        ]: f"{row['ended'][:4]}-{'06-30' if row['ended'][5] == '1' else '12-31'}"
        for row in rows["intake"]
        if row["ended"]
    }


def test_contacts_are_of_those_who_started_from_their_start_to_the_end(rows, arms, ended):
    begun = {name for name, row in arms.items() if row["start_date"]}
    assert {row["participant_id"] for row in rows["contacts"]} == begun
    first = {}
    for row in rows["contacts"]:
        person = arms[row["participant_id"]]
        assert row["consultant_id"] == person["consultant_id"]
        assert person["index_date"] <= person["start_date"] <= row["date"] <= "2025-06-30"
        assert row["date"] <= ended.get(row["participant_id"], "9")
        assert dt.date.fromisoformat(row["date"]).weekday() < 5
        first.setdefault(row["participant_id"], row["date"])
    assert all(arms[name]["start_date"] == date for name, date in first.items())


def test_every_kind_and_place_occurs_and_nobody_meets_in_a_closure(rows):
    schema = study.schema("contacts")
    for column in ("kind", "place"):
        assert {row[column] for row in rows["contacts"]} == set(schema.field(column).levels)
    closed = [row for row in rows["contacts"] if any(a <= row["date"] <= b for a, b in CLOSURES)]
    assert len(closed) > 50
    assert {row["place"] for row in closed} == {"remote"}


def test_the_truth_of_contacts_is_what_the_table_counts(rows, arms, world):
    found = defaultdict(Counter)
    rapid = set()
    for row in arms.values():
        found[row["municipality"]]["started"] += bool(row["start_date"])
    for row in rows["contacts"]:
        person = arms[row["participant_id"]]
        here = found[person["municipality"]]
        here["face_to_face"] += row["place"] != "remote"
        here["outside"] += row["place"] not in ("remote", "office")
        waited = dt.date.fromisoformat(row["date"]) - dt.date.fromisoformat(person["start_date"])
        if row["kind"] == "employer" and waited.days <= 30:
            rapid.add(row["participant_id"])
    for name in rapid:
        found[arms[name]["municipality"]]["employer_within_30_days"] += 1
    for home, truth in world.truth.contacts.items():
        assert found[home] == truth


def test_how_soon_an_employer_is_met_is_what_the_parameters_ask_for(world):
    """Oracle: a gamma of shape 2 and mean m is below x with chance 1 - (1 + 2x/m) exp(-2x/m).

    A day is counted whole and moved to a Friday, so up to 31 or 33 days lie behind the 30.
    """
    parameters = world.truth.parameters
    some = 1 - parameters.by_name("contacts.employers")["never"]
    for home, mean in parameters.by_name("contacts.first_employer").items():
        low, high = (
            some * (1 - (1 + 2 * days / mean) * math.exp(-2 * days / mean)) for days in (30, 33)
        )
        truth = world.truth.contacts[home]
        share = truth["employer_within_30_days"] / truth["started"]
        noise = 3 * math.sqrt(0.25 / truth["started"])
        assert low - noise < share < high + noise


def test_consultants_are_those_whom_participants_name_in_their_own_municipality(rows, arms):
    homes = {
        row["consultant_id"]: row["municipality"] for row in arms.values() if row["consultant_id"]
    }
    assert {row["consultant_id"]: row["municipality"] for row in rows["consultants"]} == homes
    waves = {row["wave"]: row["date"] for row in rows["consultants"]}
    assert waves == {str(wave): f"{2019 + wave}H2" for wave in range(1, 6)}
    assert all(0 < float(row["full_time_share"]) <= 1 for row in rows["consultants"])


def test_the_caseload_is_near_what_each_municipality_aims_at(rows, arms, ended, world):
    aims = world.truth.parameters.by_name("consultants.caseload")
    for home, waves in world.truth.caseload.items():
        for half_year, truth in waves.items():
            last = f"{half_year[:4]}-12-31"
            supported = [
                name
                for name, row in arms.items()
                if row["municipality"] == home
                and "" < row["start_date"] <= last
                and ended.get(name, "9") > last
            ]
            shares = [
                float(row["full_time_share"])
                for row in rows["consultants"]
                if (row["municipality"], row["date"]) == (home, half_year)
            ]
            assert truth["participants"] == len(supported)
            assert truth["posts"] == pytest.approx(sum(shares))
            if len(supported) >= 40:
                assert truth["participants"] / truth["posts"] == pytest.approx(aims[home], rel=0.15)


def test_the_smallest_world_has_its_consultants_too():
    small = synthetic.world(3, participants=20)
    assert {each.consultant for each in small.employments} == set(small.assigned.consultant)
    assert small.contacts
