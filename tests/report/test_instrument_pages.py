"""An instrument that is added to a study by one file has its page and its codebook entry."""

from __future__ import annotations

import re
import shutil

import pytest

from compendium import study
from compendium.report.plans import parameters, planning
from compendium.report.plans.runs import Declaration, Run
from compendium.tables import checkout

ITEMS = range(1, 10)
SCORES = (0, 1, 2, 3)
"""What a person answers to all nine items, by turns: totals of 0, 9, 18 and 27."""

HEAD = """
id = "phq9"
kind = "questionnaire"
title = { en = "PHQ-9, signs of depression", da = "PHQ-9, tegn på depression" }
answers = { low = 0, high = 3 }

[references]
known = "the cuts of the known answers, published-results"
"""
ITEM = """
[[items]]
id = "phq9_{number}"
label = {{ en = "sign number {number}", da = "tegn nummer {number}" }}
status = "unconfirmed"
"""
REST = """
[[scales]]
id = "total"
title = { en = "PHQ-9 score", da = "PHQ-9-score" }
items = "all"
range = [0, 27]

[[bands]]
id = "usual"
title = { en = "usual bands", da = "sædvanlige grænser" }
source = "known"
status = "unconfirmed"
levels = [
  { id = "none", from = 0, to = 4, label = { en = "none", da = "ingen" } },
  { id = "mild", from = 5, to = 9, label = { en = "mild", da = "let" } },
  { id = "moderate", from = 10, to = 14, label = { en = "moderate", da = "moderat" } },
  { id = "marked", from = 15, to = 19, label = { en = "marked", da = "udtalt" } },
  { id = "severe", from = 20, to = 27, label = { en = "severe", da = "svær" } },
]

[[cuts]]
at_least = 10
source = "none"
status = "unconfirmed"

[missing]
max_missing = 0
method = "none"
note = { en = "no rule was looked for", da = "der er ikke ledt efter en regel" }
source = "none"
status = "unconfirmed"
"""
PHQ9 = HEAD + "".join(ITEM.format(number=number) for number in ITEMS) + REST

GLOSSARY = """# A small book

```{glossary}
municipality
  The local authority.
```
"""


def define(house) -> None:
    (house.study / "instruments").mkdir()
    (house.study / "instruments" / "phq9.toml").write_text(PHQ9, "utf-8")


def answered(house, persons: int) -> None:
    """Give so many persons answers, each the same to all items."""
    head = ["participant_id", "wave", "date", *(f"phq9_{number}" for number in ITEMS)]
    lines = [",".join(head)]
    for person in range(persons):
        answer = str(SCORES[person % len(SCORES)])
        lines.append(",".join([f"p{person}", "baseline", "2023-01-02", *[answer] * len(ITEMS)]))
    (house.study / "screening.csv").write_text("\n".join([*lines, ""]), "utf-8")


@pytest.fixture
def definitions(house):
    """Return the house with the pages that are made of definitions, and no others.

    They draw, so its warm parent has the drawing libraries again.
    """
    names = ("instruments", "codebook")
    nursery = "src/compendium/report/kernels/nursery.py"
    for name in (*(f"notebooks/{name}.ipynb" for name in names), nursery):
        shutil.copy(checkout() / name, house.root / name)
    house.runs([{"notebook": "instruments", "for": "instrument"}, {"notebook": "codebook"}])
    chapters = [{"file": f"notebooks/{name}"} for name in names]
    house.toc({"format": "jb-book", "root": "book/index", "chapters": chapters})
    house.chapter("index", GLOSSARY)
    return house


@pytest.mark.slow
def test_phq9_is_added_by_one_file_and_has_its_page_and_its_codebook_entry(definitions):
    answered(definitions, 40)
    runs, _ = definitions.built()
    assert "instruments" in runs
    assert not (definitions.html / "notebooks" / "instruments-phq9.html").exists()
    assert "phq9_1" not in definitions.page("notebooks/codebook")

    define(definitions)
    why = definitions.stale()
    assert why["instruments (PHQ-9)"] == "never run"
    assert "an instrument file was added" in why["codebook"]
    definitions.built()

    page = re.sub(r"\s+", " ", definitions.page("notebooks/instruments-phq9"))
    for told in ("Instruments: PHQ-9", "Sign number 9", "usual bands", "≥ 10", "Unconfirmed"):
        assert told in page, told
    assert "PHQ-9, signs of depression: number of persons by total score" in page
    assert "PHQ-9, signs of depression: share of persons in each band" in page
    assert "PHQ-9" in definitions.page("notebooks/instruments")
    assert "phq9_9" in definitions.page("notebooks/codebook")
    assert definitions.stale() == {}


@pytest.mark.slow
def test_one_person_and_an_absent_instrument_give_a_page_that_says_so(definitions):
    define(definitions)
    answered(definitions, 1)
    definitions.built()
    page = definitions.page("notebooks/instruments-phq9")
    assert "not shown, to protect persons" in page
    assert "nan" not in re.sub(r"<[^>]+>", " ", page).lower().split()
    assert "Not in this study: WHO-5" in definitions.page("notebooks/instruments-who5")


def test_a_page_of_an_instrument_that_no_file_defines_is_refused(house):
    loaded = study.load(house.study)
    planning.check_case(Run("instruments", parameters={"instrument": "gad7"}), loaded)
    with pytest.raises(parameters.UnknownCaseError, match="no instrument 'phq9'") as told:
        planning.check_case(Run("instruments", parameters={"instrument": "phq9"}), loaded)
    assert "gad7" in told.value.remedy


def test_a_book_without_pages_for_instruments_reads_no_definitions(house):
    """So that a malformed one is told by the pages that use it."""
    (house.study / "instruments").mkdir()
    (house.study / "instruments" / "broken.toml").write_text("id =", "utf-8")
    (run,) = planning.runs([Declaration("first")], study.load(house.study))
    assert run.page == "first"
