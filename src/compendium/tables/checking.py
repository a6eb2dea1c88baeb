"""Check text against a schema: a typed frame, and every fault there is in one pass.

Schemas are compiled to pandera by hand. Its own reader of Table Schema needs a package more and
turns dates into text, and a wrong type would end it before any rule was looked at; so cells are
coerced first, column by column, and pandera is asked about what could be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import values_may_be_quoted
from compendium.tables.coercion import coerce, settled, unread_faults
from compendium.tables.faults import Fault, FaultyTableError
from compendium.tables.reading import Source, read_text

if TYPE_CHECKING:
    import pandas as pd

    from compendium.tables.schema import Field, Schema

NOT_THERE = "is not there"


def read_frame(path: Path, schema: Schema, source: Source | None = None) -> pd.DataFrame:
    """Return the table in a file, checked against its schema, and announce the file.

    Parameters
    ----------
    path
        A CSV, Excel, Parquet or SPSS file.
    schema
        What the table holds.
    source
        What is particular about the file; by default nothing is.

    Returns
    -------
    pandas.DataFrame
        The schema's columns in the schema's order, numbered from 0. Text is ``str``, levels are
        ``category`` in the schema's order, whole numbers ``Int64``, numbers ``float64``, flags
        ``boolean``, dates ``datetime64``, weeks ``int32``.

    Raises
    ------
    UnreadableTableError
        If the file is missing or is not what its name says.
    FaultyTableError
        If any row or column breaks the schema; it has all faults.
    """
    source = source or Source(path.name)
    frame, faults = checked(renamed(read_text(path, source), source), schema, source)
    if faults:
        raise FaultyTableError(faults)
    return frame.reset_index(drop=True)


def renamed(text: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return the text under our column names, with the constants as columns.

    A column of ours that is mapped to the empty text is left out, whatever the file has of it.

    Raises
    ------
    FaultyTableError
        If the mapping names columns that the file lacks, or a constant is a column already.
    """
    file = source.file
    faults = [
        Fault(file, None, theirs, f"is not there, but the mapping says that it is {ours}")
        for ours, theirs in source.mapping.items()
        if theirs and theirs not in text.columns
    ]
    mapping = {ours: theirs for ours, theirs in source.mapping.items() if theirs}
    unused = {_plain(ours) for ours, theirs in source.mapping.items() if not theirs}
    kept = [
        name
        for name in text.columns
        if name not in {*mapping, *mapping.values()} and _plain(name) not in unused
    ]
    faults += [
        Fault(file, None, name, "is in the file, so it cannot be a constant too")
        for name in source.constants
        if name in kept or name in mapping
    ]
    if faults:
        raise FaultyTableError(faults, remedy="mend the mapping and the constants")
    frame = text.loc[:, kept].assign(**{ours: text[theirs] for ours, theirs in mapping.items()})
    return frame.assign(**source.constants).astype("str")


