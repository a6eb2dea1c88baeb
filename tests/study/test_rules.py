"""Rules between columns, rows and tables: each is broken once, and told by row and column."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import study
from compendium.study.rules import states, within_table

CASES = {
    "a state of another strand": ("histories", "p1,work,cash,,2021-01-04,2021-01-04", "state"),
    "hours outside work": (
        "histories",
        "p1,education,preparatory,5,2021-01-04,2021-01-04",
        "hours",
    ),
    "a spell that ends before it begins": (
        "histories",
        "p2,work,flexjob,,2021-02-08,2021-02-01",
        "last_week",
    ),
    "spells of a strand that overlap": (
        "histories",
        "p1,benefit,sickness,,2021-06-28,2021-07-12",
        "first_week",
    ),
    "a week that is no Monday": (
        "histories",
        "p2,work,flexjob,,2021-02-09,2021-02-15",
        "first_week",
    ),
    "a history of nobody": (
        "histories",
        "p9,work,flexjob,,2021-02-08,2021-02-15",
        "participant_id",
    ),
    "a start in the comparison": (
        "participants",
        "c3,comparison,Odense,2021-04-05,2021-05-01,,",
        "start_date",
    ),
    "a start before the index date": (
        "participants",
        "p3,intervention,Rødovre,2021-10-01,2021-09-30,,",
        "start_date",
    ),
    "an intervention elsewhere": (
        "participants",
        "p3,intervention,Odense,2021-10-01,,,",
        "municipality",
    ),
    "an intervention that was not screened": (
        "participants",
        "p8,intervention,Rødovre,2021-10-01,,,",
        "participant_id",
    ),
    "a participant twice": (
        "participants",
        "c2,comparison,Odense,2021-04-05,,,",
        "participant_id",
    ),
    "an unknown arm": ("participants", "c3,control,Odense,2021-04-05,,,", "arm"),
    "a consultant in the comparison": (
        "participants",
        "c3,comparison,Odense,2021-04-05,,,k1",
        "consultant_id",
    ),
    "a contact of nobody": ("contacts", "p9,k1,2021-06-01,participant,home,30", "participant_id"),
    "a contact of a comparison person": (
        "contacts",
        "c1,k1,2021-06-01,participant,home,30",
        "participant_id",
    ),
    "a contact with a consultant who is not listed": (
        "contacts",
        "p1,k9,2021-06-01,participant,home,30",
        "consultant_id",
    ),
    "a contact on no day": ("contacts", "p1,k1,,participant,home,30", "date"),
    "a contact of no kind": ("contacts", "p1,k1,2021-06-01,,home,30", "kind"),
    "a contact at an address": ("contacts", "p1,k1,2021-06-01,participant,Nygade 1,30", "place"),
    "a contact of no minutes": ("contacts", "p1,k1,2021-06-01,participant,home,0", "minutes"),
    "a contact of two days": ("contacts", "p1,k1,2021-06-01,participant,home,1441", "minutes"),
    "a consultant twice in a wave": (
        "consultants",
        "k1,1,2021H2,Rødovre,0.5",
        "consultant_id, wave",
    ),
    "a consultant elsewhere": ("consultants", "k2,1,2021H1,Odense,0.5", "municipality"),
    "a wave before the first": ("consultants", "k2,0,2021H1,Rødovre,0.5", "wave"),
    "a wave at no time": ("consultants", "k2,1,spring,Rødovre,0.5", "date"),
    "more than a full-time post": ("consultants", "k2,1,2021H1,Rødovre,1.5", "full_time_share"),
    "less than no post": ("consultants", "k2,1,2021H1,Rødovre,-0.1", "full_time_share"),
    "a screening outside intake": (
        "screening",
        "p9,baseline,2021-05-01,0,0,0,0,0,0,0",
        "participant_id",
    ),
    "a wave that is not of the study": (
        "screening",
        "p2,month99,2021-05-01,0,0,0,0,0,0,0",
        "wave",
    ),
    "a wave answered twice": (
        "screening",
        "p2,baseline,2021-05-01,0,0,0,0,0,0,0",
        "participant_id, wave",
    ),
    "a score above the range": ("screening", "p2,month6,2021-05-01,0,0,4,0,0,0,0", "gad7_3"),
    "a score below the range": ("screening", "p2,month6,2021-05-01,0,-1,0,0,0,0,0", "gad7_2"),
    "a comparison person in intake": ("intake", "c1,Rødovre,male,2021H1,", "participant_id"),
    "an item that the scale lacks": ("fidelity", "r1,Rødovre,1,2021H1,a,ips25,ips25_99,4", "item"),
    "a scale that is not known": (
        "fidelity",
        "r1,Rødovre,1,2021H1,a,ips99,ips25_2,4",
        "instrument",
    ),
    "a rating above the scale": ("fidelity", "r1,Rødovre,1,2021H1,a,ips25,ips25_2,6", "score"),
    "a review of two rounds": ("fidelity", "r1,Rødovre,2,2021H1,a,ips25,ips25_2,4", "round"),
    "a review of two places": (
        "fidelity",
        "r1,Bornholm,1,2021H1,a,ips25,ips25_2,4",
        "municipality",
    ),
    "a second consensus": ("fidelity", "r3,Rødovre,1,2021H1,consensus,ips25,ips25_1,4", "item"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_row_that_breaks_a_rule_is_told_by_file_row_and_column(sound, case):
    table, row, column = CASES[case]
    path = sound / f"{table}.csv"
    number = len(path.read_text(encoding="utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")
    faults = study.check(sound)
    assert (f"{table}.csv", number, column) in {(f.file, f.row, f.column) for f in faults}
    assert {fault.column for fault in faults} == {column}


def test_a_consultant_of_a_participant_is_listed_where_consultants_are(sound):
    path = sound / "participants.csv"
    path.write_text(path.read_text("utf-8").replace(",ja,k1", ",ja,k9"), "utf-8")
    assert [(f.file, f.row, f.column) for f in study.check(sound)] == [
        ("participants.csv", 2, "consultant_id")
    ]
    toml = (sound / "study.toml").read_text("utf-8")
    listed = '\n[tables.consultants]\nfile = "consultants.csv"\n'
    (sound / "study.toml").write_text(toml.replace(listed, ""), "utf-8")
    assert study.check(sound) == []


def test_a_contact_may_come_before_the_index_date_and_after_support(sound):
    with (sound / "contacts.csv").open("a", encoding="utf-8") as stream:
        stream.write("p1,k1,2020-01-02,participant,home,30\np1,,2023-01-02,employer,remote,5\n")
    assert study.check(sound) == []


def test_a_comparison_person_who_was_screened_is_told(sound):
    (sound / "intake.csv").unlink()
    toml = (sound / "study.toml").read_text(encoding="utf-8")
    toml = toml.replace('[tables.intake]\nfile = "intake.csv"\n', "")
    (sound / "study.toml").write_text(toml, encoding="utf-8")
    with (sound / "screening.csv").open("a", encoding="utf-8") as stream:
        stream.write("c1,baseline,2021-05-01,0,0,0,0,0,0,0\n")
    assert [(f.row, f.column) for f in study.check(sound)] == [(6, "participant_id")]


def test_every_state_belongs_to_a_strand():
    every = study.schema("histories").field("state").levels
    assert {
        state for strand in ("work", "education", "benefit") for state in states(strand)
    } == set(every)
    assert "ordinary" in states("work")
    assert "ordinary" in states("education")


spells = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["work", "education"]),
        st.integers(1600, 1612),
        st.integers(0, 4),
    ),
    max_size=8,
)


@given(spells)
def test_a_spell_is_told_exactly_where_an_earlier_one_of_its_strand_reaches_into_it(rows):
    """Oracle: the weeks of each spell written out, and every pair of spells compared."""
    frame = pd.DataFrame(
        {
            "participant_id": [row[0] for row in rows],
            "strand": pd.Categorical([row[1] for row in rows], ["work", "education"]),
            "state": "ordinary",
            "hours": float("nan"),
            "first_week": [row[2] for row in rows],
            "last_week": [row[2] + row[3] for row in rows],
        }
    )
    weeks = [(*row[:2], set(range(row[2], row[2] + row[3] + 1))) for row in rows]
    order = sorted(range(len(rows)), key=lambda index: rows[index][2])
    reached_into = {
        later
        for place, later in enumerate(order)
        for earlier in order[:place]
        if weeks[earlier][:2] == weeks[later][:2] and weeks[earlier][2] & weeks[later][2]
    }
    faults = within_table("histories", frame, "h.csv", None, {})
    assert {fault.row for fault in faults} == reached_into


@pytest.mark.parametrize("column", ["version", "independence"])
def test_a_review_has_one_version_of_the_scale_and_one_say_on_independence(write, column):
    """An empty cell is no second value of an empty one, but is one beside a value."""
    head = "review_id,municipality,round,rater,instrument,item,score"
    rows = [f"r1,Rødovre,1,{rater},ips25,ips25_{item},4" for rater in "ab" for item in (1, 2)]
    values = {"version": ("2008", "2019"), "independence": ("independent", "involved")}[column]

    def faults(*given: str) -> set:
        lines = [f"{row},{value}" for row, value in zip(rows, given, strict=True)]
        folder = write(fidelity="\n".join([f"{head},{column}", *lines, ""]))
        return {(fault.row, fault.column) for fault in study.check(folder)}

    one, other = values
    assert faults(one, one, one, one) == faults("", "", "", "") == set()
    assert faults(one, one, other, one) == {(4, column)}
    assert faults(one, one, one, "") == {(5, column)}
