"""What study.toml says: who and when, what may be shown, and where each table lies."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from compendium.errors import CompendiumError
from compendium.study.entries import Entries
from compendium.study.layouts import laid_out
from compendium.study.plans import Plan, plan_of
from compendium.study.slugs import slug
from compendium.tables import Fault, Source, announce, summary

FILE = "study.toml"
REMEDY = f"mend the file, or say in {FILE} how it differs, and check the study again"
"""What to do about a table with faults."""
TABLES = (
    "intake",
    "participants",
    "screening",
    "fidelity",
    "histories",
    "contacts",
    "consultants",
)
"""The tables that a study may have."""

Allocation = Literal["self-selected", "randomised"]
ProfileName = Literal["dk", "strict"]
Audience = Literal["public", "internal"]

METHODS = ("legal_basis", "ethics", "funding", "safety_protocol")


class UnreadableStudyError(CompendiumError):
    """There is no such study, or its study.toml is not TOML."""


class SettingsError(CompendiumError):
    """Entries of study.toml that are missing, unknown or not allowed; `faults` has all of them."""

    def __init__(self, faults: Sequence[Fault], folder: Path) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {line}" for line in summary(self.faults))
        super().__init__(
            f"{FILE} cannot be used:\n{lines}",
            where=str(folder),
            remedy="mend these entries; 'compendium new study PATH' writes an example of all",
        )


@dataclass(frozen=True)
class Period:
    """The days that the study runs from and to, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Wave:
    """A wave of measurement, with its window in weeks from the index date, where it has one."""

    id: str
    label: Mapping[str, str]
    from_week: int | None = None
    to_week: int | None = None


@dataclass(frozen=True)
class StudySettings:
    """Everything that study.toml says.

    Attributes
    ----------
    id, title, title_da
        Name of the study; the Danish title is the English one when there is none.
    period
        First and last day, or None.
    municipalities
        Those of the intervention, in the order of pages and tables.
    allocation
        How people came into the arms.
    waves
        In their order in time.
    follow_up_weeks
        Weeks that everybody is followed from the index date.
    profile, audience, fidelity_items_released
        What may be shown, to whom, and the municipalities that released their fidelity items.
    digest_key
        The file of the key that row digests are made with; empty when there is none.
    plan
        The dated analysis plan, or None.
    methods
        Legal basis, ethics, funding, safety protocol, as far as they are recorded.
    tables
        Where each table lies that the study has.
    """

    id: str
    title: str
    title_da: str
    period: Period | None
    municipalities: tuple[str, ...]
    allocation: Allocation
    waves: tuple[Wave, ...]
    follow_up_weeks: int
    profile: ProfileName
    audience: Audience
    fidelity_items_released: tuple[str, ...]
    digest_key: str = ""
    plan: Plan | None = None
    methods: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Source] = field(default_factory=dict)

    def covered(self, table: str) -> dt.date | None:
        """Return the last day that a table covers: its delivery, else the end of the period."""
        delivered = self.tables[table].delivered if table in self.tables else None
        return delivered or (self.period.last if self.period else None)

    def titled(self, language: str) -> str:
        """Return the title of the study in a language, ``en`` or ``da``."""
        return self.title_da if language == "da" else self.title

    def places(self, municipality: str) -> tuple[str, ...]:
        """Return the municipalities that a page is of: the one named, or each for ``all``."""
        return self.municipalities if municipality == "all" else (municipality,)


def read_settings(folder: Path) -> StudySettings:
    """Return what a study's study.toml says, and announce that file.

    Raises
    ------
    UnreadableStudyError
        If there is no such folder or file, or the file is not TOML.
    SettingsError
        If entries are missing, unknown or not allowed.
    """
    path = folder / FILE
    if not announce(path):
        missing = f"no {FILE} in it" if folder.is_dir() else "no such study folder"
        raise UnreadableStudyError(
            f"There is {missing}.",
            where=str(folder),
            remedy="give the right folder, or begin one with: compendium new study PATH",
        )
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        reason = "it is not UTF-8 text" if isinstance(fault, UnicodeDecodeError) else str(fault)
        raise UnreadableStudyError(
            f"{FILE} is not TOML: {reason}.",
            where=str(path),
            remedy="mend that line: texts stand in quotes, and each table begins with its [name]",
        ) from None
    except OSError as fault:
        raise UnreadableStudyError(
            f"{FILE} cannot be read ({type(fault).__name__}).",
            where=str(path),
            remedy="make it a file that you may read",
        ) from None
    faults: list[Fault] = []
    settings = _settings(Entries(record, FILE, faults))
    if faults:
        raise SettingsError(faults, folder)
    return settings


