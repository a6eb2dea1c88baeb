"""Tables: clean HTML that keeps hidden what is hidden, and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from compendium import disclosure, instruments, present
from compendium.disclosure import Safe
from compendium.present.calling import sources
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError, plain_rows
from compendium.present.tabulation import table_output
from compendium.tables import Absent

Maker = Callable[..., Safe]


class Page(HTMLParser):
    """Rows of a table as text, after making sure that every tag is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text, and the cell it stands in."""
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


@dataclass(frozen=True)
class Estimate:
    """An estimate as an analysis returns it."""

    value: float = 0.0712
    low: float = -0.0123
    high: float = 0.151


def page(safe: Any, **layout: Any) -> tuple[Page, dict[str, Any]]:
    layout = {"name": "it", "caption": "bare", **layout}
    data, metadata = table_output(safe, **layout)._repr_mimebundle_()
    assert list(data) == ["text/html"]
    return Page(data["text/html"]), metadata["compendium"]


def test_a_share_table_prints_persons_and_shares_and_dashes_what_is_hidden(
    band_shares: Maker,
) -> None:
    safe = band_shares()
    found, record = page(safe, rows=["wave"], columns=["gad7_band"])
    assert found.rows[0] == ["Wave", "Minimal", "Mild", "Moderate", "Severe", "All"]
    assert found.rows[1] == ["Baseline", "20 (20.0%)", "40 (40.0%)", "30 (30.0%)", "10 (10.0%)",
                             "100 (100.0%)"]  # fmt: skip
    assert found.rows[2] == ["6 months", "30 (54.5%)", "20 (36.4%)", "–", "–", "55 (100.0%)"]
    assert "fewer than 5 persons, or hidden" in found.text
    assert record == {
        "kind": "table", "name": "it", "caption": record["caption"], "safe": [safe.view],
        "table": plain_rows(safe),
    }  # fmt: skip
    assert [row["value"] for row in record["table"] if not row["shown"]] == [None, None]


def test_headings_have_their_scope_and_the_caption_is_one(band_shares: Maker) -> None:
    found, record = page(band_shares(), rows=["wave"], columns=["gad7_band"], show=["n", "value"])
    scopes = [attributes.get("scope") for tag, attributes in found.tags if tag == "th"]
    assert scopes.count("colgroup") == 5
    assert scopes.count("row") == 2
    assert None not in scopes
    assert ("table", {"class": "compendium-table"}) in found.tags
    assert record["caption"] in found.text
    assert found.rows[1][:2] == ["n", "Share"]


def test_danish_numbers_and_words(band_shares: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    found, _ = page(band_shares(), rows=["wave"], columns=["gad7_band"])
    assert found.rows[2][1] == "30 (54,5\N{NO-BREAK SPACE}%)"
    assert found.rows[2][0] == "6 måneder"
    assert "færre end 5 personer" in found.text


@pytest.mark.parametrize(("tongue", "called"), [("en", "fair"), ("da", "rimelig")])
def test_the_record_says_what_the_bands_of_its_rows_are_called(
    tongue: str, called: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that is compared with another tells of bands in its own language."""
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", tongue)
    ips25 = present.labels(instruments.catalogue()["ips25"])
    labels = present.labels({"band": ips25.levels["ips25_band"]})
    rows = disclosure.definitions(pd.DataFrame({"round": ["1", "2"], "band": ["fair", None]}))
    _, record = page(rows, rows=["round"], show=["band"], labels=labels)
    assert record["bands"] == {"fair": called}


def test_the_threshold_named_is_that_of_the_profile() -> None:
    frame = pd.DataFrame(
        {"participant_id": [f"p{i}" for i in range(40)], "arm": ["a"] * 33 + ["b"] * 7}
    )
    safe = disclosure.count(frame, ["arm"], of="people", profile="strict")
    assert "fewer than 10 persons" in page(safe, rows=["arm"])[0].text


def test_totals_stand_last_and_are_marked() -> None:
    frame = pd.DataFrame(
        {"participant_id": [f"p{i}" for i in range(40)], "arm": ["a"] * 25 + ["b"] * 15}
    )
    found, _ = page(disclosure.count(frame, ["arm"], of="people", profile="dk"), rows=["arm"])
    assert found.rows[-1] == ["All", "40"]
    assert ("tr", {"class": "total"}) in found.tags


def test_a_total_within_a_wave_stands_last_in_its_wave() -> None:
    groups = ["one"] * 10 + ["two"] * 20
    waves = [
        pd.DataFrame({"participant_id": range(30), "group": groups, "wave": wave})
        for wave in ("baseline", "month6")
    ]
    safe = disclosure.count(pd.concat(waves), ["wave", "group"], of="people", profile="dk")
    found, _ = page(safe, rows=["wave", "group"])
    assert [row[-2:] for row in found.rows[1:]] == [["One", "10"], ["Two", "20"], ["All", "30"]] * 2


