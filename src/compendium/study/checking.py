"""Check a study: every fault of study.toml and of all tables, in one go."""

from __future__ import annotations

from pathlib import Path

from compendium.errors import CompendiumError
from compendium.instruments import MalformedInstrumentError
from compendium.study.loading import INSTRUMENTS, Study, load
from compendium.study.plans import UnreadablePlanError, plan
from compendium.study.rules import between_tables
from compendium.study.settings import FILE, SettingsError
from compendium.tables import Absent, Fault, FaultyTableError, digest


def check(path: Path | str | None = None) -> list[Fault]:
    """Return all faults of a study, by file, row, column and rule.

    Parameters
    ----------
    path
        The study folder; without it, the one that `load` would take.

    Returns
    -------
    list of Fault
        Those of study.toml alone where it has any, for tables cannot be read without it; else those
        of every table, and then those between tables that have none of their own. Nothing when the
        study is sound.

    Raises
    ------
    UnreadableStudyError
        If there is no study there, or its study.toml is not TOML.
    """
    try:
        study = load(path)
    except SettingsError as fault:
        return list(fault.faults)
    faults = _files(study) + _definitions(study)
    frames = {}
    for name, source in study.settings.tables.items():
        try:
            reading = study.read(name)
        except FaultyTableError as fault:
            faults += fault.faults
        except MalformedInstrumentError:
            continue  # told once, and not for each table with scores
        except CompendiumError as fault:
            faults.append(Fault(source.file, None, "", f"{fault.what} {fault.remedy}".strip()))
        else:
            faults += reading.faults
            if not reading.faults and not isinstance(reading.frame, Absent):
                frames[name] = reading.frame
    files = {name: source.file for name, source in study.settings.tables.items()}
    return faults + between_tables(frames, files)


def _definitions(study: Study) -> list[Fault]:
    """Return the fault of the study's own instruments, by file, line and key, where one has any."""
    try:
        study.instruments  # noqa: B018 - it is read when it is asked for
    except MalformedInstrumentError as fault:
        return [Fault(INSTRUMENTS, None, "", f"{fault.what.removesuffix('.')} ({fault.where})")]
    return []


def _files(study: Study) -> list[Fault]:
    """Return faults of the other files that study.toml names: the key, and the plan as it was."""
    faults = []
    key, named = study.settings.digest_key, study.settings.plan
    if key and not (study.folder / key).is_file():
        faults.append(Fault(FILE, None, "digest_key", f"names {key}, which is not there"))
    if named:
        found = digest(study.folder / named.file)
        if found == "absent":
            faults.append(Fault(FILE, None, "plan.file", f"names {named.file}, which is not there"))
        elif found != named.sha256:
            rule = f"is not the SHA-256 of {named.file}: the plan was changed after its date"
            faults.append(Fault(FILE, None, "plan.sha256", rule))
        else:
            faults += _unreadable(study, named.file)
    return faults


def _unreadable(study: Study, file: str) -> list[Fault]:
    """Return the fault of a plan that is as it was dated, and not TOML."""
    try:
        plan(study)
    except UnreadablePlanError as fault:
        return [Fault(file, None, "", f"{fault.what} {fault.remedy}")]
    return []
