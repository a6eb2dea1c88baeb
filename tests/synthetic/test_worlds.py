"""The people of the twin and what befalls them, as an outsider finds them in the tables.

Expected numbers are hand counts from the order: 500 included, 700 screened, 2,000 compared.
"""

import csv
import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest

from compendium import synthetic

ORDINARY_WORK = {"ordinary", "apprenticeship", "self_employed"}
RANGES = {"gad7": (0, 3), "mdi": (0, 5), "who5": (0, 5)}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def week(text):
    return (dt.date.fromisoformat(text) - dt.date(1990, 1, 1)).days // 7


@pytest.fixture(scope="module")
def arms(rows):
    return {row["participant_id"]: row for row in rows["participants"]}


def test_the_numbers_are_those_ordered(rows):
    intake, arms = rows["intake"], Counter(row["arm"] for row in rows["participants"])
    assert len(intake) == 700
    assert arms == {"intervention": 500, "comparison": 2000}
    assert sum(bool(row["included"]) for row in intake) == 500
    assert Counter(row["wave"] for row in rows["screening"])["baseline"] == 700


def test_numbers_scale_with_the_participants():
    small = synthetic.world(3, participants=100)
    assert len(small.screened) == 140
    assert (small.intervention.sum(), (~small.intervention).sum()) == (100, 400)


def test_the_comparison_was_never_screened_and_has_no_start_and_no_consultant(rows, arms):
    screened = {row["participant_id"] for row in rows["intake"] + rows["screening"]}
    compared = {name for name, row in arms.items() if row["arm"] == "comparison"}
    assert not screened & compared
    assert all(arms[name]["index_date"] for name in compared)
    assert not any(arms[name]["start_date"] or arms[name]["consultant_id"] for name in compared)
    assert len({arms[name]["municipality"] for name in compared}) > 30


def test_municipalities_leave_tables_readable(arms):
    sizes = Counter(row["municipality"] for row in arms.values() if row["arm"] == "intervention")
    assert max(sizes, key=sizes.get) == "København"
    assert min(sizes, key=sizes.get) == "Bornholm"
    assert sizes["Bornholm"] >= 80


def test_about_twenty_consultants_each_in_one_municipality(arms):
    homes = defaultdict(set)
    for row in arms.values():
        if row["consultant_id"]:
            homes[row["consultant_id"]].add(row["municipality"])
    assert 18 <= len(homes) <= 22
    assert all(len(home) == 1 for home in homes.values())


def test_some_are_included_and_never_start_and_nobody_starts_before_inclusion(arms):
    supported = [row for row in arms.values() if row["arm"] == "intervention"]
    starts = [row for row in supported if row["start_date"]]
    assert 0.02 < 1 - len(starts) / len(supported) < 0.12
    assert all(row["start_date"] >= row["index_date"] for row in starts)


@pytest.mark.parametrize(("ages", "youngest", "oldest"), [("18-29", 18, 29), ("15-24", 15, 24)])
def test_ages_at_the_index_date_are_those_asked_for(ages, youngest, oldest):
    world = synthetic.world(4, participants=100, ages=ages)
    assert (world.people.age.min(), world.people.age.max()) == (youngest, oldest)


def test_intake_adds_up(rows):
    for row in rows["intake"]:
        eligible, included, declined = row["eligible"], row["included"], row["declined"]
        assert bool(eligible) == bool(included or declined)
        assert not (included and declined)
        if not eligible:
            assert row["reason_class"] == "not_eligible"
        elif declined:
            assert row["reason_class"] == "declined"
        else:
            assert bool(row["ended"]) == bool(row["reason_class"])
            assert not row["ended"] or row["ended"] >= row["included"]
        assert row["screened"] <= (included or declined or "9")


