"""The truth of a synthetic study: what support really did, and by how much a raw look is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from compendium.outcomes.definitions import catalogue as endpoints
from compendium.synthetic.dates import listed_day
from compendium.synthetic.draws import Flags, Ints
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People
from compendium.synthetic.practice import (
    EMPLOYER,
    OFFICE,
    PARTS,
    REMOTE,
    Contact,
    Employment,
    active,
)
from compendium.synthetic.questionnaires import MISSING, Asked, totals
from compendium.synthetic.reviews import CONSENSUS, Rating
from compendium.synthetic.spells import Strands
from compendium.synthetic.support import Assignment

RAPID = 30
"""Days within which the first contact with an employer is counted."""


@dataclass(frozen=True)
class Weekly:
    """One endpoint, week by week: how many persons reach it, in three worlds.

    Attributes
    ----------
    first
        The week of the first entry, counted from the index week.
    supported, unsupported
        Of the intervention, how many reach it as things went, and had nobody been supported.
    compared
        Of the comparison, how many reach it.
    participants, comparison
        The sizes of the two arms.
    """

    first: int
    supported: tuple[int, ...]
    unsupported: tuple[int, ...]
    compared: tuple[int, ...]
    participants: int
    comparison: int

    def effect(self, week: int) -> float:
        """Return the true effect on the participants in a week, as a difference of shares.

        `supported / n1 - unsupported / n1`: the average over these very participants of what they
        reached with support less what they would have reached without.
        """
        at = week - self.first
        return round((self.supported[at] - self.unsupported[at]) / self.participants, 9)

    def bias(self, week: int) -> float:
        """Return by how much the raw difference of the arms is wrong in a week.

        `unsupported / n1 - compared / n0`: how the arms would differ had nobody been supported.
        """
        at = week - self.first
        left, right = self.unsupported[at] * self.comparison, self.compared[at] * self.participants
        return round((left - right) / (self.participants * self.comparison), 9)

    def difference(self, week: int) -> float:
        """Return the raw difference of the arms in a week, which is effect plus bias."""
        return round(self.effect(week) + self.bias(week), 9)


@dataclass(frozen=True)
class Truth:
    """All that is known of a synthetic study and stands in none of its tables.

    Attributes
    ----------
    seed, participants, ages
        What the study was made from.
    endpoints
        By endpoint of the outcomes catalogue, the weekly truth.
    scores
        By instrument and wave, the mean total of all participants had all answered everything,
        and the mean of the complete answers that the study has.
    fidelity
        By municipality and round, the consensus total.
    contacts
        By municipality, how many started; how many of them had a contact with an employer within 30
        days of the start; and of all contacts face to face, how many were outside the office.
    caseload
        By municipality and wave of the consultants, the participants who were supported at the end
        of that half-year, and the full-time posts that there were for them.
    parameters
        Every parameter, with its source.
    """

    seed: int
    participants: int
    ages: str
    endpoints: Mapping[str, Weekly]
    scores: Mapping[str, Mapping[str, Mapping[str, float]]]
    fidelity: Mapping[str, tuple[int, ...]]
    contacts: Mapping[str, Mapping[str, int]]
    caseload: Mapping[str, Mapping[str, Mapping[str, float]]]
    parameters: Parameters

    def record(self) -> dict[str, Any]:
        """Return the truth as plain lists and dictionaries, for JSON."""
        return {
            "about": "Truth of a synthetic study. No row of it is a person. Weeks count from the "
            "index week; supported and unsupported are numbers of the intervention's "
            "participants who reach the endpoint, with support and had nobody been supported; "
            "effect = (supported - unsupported) / participants; bias = unsupported / "
            "participants - compared / comparison; the raw difference is effect + bias.",
            "seed": self.seed,
            "participants": self.participants,
            "ages": self.ages,
            "endpoints": {name: _weekly(truth) for name, truth in self.endpoints.items()},
            "scores": self.scores,
            "fidelity": {name: list(totals) for name, totals in self.fidelity.items()},
            "contacts": self.contacts,
            "caseload": self.caseload,
            "parameters": [
                {"name": each.name, "value": each.value, "source": each.source}
                | {"status": each.status}
                for each in self.parameters
            ],
        }


def _weekly(truth: Weekly) -> dict[str, Any]:
    weeks = range(truth.first, truth.first + len(truth.supported))
    return {
        "first_week": truth.first,
        "participants": truth.participants,
        "comparison": truth.comparison,
        "supported": list(truth.supported),
        "unsupported": list(truth.unsupported),
        "compared": list(truth.compared),
        "effect": [truth.effect(week) for week in weeks],
        "bias": [truth.bias(week) for week in weeks],
    }


def weekly_truth(
    supported: Strands, unsupported: Strands, intervention: Flags, first: int
) -> dict[str, Weekly]:
    """Return the weekly truth of each endpoint of the outcomes catalogue that states alone decide.

    Parameters
    ----------
    supported, unsupported
        The strands of all people as things went, and had nobody been supported.
    intervention
        By person, whether they are in the intervention.
    first
        The first week of the strands.
    """
    found = {}
    for name, endpoint in endpoints().items():
        if not endpoint.of_states_alone:
            continue
        went, otherwise = supported.within(endpoint.states), unsupported.within(endpoint.states)
        found[name] = Weekly(
            first=first,
            supported=_counts(went[intervention]),
            unsupported=_counts(otherwise[intervention]),
            compared=_counts(went[~intervention]),
            participants=int(intervention.sum()),
            comparison=int((~intervention).sum()),
        )
    return found


def _counts(reached: Flags) -> tuple[int, ...]:
    return tuple(int(count) for count in reached.sum(axis=0))


def mean_scores(
    asked: Asked, participants: Ints, came: Mapping[str, Ints]
) -> dict[str, dict[str, dict[str, float]]]:
    """Return mean totals by instrument and wave: of all, had all answered, and of those who did.

    Parameters
    ----------
    asked
        What the screened would answer at each wave, and what they give.
    participants
        Their places among the screened.
    came
        By wave, the places of those who answered at all.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for wave, instruments in asked.whole.items():
        inside = np.isin(participants, came[wave])
        for instrument, items in instruments.items():
            kept = asked.given[wave][instrument][participants]
            complete = inside & (kept != MISSING).all(axis=1)
            found.setdefault(instrument, {})[wave] = {
                "everyone": _mean(totals(instrument, items[participants])),
                "received": _mean(totals(instrument, kept[complete])),
                "n": int(complete.sum()),
            }
    return found


