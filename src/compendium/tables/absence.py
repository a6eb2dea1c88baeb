"""What stands where a table, or a result of one, would be when a study lacks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from typing import Any, Literal, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Absent:
    """Something that is not there to be shown.

    Attributes
    ----------
    why
        Fits after the words "not in this study:".
    of
        Where it was looked for. What the literature read here cannot give is not of any study, and
        is said to be not on this page.
    """

    why: str
    of: Literal["study", "literature"] = "study"


def hands_on_absent(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function hand on what is absent, so that notebooks need no branches.

    Parameters
    ----------
    function
        Any function of tables, whose signature need not speak of absence.

    Returns
    -------
    Callable
        The same function, except that a call with an `Absent` among its arguments returns the
        first such `Absent` unchanged and does not run the function.
    """

    @wraps(function)
    def handing_on(*args: P.args, **kwargs: P.kwargs) -> R:
        for argument in chain(args, kwargs.values()):
            if isinstance(argument, Absent):
                # The signature is kept as it was, for a notebook's author reads R, not R | Absent.
                return argument  # type: ignore[return-value]
        return function(*args, **kwargs)

    return handing_on


@hands_on_absent
def part(result: object, name: str) -> Any:
    """Return an attribute of a result, or why there is no such result.

    Parameters
    ----------
    result
        What an analysis returned.
    name
        The attribute.
    """
    return getattr(result, name)
