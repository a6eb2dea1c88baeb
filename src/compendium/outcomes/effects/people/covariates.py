"""Covariates: what is known of a person before the index date, and why it is adjusted for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from compendium.errors import CompendiumError
from compendium.tables import announce

Kind = Literal["number", "category", "flag"]

AFTERWARDS = ("start_date", "consultant_id", "ended")
"""Columns that are known only after the index date, by how far support had come."""


class UnknownCovariateError(CompendiumError):
    """A covariate was named that the catalogue, or the table, does not have."""


class LateCovariateError(CompendiumError):
    """A covariate was named that is measured after the index date."""


@dataclass(frozen=True)
class Covariate:
    """One covariate: where it is found, up to which week, and why it matters.

    Attributes
    ----------
    id
        Its name, and that of its column in `subjects`.
    title, reason
        By language (`en`, `da`).
    kind
        ``number``, ``category`` or ``flag`` (true or false).
    column
        The column of the table participants that it is; empty where it is counted from histories.
    weeks, first, last
        The endpoint whose weeks are counted, and the window, from the index week; empty and 0
        where it is a column.
    """

    id: str
    title: Mapping[str, str]
    reason: Mapping[str, str]
    kind: Kind
    column: str = ""
    weeks: str = ""
    first: int = 0
    last: int = 0


def covariates(extra: tuple[Path, ...] = ()) -> Mapping[str, Covariate]:
    """Return the covariates by id, those of the package first, then those of `extra` files.

    Raises
    ------
    LateCovariateError
        Where one is counted in a window that does not end before the index week, or is a column
        that is known only afterwards.
    """
    found: dict[str, Covariate] = {}
    for path in (Path(__file__).with_name("covariates.toml"), *extra):
        announce(path)
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            found[name] = _covariate(name, entry, path.name)
    return found


def chosen(names: tuple[str, ...], extra: tuple[Path, ...] = ()) -> tuple[Covariate, ...]:
    """Return the covariates of these names, in their order.

    Raises
    ------
    LateCovariateError
        Where a name is a column that is known only after the index date.
    UnknownCovariateError
        Where the catalogue has no such covariate; the message lists those it has.
    """
    known = covariates(extra)
    refuse_late(names)
    for name in names:
        if name not in known:
            raise UnknownCovariateError(
                f"There is no covariate “{name}”.",
                where="outcomes/effects/people/covariates.toml",
                remedy=f"Use some of: {', '.join(known)}.",
            )
    return tuple(known[name] for name in names)


def refuse_late(names: Iterable[str], where: str = "a design") -> None:
    """Refuse what is known only after the index date.

    Parameters
    ----------
    names
        Columns that are to be adjusted for, or to be alike in.
    where
        Who names them.

    Raises
    ------
    LateCovariateError
        Where one is of `AFTERWARDS`.
    """
    for name in names:
        if name in AFTERWARDS:
            raise _late(name, where)


def _covariate(name: str, entry: Mapping[str, Any], file: str) -> Covariate:
    """Return one covariate of a file, which must be told before the index date."""
    found = Covariate(id=name, **entry)
    if found.kind not in get_args(Kind) or bool(found.column) == bool(found.weeks):
        raise UnknownCovariateError(
            f"The covariate “{name}” is neither a column nor weeks of a window, or of no kind.",
            where=file,
            remedy=f"give it column or weeks, and one kind of {', '.join(get_args(Kind))}",
        )
    if found.column in AFTERWARDS or (found.weeks and found.last >= 0):
        raise _late(name, file)
    return found


def _late(name: str, where: str) -> LateCovariateError:
    return LateCovariateError(
        f"The covariate “{name}” is measured after the index date, so support may have changed it.",
        where=where,
        remedy="adjust for what was known before: a column of the index date, or a window of weeks "
        "that ends at −1 or earlier",
    )
