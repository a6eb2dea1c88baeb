"""Verdicts: the sentence that a comparison of groups calls for, made of protected cells alone."""

from __future__ import annotations

from compendium.disclosure import Cell, Safe
from compendium.instruments import Comparison, Invariance
from compendium.present.findings import note_output, only_cell
from compendium.present.labelling import Labels
from compendium.present.outputs import Output, absence, require, shown
from compendium.present.wording import word
from compendium.tables import Absent

SIGNIFICANT = 0.05
"""Below this p value, chance alone is called a poor explanation."""


def verdict_output(
    key: str,
    comparison: Comparison | Invariance | Absent,
    p: Safe | Absent,
    *,
    score: str,
    means: Safe | Absent | None = None,
    labels: Labels | None = None,
    **cells: Safe | Absent,
) -> Output:
    """Show the sentence that a comparison of groups, or a test of invariance, calls for.

    Its words are chosen by what is shown and by nothing else: ``notes.key_apart`` where p is under
    5 %, ``notes.key_alike`` where it is not, ``notes.key_hidden`` where it or a cell is hidden.
    Which way the groups lie apart is read from their means as they are printed.

    Parameters
    ----------
    key
        The word key, without its ending.
    comparison
        Names the groups; the sentence has the first two of them in the fields ``first`` and
        ``second``, of which one about waves has none.
    p
        The protected p value, corrected where several are given; the field ``p``.
    score
        What the score is called.
    means
        The protected means of the groups, where it speaks of them. The sentence has in ``way``
        whether the first lies above the second, in ``highest`` and ``lowest`` the groups with these
        means, and in ``most`` and ``least`` the means.
    labels
        Names of the groups.
    **cells
        Tables of one cell, for the other fields of the sentence.

    Raises
    ------
    UnprotectedError
        A TypeError: where a field, p, or the table of means is anything else.
    """
    require(comparison, Comparison, Invariance, Absent, where="present.verdict")
    given = {"p": p, **({} if means is None else {"means": means}), **cells}
    absences = [each for each in (comparison, *given.values()) if isinstance(each, Absent)]
    if absences or isinstance(comparison, Absent):
        return absence(absences[0], key)
    for name, table in given.items():
        require(table, Safe, where=f"present.verdict, field {name}")
    found = {
        name: only_cell(name, table)
        for name, table in given.items()
        if name != "means" and isinstance(table, Safe)
    }
    of_groups = _means(comparison, means) if isinstance(means, Safe) else {}
    if not all(cell.shown for cell in (*found.values(), *of_groups.values())):
        return note_output(f"{key}_hidden", score=score)
    names = labels or Labels()
    return note_output(
        f"{key}_{'apart' if found['p'].value < SIGNIFICANT else 'alike'}",
        score=score,
        **_named(comparison, names),
        **(_ranked(comparison, of_groups, names) if of_groups else {}),
        **found,
    )


verdict = shown(verdict_output)


def _named(comparison: Comparison | Invariance, names: Labels) -> dict[str, str]:
    """Return what the first two groups are called.

    A wave has a number in its name ("After 6 months"), which no field may bring unprotected.
    """
    if comparison.by == "wave":
        return {}
    places = zip(("first", "second"), comparison.groups, strict=False)
    return {place: names.level(comparison.by, group) for place, group in places}


def _ranked(
    comparison: Comparison | Invariance, means: dict[str, Cell], names: Labels
) -> dict[str, str | Cell]:
    """Return which way the first two groups lie apart, and which lie highest and lowest."""
    first, second = comparison.groups[:2]
    lowest, *_, highest = sorted(means, key=lambda group: means[group].value)
    return {
        "way": word(f"verdict.{_way(means[first].value - means[second].value)}"),
        "highest": names.level(comparison.by, highest),
        "lowest": names.level(comparison.by, lowest),
        "most": means[highest],
        "least": means[lowest],
    }


def _means(comparison: Comparison | Invariance, means: Safe) -> dict[str, Cell]:
    """Return the protected mean of each group, as it is printed."""
    return {group: means.cell(**{comparison.by: group}) for group in comparison.groups}


def _way(difference: float) -> str:
    return "above" if difference > 0 else "below" if difference < 0 else "level"
