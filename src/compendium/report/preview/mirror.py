"""Makes one folder equal to another, and touches only the files whose bytes differ."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path


def files(folder: Path, left_out: Collection[str] = ()) -> set[str]:
    """Return the paths of all files below a folder, but those of some names."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left_out
    }


def differing(source: Path, target: Path, left_out: Collection[str] = ()) -> list[str]:
    """Return the files that are not the same in two folders, or that only one of them has."""
    ours, theirs = files(source, left_out), files(target, left_out)
    both = (name for name in ours & theirs if not _same(source / name, target / name))
    return sorted({*(ours ^ theirs), *both})


def renew(source: Path, target: Path, names: Iterable[str]) -> None:
    """Make some files of a folder as they are in another: each at once whole, or gone.

    Parameters
    ----------
    source
        As it is to be.
    target
        What is changed.
    names
        The files that may differ.
    """
    for name in names:
        if not (source / name).exists():
            (target / name).unlink(missing_ok=True)
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        aside = (target / name).with_name(f".{Path(name).name}.part")
        shutil.copyfile(source / name, aside)
        os.replace(aside, target / name)  # noqa: PTH105 - a replace that Windows has as well


def _same(one: Path, other: Path) -> bool:
    return filecmp.cmp(one, other, shallow=False)
