"""The answers to GAD-7, MDI and WHO-5 that people would give at each wave, and the gaps in them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from compendium.synthetic.draws import Draws, Floats, Ints, rounded
from compendium.synthetic.parameters import Parameters
from compendium.synthetic.people import People

ITEMS: dict[str, tuple[str, ...]] = {
    "gad7": tuple(f"gad7_{item}" for item in range(1, 8)),
    "mdi": (
        *(f"mdi_{item}" for item in range(1, 8)),
        *("mdi_8a", "mdi_8b", "mdi_9", "mdi_10a", "mdi_10b"),
    ),
    "who5": tuple(f"who5_{item}" for item in range(1, 6)),
}
"""The columns of each instrument, in the order of its items."""

MISSING = -1
"""Stands in an array of answers for an item that was not answered."""

FIRST_WAVE = "baseline"


@dataclass(frozen=True)
class Factors:
    """What lies behind the answers at one wave: anxiety, depression and well-being."""

    gad7: Floats
    mdi: Floats
    who5: Floats


@dataclass(frozen=True)
class Asked:
    """Answers of everybody at every wave, by wave and instrument: a row a person, a column an item.

    `whole` is what they would have answered, `given` has gaps, `behind` are the factors.
    """

    behind: dict[str, Factors]
    whole: dict[str, dict[str, Ints]]
    given: dict[str, dict[str, Ints]]


def asked(seed: int, people: People, parameters: Parameters) -> Asked:
    """Return what everybody would answer at every wave, and with gaps what they give."""
    waves = list(parameters.lists("screening.waves"))
    behind = factors(seed, people, waves, parameters)
    whole = {
        wave: answers(Draws(seed, f"answers {wave}"), behind[wave], parameters) for wave in waves
    }
    given = {
        wave: with_gaps(Draws(seed, f"gaps {wave}"), whole[wave], parameters) for wave in waves
    }
    return Asked(behind, whole, given)


def factors(
    seed: int, people: People, waves: list[str], parameters: Parameters
) -> dict[str, Factors]:
    """Return the factors of everybody at each wave.

    From wave to wave a factor persists in part and drifts back to the mean of all NEET young
    people, as those who were selected for being unwell do without any help; support adds its
    improvement.
    """
    persistence = parameters.by_name("screening.persistence")
    improvement = parameters.by_name("screening.improvement")
    draws = Draws(seed, "factors")
    now = [people.anxiety, people.depression, people.wellbeing]
    found = {FIRST_WAVE: Factors(*now)}
    before = 0.0
    for wave in waves[1:]:
        kept = persistence[wave]
        fresh = round(math.sqrt(1.0 - kept * kept), 9)
        # Only what support adds since the wave before: what it gave then persists in part.
        gained = improvement[wave] - kept * before
        before = improvement[wave]
        change = draws.correlated(_lower(parameters.matrix("people.cholesky")), len(people))
        now = [
            rounded(kept * value + fresh * new + sign * gained)
            for value, new, sign in zip(now, change, (-1.0, -1.0, 1.0), strict=True)
        ]
        found[wave] = Factors(*now)
    return found


def _lower(cholesky: list[list[float]]) -> list[list[float]]:
    """Return the part of the Cholesky factor that concerns the three factors."""
    return [row[:3] for row in cholesky[:3]]


def answers(draws: Draws, behind: Factors, parameters: Parameters) -> dict[str, Ints]:
    """Return whole answers to every instrument: a row a person, a column an item.

    The latent answer to an item is `loading * factor + sqrt(1 - loading^2) * error + easier`, and
    the answer is the number of cuts that it reaches (a graded model with normal errors).
    """
    loadings = parameters.by_name("screening.loading")
    found = {}
    for instrument, columns in ITEMS.items():
        asked = parameters.lists(f"screening.{instrument}")
        factor: Floats = getattr(behind, instrument)
        loading = loadings[instrument]
        error = round(math.sqrt(1.0 - loading * loading), 9)
        items = []
        for easier in asked["easier"][: len(columns)]:
            latent = rounded(loading * factor + error * draws.normal(len(factor)) + easier)
            items.append(np.searchsorted(np.array(asked["cuts"]), latent, side="right"))
        found[instrument] = np.column_stack(items).astype(np.int64)
    return found


def with_gaps(draws: Draws, whole: dict[str, Ints], parameters: Parameters) -> dict[str, Ints]:
    """Return the answers with some items, and some whole instruments, not answered."""
    chance = parameters.by_name("screening.missing")
    found = {}
    for instrument, items in whole.items():
        people, columns = items.shape
        skipped = draws.uniform(people, columns) < chance["item"]
        refused = draws.uniform(people) < chance["instrument"]
        found[instrument] = np.where(skipped | refused[:, None], MISSING, items)
    return found


def totals(instrument: str, items: Ints) -> Ints:
    """Return the total of each person, an item that was not answered counting as nothing.

    GAD-7: sum, 0 to 21. MDI: sum, of 8a and 8b, and of 10a and 10b, the higher, 0 to 50. WHO-5:
    sum times four, 0 to 100. Sources: reference sections on each instrument, confirmed.
    """
    given = np.maximum(items, 0)
    if instrument == "mdi":
        eighth = np.maximum(given[:, 7], given[:, 8])
        tenth = np.maximum(given[:, 10], given[:, 11])
        return np.asarray(given[:, :7].sum(axis=1) + eighth + given[:, 9] + tenth)
    if instrument == "who5":
        return np.asarray(given.sum(axis=1) * 4)
    return np.asarray(given.sum(axis=1))
