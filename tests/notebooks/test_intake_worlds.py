"""The pages on intake, measurement, data and change: what they say where something is lacking."""

from __future__ import annotations

from typing import Any


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_what_is_lacking_is_named_where_it_would_stand(shown):
    found = shown("eligibility", "no intake")
    assert "no table of intake" in told(found, "flow")["absent"]
    assert told(found, "intake-included")["record"]["absent"]
    assert told(found, "sets")["kind"] == "figure", "the questionnaires need no intake"
    found = shown("eligibility", "no MDI")
    assert "MDI" in told(found, "sets")["absent"]
    assert told(found, "gad7-cuts")["kind"] == "table"
    found = shown("eligibility", "no diagnoses")
    assert "diagnosed" in told(found, "fields")["absent"]
    assert told(found, "crossed")["kind"] == "table"


def test_three_who_skipped_a_question_cannot_be_told_by_setting_tables_against_each_other(shown):
    """How many are beyond GAD-7 is shown of all; of those who answered all three it would tell."""
    found = shown("eligibility", "three left an item out")
    assert told(found, "sets")["kind"] == "note"
    for name in ("beyond-all", "gad7-mdi-kappa", "included-above"):
        assert told(found, name)["record"]["text"]["full"] == "not shown"
    shown_there = [row for row in told(found, "crossed")["table"] if row["shown"]]
    assert shown_there == []


def test_the_mean_of_all_tells_no_hidden_bar_of_the_distribution_beside_it(shown):
    """At month six three bars beyond 18 are hidden; with the mean, one more makes them safe."""
    found = shown("screening", "three left an item out")
    means = told(found, "means")["table"]
    assert all(row["shown"] for row in means if row["heading"] == "gad7")
    rows = [
        row
        for row in told(found, "gad7-distribution")["table"]
        if row["wave"] == "month6" and row["gad7_class"] != "all"
    ]
    hidden = {row["gad7_class"] for row in rows if not row["shown"]}
    assert {"19", "20", "21"} < hidden
    assert len(hidden) < 6


def test_answers_are_not_counted_where_those_who_left_one_out_would_be_known(shown):
    """All are counted elsewhere, so those who answered in full would tell of the three others."""
    found = shown("measurement", "three left an item out")
    assert told(found, "gad7-answers")["kind"] == "figure"
    assert told(found, "mdi-answers")["kind"] == "note"
    assert told(found, "mdi-omega")["record"]["text"]["full"] == "not shown"


def test_reliability_stands_where_a_questionnaire_or_the_intake_is_lacking(shown):
    found = shown("measurement", "all of the MDI missing")
    assert told(found, "gad7-omega")["record"]["shown"]
    assert "nobody answered it in full" in told(found, "mdi-omega")["record"]["absent"]
    assert "MDI" in told(found, "mdi-answers")["absent"]
    found = shown("measurement", "no intake")
    assert told(found, "reliability")["kind"] == "table"
    assert "no table of intake" in told(found, "after-selection")["absent"]
    found = shown("measurement", "nobody beyond")
    assert "alike" in told(found, "gad7-omega")["record"]["absent"]
    found = shown("measurement", "one person")
    assert not told(found, "gad7-omega")["record"]["shown"]


def test_where_it_cannot_be_tested_whether_they_measure_alike_the_reason_is_given(shown):
    found = shown("measurement")
    rows = told(found, "invariance-difference")["table"]
    assert {row["level"] for row in rows} == {
        f"{name}_{by}" for name in ("gad7", "mdi", "who5") for by in ("sex", "wave")
    }
    assert all(row["shown"] for row in rows)
    reasons = [each.get("absent") for each in shown("measurement", "nobody followed up")]
    assert "MDI by wave: not testable, it takes 100 complete answers at both waves" in reasons
    reasons = [each.get("absent") for each in shown("measurement", "no intake")]
    why = "it takes 100 complete answers in each of two groups"
    assert f"WHO-5 by sex: not testable, {why}" in reasons


def test_where_nobody_is_beyond_there_is_no_kappa_and_nothing_says_that_all_are_alike(shown):
    """Why there is none would tell of everybody what the tables beside it hide."""
    found = shown("eligibility", "nobody beyond")
    kappa = told(found, "gad7-mdi-kappa")["record"]
    assert (kappa["shown"], kappa["absent"]) == (False, None)
    assert "same side" not in str([each.get("absent") for each in found])


