"""What changed between two ledgers of one study: what moved, by how much, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from compendium.errors import CompendiumError
from compendium.present.wording import word
from compendium.report.ledgers import provenance
from compendium.report.ledgers.ledger import Ledger
from compendium.report.ledgers.provenance import Origin
from compendium.report.pages import sheets
from compendium.report.plans.reasons import Reason

Kind = Literal["result", "figure", "table", "text", "package"]
What = Literal["moved", "new", "gone", "hidden", "shown"]

Limit = Literal["zero", "no_zero", "beyond", "within", "band", "fewer_persons"]

DROP = 0.1
"""The share of its persons by which a result loses enough to be flagged."""
SHARES = ("share", "percent")
"""The units of a result that is a part of a number of persons."""


class OtherStudyError(CompendiumError):
    """Two ledgers are of different studies, and no number of one can be compared with the other."""


@dataclass(frozen=True)
class Crossing:
    """A limit that was crossed.

    Attributes
    ----------
    kind
        Whether an interval includes zero now or no longer does, a number lies beyond its cut-off
        now or no longer does, a cell of a table has another band, or a number is made of more
        than `DROP` fewer persons.
    subject, before, after
        The cut-off; the cell and its bands, where a band was crossed.
    """

    kind: Limit
    subject: str = ""
    before: str = ""
    after: str = ""

    def told(self, language: str) -> str:
        """Return in words what was crossed."""
        fields = {"subject": self.subject, "before": self.before, "after": self.after}
        return word(f"changes.crossed.{self.kind}", language, **fields)


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was.

    Attributes
    ----------
    kind, name
        What it is: a result, figure or table by its id, a text by its chapter, a package.
    what
        What became of it.
    before, after
        As they were printed; versions of a package; empty where there was none.
    by
        How far a number moved, in its own unit; None where that cannot be said.
    persons
        By how many persons it is made of more or fewer; None where that is none, or would tell
        of fewer than the threshold.
    few
        Whether it is made of more or fewer persons, but by less than the threshold.
    crossings
        The limits that it crossed.
    causes
        Why, as far as its page was made of something else.
    anchor
        Where it stands in the report.
    title
        What a result, figure or table is, in the words of the report, with its case.
    """

    kind: Kind
    name: str
    what: What
    before: str = ""
    after: str = ""
    by: float | None = None
    persons: int | None = None
    few: bool = False
    crossings: tuple[Crossing, ...] = ()
    causes: tuple[Reason, ...] = ()
    anchor: str = ""
    title: str = ""

    def record(self) -> dict[str, Any]:
        """Return the change as what JSON holds, its causes in words."""
        return {**asdict(self), "causes": [str(cause) for cause in self.causes]}


@dataclass(frozen=True)
class _Pages:
    """What the pages of two ledgers were made of."""

    before: Ledger
    after: Ledger
    found: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def causes(self, name: str) -> tuple[Reason, ...]:
        page = name.partition("/")[0]
        if page not in self.found:
            then, now = self.before.origins.get(page), self.after.origins.get(page)
            told: tuple[Reason, ...] = ()
            if then and now:
                told = (*provenance.differences(Origin(**then), Origin(**now)), *self._packages())
            self.found[page] = told
        return self.found[page]

    def _packages(self) -> Iterator[Reason]:
        yield from (
            Reason("version", each.name, each.before, each.after)
            for each in _packages(self.before, self.after)
        )


def between(before: Ledger, after: Ledger, *, threshold: int) -> list[Change]:
    """Return what changed between two ledgers: results, figures, tables, texts, packages.

    Parameters
    ----------
    before, after
        The ledgers, of one study and language.
    threshold
        A move of persons by fewer than this is told as that, and not by its number.

    Raises
    ------
    OtherStudyError
        Where they are of different studies, audiences or languages.
    """
    for what in ("study", "audience", "language"):
        then, now = getattr(before, what), getattr(after, what)
        if then != now:
            raise OtherStudyError(
                f"These are ledgers of another {what}: {then}, and {now}.",
                where="ledger.json",
                remedy="Compare two reports of one study, for one audience, in one language.",
            )
    pages = _Pages(before, after)
    return [
        *_results(before, after, threshold, pages),
        *_sheets(before, after, pages),
        *_texts(before.texts, after.texts),
        *_packages(before, after),
    ]


