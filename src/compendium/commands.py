"""What each word of the command line does: it calls one function, and says what came of it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.tables import checkout

if TYPE_CHECKING:
    from compendium.evidence import Documents
    from compendium.report import Terms
    from compendium.tables import Fault


def build(parsed: argparse.Namespace) -> int:
    """Build the whole report, unless it stands; or any book. 1 if a notebook of that failed."""
    if parsed.book:
        return _build_book(parsed)
    from compendium.report import standing

    began = time.monotonic()
    book, folder = home(), _study(parsed.study)
    if stands := standing.stands(book, folder, parsed.language, waiting=print):
        print(f"Nothing has changed; {_near(stands / 'index.html')} stands.")
        return 0
    from compendium import report

    terms = _terms(parsed, jobs=parsed.jobs, keep_going=parsed.keep_going)
    with report.Teller() as teller:
        published = report.build(
            book, folder, language=parsed.language, terms=terms, listener=teller
        )
    print(f"{_near(published / 'index.html')} is built ({time.monotonic() - began:.0f} s).")
    return 0


def _build_book(parsed: argparse.Namespace) -> int:
    from compendium.report import Teller, books
    from compendium.report.processes import without_formats

    began = time.monotonic()
    if stands := books.stands(parsed.book, waiting=print):
        for warning in stands.warnings:
            print(warning, file=sys.stderr)
        print(f"Nothing has changed; {_near(stands.html / 'index.html')} stands.")
        return 0
    without_formats()
    terms = books.Terms(jobs=parsed.jobs, cold=parsed.cold, cell_limit=parsed.cell_limit)
    with Teller() as teller:
        built = books.build(parsed.book, terms=terms, listener=teller)
    for told in (*built.warnings, *(f"\n{fault}" for fault in built.faults)):
        print(told, file=sys.stderr)
    print(f"{_near(built.html / 'index.html')} is built ({time.monotonic() - began:.0f} s).")
    if built.faults:
        many = "1 notebook" if len(built.faults) == 1 else f"{len(built.faults)} notebooks"
        print(f"{many} failed; the pages show how far they came.", file=sys.stderr)
    return 1 if built.faults else 0


def plan(parsed: argparse.Namespace) -> None:
    """Print each run as fresh or stale, and why."""
    from compendium import report
    from compendium.report import pins
    from compendium.report.processes import without_formats

    without_formats()
    if differing := pins.checked():
        print(differing)
    for planned in report.plan(home(), _study(parsed.study), language=parsed.language):
        print(planned)


def run(parsed: argparse.Namespace) -> None:
    """Build the page of one notebook with the parameters given."""
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


def compare(parsed: argparse.Namespace) -> None:
    """Run one notebook with two sets of parameters, and open both side by side."""
    import webbrowser

    from compendium import report

    with report.Teller() as teller:
        made = report.compare(
            home(),
            _study(parsed.study),
            parsed.notebook,
            parsed.one,
            parsed.other,
            language=parsed.language,
            terms=_terms(parsed),
            listener=teller,
        )
    for warning in made.warnings:
        print(warning, file=sys.stderr)
    for sentence in made.sentences or ("No number, figure or table differs.",):
        print(sentence)
    print(_near(made.page))
    if not parsed.no_browser:
        webbrowser.open(made.page.resolve().as_uri())


def serve(parsed: argparse.Namespace) -> None:
    """Show the report in a browser until somebody interrupts that."""
    from contextlib import suppress

    from compendium import report

    # It is how a preview ends, and no fault.
    with suppress(KeyboardInterrupt):
        report.serve(
            home(),
            _study(parsed.study),
            language=parsed.language,
            terms=_terms(parsed, jobs=parsed.jobs),
            port=parsed.port,
            browser=not parsed.no_browser,
            narrator=report.Narrator(),
        )
    print("\nThe preview has ended.")


def publish(parsed: argparse.Namespace) -> None:
    """Freeze the report that was built."""
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


def changes(parsed: argparse.Namespace) -> None:
    """Print what changed since the last publication."""
    from compendium import report

    found = report.changed(
        home(), _study(parsed.study), parsed.old, parsed.new, language=parsed.language
    )
    print(found.json() if parsed.json else found)


def check_study(parsed: argparse.Namespace) -> int:
    """Print the faults of a study; 1 if there are any."""
    from compendium import study

    return _told(study.check(_study(parsed.path)), "The study", study.REMEDY)


def check_evidence(parsed: argparse.Namespace) -> int:
    """Print how many facts the evidence has by document, and its faults; 1 if there are any."""
    from compendium import evidence

    named = parsed.documents or os.environ.get("COMPENDIUM_SEEDS")
    documents = evidence.documents(Path(named)) if named else None
    faults = evidence.check(documents=documents)
    if not faults:
        _count(documents)
    if documents is None:
        print("Nobody said where the documents are (--documents PATH): no place was looked at.")
    return _told(faults, "The evidence", "mend the tables in data/evidence")


def _count(documents: Documents | None) -> None:
    """Print how many facts there are by document, and what is odd in the sources themselves."""
    from compendium import evidence
    from compendium.tables import summary

    found = evidence.counts(documents=documents)
    for count in found:
        print("\n".join(count.told(documents)))
    print(f"{sum(count.facts for count in found):,} facts in all.")
    print("Odd in the sources, and left as printed:")
    for line in summary(evidence.oddities()):
        print(f"  {line}")


def _told(faults: Sequence[Fault], subject: str, remedy: str) -> int:
    from compendium.tables import summary

    for line in summary(faults):
        print(line, file=sys.stderr)
    many = "1 fault" if len(faults) == 1 else f"{len(faults) or 'no'} faults"
    print(f"{subject} has {many}.")
    if faults:
        print(f"  what to do: {remedy}", file=sys.stderr)
    return 1 if faults else 0


def validation(parsed: argparse.Namespace) -> None:
    """Compute published results on open data anew, compare, and write the records."""
    from compendium import validation as room

    named = parsed.data or os.environ.get("COMPENDIUM_OPEN_DATA")
    if not named:
        raise room.MissingDataError(
            "Nobody said where the open data is.",
            where="the command line",
            remedy="give --data PATH; data/validation/files.csv says where to get each file",
        )
    records = room.record(Path(named))
    rows = room.checked(room.recorded(records))
    path = room.write(records)
    for verdict, said in (("agrees", "come out"), ("does_not", "must not come out, and do not")):
        print(f"{sum(each.verdict == verdict for each in rows)} known figures {said}.")
    print(f"{_near(path)} is written.")


def new_study(parsed: argparse.Namespace) -> None:
    """Write the skeleton of a study."""
    from compendium import study

    study.new(parsed.path)
    print(f"{_near(parsed.path / 'study.toml')} is written; its comments say what comes next.")


def new_instrument(parsed: argparse.Namespace) -> None:
    """Write the skeleton of an instrument into a study."""
    from compendium import study

    path = study.new_instrument(_study(parsed.study), parsed.id)
    print(f"{_near(path)} is written; its comments say what to fill in.")


def synth_study(parsed: argparse.Namespace) -> None:
    """Write a synthetic study."""
    from compendium import synthetic

    synthetic.write(
        parsed.out, seed=parsed.seed, participants=parsed.participants, ages=parsed.ages
    )
    print(f"{_near(parsed.out)} is written; what is true of it stands in truth.json.")


def _study(path: Path | None) -> Path:
    """Return the study that is meant: the one named, else COMPENDIUM_STUDY, else the synthetic."""
    named = path or os.environ.get("COMPENDIUM_STUDY")
    return Path(named) if named else checkout() / "data" / "synthetic"


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def home() -> Path:
    """Return the book that is meant: the nearest folder upwards that is one, else the checkout."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file() and (folder / "notebooks" / "runs.yml").is_file():
            return folder
    return checkout()


def _terms(parsed: argparse.Namespace, **more: Any) -> Terms:
    from compendium.report import Terms
    from compendium.report.processes import without_formats

    without_formats()
    limits = {name: getattr(parsed, name) for name in ("cell_limit", "run_limit")}
    given = {name: seconds for name, seconds in limits.items() if seconds}
    return Terms(cold=parsed.cold, **given, **more)
