"""What study.toml says is read whole, and all that is wrong with it is told at once."""

import datetime as dt

import pytest

from compendium import study

WHOLE = """
id = "whole"
title = "A whole study"
title_da = "En hel undersøgelse"
period = { from = 2019-12-01, to = 2024-06-30 }
municipalities = ["Bornholm", "København"]
allocation = "randomised"
follow_up_weeks = 104
profile = "strict"
audience = "internal"
fidelity_items_released = ["Bornholm"]
digest_key = "digest.key"

[[waves]]
id = "baseline"
label = "Baseline"
label_da = "Start"
from_week = -12
to_week = 4

[plan]
file = "plan.pdf"
sha256 = "ABC"
date = 2024-01-31

[methods]
ethics = "reference 1"

[tables.screening]
file = "svar.csv"
delimiter = ";"
decimal = ","
date_format = "%d-%m-%Y"
drop_without_id = true

[tables.screening.mapping]
participant_id = "Løbenummer"

[tables.screening.constants]
wave = "baseline"
date = 2021-05-21
gad7_1 = 3
"""

SHORT = """
id = "short"
title = "A short study"
municipalities = []
allocation = "self-selected"
waves = [{ id = "baseline" }]
"""


@pytest.fixture
def settings(tmp_path):
    """Return a function that writes study.toml and gives what it says."""

    def settings(text):
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return study.load(tmp_path).settings

    return settings


def test_all_of_study_toml_is_read(settings):
    whole = settings(WHOLE)
    assert (whole.id, whole.title, whole.title_da) == (
        "whole",
        "A whole study",
        "En hel undersøgelse",
    )
    assert whole.period == study.Period(dt.date(2019, 12, 1), dt.date(2024, 6, 30))
    assert whole.municipalities == ("Bornholm", "København")
    assert (whole.allocation, whole.profile, whole.audience) == ("randomised", "strict", "internal")
    assert whole.follow_up_weeks == 104
    assert whole.waves == (study.Wave("baseline", {"en": "Baseline", "da": "Start"}, -12, 4),)
    assert whole.fidelity_items_released == ("Bornholm",)
    assert whole.plan == study.Plan("plan.pdf", "abc", dt.date(2024, 1, 31))
    assert whole.methods == {"ethics": "reference 1"}
    source = whole.tables["screening"]
    assert (source.file, source.delimiter, source.decimal) == ("svar.csv", ";", ",")
    assert (source.date_format, source.drop_without_id) == ("%d-%m-%Y", True)
    assert source.mapping == {"participant_id": "Løbenummer"}
    assert source.constants == {"wave": "baseline", "date": "2021-05-21", "gad7_1": "3"}


def test_what_is_not_said_has_the_careful_default(settings):
    short = settings(SHORT)
    assert (short.profile, short.audience) == ("dk", "public")
    assert short.fidelity_items_released == ()
    assert short.title_da == "A short study"
    assert (short.period, short.plan, short.follow_up_weeks) == (None, None, 78)
    assert short.tables == {}


@pytest.mark.parametrize(
    ("replaced", "by", "key", "told"),
    [
        ('id = "short"', "", "id", "is missing"),
        ('id = "short"', 'id = "Short one"', "id", "must be lower-case letters"),
        ('title = "A short study"', "title = 3", "title", "must be a text"),
        ("municipalities = []", "", "municipalities", "is missing"),
        ("municipalities = []", 'municipalities = "Rødovre"', "municipalities", "a list of texts"),
        (
            "municipalities = []",
            'municipalities = ["Rødovre", "Roedovre"]',
            "municipalities",
            "must differ",
        ),
        ('"self-selected"', '"random"', "allocation", "one of: self-selected, randomised"),
        ("waves = [{ id =", "waves = [{ name =", "waves[1].id", "is missing"),
        ("waves = [{ id =", "waves = [{ name =", "waves[1].name", "is not known"),
        ('waves = [{ id = "baseline" }]', "waves = 3", "waves", "must be a list of tables"),
        ('"baseline" }', '"baseline", from_week = 4, to_week = 1 }', "waves[1].to_week", "before"),
        ('"baseline" }', '"baseline" }, { id = "baseline" }', "waves", "ids that differ"),
    ],
)
def test_an_entry_that_is_wrong_is_told_by_key_with_what_is_allowed(
    settings, replaced, by, key, told
):
    with pytest.raises(study.SettingsError) as caught:
        settings(SHORT.replace(replaced, by))
    rules = {fault.column: fault.rule for fault in caught.value.faults}
    assert told in rules[key]


