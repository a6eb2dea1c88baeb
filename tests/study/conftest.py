"""Small studies, written as a person would write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SETTINGS = """
id = "small"
title = "A small study"
municipalities = ["Rødovre", "Bornholm"]
allocation = "self-selected"

[[waves]]
id = "baseline"

[[waves]]
id = "month6"
from_week = 22
to_week = 35
"""

INTAKE = """\
participant_id,municipality,sex,screened,included
p1,Rødovre,female,2021H1,2021H1
p2,Bornholm,male,2021-03-04,2021-04-01
p3,Bornholm,female,2021H2,
"""

PARTICIPANTS = """\
participant_id,arm,municipality,index_date,start_date,risk_debt,consultant_id
p1,intervention,Rødovre,2021-05-21,2021-06-01,ja,k1
p2,intervention,Bornholm,2021-04-01,,nej,
c1,comparison,Odense,2021-04-05,,,
c2,comparison,Rødovre,2021-04-11,,nej,
"""

SCREENING = """\
participant_id,wave,date,gad7_1,gad7_2,gad7_3,gad7_4,gad7_5,gad7_6,gad7_7
p1,baseline,2021-05-01,0,1,2,3,0,1,2
p1,month6,2021-11-01,0,0,0,0,,0,0
p2,baseline,2021-03-04,3,3,3,3,3,3,3
p3,baseline,2021-09-01,1,1,1,1,1,1,1
"""

FIDELITY = """\
review_id,municipality,round,date,rater,instrument,item,score
r1,Rødovre,1,2021H1,a,ips25,ips25_1,4
r1,Rødovre,1,2021H1,consensus,ips25,ips25_1,5
r2,Bornholm,1,2021H2,consensus,ips25,ips25_1,
"""

HISTORIES = """\
participant_id,strand,state,hours,first_week,last_week
p1,benefit,cash,,2021-01-04,2021-06-28
p1,work,ordinary,12.5,2021-05-03,2021-12-27
p1,benefit,study_grant,,2021-07-05,2021-12-27
c1,education,ordinary,,2021-01-04,2021-12-27
"""

CONTACTS = """\
participant_id,consultant_id,date,kind,place,minutes
p1,k1,2021-05-03,participant,office,60
p1,k1,2021-06-15,employer,workplace,30
p2,,2021-06-16,authority,,
"""

CONSULTANTS = """\
consultant_id,wave,date,municipality,full_time_share
k1,1,2021H1,Rødovre,0.5
k1,2,2022-01-10,Rødovre,1
"""

TABLES = {
    "intake": INTAKE,
    "participants": PARTICIPANTS,
    "screening": SCREENING,
    "fidelity": FIDELITY,
    "histories": HISTORIES,
    "contacts": CONTACTS,
    "consultants": CONSULTANTS,
}

Writer = Callable[..., Path]


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message quotes a value, whoever runs these tests."""
    monkeypatch.setenv("CI", "true")


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Return a function that writes a study: its settings, and the tables given by name."""

    def write(*, settings: str = SETTINGS, **tables: str) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        named = "".join(f'\n[tables.{name}]\nfile = "{name}.csv"\n' for name in tables)
        (folder / "study.toml").write_text(settings + named, encoding="utf-8")
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def sound(write: Writer) -> Path:
    """Return a study with every table and no fault."""
    return write(**TABLES)
