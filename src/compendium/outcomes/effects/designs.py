"""Designs: the ways in which participants are set against others, each with what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compendium.errors import CompendiumError
from compendium.outcomes.effects.people.covariates import refuse_late

Pool = Literal["across", "within"]
Errors = Literal["abadie_imbens", "pairs", "consultants", "bootstrap"]

UNFIT_ERRORS = {
    (True, "bootstrap"): (
        "A bootstrap does not tell how far matching with replacement is off: drawn again, people "
        "are matched to copies of themselves, and its errors are wrong however many there are "
        "(Abadie & Imbens 2008, Econometrica 76:1537)",
        "take errors “abadie_imbens”",
    ),
    (False, "bootstrap"): (
        "A bootstrap of persons breaks the pairs that matching has made",
        "take errors “pairs”, which are clustered by pair",
    ),
    (True, "pairs"): (
        "With replacement people are in several pairs, so that errors cannot be clustered by pair",
        "take errors “abadie_imbens”, or match without replacement",
    ),
    (False, "abadie_imbens"): (
        "The errors of Abadie and Imbens are those of matching with replacement",
        "take errors “pairs”, or match with replacement",
    ),
}
"""Errors that do not belong to matching with (true) or without replacement: why, and what to do."""


class UnfitErrorsError(CompendiumError):
    """Standard errors were asked for that are wrong for the way in which people are matched."""


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
        participants of one consultant are alike. ``bootstrap`` is refused, with the reason.

    Raises
    ------
    LateCovariateError
        Where a covariate, or what a pair must be alike in, is known only after the index date.
    UnfitErrorsError
        Where the errors do not belong to matching with or without replacement.
    """

    covariates: tuple[str, ...]
    pool: Pool = "across"
    exact: tuple[str, ...] = ("quarter",)
    caliper: float | None = 0.2
    ratio: int = 1
    replacement: bool = True
    errors: Errors = "abadie_imbens"
    id: str = "matched"

    def __post_init__(self) -> None:
        """Refuse what came too late, and errors that would be wrong."""
        refuse_late((*self.covariates, *self.exact))
        if unfit := UNFIT_ERRORS.get((self.replacement, self.errors)):
            raise UnfitErrorsError(f"{unfit[0]}.", where="a matched design", remedy=unfit[1])


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

    def __post_init__(self) -> None:
        """Refuse what came too late."""
        refuse_late(self.covariates)


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
