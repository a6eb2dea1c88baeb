"""Trials of IPS: what their printed counts give, and what must not come out of them.

The numbers are those of the publications as listed with their sources for this project. Every
interval is Wald's and every chi-square without correction for continuity, for so they were
published; both are part of the known answer.
"""

import pytest

from compendium import outcomes

SEED = outcomes.Counts(22, 46, 3, 37)
"""Sveinsdottir et al. 2020, Scandinavian Journal of Work, Environment & Health 46: the followed."""
SEED_ALL = outcomes.Counts(24, 50, 4, 46)
IPS30 = outcomes.Counts(40, 49, 25, 60)
"""Bond, Drake & Campbell 2016, Early Intervention in Psychiatry 10:300: under the age of 30."""
IPSMA = outcomes.Counts(72, 162, 62, 164)
"""Hellström et al. 2017, Occupational and Environmental Medicine 74:717: at 24 months."""
DK18 = {"IPS": (243, 59.9), "IPSE": (238, 59.1), "usual": (239, 46.5)}
"""Christensen et al. 2019, JAMA Psychiatry 76:1232: persons of each arm, and its percentage."""


def told(estimate, digits=3):
    return tuple(round(each, digits) for each in (estimate.value, estimate.low, estimate.high))


def percents(counts, digits=1):
    return round(100 * counts.share, digits), round(100 * counts.other_share, digits)


def test_seed_is_reproduced_from_those_who_were_followed():
    assert percents(SEED, 0) == (48, 8)
    assert told(outcomes.odds_ratio(SEED, "wald")) == (10.389, 2.790, 38.680)
    assert told(outcomes.odds_ratio(SEED, "wald"), 2) == (10.39, 2.79, 38.68)
    assert told(outcomes.risk_ratio(SEED, "wald")) == (5.899, 1.913, 18.186)
    assert told(outcomes.risk_ratio(SEED, "wald"), 2) == (5.90, 1.91, 18.19)
    assert told(outcomes.risk_difference(SEED, "wald")) == (0.397, 0.228, 0.566)
    assert round(outcomes.chi_square(SEED, corrected=False).value, 3) == 15.369


def test_seed_does_not_follow_from_all_who_were_randomised():
    """No: 8.7 per cent and not 8, and another ratio; the denominators are not the arms."""
    assert percents(SEED_ALL) == (48.0, 8.7)
    odds, ratio = outcomes.odds_ratio(SEED_ALL, "wald"), outcomes.risk_ratio(SEED_ALL, "wald")
    assert told(odds) == (9.692, 3.020, 31.105)
    assert told(ratio) == (5.520, 2.072, 14.705)
    assert round(odds.value, 2) != 10.39
    assert round(ratio.value, 2) != 5.90


def test_the_bounds_of_seed_are_as_far_apart_as_its_lost_allow():
    """Worked bound of the analysis rules: 4 of 50 and 9 of 46 lost, RR 1.69 and 7.97."""
    worst, best = outcomes.worst_case(SEED, 4, 9), outcomes.best_case(SEED, 4, 9)
    assert round(outcomes.risk_ratio(worst).value, 2) == 1.69
    assert round(outcomes.risk_ratio(best).value, 2) == 7.97


def test_young_adults_of_four_trials_are_reproduced():
    assert percents(IPS30, 0) == (82, 42)
    found = outcomes.chi_square(IPS30, corrected=False)
    assert round(found.value, 3) == 17.897
    assert round(found.value, 1) == 17.9
    assert found.p < 0.001
    assert told(outcomes.odds_ratio(IPS30, "wald")) == (6.222, 2.564, 15.102)
    assert told(outcomes.risk_ratio(IPS30, "wald")) == (1.959, 1.412, 2.718)
    assert told(outcomes.risk_difference(IPS30, "wald")) == (0.400, 0.234, 0.565)


def test_young_adults_are_not_reproduced_with_correction_for_continuity():
    """No: 16.3 and not 17.9."""
    assert round(outcomes.chi_square(IPS30, corrected=True).value, 1) == 16.3


def test_the_percentages_of_ipsma_are_reproduced_and_its_odds_ratio_is_not():
    """No: 1.34 (0.86 to 2.10) is evidently adjusted."""
    assert percents(IPSMA) == (44.4, 37.8)
    odds = outcomes.odds_ratio(IPSMA, "wald")
    assert told(odds) == (1.316, 0.846, 2.048)
    assert told(odds, 2) != (1.34, 0.86, 2.10)
    assert told(outcomes.risk_ratio(IPSMA, "wald")) == (1.176, 0.905, 1.526)
    assert told(outcomes.risk_difference(IPSMA, "wald")) == (0.066, -0.040, 0.173)
    assert not outcomes.risk_difference(IPSMA, "wald").low > 0


@pytest.mark.parametrize("arm", DK18)
def test_no_whole_number_gives_the_percentages_of_the_danish_trial(arm):
    """No: other denominators, or imputation; unresolved."""
    persons, printed = DK18[arm]
    shares = [outcomes.Counts(events, persons, 0, 1).share for events in range(persons + 1)]
    nearest = sorted((abs(100 * share - printed), round(100 * share, 1)) for share in shares)[:2]
    assert printed not in {percent for _, percent in nearest}
    expected = {"IPS": {60.1, 59.7}, "IPSE": {59.2, 58.8}, "usual": {46.4, 46.9}}
    assert {percent for _, percent in nearest} == expected[arm]
