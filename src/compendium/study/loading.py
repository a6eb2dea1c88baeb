"""Load a study: a folder whose tables are read when they are asked for, checked, and kept."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium import instruments
from compendium.errors import CompendiumError
from compendium.study.codebook import TABLES, of_study
from compendium.study.layouts import SPELLS, as_spells, read_codes
from compendium.study.rules import CONSULTANT, PERSON, within_table
from compendium.study.settings import (
    FILE,
    REMEDY,
    StudySettings,
    UnreadableStudyError,
    read_settings,
)
from compendium.tables import (
    Absent,
    Fault,
    FaultyTableError,
    Schema,
    Source,
    announce,
    checked,
    checkout,
    decoded,
    listed,
    read_text,
    renamed,
)

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

VARIABLE = "COMPENDIUM_STUDY"
WITHDRAWN = "withdrawn.txt"
INSTRUMENTS = "instruments"
SCORED = ("screening", "fidelity")


class UnknownTableError(CompendiumError):
    """A table that no study has; one that this study lacks is `Absent` instead."""


@dataclass(frozen=True)
class Reading:
    """What came of reading one table.

    `frame` has the row of the file as its index, and is fit for use where there are no faults;
    `dropped` counts the rows that had no id, where the study says that those are to be dropped.
    """

    frame: pd.DataFrame | Absent
    faults: tuple[Fault, ...] = ()
    dropped: int = 0


@dataclass(frozen=True)
class Study:
    """A study folder and what its study.toml says; its tables are read when asked for."""

    folder: Path
    settings: StudySettings
    _readings: dict[str, Reading] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def table(self, name: str) -> pd.DataFrame | Absent:
        """Return a checked table, without those who withdrew their consent.

        Parameters
        ----------
        name
            One of `TABLES`.

        Returns
        -------
        pandas.DataFrame or Absent
            The schema's columns, numbered from 0: text ``str``, levels ``category`` in the order of
            study.toml or the schema, item scores ``Int8``, dates ``datetime64``, weeks ``int32``
            since Monday 1 January 1990. An optional column that the file lacks is wholly missing;
            an instrument that it lacks has no columns. `participants` has the integer column
            ``index_week`` more. What the study lacks is `Absent`.

        Raises
        ------
        UnknownTableError
            If no study has such a table.
        UnreadableTableError
            If its file is not there, or cannot be read.
        FaultyTableError
            If its file breaks the schema.
        """
        reading = self.read(name)
        if reading.faults:
            raise FaultyTableError(reading.faults, remedy=REMEDY)
        if isinstance(reading.frame, Absent):
            return reading.frame
        return reading.frame.reset_index(drop=True)

    def scan(self, name: str) -> nw.LazyFrame[Any] | Absent:
        """Return a table as a narwhals LazyFrame; otherwise as `table`."""
        frame = self.table(name)
        if isinstance(frame, Absent):
            return frame
        import narwhals as nw

        return nw.from_native(frame).lazy()

    def last_week(self, name: str) -> int | None:
        """Return the last ISO week that a table covers in whole, counted as its weeks are.

        None where study.toml says neither when the table was delivered nor how long the study runs.
        """
        covered = self.settings.covered(name)
        if covered is None:
            return None
        from compendium.tables.coercion import WEEK_ZERO

        return (covered - dt.date.fromisoformat(WEEK_ZERO)).days // 7 - (covered.weekday() < 6)

    def dropped(self, name: str) -> int:
        """Return how many rows of a table were dropped because they have no id."""
        return self.read(name).dropped

    def schema(self, name: str) -> Schema:
        """Return the schema of a table of this study, with the columns of every questionnaire."""
        _known(name)
        columns = [column.name for each in self.instruments.values() for column in each.columns]
        return of_study(name, self.settings, self.instruments, columns)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file and folder that a study is read from, whether or not it is there."""
        own = self.folder / INSTRUMENTS
        sources = self.settings.tables.values()
        files = (file for source in sources for file in (source.file, source.codes) if file)
        plan = (self.settings.plan.file,) if self.settings.plan else ()
        others = (self.folder / file for file in (*files, *plan))
        return (self.folder / FILE, self.folder / WITHDRAWN, own, *own.glob("*.toml"), *others)

    @cached_property
    def instruments(self) -> Mapping[str, instruments.Instrument]:
        """The catalogue of instruments, those of the study's own folder `instruments` included."""
        return instruments.catalogue(extra=listed(self.folder / INSTRUMENTS, "*.toml"))

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The ids of those who withdrew their consent: dropped everywhere, counted nowhere."""
        path = self.folder / WITHDRAWN
        if not announce(path):
            return frozenset()
        try:
            lines = decoded(path.read_bytes()).splitlines()
        except OSError as fault:  # never go on as if nobody had withdrawn
            raise UnreadableStudyError(
                f"{WITHDRAWN} cannot be read ({type(fault).__name__}).",
                where=str(path),
                remedy="make it a file that you may read",
            ) from None
        return frozenset(line.strip() for line in lines if not line.startswith("#")) - {""}

    def read(self, name: str) -> Reading:
        """Return what came of reading a table, faults and all; each table is read once."""
        _known(name)
        if name not in self._readings:
            self._readings[name] = self._read(name)
        return self._readings[name]

    def _read(self, name: str) -> Reading:
        source = self.settings.tables.get(name)
        if source is None:
            return Reading(Absent(f"it has no table of {name}"))
        text = read_text(self.folder / source.file, source)
        try:
            text = renamed(text, source)
        except FaultyTableError as fault:
            return Reading(Absent("its file has faults"), fault.faults)
        text, dropped = self._kept(text, source)
        if source.layout != SPELLS:
            text, wrong = as_spells(text, read_codes(self.folder, source), source)
            if wrong:
                return Reading(Absent("its file has faults"), tuple(wrong), dropped)
        # Only tables with scores look at the instruments, so only those change with them.
        known = self.instruments if name in SCORED else {}
        schema = of_study(name, self.settings, known, text.columns)
        faults = [*self._strange(name, schema), *self._halved(name, text)]
        frame, broken = checked(text, schema, source)
        faults += broken
        if not faults:
            faults = within_table(name, frame, source.file, self.settings, known)
        if frame.empty and not faults:
            return Reading(Absent(f"its table of {name} has no rows yet"), dropped=dropped)
        if name == "participants" and not faults:
            frame = _with_index_week(_with_home_first(frame, self.settings.municipalities))
        return Reading(frame, tuple(faults), dropped)

    def _kept(self, text: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, int]:
        """Return the rows of those who take part, and how many rows had no id.

        A row is of its participant, and of its consultant where it has no participant. A
        participant whose consultant withdrew stays, and names none.
        """
        person = next((each for each in (PERSON, CONSULTANT) if each in text.columns), None)
        if person is None:
            return text, 0
        rows = len(text)
        if source.drop_without_id:
            text = text[text[person] != ""]
        dropped = rows - len(text)
        text = text[~text[person].isin(self.withdrawn)]
        if CONSULTANT in text.columns:
            named = text[CONSULTANT]
            text = text.assign(**{CONSULTANT: named.mask(named.isin(self.withdrawn), "")})
        return text, dropped

    def _strange(self, name: str, schema: Schema) -> list[Fault]:
        """Return faults for columns that study.toml maps or sets, but the table cannot have."""
        source = self.settings.tables[name]
        return [
            Fault(FILE, None, f"tables.{name}.{part}.{column}", f"is no column of {name}")
            for part, columns in (("mapping", source.mapping), ("constants", source.constants))
            for column in columns
            if not any(each.stands_for(column) for each in schema.fields)
        ]

    def _halved(self, name: str, text: pd.DataFrame) -> list[Fault]:
        """Return faults for columns of an instrument of which others are there."""
        if name != "screening":
            return []
        return [
            Fault(
                self.settings.tables[name].file,
                None,
                column,
                f"is not there, but other columns of {each.id} are; add it, or map it in {FILE}",
            )
            for each in self.instruments.values()
            if each.kind == "questionnaire"
            for column in each.lacking(text.columns)
        ]


def load(path: Path | str | None = None) -> Study:
    """Return the study in a folder; its tables are read when they are asked for.

    Parameters
    ----------
    path
        The folder. Without it, the variable ``COMPENDIUM_STUDY`` says where it is, read at the time
        of the call; without that, it is the synthetic study of the repository.

    Raises
    ------
    UnreadableStudyError
        If there is no study there, or its study.toml is not TOML.
    SettingsError
        If entries of study.toml are missing, unknown or not allowed.
    """
    chosen = path or os.environ.get(VARIABLE) or checkout() / "data" / "synthetic"
    folder = Path(chosen).expanduser()
    return Study(folder, read_settings(folder))


def _known(name: str) -> None:
    if name not in TABLES:
        raise UnknownTableError(
            f"No study has a table '{name}'.", remedy=f"ask for one of: {', '.join(TABLES)}"
        )


def _with_home_first(frame: pd.DataFrame, municipalities: tuple[str, ...]) -> pd.DataFrame:
    """Return participants with the municipality as a category: the study's own, then all others."""
    import pandas as pd

    elsewhere = sorted(set(frame["municipality"]) - set(municipalities))
    levels = pd.CategoricalDtype([*municipalities, *elsewhere])
    return frame.assign(municipality=frame["municipality"].astype(levels))


def _with_index_week(frame: pd.DataFrame) -> pd.DataFrame:
    """Return participants with the week that the index date lies in."""
    import pandas as pd

    from compendium.tables.coercion import WEEK_ZERO

    days = (frame["index_date"] - pd.Timestamp(WEEK_ZERO)).dt.days
    return frame.assign(index_week=(days // 7).astype("int32"))