def checked(text: pd.DataFrame, schema: Schema, source: Source) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a frame of typed values with all faults that its cells and columns have.

    Parameters
    ----------
    text
        Cells as text under our names; the index is the row that faults name.
    schema
        What the table holds. Columns that it does not know are left out.
    source
        Names the file in faults, and says how numbers and dates are written.

    Returns
    -------
    tuple of pandas.DataFrame and list of Fault
        The schema's columns; an optional column that the file lacks is there, and wholly missing.
        The values are fit for use only where there is no fault.
    """
    import pandas as pd

    quote = values_may_be_quoted()
    fields, faults = _columns(text, schema, source.file)
    values: dict[str, pd.Series] = {}
    for name, field in fields.items():
        if name not in text.columns:
            values[name] = _lacking(field, text.index)
            continue
        cells = text[name].where(~text[name].isin(schema.missing_values))
        coerced = coerce(cells, field, source)
        faults += unread_faults(coerced, cells, source.file, quote)
        values[name] = coerced.cells
        if coerced.unread is not None and coerced.unread.any():
            fields[name] = replace(field, required=False)  # told already, as unread
    frame = pd.DataFrame(values, index=text.index)
    faults += _broken(frame, fields, schema.key, source.file, quote)
    if faults:
        return frame, faults
    final = {name: settled(frame[name], field) for name, field in fields.items()}
    return pd.DataFrame(final, index=frame.index), []


def _columns(text: pd.DataFrame, schema: Schema, file: str) -> tuple[dict[str, Field], list[Fault]]:
    """Return the fields of the columns to come, and faults for those that should be there."""
    fields: dict[str, Field] = {}
    faults: list[Fault] = []
    alike = {_plain(name): name for name in text.columns}
    for field in schema.fields:
        if field.name.endswith("*"):
            fields |= {
                name: replace(field, name=name)
                for name in text.columns
                if field.stands_for(name) and name not in schema.names
            }
            continue
        if field.name not in text.columns:
            if _plain(field.name) in alike:
                other = alike[_plain(field.name)]
                faults.append(Fault(file, None, other, f"must be written {field.name}, or mapped"))
                continue
            if not field.optional:
                faults.append(Fault(file, None, field.name, NOT_THERE))
                continue
        if f"{field.name} (2)" in text.columns:
            faults.append(Fault(file, 1, field.name, "stands there twice"))
        fields[field.name] = field
    return fields, faults


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")


def _lacking(field: Field, index: pd.Index) -> pd.Series:
    import pandas as pd

    dtypes = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}
    dtype = "datetime64[us]" if field.kind == "date" else dtypes[field.kind]
    return pd.Series(pd.NA if dtype in ("Int64", "boolean") else None, index=index, dtype=dtype)


def _broken(
    frame: pd.DataFrame, fields: Mapping[str, Field], key: tuple[str, ...], file: str, quote: bool
) -> list[Fault]:
    """Return a fault for each value that breaks a rule of its field, and each key that recurs."""
    import pandera.pandas as pa

    unique = [name for name in key if name in frame.columns]
    schema = pa.DataFrameSchema(
        {name: _compiled(field) for name, field in fields.items()},
        unique=unique if len(unique) == len(key) and key else None,
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failure:
        cases = failure.failure_cases
    else:
        return []
    faults: dict[Fault, None] = {}
    for context, column, check, value, row in zip(
        cases["schema_context"],
        cases["column"],
        cases["check"],
        cases["failure_case"],
        cases["index"],
        strict=True,
    ):
        whole_row = context == "DataFrameSchema"
        name = ", ".join(unique) if whole_row else str(column)
        quoted = None if whole_row or not quote or check == "not_nullable" else str(value)
        faults[Fault(file, int(row), name, _rule(str(check)), quoted)] = None
    return sorted(faults, key=lambda fault: fault.row or 0)


def _compiled(field: Field) -> Any:
    """Return the pandera column of a field; what a cell is was settled before."""
    import pandera.pandas as pa

    checks = []
    if field.levels or field.drawn_from:
        kind = field.drawn_from.replace("_", " ")
        none = f"must be one of the {kind}, of which there are none"
        rule = f"must be one of: {', '.join(field.levels)}" if field.levels else none
        checks.append(pa.Check.isin(field.levels, error=rule))
    if field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum, error=f"must be at least {field.minimum:g}"))
    if field.maximum is not None:
        checks.append(pa.Check.le(field.maximum, error=f"must be at most {field.maximum:g}"))
    if field.pattern:
        pattern = f"^(?:{field.pattern})$"
        checks.append(pa.Check.str_matches(pattern, error=f"must look like {field.pattern}"))
    return pa.Column(None, checks, nullable=not field.required, unique=field.unique)


def _rule(check: str) -> str:
    words = {
        "not_nullable": "must not be empty",
        "field_uniqueness": "must not occur twice",
        "multiple_fields_uniqueness": "must not occur together twice",
    }
    return words.get(check, check)
