"""What a reader finds on the pages of a whole report."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from compendium.tables import checkout

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole")]


def contents() -> list[str]:
    """Return the documents of the committed table of contents."""
    toc = yaml.safe_load((checkout() / "_toc.yml").read_text("utf-8"))
    chapters = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [toc["root"], *chapters]


def of_no_study() -> set[str]:
    """Return the pages that read no table of a study, and so are the same in every report."""
    entries = yaml.safe_load((checkout() / "notebooks" / "runs.yml").read_text("utf-8"))
    return {entry["notebook"] for entry in entries if not entry.get("needs")}


def pages(report: Path) -> dict[str, BeautifulSoup]:
    found = sorted([*report.glob("book/*.html"), *report.glob("notebooks/*.html")])
    return {path.relative_to(report).with_suffix("").as_posix(): parsed(path) for path in found}


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_all_pages_of_the_toc_and_the_families_are_there(synthetic_report):
    families = {
        f"notebooks/{notebook}-{place}"
        for notebook in ("screening", "fidelity")
        for place in ("bornholm", "koebenhavn", "roedovre")
    }
    families |= {
        f"notebooks/instruments-{name}"
        for name in ("gad7", "ips25", "ips-y", "mdi", "se-youth", "who5")
    }
    assert set(pages(synthetic_report.html)) == {*contents(), *families}


def test_every_picture_says_in_words_what_it_shows(synthetic_report):
    for name, page in pages(synthetic_report.html).items():
        for image in page.select("article img"):
            assert re.search(r"\d", image.get("alt", "")), name


def test_text_alternatives_change_with_the_data(synthetic_report, canary_report):
    """Two studies, drawn apart: no figure of theirs is described in the same words."""
    ours, theirs = synthetic_report.shown("figure"), canary_report.shown("figure")
    same = [
        name
        for name in ours.keys() & theirs.keys()
        if name.partition("/")[0] not in of_no_study() and ours[name]["alt"] == theirs[name]["alt"]
    ]
    assert len(ours) > 20
    assert same == []


def test_prose_and_ledger_say_the_same(synthetic_report):
    """Every number role in the built pages holds a text of the record that it links to."""
    ledger = json.loads((synthetic_report.html / "ledger.json").read_text("utf-8"))
    seen = 0
    for name, page in pages(synthetic_report.html).items():
        for link in page.select("a:has(> span.compendium-result)"):
            document, _, anchor = link.get("href").partition("#")
            page_name = Path(document).stem or Path(name).name
            record = ledger["results"][f"{page_name}/{anchor.removeprefix('result-')}"]
            assert link.get_text() in record["text"].values(), name
            seen += 1
    assert seen >= 10


def test_each_number_on_record_is_the_one_its_page_shows(synthetic_report):
    """The box that a link leads to says what the ledger says, and a quotation can be followed."""
    report = synthetic_report.html
    ledger = json.loads((report / "ledger.json").read_text("utf-8"))
    found = {path.relative_to(report).as_posix(): parsed(path) for path in report.rglob("*.html")}
    assert len(ledger["results"]) > 30
    for name, record in ledger["results"].items():
        document, _, anchor = record["anchor"].partition("#")
        box = found[document].find(id=anchor)
        told = record["absent"] or record["text"]["full"]
        assert told in box.get_text(" "), name


def test_each_number_on_record_is_a_cell_of_a_table_of_its_page(synthetic_report):
    """The same value of the same persons lies in a CSV file beside the page."""
    report = synthetic_report.html
    ledger = json.loads((report / "ledger.json").read_text("utf-8"))
    cells = {}
    for name, sheet in ledger["shown"].items():
        with (report / sheet["csv"]).open(newline="", encoding="utf-8") as file:
            cells.setdefault(name.partition("/")[0], []).extend(csv.DictReader(file))
    shown = {name: record for name, record in ledger["results"].items() if record["shown"]}
    assert len(shown) > 30
    for name, record in shown.items():
        persons = "" if record["n"] is None else str(record["n"])
        assert any(
            row["value"] and float(row["value"]) == record["value"] and row["n"] == persons
            for row in cells[name.partition("/")[0]]
        ), name


def test_each_number_in_a_table_is_one_of_its_csv_file(synthetic_report):
    """To the decimals that are printed, as it stands or in per cent."""
    report = synthetic_report.html
    ledger = json.loads((report / "ledger.json").read_text("utf-8"))
    found = {path.relative_to(report).as_posix(): parsed(path) for path in report.rglob("*.html")}
    seen = 0
    for name, sheet in ledger["shown"].items():
        document, _, anchor = sheet["anchor"].partition("#")
        with (report / sheet["csv"]).open(newline="", encoding="utf-8") as file:
            known = [float(text) for row in csv.DictReader(file) for text in numbers_of(row)]
        for cell in found[document].find(id=anchor).select("td.num"):
            for text in re.findall(r"−?[\d,]+(?:\.\d+)?", cell.get_text()):
                value = float(text.replace("−", "-").replace(",", ""))
                half = 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-6
                assert any(
                    abs(value - each) <= half or abs(value - 100 * each) <= half for each in known
                ), (name, text)
                seen += 1
    assert seen > 300


def numbers_of(row: dict[str, str]) -> list[str]:
    """Return what is a number in a row of a CSV file."""
    return [text for text in row.values() if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text or "")]


OF_THE_STUDY = (
    *("data-status", "eligibility", "screening", "fidelity", "principles", "neet-definitions"),
    *("outcomes", "effects", "comparison-group"),
)


def test_a_page_of_results_names_the_study_it_shows(synthetic_report):
    for name, page in pages(synthetic_report.html).items():
        if name.startswith(tuple(f"notebooks/{page}" for page in OF_THE_STUDY)):
            assert "Reconnect, synthetic twin" in page.get_text(), name


def test_the_unadjusted_difference_is_never_called_an_effect(synthetic_report):
    text = pages(synthetic_report.html)["notebooks/outcomes"].get_text()
    assert "unadjusted" in text
    assert not re.search(r"effect of (Reconnect|the programme|the intervention)", text)


def test_items_stay_where_their_municipality_keeps_them(synthetic_report):
    """Rødovre has not released its items; of the section on organisation nobody shows any."""
    figures = synthetic_report.shown("figure")
    assert "fidelity/items-bornholm" in figures
    assert "fidelity/items-roedovre" not in figures
    for name, figure in figures.items():
        if "/items-" in name:
            rows = [row for row in figure["table"] if row["section"] == "organization"]
            assert rows
            assert not any(row["shown"] for row in rows)


def test_what_is_internal_has_no_page_in_a_public_report(synthetic_report):
    names = {path.name for path in synthetic_report.html.rglob("*")}
    assert "fidelity-agreement.html" in names
    assert [name for name in names if "feedback" in name] == []
    for figures in (synthetic_report.shown("figure"), synthetic_report.shown("table")):
        for name, shown in figures.items():
            for row in shown["table"]:
                if row.get("municipality") == "Rødovre" and {"item", "principle"} & set(row):
                    assert not row["shown"], name


def test_every_link_within_the_report_leads_somewhere(synthetic_report):
    found = {path.resolve(): parsed(path) for path in synthetic_report.html.rglob("*.html")}
    ids = {path: {tag["id"] for tag in page.select("[id]")} for path, page in found.items()}
    dead = []
    for path, page in found.items():
        for link in page.select("article a[href]"):
            target, _, anchor = str(link["href"]).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            file = (path.parent / target).resolve() if target else path
            if not file.is_file() or (anchor and anchor not in ids[file]):
                dead.append(f"{path.name}: {link['href']}")
    assert dead == []


def test_no_page_asks_another_host_for_anything(synthetic_report):
    for path in synthetic_report.html.rglob("*.html"):
        page = parsed(path)
        asked = [tag.get("src") or "" for tag in page.select("script, img, iframe")]
        asked += [str(tag.get("href")) for tag in page.select("link[rel~=stylesheet]")]
        assert [address for address in asked if "//" in address] == [], path.name
