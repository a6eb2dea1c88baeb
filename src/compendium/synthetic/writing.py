"""A synthetic world written as a study folder: study.toml, its tables as CSV, and the truth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.synthetic.dates import day, years
from compendium.synthetic.folder import STUDY_ID, settings
from compendium.synthetic.people import People
from compendium.synthetic.practice import PARTS
from compendium.synthetic.questionnaires import ITEMS, MISSING
from compendium.synthetic.spells import spells
from compendium.synthetic.truths import Truth
from compendium.synthetic.worlds import World, world

Row = Sequence[object]


class NotSyntheticError(CompendiumError):
    """The path to write to holds something else than a synthetic study."""


def write(path: Path | str, *, seed: int, participants: int = 500, ages: str = "18-29") -> Truth:
    """Write a synthetic study folder and return its truth, which is also in its truth.json.

    The same seed, participants and ages give the same bytes on every platform.

    Parameters
    ----------
    path
        The folder; made where it is not there. Files of an earlier synthetic study are replaced.
    seed
        Any whole number from 0.
    participants
        People in the intervention.
    ages
        `18-29` (the project's site) or `15-24` (its slides), or other ages between 15 and 29.

    Raises
    ------
    NotSyntheticError
        Where the path holds anything else: nothing of it is touched.
    TooFewError, AgesError
        As `world` does.
    """
    folder = Path(path)
    _refuse_other_studies(folder)
    made = world(seed, participants, ages)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(made).items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return made.truth


def files(made: World) -> dict[str, str]:
    """Return the texts of a study folder by file name."""
    return {
        **settings(made),
        "intake.csv": _csv(_INTAKE, _intake(made), by=("participant_id",)),
        "participants.csv": _csv(
            _participants_columns(made), _participants(made), by=("participant_id",)
        ),
        "screening.csv": _csv(_SCREENING, _screening(made), by=("participant_id", "date")),
        "fidelity.csv": _csv(_FIDELITY, _fidelity(made), by=("municipality", "round")),
        "histories.csv": _csv(
            _HISTORIES, _histories(made), by=("participant_id", "strand", "first_week")
        ),
        "contacts.csv": _csv(_CONTACTS, _contacts(made), by=("participant_id", "date")),
        "consultants.csv": _csv(_CONSULTANTS, _consultants(made), by=("consultant_id", "wave")),
        "truth.json": _json(made.truth.record()) + "\n",
    }


def _refuse_other_studies(folder: Path) -> None:
    """Raise unless the folder is new, empty, or holds a synthetic study."""
    entry = folder / "study.toml"
    if entry.is_file():
        mine = f'id = "{STUDY_ID}"' in entry.read_text("utf-8", errors="replace")
    else:
        mine = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not mine:
        raise NotSyntheticError(
            "There is something else than a synthetic study at this path; nothing was written.",
            where=str(folder),
            remedy="give the path of a folder that is empty or not there yet",
        )


_INTAKE = (
    *("participant_id", "municipality", "sex", "birth_year", "diagnosed", "screened", "eligible"),
    *("included", "declined", "ended", "reason_class"),
)
_SCREENING = (
    *("participant_id", "wave", "date", "mode"),
    *(column for columns in ITEMS.values() for column in columns),
)
_FIDELITY = (
    *("review_id", "municipality", "round", "date", "mode", "rater", "instrument", "version"),
    *("item", "score"),
)
_HISTORIES = ("participant_id", "strand", "state", "hours", "first_week", "last_week")
_CONTACTS = ("participant_id", "consultant_id", "date", "kind", "place", "minutes")
_CONSULTANTS = ("consultant_id", "wave", "date", "municipality", "full_time_share")


def _intake(made: World) -> Iterator[Row]:
    """Yield a row a screened person, with half-years for days; declined is eligible and not in."""
    people = made.screened
    place_of = {name: place for place, name in enumerate(made.people.id[made.intervention])}
    born = _birth_years(people, years(made.when.index_day).tolist())
    for at, name in enumerate(people.id):
        screened = half_year(day(int(made.when.screening_day[at])))
        decided = half_year(day(int(made.when.index_day[at])))
        eligible, included = bool(made.decided.eligible[at]), bool(made.decided.included[at])
        ended, reason = "", "" if eligible else "not_eligible"
        if included:
            ended_day = int(made.ended_day[place_of[name]])
            ended = half_year(day(ended_day)) if ended_day >= 0 else ""
            reason = str(made.ended_reason[place_of[name]]) if ended else ""
        elif eligible:
            reason = "declined"
        yield (
            name,
            people.municipality[at],
            _sex(bool(people.woman[at])),
            born[at],
            _flag(bool(people.diagnosed[at])),
            screened,
            decided if eligible else "",
            decided if included else "",
            decided if eligible and not included else "",
            ended,
            reason,
        )


def _participants_columns(made: World) -> tuple[str, ...]:
    return (
        *("participant_id", "arm", "municipality", "index_date", "start_date", "consultant_id"),
        *("sex", "birth_year", "education", "benefit", "readiness"),
        *(f"risk_{name}" for name in made.truth.parameters.by_name("people.risk_factors")),
    )


def _participants(made: World) -> Iterator[Row]:
    """Yield a row a person in either arm."""
    people = made.people
    born = _birth_years(people, years(made.index_day).tolist())
    for at, name in enumerate(people.id):
        mine = bool(made.intervention[at])
        start = int(made.assigned.start_day[at]) if mine else -1
        yield (
            name,
            "intervention" if mine else "comparison",
            people.municipality[at],
            day(int(made.index_day[at])),
            day(start) if start >= 0 else "",
            made.assigned.consultant[at] if mine else "",
            _sex(bool(people.woman[at])),
            born[at],
            people.education[at],
            people.benefit[at],
            people.readiness[at],
            *(_flag(bool(flag)) for flag in people.risks[at]),
        )


def _screening(made: World) -> Iterator[Row]:
    """Yield a row a screened person and wave."""
    for wave, answers in made.answers.items():
        for row, at in enumerate(answers.people.tolist()):
            items = (
                score for instrument in ITEMS for score in answers.items[instrument][row].tolist()
            )
            yield (
                made.screened.id[at],
                wave,
                day(int(answers.day[row])),
                answers.mode[row],
                *("" if score == MISSING else score for score in items),
            )


def _fidelity(made: World) -> Iterator[Row]:
    """Yield a row a review, rater and item."""
    for rating in made.ratings:
        yield (
            rating.review_id,
            rating.municipality,
            rating.round,
            rating.half_year,
            rating.mode,
            rating.rater,
            "ips25",
            "IPS-25 unadapted",
            f"ips25_{rating.item}",
            rating.score,
        )


def _histories(made: World) -> Iterator[Row]:
    """Yield a row a spell, person by person."""
    mondays = (made.index_day // 7 * 7).tolist()
    for spell in spells(made.supported, made.first):
        monday = mondays[spell.person]
        yield (
            made.people.id[spell.person],
            spell.strand,
            spell.state,
            "" if spell.hours is None else spell.hours,
            day(monday + 7 * spell.first),
            day(monday + 7 * spell.last),
        )


def _contacts(made: World) -> Iterator[Row]:
    """Yield a row a contact, each with the consultant of its participant."""
    for each in made.contacts:
        yield (
            made.people.id[each.person],
            made.assigned.consultant[each.person],
            day(each.day),
            each.kind,
            each.place,
            each.minutes,
        )


def _consultants(made: World) -> Iterator[Row]:
    """Yield a row a consultant and wave."""
    for each in made.employments:
        share = f"{each.parts / PARTS:.2f}"
        yield each.consultant, each.wave, each.half_year, each.municipality, share


def half_year(when: date) -> str:
    """Return the half-year of a day, such as 2021H1."""
    return f"{when.year}H{1 if when.month <= 6 else 2}"


def _birth_years(people: People, year: list[int]) -> list[int]:
    return [then - age for then, age in zip(year, people.age.tolist(), strict=True)]


def _sex(woman: bool) -> str:
    return "female" if woman else "male"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _csv(columns: Sequence[str], rows: Iterable[Row], by: tuple[str, ...]) -> str:
    """Return a table as CSV text, sorted by columns; no value of a synthetic study needs quotes."""
    places = [columns.index(name) for name in by]
    ordered = sorted(rows, key=lambda row: tuple(str(row[place]) for place in places))
    lines = (",".join(str(value) for value in row) for row in ordered)
    return "\n".join([",".join(columns), *lines]) + "\n"


def _json(record: object, depth: int = 0) -> str:
    """Return a record as JSON: what lies three levels deep stands on one line."""
    if not isinstance(record, dict | list) or not record or depth == 3:
        return json.dumps(record, ensure_ascii=False)
    inner, outer = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(record, list):
        if not isinstance(record[0], dict):
            return json.dumps(record, ensure_ascii=False)
        return f"[{inner}{f',{inner}'.join(_json(each, 3) for each in record)}{outer}]"
    entries = (f"{json.dumps(key)}: {_json(each, depth + 1)}" for key, each in record.items())
    return f"{{{inner}{f',{inner}'.join(entries)}{outer}}}"
