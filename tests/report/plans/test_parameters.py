"""Unknown and ill-typed parameters are errors that name the notebook and what it knows."""

import nbformat
import pytest

from compendium.report.plans import parameters
from compendium.report.plans.parameters import IllTypedParameterError, UnknownParameterError

SOURCE = """# parameters
municipality: str | None = None
weeks = 52
share = 0.5
waves: list = ["baseline"]
shown = True
free = None"""


@pytest.fixture
def notebook():
    cell = nbformat.v4.new_code_cell(SOURCE)
    cell.metadata["tags"] = ["parameters"]
    made = nbformat.v4.new_notebook(cells=[cell])
    made.metadata["kernelspec"] = {"name": "python3", "language": "python"}
    return made


def test_the_types_are_those_of_annotation_or_default(notebook):
    known = parameters.known(notebook)
    kinds = {name: parameter.kind for name, parameter in known.items()}
    assert kinds == {
        "municipality": str,
        "weeks": int,
        "share": float,
        "waves": list,
        "shown": bool,
        "free": None,
    }


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"weeks": 78},
        {"share": 1},
        {"municipality": "Rødovre"},
        {"municipality": None},
        {"waves": []},
        {"shown": False},
        {"free": 3},
        {"free": "x"},
    ],
)
def test_what_fits_passes(notebook, given):
    parameters.check("outcomes", notebook, given)


def test_what_is_typed_is_understood_by_the_parameters_type(notebook):
    typed = {"municipality": "no", "weeks": "78", "waves": "[a, b]", "shown": "no"}
    understood = parameters.understood(notebook, typed)
    assert understood == {"municipality": "no", "weeks": 78, "waves": ["a", "b"], "shown": False}


def test_an_unknown_parameter_names_notebook_parameter_and_those_known(notebook):
    with pytest.raises(UnknownParameterError) as told:
        parameters.check("outcomes", notebook, {"week": 78})
    assert "'outcomes'" in told.value.what
    assert "'week'" in told.value.what
    assert "weeks: int = 52" in told.value.remedy


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weeks": "78"}, "not of the type str"),
        ({"weeks": 7.5}, "not of the type float"),
        ({"weeks": True}, "not of the type bool"),
        ({"shown": 1}, "not of the type int"),
        ({"municipality": 3}, "not of the type int"),
    ],
)
def test_an_ill_typed_parameter_is_refused(notebook, given, words):
    with pytest.raises(IllTypedParameterError, match=words):
        parameters.check("outcomes", notebook, given)


def test_a_notebook_without_parameters_knows_none():
    with pytest.raises(UnknownParameterError) as told:
        parameters.check("neet", nbformat.v4.new_notebook(), {"year": 2015})
    assert "It knows: none." in str(told.value)
