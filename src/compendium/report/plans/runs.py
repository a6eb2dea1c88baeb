"""The runs of the report: what `notebooks/runs.yml` declares, and each case of each notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from compendium.errors import CompendiumError

LANGUAGES = ("en", "da")
AUDIENCES = ("public", "internal")
FAMILIES = ("municipality", "instrument")
FILE = Path("notebooks") / "runs.yml"
KEYS = {"notebook", "for", "needs", "audience", "results"}


class UnreadableRunsError(CompendiumError):
    """`notebooks/runs.yml` declares something that cannot be run."""

    @classmethod
    def at(cls, place: str, what: str, remedy: str) -> UnreadableRunsError:
        """Return the fault of one entry."""
        return cls(what, where=f"{FILE.as_posix()}, {place}", remedy=remedy)


class UnknownNotebookError(CompendiumError):
    """A notebook was asked for that runs.yml does not declare."""


@dataclass(frozen=True)
class Declared:
    """A result as runs.yml declares it: definition and method, each by language."""

    definition: Mapping[str, str]
    method: Mapping[str, str]


@dataclass(frozen=True)
class Declaration:
    """One entry of runs.yml: a notebook, its family if it has one, and what it promises."""

    notebook: str
    family: str = ""
    needs: tuple[str, ...] = ()
    audience: str = "public"
    results: Mapping[str, Declared] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One member of a family: the end of its page's name, its parameter, and its words."""

    slug: str
    value: str
    label: str


@dataclass(frozen=True, eq=False)
class Run:
    """One notebook with one set of parameters.

    `case` is empty for the notebook with its default parameters, the overview of a family;
    `label` is the case in the words of the study. `page` is the last part of the document name
    and the first part of the ids of its results.
    """

    notebook: str
    case: str = ""
    label: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    audience: str = "public"
    results: Mapping[str, Declared] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The name of the page: the notebook, or notebook-case."""
        return f"{self.notebook}-{self.case}" if self.case else self.notebook

    @property
    def document(self) -> str:
        """The document name of the page in the book."""
        return f"notebooks/{self.page}"

    @property
    def place(self) -> str:
        """Where the run is written, for a message: the notebook's file, and the case."""
        case = f", case {self.label}" if self.label else ""
        return f"notebooks/{self.notebook}.ipynb{case}"

    @property
    def name(self) -> str:
        """The run as a person says it: notebook, and case where there is one."""
        return f"{self.notebook} ({self.label})" if self.label else self.notebook


class _Loader(yaml.SafeLoader):
    """Reads YAML as `yaml.safe_load` does, but refuses a name that stands twice in a mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping, once each of its keys is found to stand there once."""
        names = [key.value for key, _ in node.value]
        for number, (key, _) in enumerate(node.value):
            if key.value in names[:number]:
                raise UnreadableRunsError.at(
                    f"line {key.start_mark.line + 1}",
                    f"The name '{key.value}' stands there twice.",
                    "Give each result, and each key of an entry, once.",
                )
        return super().construct_mapping(node, deep)