def _results(before: Ledger, after: Ledger, threshold: int, pages: _Pages) -> Iterator[Change]:
    for name in sorted({*before.results, *after.results}):
        then, now = before.results.get(name), after.results.get(name)
        if then is None or now is None:
            yield _come_or_gone("result", name, then, now, pages)
        elif then["text"] != now["text"] or _beyond_another(then, now):
            moved = (now["n"] or 0) - (then["n"] or 0) if then["n"] and now["n"] else 0
            told = abs(moved) >= threshold
            # Two counts beside each other tell their difference, and so do two shares of a whole.
            silent = bool(moved) and not told and _telling(then) and _telling(now)
            yield Change(
                kind="result",
                name=name,
                what=_what(then, now),
                before="" if silent else then["text"]["full"],
                after="" if silent else now["text"]["full"],
                by=None if silent else _by(then, now, threshold),
                persons=moved if told else None,
                few=bool(moved) and not told,
                crossings=tuple(_crossings(then, now, told=told)),
                causes=pages.causes(name),
                anchor=now["anchor"],
                title=_title(now),
            )


def _what(then: Mapping[str, Any], now: Mapping[str, Any]) -> What:
    if then["shown"] == now["shown"]:
        return "moved"
    return "shown" if now["shown"] else "hidden"


def _by(then: Mapping[str, Any], now: Mapping[str, Any], threshold: int) -> float | None:
    """Return how far a number moved; of a number of persons only by the threshold or more."""
    if then["value"] is None or now["value"] is None:
        return None
    by = float(now["value"]) - float(then["value"])
    return None if _counted(then) and _counted(now) and abs(by) < threshold else by


def _counted(record: Mapping[str, Any]) -> bool:
    """Return whether a result is a number of persons itself."""
    return record["value"] is not None and record["value"] == record["n"]


def _telling(record: Mapping[str, Any]) -> bool:
    """Return whether a result tells a number of persons: it is one, or a share of a known whole."""
    return _counted(record) or record["unit"] in SHARES


def _crossings(
    then: Mapping[str, Any], now: Mapping[str, Any], *, told: bool
) -> Iterator[Crossing]:
    if None not in (then["low"], then["high"], now["low"], now["high"]):
        was, is_ = (each["low"] <= 0 <= each["high"] for each in (then, now))
        if was != is_:
            yield Crossing("zero" if is_ else "no_zero")
    if _beyond_another(then, now):
        yield Crossing("beyond" if now["beyond"] else "within", str(now["cut"]))
    # A tenth of few is fewer still, and would say how many.
    if told and now["n"] < then["n"] * (1 - DROP):
        yield Crossing("fewer_persons")


def _beyond_another(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether a number crossed its cut-off, also where it is the cut-off that moved."""
    return "cut" in then and "cut" in now and bool(then["beyond"] != now["beyond"])


def _sheets(before: Ledger, after: Ledger, pages: _Pages) -> Iterator[Change]:
    for name in sorted({*before.shown, *after.shown}):
        then, now = before.shown.get(name), after.shown.get(name)
        kind: Kind = (now or then or {})["kind"]
        if then is None or now is None:
            yield _come_or_gone(kind, name, then, now, pages)
        elif (then["digest"], then["caption"]) != (now["digest"], now["caption"]):
            yield Change(
                kind=kind,
                name=name,
                what="moved",
                before=then["caption"],
                after=now["caption"],
                crossings=tuple(_of_bands(then, now)),
                causes=pages.causes(name),
                anchor=now["anchor"],
                title=_title(now),
            )


def _of_bands(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Crossing]:
    """Yield the cells that left their bands, which are told apart by id and called by name."""
    before, after = then["bands"], now["bands"]
    for cell in sorted(before.keys() & after.keys()):
        if before[cell] != after[cell]:
            yield Crossing("band", cell, _called(then, before[cell]), _called(now, after[cell]))


def _called(sheet: Mapping[str, Any], band: str) -> str:
    return str(sheet.get("called", {}).get(band, band))


def _come_or_gone(kind: Kind, name: str, then: Any, now: Any, pages: _Pages) -> Change:
    there = now or then
    told = there["text"]["full"] if kind == "result" else there["caption"]
    return Change(
        kind=kind,
        name=name,
        what="gone" if now is None else "new",
        before=told if now is None else "",
        after=told if now else "",
        causes=pages.causes(name),
        anchor=now["anchor"] if now else "",
        title=_title(there),
    )


def _title(record: Mapping[str, Any]) -> str:
    """Return the definition of a result, or the first sentence of a caption, with the case."""
    said = str(record.get("definition") or record.get("caption") or "")
    first = sheets.title(said)
    return f"{first} ({record['case']})" if record.get("case") else first


def _texts(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            what: What = "moved" if name in then and name in now else "new"
            yield Change("text", name, what if name in now else "gone")


def _packages(before: Ledger, after: Ledger) -> Iterator[Change]:
    then, now = before.versions, after.versions
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            what: What = "moved" if name in then and name in now else "new"
            yield Change(
                "package", name, what if name in now else "gone", then.get(name, ""),
                now.get(name, ""),
            )  # fmt: skip
