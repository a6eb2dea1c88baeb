"""The command line: parses, calls one function, and says what came of it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from compendium.errors import CompendiumError
from compendium.tables import checkout

if TYPE_CHECKING:
    from compendium.report import Terms
    from compendium.tables import Fault

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a fault, 2 for a wrong command.

    A fault is told on standard error as what, where and what to do. A traceback means that the
    fault is ours.
    """
    parsed = parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed) or 0)
    except CompendiumError as fault:
        print(f"\n{fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the last whole report stands.", file=sys.stderr)
        return INTERRUPTED


def run() -> NoReturn:
    """Run the command that was given and end this process at once.

    Python would first take every module apart that was loaded, for a third of a second.
    """
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="compendium", description="A study in, a report out.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="build the whole report")
    _about_the_report(build)
    _about_execution(build)
    cores = os.cpu_count() or 1
    jobs = "runs at once; default the number of cores"
    build.add_argument("--jobs", type=_positive, default=cores, metavar="N", help=jobs)
    going = "leave gaps where runs fail; the report goes to _build/draft, and the exit code is 1"
    build.add_argument("--keep-going", action="store_true", help=going)
    build.set_defaults(command=_build)

    plan = commands.add_parser("plan", help="list the runs as fresh or stale, and why")
    _about_the_report(plan)
    plan.set_defaults(command=_plan)

    run = commands.add_parser("run", help="build the page of one notebook as a draft")
    run.add_argument("notebook")
    run.add_argument(
        "-p", dest="given", nargs=2, action="append", default=[], metavar=("NAME", "VALUE")
    )
    _about_the_report(run)
    _about_execution(run)
    run.set_defaults(command=_run)

    publish = commands.add_parser("publish", help="freeze the report that was built")
    publish.add_argument("to", type=Path, help="a new folder, or an archive that ends in .zip")
    publish.add_argument("--version", required=True, help="the name of this publication")
    _about_the_report(publish)
    publish.set_defaults(command=_publish)

    changes = commands.add_parser("changes", help="say what changed since the last publication")
    changes.add_argument("old", type=Path, nargs="?", help="the earlier ledger")
    changes.add_argument("new", type=Path, nargs="?", help="the later one; default the last build")
    changes.add_argument("--json", action="store_true", help="as JSON")
    _about_the_report(changes)
    changes.set_defaults(command=_changes)

    check = commands.add_parser("check", help="check the tables of a study, or the evidence")
    kinds = check.add_subparsers(required=True, metavar="study|evidence")
    checked = kinds.add_parser("study", help="report all faults of all tables of a study")
    checked.add_argument("path", type=Path, nargs="?", default=None)
    checked.set_defaults(command=_check_study)
    kinds.add_parser("evidence", help="check data/evidence").set_defaults(command=_check_evidence)

    new = commands.add_parser("new", help="write the skeleton of a study")
    kinds = new.add_subparsers(required=True, metavar="study")
    begun = kinds.add_parser("study", help="write a commented study.toml and empty tables")
    begun.add_argument("path", type=Path)
    begun.set_defaults(command=_new_study)

    synth = commands.add_parser("synth", help="draw a synthetic study whose truth is known")
    kinds = synth.add_subparsers(required=True, metavar="study")
    drawn = kinds.add_parser("study", help="write a synthetic study folder")
    drawn.add_argument("--seed", type=int, default=1)
    drawn.add_argument("--participants", type=_positive, default=500)
    drawn.add_argument("--ages", default="18-29", help="such as 18-29 or 15-24")
    drawn.add_argument("--out", type=Path, required=True)
    drawn.set_defaults(command=_synth_study)
    return top


