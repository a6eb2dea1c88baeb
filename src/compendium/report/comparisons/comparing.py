"""Compares one notebook under two sets of parameters: both run at once, and stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compendium import study
from compendium.disclosure import profile
from compendium.present.labelling import labels
from compendium.present.wording import spoken, word
from compendium.report import building, failures, staging
from compendium.report.binding import bind
from compendium.report.building import DRAFT
from compendium.report.comparisons import beside, comparison, sides
from compendium.report.comparisons.comparison import Differing
from compendium.report.comparisons.sides import CASES, Sides
from compendium.report.crew import Crew, Terms, crew
from compendium.report.kernels.aside import outcome
from compendium.report.ledgers import changes, ledger
from compendium.report.ledgers.changes import Change
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages import cells, chapters
from compendium.report.plans import configuration, contents, planning
from compendium.report.publication import gate, publishing
from compendium.report.publication.admission import admitted, auditor, found, unseen
from compendium.report.standing import BUILD
from compendium.report.steps import Listener, Step
from compendium.report.workplace import workplace
from compendium.study import Study
from compendium.tables import Schema

BOTH = 2


@dataclass(frozen=True)
class Comparison:
    """A comparison that was made: its page, what differs in plain sentences, Sphinx's warnings."""

    page: Path
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]


def compare(
    root: Path,
    folder: Path,
    notebook: str,
    one: Mapping[str, str],
    other: Mapping[str, str],
    *,
    language: str = "en",
    terms: Terms | None = None,
    listener: Listener,
) -> Comparison:
    """Run one notebook with two sets of parameters and bind both, side by side, as a draft.

    Each side passes the gate. What the two beside each other would tell of a few persons stands
    on the first side only.

    Parameters
    ----------
    root, folder
        The book and the study.
    notebook
        The name of the notebook.
    one, other
        Parameter to what was typed for it; none are the notebook's own.
    language
        en or da.
    terms
        How runs are executed.
    listener
        Is told each step.

    Raises
    ------
    SameParametersError
        Where both sides come to the same.
    CompendiumError
        Where a side fails or the gate refuses it; the draft is then as it was.
    """
    with workplace(root, lambda text: listener(Step(text))) as work:
        config, toc, declarations = planning.committed(root)
        pair = sides.of(root, declarations, notebook, one, other)
        loaded = study.load(folder)
        for run in (pair.one, pair.other):
            planning.check_case(run, loaded)
        around = building.surroundings(root, folder, language)
        with crew(BOTH, around, replace(terms or Terms(), jobs=BOTH)) as hands:
            executed = _executed(pair, hands, listener)
            listener(Step("Passing the gate"))
            for run, each in zip((pair.one, pair.other), executed, strict=True):
                admitted({run: each}, auditor(hands.aside))
            differs = _found(pair, executed, loaded, language, hands)
            listener(Step("Binding the page"))
            shown = dict(zip(pair.pages, (executed[0], differs.other), strict=True))
            settings = configuration.staged(config, language)
            documents = [comparison.DOCUMENT, *(run.document for run in pair.pages)]
            pages = contents.draft(root, toc, documents)
            staging.stage(root, work / "book", settings, pages, shown)
            with spoken(language):
                called = labels(*loaded.instruments.values(), *_schemas(loaded), loaded.settings)
                title = _title(executed[0])
                text = comparison.page(title, pair, differs.differing, called, language)
            (work / "book" / f"{comparison.DOCUMENT}.md").write_text(text, "utf-8")
            bound = work / "bound" / "html"
            warnings = bind(work / "book", bound, hands.binder, strict=False)
            unseen(outcome(hands.aside, found, bound, around.study))
        publishing.publish(bound, root / BUILD / DRAFT)
    return Comparison(
        root / BUILD / DRAFT / f"{comparison.DOCUMENT}.html",
        tuple(chapters.sentences(differs.differing.changes)),
        tuple(warnings),
    )


@dataclass(frozen=True)
class _Found:
    """What differs, and the other side as it may stand beside the first."""

    differing: Differing
    other: dict[str, Any]


def _executed(pair: Sides, hands: Crew, listener: Listener) -> tuple[dict[str, Any], ...]:
    """Return both sides as they were executed, at once."""
    crews = [
        replace(hands, surroundings=replace(around, output=around.output / case))
        for case, around in ((case, hands.surroundings) for case in CASES)
    ]
    runs = (pair.one, pair.other)
    begun = [building.begun([run], each) for run, each in zip(runs, crews, strict=True)]
    faults = [
        fault
        for run, ended in zip(runs, begun, strict=True)
        for fault in building.faults([run], ended, listener).values()
    ]
    if faults:
        raise failures.together(faults)
    return tuple(
        cells.read(each.surroundings.executed(run)) for run, each in zip(runs, crews, strict=True)
    )


def _found(
    pair: Sides, executed: tuple[dict[str, Any], ...], loaded: Study, language: str, hands: Crew
) -> _Found:
    one, other = executed
    threshold = profile(loaded.settings.profile).threshold
    blank = Ledger(loaded.settings.id, loaded.settings.audience, language)
    before = ledger.collected({pair.one: one}, blank)
    after = ledger.collected({pair.other: other}, blank)
    changed = changes.between(before, after, threshold=threshold)
    first, second = beside.named(one), beside.named(other)
    moved = {
        name: beside.moves(first[name], second[name], threshold)
        for name in first.keys() & second.keys()
    }
    names = frozenset(
        [
            *(_name(each) for each in changed if each.kind == "result" and each.few),
            *(name for name, moves in moved.items() if any(move.silent for move in moves)),
            *_narrowed(pair, executed, hands),
        ]
    )
    why = word("compare.withheld", language, threshold=threshold)
    kept = beside.without(other, one, names, why, word("hidden.short", language))
    return _Found(Differing(before, after, changed, moved, names, threshold), kept)


def _narrowed(pair: Sides, executed: tuple[dict[str, Any], ...], hands: Crew) -> set[str]:
    """Return what would bound a hidden number if both sides were audited as one report."""
    shown = dict(zip(pair.pages, executed, strict=True))
    records = gate.safe_records(shown)
    breaches = auditor(hands.aside)(records) if records else []
    other = pair.pages[1].page
    return {
        name
        for breach in breaches
        if breach.kind == "narrow"
        for page, _, name in (table.partition("/") for table in breach.tables)
        if page == other
    }


def _schemas(loaded: Study) -> Iterator[Schema]:
    """Yield the schemas of the tables that a study has."""
    yield from (loaded.schema(name) for name in loaded.settings.tables)


def _name(change: Change) -> str:
    return change.name.partition("/")[2]


def _title(notebook: dict[str, Any]) -> str:
    """Return the first heading of a notebook."""
    texts = (cells.source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    lines = (line for text in texts for line in text.splitlines() if line.startswith("# "))
    return next(lines, "").removeprefix("# ")
