"""A study gives checked tables; what it lacks is absent, and who withdrew is nowhere."""

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from compendium import instruments, study
from compendium.tables import Absent, FaultyTableError, UnreadableTableError, checkout


def test_a_table_has_the_types_that_analyses_rely_on(sound):
    loaded = study.load(sound)
    screening, histories = loaded.table("screening"), loaded.table("histories")
    assert {name: str(screening[name].dtype) for name in ("participant_id", "wave", "gad7_1")} == {
        "participant_id": "str",
        "wave": "category",
        "gad7_1": "Int8",
    }
    assert list(screening["wave"].cat.categories) == ["baseline", "month6"]
    assert pd.api.types.is_datetime64_dtype(screening["date"])
    assert str(histories["first_week"].dtype) == str(histories["last_week"].dtype) == "int32"
    assert list(histories["strand"].cat.categories) == ["work", "education", "benefit"]
    assert list(histories.index) == [0, 1, 2, 3]


def test_municipalities_come_in_the_order_of_study_toml_and_others_after(sound):
    loaded = study.load(sound)
    assert list(loaded.table("intake")["municipality"].cat.categories) == ["Rødovre", "Bornholm"]
    assert list(loaded.table("participants")["municipality"].cat.categories) == [
        "Rødovre",
        "Bornholm",
        "Odense",
    ]


def test_the_index_week_is_the_week_that_the_index_date_lies_in(sound):
    """Oracle: Monday 2021-04-05 is 11417 days, 1631 weeks, after 1990-01-01."""
    participants = study.load(sound).table("participants").set_index("participant_id")
    weeks = {"p1": 1637, "p2": 1630, "c1": 1631, "c2": 1631}
    assert participants["index_week"].to_dict() == weeks


def test_weeks_are_counted_from_the_first_monday_of_1990(sound):
    """Oracle: 2021-01-04 is 11326 days after 1990-01-01, which is 1618 weeks."""
    assert study.load(sound).table("histories")["first_week"].iloc[0] == 1618


def test_flags_of_risk_factors_are_taken_in_under_any_name(sound):
    flags = study.load(sound).table("participants")["risk_debt"]
    assert flags.tolist()[:2] == [True, False]
    assert flags.isna().tolist() == [False, False, True, False]


def test_a_table_that_study_toml_does_not_name_is_absent_and_says_so(write):
    assert study.load(write()).table("histories") == Absent("it has no table of histories")


def test_a_table_without_rows_is_absent_until_it_has_some(write):
    folder = write(intake="participant_id,municipality,screened\n")
    assert study.load(folder).table("intake") == Absent("its table of intake has no rows yet")


def test_an_instrument_without_columns_is_absent_and_its_score_too(sound):
    screening = study.load(sound).table("screening")
    catalogue = instruments.catalogue()
    assert not set(screening.columns) & {column.name for column in catalogue["mdi"].columns}
    assert isinstance(instruments.score(screening, catalogue["mdi"]), Absent)


def test_a_scan_is_a_lazy_frame_of_the_same_table(sound):
    loaded = study.load(sound)
    pd.testing.assert_frame_equal(
        loaded.scan("histories").collect().to_pandas(), loaded.table("histories"), check_dtype=False
    )
    assert isinstance(study.load(sound).scan("screening").collect_schema().names(), list)


def test_a_scan_of_an_absent_table_is_absent(write):
    assert isinstance(study.load(write()).scan("histories"), Absent)


def test_a_table_that_no_study_has_is_an_error(sound):
    with pytest.raises(study.UnknownTableError, match="table 'screenings'") as caught:
        study.load(sound).table("screenings")
    assert "screening, fidelity" in caught.value.remedy


def test_a_table_whose_file_is_not_there_is_an_error(write):
    folder = write(intake="")
    (folder / "intake.csv").unlink()
    with pytest.raises(UnreadableTableError, match="not there"):
        study.load(folder).table("intake")


def test_a_table_with_a_fault_is_never_returned(write):
    folder = write(intake="participant_id,municipality,screened\np1,Odense,2021H1\n")
    with pytest.raises(FaultyTableError, match="must be one of: Rødovre, Bornholm"):
        study.load(folder).table("intake")


def test_who_withdrew_consent_is_in_no_table(sound):
    (sound / "withdrawn.txt").write_text("# by letter\np1\n\n")
    loaded = study.load(sound)
    for name in ("intake", "participants", "screening", "histories", "contacts"):
        assert "p1" not in set(loaded.table(name)["participant_id"])
        assert loaded.dropped(name) == 0
    assert study.check(sound) == []


