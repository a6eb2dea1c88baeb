"""The tables of evidence as a notebook meets them."""

from __future__ import annotations

import re
import sys

import pandas as pd
import pytest

from compendium import evidence
from compendium.tables import FaultyTableError, checkout

FACTS = (
    "barriers",
    "conflicts",
    "findings",
    "ips_trials",
    "local_figures",
    "local_flows",
    "local_groups",
    "local_points",
    "local_systems",
    "partners",
    "practice_cases",
    "practice_elements",
    "practice_examples",
    "practice_focus_points",
    "practice_programmes",
    "practice_statements",
    "prevalence",
    "programme_elements",
    "programme_facts",
    "programme_matrix",
    "programme_outcomes",
    "programmes",
    "reconnect",
    "reconnect_audience",
    "reconnect_elements",
    "risk_factor_barriers",
    "risk_factors",
    "sources",
)
OF_THE_REPORT = ("checklists", "report_places")
"""Tables that say nothing of the world, but where this report answers what it is asked."""

OURS = ("element_barriers", "element_practice")
"""Tables of our own reading, in which single rows have a place."""

READ_BY_THEMSELVES = ("guideline", "letter", "paper", "website")
"""Kinds of sources that are read outside the five documents, so that no line can be named."""

NAMES = tuple(sorted((*FACTS, *OF_THE_REPORT, *OURS)))


def test_the_names_of_the_tables():
    assert evidence.names() == NAMES


@pytest.mark.parametrize("name", FACTS)
def test_every_row_says_where_it_stands(name):
    frame = evidence.table(name)
    kinds = evidence.table("sources").set_index("key")["kind"]
    assert name == "sources" or frame["source"].notna().all()
    sources = frame["key"] if name == "sources" else frame["source"]
    frame = frame[~sources.map(kinds).isin(READ_BY_THEMSELVES) | frame["file"].notna()]
    assert frame[["read_in", "place", "file", "anchor"]].notna().to_numpy().all()
    assert frame[["first_line", "last_line"]].notna().to_numpy().all()


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_words_in_two_languages(name):
    for field in evidence.schema(name).fields:
        assert set(field.title) == {"en", "da"}, field.name
        assert all(set(level.label) == {"en", "da"} for level in field.categories), field.name


def test_the_definitions_of_neet_give_six_answers():
    """The five figures of the slides of 2021 and the one of the VIVE report, as the pages print."""
    frame = evidence.table("prevalence").set_index("key")
    assert frame.loc[frame["measure"] == "neet", "value"].to_dict() == {
        "eurostat_2015": 6.8,
        "oecd_2015": 12.4,
        "dst_2015": 10.5,
        "rockwool_2017": 7.0,
        "vive_2017": 2.7,
        "oecd_15_29_2015": 10.0,
    }


def test_programmes_that_help_one_thing_and_harm_another_keep_both_rows():
    frame = evidence.table("programme_outcomes")
    good_start = frame[frame["programme"] == "off_to_a_good_start"]
    assert dict(zip(good_start["outcome"], good_start["direction"], strict=True)) == {
        "education": "positive",
        "employment": "negative",
    }
    high_five = frame[frame["programme"] == "high_five"]
    support = high_five.loc[high_five["outcome"] == "self_support", "direction"]
    assert sorted(support) == ["none", "none", "positive"]
    assert high_five.loc[high_five["outcome"] == "crime", "direction"].item() == "positive"


def test_the_matrix_keeps_where_each_cell_comes_from():
    """Counted by hand in Table 4.3: 74 marked barriers, of which 1 is interviews and 15 derived."""
    frame = evidence.table("risk_factor_barriers")
    frame = frame[frame["people"] == "young"]
    assert frame["origin"].value_counts().to_dict() == {
        "literature": 49,
        "interview": 21,
        "derived": 4,
        "unmarked": 9,
    }
    assert frame["mark"].isna().eq(frame["origin"] == "unmarked").all()


def test_types_are_those_of_the_schema():
    frame = evidence.table("prevalence")
    assert frame["value"].dtype == "float64"
    assert frame["year"].dtype == "Int64"
    assert isinstance(frame["measure"].dtype, pd.CategoricalDtype)


def test_what_is_read_and_what_is_listed_is_announced():
    heard = []

    def hear(event, arguments):
        if event == "compendium.read":
            heard.append(arguments[0])

    sys.addaudithook(hear)
    evidence.table("sources")
    names = {path.rsplit("evidence", 1)[-1] for path in heard}
    assert {"", "/sources.csv", "/sources.schema.json"} <= names


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(evidence.UnknownEvidenceError) as fault:
        evidence.table("prevalances")
    assert "prevalances" in str(fault.value)
    assert "prevalence, programme_elements" in str(fault.value)


def test_another_folder_may_be_read(tmp_path):
    (tmp_path / "tiny.csv").write_text("key\na\na\n", "utf-8")
    (tmp_path / "tiny.schema.json").write_text(
        '{"name": "tiny", "primaryKey": "key", "fields": [{"name": "key"}]}', "utf-8"
    )
    assert evidence.names(tmp_path) == ("tiny",)
    with pytest.raises(FaultyTableError):
        evidence.table("tiny", tmp_path)


def test_every_source_stands_in_the_bibliography():
    entries = (checkout() / "book" / "references.bib").read_text("utf-8")
    lacking = [key for key in evidence.table("sources")["key"] if f"{{{key}," not in entries]
    assert lacking == []


def test_no_numbered_item_of_a_checklist_is_left_out():
    """As published: STROBE has 22 items, TREND 22, TARGET 21, TIDieR 12, and RECORD adds 13."""
    frame = evidence.table("checklists")
    numbers = frame["item"].str.extract(r"^(\d+)")[0].astype(int).groupby(frame["checklist"])
    assert {name: sorted(set(found)) for name, found in numbers if name != "record"} == {
        name: list(range(1, last + 1))
        for name, last in {"strobe": 22, "trend": 22, "target": 21, "tidier": 12}.items()
    }
    assert (frame["checklist"] == "record").sum() == 13


def test_a_heading_of_the_report_is_one_place():
    places = evidence.table("report_places")
    assert not places.duplicated(["page", "id"]).any()
    used = evidence.table("checklists")["answered_at"].dropna().str.split(";").explode()
    assert set(places["key"]) == set(used)


def test_the_folder_says_what_each_of_its_tables_holds():
    told = (checkout() / "data" / "evidence" / "README.md").read_text("utf-8")
    named = re.findall(r"^\| (`.*`) \|", told, flags=re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(named))) == list(evidence.names())
