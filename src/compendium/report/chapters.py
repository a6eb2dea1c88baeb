"""Chapters that a build writes: what changed since the last publication, and this build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from compendium.report import changes, provenance
from compendium.report.changes import Change
from compendium.report.commit import Commit
from compendium.report.ledger import Ledger
from compendium.study import StudySettings
from compendium.tables.announcing import ABSENT

CHANGES = "book/changes.md"
THIS_BUILD = "book/this-build.md"
STACK = ("jupyter-book", "sphinx", "papermill", "pandas", "numpy", "scipy", "matplotlib")
MINUS = "−"


def of_changes(published: Ledger | None, now: Ledger, threshold: int) -> str:
    """Return the chapter that says what changed since the last publication, as MyST.

    Parameters
    ----------
    published
        The last ledger that was published, of whatever study; None where there is none.
    now
        The ledger of this report.
    threshold
        Below which a move of persons is not told by its number.
    """
    head = "# What changed\n\n"
    same = published and all(
        getattr(published, part) == getattr(now, part) for part in ("study", "audience", "language")
    )
    if published is None or not same:
        return (
            f"{head}Nothing is published of this study for this audience and in this language, so "
            "that there is nothing to compare this report with.\n"
        )
    found = changes.between(published, now, threshold=threshold)
    since = f"Compared with version {published.version}, the last that was published. "
    return head + since + "\n\n".join(_changes(found)) + "\n"


def sentences(found: Sequence[Change]) -> Iterator[str]:
    """Yield a plain sentence for each change."""
    for change in found:
        yield _sentence(change, change.name)


def of_this_build(now: Ledger, settings: StudySettings, commit: Commit | None, window: str) -> str:
    """Return the chapter that says what the report was built from, as MyST.

    Parameters
    ----------
    now
        The ledger of this report.
    settings
        Of the study.
    commit
        The commit of the book, if it lies in a repository.
    window
        When the data was collected, in half-years.
    """
    facts = {
        "Study": f"{settings.titled(now.language)} (`{now.study}`)",
        "Audience": now.audience,
        "Data collected": window,
        "Commit": _commit(commit),
        "Python": now.versions.get("python", ""),
        "Packages": ", ".join(
            f"{name} {now.versions[name]}" for name in STACK if name in now.versions
        ),
        "Results on record": f"{len(now.results)} numbers, {len(now.shown)} figures and tables",
    }
    rows = "\n".join(f"* - {name}\n  - {said}" for name, said in facts.items())
    return (
        "# This build\n\n"
        "What this report was built from. The same inputs give the same report, byte for byte; "
        "`ledger.json` beside the first page has every number with its place, and all versions.\n\n"
        f"```{{list-table}}\n:widths: 22 78\n\n{rows}\n```\n"
    )


def origin(made_of: provenance.Origin, window: str) -> str:
    """Return the box at the foot of a page that says what it was made of, as MyST."""
    data = {name: said for name, said in made_of.data.items() if said != ABSENT}
    files = "; ".join(f"{_file(name)} `{said}`" for name, said in data.items()) or "none"
    given = "; ".join(f"{name} = {value}" for name, value in made_of.parameters.items())
    code = sha256(repr(sorted(made_of.code.items())).encode()).hexdigest()[: provenance.SHORT]
    rows = {
        "Data": files,
        "Collected": window if any(_of_study(name) for name in data) else "published earlier",
        "Parameters": given or "the notebook's own",
        "Notebook": f"`{made_of.notebook}`",
        "Code": f"`{code}` ({len(made_of.code)} files of the package)",
    }
    lines = "\n".join(f"* - {name}\n  - {said}" for name, said in rows.items())
    return (
        "````{admonition} What this page was made of\n:class: dropdown compendium-origin\n\n"
        "Two pages with the same digests were made of the same. Those of a study's files are made "
        "with a key that only the study has.\n\n"
        f"```{{list-table}}\n:widths: 18 82\n\n{lines}\n```\n````\n"
    )


def window(settings: StudySettings) -> str:
    """Return the half-years that a study runs from and to."""
    if settings.period is None:
        return "not recorded"
    first, last = (
        f"{day.year}, {'first' if day.month <= 6 else 'second'} half"
        for day in (settings.period.first, settings.period.last)
    )
    return f"{first}, to {last}"


def _changes(found: Sequence[Change]) -> Iterator[str]:
    if not found:
        yield "Nothing has changed since."
        return
    kinds = {kind: [each for each in found if each.kind == kind] for kind in _HEADINGS}
    counted = ", ".join(
        f"{len(each)} {_NOUNS[kind][len(each) > 1]}" for kind, each in kinds.items() if each
    )
    yield f"Not as they were: {counted}."
    if crossed := [each for each in found if each.crossings]:
        yield "## Crossings\n\n" + "\n".join(
            f"- {_link(each)}: {_crossed(crossing)}."
            for each in crossed
            for crossing in each.crossings
        )
    for kind, each in kinds.items():
        if each:
            lines = "\n".join(f"- {_sentence(change, _link(change))}" for change in each)
            yield f"## {_HEADINGS[kind]}\n\n{lines}"


_HEADINGS: Mapping[str, str] = {
    "result": "Numbers",
    "figure": "Figures",
    "table": "Tables",
    "text": "Text",
    "package": "Packages",
}
_NOUNS: Mapping[str, tuple[str, str]] = {
    "result": ("number", "numbers"),
    "figure": ("figure", "figures"),
    "table": ("table", "tables"),
    "text": ("text", "texts"),
    "package": ("package", "packages"),
}


def _sentence(change: Change, name: str) -> str:
    said = {
        "moved": "changed",
        "new": "is new",
        "gone": "is no longer there",
        "hidden": "is hidden now, to protect persons",
        "shown": "is shown now",
    }[change.what]
    if change.kind in ("result", "package") and change.before and change.after:
        said = f"went from {change.before} to {change.after}"
    elif change.kind == "package":
        said = f"{change.after} was installed" if change.after else f"{change.before} is gone"
    if change.by is not None and change.kind == "result":
        said += f" (by {_signed(change.by)})"
    if change.persons:
        said += f", with {abs(change.persons)} persons {'more' if change.persons > 0 else 'fewer'}"
    elif change.few:
        said += ", with a few persons more or fewer"
    because = "; ".join(map(str, change.causes))
    return f"{name} {said}{f', because {because}' if because else ''}."


def _crossed(crossing: str) -> str:
    return {
        "zero": "its interval now includes zero",
        "no zero": "its interval no longer includes zero",
        "fewer persons": "it is made of more than a tenth fewer persons",
    }.get(crossing, crossing)


def _link(change: Change) -> str:
    if not change.anchor:
        return f"`{change.name}`"
    page, _, anchor = change.anchor.rpartition("/")[2].partition("#")
    label = f"{page.removesuffix('.html')}/{anchor}"
    return f"{{ref}}`{change.name} <{label}>`"


def _signed(by: float) -> str:
    return f"{by:+.3g}".replace("-", MINUS)


def _commit(commit: Commit | None) -> str:
    if commit is None:
        return "not built in a repository"
    changed = ", with uncommitted changes" if commit.changed else ""
    return f"`{commit.id[:12]}` of {commit.date}{changed}"


def _file(name: str) -> str:
    return name.partition(":")[2] or name


def _of_study(name: str) -> bool:
    return name.startswith("study:")


def facts(change: Change) -> dict[str, Any]:
    """Return a change with its sentence, for CI."""
    return {**change.record(), "sentence": _sentence(change, change.name)}
