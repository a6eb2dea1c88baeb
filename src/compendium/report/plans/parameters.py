"""The parameters of a notebook: which it knows, of what type, and whether those given fit."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from compendium.errors import CompendiumError
from compendium.report.pages import cells

EVERY = "all"
TYPES: Mapping[str, type] = {
    "bool": bool,
    "dict": dict,
    "float": float,
    "int": int,
    "list": list,
    "str": str,
}


class UnknownParameterError(CompendiumError):
    """A parameter was given that the notebook does not know."""


class UnknownCaseError(CompendiumError):
    """A page was asked for of a municipality or instrument that the study does not have."""


class IllTypedParameterError(CompendiumError):
    """A parameter was given a value of another type than its default."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook; `kind` is None where nothing says its type."""

    name: str
    kind: type | None
    default: str
    optional: bool = False

    def __str__(self) -> str:
        kind = f": {self.kind.__name__}" if self.kind else ""
        return f"{self.name}{kind}{' | None' if self.optional else ''} = {self.default}"

    @property
    def value(self) -> Any:
        """The default itself, or its text where it is more than a plain value."""
        try:
            return ast.literal_eval(self.default)
        except (ValueError, SyntaxError):
            return self.default

    def takes(self, value: Any) -> bool:
        """Return whether a value is of the parameter's type; a whole number is a float too."""
        if self.kind is None or (value is None and self.optional):
            return True
        if isinstance(value, bool) or self.kind is bool:
            return isinstance(value, bool) and self.kind is bool
        return isinstance(value, int | float if self.kind is float else self.kind)


def known(notebook: dict[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, as its `parameters` cell declares them.

    The cell is parsed. Papermill's own inspection reads it by regular expression and overlooks an
    annotation such as `str | None`.

    Parameters
    ----------
    notebook
        A notebook node. The type of a parameter is its annotation, else the type of its default;
        a default of None leaves it open.
    """
    found: dict[str, Parameter] = {}
    for cell in notebook["cells"]:
        if cells.PARAMETERS in cells.tags(cell):
            for parameter in _declared(ast.parse(cells.source(cell))):
                found[parameter.name] = parameter
    return found


def understood(notebook: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that were typed for parameters: a text as it stands, others as YAML.

    Parameters
    ----------
    notebook
        The notebook node, which says what is a text.
    texts
        Parameter to what was typed.
    """
    knows = known(notebook)
    return {
        name: text if name in knows and knows[name].kind is str else yaml.safe_load(text)
        for name, text in texts.items()
    }


def check_case(name: str, given: Mapping[str, Any], family: str, cases: Sequence[str]) -> None:
    """Refuse a member of a family that the study does not have.

    Parameters
    ----------
    name
        The notebook, for the message.
    given
        Parameter to value; where `family` is among them it is one of the study's, or `all`.
    family
        The parameter that says which member: ``municipality`` or ``instrument``.
    cases
        Those of the study.

    Raises
    ------
    UnknownCaseError
        With the members that there are.
    """
    wanted = given.get(family, EVERY)
    if wanted not in (EVERY, *cases):
        raise UnknownCaseError(
            f"The study has no {family} '{wanted}'.",
            where=f"notebooks/{name}.ipynb, parameter {family}",
            remedy=f"Give one of: {', '.join((*cases, EVERY))}.",
        )


def check(name: str, notebook: Any, given: Mapping[str, Any]) -> None:
    """Refuse parameters that a notebook does not know, or of the wrong type.

    Papermill only warns about an unknown parameter and runs on with the default of the one that
    was meant; here that is an error.

    Parameters
    ----------
    name
        The notebook, for the message.
    notebook
        The notebook node.
    given
        Parameter to value.

    Raises
    ------
    UnknownParameterError, IllTypedParameterError
        With the notebook, the parameter and those the notebook knows.
    """
    if not given:
        return
    knows = known(notebook)
    listed = "; ".join(str(parameter) for parameter in knows.values()) or "none"
    where = f"notebooks/{name}.ipynb"
    for parameter, value in given.items():
        if parameter not in knows:
            raise UnknownParameterError(
                f"The notebook '{name}' has no parameter '{parameter}'.",
                where=where,
                remedy=f"It knows: {listed}.",
            )
        if not knows[parameter].takes(value):
            raise IllTypedParameterError(
                f"The parameter '{parameter}' of the notebook '{name}' is not of the type "
                f"{type(value).__name__}.",
                where=where,
                remedy=f"It knows: {listed}.",
            )


def _declared(tree: ast.Module) -> Iterator[Parameter]:
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            default = "" if statement.value is None else ast.unparse(statement.value)
            kind, optional = _annotated(ast.unparse(statement.annotation))
            yield Parameter(statement.target.id, kind, default, optional)
        elif isinstance(statement, ast.Assign):
            kind, default = _kind(statement.value), ast.unparse(statement.value)
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield Parameter(target.id, kind, default)


def _annotated(annotation: str) -> tuple[type | None, bool]:
    """Return the type of an annotation, where it is a plain one, and whether None is one too."""
    parts = [part.strip().partition("[")[0] for part in annotation.split("|")]
    plain = [part for part in parts if part != "None"]
    return (TYPES.get(plain[0]) if len(plain) == 1 else None), "None" in parts


def _kind(value: ast.expr) -> type | None:
    try:
        default = ast.literal_eval(value)
    except ValueError:
        return None
    return None if default is None else type(default)
