"""Whether facts agree: shares with their n and their whole, and two values of one fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from compendium.evidence.declaring import Declared, Fact, Share, Whole
from compendium.evidence.intervals import counts_behind
from compendium.evidence.places import Row
from compendium.tables import Fault

IMPOSSIBLE = "impossible_share"
"""Marks a share that its own n cannot give: listed, not mended."""

DOES_NOT_SUM = "does_not_sum"
"""Marks shares that do not make up their whole: listed, not mended."""

CONFLICT = "conflict"
"""The column that names the contradictions, parted by ``;``, that a value is part of."""


def disagreements(name: str, rows: Sequence[Row], declared: Declared) -> Iterator[Fault]:
    """Yield shares that cannot be or do not make up their whole, and unmarked contradictions.

    A share must be that of a whole number of its n people with halves rounded up. Shares may miss
    100 by what rounding can take: half of the last printed place for each of them.

    Parameters
    ----------
    name
        Of the table.
    rows
        All rows of the table, as they lie in the file.
    declared
        What its schema declares.
    """
    if declared.shares:
        yield from _impossible(name, rows, declared.shares)
    if declared.whole:
        yield from _broken_wholes(name, rows, declared.whole)
    if declared.fact:
        yield from _unmarked(name, rows, declared.fact)


def _impossible(name: str, rows: Sequence[Row], shares: Sequence[Share]) -> Iterator[Fault]:
    """Yield rows with a share that their own n cannot give, and marks of that where n can."""
    for number, row in enumerate(rows, start=2):
        given = [
            (share.column, counts_behind(float(row[share.column]), int(row[share.n])))
            for share in shares
            if row[share.column] and row[share.n] and share.where.items() <= row.items()
        ]
        lost = [column for column, counts in given if not counts]
        marked = IMPOSSIBLE in _marks(row)
        if lost and not marked:
            rule = "cannot be a share of n people with halves rounded up; mend it, or list it"
            yield Fault(f"{name}.csv", number, lost[0], rule)
        elif marked and not lost:
            rule = f"says {IMPOSSIBLE}, but n can give the figure"
            yield Fault(f"{name}.csv", number, "oddity", rule)


def _broken_wholes(name: str, rows: Sequence[Row], whole: Whole) -> Iterator[Fault]:
    parts: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, start=2):
        if row[whole.column]:
            parts.setdefault(row[whole.column], []).append((number, row))
    for own in parts.values():
        shares = [Decimal(row[whole.value]) for _, row in own]
        slack = sum((_half_a_place(share) for share in shares), Decimal(0))
        sums = abs(sum(shares, Decimal(0)) - 100) <= slack
        marked = [number for number, row in own if DOES_NOT_SUM in _marks(row)]
        if not sums and not marked:
            rule = f"does not sum to 100; mend it, or mark one of its rows {DOES_NOT_SUM}"
            yield Fault(f"{name}.csv", own[0][0], whole.column, rule)
        elif sums and marked:
            rule = f"says {DOES_NOT_SUM}, but its whole sums to 100"
            yield Fault(f"{name}.csv", marked[0], "oddity", rule)


def _half_a_place(share: Decimal) -> Decimal:
    exponent = share.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def _marks(row: Row) -> list[str]:
    return row.get("oddity", "").split(";")


def _unmarked(name: str, rows: Sequence[Row], fact: Fact) -> Iterator[Fault]:
    told: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, start=2):
        if any(row[column] for column in fact.value):
            told.setdefault(tuple(row[column] for column in fact.same), []).append((number, row))
    for own in told.values():
        values = {tuple(row[column] for column in fact.value) for _, row in own}
        named = [set(filter(None, row.get(CONFLICT, "").split(";"))) for _, row in own]
        if len(values) > 1 and not set.intersection(*named):
            rule = f"tells the fact of row {own[0][0]} otherwise; both must name one contradiction"
            yield Fault(f"{name}.csv", own[-1][0], fact.value[0], rule)