def consensus_points(ratings: Iterable[Rating]) -> dict[str, tuple[int, ...]]:
    """Return the consensus total of each municipality, round by round."""
    points: dict[str, dict[int, int]] = {}
    for rating in ratings:
        if rating.rater == CONSENSUS:
            rounds = points.setdefault(rating.municipality, {})
            rounds[rating.round] = rounds.get(rating.round, 0) + rating.score
    return {name: tuple(rounds.values()) for name, rounds in points.items()}


def contacted(
    contacts: Iterable[Contact], people: People, assigned: Assignment
) -> dict[str, dict[str, int]]:
    """Return, by municipality, what `Truth.contacts` holds."""
    homes, start = people.municipality.tolist(), assigned.start_day.tolist()
    found = {
        home: {"started": 0, "employer_within_30_days": 0, "face_to_face": 0, "outside": 0}
        for home in dict.fromkeys(homes)
    }
    for home, day in zip(homes, start, strict=True):
        found[home]["started"] += day >= 0
    rapid = set()
    for each in contacts:
        here = found[homes[each.person]]
        here["face_to_face"] += each.place != REMOTE
        here["outside"] += each.place not in (REMOTE, OFFICE)
        if each.kind == EMPLOYER and each.day - start[each.person] <= RAPID:
            rapid.add(each.person)
    for person in rapid:
        found[homes[person]]["employer_within_30_days"] += 1
    return found


def caseloads(
    employments: Iterable[Employment], people: People, assigned: Assignment, ended_day: Ints
) -> dict[str, dict[str, dict[str, float]]]:
    """Return, by municipality and wave, what `Truth.caseload` holds."""
    parts: dict[str, dict[str, int]] = {}
    for each in employments:
        waves = parts.setdefault(each.municipality, {})
        waves[each.half_year] = waves.get(each.half_year, 0) + each.parts
    found: dict[str, dict[str, dict[str, float]]] = {}
    for home, waves in parts.items():
        here = people.municipality == home
        for half_year, posts in waves.items():
            last = listed_day([int(half_year[:4]), 12, 31])
            supported = active(assigned.start_day, ended_day, last) & here
            found.setdefault(home, {})[half_year] = {
                "participants": int(supported.sum()),
                "posts": round(posts / PARTS, 2),
            }
    return found


def _mean(values: Ints) -> float:
    """Return a mean of whole numbers; 0 where there are none."""
    return round(int(np.sum(values)) / len(values), 6) if len(values) else 0.0
