"""A study that is begun anew is sound, private, and absent until it has rows."""

import pytest

from compendium import study
from compendium.study.codebook import TABLES
from compendium.tables import Absent, checkout


def test_a_new_study_has_no_fault_and_every_table_is_absent_until_it_has_rows(tmp_path):
    folder = study.new(tmp_path / "mine")
    assert study.check(folder) == []
    loaded = study.load(folder)
    assert set(loaded.settings.tables) == set(TABLES)
    assert all(isinstance(loaded.table(name), Absent) for name in TABLES)


def test_a_row_beneath_its_headers_is_all_that_a_table_needs(tmp_path):
    folder = study.new(tmp_path / "mine")
    header = (folder / "screening.csv").read_text().strip().split(",")
    row = {"participant_id": "p1", "wave": "baseline"} | {
        name: "1" for name in header if name.startswith(("gad7", "mdi", "who5"))
    }
    with (folder / "screening.csv").open("a") as stream:
        stream.write(",".join(row.get(name, "") for name in header) + "\n")
    assert study.check(folder) == []
    assert len(study.load(folder).table("screening")) == 1


def test_nothing_of_a_new_study_is_seen_by_git_and_its_key_is_its_own(tmp_path):
    first, second = study.new(tmp_path / "a"), study.new(tmp_path / "b")
    assert (first / ".gitignore").read_text() == "*\n"
    keys = {(folder / "digest.key").read_text() for folder in (first, second)}
    assert len(keys) == 2
    assert all(len(key.strip()) == 64 for key in keys)
    assert (first / "digest.key").stat().st_mode & 0o077 == 0


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "study.toml").write_text("mine")
    with pytest.raises(study.UnfitFolderError, match="nothing is written over"):
        study.new(tmp_path)
    assert (tmp_path / "study.toml").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["study.toml"]


def test_a_study_is_not_begun_inside_the_repository():
    folder = checkout() / "data" / "my-study"
    with pytest.raises(study.UnfitFolderError, match="never lies inside the repository"):
        study.new(folder)
    assert not folder.exists()