def home() -> Path:
    """Return the book that is meant: the nearest folder upwards that is one, else the checkout."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file() and (folder / "notebooks" / "runs.yml").is_file():
            return folder
    return checkout()


def _about_the_report(command: argparse.ArgumentParser) -> None:
    study = "the study folder; default COMPENDIUM_STUDY, else the synthetic study"
    command.add_argument("--study", type=Path, default=None, metavar="PATH", help=study)
    language = "of labels, captions and text alternatives"
    command.add_argument("--language", choices=("en", "da"), default="en", help=language)


def _about_execution(command: argparse.ArgumentParser) -> None:
    cold = "ordinary kernels, not forked from a warm parent; the same report, later"
    command.add_argument("--cold", action="store_true", help=cold)
    for whole, seconds in (("cell", 600), ("run", 3600)):
        limit = f"seconds that a {whole} may take; default {seconds}"
        command.add_argument(
            f"--{whole}-limit", type=_positive, default=seconds, metavar="N", help=limit
        )


def _terms(parsed: argparse.Namespace, **more: Any) -> Terms:
    from compendium.report import Terms
    from compendium.report.processes import without_grammar

    without_grammar()
    return Terms(cold=parsed.cold, cell_limit=parsed.cell_limit, run_limit=parsed.run_limit, **more)


def _build(parsed: argparse.Namespace) -> None:
    from compendium.report import standing

    began = time.monotonic()
    book, folder = home(), _study(parsed.study)
    if stands := standing.stands(book, folder, parsed.language, waiting=print):
        print(f"Nothing has changed; {_near(stands / 'index.html')} stands.")
        return
    from compendium import report

    terms = _terms(parsed, jobs=parsed.jobs, keep_going=parsed.keep_going)
    with report.Teller() as teller:
        published = report.build(
            book, folder, language=parsed.language, terms=terms, listener=teller
        )
    print(f"{_near(published / 'index.html')} is built ({time.monotonic() - began:.0f} s).")


def _plan(parsed: argparse.Namespace) -> None:
    from compendium import report
    from compendium.report.processes import without_grammar

    without_grammar()
    for planned in report.plan(home(), _study(parsed.study), language=parsed.language):
        print(planned)


def _run(parsed: argparse.Namespace) -> None:
    from compendium import report

    with report.Teller() as teller:
        page, warnings = report.draft(
            home(),
            _study(parsed.study),
            parsed.notebook,
            dict(parsed.given),
            language=parsed.language,
            terms=_terms(parsed),
            listener=teller,
        )
    for warning in warnings:
        print(warning, file=sys.stderr)
    print(_near(page))


def _publish(parsed: argparse.Namespace) -> None:
    from compendium import report

    record = report.publish(
        home(),
        _study(parsed.study),
        parsed.to,
        parsed.version,
        language=parsed.language,
        waiting=print,
    )
    print(f"{_near(parsed.to)} is version {parsed.version}; its ledger is {_near(record)}.")


def _changes(parsed: argparse.Namespace) -> None:
    from compendium import report

    found = report.changed(
        home(), _study(parsed.study), parsed.old, parsed.new, language=parsed.language
    )
    print(found.json() if parsed.json else found)


def _check_study(parsed: argparse.Namespace) -> int:
    from compendium import study

    return _told(study.check(_study(parsed.path)), "The study", study.REMEDY)


def _check_evidence(_: argparse.Namespace) -> int:
    from compendium import evidence

    return _told(evidence.check(), "The evidence", "mend the tables in data/evidence")


def _told(faults: Sequence[Fault], subject: str, remedy: str) -> int:
    from compendium.tables import summary

    for line in summary(faults):
        print(line, file=sys.stderr)
    many = "1 fault" if len(faults) == 1 else f"{len(faults) or 'no'} faults"
    print(f"{subject} has {many}.")
    if faults:
        print(f"  what to do: {remedy}", file=sys.stderr)
    return 1 if faults else 0


def _new_study(parsed: argparse.Namespace) -> None:
    from compendium import study

    study.new(parsed.path)
    print(f"{_near(parsed.path / 'study.toml')} is written; its comments say what comes next.")


def _synth_study(parsed: argparse.Namespace) -> None:
    from compendium import synthetic

    synthetic.write(
        parsed.out, seed=parsed.seed, participants=parsed.participants, ages=parsed.ages
    )
    print(f"{_near(parsed.out)} is written; what is true of it stands in truth.json.")


def _study(path: Path | None) -> Path:
    """Return the study that is meant: the one named, else COMPENDIUM_STUDY, else the synthetic."""
    named = path or os.environ.get("COMPENDIUM_STUDY")
    return Path(named) if named else checkout() / "data" / "synthetic"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
