"""What is changed by hand is told by the changes page and the command, with its cause, alone."""

import json
import re

import pytest
from bs4 import BeautifulSoup

RESULTS = {
    name: {
        "definition": {"en": english, "da": english},
        "method": {"en": "Of complete answers", "da": "Af komplette svar"},
    }
    for name, english in (("mean", "Mean of GAD-7"), ("above-cut", "Persons above the cut-off"))
}
LOAD = """
from compendium import disclosure, instruments, present, study

small = study.load()
profile, gad7 = small.settings.profile, small.instruments["gad7"]
labels = present.labels(gad7, small.settings)
scored = instruments.scored(small.table("screening"), gad7)
"""
NUMBERS = """
means = disclosure.mean(scored, "gad7_total", ["wave"], of="screened", profile=profile)
present.result("mean", disclosure.cell(means, wave="baseline"), cut=gad7.cut())
levels = instruments.levels(gad7)
shares = disclosure.share(scored, ["wave", *levels], of="screened", profile=profile,
                          within=["wave", "gad7_completed"], nested=instruments.nesting(gad7))
beyond = disclosure.cut(shares, gad7_above_cut="True", gad7_band="all")
present.result("above-cut", disclosure.cell(beyond, wave="baseline"))
"""
TABLE = """
bands = disclosure.cut(shares, gad7_completed="complete")
present.figure(bands, "bands", name="bands", caption="screening_bands", labels=labels,
               fields={"instrument": labels.level("instrument", "gad7")},
               rows="wave", bands="gad7_band")
"""


def person(number, points):
    """Return the row of a person, whose points lie on as few items as they can."""
    items = [min(3, max(0, points - 3 * place)) for place in range(7)]
    return ",".join([f"kanarie-{number}", "baseline", "2023-01-02", *map(str, items)])


def screened(house, scores):
    head = ",".join(["participant_id", "wave", "date", *(f"gad7_{item}" for item in range(1, 8))])
    rows = [head, *(person(number, points) for number, points in enumerate(scores))]
    (house.study / "screening.csv").write_text("\n".join(rows) + "\n", "utf-8")


# Ten have 14 points, at the edge of a band.
SCORES = [2] * 20 + [7] * 20 + [12] * 20 + [14] * 10 + [18] * 20


@pytest.fixture(scope="module")
def published_house(built_house, sources, tmp_path_factory):
    """Return a house whose first page scores GAD-7, built and published once."""
    house = built_house.copied(tmp_path_factory.mktemp("causes") / "here")
    toml = house.study / "study.toml"
    key = 'digest_key = "digest.key"\naudience ='
    toml.write_text(toml.read_text("utf-8").replace("audience =", key), "utf-8")
    (house.study / "digest.key").write_text("0" * 64, "utf-8")
    screened(house, SCORES)
    house.notebook("first", sources.notebook(LOAD, NUMBERS, TABLE))
    house.runs([{"notebook": "first", "results": RESULTS}])
    pages = ("notebooks/first", "book/changes", "book/this-build")
    chapters = [{"file": page} for page in pages]
    house.toc({"format": "jb-book", "root": "book/index", "chapters": chapters})
    for name in ("changes", "this-build"):
        house.chapter(name, "# Written by the build\n")
    house.built()
    done = house.says("publish", str(house.folder / "v1"), "--version", "v1")
    assert done.returncode == 0, done.stderr
    return house


@pytest.fixture
def published(published_house, tmp_path):
    return published_house.copied(tmp_path / "here", "v1")


def told(house):
    """Return what the command tells of each thing that changed, and hold the page to the same."""
    house.built()
    found = json.loads(house.says("changes", "--json").stdout)["changes"]
    page = BeautifulSoup(house.page("book/changes"), "html.parser")
    items = [
        # What it is called in the report stands before its id, as a link.
        item.get_text().removeprefix(item.a.get_text() if item.a else "").strip()
        for section in page.select("article section section")
        if not section.h2.get_text().startswith("Crossings")
        for item in section.select("li")
    ]
    assert sorted(items) == sorted(each["sentence"] for each in found)
    return {each["name"]: (each["causes"], each["sentence"]) for each in found}


def test_nothing_is_told_where_nothing_was_changed(published):
    assert told(published) == {}
    assert "Nothing has changed since." in published.page("book/changes")


def test_a_score_is_told_as_the_data_that_changed(published):
    screened(published, [*SCORES[:-1], 0])
    changed = told(published)
    assert changed.keys() == {"first/mean", "first/above-cut", "first/bands"}
    assert all(causes == ["screening.csv changed"] for causes, _ in changed.values())
    # By hand: 920 points of 90 persons, then 902.
    mean = changed["first/mean"][1]
    assert re.match(r"first/mean went from 10\.2 \(.+\) to 10\.0 \(.+\) \(by −0\.2\), ", mean)
    assert "few persons" in changed["first/above-cut"][1]


def test_a_band_limit_is_told_as_the_definition_that_changed(published):
    name = "src/compendium/instruments/definitions/gad7.toml"
    published.change(
        name, '{ id = "moderate", from = 10, to = 14', '{ id = "moderate", from = 10, to = 13'
    )
    published.change(name, '{ id = "severe", from = 15', '{ id = "severe", from = 14')
    changed = told(published)
    assert changed == {
        "first/bands": (
            ["instruments/definitions/gad7.toml changed"],
            "first/bands changed, because instruments/definitions/gad7.toml changed.",
        )
    }


def test_a_version_is_told_as_the_package_that_changed(published):
    installed = published.folder / "installed"
    (installed / "adistribution-1.0.dist-info").rename(installed / "adistribution-1.1.dist-info")
    assert told(published) == {
        "adistribution": ([], "adistribution went from 1.0 to 1.1."),
    }


def test_a_sentence_is_told_as_the_chapter_it_stands_in(published):
    published.chapter("index", "# A small book\n\nThe mean score is {result}`first/mean`.\n")
    assert told(published) == {"book/index.md": ([], "book/index.md changed.")}


def test_a_sentence_of_a_notebook_is_told_as_the_notebook_it_stands_in(published, sources):
    source = sources.notebook(LOAD, NUMBERS, TABLE, title="# First, said otherwise")
    published.notebook("first", source)
    assert told(published) == {"notebooks/first.ipynb": ([], "notebooks/first.ipynb changed.")}
