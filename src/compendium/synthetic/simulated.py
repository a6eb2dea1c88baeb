"""Simulated studies: persons of two arms, of whom it is known what would have come of them.

The synthetic study is one study in all its parts. Here are as many as are wanted, with nothing but
what a design of effects is told: the columns of `effects.subjects` with an endpoint and its mean
before; and beside them each person's true effect, which no design sees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from compendium.outcomes.arms.estimates import ARMS
from compendium.synthetic.draws import (
    Draws,
    Flags,
    Floats,
    Ints,
    chosen,
    logistic,
    rounded,
    weighted,
)

ENDPOINT = "job_or_education"
BEFORE = f"{ENDPOINT}_mean_before"
COVARIATES = (
    "age",
    "education",
    "risk_mental_disorder",
    "risk_debt",
    "job_before",
    "education_before",
)
"""What is measured, by the names of the catalogue of covariates."""

QUARTERS = ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q2")
EDUCATION = {"lower_secondary": 0.6, "upper_secondary": 0.25, "vocational": 0.15}
ILL, INDEBTED = 0.45, 0.25
"""Shares of persons."""
CANDIDATES = 1.6
"""Persons drawn for each that is wanted: who takes part is left to chance, and how many are not."""

SELECTION = {
    "age": -0.25, "vocational": 0.5, "mental": 0.3, "debt": -0.5, "job": 0.5, "studies": 0.35,
}  # fmt: skip
OUTCOME = {
    "age": 0.15, "vocational": 0.4, "mental": -0.5, "debt": -0.4, "job": 0.5, "studies": 0.3,
    "quarter": 0.05,
}  # fmt: skip
"""Log odds of taking part and of the endpoint: what sways both of them confounds."""

RARE, SELDOM = -1.75, -0.5
"""Log odds, of the average person, of taking part and of the endpoint without support."""
EFFECT, MORE_IF_ILL, LESS_IF_WORKED = 0.35, 0.25, -0.1
"""Log odds that support adds, more for who is ill, less for who has worked."""
LOWEST, WIDTH, TREND, BY_QUARTER = 0.4, 0.25, 0.06, 0.01
"""On the scale of shares: a person's level, what time adds to it for everybody, and by quarter."""
GAIN, GAIN_IF_ILL = 0.06, 0.04
"""On the scale of shares, what support adds."""
LOW, CARRIED, NOISE, NEAR_NOISE, DEEPEST = (-0.15, -0.05), 0.5, 0.3, 0.1, 0.2
"""How far below their level all of them were in the half-year before, how much of that is in the
weeks before it, the widths of noise, and the deepest dip that is a participant's own."""


@dataclass(frozen=True)
class Setting:
    """What is built into simulated studies.

    Attributes
    ----------
    participants, others
        Persons of the two arms.
    scale
        ``odds``: covariates and support add to the log odds of the endpoint. ``shares``: they add
        to its probability, so that both arms have the same trend; only then is there a mean before.
    motivation
        Log odds, both of taking part and of the endpoint, that a standard deviation of motivation
        adds, which nobody measures.
    bent_selection, bent_outcome
        Log odds that the square of age adds to either, which a model of the covariates as they are
        does not have.
    consultants, spread
        Consultants in the intervention arm, and the standard deviation of what each of them adds to
        the log odds of the endpoint.
    dip
        Log odds of taking part that one unit of a dip of one's own adds. The dip is in the last
        half-year before the index date, and over after it.
    near
        Whether the weeks before that are averaged are those of the last half-year, −26 to −1, in
        place of −104 to −27.
    """

    participants: int = 500
    others: int = 2000
    scale: Literal["odds", "shares"] = "odds"
    motivation: float = 0.0
    bent_selection: float = 0.0
    bent_outcome: float = 0.0
    consultants: int = 14
    spread: float = 0.0
    dip: float = 0.0
    near: bool = False


@dataclass(frozen=True)
class Simulated:
    """A study with its truth.

    Attributes
    ----------
    frame
        One row a person, as `effects.subjects` and `effects.with_endpoint` return it.
    effect
        Of each of them, the probability of the endpoint with support less that without it.
    """

    frame: pd.DataFrame
    effect: Floats


def simulated(setting: Setting, draws: Draws) -> Simulated:
    """Return a study drawn under a setting.

    Persons are drawn, take part with the probability 1 / (1 + exp(−selection)), and are taken in
    the order they were drawn until both arms are full; within each arm, then, everything is
    distributed as in a population without end, and a logistic model of taking part stays true but
    for its constant. All are low at the index date, in both arms, for so they were chosen.

    Parameters
    ----------
    setting
        What is built in.
    draws
        The stream of random draws.
    """
    n = int(CANDIDATES * (setting.participants + setting.others))
    people = _people(draws, n)
    dip = rounded(DEEPEST * draws.uniform(n))
    of_arm = _selection(setting, people) + setting.dip * (dip - DEEPEST / 2)
    joins = draws.uniform(n) < logistic(of_arm)
    kept = np.concatenate(
        [_first(joins, setting.participants), _first(~joins, setting.others)], axis=0
    )
    arm = joins[kept]
    people = people.iloc[kept].reset_index(drop=True)
    without, supported = _chances(setting, people, draws, arm)
    chance = np.where(arm, supported, without)
    frame = _subjects(setting, people, arm)
    frame[ENDPOINT] = (draws.uniform(len(frame)) < chance).astype(float)
    if setting.scale == "shares":
        frame[BEFORE] = _before(setting, _level(setting, people), dip[kept], draws)
    return Simulated(frame, rounded(supported - without))


