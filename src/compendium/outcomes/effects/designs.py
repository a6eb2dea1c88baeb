"""Designs: the ways in which participants are set against others, each with what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pool = Literal["across", "within"]
Errors = Literal["abadie_imbens", "pairs", "consultants"]


@dataclass(frozen=True)
class Matched:
    """Each participant is set against the nearest comparison people: the effect on participants.

    Attributes
    ----------
    covariates
        Of the propensity score, by name.
    pool
        ``across``: comparison people who live where there is no Reconnect; ``within``: those of
        the participant's own municipality.
    exact
        Columns in which a pair must be alike.
    caliper
        In standard deviations of the logit of the score; None for none.
    ratio, replacement
        As of `nearest`.
    errors
        ``abadie_imbens`` with replacement, ``pairs`` (clustered) without; ``consultants`` where
        participants of one consultant are alike.
    """

    covariates: tuple[str, ...]
    pool: Pool = "across"
    exact: tuple[str, ...] = ("quarter",)
    caliper: float | None = 0.2
    ratio: int = 1
    replacement: bool = True
    errors: Errors = "abadie_imbens"
    id: str = "matched"


@dataclass(frozen=True)
class Weighted:
    """Comparison people are weighted to look like the participants: the effect on participants.

    Attributes
    ----------
    covariates, pool
        As of `Matched`; the calendar quarter is a covariate here.
    kind
        ``weights`` alone, or ``doubly_robust``, with a model of the endpoint as well.
    trim
        Scores above this quantile of the participants' own are trimmed: weights of comparison
        people are held at the weight there. 1 trims nobody.
    """

    covariates: tuple[str, ...]
    pool: Pool = "across"
    kind: Literal["weights", "doubly_robust"] = "weights"
    trim: float = 0.99
    id: str = "weighted"


@dataclass(frozen=True)
class DifferenceInDifferences:
    """The change of participants less that of comparison people, cohort by cohort; never primary.

    Attributes
    ----------
    pool
        As of `Matched`.
    before
        The weeks that the change is counted from; the last half-year before the index date is
        left out, for everybody was chosen for what they did then.
    """

    pool: Pool = "across"
    before: tuple[int, int] = (-104, -27)
    id: str = "difference_in_differences"


@dataclass(frozen=True)
class BeforeAfter:
    """What participants do after less what they did before: a change, and no effect."""

    before: tuple[int, int] = (-104, -27)
    id: str = "before_after"


Design = Matched | Weighted | DifferenceInDifferences | BeforeAfter
