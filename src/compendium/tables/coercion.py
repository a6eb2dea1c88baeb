"""From text to values: each column becomes what its field says, and what cannot is a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compendium.tables.faults import Fault

if TYPE_CHECKING:
    import pandas as pd

    from compendium.tables.reading import Source
    from compendium.tables.schema import Field

WEEK_ZERO = "1990-01-01"
"""The Monday that weeks are counted from."""

ISO = "%Y-%m-%d"

TRUE, FALSE = ("true", "1", "yes", "ja"), ("false", "0", "no", "nej")


@dataclass(frozen=True)
class Coerced:
    """A column's values, and which cells of it could not be read: a rule, and a mask of rows."""

    cells: pd.Series
    rule: str = ""
    unread: pd.Series | None = None


def coerce(text: pd.Series, field: Field, source: Source) -> Coerced:
    """Return a column of text as what its field says it is.

    Parameters
    ----------
    text
        Stripped text, missing where the cell is.
    field
        Says the kind, and for dates the resolution.
    source
        Says the decimal mark and how dates are written.

    Returns
    -------
    Coerced
        Values of dtype ``str``, ``Int64``, ``float64``, ``boolean`` or ``datetime64``; a cell that
        cannot be read is missing in them, and marked. Weeks are ``Int64``, from `WEEK_ZERO` on.
    """
    match field.kind:
        case "integer":
            return _integer(text, source)
        case "number":
            return _number(text, source)
        case "boolean":
            return _boolean(text)
        case "date":
            return _date(text, source, weekly=field.resolution == "week")
        case _:
            return _half_year(text, source) if field.resolution == "half-year" else Coerced(text)


def settled(values: pd.Series, field: Field) -> pd.Series:
    """Return checked values as analyses meet them: levels as categories, weeks as ``int32``."""
    import pandas as pd

    if field.levels:
        return values.astype(pd.CategoricalDtype(list(field.levels)))
    if field.resolution == "week":
        return values.astype("int32" if field.required else "Int32")
    if field.kind == "integer":
        return values.astype("Int8" if field.small else "Int64")
    return values


def _half_year(text: pd.Series, source: Source) -> Coerced:
    is_half_year = text.str.fullmatch(r"(19|20)\d\d[Hh][12]", na=False)
    day = _days(text.where(~is_half_year), source)
    moment = text.str.upper().where(is_half_year, day.dt.strftime("%Y-%m-%d"))
    rule = f"must be a half-year such as 2021H1, or a date written {_shape(source.date_format)}"
    return _marked(text, moment.astype("str"), rule)


def _integer(text: pd.Series, source: Source) -> Coerced:
    number = _numeric(text, source)
    whole = number.where((number % 1 == 0) & (number.abs() < 2**53))
    return _marked(text, whole.astype("Int64"), "must be a whole number")


def _number(text: pd.Series, source: Source) -> Coerced:
    number = _numeric(text, source)
    finite = number.where(number.abs() != float("inf"))
    return _marked(text, finite, f"must be a number, with '{source.decimal}' as decimal mark")


def _numeric(text: pd.Series, source: Source) -> pd.Series:
    import pandas as pd

    if source.decimal != ".":
        # A point would be a thousands mark there, and '1.234' cannot be told from a decimal.
        text = text.where(~text.str.contains(".", regex=False, na=False))
        text = text.str.replace(source.decimal, ".", regex=False)
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _boolean(text: pd.Series) -> Coerced:
    meaning = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
    values = text.str.lower().map(meaning).astype("boolean")
    return _marked(text, values, f"must be one of: {', '.join((*TRUE, *FALSE))}")


def _date(text: pd.Series, source: Source, *, weekly: bool) -> Coerced:
    import pandas as pd

    day = _days(text, source)
    shape = _shape(source.date_format)
    if not weekly:
        return _marked(text, day, f"must be a date written {shape}")
    days = (day - pd.Timestamp(WEEK_ZERO)).dt.days
    weeks = (days // 7).where(days % 7 == 0).astype("Int64")
    return _marked(text, weeks, f"must be the Monday of a week, written {shape}")


def _days(text: pd.Series, source: Source) -> pd.Series:
    """Return days, written as the source says or in the ISO way, which cannot be misread."""
    import pandas as pd

    days = pd.to_datetime(text, format=source.date_format, errors="coerce")
    if source.date_format != ISO:
        days = days.fillna(pd.to_datetime(text, format=ISO, errors="coerce"))
    return days.dt.normalize().astype("datetime64[us]")


def _marked(text: pd.Series, values: pd.Series, rule: str) -> Coerced:
    return Coerced(values, rule, text.notna() & values.isna())


def _shape(date_format: str) -> str:
    for code, letters in (("%Y", "YYYY"), ("%m", "MM"), ("%d", "DD"), ("%y", "YY")):
        date_format = date_format.replace(code, letters)
    return date_format


def unread_faults(coerced: Coerced, text: pd.Series, file: str, quote: bool) -> list[Fault]:
    """Return a fault for each cell of a column that could not be read."""
    if coerced.unread is None:
        return []
    return [
        Fault(file, row, str(text.name), coerced.rule, value if quote else None)
        for row, value in zip(text.index[coerced.unread], text[coerced.unread], strict=True)
    ]
