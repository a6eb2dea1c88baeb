"""Published facts, definitions and fidelity reviews."""

from __future__ import annotations

import pandas as pd
import pytest

from compendium import disclosure
from compendium.tables import Absent


def test_a_published_three_of_thirty_seven_is_shown():
    frame = pd.DataFrame(
        {"programme": ["A", "B"], "share": [3 / 37, None], "n": [37, None], "source": ["s1", "s2"]}
    )
    safe = disclosure.published(frame, "share", n="n", by=["programme"])
    cell = safe.cell(programme="A")
    assert (cell.shown, cell.n, cell.kind) == (True, 37, "published")
    assert cell.value == 3 / 37
    assert safe.frame["source"].tolist() == ["s1", "s2"]


@pytest.mark.parametrize("source", [None, " "])
def test_a_row_without_source_is_not_published(source):
    frame = pd.DataFrame({"share": [0.1, 0.2], "source": ["s1", source]})
    with pytest.raises(ValueError, match="source"):
        disclosure.published(frame, "share")


def test_definitions_are_rows_of_a_catalogue_and_never_of_persons():
    safe = disclosure.definitions(pd.DataFrame({"band": ["mild"], "from": ["5"]}))
    assert safe.frame["shown"].all()
    assert safe.by == ("band", "from")
    with pytest.raises(ValueError, match="pseudonym"):
        disclosure.definitions(pd.DataFrame({"participant_id": ["P1"]}))


def items() -> pd.DataFrame:
    rows = [
        (place, section, item, score)
        for place in ("Bornholm", "København")
        for section, item, score in (("staffing", "ips25_1", 4), ("organization", "ips25_8", 2))
    ]
    return pd.DataFrame(rows, columns=["municipality", "section", "item", "score"])


def review(frame: pd.DataFrame, by: list[str], **options: object) -> pd.DataFrame:
    settings = {"audience": "public", "released": ["København"]} | options
    return disclosure.review(frame, "score", by, **settings).frame


def test_public_items_are_those_released_and_never_of_the_organization():
    frame = review(items(), ["municipality", "item"])
    assert frame["why"].tolist() == ["release", "organization", "", "organization"]
    assert frame["value"].isna().tolist() == [True, True, False, True]


def test_an_internal_report_shows_every_item():
    assert review(items(), ["municipality", "item"], audience="internal")["shown"].all()


def test_sections_and_totals_are_public():
    sections = items().groupby(["municipality", "section"], as_index=False)["score"].sum()
    assert review(sections, ["municipality", "section"], released=[])["shown"].all()


def test_items_of_no_named_municipality_are_not_public():
    frame = review(items().drop(columns="municipality"), ["item"])
    assert not frame["shown"].any()


def test_agreement_is_public_when_it_is_pooled():
    pooled = items().drop(columns="municipality")
    assert review(pooled, ["item"], agreement=True)["shown"].all()
    by_place = review(items(), ["municipality", "item"], agreement=True)
    assert by_place["why"].tolist() == ["internal"] * 4
    assert review(items(), ["municipality"], agreement=True, audience="internal")["shown"].all()


def test_misuse_of_a_review_is_an_error():
    with pytest.raises(ValueError, match="audience"):
        review(items(), ["item"], audience="everybody")
    with pytest.raises(ValueError, match="section"):
        review(items().drop(columns="section"), ["municipality", "item"])
    with pytest.raises(ValueError, match="score"):
        review(items().drop(columns="score"), ["municipality"])
    with pytest.raises(TypeError, match="DataFrame"):
        review([], ["item"])


def test_the_public_sees_the_half_year_of_a_review_and_not_its_day():
    frame = pd.DataFrame(
        {
            "municipality": ["Bornholm", "Bornholm", "Rødovre"],
            "round": [1, 2, 1],
            "points": [80, 90, 85],
            "date": ["2020-02-29", "2021-07-01", "2019H2"],
        }
    )
    by = ["municipality", "round"]
    told = {
        audience: list(
            disclosure.review(
                frame, "points", by, audience=audience, released=[], beside=["date"]
            ).frame["date"]
        )
        for audience in ("public", "internal")
    }
    assert told == {
        "public": ["2020H1", "2021H2", "2019H2"],
        "internal": ["2020-02-29", "2021-07-01", "2019H2"],
    }


def test_what_is_for_the_team_is_in_no_public_report_whatever_it_released():
    """Not even as hidden rows: which rows there are tells something, as of items with room."""
    options = {"audience": "public", "released": ["København"], "internal": True}
    found = disclosure.review(items(), "score", ["municipality", "item"], **options)
    assert isinstance(found, Absent)
    assert "internal reports only" in found.why
    inside = review(items(), ["municipality", "item"], internal=True, audience="internal")
    assert inside["shown"].all()


def test_a_published_figure_keeps_the_decimals_that_it_was_printed_with():
    frame = pd.DataFrame({"ratio": [5.9, 48.0], "places": [2, 0], "source": ["s1", "s2"]})
    safe = disclosure.published(frame, "ratio", digits="places", by=["source"])
    assert safe.cell(source="s1").digits == 2
    assert safe.cell(source="s2").digits == 0
    plain = disclosure.published(frame, "ratio", by=["source"])
    assert plain.cell(source="s1").digits is None
