"""Checking: what is computed beside what is published, to the decimals that are printed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compendium.errors import CompendiumError
from compendium.validation.catalogue import MUST_NOT, Figure, catalogue, published
from compendium.validation.computing import Computed, computed

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["agrees", "does_not", "differs"]

NUDGE = 1e-9
"""Undoes binary noise where a figure lies just on the edge of what prints alike."""
FEWEST = 3
"""Decimals of a computed figure that is no whole number, at the least."""


class DifferingError(CompendiumError):
    """A figure that must come out does not, or one comes out that must not."""


@dataclass(frozen=True)
class Checked:
    """A figure with what the package makes of it.

    Attributes
    ----------
    published, computed
        What was printed, and what is computed.
    difference
        The computed value less the printed one.
    precision
        How far apart two numbers may lie that print alike.
    verdict
        ``agrees`` where value and limits print alike; ``does_not`` where they do not, and must not;
        ``differs`` where it is otherwise than it must be.
    recorded
        Whether it is computed of open data, and so may stand there as it was recorded.
    """

    published: Figure
    computed: Computed
    difference: float
    precision: float
    verdict: Verdict
    recorded: bool


def checked(
    of_open_data: Mapping[str, Computed], folder: Path | None = None
) -> tuple[Checked, ...]:
    """Return every figure of the catalogue with what is computed, in its order.

    Parameters
    ----------
    of_open_data
        What was computed of open data, by the key of the figure: recorded or recomputed.
    folder
        The folder of the catalogue; by default ``data/validation`` of the repository.

    Raises
    ------
    DifferingError
        Where a figure that must come out does not, or one does that must not; or where nothing is
        on record of one.
    """
    figures = catalogue(folder)
    lacking = [each.key for each in figures if each.data and each.key not in of_open_data]
    if lacking:
        raise DifferingError(
            "Some figures of open data have not been computed.",
            where=", ".join(lacking),
            remedy="record them anew, with: make validation DATA=PATH",
        )
    found = tuple(
        compared(
            figure,
            of_open_data[figure.key] if figure.data else computed(figure.computation, figure.given),
        )
        for figure in figures
    )
    differing = [each.published.key for each in found if each.verdict == "differs"]
    if differing:
        raise DifferingError(
            "Some published figures are not met, or are met that must not be.",
            where=", ".join(differing),
            remedy="look for what changed in the functions that compute them; never at the figures",
        )
    return found


def compared(figure: Figure, found: Computed) -> Checked:
    """Return a figure beside what is computed; all of value and limits must print alike."""
    alike = all(
        math.isnan(printed) or abs(each - printed) <= figure.precision + NUDGE
        for printed, each in zip(figure.numbers, found.numbers, strict=True)
    )
    verdict: Verdict = "agrees" if alike else "differs"
    if figure.kind == MUST_NOT:
        verdict = "differs" if alike else "does_not"
    return Checked(
        figure,
        found,
        found.value - figure.value,
        figure.precision,
        verdict,
        recorded=bool(figure.data),
    )


def overview(rows: Sequence[Checked], folder: Path | None = None) -> pd.DataFrame:
    """Return figures with what is computed, as a page shows them.

    Parameters
    ----------
    rows
        Figures that were checked.
    folder
        The folder of the catalogue; by default ``data/validation`` of the repository.

    Returns
    -------
    pandas.DataFrame
        The columns of the table of figures, and beside them verdict, basis (``recorded`` or
        ``computed``), and counts, what it is computed from where that is counts of two arms.
    """
    by_key = {each.published.key: each for each in rows}
    frame = published(folder)
    frame = frame[frame["key"].isin(list(by_key))].reset_index(drop=True)
    ordered = [by_key[key] for key in frame["key"]]
    return frame.assign(
        verdict=[each.verdict for each in ordered],
        basis=["recorded" if each.recorded else "computed" for each in ordered],
        counts=[_counted(each.published.given) for each in ordered],
    )


def numbers(rows: Sequence[Checked], folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Return the numbers that a page shows of figures, by the heading they stand under.

    Parameters
    ----------
    rows, folder
        As of `overview`.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``published``, ``computed``, ``apart`` and ``precision``; each has the columns of
        `overview` with its own number in value, low and high (limits only where some are printed),
        and in digits with how many decimals each row is written.
    """
    frame = overview(rows, folder).drop(columns=["value", "low", "high", "decimals"])
    by_key = {each.published.key: each for each in rows}
    ordered = [by_key[key] for key in frame["key"]]
    plain = frame.assign(low=math.nan, high=math.nan)
    # A difference of percentages is no percentage, and the heading says what it is one of.
    bare = plain.assign(unit="")
    return {
        "published": frame.assign(
            value=[each.published.value for each in ordered],
            low=[each.published.low for each in ordered],
            high=[each.published.high for each in ordered],
            digits=[each.published.decimals for each in ordered],
        ),
        "computed": frame.assign(
            value=[each.computed.value for each in ordered],
            low=[_limit(each.published.low, each.computed.low) for each in ordered],
            high=[_limit(each.published.high, each.computed.high) for each in ordered],
            digits=[_digits(each) for each in ordered],
        ),
        "apart": bare.assign(
            value=[each.difference for each in ordered],
            digits=[_digits(each) for each in ordered],
        ),
        "precision": bare.assign(
            value=[each.precision for each in ordered],
            digits=[each.published.decimals + 1 for each in ordered],
        ),
    }


def _limit(printed: float, found: float) -> float:
    return math.nan if math.isnan(printed) else found


def _digits(row: Checked) -> int:
    """Return the decimals of what is computed: none of a count, else one more than is printed."""
    figure = row.published
    if not figure.decimals and row.computed.value.is_integer():
        return 0
    return max(FEWEST, figure.decimals + 1)


def _counted(given: Mapping[str, str]) -> str:
    """Return the counts of two arms, or the one arm, as 22/46 and 3/37; nothing where none are."""
    if "events" not in given:
        return ""
    return f"{given['events']}/{given['persons']}, {given['other_events']}/{given['other_persons']}"
