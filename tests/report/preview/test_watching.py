"""What a report is made of is watched; what editors and Python keep beside it is passed over."""

import asyncio

import pytest

from compendium.report.plans.places import Places
from compendium.report.preview import watching

PATIENCE = 10


@pytest.fixture
def places(tmp_path):
    for name in ("book/book", "book/notebooks", "book/_build", "checkout/src", "study"):
        (tmp_path / name).mkdir(parents=True)
    return Places(tmp_path / "book", tmp_path / "study", tmp_path / "checkout")


def noticed(places, *writes, last):
    """Return the names of what is told after some writes, up to the last one."""

    async def watch():
        async with watching.watched(places) as changes:
            # The last one is written until it is told, for a watch begins a moment after it began.
            while not changes:
                last.write_text("last", "utf-8")
                await asyncio.sleep(0.05)
            await changes.taken()
            for path in writes:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("changed", "utf-8")
            await asyncio.sleep(0.3)
            last.write_text("again", "utf-8")
            found = set()
            while last not in found:
                found |= await asyncio.wait_for(changes.taken(), PATIENCE)
            return {path.name for path in found - {last}}

    return asyncio.run(watch())


def test_notebooks_chapters_data_code_and_the_frame_are_noticed(places):
    files = [
        places.book / "notebooks" / "first.ipynb",
        places.book / "book" / "index.md",
        places.book / "_toc.yml",
        places.study / "screening.csv",
        places.checkout / "src" / "module.py",
    ]
    last = places.book / "_config.yml"
    assert noticed(places, *files, last=last) == {path.name for path in files}


def test_what_is_built_hidden_or_an_editors_own_is_not(places):
    files = [
        places.book / "_build" / "page.html",
        places.book / "notebooks" / ".ipynb_checkpoints" / "first-checkpoint.ipynb",
        places.book / "notebooks" / ".first.ipynb.swp",
        places.book / "book" / "index.md~",
        places.book / "book" / "#index.md#",
        places.checkout / "src" / "__pycache__" / "module.cpython-311.pyc",
        places.book / "README.md",
    ]
    last = places.book / "book" / "last.md"
    assert noticed(places, *files, last=last) == set()


def test_a_folder_within_another_is_watched_once(tmp_path):
    (tmp_path / "data" / "synthetic").mkdir(parents=True)
    places = Places(tmp_path, tmp_path / "data" / "synthetic", tmp_path)
    assert watching.folders(places) == [tmp_path / "data"]


def test_what_changed_is_told_once():
    async def asked():
        changes = watching.Changes()
        changes.note(["a"])
        changes.note(["a", "b"])
        first = await changes.taken()
        return first, bool(changes)

    assert asyncio.run(asked()) == ({"a", "b"}, False)