def test_index_dates_are_workdays_within_the_intake_and_quarters_are_shared(arms):
    quarters = {"intervention": Counter(), "comparison": Counter()}
    for row in arms.values():
        day = dt.date.fromisoformat(row["index_date"])
        assert dt.date(2020, 1, 1) <= day <= dt.date(2024, 12, 31)
        assert day.weekday() < 5
        quarters[row["arm"]][day.year, (day.month - 1) // 3] += 1
    assert len(quarters["intervention"]) == 20
    assert {key: 4 * n for key, n in quarters["intervention"].items()} == quarters["comparison"]


def test_everybody_is_in_neither_job_nor_education_in_week_0(rows, arms):
    for row in rows["histories"]:
        index = week(arms[row["participant_id"]]["index_date"])
        if week(row["first_week"]) <= index <= week(row["last_week"]):
            assert row["strand"] == "benefit"
            assert row["state"] == arms[row["participant_id"]]["benefit"]


def test_spells_cover_104_weeks_each_way_and_never_overlap_within_a_strand(rows, arms):
    strands = defaultdict(list)
    for row in rows["histories"]:
        first, last = week(row["first_week"]), week(row["last_week"])
        assert dt.date.fromisoformat(row["first_week"]).weekday() == 0
        assert first <= last
        strands[row["participant_id"], row["strand"]].append((first, last, row))
    for (name, _), spells in strands.items():
        index = week(arms[name]["index_date"])
        assert spells[0][0] >= index - 104
        assert spells[-1][1] <= index + 104
        for (_, last, row), (first, _, after) in pairwise(spells):
            assert first > last
            alike = (row["state"], row["hours"]) == (after["state"], after["hours"])
            assert first > last + 1 or not alike, "adjacent equal weeks are one spell"
    weeks = defaultdict(set)
    for (name, _), spells in strands.items():
        for first, last, _ in spells:
            weeks[name].update(range(first, last + 1))
    assert len(weeks) == 2500
    assert all(len(covered) == 209 for covered in weeks.values())


def test_strands_do_overlap_and_all_that_ends_a_history_occurs(rows):
    spells = defaultdict(list)
    for row in rows["histories"]:
        spells[row["participant_id"]].append(row)
    overlaps = Counter()
    for mine in spells.values():
        for work in mine:
            for other in mine:
                apart = (
                    other["first_week"] > work["last_week"]
                    or other["last_week"] < work["first_week"]
                )
                if work["strand"] == "work" and other["strand"] != "work" and not apart:
                    overlaps[work["state"], other["state"]] += 1
    assert overlaps["ordinary", "ordinary"] > 100
    assert overlaps["apprenticeship", "apprenticeship_school"] > 50
    assert overlaps["wage_subsidy", "education_help"] > 50
    states = Counter(row["state"] for row in rows["histories"])
    assert all(states[name] > 0 for name in ("dead", "abroad", "disability_pension", "prison"))


def test_nobody_comes_back_from_death_or_disability_pension(rows):
    ends, begins = {}, defaultdict(str)
    for row in rows["histories"]:
        name = row["participant_id"]
        begins[name] = max(begins[name], row["first_week"])
        if row["state"] in ("dead", "disability_pension"):
            ends[name] = row["first_week"]
    assert len(ends) > 5
    assert all(begins[name] == end for name, end in ends.items())


def test_hours_are_of_paid_work_only_and_some_are_missing(rows):
    given = [row for row in rows["histories"] if row["hours"]]
    assert {row["strand"] for row in given} == {"work"}
    assert not {row["state"] for row in given} & {"internship", "self_employed"}
    assert all(0 < float(row["hours"]) <= 37 for row in given)
    jobs = [
        row for row in rows["histories"] if row["strand"] == "work" and row["state"] == "ordinary"
    ]
    assert 0.02 < sum(not row["hours"] for row in jobs) / len(jobs) < 0.08


def test_minors_have_no_benefit_of_their_own_and_children_are_at_school(tmp_path):
    synthetic.write(tmp_path, seed=6, participants=100, ages="15-24")
    people = read(tmp_path / "participants.csv")
    born = {row["participant_id"]: int(row["birth_year"]) for row in people}
    spells = read(tmp_path / "histories.csv")
    age = [int(row["last_week"][:4]) - born[row["participant_id"]] for row in spells]
    own = {"education_help", "cash", "sickness", "unemployment", "rehabilitation", "study_grant"}
    minors = [row for row, years in zip(spells, age, strict=True) if years < 17]
    assert len(minors) > 100
    assert not [row for row in minors if row["state"] in own]
    children = [row for row, years in zip(spells, age, strict=True) if years < 15]
    assert {(row["strand"], row["state"]) for row in children} == {("education", "ordinary")}


def test_answers_are_within_their_ranges_and_some_are_missing(rows):
    missing = total = 0
    for row in rows["screening"]:
        for column, answer in row.items():
            instrument = column.split("_")[0]
            if instrument in RANGES:
                low, high = RANGES[instrument]
                assert answer == "" or low <= int(answer) <= high
                total += 1
                missing += answer == ""
    assert 0.005 < missing / total < 0.05


def test_every_answer_of_every_item_occurs(rows):
    for column in rows["screening"][0]:
        instrument = column.split("_")[0]
        if instrument in RANGES:
            found = {row[column] for row in rows["screening"]} - {""}
            low, high = RANGES[instrument]
            assert found == {str(answer) for answer in range(low, high + 1)}


def scored(rows, wave):
    """Score by hand: sums, the higher of 8a/8b and 10a/10b, four times the WHO-5."""
    totals = []
    for row in rows["screening"]:
        answers = {key: value for key, value in row.items() if key.split("_")[0] in RANGES}
        if row["wave"] == wave and all(answers.values()):
            item = {key: int(value) for key, value in answers.items()}
            gad7 = sum(item[f"gad7_{n}"] for n in range(1, 8))
            who5 = 4 * sum(item[f"who5_{n}"] for n in range(1, 6))
            mdi = sum(item[f"mdi_{n}"] for n in (1, 2, 3, 4, 5, 6, 7, 9))
            mdi += max(item["mdi_8a"], item["mdi_8b"]) + max(item["mdi_10a"], item["mdi_10b"])
            totals.append((gad7, mdi, who5))
    return np.array(totals, dtype=float)


def test_totals_hang_together_as_such_scales_do(rows):
    """Two symptom totals correlate .6138 in 496 Swedes (GAD-7, PHQ-9; published-results 2.1)."""
    correlations = np.corrcoef(scored(rows, "baseline"), rowvar=False)
    assert 0.50 < correlations[0, 1] < 0.75
    assert -0.70 < correlations[0, 2] < -0.40
    assert -0.80 < correlations[1, 2] < -0.50


def test_the_screened_are_unwell_and_spread_out(rows):
    """Means between a community (4.14) and a clinic (10.57) for GAD-7 (Bischoff 2020)."""
    gad7, mdi, who5 = scored(rows, "baseline").T
    assert 7 < gad7.mean() < 11
    assert 20 < mdi.mean() < 30
    assert 28 < who5.mean() < 45
    assert 4 < gad7.std() < 6.5
    for total, edges in ((gad7, (5, 10, 15)), (mdi, (21, 26, 31)), (who5, (36, 51))):
        bands = np.bincount(np.digitize(total, edges))
        assert bands.min() > 50


def test_fewer_answer_later_and_not_always_the_same(rows):
    waves = defaultdict(set)
    for row in rows["screening"]:
        waves[row["wave"]].add(row["participant_id"])
    assert 300 < len(waves["month6"]) < 420
    assert 200 < len(waves["month12"]) < len(waves["month6"])
    assert len(waves["month12"] - waves["month6"]) > 10, "attrition is not monotone"


def test_later_waves_are_of_participants_and_within_their_windows(rows, arms):
    windows = {"baseline": (-8, 0), "month6": (22, 34), "month12": (48, 64)}
    for row in rows["screening"]:
        person = arms.get(row["participant_id"])
        if row["wave"] != "baseline":
            assert person
            assert person["arm"] == "intervention"
        if person:
            first, last = windows[row["wave"]]
            assert first <= week(row["date"]) - week(person["index_date"]) <= last
        assert row["date"] <= "2025-06-30"


def test_screening_is_by_telephone_in_a_closure_only(rows):
    closed = [row for row in rows["screening"] if "2020-03-11" <= row["date"] <= "2020-06-08"]
    assert {row["mode"] for row in closed} == {"telephone"}
    open_days = [row for row in rows["screening"] if row["date"] > "2021-04-30"]
    assert {row["mode"] for row in open_days} == {"interview", "paper", "online"}


def test_five_rounds_of_two_raters_and_a_consensus_between_them(rows):
    reviews = defaultdict(lambda: defaultdict(dict))
    for row in rows["fidelity"]:
        assert 1 <= int(row["score"]) <= 5
        key = (row["municipality"], int(row["round"]), row["review_id"])
        reviews[key][row["item"]][row["rater"]] = int(row["score"])
    assert len(reviews) == 15
    assert {(place, number) for place, number, _ in reviews} == {
        (place, number) for place in ("Bornholm", "København", "Rødovre") for number in range(1, 6)
    }
    totals = defaultdict(list)
    for (place, number, _), items in sorted(reviews.items()):
        assert set(items) == {f"ips25_{item}" for item in range(1, 26)}
        for scores in items.values():
            agreed = scores.pop("consensus")
            assert len(scores) == 2
            assert min(scores.values()) <= agreed <= max(scores.values())
            totals[place, number].append(agreed)
    for place in ("Bornholm", "København", "Rødovre"):
        assert sum(totals[place, 5]) > sum(totals[place, 1])
        assert all(60 < sum(totals[place, number]) < 115 for number in range(1, 6))
