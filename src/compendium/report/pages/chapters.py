"""Chapters that a build writes: what changed since the last publication, and this build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from compendium.present.wording import word
from compendium.report.ledgers import changes, provenance
from compendium.report.ledgers.changes import Change
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages import outputs
from compendium.report.publication.commit import Commit
from compendium.study import StudySettings
from compendium.tables.announcing import ABSENT

CHANGES = "book/changes.md"
THIS_BUILD = "book/this-build.md"
STACK = ("jupyter-book", "sphinx", "papermill", "pandas", "numpy", "scipy", "matplotlib")
KINDS = ("result", "figure", "table", "text", "package")
MINUS = "−"


def of_changes(published: Ledger | None, now: Ledger, threshold: int) -> str:
    """Return the chapter that says what changed since the last publication, as MyST.

    Parameters
    ----------
    published
        The last ledger that was published, of whatever study; None where there is none.
    now
        The ledger of this report, in whose language the chapter is.
    threshold
        Below which a move of persons is not told by its number.
    """
    language = now.language
    head = f"# {word('changes.title', language)}\n\n"
    same = published and all(
        getattr(published, part) == getattr(now, part) for part in ("study", "audience", "language")
    )
    if published is None or not same:
        return f"{head}{word('changes.none_published', language)}\n"
    found = changes.between(published, now, threshold=threshold)
    since = word("changes.since", language, version=published.version)
    return "\n\n".join((head + since, *_changes(found, language))) + "\n"


def sentences(found: Sequence[Change], language: str = "en") -> Iterator[str]:
    """Yield a plain sentence for each limit that was crossed, then one for each change."""
    yield from (line for change in found for line in _limits(change, change.name, language))
    yield from (_sentence(change, change.name, language) for change in found)


def facts(change: Change) -> dict[str, Any]:
    """Return a change with its sentence, for CI."""
    return {**change.record(), "sentence": _sentence(change, change.name, "en")}


def of_this_build(now: Ledger, settings: StudySettings, commit: Commit | None) -> str:
    """Return the chapter that says what the report was built from, as MyST.

    Parameters
    ----------
    now
        The ledger of this report, in whose language the chapter is.
    settings
        Of the study.
    commit
        The commit of the book, if it lies in a repository.
    """
    language = now.language
    stack = (f"{name} {now.versions[name]}" for name in STACK if name in now.versions)
    counted = {"results": len(now.results), "shown": len(now.shown)}
    facts = {
        "study": f"{settings.titled(language)} (`{now.study}`)",
        "audience": word(f"build.audiences.{now.audience}", language),
        "collected": _window(settings, language),
        "commit": _commit(commit, language),
        "python": now.versions.get("python", ""),
        "packages": ", ".join(stack),
        "results": word("build.counted", language, **counted),
    }
    said = [word("build.what", language)]
    if commit:
        said.append(word("build.crate", language))
    rows = _rows({word(f"build.{name}", language): fact for name, fact in facts.items()}, "22 78")
    return f"# {word('build.title', language)}\n\n{' '.join(said)}\n\n{rows}"


def origin(made_of: provenance.Origin, settings: StudySettings, language: str) -> str:
    """Return the box at the foot of a page that says what it was made of, as MyST."""
    data = {name: said for name, said in made_of.data.items() if said != ABSENT}
    given = "; ".join(f"{name} = {value}" for name, value in made_of.parameters.items())
    code = sha256(repr(sorted(made_of.code.items())).encode()).hexdigest()[: provenance.SHORT]
    of_study = any(name.startswith("study:") for name in data)
    facts = {
        "data": "; ".join(f"{provenance.called(name)} `{said}`" for name, said in data.items())
        or word("origin.no_data", language),
        "collected": _window(settings, language) if of_study else word("origin.earlier", language),
        "parameters": given or word("origin.own", language),
        "notebook": f"`{made_of.notebook}`",
        "code": word("origin.files", language, digest=code, files=len(made_of.code)),
    }
    rows = _rows({word(f"origin.{name}", language): fact for name, fact in facts.items()}, "18 82")
    return (
        f"````{{admonition}} {word('origin.title', language)}\n"
        f":class: dropdown compendium-origin\n\n{word('origin.what', language)}\n\n{rows}````\n"
    )


def _changes(found: Sequence[Change], language: str) -> Iterator[str]:
    if not found:
        yield word("changes.nothing", language)
        return
    kinds = {kind: [each for each in found if each.kind == kind] for kind in KINDS}
    counted = ", ".join(
        f"{len(each)} {word(f'changes.{_many(each)}.{kind}', language)}"
        for kind, each in kinds.items()
        if each
    )
    yield word("changes.counted", language, counted=counted)
    if crossed := [each for each in found if each.crossings]:
        limits = (f"- {line}" for each in crossed for line in _limits(each, _link(each), language))
        yield "\n".join((f"## {word('changes.crossings', language)}\n", *limits))
    for kind, each in kinds.items():
        if each:
            lines = "\n".join(f"- {_sentence(change, _link(change), language)}" for change in each)
            yield f"## {word(f'changes.heading.{kind}', language)}\n\n{lines}"


def _many(found: Sequence[Change]) -> str:
    return "one" if len(found) == 1 else "many"


def _sentence(change: Change, name: str, language: str) -> str:
    said = "".join((_became(change, language), _by(change, language), _persons(change, language)))
    if not change.causes:
        return word("changes.sentence", language, name=name, said=said)
    causes = "; ".join(cause.told(language) for cause in change.causes)
    return word("changes.sentence_because", language, name=name, said=said, causes=causes)


def _became(change: Change, language: str) -> str:
    if change.kind == "result" and change.before and change.before == change.after:
        return word("changes.crossed_only", language, after=change.after)
    if change.kind in ("result", "package") and change.before and change.after:
        return word("changes.went", language, before=change.before, after=change.after)
    if change.kind == "package":
        became = "installed" if change.after else "uninstalled"
        return word(f"changes.{became}", language, version=change.after or change.before)
    return word(f"changes.{change.what}", language)


def _by(change: Change, language: str) -> str:
    if change.by is None or change.kind != "result" or change.before == change.after:
        return ""
    signed = f"{change.by:+.3g}".replace("-", MINUS)
    by = signed if language == "en" else signed.replace(".", ",")
    return word("changes.by", language, by=by)


def _persons(change: Change, language: str) -> str:
    if change.persons:
        moved = "more" if change.persons > 0 else "fewer"
        return word(f"changes.{moved}", language, n=abs(change.persons))
    return word("changes.few", language) if change.few else ""


def _limits(change: Change, name: str, language: str) -> Iterator[str]:
    """Yield what a change crossed, a sentence for each limit."""
    for each in change.crossings:
        yield f"{name}: {each.told(language)}."


def _link(change: Change) -> str:
    """Return a change's name as MyST: what it is called in the report, linked, and its id."""
    if not change.anchor:
        return f"`{change.name}`"
    page, _, name = change.name.partition("/")
    title = change.title.replace("`", "'") or change.name
    label = outputs.label(change.kind, page, name)
    return f"{{ref}}`{title} <{label}>` `{change.name}`"


def _rows(facts: Mapping[str, str], widths: str) -> str:
    rows = "\n".join(f"* - {name}\n  - {said}" for name, said in facts.items())
    return f"```{{list-table}}\n:widths: {widths}\n\n{rows}\n```\n"


def _window(settings: StudySettings, language: str) -> str:
    """Return the half-years that a study runs from and to."""
    if settings.period is None:
        return word("build.no_window", language)
    first, last = settings.period.first, settings.period.last
    return word("build.window", language, first=_half(first, language), last=_half(last, language))


def _half(day: date, language: str) -> str:
    half = "first_half" if day.month <= 6 else "second_half"
    return word(f"build.{half}", language, year=day.year)


def _commit(commit: Commit | None, language: str) -> str:
    if commit is None:
        return word("build.no_commit", language)
    said = word("build.commit_of", language, id=commit.id[:12], date=commit.date)
    return said + (word("build.uncommitted", language) if commit.changed else "")
