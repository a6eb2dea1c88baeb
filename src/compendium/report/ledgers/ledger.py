"""The ledger: every result, figure and table of a report, what it says and where it is from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from compendium.errors import CompendiumError
from compendium.report.pages import outputs, sheets
from compendium.report.pages.outputs import Output
from compendium.report.plans.runs import Run

CELLS = ("heading", "level", "municipality", "round")
FORMAT = 3
FILE = "ledger.json"


class UnreadableLedgerError(CompendiumError):
    """A file is not a ledger, or one of another version of the compendium."""

    @classmethod
    def at(cls, path: Path, what: str) -> UnreadableLedgerError:
        """Return the fault of one file."""
        remedy = "Name the ledger.json of a report that this version of the compendium built."
        return cls(what, where=path.name, remedy=remedy)


class EditedLedgerError(CompendiumError):
    """A ledger was changed by hand, so that nothing may be compared with it."""


@dataclass(frozen=True)
class Ledger:
    """What a report says, as data; it holds nothing that is not in its pages.

    Attributes
    ----------
    study, audience, language
        The id of the study, whom the report is for, and en or da.
    results
        Id (`page/name`) to record: value, low, high, unit, n, shown, why, absent and text, with
        definition, method, notebook, case, cell (number in the source) and anchor (page and id); of
        one that has to do with a cut-off also cut and beyond.
    shown
        Id of each figure and table to kind, caption, notebook, case, cell, anchor, `csv` (its
        place in the report), `digest` (of that file), `bands` (of a table with bands, the cell to
        its band) and `called` (what each of these bands is called).
    origins
        Page to what it was made of; see `provenance.Origin`.
    versions
        What was installed.
    texts
        Chapter to the digest of its text.
    version
        The name under which it was published; empty until then.
    """

    study: str
    audience: str
    language: str
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    origins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def __str__(self) -> str:
        """Return the text of `ledger.json`: no clock, no path of a machine, keys in order."""
        content = {
            "format": FORMAT,
            "study": self.study,
            "audience": self.audience,
            "language": self.language,
            "version": self.version,
            **{part: dict(getattr(self, part)) for part in _PARTS},
        }
        content["digest"] = _digest(content)
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def collected(notebooks: Mapping[Run, dict[str, Any]], report: Ledger) -> Ledger:
    """Return the ledger of a report with what its notebooks show.

    Parameters
    ----------
    notebooks
        Run to executed notebook.
    report
        The ledger without results.
    """
    results: dict[str, dict[str, Any]] = {}
    shown: dict[str, dict[str, Any]] = {}
    for run, notebook in notebooks.items():
        for output in outputs.of(notebook):
            name = f"{run.page}/{output.name}"
            if output.kind == "result" and output.name in run.results:
                results[name] = {**_result(run, output, report.language), **_place(run, output)}
            elif output.kind in sheets.KINDS and sheets.MIME in output.metadata:
                shown[name] = {**_sheet(run, output), **_place(run, output)}
    return replace(report, results=_ordered(results), shown=_ordered(shown))


def read(path: Path) -> Ledger:
    """Return the ledger in a file.

    Raises
    ------
    UnreadableLedgerError
        Where it is none, or of another version.
    EditedLedgerError
        Where it is not as it was written.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
        version, digest = content["format"], content.pop("digest", "")
        parts = {name: content[name] for name in (*_NAMED, *_PARTS)}
    except FileNotFoundError:
        raise UnreadableLedgerError.at(path, "There is no such ledger.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UnreadableLedgerError.at(path, "This is not a ledger.") from None
    if version != FORMAT:
        raise UnreadableLedgerError.at(path, f"This is a ledger of version {version}.")
    if digest != _digest(content):
        raise EditedLedgerError(
            "This ledger is not as it was written: somebody has edited it.",
            where=path.name,
            remedy="Restore it, from the repository or from the report it was published with.",
        )
    return Ledger(**parts)


_NAMED = ("study", "audience", "language", "version")
_PARTS = ("results", "shown", "origins", "versions", "texts")


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _result(run: Run, output: Output, language: str) -> dict[str, Any]:
    declared = run.results[output.name]
    return {
        **output.metadata["record"],
        "definition": declared.definition[language],
        "method": declared.method[language],
    }


def _sheet(run: Run, output: Output) -> dict[str, Any]:
    text = sheets.written(output.metadata[sheets.MIME])
    return {
        "kind": output.kind,
        "caption": output.metadata["caption"],
        "csv": sheets.place(run.page, output.name),
        "digest": sha256(text.encode()).hexdigest(),
        "bands": dict(_bands(output.metadata[sheets.MIME])),
        "called": dict(output.metadata.get("bands", {})),
    }


def _bands(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the band of each cell that has one, by what says which cell it is."""
    for row in rows:
        if row.get("band") and row.get("shown"):
            yield ", ".join(str(row[each]) for each in CELLS if row.get(each)), str(row["band"])


def _place(run: Run, output: Output) -> dict[str, Any]:
    return {
        "notebook": run.notebook,
        "case": run.label,
        "cell": output.cell,
        "anchor": f"{run.document}.html#{outputs.anchor(output.kind, output.name)}",
    }


def _ordered(records: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return dict(sorted(records.items()))
