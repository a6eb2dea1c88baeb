"""Who is new or changed in a study since it was last published: counted, from keyed digests."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compendium import study
from compendium.errors import CompendiumError
from compendium.report import provenance, saved
from compendium.tables import Absent

FILE = "published-persons.json"
FORMAT = 1
PERSON = "participant_id"
PLACE = "municipality"


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


def check(before: Mapping[str, Any], now: Mapping[str, list[str]], threshold: int) -> None:
    """Refuse a publication in which fewer persons than the threshold are new or changed.

    They are counted in all and in each municipality, for a page shows each by itself. Those who
    are gone do not count: whoever withdraws must not have to wait for others.

    Parameters
    ----------
    before, now
        What `digests` returned at the last publication, and returns now.
    threshold
        Of the study's profile.

    Raises
    ------
    FewChangedError
        Without the number.
    """
    if not before:
        return
    moved = [
        place for person, (digest, place) in now.items() if before.get(person, [""])[0] != digest
    ]
    counted = {**Counter(moved), "": len(moved)}
    few = [place for place, count in counted.items() if 0 < count < threshold]
    if few:
        raise FewChangedError(
            f"Fewer than {threshold} persons are new or changed since the last publication; beside "
            "that one, a new report would tell what is true of them.",
            where=", ".join(sorted(filter(None, few))) or "the whole study",
            remedy="Publish when more have come; `compendium build` shows the present data.",
        )


def remembered(folder: Path, *, published: bool) -> dict[str, Any]:
    """Return what was kept of the last publication of a study; nothing before the first.

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
    if not found and (published or path.exists()):
        raise ForgottenError(
            "It is not known who was in the last publication, so nobody can tell who is new.",
            where=FILE,
            remedy="Put the file back into the study's folder, from where that one was published.",
        )
    return dict(found.get("persons", {}))


def remember(folder: Path, now: Mapping[str, list[str]]) -> None:
    """Keep what is published now with the study, for its owner alone."""
    saved.write(folder / FILE, saved.sealed({"format": FORMAT, "persons": dict(now)}))
