"""An edition of a report: its study, its book and its runs, all as they are at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from compendium import study
from compendium.report import staging
from compendium.report.keeping import Keeper
from compendium.report.kernels.surroundings import Surroundings
from compendium.report.ledgers import ledger
from compendium.report.ledgers.ledger import Ledger
from compendium.report.ledgers.provenance import Origin
from compendium.report.pages import cells, written
from compendium.report.plans import configuration, contents, planning
from compendium.report.plans.runs import Run


@dataclass(frozen=True)
class Edition:
    """What a report is about to be made of.

    Attributes
    ----------
    surroundings
        Where the book and the study lie.
    loaded
        The study.
    keeper
        What is kept of earlier runs, and how things are now.
    config, toc
        The configuration and the contents, as committed.
    runs, stale
        All runs, in their order, and those that must be executed.
    """

    surroundings: Surroundings
    loaded: study.Study
    keeper: Keeper
    config: dict[str, Any]
    toc: dict[str, Any]
    runs: tuple[Run, ...]
    stale: list[Run]

    @classmethod
    def of(cls, surroundings: Surroundings) -> Edition:
        """Return the edition that can be made now; what is kept of stale runs is removed.

        Raises
        ------
        CompendiumError
            Where the study's settings, the configuration, the contents or a notebook cannot be
            read.
        """
        loaded = study.load(surroundings.study)
        keeper = Keeper.of(surroundings, loaded)
        config, toc, declarations = planning.committed(surroundings.root)
        runs = planning.runs(declarations, loaded, surroundings.language)
        return cls(surroundings, loaded, keeper, config, toc, runs, keeper.stale(runs))

    def notebook(self, run: Run) -> Any:
        """Return the executed notebook of a run, with its text as it is now."""
        source = planning.notebook(self.surroundings.root, run.notebook)
        return cells.retold(cells.read(self.path(run)), source)

    def path(self, run: Run) -> Path:
        """Return where the executed notebook of a run lies: the one of now, else the one kept."""
        now = self.surroundings.executed(run)
        return now if now.exists() else self.keeper.path(run)

    @property
    def origins(self) -> dict[str, Origin]:
        """What the pages of the runs were made of, as far as they are kept."""
        return self.keeper.origins(self.runs, self.loaded)

    def stage(
        self,
        folder: Path,
        notebooks: Mapping[Run, dict[str, Any]],
        gaps: Collection[Run] = (),
        earlier: Mapping[str, Origin] | None = None,
    ) -> Ledger:
        """Write the staged copy of the book into an empty folder, and return its ledger.

        Parameters
        ----------
        folder
            Where the copy goes.
        notebooks
            Run to executed notebook.
        gaps
            The runs in whose place there is a gap, so that nothing is said of what made them.
        earlier
            What those pages were made of that are shown as they were.
        """
        root, language = self.surroundings.root, self.surroundings.language
        known, gone = self.origins | dict(earlier or {}), {run.page for run in gaps}
        told = [run.page for run in self.runs if run.page in known and run.page not in gone]
        origins = {page: known[page] for page in told}
        made = ledger.collected(notebooks, self._blank(origins))
        config = configuration.staged(self.config, language)
        toc = contents.staged(self.toc, self.runs)
        feet = written.feet(origins, self.loaded.settings, language)
        staging.stage(root, folder, config, toc, notebooks, feet)
        written.write(root, folder, made, self.loaded)
        return made

    def _blank(self, origins: Mapping[str, Origin]) -> Ledger:
        """Return the ledger of the report before anything of its notebooks is on record."""
        return Ledger(
            study=self.loaded.settings.id,
            audience=self.loaded.settings.audience,
            language=self.surroundings.language,
            origins={page: asdict(origin) for page, origin in origins.items()},
            versions=self.keeper.moment.versions,
            texts=written.texts(self.surroundings.root),
        )