def _settings(entries: Entries) -> StudySettings:
    title = entries.text("title")
    municipalities = entries.texts("municipalities", required=True)
    settings = StudySettings(
        id=_slug(entries, "id"),
        title=title,
        title_da=entries.text("title_da", default=title),
        period=_period(entries),
        municipalities=municipalities,
        allocation=cast(Allocation, entries.text("allocation", allowed=get_args(Allocation))),
        waves=tuple(_wave(each) for each in entries.tables("waves")),
        follow_up_weeks=entries.number("follow_up_weeks", default=78, least=1) or 78,
        profile=cast(
            ProfileName, entries.text("profile", default="dk", allowed=get_args(ProfileName))
        ),
        audience=cast(
            Audience, entries.text("audience", default="public", allowed=get_args(Audience))
        ),
        fidelity_items_released=entries.texts("fidelity_items_released"),
        digest_key=entries.text("digest_key", default="", shape='"digest.key"'),
        plan=plan_of(entries),
        methods=_methods(entries.table("methods")),
        tables=_sources(entries.table("tables")),
    )
    if not set(settings.fidelity_items_released) <= set(municipalities):
        entries.note("fidelity_items_released", "must name municipalities of this study")
    if len({slug(name) for name in municipalities}) < len(municipalities):
        entries.note("municipalities", "must differ when written in plain ASCII, for page names")
    if len({wave.id for wave in settings.waves}) < len(settings.waves):
        entries.note("waves", "must have ids that differ")
    entries.finish()
    return settings


def _slug(entries: Entries, key: str) -> str:
    given = entries.text(key)
    if given and slug(given) != given.replace("_", "-"):
        entries.note(key, "must be lower-case letters a-z, digits, - and _, such as month6")
    return given


def _period(entries: Entries) -> Period | None:
    period = entries.table("period")
    first, last = period.day("from"), period.day("to")
    period.finish()
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        entries.note(
            "period", "must have both days, such as { from = 2019-12-01, to = 2024-06-30 }"
        )
        return None
    return Period(first, last)


def _wave(entries: Entries) -> Wave:
    wave_id = _slug(entries, "id")
    label = entries.text("label", default=wave_id)
    wave = Wave(
        wave_id,
        {"en": label, "da": entries.text("label_da", default=label)},
        entries.number("from_week"),
        entries.number("to_week"),
    )
    if wave.from_week is not None and wave.to_week is not None and wave.to_week < wave.from_week:
        entries.note("to_week", "must not come before from_week")
    entries.finish()
    return wave


def _methods(entries: Entries) -> dict[str, str]:
    found = {key: entries.text(key, default="") for key in METHODS}
    entries.finish()
    return {key: text for key, text in found.items() if text}


def _sources(entries: Entries) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for name in TABLES:
        given = name in entries.record
        inner = entries.table(name)
        if given:
            found[name] = _source(inner, name)
    entries.finish()
    return found


def _source(entries: Entries, name: str) -> Source:
    source = Source(
        file=entries.text("file", shape='"screening.csv"'),
        sheet=entries.text("sheet", default=""),
        delimiter=entries.text("delimiter", default=",", allowed=(",", ";", "\t", "|")),
        decimal=entries.text("decimal", default=".", allowed=(".", ",")),
        date_format=entries.date_format("date_format"),
        drop_without_id=entries.flag("drop_without_id"),
        delivered=entries.day("delivered"),
        **(laid_out(entries) if name == "histories" else {}),
        mapping=entries.table("mapping").scalars(),
        constants=entries.table("constants").scalars(),
    )
    entries.finish()
    return source
