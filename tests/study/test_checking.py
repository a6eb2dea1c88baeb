"""A check tells every fault of every table at once, and never a value or an id."""

import pytest

from compendium import study
from compendium.tables import summary


def test_a_sound_study_has_no_faults(sound):
    assert study.check(sound) == []


def test_faults_of_all_tables_are_told_at_once(write):
    folder = write(
        intake="participant_id,municipality,screened\np1,Odense,2021H1\n",
        participants="participant_id,arm,municipality\np1,intervention,Rødovre\n",
        screening="participant_id,wave,gad7_1\np1,baseline,9\n",
        histories="participant_id;strand\n",
    )
    (folder / "histories.csv").unlink()
    faults = {(fault.file, fault.row, fault.column) for fault in study.check(folder)}
    assert ("intake.csv", 2, "municipality") in faults
    assert ("participants.csv", None, "index_date") in faults
    assert ("screening.csv", 2, "gad7_1") in faults
    assert ("screening.csv", None, "gad7_7") in faults
    assert ("histories.csv", None, "") in faults


def test_a_study_toml_with_faults_is_told_entry_by_entry(tmp_path):
    (tmp_path / "study.toml").write_text('id = "a"\ntitle = "A"\n')
    assert {fault.column for fault in study.check(tmp_path)} == {
        "municipalities",
        "allocation",
        "waves",
    }


def test_no_study_is_an_error_and_not_a_fault(tmp_path):
    with pytest.raises(study.UnreadableStudyError):
        study.check(tmp_path)


def test_a_mapping_to_a_column_that_the_table_does_not_have_is_told(write):
    folder = write(intake="participant_id,municipality,screened,x\np1,Rødovre,2021H1,1\n")
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write('mapping = { seks = "x" }\n')
    assert [(f.file, f.column) for f in study.check(folder)] == [
        ("study.toml", "tables.intake.mapping.seks")
    ]


def test_a_plan_that_was_changed_after_its_date_is_told(write):
    plan = '\n[plan]\nfile = "plan.md"\nsha256 = "00"\ndate = 2024-01-31\n'
    folder = write()
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(plan)
    assert [fault.column for fault in study.check(folder)] == ["plan.file"]
    (folder / "plan.md").write_text("primary endpoint: …")
    assert [fault.column for fault in study.check(folder)] == ["plan.sha256"]


def test_a_key_that_is_not_there_is_told(write):
    folder = write()
    toml = folder / "study.toml"
    toml.write_text('digest_key = "digest.key"\n' + toml.read_text("utf-8"), encoding="utf-8")
    assert [fault.column for fault in study.check(folder)] == ["digest_key"]


def test_no_id_and_no_value_is_in_any_message(write):
    canary, other = "CANARY-7", "CANARY-8"
    folder = write(
        intake=f"participant_id,municipality,screened\n{canary},{other},{other}\n{canary},,\n",
        participants=(
            "participant_id,arm,municipality,index_date,start_date\n"
            f"{canary},{other},{other},{other},{other}\n"
        ),
        screening=f"participant_id,wave,gad7_1\n{canary},{other},{other}\n{canary},{other},99\n",
        fidelity=(
            "review_id,municipality,round,rater,instrument,item,score\n"
            f"{canary},Rødovre,1,{other},ips25,{other},5\n{canary},Bornholm,2,a,ips25,ips25_1,9\n"
        ),
        histories=(
            "participant_id,strand,state,first_week,last_week\n"
            f"{canary},work,cash,2021-02-01,2021-01-04\n"
        ),
        contacts=(
            "participant_id,consultant_id,date,kind,place,minutes\n"
            f"{canary},{other},2021-02-01,employer,home,5\n{canary},{other},,{other},{other},0\n"
        ),
        consultants=(
            "consultant_id,wave,municipality,full_time_share\n"
            f"{canary},1,Rødovre,1\n{canary},1,{other},{other}\n"
        ),
    )
    faults = study.check(folder)
    assert len(faults) > 10
    assert not [line for line in (*summary(faults), *map(str, faults)) if "CANARY" in line]
    assert {fault.value for fault in faults} == {None}
