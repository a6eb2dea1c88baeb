"""Small protected tables to draw: every hidden cell hides two or three made-up persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import wording
from compendium.tables import Absent

WAVES = ["baseline", "month6"]
BANDS = ["minimal", "mild", "moderate", "severe"]


def people(counts: Mapping[tuple[Any, ...], int], columns: list[str]) -> pd.DataFrame:
    """Return as many persons a cell as `counts` says; the levels are ordered as they come."""
    rows = [key for key, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=columns)
    for column in columns:
        levels = list(dict.fromkeys(key[columns.index(column)] for key in counts))
        frame[column] = pd.Categorical(frame[column], categories=levels, ordered=True)
    frame["participant_id"] = [f"p{place}" for place in range(len(frame))]
    return frame


def by_wave(baseline: list[int], month6: list[int], name: str, levels: list[Any]) -> pd.DataFrame:
    counts = {
        (wave, level): count
        for wave, numbers in zip(WAVES, (baseline, month6), strict=True)
        for level, count in zip(levels, numbers, strict=True)
    }
    return people(counts, ["wave", name])


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Speak English, with words of the tests' own: the captions of notebooks are theirs to change.

    What a test puts into the returned words is said in both languages.
    """
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "en")
    real = {language: dict(wording.vocabulary(language)) for language in wording.LANGUAGES}
    captions = {"en": "A picture of {instrument}.", "da": "Et billede af {instrument}."}
    added: dict[str, str] = {}

    def vocabulary(language: str) -> dict[str, str]:
        own = {"captions.test": captions[language], "captions.bare": "A table."}
        return {**real[language], **own, **added}

    monkeypatch.setattr(wording, "vocabulary", vocabulary)
    return added


@pytest.fixture
def band_shares() -> Callable[..., Safe]:
    """Shares of bands by wave; at six months the two gravest bands are hidden."""

    def make(baseline: list[int] | None = None) -> Safe:
        frame = by_wave(baseline or [20, 40, 30, 10], [30, 20, 3, 2], "gad7_band", BANDS)
        return disclosure.share(frame, ["wave", "gad7_band"], of="people", profile="dk")

    return make


@pytest.fixture
def bin_counts() -> Callable[..., Safe]:
    """Persons by wave and bin of scores; two bins of the baseline are hidden, one is a true 0."""

    def make(second: int = 40) -> Safe:
        bins = ["0-4", "5-9", "10-14", "15-18", "19-21"]
        frame = by_wave([20, second, 0, 3, 2], [10, 12, 14, 16, 18], "gad7_bin", bins)
        return disclosure.count(frame, ["wave", "gad7_bin"], of="people", profile="dk")

    return make


@pytest.fixture
def scores() -> Callable[..., Safe]:
    """Consensus scores of three items in two rounds; the items of one section are withheld."""

    def make(first: int = 4) -> Safe:
        rows = [
            ("Nordby", "staffing", "caseload", 1, first),
            ("Nordby", "staffing", "caseload", 2, 5),
            ("Nordby", "staffing", "generalists", 1, 2),
            ("Nordby", "staffing", "generalists", 2, 3),
            ("Nordby", "organization", "supervisor", 1, 1),
            ("Nordby", "organization", "supervisor", 2, 1),
        ]
        columns = ["municipality", "section", "item", "round", "score"]
        return disclosure.review(
            pd.DataFrame(rows, columns=columns),
            "score",
            ["municipality", "section", "item", "round"],
            audience="public",
            released=["Nordby"],
        )

    return make


@pytest.fixture
def weekly() -> Callable[..., Safe]:
    """Shares in work or education by arm over twenty weeks; one week of both arms is hidden."""

    def make(at_start: int = 20) -> Safe:
        rows = []
        for arm, busy in (("intervention", at_start), ("comparison", 30)):
            for week in range(-10, 11):
                working = 2 if (arm, week) == ("comparison", -5) else busy + week
                rows += [
                    (f"{arm}{person}", arm, week, "yes" if person < working else "no")
                    for person in range(60)
                ]
        frame = pd.DataFrame(rows, columns=["participant_id", "arm", "week", "busy"])
        shares = disclosure.share(
            frame, ["arm", "week", "busy"], of="people", profile="dk", within=["arm", "week"]
        )
        return shares.cut(busy="yes", arm=["intervention", "comparison"])

    return make


