"""The study folder: the same bytes from the same seed, sound, small, and never over another."""

import json
import re
from pathlib import Path

import pytest

from compendium import study, synthetic
from compendium.synthetic.people import AgesError
from compendium.synthetic.worlds import TooFewError
from compendium.synthetic.writing import NotSyntheticError
from compendium.tables import checkout

COMMITTED = checkout() / "data" / "synthetic"


def test_the_same_seed_gives_the_same_bytes(folder, tmp_path, digest):
    synthetic.write(tmp_path, seed=11)
    assert digest(tmp_path) == digest(folder)


def test_another_seed_gives_other_people(folder, tmp_path):
    synthetic.write(tmp_path, seed=12)
    for name in study.TABLES:
        there, here = folder / f"{name}.csv", tmp_path / f"{name}.csv"
        assert there.read_bytes() != here.read_bytes()


def test_the_committed_study_is_what_its_seed_gives(tmp_path):
    truth = json.loads((COMMITTED / "truth.json").read_text("utf-8"))
    made = {key: truth[key] for key in ("seed", "participants", "ages")}
    synthetic.write(tmp_path, **made)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in COMMITTED.iterdir()}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (COMMITTED / path.name).read_bytes(), path.name


def test_the_committed_study_is_the_one_promised_and_small():
    truth = json.loads((COMMITTED / "truth.json").read_text("utf-8"))
    assert (truth["participants"], truth["ages"]) == (500, "18-29")
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < 3_000_000


@pytest.mark.parametrize(("participants", "ages"), [(500, "18-29"), (60, "15-24"), (20, "15-29")])
def test_a_check_finds_no_fault(tmp_path, participants, ages):
    synthetic.write(tmp_path, seed=5, participants=participants, ages=ages)
    assert study.check(tmp_path) == []


def test_the_settings_say_what_the_study_is(folder):
    settings = study.load(folder).settings
    assert settings.id == "reconnect-synthetic"
    assert settings.municipalities == ("Bornholm", "København", "Rødovre")
    assert (settings.allocation, settings.profile, settings.audience) == (
        "self-selected",
        "dk",
        "public",
    )
    assert settings.follow_up_weeks == 104
    assert [wave.id for wave in settings.waves] == ["baseline", "month6", "month12"]
    assert set(settings.fidelity_items_released) < set(settings.municipalities)
    assert all("synthetic" in settings.methods[key] for key in ("legal_basis", "ethics", "funding"))


def test_ids_are_pseudonyms_and_lines_tell_nothing_of_their_making(rows):
    for name, letter in (("intake", "p"), ("participants", "p"), ("fidelity", "v")):
        key = "review_id" if name == "fidelity" else "participant_id"
        ids = [row[key] for row in rows[name]]
        assert all(re.fullmatch(rf"{letter}-[a-z2-7]{{8}}", each) for each in ids)
        if name != "fidelity":
            assert ids == sorted(ids)
            assert len(set(ids)) == len(ids)


def test_no_line_break_but_one_kind_and_no_quotes(folder):
    for path in folder.iterdir():
        content = path.read_bytes()
        assert b"\r" not in content
        assert content.endswith(b"\n")
        if path.suffix == ".csv":
            widths = {line.count(b",") for line in content.splitlines()}
            assert len(widths) == 1
            assert b'"' not in content


def test_an_earlier_synthetic_study_is_replaced(tmp_path, digest):
    synthetic.write(tmp_path, seed=1, participants=20)
    before = digest(tmp_path)
    synthetic.write(tmp_path, seed=2, participants=20)
    assert digest(tmp_path) != before


@pytest.mark.parametrize("name", ["study.toml", "letter.txt"])
def test_nothing_else_is_ever_written_over(tmp_path, name):
    (tmp_path / name).write_text('id = "real"\n', "utf-8")
    with pytest.raises(NotSyntheticError, match="nothing was written"):
        synthetic.write(tmp_path, seed=1, participants=20)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_no_folder(tmp_path):
    path = tmp_path / "study"
    path.write_text("", "utf-8")
    with pytest.raises(NotSyntheticError):
        synthetic.write(path, seed=1, participants=20)


@pytest.mark.parametrize("ages", ["", "18", "29-18", "14-20", "18-30", "18-18", "old-new", "-5-20"])
def test_ages_that_cannot_be_are_refused_before_anything_is_written(tmp_path, ages):
    with pytest.raises(AgesError, match="two ages from 15 to 29"):
        synthetic.write(tmp_path / "new", seed=1, participants=20, ages=ages)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("asked", [{"seed": 1, "participants": 19}, {"seed": -1}])
def test_too_few_people_and_negative_seeds_are_refused(tmp_path, asked):
    with pytest.raises(TooFewError):
        synthetic.write(Path(tmp_path) / "new", **asked)
