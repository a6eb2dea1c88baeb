"""The record of recoveries: of this code, as declared, and the same when drawn again."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace

import pytest

from compendium import validation
from compendium.validation import recovery_records as module
from compendium.validation.catalogue import shelf
from compendium.validation.code_digest import code_digest, said
from compendium.validation.recovery import SEED, recovered

RECORD, SCENARIOS = validation.recoveries(), validation.scenarios()
SAME = 0.0005
"""How far a mean of a few studies may be off elsewhere: a tie broken otherwise, in each of them."""


def test_the_record_is_of_the_code_that_is_there():
    """Where this fails, designs or simulation have changed: run `make recovery`."""
    assert RECORD.sources == code_digest()
    assert RECORD.seed == SEED


@pytest.mark.parametrize("name", RECORD.entries)
def test_the_first_studies_give_what_is_on_record(name, attempts):
    """So a record that was made up, or is of other draws, is found out."""
    found, entry = recovered(attempts(name)[: module.FIRST]), RECORD.entries[name]
    assert (found.bias, found.error) == pytest.approx(entry.first, abs=SAME)


@pytest.mark.parametrize("name", RECORD.entries)
def test_what_is_on_record_is_as_declared_or_explained(name):
    scenario, entry = SCENARIOS[name], RECORD.entries[name]
    assert entry.built == module.built(scenario)
    assert entry.recovery.studies == RECORD.studies
    assert not entry.recovery.without
    assert bool(entry.recovery.outside(scenario)) == bool(scenario.explained)


def test_a_verdict_says_whether_it_is_as_declared_and_whether_it_had_to_fail():
    scenario, entry = SCENARIOS["matched"], RECORD.entries["matched"]
    assert validation.recovery_verdicts(RECORD, SCENARIOS)["verdict"][0] == "as_declared"
    off = replace(entry.recovery, studies=1000, bias=0.02, coverage=0.95)
    assert module.verdict(scenario, off) == "not_as_declared"
    must = replace(scenario, bias=(0.01, 0.03), coverage=(0.2, 0.9))
    assert module.verdict(must, off) == "not_as_declared"  # for it covers, and must not
    assert module.verdict(must, replace(off, coverage=0.5)) == "fails_as_declared"


def test_a_page_shows_two_monte_carlo_errors_and_what_was_declared():
    parts, one = validation.recovery_numbers(RECORD, SCENARIOS), RECORD.entries["matched"].recovery
    bias, declared = (parts[name].iloc[0] for name in ("bias", "bias_declared"))
    assert bias["value"] == one.bias
    assert bias["high"] - bias["value"] == pytest.approx(2 * one.bias_error)
    assert (declared["low"], declared["high"]) == SCENARIOS["matched"].bias
    assert parts["coverage"]["high"].max() <= 1.0
    for part in parts.values():
        assert list(part["scenario"]) == list(RECORD.entries)
        assert part["value"].notna().all()  # a cell without a value is printed as nothing


def test_an_explanation_follows_the_reason():
    explained = {"en": "As seen.", "da": "Som set."}
    words = validation.recovery_words({"one": replace(SCENARIOS["matched"], explained=explained)})
    assert words["reason"][0].endswith("too large. As seen.")
    assert words["reason_da"][0].endswith("Som set.")


def test_a_page_says_when_the_record_is_of_other_code():
    assert validation.recovery_listed(replace(RECORD, sources="0" * 64))["sources"][0] == "other"
    assert validation.recovery_listed(RECORD)["sources"][0] == "same"


def test_comments_docstrings_and_layout_are_not_in_the_digest_and_code_is():
    code = '"""One."""\n\ndef two(x):\n    """Three."""\n    return x + 1\n'
    other = "# Four\ndef two( x: int ) -> int:\n    # Five\n    return (x +\n    1)\n"
    assert said(code) == said(other)
    assert said(code) != said(code.replace("+ 1", "+ 2"))
    assert said(code) != said(code.replace("+", "-"))


def test_a_type_is_not_in_the_digest_and_a_default_is():
    assert said("x = 1") == said("x: int = 1") != said("x: int = 2")
    assert said("class A:\n    x: int") != said("class A:\n    y: int")


def test_the_digest_is_of_every_design_and_of_what_draws_studies():
    heard = []
    sys.addaudithook(lambda event, told: heard.append(told[0]) if event == "compendium.read" else 0)
    code_digest.cache_clear()
    code_digest()
    read = {path.rpartition("/")[2] for path in heard}
    assert {
        "recovery.py", "simulated.py", "draws.py", "estimating.py", "matched.py", "matching.py",
        "propensity.py",
    } <= read  # fmt: skip


def test_the_record_is_written_as_it_is_read(tmp_path):
    text = (shelf() / module.FILE).read_text("utf-8")
    assert validation.written_recoveries(RECORD) == text
    assert '"/' not in text
    folder = shutil.copytree(shelf(), tmp_path / "validation")
    assert validation.recoveries(folder) == RECORD


@pytest.mark.parametrize("text", ["[1]", "{}", "", json.dumps({"entries": {"one": {}}})])
def test_a_record_that_cannot_be_read_is_told_with_how_to_make_it(tmp_path, text):
    (tmp_path / module.FILE).write_text(text, "utf-8")
    with pytest.raises(validation.UnreadableRecoveriesError, match="make recovery"):
        validation.recoveries(tmp_path)


def test_a_record_that_is_not_there_is_told(tmp_path):
    with pytest.raises(validation.UnreadableRecoveriesError, match="make recovery"):
        validation.recoveries(tmp_path)