def test_the_numbers_of_the_whole_study_hang_together(shown):
    """Whoever is beyond 10 on GAD-7 is so in the table of cut-offs and in that of the three."""
    found = shown("eligibility")
    cuts = {row["gad7_class"]: row["n"] for row in told(found, "gad7-cuts")["table"]}
    beyond = next(
        row["n"]
        for row in told(found, "beyond")["table"]
        if row["level"] == "gad7" and row["heading"] == "beyond"
    )
    assert cuts["10"] == beyond
    assert cuts["5"] > cuts["10"] > cuts["15"]
    found = shown("data-status")
    periods = told(found, "included")["table"]
    assert [row["n"] for row in periods] == sorted(row["n"] for row in periods)
    assert told(found, "included-so-far")["record"]["n"] == periods[-1]["n"]


def test_the_page_of_change_says_why_nothing_can_be_said(shown):
    """One wave, nobody followed up, all alike: a reason in place of each number."""
    found = shown("change", "one wave")
    assert "later wave" in told(found, "gad7-change")["absent"]
    found = shown("change", "nobody followed up")
    assert "later wave" in told(found, "gad7-means")["absent"]
    found = shown("change", "all alike")
    assert "do not vary" in told(found, "gad7-means")["absent"]
    assert "do not vary" in told(found, "selection")["absent"]
    found = shown("change", "no intake")
    assert "intake" in told(found, "gad7-change")["absent"]
    found = shown("change", "no MDI")
    assert "MDI" in told(found, "mdi-means")["absent"]
    assert told(found, "gad7-means")["kind"] == "figure"


def test_where_a_band_of_the_screened_is_hidden_the_included_do_not_tell_it(shown):
    """At later waves they are the same persons, in tables that no audit sets side by side."""
    rows = told(shown("change", "few severe at the end"), "gad7-moves-table")["table"]
    assert not any(row["shown"] for row in rows if row["wave"] == "month12")
    assert any(row["shown"] for row in rows if row["wave"] == "month6")


def test_movements_hang_together_in_the_whole_study(shown):
    """The bars are of all included, and who stands where later is as many as answered in full."""
    found = shown("change")
    standing = {
        (row["wave"], row["questionnaire"]): row["n"] for row in told(found, "standing")["table"]
    }
    rows = [row for row in told(found, "gad7-moves-table")["table"] if row["shown"]]
    at = {(row["wave"], row["gad7_start"], row["gad7_later"]): row["n"] for row in rows}
    model = told(found, "gad7-change")["table"]
    scored = {row["wave"]: row["n"] for row in model if row["heading"] == "model"}
    for wave in ("month6", "month12"):
        later = [n for (when, start, band), n in at.items() if (when, start) == (wave, "all")]
        bands = ("below_mild", "mild", "moderate", "severe")
        assert sum(at[wave, "all", band] for band in bands) == scored[wave]
        came = scored[wave] + at[wave, "all", "incomplete"]
        assert came == standing[wave, "received"]
        assert came + at[wave, "all", "no_answer"] == max(later)
    assert told(found, "gad7-moves")["kind"] == "figure"


def test_the_page_on_measurement_tells_who_left_out_which_question(shown):
    found = shown("measurement")
    rows = told(found, "who5-left-out")["table"]
    assert len(rows) == 5
    assert {row["base"] for row in rows if row["shown"]} == {700}
    assert "in part" in told(shown("measurement", "all alike"), "gad7-left-out")["absent"]


def test_change_hangs_together_in_the_whole_study(shown):
    """Four classes add up to the pairs, and a shift of nothing is the model."""
    found = shown("change")
    classes = [row for row in told(found, "gad7-reliable-table")["table"] if row["shown"]]
    month6 = {row["gad7_reliable"]: row["n"] for row in classes if row["wave"] == "month6"}
    assert sum(n for level, n in month6.items() if level != "all") == month6["all"]
    rows = told(found, "gad7-change")["table"]
    pairs = {row["wave"]: row["n"] for row in rows if row["heading"] == "pairs"}
    assert pairs["month6"] == month6["all"]
    model = {row["wave"]: row["value"] for row in rows if row["heading"] == "model"}
    shift = told(found, "gad7-shift")["table"]
    unshifted = {row["wave"]: row["value"] for row in shift if row["level"] == "0"}
    assert unshifted == model
