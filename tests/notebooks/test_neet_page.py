"""The pages on how many are outside, and on what the sources lack, stand without any study."""

from __future__ import annotations

import pytest

from compendium import evidence


def test_six_answers_and_both_sides_of_every_contradiction_stand_with_their_reason(shown):
    found = {each["name"]: each for each in shown("neet", "no table") if "name" in each}
    assert [row["key"] for row in found["prevalence"]["table"]] == list(evidence.shares()["key"])
    assert found["oecd-15-29-2015"]["record"]["text"]["value"] == "10%"
    html = found["contradictions"]["html"]
    # By hand: why 6.8 and 10.5 percent can both stand, and that 24,000 is half of 48,000.
    assert "A register, with formal education alone counted in" in html
    assert "Its half is the printed target of 24,000" in html
    assert "Quadrant III" in found["quadrants"]["html"].partition("Low well-being")[2]
    assert "nan" not in html.lower().replace("finance", "")


def test_what_lacks_is_told_as_it_was_counted(shown):
    found = {
        each["name"]: each
        for each in shown("what-the-literature-lacks", "no table")
        if "name" in each
    }
    gaps = evidence.gaps().set_index(["question", "answer"])
    for name, question in (("without-size", "size"), ("unsettled", "standing")):
        count, base = gaps.loc[(question, "not_told"), ["count", "base"]]
        assert found[name]["record"]["text"]["n"] == f"{count} of {base}"
    assert "shares of each bar" in found["gaps"]["alt"]
    assert "persons" not in found["gaps"]["alt"]
    assert {row["topic"] for row in found["limits"]["table"]} == {"limit", "method"}
    # By hand: the added search ended at one to two studies for a group.
    assert '<td class="num">1–2</td>' in found["limits"]["html"]
    open_ones = {row["conflict"] for row in found["disputes"]["table"]}
    assert len(open_ones) == gaps.loc[("standing", "not_told"), "count"]


def test_a_page_about_unknown_people_says_whom_it_knows(shown):
    with pytest.raises(evidence.UnknownPeopleError, match="children"):
        shown("what-the-literature-lacks", "no table", people="children")