@pytest.mark.parametrize(
    ("more", "key", "told"),
    [
        ('profil = "dk"', "profil", "is not known; is it profile?"),
        ('profile = "none"', "profile", "must be one of: dk, strict"),
        ('audience = "all"', "audience", "must be one of: public, internal"),
        ('follow_up_weeks = "78"', "follow_up_weeks", "must be a whole number"),
        ("follow_up_weeks = 0", "follow_up_weeks", "must be at least 1"),
        ('fidelity_items_released = ["Odense"]', "fidelity_items_released", "of this study"),
        ("period = { from = 2020-01-01 }", "period", "must have both days"),
        ('period = { from = "2020", to = 2021-01-01 }', "period.from", "a date without quotes"),
        ('plan = { file = "p.pdf" }', "plan.sha256", "is missing"),
        ("tables = 3", "tables", "must be a table"),
        ('[tables.screenings]\nfile = "a"', "tables.screenings", "is it screening?"),
        ("[tables.screening]", "tables.screening.file", "is missing"),
        ('[tables.screening]\nfile = "a"\nsheets = 1', "tables.screening.sheets", "is it sheet?"),
        ('[tables.intake]\nfile = "a"\ndecimal = "x"', "tables.intake.decimal", "must be one of"),
        (
            '[tables.intake]\nfile = "a"\ndrop_without_id = 1',
            "tables.intake.drop_without_id",
            "true",
        ),
        (
            '[tables.intake]\nfile = "a"\nconstants = { sex = ["x"] }',
            "tables.intake.constants.sex",
            "must be a text",
        ),
        (
            '[tables.intake]\nfile = "a"\ndate_format = "%Y"',
            "tables.intake.date_format",
            "must have",
        ),
        (
            '[tables.intake]\nfile = "a"\ndate_format = "%Q"',
            "tables.intake.date_format",
            "must have",
        ),
        ('[methods]\nethic = "x"', "methods.ethic", "is it ethics?"),
    ],
)
def test_an_entry_too_much_is_told_by_key_with_what_was_perhaps_meant(settings, more, key, told):
    with pytest.raises(study.SettingsError) as caught:
        settings(f"{SHORT}\n{more}\n")
    rules = {fault.column: fault.rule for fault in caught.value.faults}
    assert told in rules[key]


def test_all_that_is_wrong_is_told_at_once(settings):
    with pytest.raises(study.SettingsError) as caught:
        settings('profile = "none"\naudience = "all"\n')
    message = str(caught.value)
    for key in ("id", "title", "municipalities", "allocation", "waves", "profile", "audience"):
        assert f"study.toml, entry {key}: " in message


def test_a_folder_that_is_not_there_says_how_to_begin_one(tmp_path):
    with pytest.raises(study.UnreadableStudyError, match="no such study folder") as caught:
        study.load(tmp_path / "nowhere")
    assert "compendium new study" in caught.value.remedy


def test_a_folder_without_study_toml_is_no_study(tmp_path):
    with pytest.raises(study.UnreadableStudyError, match=r"no study\.toml in it"):
        study.load(tmp_path)


def test_a_study_toml_that_is_no_file_is_told(tmp_path):
    (tmp_path / "study.toml").mkdir()
    with pytest.raises(study.UnreadableStudyError, match="cannot be read"):
        study.load(tmp_path)


@pytest.mark.parametrize("content", [b'id = "open', b"id = \xe6\xf8\xe5"])
def test_a_study_toml_that_is_not_toml_names_its_line(tmp_path, content):
    (tmp_path / "study.toml").write_bytes(content)
    with pytest.raises(study.UnreadableStudyError, match=r"study\.toml is not TOML"):
        study.load(tmp_path)
