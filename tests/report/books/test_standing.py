"""A book of which nothing has changed stands; whatever changes of it, it does not."""

import pytest

from compendium import cli
from compendium.report import books


def stands(volume) -> bool:
    return books.stands(volume.root, waiting=print) is not None


def test_a_book_that_was_built_stands_until_anything_of_it_changes(volume, capsys):
    volume.write("../outside.md", "Outside.")
    volume.write("../data.txt", "1")
    volume.text("page.md", "print(open('../data.txt').read())", words="See [there](nowhere.md).")
    volume.write("index.md", "# The book\n\n```{include} ../outside.md\n```\n")
    assert not stands(volume)
    volume.build()
    assert stands(volume)
    capsys.readouterr()
    assert cli.main(["build", "--book", str(volume.root)]) == 0
    told = capsys.readouterr()
    assert "Nothing has changed" in told.out
    assert "nowhere.md" in told.err
    for name in ("index.md", "../outside.md", "../data.txt", "_toc.yml", "_build/html/page.html"):
        path = volume.root / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert not stands(volume), name
        path.write_bytes(kept)
    assert stands(volume)
    volume.write("new.md", "# New\n")
    assert not stands(volume)


def test_a_book_with_figures_and_sources_stands(full):
    full.build()
    assert stands(full)
    full.write("first.csv", "a\n8\n")
    assert not stands(full)


@pytest.mark.parametrize("execute", ["force", "inline"])
def test_what_failed_or_is_executed_by_every_build_does_not_stand(volume, execute):
    volume.config(execute={"execute_notebooks": execute})
    volume.text("page.md", "1 / 0" if execute == "force" else "print(1)")
    volume.build()
    assert not stands(volume)


def test_a_book_without_notebooks_stands(volume):
    volume.write("_toc.yml", "format: jb-book\nroot: index\n")
    volume.build()
    assert stands(volume)
