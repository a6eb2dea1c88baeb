"""Records of open data: what is on record is what the data give, and without data nothing is lost.

The data is not shipped: the tests that need it run where COMPENDIUM_OPEN_DATA says where it is, as
it does in CI.
"""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from compendium import validation
from compendium.cli import main
from compendium.tables import checkout, digest
from compendium.validation.catalogue import files, shelf

FILE = shelf() / "records.json"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(shelf(), tmp_path / "validation")


def test_the_records_are_what_the_data_give_to_the_last_byte(open_data):
    assert validation.written(validation.record(open_data)) == FILE.read_text("utf-8")


def test_a_record_names_its_file_digest_licence_origin_and_command(open_data):
    for row in files().to_dict("records"):
        record = validation.records()[row["key"]]
        assert record.sha256 == digest(open_data / row["path"])
        assert "/" not in record.file
        assert record.licence == row["licence"]
        assert record.origin == row["origin"]
        assert record.command.startswith("make validation")


def test_every_figure_of_open_data_is_on_record_and_no_other():
    figures = {each.key for each in validation.catalogue() if each.data}
    assert set(validation.recorded(validation.records())) == figures


def test_no_record_has_a_path_of_a_machine():
    assert '"/' not in FILE.read_text("utf-8")


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(validation.MissingDataError, match=r"study_one\.xlsx"):
        validation.recomputed(tmp_path)


def test_records_that_cannot_be_read_are_told_with_how_to_make_them(folder):
    (folder / "records.json").write_text("[1]", "utf-8")
    with pytest.raises(validation.UnreadableRecordsError, match="make validation"):
        validation.records(folder)
    (folder / "records.json").unlink()
    with pytest.raises(validation.UnreadableRecordsError, match="make validation"):
        validation.records(folder)


def test_records_are_written_as_they_are_read(folder):
    records = validation.records()
    (folder / "records.json").unlink()
    assert validation.write(records, folder).read_text("utf-8") == FILE.read_text("utf-8")
    assert validation.records(folder) == records


def test_what_is_read_is_announced():
    heard = []

    def hear(event, arguments):
        if event == "compendium.read":
            heard.append(arguments[0])

    sys.addaudithook(hear)
    validation.checked(validation.recorded(validation.records()))
    assert {str(shelf() / name) for name in ("published.csv", "records.json")} <= set(heard)


def test_a_changed_row_of_the_data_is_seen(open_data, tmp_path, folder):
    """Somebody else's earnings, and the page would no longer build."""
    other = shutil.copytree(open_data, tmp_path / "data", copy_function=shutil.copyfile)
    other.joinpath("nsw").chmod(0o755)
    path = other / "nsw" / "nsw_mixtape.csv"
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("9930.046", "99300.46", 1), "utf-8")
    records = validation.record(other)
    assert records["nsw"].sha256 != validation.records()["nsw"].sha256
    with pytest.raises(validation.DifferingError):
        validation.checked(validation.recorded(records), folder)


def test_the_command_computes_compares_and_writes(open_data, capsys, monkeypatch):
    before = FILE.read_text("utf-8")
    monkeypatch.chdir(checkout())
    assert main(["validation", "--data", str(open_data)]) == 0
    assert "is written" in capsys.readouterr().out
    assert FILE.read_text("utf-8") == before
    assert json.loads(before)


def test_the_command_without_data_says_what_to_do(capsys, monkeypatch):
    monkeypatch.delenv("COMPENDIUM_OPEN_DATA", raising=False)
    assert main(["validation"]) == 1
    assert "--data PATH" in capsys.readouterr().err
