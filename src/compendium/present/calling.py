"""Calling: how the rows of a table that is to be shown are called, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compendium.disclosure import Safe
from compendium.instruments import Quantity
from compendium.outcomes.histories.following import REACHED
from compendium.present.labelling import Labels
from compendium.present.numerals import MINUS
from compendium.present.rows import text_of
from compendium.present.wording import language, word
from compendium.tables import Absent

if TYPE_CHECKING:
    # Named only: a page that shows no balance does not hang on the modules that match.
    from compendium.outcomes.effects import Balance

SOURCE_COLUMNS = ("source", "also", "named_by", "rule_source", "read_in")
_WORK = ("key", "author", "year", "url")


def names(rows: Safe, column: str, *, key: str = "key", label: str = "label") -> Labels:
    """Return how the levels of a column are called, as another table names its own rows.

    Parameters
    ----------
    rows
        Definitions: one row a level.
    column
        The column whose levels they are, in the table that is to be shown.
    key, label
        The columns of `rows` with the level and its name, ``label_da`` before ``label``.
    """
    spoken = f"{label}_{language()}"
    frame = rows.frame
    called = spoken if spoken in frame else label
    return Labels(levels={column: dict(zip(frame[key], frame[called], strict=True))})


def pairs(column: str, found: Mapping[str, Quantity | Absent], labels: Labels) -> Labels:
    """Return how numbers about two groups are called: the first group − the second.

    Parameters
    ----------
    column
        The column whose levels they are, in the figure that is to be shown.
    found
        The numbers by level; one that is absent is called as what would part the persons.
    labels
        Names of the groups.
    """
    called = {
        key: labels.title(key)
        if isinstance(each, Absent)
        else f" {MINUS} ".join(labels.level(each.by, group) for group in each.groups)
        for key, each in found.items()
    }
    return Labels(levels={column: called})


def lines(column: str, found: Balance | Absent, labels: Labels) -> Labels:
    """Return how the lines of a table of balance are called: the covariate, and its level.

    Parameters
    ----------
    column
        The column whose levels they are, in the table or figure that is to be shown.
    found
        The table of balance; what is absent has no lines.
    labels
        Names of covariates and of their levels. Of a flag that is set the covariate says all.
    """
    told = () if isinstance(found, Absent) else found.lines
    called = {
        line.id: labels.title(line.covariate)
        if line.level in ("", REACHED[0])
        else f"{labels.title(line.covariate)}: {labels.level(line.covariate, line.level)}"
        for line in told
    }
    return Labels(levels={column: called})


def sources(works: Safe) -> Labels:
    """Return how sources are called and where they are found.

    Parameters
    ----------
    works
        The table of sources: ``key``, ``author``, ``year``, ``url``. A work without an address is
        found at its own row, which a table shown with ``anchor="key"`` gives the address
        ``#source-<key>``.
    """
    names, authors, links = {}, {}, {}
    for row in works.frame.to_dict("records"):
        key, author, year, url = (text_of(row, (name,)) for name in _WORK)
        # Three authors and more are called by the first, as in a citation.
        first, *others = author.split(" and ")
        both = author.replace(" and ", word("units.and"))
        called = f"{first.partition(',')[0]} et al." if len(others) > 1 else both
        authors[author] = called
        names[key] = f"{called} ({year})" if year else called
        links[key] = url or f"#source-{key}"
    levels = {**dict.fromkeys(SOURCE_COLUMNS, names), "author": authors}
    return Labels(levels=levels, links=dict.fromkeys(SOURCE_COLUMNS, links))


def places(rows: Safe, column: str) -> Labels:
    """Return how places in the report are called and where they are, for pages of notebooks.

    Parameters
    ----------
    rows
        The table of places: ``key``, ``page``, ``id``, ``title_en``, ``title_da``. The build stops
        where such a link leads nowhere.
    column
        The column that holds their keys, in the table that is to be shown.
    """
    links = {
        row["key"]: f"../{row['page']}.html#{row['id']}" for row in rows.frame.to_dict("records")
    }
    return names(rows, column, label="title") | Labels(links={column: links})
