"""When the tables of a study came, as far as study.toml says it."""

from __future__ import annotations

from compendium import study
from compendium.study.screening import NOT_RECORDED
from compendium.tables import Absent

SETTINGS = """
id = "small"
title = "A small study"
municipalities = ["Bornholm"]
allocation = "self-selected"
"""
WAVES = '[[waves]]\nid = "baseline"\n'
PERIOD = "period = { from = 2020-01-01, to = 2022-06-30 }\n"
TABLES = f"""
{WAVES}
[tables.screening]
file = "screening.csv"
[tables.intake]
file = "intake.csv"
delivered = 2021-05-21
"""


def rows(folder, text) -> list[list[str]]:
    (folder / "study.toml").write_text(text, "utf-8")
    return study.deliveries(study.load(folder).settings).to_numpy().tolist()


def test_the_delivery_is_told_else_the_end_of_the_study(tmp_path):
    assert rows(tmp_path, SETTINGS + PERIOD + TABLES) == [
        ["intake", "2021-05-21", "2021-05-21"],
        ["screening", NOT_RECORDED, "2022-06-30"],
    ]


def test_what_nobody_says_is_not_recorded(tmp_path):
    assert rows(tmp_path, SETTINGS + TABLES)[1] == ["screening", NOT_RECORDED, NOT_RECORDED]


def test_a_study_without_tables_has_none(tmp_path):
    (tmp_path / "study.toml").write_text(SETTINGS + WAVES, "utf-8")
    assert isinstance(study.deliveries(study.load(tmp_path).settings), Absent)
