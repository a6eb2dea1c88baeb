"""A study that is begun anew is sound, private, and absent until it has rows."""

import tomllib
from pathlib import Path

import pytest

from compendium import instruments, study
from compendium.study.codebook import TABLES
from compendium.tables import Absent, checkout, digest


def test_a_new_study_has_no_fault_and_every_table_is_absent_until_it_has_rows(tmp_path):
    folder = study.new(tmp_path / "mine")
    assert study.check(folder) == []
    loaded = study.load(folder)
    assert set(loaded.settings.tables) == set(TABLES)
    assert all(isinstance(loaded.table(name), Absent) for name in TABLES)


def test_the_example_of_a_plan_is_named_by_taking_the_signs_away(tmp_path):
    """It is sound as a plan once study.toml has its SHA-256; the date of a deviation is later."""
    folder = study.new(tmp_path / "mine")
    assert study.load(folder).settings.plan is None
    settings = folder / "study.toml"
    before, _, rest = settings.read_text("utf-8").partition("# [plan]")
    named, _, after = rest.partition("\n\n")
    named = named.replace("\n# ", "\n").replace(
        'sha256 = ""', f'sha256 = "{digest(folder / "plan.toml")}"'
    )
    settings.write_text(f"{before}[plan]{named}\n\n{after}", "utf-8")
    assert study.check(folder) == []
    loaded = study.load(folder)
    assert len(loaded.settings.plan.deviations) == 1
    assert study.plan(loaded)["endpoint"] == "job_or_education"


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


PHQ9 = Path(__file__).parent / "instruments" / "phq9.toml"


def entries(data, place: str = "") -> set[str]:
    """Return the keys of a definition, wherever they stand, without the number of a list."""
    if isinstance(data, list):
        return set().union(*(entries(value, place) for value in data))
    if not isinstance(data, dict) or place.endswith("references"):
        return {place}
    return set().union(*(entries(value, f"{place}.{key}") for key, value in data.items()))


def test_a_new_instrument_is_sound_as_it_stands_and_absent_until_it_is_asked(tmp_path):
    folder = study.new(tmp_path / "mine")
    path = study.new_instrument(folder, "phq9")
    assert path == folder / "instruments" / "phq9.toml"
    assert study.check(folder) == []
    phq9 = study.load(folder).instruments["phq9"]
    assert [item.id for item in phq9.items] == ["phq9_1", "phq9_2", "phq9_3"]
    assert instruments.nesting(phq9)["phq9_band"] == "phq9_above_cut"


def test_what_the_skeleton_has_in_comments_is_sound_as_well(tmp_path):
    """Each block of commented lines is made valid by taking the # away."""
    folder = study.new(tmp_path / "mine")
    path = study.new_instrument(folder, "own")
    text = path.read_text("utf-8")
    begins = text.index("# [[algorithms]]")
    lines = text[begins:].splitlines()
    sentences = ("# Numbers about", "# retest_reliability")
    kept = [line.removeprefix("# ") for line in lines if not line.startswith(sentences)]
    path.write_text(text[:begins] + "\n".join(kept), "utf-8")
    own = study.load(folder).instruments["own"]
    assert own.algorithm("diagnosis").grades[-1].id == "some"
    assert own.parameters[0].id == "important_difference"


def test_phq9_says_what_the_skeleton_asks_for_and_no_more(tmp_path):
    folder = study.new(tmp_path / "mine")
    skeleton = tomllib.loads(study.new_instrument(folder, "phq9").read_text("utf-8"))
    written = tomllib.loads(PHQ9.read_text("utf-8"))
    del written["algorithms"]
    assert entries(written) - entries(skeleton) == {".items.sensitive"}
    assert entries(skeleton) <= entries(written)


def test_a_study_with_one_file_more_has_phq9(tmp_path):
    """Oracle: by hand. One TOML file, nine columns, and everything that pages rest on is there."""
    folder = study.new(tmp_path / "mine")
    (folder / "instruments").mkdir()
    (folder / "instruments" / "phq9.toml").write_bytes(PHQ9.read_bytes())
    asked = ",".join(f"phq9_{item}" for item in range(1, 10))
    rows = "p1,baseline,2,0,2,2,2,2,0,0,0\np2,baseline,2,0,2,2,2,0,0,0,1\np3,baseline,,,,,,,,,\n"
    (folder / "screening.csv").write_text(f"participant_id,wave,{asked}\n{rows}", "utf-8")
    assert study.check(folder) == []
    loaded = study.load(folder)
    phq9 = loaded.instruments["phq9"]
    fields = {field.name: field for field in loaded.schema("screening").fields}
    assert fields["phq9_9"].title["da"] == "livslede"
    scored = instruments.scored(loaded.table("screening"), phq9)
    assert scored["phq9_total"].tolist()[:2] == [10, 9]
    assert scored["phq9_band"].tolist()[:2] == ["moderate", "mild"]
    assert scored["phq9_dsm4"].tolist()[:2] == ["major", "major"]
    assert scored["phq9_answered"].tolist() == ["complete", "complete", "none"]
    assert len(instruments.items(phq9)) == 9


@pytest.mark.parametrize("name", ["gad7", "phq9"])
def test_an_instrument_that_there_is_is_not_written_over(tmp_path, name):
    folder = study.new(tmp_path / "mine")
    path = study.new_instrument(folder, "phq9")
    before = path.read_bytes()
    with pytest.raises(study.UnfitNameError, match="already"):
        study.new_instrument(folder, name)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["phq9.toml"]


@pytest.mark.parametrize("name", ["PHQ-9", "9phq", "../phq", "phq 9", ""])
def test_an_id_that_no_column_can_begin_with_is_refused(tmp_path, name):
    folder = study.new(tmp_path / "mine")
    with pytest.raises(study.UnfitNameError, match="cannot be the id"):
        study.new_instrument(folder, name)
    assert not (folder / "instruments").exists()


def test_an_instrument_needs_a_study(tmp_path):
    with pytest.raises(study.UnreadableStudyError):
        study.new_instrument(tmp_path / "nowhere", "phq9")
