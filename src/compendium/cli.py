"""The command line: its words, what each may be given, and the exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from compendium import commands
from compendium.errors import CompendiumError

INTERRUPTED = 130
PIPE_CLOSED = 141
PARAMETER: Mapping[str, Any] = {"nargs": 2, "metavar": ("NAME", "VALUE")}
PORT = 8000
PORTS = 65536


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
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read what is printed has read enough, as `head` does.
        code = PIPE_CLOSED
    sys.stderr.flush()
    os._exit(code)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="compendium", description="A study in, a report out.")
    words = top.add_subparsers(required=True, metavar="COMMAND")

    build = words.add_parser("build", help="build the whole report")
    which = build.add_mutually_exclusive_group()
    _about_the_study(which)
    book = (
        "any Jupyter Book, whose pages go to PATH/_build/html; it has no study, gate or gaps, and "
        "takes --jobs, --cold and --cell-limit"
    )
    which.add_argument("--book", type=Path, metavar="PATH", help=book)
    _about_the_language(build)
    _about_execution(build)
    cores = os.cpu_count() or 1
    jobs = "runs at once; default the number of cores"
    build.add_argument("--jobs", type=_positive, default=cores, metavar="N", help=jobs)
    going = "leave gaps where runs fail; the report goes to _build/draft, and the exit code is 1"
    build.add_argument("--keep-going", action="store_true", help=going)
    build.set_defaults(command=commands.build)

    plan = words.add_parser("plan", help="list the runs as fresh or stale, and why")
    _about_the_report(plan)
    plan.set_defaults(command=commands.plan)

    run = words.add_parser("run", help="build the page of one notebook as a draft")
    run.add_argument("notebook")
    run.add_argument("-p", dest="given", action="append", default=[], **PARAMETER)
    _about_the_report(run)
    _about_execution(run)
    run.set_defaults(command=commands.run)

    compare = words.add_parser("compare", help="run a notebook with two sets of parameters")
    compare.add_argument("notebook")
    compare.add_argument("-p", action=_OfSide, help="of the first side", **PARAMETER)
    apart = "begins the other side, whose -p follow; with none they are the notebook's own"
    compare.add_argument("--with", dest="apart", action="store_true", required=True, help=apart)
    browser = "only print where the page is"
    compare.add_argument("--no-browser", action="store_true", help=browser)
    _about_the_report(compare)
    _about_execution(compare)
    compare.set_defaults(command=commands.compare, one={}, other={})

    serve = words.add_parser("serve", help="show the report in a browser, anew at each save")
    _about_the_report(serve)
    port = f"on this machine; default {PORT}, 0 for any that is free"
    serve.add_argument("--port", type=_port, default=PORT, metavar="N", help=port)
    serve.add_argument("--jobs", type=_positive, default=cores, metavar="N", help=jobs)
    serve.add_argument("--no-browser", action="store_true", help="open no browser")
    _about_execution(serve)
    serve.set_defaults(command=commands.serve)

    publish = words.add_parser("publish", help="freeze the report that was built")
    publish.add_argument("to", type=Path, help="a new folder, or an archive that ends in .zip")
    publish.add_argument("--version", required=True, help="the name of this publication")
    _about_the_report(publish)
    publish.set_defaults(command=commands.publish)

    changes = words.add_parser("changes", help="say what changed since the last publication")
    changes.add_argument("old", type=Path, nargs="?", help="the earlier ledger")
    changes.add_argument("new", type=Path, nargs="?", help="the later one; default the last build")
    changes.add_argument("--json", action="store_true", help="as JSON")
    _about_the_report(changes)
    changes.set_defaults(command=commands.changes)

    check = words.add_parser("check", help="check the tables of a study, or the evidence")
    kinds = check.add_subparsers(required=True, metavar="study|evidence")
    checked = kinds.add_parser("study", help="report all faults of all tables of a study")
    checked.add_argument("path", type=Path, nargs="?", default=None)
    checked.set_defaults(command=commands.check_study)
    checked = kinds.add_parser("evidence", help="check data/evidence, and count its facts")
    texts = "the folder of the documents' texts; default COMPENDIUM_SEEDS"
    checked.add_argument("--documents", type=Path, default=None, metavar="PATH", help=texts)
    checked.set_defaults(command=commands.check_evidence)

    validation = words.add_parser("validation", help="compute on open data, and record it")
    data = "the folder of open data; default COMPENDIUM_OPEN_DATA"
    validation.add_argument("--data", type=Path, default=None, metavar="PATH", help=data)
    validation.set_defaults(command=commands.validation)

    new = words.add_parser("new", help="write the skeleton of a study, or of an instrument in one")
    kinds = new.add_subparsers(required=True, metavar="study|instrument")
    begun = kinds.add_parser("study", help="write a commented study.toml and empty tables")
    begun.add_argument("path", type=Path)
    begun.set_defaults(command=commands.new_study)
    defined = kinds.add_parser("instrument", help="write a commented definition into a study")
    defined.add_argument("id", help="with which its columns begin, such as phq9")
    _about_the_study(defined)
    defined.set_defaults(command=commands.new_instrument)

    synth = words.add_parser("synth", help="draw a synthetic study whose truth is known")
    kinds = synth.add_subparsers(required=True, metavar="study")
    drawn = kinds.add_parser("study", help="write a synthetic study folder")
    drawn.add_argument("--seed", type=int, default=1)
    drawn.add_argument("--participants", type=_positive, default=500)
    drawn.add_argument("--ages", default="18-29", help="such as 18-29 or 15-24")
    drawn.add_argument("--out", type=Path, required=True)
    drawn.set_defaults(command=commands.synth_study)
    return top


class _OfSide(argparse.Action):
    """Gives a parameter to the first side of a comparison, or once that is begun to the other."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - the signature is argparse's
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - the signature is argparse's
    ) -> None:
        name, value = values
        side = "other" if namespace.apart else "one"
        setattr(namespace, side, {**getattr(namespace, side), name: value})


def _about_the_report(command: argparse.ArgumentParser) -> None:
    _about_the_study(command)
    _about_the_language(command)


def _about_the_study(command: argparse._ActionsContainer) -> None:
    study = "the study folder; default COMPENDIUM_STUDY, else the synthetic study"
    command.add_argument("--study", type=Path, default=None, metavar="PATH", help=study)


def _about_the_language(command: argparse.ArgumentParser) -> None:
    language = "of labels, captions and text alternatives"
    command.add_argument("--language", choices=("en", "da"), default="en", help=language)


def _about_execution(command: argparse.ArgumentParser) -> None:
    cold = "ordinary kernels, not forked from a warm parent; the same report, later"
    command.add_argument("--cold", action="store_true", help=cold)
    for whole, seconds in (("cell", 600), ("run", 3600)):
        limit = f"seconds that a {whole} may take; default {seconds}"
        command.add_argument(f"--{whole}-limit", type=_positive, metavar="N", help=limit)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number < PORTS:
        raise argparse.ArgumentTypeError(f"must be less than {PORTS}")
    return number
