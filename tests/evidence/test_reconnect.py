"""What a reader counts on the slides of 2021, in the press article and in the published trials."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from compendium import evidence, outcomes
from compendium.evidence.reading import cells

SLIDES = "000_ddc817a5ae889df6.txt"
ARTICLE = "003_42ecc23c0b3e3eb0.txt"


def topics() -> dict[str, pd.DataFrame]:
    return dict(iter(evidence.table("reconnect").groupby("topic", observed=True)))


def test_the_eight_principles_stand_in_their_order():
    principles = topics()["principle"]
    assert principles["number"].dropna().tolist() == list(range(1, 9))
    assert principles["figure"].dropna().tolist() == [8]


def test_six_parts_of_research_and_two_models_of_collaboration():
    assert len(topics()["research_part"]) == 6
    models = topics()["collaboration_model"]
    assert models["number"].dropna().tolist() == [1, 2]


def test_every_bullet_of_the_slides_is_entered_or_left_out_by_name(texts):
    """The agenda alone is left out; the risk factors are in their own table."""
    lines = texts[SLIDES]
    told = {
        line
        for name in evidence.names()
        for row in cells(name)
        if row.get("file") == SLIDES
        for line in range(int(row["first_line"]), int(row["last_line"]) + 1)
    }
    bullets = {
        number
        for number, line in enumerate(lines, start=1)
        if re.match(r"\s*(•|➢|\d\.)", line) and number > 28
    }
    assert bullets - told == set()


def test_every_paragraph_of_the_article_is_entered_or_left_out_by_name(texts):
    """Left out are the heading of the picture (line 3) and the headings (1, 19)."""
    told = {
        line
        for name in ("conflicts", "partners", "reconnect")
        for row in cells(name)
        if row["file"] == ARTICLE
        for line in range(int(row["first_line"]), int(row["last_line"]) + 1)
    }
    written = {number for number, line in enumerate(texts[ARTICLE], start=1) if line.strip()}
    assert written - told == {1, 3, 19}


def test_what_only_the_article_names_is_marked():
    frame = evidence.table("partners")
    pressed = frame[frame["named_by"] == "press"]
    assert set(pressed["source"]) == {"dagensnyt"}
    assert {"business_school", "erasmus", "euc_syd", "euc_nord", "duuf"} <= set(pressed["partner"])
    press = topics()["press"]
    assert set(press["source"]) == {"dagensnyt"}
    assert not (evidence.table("reconnect")["source"].eq("dagensnyt").sum() - len(press))


def test_the_one_who_trains_is_the_one_who_assesses():
    roles = evidence.table("partners").query("partner == 'ips_team'")["role"]
    assert {"trainer", "supervisor", "assessor"} <= set(roles)


def test_a_trial_has_one_main_comparison_and_a_review_none():
    frame = evidence.table("ips_trials")
    mains = frame[frame["main"]]
    assert not mains["trial"].duplicated().any()
    assert set(mains["trial"]) == set(frame.loc[frame["kind"] == "trial", "trial"])


def test_counts_give_the_printed_percentages_where_it_is_said_that_they_do():
    frame = evidence.table("ips_trials")
    counted = frame[frame["events"].notna() & frame["percent"].notna()]
    assert set(counted["trial"]) == {"seed", "young_adults", "ips_ma"}
    for row in counted.itertuples():
        assert row.events in evidence.counts_behind(row.percent, row.n)
        assert row.other_events in evidence.counts_behind(row.other_percent, row.other_n)
    unfounded = frame[frame["counts_status"].isin(["n_printed", "n_subtracted"])]
    for row in unfounded.itertuples():
        assert not evidence.counts_behind(row.percent, row.n)
        assert not evidence.counts_behind(row.other_percent, row.other_n)


def test_the_ratio_of_the_norwegian_trial_follows_from_its_counts():
    row = evidence.table("ips_trials").set_index("key").loc["seed_odds_ratio"]
    counts = outcomes.Counts(
        *(int(row[name]) for name in ("events", "n", "other_events", "other_n"))
    )
    found = outcomes.odds_ratio(counts, "wald")
    assert [round(each, 2) for each in (found.value, found.low, found.high)] == [
        row["value"],
        row["low"],
        row["high"],
    ]


def test_a_ratio_lies_in_the_middle_of_its_limits():
    """By the square root of the product; those with rounded limits to two percent."""
    frame = evidence.table("ips_trials")
    ratios = frame[frame["measure"].isin(["odds_ratio", "risk_ratio"])].dropna(subset=["low"])
    middle = (ratios["low"] * ratios["high"]) ** 0.5
    assert middle.to_numpy() == pytest.approx(ratios["value"].to_numpy(), rel=0.02)


def test_a_statement_is_no_result():
    frame = evidence.table("ips_trials").query("kind == 'statement'")
    assert frame["status"].tolist() == ["statement_only"]
    assert frame[["events", "n", "low", "high", "p"]].isna().to_numpy().all()


def test_every_contradiction_that_a_row_names_is_told():
    told = set(evidence.table("conflicts")["conflict"])
    for name in ("partners", "reconnect"):
        assert set(evidence.table(name)["conflict"].dropna()) <= told


def test_sides_of_a_contradiction_share_what_it_is_about():
    frame = evidence.table("conflicts")
    about = frame[["conflict", "about_en", "about_da"]].drop_duplicates()
    assert not about["conflict"].duplicated().any()
