"""Whatever is read, listed or looked for in vain is announced, with a digest that tells change."""

import hashlib
import sys
from pathlib import Path

import pytest

from compendium.tables import announce, checkout, digest, listed

HEARD: list[tuple[str, str]] = []
sys.addaudithook(lambda event, args: HEARD.append(args) if event == "compendium.read" else None)


@pytest.fixture
def heard() -> list[tuple[str, str]]:
    HEARD.clear()
    return HEARD


def test_a_file_is_announced_with_the_sha256_of_its_bytes(tmp_path, heard):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    assert announce(path)
    assert heard == [(str(path), hashlib.sha256(b"a,b\n").hexdigest())]


def test_what_is_looked_for_in_vain_is_announced_as_absent(tmp_path, heard):
    assert not announce(tmp_path / "withdrawn.txt")
    assert heard == [(str(tmp_path / "withdrawn.txt"), "absent")]


def test_a_relative_path_is_announced_as_absolute(tmp_path, heard, monkeypatch):
    monkeypatch.chdir(tmp_path)
    announce(Path("a.csv"))
    assert heard == [(str(tmp_path / "a.csv"), "absent")]


def test_a_listed_folder_is_announced_and_gives_its_files_in_order(tmp_path, heard):
    for name in ("b.toml", "a.toml", "c.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in listed(tmp_path, "*.toml")] == ["a.toml", "b.toml"]
    assert [path for path, _ in heard] == [str(tmp_path)]


def test_a_folder_that_is_not_there_has_no_files_and_is_announced(tmp_path, heard):
    assert listed(tmp_path / "instruments", "*.toml") == ()
    assert heard == [(str(tmp_path / "instruments"), "absent")]


def test_the_digest_of_a_folder_changes_with_its_names_and_not_with_its_contents(tmp_path):
    (tmp_path / "a.toml").write_text("one")
    before = digest(tmp_path)
    (tmp_path / "a.toml").write_text("two")
    (tmp_path / ".hidden").touch()
    assert digest(tmp_path) == before
    (tmp_path / "b.toml").touch()
    assert digest(tmp_path) != before


def test_the_checkout_is_the_root_of_the_repository():
    assert (checkout() / "src" / "compendium" / "tables").is_dir()
