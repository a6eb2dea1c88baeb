"""The people of the synthetic study: who comes forward, who is included, who is compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compendium.errors import CompendiumError
from compendium.synthetic.draws import (
    Draws,
    Flags,
    Floats,
    Ints,
    chosen,
    highest,
    quotas,
    rounded,
    weighted,
)
from compendium.synthetic.parameters import Parameters

YOUNGEST, OLDEST = 15, 29
"""Ages that any of the project's own descriptions names."""

OF_AGE = 18
"""Before this age nobody has a benefit of their own."""


class AgesError(CompendiumError):
    """The ages asked for are not two ages with a hyphen between them."""


@dataclass(frozen=True)
class People:
    """People as equally long arrays, one place a person.

    What no table holds stands here too: factors behind the answers (anxiety, depression,
    wellbeing), motivation, and the chance part of somebody's capability. `risks` has a column
    for each of the risk factors, in the order of the parameter.
    """

    id: NDArray[Any]
    municipality: NDArray[Any]
    woman: Flags
    age: Ints
    education: NDArray[Any]
    benefit: NDArray[Any]
    readiness: NDArray[Any]
    risks: Flags
    diagnosed: Flags
    anxiety: Floats
    depression: Floats
    wellbeing: Floats
    motivation: Floats
    background: Floats
    chance: Floats

    def __len__(self) -> int:
        return len(self.id)

    def take(self, places: Ints) -> People:
        """Return the people at these places."""
        return People(**{field.name: getattr(self, field.name)[places] for field in fields(self)})

    def and_then(self, others: People) -> People:
        """Return these people and then the others."""
        names = [field.name for field in fields(self)]
        return People(
            **{name: np.concatenate([getattr(self, name), getattr(others, name)]) for name in names}
        )

    @property
    def symptoms(self) -> Floats:
        """The mean of the anxiety and depression factors."""
        return rounded(0.5 * self.anxiety + 0.5 * self.depression)


def age_limits(ages: str) -> tuple[int, int]:
    """Return the youngest and oldest age of a text such as `18-29`.

    Raises
    ------
    AgesError
        Where it is not two ages from 15 to 29, the lower first.
    """
    low, hyphen, high = ages.partition("-")
    if hyphen and low.isdecimal() and high.isdecimal():
        limits = int(low), int(high)
        if YOUNGEST <= limits[0] < limits[1] <= OLDEST:
            return limits
    raise AgesError(
        "The ages of a synthetic study are two ages from 15 to 29, the lower first.",
        where="--ages",
        remedy="write 18-29 (the project's site) or 15-24 (its slides).",
    )


def screened(
    seed: int, n: int, ages: tuple[int, int], taken: set[str], parameters: Parameters
) -> People:
    """Return n people who came forward to be screened: the likeliest of a larger pool.

    Each municipality has its share. Symptoms and motivation both lead people here.
    """
    shares = parameters.by_name("people.shares")
    wanted = quotas(n, shares)
    times = int(parameters.number("people.pool_per_screened"))
    home = np.repeat(np.array(list(shares), dtype=object), [times * wanted[m] for m in shares])
    draws = Draws(seed, "screened")
    pool = _drawn(draws, home, ages, taken, parameters)
    score = weighted(
        parameters.by_name("people.referral"),
        symptoms=pool.symptoms,
        motivation=pool.motivation,
        chance=draws.normal(len(pool)),
    )
    places = [
        here[highest(score[here], wanted[municipality])]
        for municipality in shares
        for here in [np.flatnonzero(home == municipality)]
    ]
    return pool.take(np.concatenate(places))


def compared(
    seed: int, n: int, ages: tuple[int, int], taken: set[str], parameters: Parameters
) -> People:
    """Return n people of the same age who are in neither job nor education, as registers find them.

    Nobody asked them of symptoms or of wishes, and nothing selects them.
    """
    draws = Draws(seed, "compared")
    near = parameters.number("people.comparison_in_municipalities")
    here = draws.uniform(n) < near
    uniform = draws.uniform(n)
    home = np.where(
        here,
        chosen(uniform, parameters.by_name("people.shares")),
        chosen(uniform, parameters.by_name("people.elsewhere")),
    )
    return _drawn(draws, home, ages, taken, parameters)


def _drawn(
    draws: Draws,
    home: NDArray[Any],
    ages: tuple[int, int],
    taken: set[str],
    parameters: Parameters,
) -> People:
    """Return one person for each home."""
    n = len(home)
    woman = draws.uniform(n) < parameters.number("people.women")
    anxiety, depression, wellbeing, motivation = draws.correlated(
        parameters.matrix("people.cholesky"), n
    )
    shift = np.where(woman, parameters.number("people.women_symptoms"), 0.0)
    background = draws.normal(n)
    youngest, oldest = ages
    age = youngest + np.floor(draws.uniform(n) * (oldest - youngest + 1)).astype(np.int64)
    age = np.minimum(age, oldest)
    benefit = draws.choice(parameters.by_name("people.benefit"), n)
    return People(
        id=draws.pseudonyms("p-", n, taken),
        municipality=home,
        woman=woman,
        age=age,
        education=_education(draws, age, parameters),
        benefit=np.where(age < OF_AGE, "none_self_supporting", benefit),
        readiness=draws.choice(parameters.by_name("people.readiness"), n),
        risks=_risks(draws, background, parameters),
        diagnosed=_diagnosed(draws, rounded(anxiety + depression), parameters),
        anxiety=rounded(anxiety + shift),
        depression=rounded(depression + shift),
        wellbeing=rounded(wellbeing - shift),
        motivation=motivation,
        background=background,
        chance=draws.normal(n),
    )


def _education(draws: Draws, age: Ints, parameters: Parameters) -> NDArray[Any]:
    """Return the highest education completed, primary school for those too young for theirs."""
    education = draws.choice(parameters.by_name("people.education"), len(age))
    for name, youngest in parameters.by_name("people.education_ages").items():
        education[(education == name) & (age < youngest)] = "primary"
    return education


def _risks(draws: Draws, background: Floats, parameters: Parameters) -> Flags:
    """Return which risk factors each person has: a column for each, joined by one background."""
    together = parameters.number("people.risk_background")
    apart = math.sqrt(1.0 - together)
    columns = []
    for share in parameters.by_name("people.risk_factors").values():
        latent = math.sqrt(together) * background + apart * draws.normal(len(background))
        columns.append(rounded(latent) > round(NormalDist().inv_cdf(1.0 - share), 9))
    return np.column_stack(columns)


def _diagnosed(draws: Draws, symptoms: Floats, parameters: Parameters) -> Flags:
    """Return who has a psychiatric diagnosis on record: likelier with more symptoms."""
    given = parameters.by_name("people.diagnosed")
    latent = given["symptoms"] * symptoms + draws.normal(len(symptoms))
    return np.asarray(rounded(latent) > given["cut"])
