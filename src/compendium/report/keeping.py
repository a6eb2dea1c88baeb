"""Keeps what a build executes for the next one, and hands on what the last one kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compendium import study
from compendium.report import recording, standing, store
from compendium.report.kernels.surroundings import Surroundings
from compendium.report.ledgers import provenance
from compendium.report.ledgers.provenance import Origin
from compendium.report.plans import keys, planning
from compendium.report.plans.keys import Moment
from compendium.report.plans.runs import Run
from compendium.report.standing import BUILD
from compendium.report.store import Store


@dataclass(frozen=True)
class Keeper:
    """The store of a build, how things were when it began, and where it executes."""

    surroundings: Surroundings
    store: Store
    moment: Moment
    inputs: dict[str, str]

    @classmethod
    def of(cls, surroundings: Surroundings, loaded: study.Study) -> Keeper:
        """Return the keeper of a build that is about to begin; all inputs are looked at now."""
        root, places = surroundings.root, surroundings.places
        now = planning.moment(root, places, surroundings.language)
        notebooks = sorted((root.resolve() / "notebooks").glob("*.ipynb"))
        return cls(
            surroundings,
            Store.of(root / BUILD, places, surroundings.language),
            now,
            standing.observed(now, [*notebooks, *loaded.inputs]),
        )

    def stale(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs that must be executed, once what is kept of them is removed.

        With it goes everything that rests on a study as it no longer is, whatever its language.
        """
        judged = planning.judged(runs, self.store, self.moment)
        stale = [each.run for each in judged if each.reasons]
        for run in stale:
            self.store.drop(run.page)
        self.store.retain({run.page for run in runs})
        places, build = self.moment.places, self.surroundings.root / BUILD
        store.sweep(build, places.book, places.checkout, self.moment.digests)
        self.moment.digests.remember()
        return stale

    def keep(self, run: Run) -> None:
        """Keep a run that has ended well, unless what it used changed while it ran."""
        record = recording.read(self.surroundings.recorded(run), self.moment.places)
        executed = self.surroundings.executed(run)
        if key := keys.of(run, record, executed, self.moment):
            self.store.keep(run.page, key, executed, self.moment.places)

    def path(self, run: Run) -> Path:
        """Return where the executed notebook of a fresh run is kept."""
        return self.store.notebook(run.page)

    def origins(self, runs: Sequence[Run], loaded: study.Study) -> dict[str, Origin]:
        """Return what the pages of runs were made of, as far as their keys are kept."""
        secret = provenance.secret(loaded)
        found = {run.page: self.store.key(run.page) for run in runs}
        return {page: provenance.of(key, secret) for page, key in found.items() if key}

    def published(self, runs: Sequence[Run], html: Path) -> None:
        """Note what the report that was just published was built from."""
        pages = [run.page for run in runs]
        standing.record(self.store, pages, self.inputs, self.moment, html)
