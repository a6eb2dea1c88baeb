"""Who is new or changed in a study since it was published: counted, from keyed digests."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from compendium import study
from compendium.errors import CompendiumError
from compendium.report import saved
from compendium.report.ledgers import provenance
from compendium.tables import Absent

FILE = "published-persons.json"
FORMAT = 1
PERSON = "participant_id"
PLACE = "municipality"
ELSEWHERE = "outside the municipalities of the study"
WHOLE = "all"


class FewChangedError(CompendiumError):
    """So few persons are new or changed that two publications beside each other would tell them."""


class ForgottenError(CompendiumError):
    """What was kept of the last publication is lost or damaged."""


def digests(loaded: study.Study, secret: bytes) -> dict[str, list[str]]:
    """Return a keyed digest of all that a study holds of each person, and where they live.

    Parameters
    ----------
    loaded
        The study.
    secret
        The key of its digests.

    Returns
    -------
    dict
        Keyed pseudonym to a keyed digest and a municipality (empty where it has no
        page of its own).
    """
    rows: dict[str, list[str]] = defaultdict(list)
    places: dict[str, str] = {}
    for name in study.TABLES:
        table = loaded.table(name)
        if isinstance(table, Absent) or PERSON not in table:
            continue
        for row in json.loads(table.to_json(orient="records", date_format="iso")):
            person = str(row[PERSON])
            rows[person].append(f"{name} {json.dumps(row, sort_keys=True, ensure_ascii=False)}")
            if row.get(PLACE) in loaded.settings.municipalities:
                places.setdefault(person, str(row[PLACE]))
    return {
        provenance.keyed(secret, person): [
            provenance.keyed(secret, "\n".join(sorted(found))),
            places.get(person, ""),
        ]
        for person, found in rows.items()
    }


def check(
    publications: Sequence[Mapping[str, Sequence[str]]],
    now: Mapping[str, Sequence[str]],
    threshold: int,
) -> None:
    """Refuse a publication in which fewer persons than the threshold are new or changed.

    They are counted since each publication there was, for a reader may lay this one beside any of
    them, and of five who changed for the last, four may have changed back. They are counted in all,
    in each municipality that they are or were in, and in what is left of the whole, for the report
    shows each by itself. Those who are gone do not count: whoever withdraws must not have to wait
    for others.

    Parameters
    ----------
    publications
        What `digests` returned at each publication; none before the first.
    now
        What it returns now.
    threshold
        Of the study's profile.

    Raises
    ------
    FewChangedError
        Without the number.
    """
    for before in publications:
        counted = Counter(place for places in _moved(before, now) for place in places)
        few = [place for place, count in counted.items() if count < threshold]
        if few:
            raise FewChangedError(
                f"Fewer than {threshold} persons are new or changed since "
                f"{'the last' if before is publications[-1] else 'an earlier'} publication; beside "
                "that one, a new report would tell what is true of them.",
                where=", ".join(sorted({*few} - {WHOLE})) or "the whole study",
                remedy="Publish when more have come; `compendium build` shows the present data.",
            )


def _moved(
    before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]
) -> Iterator[set[str]]:
    """Yield, of each person who is new or changed, the parts of a report that they are told in."""
    for person, (digest, place) in now.items():
        then, there = before.get(person, ("", place))
        if then != digest:
            yield {place or ELSEWHERE, there or ELSEWHERE, WHOLE}


def remembered(folder: Path, *, published: bool) -> list[dict[str, Any]]:
    """Return what was kept of each publication of a study, the last one last.

    Parameters
    ----------
    folder
        The study.
    published
        Whether a publication of it is on record.

    Raises
    ------
    ForgottenError
        Where it was published and nobody knows any more who was in it.
    """
    path = folder / FILE
    found = saved.unsealed(path, FORMAT)
    if found:
        return [*found.get("earlier", ()), found["persons"]]
    if published or path.exists():
        raise ForgottenError(
            "It is not known who was in the last publication, so nobody can tell who is new.",
            where=FILE,
            remedy="Put the file back into the study's folder, from where that one was published.",
        )
    return []


def remember(
    folder: Path, earlier: Sequence[Mapping[str, Any]], now: Mapping[str, Sequence[str]]
) -> None:
    """Keep what is published now with the study, and what was before, for its owner alone."""
    content = {"format": FORMAT, "persons": dict(now)}
    if others := [dict(each) for each in earlier if each != now]:
        content["earlier"] = others
    saved.write(folder / FILE, saved.sealed(content))