@pytest.fixture
def facts() -> Callable[..., Safe]:
    """Give published figures, the largest not first, one with an interval."""

    def make(first: float = 6.8) -> Safe:
        frame = pd.DataFrame(
            {
                "title_en": ["Survey <one>", "Register", "Programme"],
                "title_da": ["Undersøgelse <et>", "Register", "Indsats"],
                "kind": ["neet", "neet", "outcome"],
                "age_from": [16, 18, 18],
                "age_to": [24, 24, 29],
                "value": [first, 10.5, 48.0],
                "low": [None, None, 39.2],
                "high": [None, None, 57.1],
                "unit": "percent",
                "source": ["one2015", "two2017", "one2015;two2017"],
            }
        )
        return disclosure.published(frame, "value", low="low", high="high", by=["title_en"])

    return make


@pytest.fixture
def onward() -> Callable[..., Safe]:
    """Give published shares of two groups by where they stood later; not all are surely placed."""

    def make(first: float = 60) -> Safe:
        rows = [
            ("group_1", "at work", "i arbejde", first, "certain"),
            ("group_1", "on a benefit", "på ydelse", 30, "order_assumed"),
            ("group_1", None, None, 5, "ambiguous"),
            ("group_2", "at work", "i arbejde", 20, "certain"),
            ("group_2", "on a benefit", "på ydelse", 80, "certain"),
        ]
        columns = ["group", "later_en", "later_da", "value", "certainty"]
        frame = pd.DataFrame(rows, columns=columns).assign(unit="percent", source="one2015")
        return disclosure.published(frame, "value", by=["group"])

    return make


@pytest.fixture
def told() -> Callable[..., Safe]:
    """Give what is told of three programmes, by two elements, in two groups."""

    def make(other: str = "not_told") -> Safe:
        names = ["Reconnect", "A programme that has a long name", "Other"]
        frame = pd.DataFrame(
            {
                "programme": [name for name in names for _ in range(2)],
                "whose": ["reconnect"] * 2 + ["programme"] * 4,
                "practice_element": ["aims", "effect"] * 3,
                "tells": ["told", "told", "told", "not_told", "told", other],
                "source": "one2015",
            }
        )
        return disclosure.published(frame, by=["programme", "practice_element"])

    return make


@pytest.fixture
def side_shares() -> Callable[..., Safe]:
    """Shares of persons by the sides of two cut-offs; where one is alone, both are hidden."""

    def make(both: int = 40) -> Safe:
        sides = ["gad7_beyond", "mdi_beyond"]
        counts = {("yes", "yes"): both, ("yes", "no"): 3, ("no", "yes"): 12, ("no", "no"): 30}
        frame = people(counts, sides)
        return disclosure.share(frame, sides, of="people", profile="dk", within=[])

    return make


@pytest.fixture
def analyses() -> Callable[..., Safe | Absent]:
    """Six analyses by two choices, of which one leaves few people out and is hidden."""

    def make(largest: float = 0.12) -> Safe | Absent:
        rows = [
            ("across", "usual", 0.05, True), ("across", "narrow", 0.04, False),
            ("within", "usual", 0.08, False), ("within", "narrow", largest, False),
            ("within", "", 0.02, False), ("across", "without", 0.30, False),
        ]  # fmt: skip
        curve = pd.DataFrame(rows, columns=["pool", "caliper", "value", "planned"]).assign(
            n_intervention=40, n_comparison=60
        )
        curve = curve.assign(low=curve["value"] - 0.045, high=curve["value"] + 0.045)
        counts = {("intervention", "no"): 40, ("comparison", "no"): 60, ("comparison", "yes"): 3}
        people_ = people(counts, ["arm", "left"])
        left = disclosure.count(people_, ["arm", "left"], of="people", profile="dk")
        return disclosure.specified(
            curve, left.cell(), by=["pool", "caliper"], profile="dk",
            parted={("caliper", "without"): left},
        )  # fmt: skip

    return make


@pytest.fixture
def half_years() -> Callable[..., Safe]:
    """Persons up to each half-year; what came in the second and the third is hidden."""

    def make(first: int = 20) -> Safe:
        counts = {("2020H1",): first, ("2020H2",): 3, ("2021H1",): 8, ("2021H2",): 30}
        counted = disclosure.count(people(counts, ["half_year"]), ["half_year"], of="people",
                                   profile="dk")  # fmt: skip
        return disclosure.cumulated(counted, "half_year")

    return make