def test_a_consultant_who_withdrew_is_named_nowhere_and_takes_nobody_along(sound):
    (sound / "withdrawn.txt").write_text("k1\n")
    loaded = study.load(sound)
    assert isinstance(loaded.table("consultants"), Absent)
    for name, rows in (("participants", 4), ("contacts", 3)):
        assert len(loaded.table(name)) == rows
        assert loaded.table(name)["consultant_id"].isna().all()
    assert study.check(sound) == []


def test_a_list_of_withdrawals_that_cannot_be_read_stops_everything(sound):
    (sound / "withdrawn.txt").mkdir()
    with pytest.raises(study.UnreadableStudyError, match=r"withdrawn\.txt cannot be read"):
        study.load(sound).table("intake")
    assert any("withdrawn.txt" in fault.rule for fault in study.check(sound))


def test_faults_of_those_who_withdrew_are_not_told(write):
    folder = write(intake="participant_id,municipality,screened\np1,,\np2,Rødovre,2021H1\n")
    (folder / "withdrawn.txt").write_text("p1\n")
    assert study.check(folder) == []


def test_rows_without_id_are_dropped_and_counted_where_the_study_says_so(write):
    text = "participant_id,municipality,screened\np1,Rødovre,2021H1\n,Rødovre,2021H1\n,,\n"
    folder = write(intake=text)
    assert [fault.row for fault in study.check(folder)] == [3]
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write("drop_without_id = true\n")
    loaded = study.load(folder)
    assert len(loaded.table("intake")) == 1
    assert loaded.dropped("intake") == 2


def test_what_a_caller_does_to_a_table_stays_with_the_caller(sound):
    loaded = study.load(sound)
    frame = loaded.table("intake")
    frame["sex"] = "spoilt"
    assert list(loaded.table("intake")["sex"]) == ["female", "male", "female"]


def test_the_variable_names_the_study_at_the_time_of_the_call(sound, monkeypatch):
    monkeypatch.setenv("COMPENDIUM_STUDY", str(sound))
    assert study.load().settings.id == "small"


def test_an_instrument_of_the_study_joins_the_catalogue(sound):
    folder = sound / "instruments"
    folder.mkdir()
    gad7 = checkout() / "src" / "compendium" / "instruments" / "definitions" / "gad7.toml"
    own = gad7.read_text(encoding="utf-8").replace("gad7", "own7")
    (folder / "own7.toml").write_text(own, encoding="utf-8")
    assert "own7" in study.load(sound).instruments


def test_a_study_is_loaded_without_pandas_until_a_table_is_asked_for(sound):
    program = (
        "import sys; from compendium import study; study.load(sys.argv[1]); "
        "sys.exit('pandas' in sys.modules or 'pandera' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(sound)]).returncode == 0


HEARD: list[str] = []
sys.addaudithook(lambda event, args: HEARD.append(args[0]) if event == "compendium.read" else None)


def test_a_table_announces_what_it_depends_on_and_what_was_looked_for_in_vain(sound):
    HEARD.clear()
    study.load(sound).table("screening")
    inside = {path.removeprefix(f"{sound}/") for path in HEARD if path.startswith(str(sound))}
    assert inside == {"study.toml", "screening.csv", "withdrawn.txt", "instruments"}


def test_a_table_without_scores_does_not_depend_on_the_instruments(sound):
    HEARD.clear()
    study.load(sound).table("histories")
    inside = {path.removeprefix(f"{sound}/") for path in HEARD if path.startswith(str(sound))}
    assert inside == {"study.toml", "histories.csv", "withdrawn.txt"}


def test_a_table_covers_what_was_delivered_else_the_period(tmp_path):
    (tmp_path / "study.toml").write_text(
        'id = "s"\ntitle = "S"\nmunicipalities = []\nallocation = "self-selected"\n'
        "period = { from = 2019-01-01, to = 2020-12-31 }\n"
        '[[waves]]\nid = "baseline"\n'
        '[tables.histories]\nfile = "histories.csv"\ndelivered = 2021-01-10\n',
        "utf-8",
    )
    loaded = study.load(tmp_path)
    assert str(loaded.settings.covered("histories")) == "2021-01-10"
    assert str(loaded.settings.covered("screening")) == "2020-12-31"
    # 10 January 2021 is a Sunday, the end of the week that begins on the 4th.
    assert loaded.last_week("histories") == (date(2021, 1, 4) - date(1990, 1, 1)).days // 7
    # 31 December 2020 is a Thursday, so the last whole week ended on the 27th.
    assert loaded.last_week("screening") == (date(2020, 12, 21) - date(1990, 1, 1)).days // 7