def test_several_tables_stand_side_by_side_estimates_among_them(band_shares: Maker) -> None:
    shares = band_shares()
    persons = shares.cell(wave="baseline")
    estimate = disclosure.estimate(Estimate(), persons, profile="dk", unit="percentage_points")
    found, record = page(
        {"share": shares.cut(gad7_band="mild"),
         "difference": {"baseline": estimate, "month6": Absent("not computed")}},
        rows=["wave"],
        show={"share": ["value"]},
    )  # fmt: skip
    assert found.rows[1] == ["Baseline", "40.0%", "7.1 (−1.2 to 15.1)"]
    assert found.rows[2] == ["6 months", "36.4%", "–"]
    assert "Not in this study: not computed" in found.text
    assert record["safe"] == [shares.view, estimate.view]


def test_a_heading_goes_over_the_columns_of_its_table(band_shares: Maker) -> None:
    shares = band_shares().cut(gad7_band=["minimal", "mild"])
    found, _ = page(
        {"share": shares, "difference": {"baseline": Absent("x"), "month6": Absent("x")}},
        rows=["wave"], columns=["gad7_band"], show={"share": ["value"]},
    )  # fmt: skip
    assert found.rows[0][:2] == ["Wave", "Share"]
    assert found.rows[1] == ["Minimal", "Mild"]


def test_facts_are_rows_linked_to_their_sources_and_escaped(facts: Maker) -> None:
    works = disclosure.definitions(
        pd.DataFrame(
            {
                "key": ["one2015", "two2017"],
                "author": ["Holm, Anna and Dahl, Bo and Krog, C", "Register"],
                "year": [2015, 2017],
                "url": ["https://example.org/?a=1&b=2", None],
            }
        )
    )
    found, _ = page(facts(), rows=["title"], show=["age", "full", "source"], labels=sources(works))
    assert found.rows[1] == ["Survey <one>", "16–24", "6.8%", "Holm et al. (2015)"]
    assert found.rows[3][-1] == "Holm et al. (2015), Register (2017)"
    assert found.rows[3][2] == "48% (39.2 to 57.1)"
    links = [attributes["href"] for tag, attributes in found.tags if tag == "a"]
    assert links[:2] == ["https://example.org/?a=1&b=2", "#source-two2017"]
    listed, _ = page(works, rows=["author"], show=["year"], labels=sources(works), anchor="key")
    assert listed.rows[1][0] == "Holm et al."
    assert ("tr", {"id": "source-two2017"}) in listed.tags


def test_two_authors_are_joined_in_the_language_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = {"key": "one2015", "author": "Holm and Dahl", "year": "2015", "url": None}
    works = disclosure.definitions(pd.DataFrame([row]))
    assert sources(works).level("source", "one2015") == "Holm and Dahl (2015)"
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert sources(works).level("source", "one2015") == "Holm og Dahl (2015)"
    assert sources(works).level("author", "Holm and Dahl") == "Holm og Dahl"


def test_numbers_in_columns_of_text_are_written_as_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pd.DataFrame(
        {"key": ["a", "b"], "year": [2015, 2017], "change": [-4.0, None], "percent": [64.8, 1200.5]}
    )
    safe = disclosure.definitions(frame)
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    found, _ = page(safe, rows=["key"], show=["year", "change", "percent"])
    assert found.rows[1] == ["A", "2015", "−4", "64,8"]
    assert found.rows[2] == ["B", "2017", "", "1.200,5"]


def test_an_address_that_runs_code_is_no_link(facts: Maker) -> None:
    labels = Labels(links={"source": {"one2015": "javascript:alert(1)"}})
    found, _ = page(facts(), rows=["title"], show=["source"], labels=labels)
    assert not [tag for tag, _ in found.tags if tag == "a"]


