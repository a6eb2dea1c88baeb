"""Numerals: how a number is written, as a count, a share or a mean, in English and in Danish."""

from __future__ import annotations

import math
from dataclasses import dataclass

from compendium.errors import CompendiumError
from compendium.present.wording import language, word

MINUS = "\N{MINUS SIGN}"
NARROW_SPACE = "\N{NO-BREAK SPACE}"
AT_MOST = "\N{LESS-THAN OR EQUAL TO}" + NARROW_SPACE


class UnknownMannerError(CompendiumError):
    """A number was to be written in a manner that is not known."""


@dataclass(frozen=True)
class Manner:
    """How a kind of number is written.

    Attributes
    ----------
    digits
        Decimals; None writes up to `most` and no trailing zeros, as a source printed it.
    scale
        What the value is multiplied with before it is written.
    percent
        Whether a per cent sign follows.
    most
        The most decimals where `digits` does not say how many.
    least
        Values are cut off here: one not above it is written as at most so much.
    """

    digits: int | None = None
    scale: float = 1.0
    percent: bool = False
    most: int = 2
    least: float | None = None


MANNERS = {
    "count": Manner(digits=0),
    "share": Manner(digits=1, scale=100, percent=True),
    "percent": Manner(percent=True, most=1),
    "mean": Manner(digits=1),
    "score": Manner(),
    "points": Manner(digits=1, scale=100),
    "coefficient": Manner(digits=2),
    "ratio": Manner(digits=2),
    "p": Manner(digits=3, least=0.001),
    "plain": Manner(),
}
_BY_UNIT = {
    "%": "percent",
    "percent": "percent",
    "percentage_points": "points",
    "per cent": "percent",
    "persons": "count",
    "person": "count",
}
_BY_KIND = {
    "count": "count",
    "share": "share",
    "mean": "mean",
    "estimate": "coefficient",
    "review": "score",
    "practice": "score",
}


def manner_of(kind: str, unit: str = "") -> str:
    """Return the name of the manner that suits a kind of `Safe` and a unit."""
    if kind == "published":
        # A published figure is written as printed, a share of 7 percent as 7 and not as 0.07.
        return "percent" if _BY_UNIT.get(unit) == "percent" else "plain"
    if unit == "points" and kind in ("mean", "review"):
        # Points of a scale; those of a difference of shares are points of percentage.
        return _BY_KIND[kind]
    if unit in MANNERS:
        return unit
    return _BY_UNIT.get(unit) or _BY_KIND.get(kind, "plain")


def number(
    value: float, digits: int | None = None, *, most: int = 2, tongue: str | None = None
) -> str:
    """Return a number as text: ``1,234.5`` in English, ``1.234,5`` in Danish, a true minus.

    Parameters
    ----------
    value
        The number; a missing one gives an empty text.
    digits
        Decimals; None writes up to `most`, without trailing zeros.
    tongue
        The language; by default that of the moment.
    """
    if math.isnan(value):
        return ""
    places = most if digits is None else digits
    # Rounding half away from zero is what a reader who checks by hand expects of 12.5 and 0.
    rounded = _half_up(value, places)
    text = f"{abs(rounded):,.{places}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if (tongue or language()) == "da":
        text = text.translate(str.maketrans(",.", ".,"))
    return MINUS + text if rounded < 0 else text


def written(value: float, manner: str, digits: int | None = None, *, bare: bool = False) -> str:
    """Return a value in a manner, with its per cent sign unless `bare`.

    Raises
    ------
    UnknownMannerError
        Where the manner is not one of `MANNERS`.
    """
    if manner not in MANNERS:
        raise UnknownMannerError(
            f"No number is written as '{manner}'.",
            where="the argument as_, or the column unit",
            remedy="Use one of: " + ", ".join(MANNERS) + ".",
        )
    how = MANNERS[manner]
    places = how.digits if digits is None else digits
    text = number(value * how.scale, places, most=how.most)
    if how.least is not None and value <= how.least:
        text = AT_MOST + number(how.least, places)
    if how.percent and text and not bare:
        # Danish sets a space before the sign, English none.
        text += NARROW_SPACE + "%" if language() == "da" else "%"
    return text


def with_interval(
    value: float, low: float, high: float, manner: str, digits: int | None = None
) -> str:
    """Return a value with its interval, as ``7.4 (7.1 to 7.7)``, or alone where it has none."""
    text = written(value, manner, digits)
    if digits is None and MANNERS[manner].digits is None:
        # Limits are computed, so they get the decimals of what was printed, and at least one.
        digits = max(1, len(text.strip("%" + NARROW_SPACE).partition(_point())[2]))
    between = interval(low, high, manner, digits)
    return f"{text} ({between})" if between else text


def interval(low: float, high: float, manner: str, digits: int | None = None) -> str:
    """Return an interval as ``7.1 to 7.7``, or nothing where a limit is missing."""
    if math.isnan(low) or math.isnan(high):
        return ""
    limits = (written(limit, manner, digits, bare=True) for limit in (low, high))
    return word("units.to").join(limits)


def _point() -> str:
    return "," if language() == "da" else "."


def _half_up(value: float, places: int) -> float:
    factor = 10.0**places
    # The nudge undoes binary noise: 0.285 × 100 is 28.499999999999996.
    return math.copysign(math.floor(abs(value) * factor + 0.5 + 1e-9) / factor, value)
