"""Risks of two arms set against each other: difference, ratio, odds ratio, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from compendium.outcomes.arms import limits
from compendium.outcomes.arms.counts import Counts
from compendium.outcomes.arms.estimates import CONFIDENCE, Estimate
from compendium.tables import Absent, hands_on_absent

OfDifference = Literal["newcombe", "score", "wald"]
OfRatio = Literal["score", "wald"]
OfOdds = Literal["score", "exact", "wald"]

METHODS = {
    "newcombe": "Newcombe's hybrid score interval",
    "score": "score interval after Miettinen and Nurminen",
    "wald": "Wald interval",
    "exact": "exact interval, conditional on the margins",
}

NOBODY = Absent("a ratio to an arm in which nobody has the endpoint")
"""Says not which arm, nor of how many: what is absent is printed as it stands."""

UNBOUNDED = Absent("an odds ratio where an arm is wholly without or wholly with the endpoint")
ON_LOGARITHMS = Absent(
    "an interval on the scale of logarithms, which an empty cell has no place on"
)


@dataclass(frozen=True)
class ChiSquare:
    """Pearson's test that both arms have the endpoint alike.

    Attributes
    ----------
    value
        The statistic, with one degree of freedom.
    p
        The probability of one as large if they do.
    n
        Persons of both arms.
    method
        Whether it is corrected for continuity.
    """

    value: float
    p: float
    n: int
    method: str


@hands_on_absent
def risk_difference(counts: Counts, interval: OfDifference = "newcombe") -> Estimate:
    """Return the difference of two proportions, intervention − comparison.

    Newcombe's interval joins the two Wilson intervals (method 10 of Newcombe RG, Statistics in
    Medicine 1998; 17: 873-890); the score interval is `limits.of_difference`; Wald's is the
    difference ± 1.96 √(p(1 − p)/n + q(1 − q)/m), which has no width where both shares are 0 or 1.
    Newcombe's and Wald's are those of statsmodels.

    Parameters
    ----------
    counts
        Persons and events of both arms.
    interval
        Which interval.

    Raises
    ------
    ValueError
        Where there is no such interval.
    """
    _known(interval, OfDifference)
    if interval == "score":
        low, high = limits.of_difference(counts)
    else:
        low, high = _in_statsmodels(counts, "diff", {"newcombe": "newcomb"}.get(interval, interval))
    return Estimate(
        estimand="unadjusted_difference",
        value=counts.share - counts.other_share,
        low=low,
        high=high,
        n=counts.n,
        method=f"difference of proportions, {METHODS[interval]}",
    )


@hands_on_absent
def risk_ratio(counts: Counts, interval: OfRatio = "score") -> Estimate | Absent:
    """Return the ratio of two proportions, intervention / comparison.

    Wald's interval, which published trials give, is exp(ln r ± 1.96 √(1/a − 1/n + 1/c − 1/m)) with
    a of n and c of m persons (Katz et al. 1978, Biometrics 34:469), as of statsmodels; the score
    interval is `limits.of_risk_ratio`, and exists with no events in the intervention arm as well.

    Parameters
    ----------
    counts, interval
        As of `risk_difference`.

    Returns
    -------
    Estimate or Absent
        Absent where nobody in the comparison arm has the endpoint, for then the ratio has no value
        and no upper limit; and Wald's where nobody in either arm has it.
    """
    _known(interval, OfRatio)
    if not counts.other_events:
        return NOBODY
    if interval == "score":
        low, high = limits.of_risk_ratio(counts)
    elif not counts.events:
        return ON_LOGARITHMS
    else:
        low, high = _in_statsmodels(counts, "ratio", "log")
    return Estimate(
        estimand="unadjusted_risk_ratio",
        value=counts.share / counts.other_share,
        low=low,
        high=high,
        n=counts.n,
        method=f"ratio of proportions, {METHODS[interval]}",
    )


@hands_on_absent
def odds_ratio(counts: Counts, interval: OfOdds = "score") -> Estimate | Absent:
    """Return the ratio of two odds, intervention / comparison.

    Wald's interval, which published trials give, is exp(ln o ± 1.96 √(1/a + 1/b + 1/c + 1/d)) of
    the four cells (Woolf 1955, Annals of Human Genetics 19:251), as of statsmodels; the score
    interval is `limits.of_odds_ratio`. The exact interval is that of Fisher's noncentral
    hypergeometric distribution, given both margins, as of scipy; beside it the value is the
    likeliest under that distribution, which is a little nearer to 1 than the ratio of the odds.

    Parameters
    ----------
    counts, interval
        As of `risk_difference`.

    Returns
    -------
    Estimate or Absent
        Absent where it or its upper limit would be infinite, and Wald's where a cell is empty.
    """
    _known(interval, OfOdds)
    (events, rest), (other_events, other_rest) = counts.table
    if not (other_events and rest):
        return UNBOUNDED
    value = events * other_rest / (rest * other_events)
    if interval == "exact":
        from scipy.stats.contingency import odds_ratio as conditional

        found = conditional(counts.table, kind="conditional")
        value = float(found.statistic)
        low, high = map(float, found.confidence_interval(CONFIDENCE))
    elif interval == "score":
        low, high = limits.of_odds_ratio(counts)
    elif not value:
        return ON_LOGARITHMS
    else:
        low, high = _in_statsmodels(counts, "odds-ratio", "logit")
    return Estimate(
        estimand="unadjusted_odds_ratio",
        value=value,
        low=low,
        high=high,
        n=counts.n,
        method=f"ratio of odds, {METHODS[interval]}",
    )


@hands_on_absent
def chi_square(counts: Counts, *, corrected: bool) -> ChiSquare | Absent:
    """Return Pearson's test of a table of two by two, as of scipy.

    The statistic is Σ (observed − expected)² / expected over the four cells; corrected for
    continuity, each distance is first made smaller by ½, or by itself where it is less (Yates 1934,
    Supplement to the Journal of the Royal Statistical Society 1:217). There is no default, for
    published figures come both ways.

    Returns
    -------
    ChiSquare or Absent
        Absent where both arms are wholly with or wholly without the endpoint.
    """
    if counts.events + counts.other_events in (0, counts.n):
        return Absent("a test of an endpoint that everybody has, or nobody")
    from scipy.stats import chi2_contingency

    value, p, _, _ = chi2_contingency(counts.table, correction=corrected)
    correction = "corrected for continuity" if corrected else "without correction for continuity"
    return ChiSquare(float(value), float(p), counts.n, f"Pearson's chi-square, {correction}")


@hands_on_absent
def needed_to_treat(
    counts: Counts, *, allocation: str, interval: OfDifference = "newcombe"
) -> Estimate | Absent:
    """Return how many must be treated for one more to have the endpoint: 1 / risk difference.

    Its limits are 1 / those of the difference, turned about. Where the difference is negative it
    is the number needed to harm. Where the interval of the difference holds 0, that of the number
    runs through infinity and comes back from the other side (Altman 1998, BMJ 317:1309), which no
    two limits can tell; so it is not given.

    Parameters
    ----------
    counts
        Persons and events of both arms.
    allocation
        How the arms came about, as study.toml has it. The number speaks of what treating does, and
        arms that people chose themselves do not tell.
    interval
        Which interval of the difference is turned about.

    Returns
    -------
    Estimate or Absent
        Absent where the arms were not drawn by lot, and where a difference of 0 is not ruled out.
    """
    if allocation != "randomised":
        return Absent("a number needed to treat, which only arms drawn by lot can give")
    difference = risk_difference(counts, interval)
    if difference.low <= 0 <= difference.high:
        return Absent("a number needed to treat, for no difference at all is not ruled out")
    sign = 1 if difference.value > 0 else -1
    low, high = sorted((sign / difference.low, sign / difference.high))
    return Estimate(
        estimand="number_needed_to_treat" if sign > 0 else "number_needed_to_harm",
        value=sign / difference.value,
        low=low,
        high=high,
        n=counts.n,
        method=f"one over the {difference.method}",
    )


def _known(interval: str, intervals: object) -> None:
    if interval not in get_args(intervals):
        raise ValueError(f"there is no interval {interval!r}: {', '.join(get_args(intervals))}")


def _in_statsmodels(counts: Counts, compare: str, method: str) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        counts.events,
        counts.persons,
        counts.other_events,
        counts.other_persons,
        compare=compare,
        method=method,
        alpha=1 - CONFIDENCE,
    )
    return float(low), float(high)
