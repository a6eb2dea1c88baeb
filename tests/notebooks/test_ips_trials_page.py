"""The page on trials of IPS: no mean of a few trials, and all that goes with one of five."""

from __future__ import annotations

from typing import Any

import pandas as pd

from compendium import evidence

COUNTS = ((24, 50, 15, 50), (35, 108, 20, 105), (33, 70, 20, 72))


def told(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in found if each.get("name") == name)


def test_few_trials_stand_by_themselves_and_reviews_apart(shown):
    found = shown("ips-trials", "no table")
    assert "a summary of 2 trials" in told(found, "together")["absent"]
    ratios = {row["trial"]: row for row in told(found, "ratios")["table"]}
    assert {row["kind"] for row in ratios.values()} == {"trial"}
    assert {name for name, row in ratios.items() if row["low"] is not None} == {"seed", "ips_ma"}
    for name in ("reviews-ratios", "reviews-differences"):
        assert {row["kind"] for row in told(found, name)["table"]} == {"review"}
    assert told(found, "ips-ma-ratio")["record"]["text"]["full"] == "1.18 (0.91 to 1.53)"
    target = [row for row in told(found, "hjoerring")["table"] if row["key"] == "ips_target"]
    assert [row["topic"] for row in target] == ["target"]
    said = [row["status"] for row in told(found, "every")["table"] if row["kind"] == "statement"]
    assert said == ["statement_only"]


def test_five_trials_have_a_mean_and_how_far_another_may_lie_from_it(shown, monkeypatch):
    trials = evidence.table("ips_trials")
    main = trials[trials["key"] == "ips_ma_work"]
    names = ("events", "n", "other_events", "other_n")
    made = [
        main.assign(
            trial=f"made_{place}", key=f"made_{place}", **dict(zip(names, arms, strict=True))
        )
        for place, arms in enumerate(COUNTS)
    ]
    more = pd.concat([trials, *made], ignore_index=True)
    read = evidence.table
    monkeypatch.setattr(
        evidence, "table", lambda name: more if name == "ips_trials" else read(name)
    )
    rows = {row["of_trials"]: row for row in told(shown("ips-trials"), "together")["table"]}
    mean, following = rows["mean"], rows["next_trial"]
    assert following["low"] < mean["low"] < mean["value"] < mean["high"] < following["high"]
    assert {row["trials"] for row in rows.values()} == {5}
    assert {"tau", "i_squared"} < set(rows)
