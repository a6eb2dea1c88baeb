"""A report describes itself as an RO-Crate; the oracle is roc-validator, Process Run Crate 0.5."""

import json
import subprocess
from pathlib import Path

import pytest
import requests
import rocrate
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.utils.http import HttpRequester

from compendium.report.publication import crate

GIT = ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
DAY = "2026-03-04T05:06:07+00:00"


@pytest.fixture
def described(house, monkeypatch):
    """Return the folder of a report that was built in a repository, and what its crate says."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", DAY)
    (house.root / ".gitignore").write_text("_build\n", "utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "A small book"]):
        subprocess.run([*GIT, *words], cwd=house.root, check=True)
    house.built()
    entities = json.loads((house.html / crate.FILE).read_text("utf-8"))["@graph"]
    return house.html, {entity["@id"]: entity for entity in entities}


@pytest.fixture
def faults(monkeypatch):
    """Return what validates; the vocabulary is rocrate's own copy, for tests ask no other host."""
    vocabulary = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()

    def get(_, url: str, **__: object) -> requests.Response:
        assert url == "https://w3id.org/ro/crate/1.1/context"
        response = requests.Response()
        response.status_code, response.url, response._content = 200, url, vocabulary
        response.headers["Content-Type"] = "application/ld+json"
        return response

    monkeypatch.setattr(HttpRequester, "get", get, raising=False)

    def validate(folder: Path) -> list[str]:
        settings = ValidationSettings(
            rocrate_uri=str(folder),
            profile_identifier="process-run-crate-0.5",
            requirement_severity=Severity.REQUIRED,
        )
        return [str(issue.message) for issue in services.validate(settings).get_issues()]

    return validate


def test_it_is_a_valid_crate(described, faults):
    html, _ = described
    assert faults(html) == []


def test_a_page_that_is_named_and_missing_makes_it_invalid(described, faults):
    html, _ = described
    (html / "notebooks" / "second.html").unlink()
    assert any("second.html" in fault for fault in faults(html))


def test_each_run_says_which_notebook_on_which_files_made_which_page(described):
    html, entities = described
    origin = json.loads((html / "ledger.json").read_text("utf-8"))["origins"]["first"]
    run = entities["#run-first"]
    assert {"@id": "notebooks/first.html"} in run["result"]
    assert run["instrument"] == {"@id": f"#notebook-{origin['notebook']}"}
    read = {entities[each["@id"]]["name"]: entities[each["@id"]] for each in run["object"]}
    assert read["screening.csv"]["identifier"] == origin["data"]["study:screening.csv"]
    third = entities["#run-third"]
    assert third["result"] == [{"@id": "notebooks/third.html"}]


def test_its_day_is_the_commits_and_never_the_clocks(described):
    html, entities = described
    assert entities["./"]["datePublished"] == "2026-03-04"
    assert (html / crate.FILE).read_text("utf-8").count("T05:06") == 0


def test_a_report_of_no_repository_has_no_day_and_so_no_crate(house):
    house.built()
    assert not (house.html / crate.FILE).exists()
