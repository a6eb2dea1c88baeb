"""Skeletons: a study with a commented study.toml and empty tables, and an instrument of its own."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from compendium import instruments
from compendium.errors import CompendiumError
from compendium.study.codebook import TABLES, schema
from compendium.study.loading import INSTRUMENTS, load
from compendium.tables import checkout

TEMPLATE = Path(__file__).with_name("skeleton.toml")
PLAN = Path(__file__).with_name("plan.toml")
INSTRUMENT = Path(__file__).with_name("instrument.toml")
NAME = "NAME"
"""What stands for the id of an instrument in its skeleton."""

KEY = "digest.key"


class UnfitFolderError(CompendiumError):
    """A folder that a study must not be begun in."""


class UnfitNameError(CompendiumError):
    """An id that an instrument must not have, or that one has already."""


def new(path: Path | str) -> Path:
    """Write the skeleton of a study, and return its folder.

    The folder has a commented study.toml, an example of a plan of analysis, which is no plan until
    study.toml names it, a CSV file with the header of every table, a fresh random key that nobody
    but its owner may read, and a .gitignore that keeps all of it out of git. It is sound as it
    stands: `check` finds no fault, and every table is absent until it has rows.

    Parameters
    ----------
    path
        A folder that is empty or not there yet, outside the repository.

    Raises
    ------
    UnfitFolderError
        If the folder has something in it, or lies inside the repository.
    """
    folder = Path(path).expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnfitFolderError(
            "There is something at this path already, and nothing is written over.",
            where=str(folder),
            remedy="give the path of a folder that is empty or not there yet",
        )
    if folder.resolve().is_relative_to(checkout()):
        raise UnfitFolderError(
            "A study never lies inside the repository, where it could be committed by accident.",
            where=str(folder),
            remedy="give a path outside of it, such as: ../my-study",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    key = folder / KEY
    key.touch(mode=0o600)
    key.write_text(secrets.token_hex(32) + "\n", encoding="utf-8")
    for name in TABLES:
        header = ",".join(_columns(name))
        (folder / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    (folder / PLAN.name).write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "study.toml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def new_instrument(folder: Path | str, name: str) -> Path:
    """Write the skeleton of an instrument into a study, and return its file.

    It is a commented definition in the study's folder `instruments`, sound as it stands: the study
    has a questionnaire more, which is absent until the table screening has its columns.

    Parameters
    ----------
    folder
        The folder of a study.
    name
        The id of the instrument, with which its columns begin.

    Raises
    ------
    UnreadableStudyError, SettingsError
        If there is no study in the folder.
    UnfitNameError
        If columns cannot begin with the id, or an instrument of the study has it already.
    MalformedInstrumentError
        If an instrument that the study has is malformed.
    """
    known = load(folder).instruments
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UnfitNameError(
            f"'{name}' cannot be the id of an instrument, for columns begin with it.",
            remedy="use small letters a to z, digits and _, and begin with a letter, such as: phq9",
        )
    path = Path(folder).expanduser() / INSTRUMENTS / f"{name}.toml"
    if name in known or path.exists():
        raise UnfitNameError(
            f"There is an instrument '{name}' already, and nothing is written over.",
            where=str(path) if path.exists() else "the instruments that come with the package",
            remedy="use another id, or edit the file that there is",
        )
    path.parent.mkdir(exist_ok=True)
    text = INSTRUMENT.read_text(encoding="utf-8").replace(NAME, name)
    path.write_text(text, encoding="utf-8")
    return path


def _columns(name: str) -> list[str]:
    """Return the columns of a table, those of every questionnaire's usual layout included."""
    columns = [column for column in schema(name).names if not column.endswith("*")]
    if name != "screening":
        return columns
    questionnaires = [
        each for each in instruments.catalogue().values() if each.kind == "questionnaire"
    ]
    return columns + [
        column.name for each in questionnaires for item in each.items for column in item.layouts[0]
    ]
