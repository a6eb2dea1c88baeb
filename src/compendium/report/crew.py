"""The processes of one build, started at once so that they import while others still work."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import active_children

from compendium.errors import values_may_be_quoted
from compendium.report import binding, execution, processes
from compendium.report.kernels import warmth
from compendium.report.kernels.aside import Here, WarmExecutor
from compendium.report.kernels.surroundings import CELL_LIMIT, RUN_LIMIT, Surroundings
from compendium.report.publication import crate


@dataclass(frozen=True)
class Terms:
    """How a build executes its runs; none of it may change a byte of a report that is published.

    Attributes
    ----------
    jobs
        How many runs are executed at once.
    cold
        Whether kernels are ordinary ones; so they are where they cannot be forked.
    keep_going
        Whether runs that fail leave a gap, in a report that is then a draft.
    cell_limit, run_limit
        How many seconds a cell, and a run, may take.
    """

    jobs: int = 1
    cold: bool = False
    keep_going: bool = False
    cell_limit: int = CELL_LIMIT
    run_limit: int = RUN_LIMIT


@dataclass(frozen=True)
class Crew:
    """Who executes runs, in which surroundings, who binds the book, and who checks meanwhile."""

    executor: Executor
    surroundings: Surroundings
    binder: Executor
    aside: Executor


@contextmanager
def crew(
    runs: int, surroundings: Surroundings, terms: Terms, *, binders: int = 1
) -> Iterator[Crew]:
    """Start what a build needs: a warm parent and processes for its runs, and one that binds.

    Parameters
    ----------
    runs
        How many are to be executed; with none, only what binds is started.
    surroundings
        Of the runs, but for what this adds: the nursery and the limits.
    terms
        How they are executed.
    binders
        How many processes are started to bind: none where somebody else does it.
    """
    workers = min(terms.jobs, runs)
    others = active_children()
    around = replace(
        surroundings,
        cell_limit=terms.cell_limit,
        run_limit=terms.run_limit,
        # A gap is published in a draft, and says what happened.
        quote=values_may_be_quoted() and not terms.keep_going,
    )
    with ExitStack() as stack:
        aside: Executor = Here()
        if workers and warmth.POSSIBLE and not terms.cold:
            nursery = stack.enter_context(warmth.warm_parent(surroundings.settings))
            around = replace(around, nursery=nursery)
            aside = WarmExecutor(nursery)
        executor = stack.enter_context(processes.pool(max(workers, 1), *execution.NEEDED))
        processes.start(executor, workers)
        binder = stack.enter_context(processes.pool(1, *binding.NEEDED, *crate.NEEDED))
        processes.start(binder, binders)
        # Whatever they still do at the end is for nothing: the build is over, or has failed.
        stack.callback(processes.kill_all_but, others)
        stack.callback(aside.shutdown, wait=False, cancel_futures=True)
        yield Crew(executor, around, binder, aside)
