"""A folder that is no Jupyter Book, or a broken one, is told as what it is."""

import pytest

from compendium import cli
from compendium.errors import CompendiumError


def fault(volume) -> CompendiumError:
    with pytest.raises(CompendiumError) as caught:
        volume.build()
    return caught.value


def test_a_folder_that_is_none(tmp_path, capsys):
    assert cli.main(["build", "--book", str(tmp_path / "none")]) == 1
    assert "There is no such folder." in capsys.readouterr().err


def test_a_folder_without_contents_is_no_book(volume):
    told = fault(volume)
    assert told.what == "This folder is no Jupyter Book: it has no _toc.yml."
    assert not (volume.root / "_build").exists()


def test_the_folder_that_is_meant_is_named(volume):
    volume.write("lectures/_toc.yml", "format: jb-book\nroot: index\n")
    assert fault(volume).remedy == "Name the folder that has one: lectures."


def test_a_book_of_the_next_version_is_told_apart(volume):
    volume.write("myst.yml", "version: 1\n")
    assert "myst build" in fault(volume).remedy


def test_a_report_of_a_study_passes_its_gate_or_is_not_built(volume):
    volume.write("_toc.yml", "format: jb-book\nroot: index\n")
    volume.write("notebooks/runs.yml", "[]")
    assert fault(volume).remedy == "Build it without --book, so that it passes the gate."
    assert not (volume.root / "_build").exists()


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("- file: index\n", "The table of contents is malformed", "_toc.yml"),
        ("format: jb-book\nchapters: []\n", "The table of contents is malformed", "_toc.yml"),
        ("root: [\n", "This is not YAML.", "_toc.yml, line 2"),
    ],
)
def test_broken_contents_are_told(volume, text, what, where):
    volume.write("_toc.yml", text)
    told = fault(volume)
    assert told.what.startswith(what)
    assert told.where == where


def test_a_configuration_that_is_not_yaml_is_told(volume):
    volume.write("_toc.yml", "format: jb-book\nroot: index\n")
    volume.write("_config.yml", "title: [\n")
    assert fault(volume).where == "_config.yml, line 2"


def test_a_value_of_the_wrong_type_is_a_warning(volume):
    volume.write("_toc.yml", "format: jb-book\nroot: index\n")
    volume.config(html={"home_page_in_navbar": "yes"})
    assert any("_config.yml" in warning for warning in volume.build().warnings)


def test_a_notebook_that_was_saved_half_is_named(volume):
    volume.notebook("half.ipynb", "print('well')")
    path = volume.root / "half.ipynb"
    path.write_text(path.read_text("utf-8")[:100], "utf-8")
    told = fault(volume)
    assert told.what.startswith("A notebook cannot be read")
    assert told.where == "half.ipynb"


def test_contents_of_an_article_and_a_book_without_configuration_are_built(volume):
    (volume.root / "_config.yml").unlink()
    volume.write("_toc.yml", "format: jb-article\nroot: index\nsections:\n- file: page\n")
    volume.write("page.md", "# A page\n")
    volume.build()
    assert "A page" in volume.page("page")


def test_a_study_is_no_matter_of_a_book(volume):
    with pytest.raises(SystemExit):
        cli.main(["build", "--book", str(volume.root), "--study", "x"])