def read(path: Path) -> tuple[Declaration, ...]:
    """Return the declarations of a runs.yml, in its order.

    Parameters
    ----------
    path
        The file: a list of mappings with `notebook` and, where they apply, `for`, `needs`,
        `audience` and `results` (name: definition and method, each `en` and `da`).

    Raises
    ------
    UnreadableRunsError
        Where the file is missing, is not YAML, or an entry has a key, family, audience or result
        that is not known.
    """
    try:
        entries = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - it is a safe one
    except FileNotFoundError:
        raise UnreadableRunsError(
            "The file that lists the runs is missing.",
            where=FILE.as_posix(),
            remedy="Restore it; it has an entry for each notebook.",
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the whole file"
        raise UnreadableRunsError.at(place, "This is not YAML.", "Mend the line.") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableRunsError.at(
            "the whole file",
            "The file is not a list of runs.",
            "Begin each entry with '- notebook: name'.",
        )
    declarations = tuple(_declaration(number, entry) for number, entry in enumerate(entries, 1))
    names = [declaration.notebook for declaration in declarations]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableRunsError.at(
            name, "A notebook is declared twice.", "Keep one entry for each notebook."
        )
    return declarations


def planned(
    declarations: Sequence[Declaration],
    families: Mapping[str, Sequence[Case]],
    audience: str,
) -> tuple[Run, ...]:
    """Return the runs of a report, in the order of runs.yml, an overview before its family.

    Parameters
    ----------
    declarations
        What runs.yml declares.
    families
        The cases of each family that is declared, in their order: those of the study.
    audience
        Of the report: a public one leaves out the internal runs.
    """
    runs: list[Run] = []
    for declaration in declarations:
        if declaration.audience == "internal" and audience != "internal":
            continue
        common: dict[str, Any] = {
            "notebook": declaration.notebook,
            "needs": declaration.needs,
            "audience": declaration.audience,
            "results": declaration.results,
        }
        runs.append(Run(**common))
        runs += [
            Run(
                **common,
                case=case.slug,
                label=case.label,
                parameters={declaration.family: case.value},
            )
            for case in families.get(declaration.family, ())
        ]
    return tuple(runs)


def declared(declarations: Sequence[Declaration], notebook: str) -> Declaration:
    """Return the declaration of a notebook.

    Raises
    ------
    UnknownNotebookError
        Where runs.yml has none of that name.
    """
    for declaration in declarations:
        if declaration.notebook == notebook:
            return declaration
    known = ", ".join(sorted(declaration.notebook for declaration in declarations))
    raise UnknownNotebookError(
        f"There is no notebook '{notebook}'.",
        where=FILE.as_posix(),
        remedy=f"Choose one of: {known}; or declare it there.",
    )


def _declaration(number: int, entry: Mapping[str, Any]) -> Declaration:
    name = entry.get("notebook")
    if not isinstance(name, str) or not name:
        raise UnreadableRunsError.at(
            f"entry {number}", "An entry names no notebook.", "Give it 'notebook: name'."
        )
    if unknown := sorted(set(map(str, entry)) - KEYS):
        raise UnreadableRunsError.at(
            name, f"Unknown key '{unknown[0]}'.", f"Use only {', '.join(sorted(KEYS))}."
        )
    family = entry.get("for", "")
    audience = entry.get("audience", "public")
    if family and family not in FAMILIES:
        raise UnreadableRunsError.at(
            name, f"'for: {family}' is no family.", f"Use one of: {', '.join(FAMILIES)}."
        )
    if audience not in AUDIENCES:
        raise UnreadableRunsError.at(
            name, f"'audience: {audience}' is not known.", f"Use one of: {', '.join(AUDIENCES)}."
        )
    return Declaration(
        notebook=name,
        family=family,
        needs=_needs(name, entry.get("needs") or ()),
        audience=audience,
        results=_results(name, entry.get("results") or {}),
    )


def _needs(notebook: str, needs: Any) -> tuple[str, ...]:
    if isinstance(needs, str) or not all(isinstance(table, str) for table in needs):
        raise UnreadableRunsError.at(
            notebook, "'needs' is not a list of tables.", "Write it as [screening, intake]."
        )
    return tuple(needs)


def _results(notebook: str, results: Any) -> dict[str, Declared]:
    if not isinstance(results, dict):
        raise UnreadableRunsError.at(
            notebook, "'results' is not a mapping.", "Give each result a name of its own."
        )
    return {str(name): _result(notebook, str(name), entry) for name, entry in results.items()}


def _result(notebook: str, name: str, entry: Any) -> Declared:
    parts = entry if isinstance(entry, dict) else {}
    if set(parts) != {"definition", "method"} or not all(
        isinstance(texts, dict)
        and set(texts) == set(LANGUAGES)
        and all(isinstance(text, str) and text.strip() for text in texts.values())
        for texts in parts.values()
    ):
        raise UnreadableRunsError.at(
            f"{notebook}, result {name}",
            "A result needs a definition and a method, each in English and Danish.",
            "Write 'definition: {en: ..., da: ...}' and 'method: {en: ..., da: ...}'.",
        )
    return Declared(definition=parts["definition"], method=parts["method"])
