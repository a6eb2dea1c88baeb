"""A questionnaire file of other researchers becomes a whole report, unedited, with honest gaps.

Known answers: published data of pgmj/rasch_qwb, study one, recomputed apart from this package.
"""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole")]


@pytest.fixture(scope="session")
def results(swedish_report):
    return json.loads((swedish_report.html / "ledger.json").read_text("utf-8"))["results"]


def test_the_whole_toc_is_built(swedish_report, synthetic_report):
    def main(report):
        names = {path.relative_to(report.html).as_posix() for path in report.html.rglob("*.html")}
        return {name for name in names if not name.removesuffix(".html").endswith(FAMILIES)}

    assert main(swedish_report) == main(synthetic_report)


FAMILIES = ("-bornholm", "-koebenhavn", "-roedovre")


def test_alpha_is_the_known_one(results):
    alpha = results["screening/gad7-alpha"]
    assert round(alpha["value"], 4) == 0.8794
    assert alpha["n"] == 499


def test_bands_are_the_known_ones(swedish_report):
    """109, 209, 113 and 68 of 499 complete answers."""
    figure = swedish_report.shown("figure")["screening/gad7-bands"]
    bands = {
        row["gad7_band"]: row["n"]
        for row in figure["table"]
        if row["gad7_band"] != "all" and row["municipality"] == "all"
    }
    assert sorted(bands.values()) == [68, 109, 113, 209]
    assert sum(bands.values()) == 499


def test_the_mean_is_the_known_one(results):
    mean = results["screening/gad7-mean"]
    assert mean["value"] == 8.5, "8.5210, to the decimal that is printed"
    assert mean["n"] == 499
    assert results["screening/gad7-above-cut"]["n"] == 181


def test_what_the_file_lacks_is_said_to_be_lacking(results, swedish_report):
    for name in ("screening/mdi-mean", "screening/who5-mean", "outcomes/week52-difference"):
        assert results[name]["value"] is None
        assert results[name]["absent"]
    for page in ("fidelity", "outcomes"):
        path = swedish_report.html / "notebooks" / f"{page}.html"
        assert (
            "Not in this study" in BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text()
        )
    methods = (swedish_report.html / "book" / "methods.html").read_text("utf-8")
    assert "not in this study" in methods
