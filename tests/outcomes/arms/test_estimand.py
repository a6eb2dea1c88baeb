"""The estimand in words: made of the catalogue and of what competes, in both languages."""

from __future__ import annotations

import pytest

from compendium import outcomes


def test_it_says_the_parts_in_their_order():
    frame = outcomes.estimand(allocation="self-selected")
    assert frame["element_en"].tolist() == [
        "Population", "Time zero", "Endpoint", "When",
        "Death, emigration and disability pension", "Support not begun, or ended early",
        "Contrast",
    ]  # fmt: skip
    assert not frame.isin([""]).any(axis=None)
    assert not frame.apply(lambda column: column.str.contains(r"[{}]")).any(axis=None)


@pytest.mark.parametrize("name", outcomes.catalogue())
def test_the_endpoint_is_said_as_the_catalogue_defines_it(name):
    frame = outcomes.estimand(name, allocation="self-selected").set_index("element_en")
    said = frame.loc["Endpoint", ["choice_en", "choice_da"]].tolist()
    assert said == [outcomes.endpoint(name).definition[tongue] for tongue in ("en", "da")]


def test_every_event_that_competes_is_named():
    frame = outcomes.estimand(allocation="self-selected")
    assert frame["element_da"].iloc[4] == "Død, udrejse og førtidspension"
    assert len(outcomes.states().competing) == 3


def test_weeks_are_those_that_are_looked_at():
    frame = outcomes.estimand(allocation="randomised", weeks=(13, 26, 40), last=60)
    choice = frame.set_index("element_en")["choice_en"]
    assert "weeks 13, 26 and 40" in choice["When"]
    assert "all 60 weeks" in choice["Population"]


def test_a_choice_of_arm_is_said_and_never_called_an_effect():
    chosen, drawn = (
        outcomes.estimand(allocation=each)["choice_en"].iloc[-1]
        for each in ("self-selected", "randomised")
    )
    assert "People chose their arm" in chosen
    assert "drawn by lot" in drawn
    assert "unadjusted difference" in chosen
    assert "unadjusted difference" in drawn
    assert "effect" not in chosen + drawn


def test_an_endpoint_that_is_not_in_the_catalogue_is_refused():
    with pytest.raises(outcomes.UnknownEndpointError):
        outcomes.estimand("happiness", allocation="randomised")