def test_the_language_chooses_the_column(facts: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert page(facts(), rows=["title"], show=["full"])[0].rows[1][0] == "Undersøgelse <et>"


def test_a_matrix_prints_symbols_and_explains_them() -> None:
    frame = pd.DataFrame(
        {
            "risk": ["debt", "debt", "debt", "crime"],
            "level": ["individual", "individual", "structural", "structural"],
            "origin": ["literature", "interview", "derived", "literature"],
        }
    )
    labels = Labels(
        levels={
            "level": {"structural": "Structural", "individual": "Individual"},
            "origin": {"interview": "Interviews", "literature": "Literature", "derived": "Ours"},
        }
    )
    found, _ = page(
        disclosure.definitions(frame), rows=["risk"], columns=["level"], show=["origin"],
        symbols=["origin"], labels=labels,
    )  # fmt: skip
    assert found.rows[0][1:] == ["Structural", "Individual"], "in the order of the definition"
    assert found.rows[1] == ["Debt", "△", "○●"]
    assert found.rows[2] == ["Crime", "●", ""]
    assert "○ Interviews, ● Literature, △ Ours" in found.text
    named = [attributes.get("aria-label") for tag, attributes in found.tags if tag == "span"]
    assert "Literature" in named
    headings = [a for tag, a in found.tags if tag == "th" and a.get("scope") == "col"]
    assert [a.get("class") for a in headings[1:]] == ["symbol"] * 2, "they stand over the symbols"


def test_symbols_of_two_columns_are_explained_once_where_they_mean_the_same() -> None:
    frame = pd.DataFrame({"risk": ["debt", "crime"], "report": ["open", "addressed"]})
    names = {"open": "Left open", "addressed": "Addressed"}
    found, _ = page(
        disclosure.definitions(frame.assign(ours=frame["report"])),
        rows=["risk"],
        show=["report", "ours"],
        symbols=["report", "ours"],
        labels=Labels(levels={"report": names, "ours": names}),
    )
    assert found.text.count("Left open") == 1


def test_rows_of_two_columns_share_their_first_heading(scores: Maker) -> None:
    found, _ = page(scores(), rows=["section", "item"], columns=["round"])
    spans = [a for tag, a in found.tags if tag == "th" and a.get("scope") == "rowgroup"]
    assert spans == [{"scope": "rowgroup", "rowspan": "2"}]
    assert found.rows[1] == ["Staffing", "Caseload", "4", "5"]
    assert found.rows[2] == ["Generalists", "2", "3"]
    assert found.rows[3] == ["Organization", "Supervisor", "–", "–"]
    assert "only the score of the whole section" in found.text


@pytest.mark.parametrize("thing", [pd.DataFrame({"n": [3]}), [1, 2], {"n": 3}, {"n": {"a": 1.0}}])
def test_only_protected_tables_are_printed(thing: Any) -> None:
    with pytest.raises(TypeError, match="has not passed disclosure"):
        table_output(thing, name="it", caption="bare", rows=["wave"])


def test_an_absent_table_says_so(band_shares: Maker) -> None:
    absent = Absent("no table screening")
    data, metadata = table_output(
        {"share": absent, "n": absent}, name="it", caption="bare", rows=["wave"]
    )._repr_mimebundle_()
    assert "Not in this study: no table screening" in data["text/html"]
    assert metadata["compendium"]["absent"] == "no table screening"
    found, _ = page(
        {"share": band_shares().cut(gad7_band="mild"), "mean": absent},
        rows=["wave"], show={"share": ["value"]},
    )  # fmt: skip
    assert found.rows[1] == ["Baseline", "40.0%", "–"]
    assert "Not in this study: no table screening" in found.text


def test_a_column_that_is_not_there_is_named(band_shares: Maker) -> None:
    with pytest.raises(LayoutError, match="'municipality'"):
        page(band_shares(), rows=["municipality"])


def test_one_column_of_facts_has_the_heading_of_its_table_and_several_have_their_own(
    facts: Maker,
) -> None:
    show = {"value": ["full"], "source": ["age", "source"]}
    found, _ = page({"value": facts(), "source": facts()}, rows=["title"], show=show)
    assert found.rows[:2] == [["Title", "Value", "Source"], ["Ages", "Source"]]


def test_a_fact_is_written_with_the_decimals_that_it_was_printed_with() -> None:
    frame = pd.DataFrame(
        {
            "title": ["Ratio", "Share"],
            "value": [5.9, 48.0],
            "low": [1.9, None],
            "high": [18.19, None],
            "places": [2, 0],
            "unit": ["", "percent"],
            "source": "one2015",
        }
    )
    given = {"low": "low", "high": "high", "digits": "places", "by": ["title"]}
    found, _ = page(disclosure.published(frame, "value", **given), rows=["title"], show=["full"])
    assert [row[1] for row in found.rows[1:]] == ["5.90 (1.90 to 18.19)", "48%"]


def test_a_table_may_be_filtered_only_by_what_is_in_print(facts: Maker) -> None:
    def filtered(by: str) -> Page:
        output = table_output(
            facts(), name="t", caption="neet_sources", rows=["title"], show=["source"], filters=[by]
        )
        return Page(output.data["text/html"])

    heads = [attributes for tag, attributes in filtered("source").tags if tag == "th"]
    assert ["data-choice" in head for head in heads][:2] == [False, True]
    with pytest.raises(LayoutError, match="'kind', which is not in print by itself") as told:
        filtered("kind")
    assert "source, title" in str(told.value)


def test_the_reason_of_a_fact_is_its_own_and_not_why_its_cell_is_hidden() -> None:
    """Every `Safe` has a column `why`, empty where all is shown."""
    frame = pd.DataFrame(
        {"title": ["One"], "why_en": ["It says so"], "why_da": ["Det siger den"], "source": ["one"]}
    )
    safe = disclosure.published(frame, by=["title"])
    output = table_output(safe, name="it", caption="bare", rows=["title"], show=["why"])
    assert "<td>It says so</td>" in output.data["text/html"]