@pytest.fixture
def tallied() -> Callable[..., Safe]:
    """Barriers of two risk factors on two levels; one of the four cells has none."""

    def make(first: int = 2) -> Safe:
        counts = {
            ("misuse", "structural"): (0, 1), ("misuse", "individual"): (first, 1),
            ("debt", "structural"): (1, 0), ("debt", "individual"): (0, 0),
        }  # fmt: skip
        rows = [
            (*cell, stands, value)
            for cell, values in counts.items()
            for stands, value in zip(("addressed", "open"), values, strict=True)
        ]
        columns = ["factor", "side", "stands", "value"]
        return disclosure.definitions(pd.DataFrame(rows, columns=columns))

    return make


@pytest.fixture
def entered() -> Callable[..., dict[str, Safe]]:
    """Shares of two arms, of sixty persons each, that had entered by each of three weeks."""

    def make(first: int = 12) -> dict[str, Safe]:
        weeks = [13, 26, 39]
        rows = [
            (arm, week)
            for arm, own in (("intervention", first), ("comparison", 20))
            for week, n in zip([*weeks, None], (own, 10, 10, 40 - own), strict=True)
            for _ in range(n)
        ]
        frame = pd.DataFrame(rows, columns=["arm", "week_of"]).reset_index(names="participant_id")
        frame["there"] = frame["week_of"].notna().map({True: "yes", False: "no"})
        frame["week_of"] = pd.Categorical(frame["week_of"], weeks, ordered=True)
        table = disclosure.share(frame, ["arm", "there", "week_of"], of="people", profile="dk",
                                 within=["arm"], nested={"week_of": "there"})  # fmt: skip
        return {"entered_1": disclosure.accrued(table.cut(there="yes"), "week_of", within=["arm"])}

    return make


@dataclass(frozen=True)
class Apart:
    """How far two groups lie apart."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


@pytest.fixture
def moved() -> Callable[..., dict[str, dict[str, Safe]]]:
    """How far off three lines were before and are after; a line of few persons is hidden."""

    def told(value: float, n: int) -> Safe:
        frame = pd.DataFrame({"participant_id": [f"P{each}" for each in range(n)]})
        persons = disclosure.count(frame, [], of="people", profile="dk").cell()
        return disclosure.estimate(Apart(value), persons, profile="dk")

    def make(sex: float = -0.25) -> dict[str, dict[str, Safe]]:
        return {
            "difference_before": {
                "sex": told(sex, 40), "age": told(0.05, 40), "debt": told(0.4, 3),
                "benefit": told(0.4, 3),
            },
            "difference_after": {
                "sex": told(0.12, 40), "age": told(-0.02, 40), "debt": told(0.5, 3),
            },
        }  # fmt: skip

    return make


@pytest.fixture
def intake() -> Callable[..., dict[str, Safe]]:
    """Persons by what became of them after a screening; one number is hidden."""

    def make(declined: int = 20) -> dict[str, Safe]:
        counts = {"included": 60, "declined": declined, "not_eligible": 30, "not_included": 3}
        rows = [level for level, n in counts.items() for _ in range(n)]
        frame = pd.DataFrame({"outcome": pd.Categorical(rows, list(counts))})
        return {
            "intake": disclosure.count(frame.reset_index(names="participant_id"), ["outcome"],
                                       of="intake", profile="dk")
        }  # fmt: skip

    return make


@pytest.fixture
def joined() -> Callable[..., dict[str, Safe]]:
    """Three boxes under two headings, and two arrows between them, one with a label."""

    def make(meetings: int = 2) -> dict[str, Safe]:
        boxes = pd.DataFrame(
            [("young", "Young person", "Ung", "first"),
             ("consultant", "Consultant", "Konsulent", "second"),
             ("service", f"Service with {meetings} meetings", f"Tilbud med {meetings} moder",
              "second")],
            columns=["key", "label_en", "label_da", "heading"],
        )  # fmt: skip
        arrows = pd.DataFrame(
            [("young", "consultant", "wishes", True), ("young", "service", "", False)],
            columns=["sender", "receiver", "label", "certain"],
        )
        return {"boxes": disclosure.definitions(boxes), "arrows": disclosure.definitions(arrows)}

    return make