def _people(draws: Draws, n: int) -> pd.DataFrame:
    """Return persons with what is measured of them, and what is not; nothing in it is an effect."""
    return pd.DataFrame(
        {
            "age": rounded(18 + 12 * draws.uniform(n)),
            "education": draws.choice(EDUCATION, n),
            "risk_mental_disorder": (draws.uniform(n) < ILL).astype(float),
            "risk_debt": (draws.uniform(n) < INDEBTED).astype(float),
            "job_before": np.minimum(np.rint(draws.gamma(14, n)), 52.0),
            "education_before": np.minimum(np.rint(draws.gamma(10, n)), 52.0),
            "quarter": chosen(draws.uniform(n), dict.fromkeys(QUARTERS, 1.0)),
            "motivation": draws.normal(n),
            "consultant": draws.uniform(n),
        }
    )


def _terms(people: pd.DataFrame) -> dict[str, Floats]:
    """Return what selection and endpoint are built of, each with a mean of about 0."""
    age: Floats = (people["age"].to_numpy() - 24) / math.sqrt(12)
    vocational = people["education"].eq("vocational").to_numpy().astype(np.float64)
    return {
        "age": rounded(age),
        "vocational": rounded(vocational - EDUCATION["vocational"]),
        "mental": people["risk_mental_disorder"].to_numpy() - ILL,
        "debt": people["risk_debt"].to_numpy() - INDEBTED,
        "job": rounded((people["job_before"].to_numpy() - 14) / 10),
        "studies": rounded((people["education_before"].to_numpy() - 10) / 7),
        "quarter": people["quarter"].map(QUARTERS.index).to_numpy(dtype=float) - 2.5,
    }


def _of(weights: dict[str, float], people: pd.DataFrame) -> Floats:
    terms = _terms(people)
    return weighted(weights, **{name: terms[name] for name in weights})


def _square(people: pd.DataFrame) -> Floats:
    return rounded((people["age"].to_numpy() - 24) ** 2 / 12 - 1)


def _selection(setting: Setting, people: pd.DataFrame) -> Floats:
    """Return the log odds of taking part."""
    unseen = setting.motivation * people["motivation"].to_numpy()
    bent = setting.bent_selection * _square(people)
    return rounded(RARE + _of(SELECTION, people) + unseen + bent)


def _chances(
    setting: Setting, people: pd.DataFrame, draws: Draws, arm: Flags
) -> tuple[Floats, Floats]:
    """Return each person's probability of the endpoint without support, and with it."""
    terms = _terms(people)
    ill = people["risk_mental_disorder"].to_numpy()
    own = setting.spread * draws.normal(setting.consultants)
    consultant = np.where(arm, own[_consultant(setting, people)], 0.0)
    if setting.scale == "shares":
        level = _level(setting, people)
        without = rounded(level + TREND + BY_QUARTER * (terms["quarter"] + 2.5))
        return without, rounded(without + GAIN + GAIN_IF_ILL * ill)
    odds = _odds(setting, people)
    support = EFFECT + MORE_IF_ILL * (ill - ILL) + LESS_IF_WORKED * terms["job"] + consultant
    return logistic(odds), logistic(odds + support)


def _odds(setting: Setting, people: pd.DataFrame) -> Floats:
    """Return the log odds of the endpoint without support."""
    unseen = setting.motivation * people["motivation"].to_numpy()
    bent = setting.bent_outcome * _square(people)
    return rounded(SELDOM + _of(OUTCOME, people) + unseen + bent)


def _level(setting: Setting, people: pd.DataFrame) -> Floats:
    """Return the share of weeks that a person reaches the endpoint in, when nothing happens."""
    return rounded(LOWEST + WIDTH * logistic(_odds(setting, people)))


def _before(setting: Setting, level: Floats, dip: Floats, draws: Draws) -> Floats:
    """Return the mean of the endpoint before: all were chosen when they were low."""
    n = len(level)
    lowest, highest = LOW
    low = lowest + (highest - lowest) * draws.uniform(n)
    noise = draws.uniform(n) - 0.5
    if setting.near:
        return rounded(level + low - dip + NEAR_NOISE * noise)
    return rounded(level + CARRIED * low + NOISE * noise)


def _subjects(setting: Setting, people: pd.DataFrame, arm: Flags) -> pd.DataFrame:
    """Return persons as `effects.subjects` does, without what nobody measures."""
    consultants = pd.Series([f"c{place:03}" for place in _consultant(setting, people)])
    frame = pd.DataFrame(
        {
            "participant_id": [f"s{place:06}" for place in range(len(people))],
            "arm": np.where(arm, *ARMS),
            "municipality": np.where(arm, "here", "elsewhere"),
            "consultant_id": consultants.where(arm),
            "index_week": 0,
            "quarter": people["quarter"],
            "within": arm,
        }
    )
    for name in COVARIATES:
        column = people[name]
        frame[name] = column.astype("category") if name == "education" else column
    return frame


def _first(flags: Flags, count: int) -> Ints:
    """Return the places of the first that are flagged, as many as are wanted."""
    places = np.flatnonzero(flags)[:count]
    if len(places) < count:
        raise ValueError(f"only {len(places)} of {count} persons of an arm were drawn")
    return places


def _consultant(setting: Setting, people: pd.DataFrame) -> Ints:
    """Return the number of each person's consultant, drawn alike for both arms."""
    number = np.floor(people["consultant"].to_numpy() * setting.consultants)
    places: Ints = number.astype(np.int64) % setting.consultants
    return places
