"""The draws: only those that are the same everywhere, and helpers that add up."""

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import compendium
from compendium.synthetic.draws import Draws, chosen, highest, logistic, quotas, rounded, weighted

ROOM = Path(compendium.__file__).parent / "synthetic"
ALLOWED = {"random", "normal", "gamma", "poisson"}
UNSTABLE = {
    *("exp", "log", "power", "sin", "cos", "tanh", "dot", "matmul", "einsum", "linalg"),
    *("mean", "std", "var", "cov", "corrcoef", "multivariate_normal", "default_rng"),
}
RECORDED = [0.192404205, 0.065358473, 6.964634516]
PSEUDONYM = "p-vhimhpdj"


def test_the_generator_draws_only_what_is_the_same_on_every_platform():
    """Engineering rules, section 9: random, normal, gamma and poisson agree, others do not."""
    drawn = set()
    for node in ast.walk(ast.parse((ROOM / "draws.py").read_text("utf-8"))):
        inner = getattr(node, "value", None)
        if isinstance(node, ast.Attribute) and getattr(inner, "attr", "") == "_generator":
            drawn.add(node.attr)
    assert drawn
    assert drawn <= ALLOWED


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_module_uses_a_function_that_differs_between_machines(path):
    """Nor Python's own sum, which adds floats more exactly from 3.12 on."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not isinstance(node, ast.MatMult)
        if isinstance(node, ast.Attribute):
            assert node.attr not in UNSTABLE
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "sum"


def test_streams_are_apart_and_repeat():
    first, again, other = Draws(1, "a"), Draws(1, "a"), Draws(1, "b")
    drawn = first.normal(50)
    assert (drawn == again.normal(50)).all()
    assert (drawn != other.normal(50)).all()
    assert (drawn != Draws(2, "a").normal(50)).all()


def test_draws_are_what_they_are_on_a_known_machine():
    """Recorded on numpy 2.4.6 and 2.5.5, with and without the CPU features above the baseline."""
    draws = Draws(1, "recorded")
    found = [draws.uniform(1)[0], draws.normal(1)[0], draws.gamma(12.0, 1)[0]]
    assert found == RECORDED
    assert "".join(draws.pseudonyms("p-", 1, set())) == PSEUDONYM


def test_draws_have_the_means_that_are_asked_for():
    draws = Draws(3, "means")
    assert draws.gamma(12.0, 20_000).mean() == pytest.approx(12, abs=0.2)
    assert draws.uniform(20_000).mean() == pytest.approx(0.5, abs=0.01)
    share = (draws.choice({"a": 3, "b": 1}, 20_000) == "a").mean()
    assert share == pytest.approx(0.75, abs=0.015)


def test_correlated_draws_correlate_as_their_factor_says():
    low, high = Draws(4, "pair").correlated([[1.0, 0.0], [0.6, 0.8]], 20_000)
    assert np.corrcoef(low, high)[0, 1] == pytest.approx(0.6, abs=0.02)
    assert high.std() == pytest.approx(1, abs=0.02)


def test_values_are_rounded_before_anything_is_compared_with_them():
    assert rounded(np.array([0.1234567894, -0.1234567896])).tolist() == [0.123456789, -0.12345679]


@given(st.integers(0, 3000), st.lists(st.floats(0.01, 10), min_size=1, max_size=9))
def test_quotas_add_up_and_are_near_their_shares(total, weights):
    named = {str(place): weight for place, weight in enumerate(weights)}
    counts = quotas(total, named)
    assert sum(counts.values()) == total
    for name, count in counts.items():
        assert abs(count - total * named[name] / sum(weights)) < 1.000001


def test_quotas_by_hand():
    assert quotas(500, {"b": 0.20, "k": 0.54, "r": 0.26}) == {"b": 100, "k": 270, "r": 130}
    assert quotas(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}


def test_small_helpers_by_hand():
    assert chosen(np.array([0.0, 0.2499, 0.25, 0.999]), {"a": 1, "b": 3}).tolist() == list("aabb")
    assert highest(np.array([1.0, 3.0, 3.0, 2.0]), 2).tolist() == [1, 2]
    total = weighted({"x": 2.0, "y": -1.0}, x=np.array([1.0]), y=np.array([0.5]))
    assert total.tolist() == [1.5]


def test_pseudonyms_are_new_and_have_their_form():
    taken = set()
    names = Draws(5, "names").pseudonyms("p-", 3000, taken)
    assert len(set(names)) == 3000
    assert taken == set(names)
    assert all(re.fullmatch("p-[a-z2-7]{8}", name) for name in names)


@given(st.floats(-30, 30))
def test_a_probability_is_that_of_its_log_odds(odds):
    """Oracle: Python's exponential, where the twin may use none."""
    assert logistic(np.array([odds]))[0] == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-9)
