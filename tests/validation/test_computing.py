"""What is computed of printed counts and answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import evidence, validation
from compendium.validation.computing import computed


@given(st.integers(1, 400), st.integers(0, 1000).filter(lambda tenths: tenths % 10))
def test_the_nearest_share_prints_as_a_percentage_where_a_whole_number_does(persons, tenths):
    """Oracle: `evidence.counts_behind`, in whole numbers and without a search for the nearest."""
    percent = tenths / 10
    nearest = computed("nearest_share", {"percent": str(percent), "persons": str(persons)}).value
    # Just on the edge of two printed shares a half may be rounded either way.
    if abs(abs(nearest - percent) - 0.05) > 1e-9:
        behind = bool(evidence.counts_behind(percent, persons))
        assert behind == (abs(nearest - percent) < 0.05)


@pytest.mark.parametrize("key", ["danish_ips", "danish_ipse", "danish_usual"])
def test_no_whole_number_gives_the_percentages_of_the_danish_trial(key):
    figure = next(each for each in validation.catalogue() if each.key == key)
    assert evidence.counts_behind(figure.value, int(figure.given["persons"])) == ()


def test_an_unknown_computation_is_an_error():
    with pytest.raises(KeyError):
        computed("nothing", {})
