"""The parameters: each with its source, each used, and the written-out factor a right one."""

import pytest

from compendium import synthetic
from compendium.synthetic import folder
from compendium.synthetic.parameters import ParameterError, Parameters


class Watched(Parameters):
    """Parameters that remember which of them were asked for."""

    def value(self, name):
        """Return a parameter, and remember its name."""
        asked.add(name)
        return super().value(name)


asked: set[str] = set()

EXPLAINS = "people.correlations"
"""Is there for its reader and for the test below: the draws use the factor made of it."""


def test_every_parameter_has_a_source_and_a_status():
    for parameter in synthetic.catalogue():
        assert len(parameter.source) > 15, parameter.name
        assert parameter.status in ("confirmed", "derived", "assumed"), parameter.name


def test_every_parameter_is_used():
    asked.clear()
    given = synthetic.catalogue()
    made = synthetic.world(1, participants=40, parameters=Watched(given.entries))
    folder.settings(made)
    assert {parameter.name for parameter in given} - asked == {EXPLAINS}


def test_every_parameter_stands_in_the_truth_with_its_source(world):
    told = {entry["name"]: entry for entry in world.truth.record()["parameters"]}
    for parameter in synthetic.catalogue():
        assert told[parameter.name] == {
            "name": parameter.name,
            "value": parameter.value,
            "source": parameter.source,
            "status": parameter.status,
        }


def test_the_factor_times_its_transpose_is_the_correlation_matrix():
    """Oracle: the definition of a Cholesky factor, multiplied out by hand."""
    given = synthetic.catalogue()
    factor, wanted = given.matrix("people.cholesky"), given.matrix(EXPLAINS)
    for row, left in enumerate(factor):
        assert not any(left[row + 1 :])
        for column, right in enumerate(factor):
            product = sum(a * b for a, b in zip(left, right, strict=True))
            assert product == pytest.approx(wanted[row][column], abs=1e-10)


def test_risk_factors_are_named_as_in_the_evidence():
    evidence = pytest.importorskip("compendium.evidence")
    known = set(evidence.table("risk_factors")["key"])
    assert set(synthetic.catalogue().by_name("people.risk_factors")) <= known


def test_an_unknown_parameter_and_one_of_another_kind_are_named():
    given = synthetic.catalogue()
    with pytest.raises(ParameterError, match=r"effect\.luck"):
        given.number("effect.luck")
    for reader in (given.number, given.numbers, given.matrix, given.lists):
        with pytest.raises(ParameterError, match=r"effect\.dip"):
            reader("effect.dip")
    with pytest.raises(ParameterError, match=r"people\.women"):
        given.by_name("people.women")


@pytest.mark.parametrize(
    "entry",
    [
        'value = 1\nstatus = "assumed"',
        'value = 1\nsource = "a book"',
        'source = "a book"\nstatus = "assumed"',
        'value = 1\nsource = ""\nstatus = "assumed"',
        'value = 1\nsource = "a book"\nstatus = "known"',
    ],
)
def test_a_parameter_without_value_source_or_status_is_refused(tmp_path, entry):
    path = tmp_path / "extra.toml"
    path.write_text(f"[effect.luck]\n{entry}\n", "utf-8")
    with pytest.raises(ParameterError, match=r"effect\.luck"):
        synthetic.catalogue((path,))
