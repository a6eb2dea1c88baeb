"""Whether a row of evidence stands in its document where it says that it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from compendium.errors import CompendiumError
from compendium.evidence.declaring import Declared, Printed
from compendium.tables import listed

Row = Mapping[str, str]
"""The cells of a row as they lie in the file, so that 7.0 is not 7."""

Documents = Mapping[str, Sequence[str]]
"""By the name of its file, the lines of a document."""


class MissingDocumentsError(CompendiumError):
    """A folder without the texts of documents."""


def documents(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the lines of every text file of a folder, by the name of the file.

    Raises
    ------
    MissingDocumentsError
        If the folder has no text file.
    """
    paths = listed(folder, "*.txt")
    if not paths:
        raise MissingDocumentsError(
            "There is no text of a document.",
            where=folder.name,
            remedy="name the folder whose .txt files are the documents that the evidence is from",
        )
    return {path.name: tuple(path.read_text("utf-8").split("\n")) for path in paths}


def misplaced(row: Row, at: Row, declared: Declared, documents: Documents) -> str:
    """Return why a row does not stand at a place, or nothing where it does.

    It stands there when its ``anchor`` does, as a word of its own, and so do all numbers of the
    columns that are declared as printed: 6.8 as 6,8 and 48000 as 48.000 or 48000.

    Parameters
    ----------
    row
        Whose ``anchor`` and numbers are looked for.
    at
        Whose ``file``, ``first_line``, ``last_line`` and lines of single numbers say where: the row
        itself, or another to see that it does not stand there.
    declared
        What the schema of the table declares.
    documents
        What is looked through.
    """
    document = documents.get(at["file"])
    if document is None:
        return "its document is not among those at hand"
    first, last = int(at["first_line"]), int(at["last_line"])
    text = "\n".join(document[first - 1 : last])
    if not _is_word(row["anchor"], text):
        return "its anchor does not stand in its lines"
    for printed in declared.printed:
        number = row[printed.column]
        if not number:
            continue
        line = at.get(printed.at) if printed.at else ""
        if not stands(number, document[int(line) - 1] if line else text, printed):
            return f"its {printed.column} does not stand in its lines"
    return ""


def stands(number: str, text: str, printed: Printed) -> bool:
    """Tell whether a number stands in Danish text, in digits or in the words declared for it."""
    digits = number.removeprefix("-")
    plain = " ".join(text.split())
    if any(words in plain for words in (printed.words or {}).get(digits, ())):
        return True
    whole, _, decimals = digits.partition(".")
    forms = {whole, re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)}
    ending = f",{decimals}" if decimals else ""
    return any(
        re.search(rf"(?<!\d)(?<!\d[,.]){re.escape(form + ending)}(?!\d|[,.]\d)", text)
        for form in forms
    )


def _is_word(anchor: str, text: str) -> bool:
    # Most places do not have most words: to look for the letters first spares the pattern.
    return anchor in text and bool(
        re.search(rf"(?<![^\W\d_]){re.escape(anchor)}(?![^\W\d_])", text)
    )
