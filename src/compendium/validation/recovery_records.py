"""Recoveries on record: what designs made of simulated studies, and by which code."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compendium.errors import CompendiumError
from compendium.tables import announce
from compendium.validation.catalogue import shelf
from compendium.validation.code_digest import code_digest
from compendium.validation.recovery import Attempt, Recovery, recovered
from compendium.validation.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from compendium.tables import Absent

FILE = "recovery.json"
COMMAND = "make recovery"
KEPT = 5
"""Decimals of a recorded figure: far below its Monte Carlo error, and above what processors do."""
FIRST = 20
"""Studies that are recorded by themselves too, so that a test can draw them again in seconds."""
NOMINAL = 0.93
"""A coverage that is declared to lie below this is a failure, declared."""


class UnreadableRecoveriesError(CompendiumError):
    """The record of recoveries is not there, or is none."""


@dataclass(frozen=True)
class Entry:
    """What is on record of one scenario.

    Attributes
    ----------
    built
        What was built in, and the design: as they were when it was run.
    recovery
        What the design made of all studies.
    first
        Of the first few of them, the bias and the mean standard error.
    """

    built: Mapping[str, Any]
    recovery: Recovery
    first: tuple[float, float]


@dataclass(frozen=True)
class Recoveries:
    """The record.

    Attributes
    ----------
    seed, studies
        Of all scenarios, and how many studies each has.
    sources
        The digest of the sources that it was computed with.
    command
        What computes it again.
    entries
        By the id of the scenario.
    """

    seed: int
    studies: int
    sources: str
    command: str
    entries: Mapping[str, Entry]


def entry(scenario: Scenario, attempts: Sequence[Attempt | Absent]) -> Entry:
    """Return what is put on record of a scenario, rounded."""
    first = recovered(attempts[:FIRST])
    whole = recovered(attempts)
    figures: dict[str, Any] = {
        name: round(value, KEPT)
        for name, value in asdict(whole).items()
        if isinstance(value, float)
    }
    beside = round(first.bias, KEPT), round(first.error, KEPT)
    return Entry(built(scenario), replace(whole, **figures), beside)


def built(scenario: Scenario) -> dict[str, Any]:
    """Return what is built into a scenario and its design, as the record has it."""
    content = {"setting": asdict(scenario.setting), "design": asdict(scenario.design)}
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def written_recoveries(recoveries: Recoveries) -> str:
    """Return the record as the text of its file."""
    return json.dumps(asdict(recoveries), ensure_ascii=False, indent=2) + "\n"


def recoveries(at: Path | None = None) -> Recoveries:
    """Return the record as it was written last, and announce its file.

    Raises
    ------
    UnreadableRecoveriesError
        Where there is none, or it cannot be read.
    """
    path = shelf(at) / FILE
    announce(path)
    try:
        content = json.loads(path.read_text("utf-8"))
        entries = {
            name: Entry(each["built"], Recovery(**each["recovery"]), tuple(each["first"]))
            for name, each in content.pop("entries").items()
        }
        return Recoveries(entries=entries, **content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise UnreadableRecoveriesError(
            "The record of what designs made of simulated studies cannot be read.",
            where=FILE,
            remedy=f"make it anew, with: {COMMAND}",
        ) from None


def verdict(scenario: Scenario, recovery: Recovery) -> str:
    """Return ``as_declared``, ``fails_as_declared`` or ``not_as_declared``, as word keys."""
    if recovery.outside(scenario):
        return "not_as_declared"
    return "fails_as_declared" if scenario.coverage[1] < NOMINAL else "as_declared"


def recovery_numbers(
    found: Recoveries, scenarios: Mapping[str, Scenario]
) -> dict[str, pd.DataFrame]:
    """Return the numbers that a page shows of recoveries, by the heading they stand under.

    Parameters
    ----------
    found
        The record.
    scenarios
        The scenarios; of those that have not been run, there is no row.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``truth``, ``bias``, ``bias_declared``, ``spread``, ``error``, ``coverage``,
        ``coverage_declared``; each with scenario, n (studies), value, and low and high: of bias
        and coverage two Monte Carlo errors to each side, of what is declared the range, with its
        middle as the value, for without one nothing is shown.
    """
    rows = _rows(found, scenarios)
    told: dict[str, list[tuple[float, float, float]]] = {
        "truth": [(one.truth, math.nan, math.nan) for _, one in rows],
        "bias": [_around(one.bias, one.bias_error) for _, one in rows],
        "bias_declared": [_between(*each.bias) for each, _ in rows],
        "spread": [(one.spread, math.nan, math.nan) for _, one in rows],
        "error": [(one.error, math.nan, math.nan) for _, one in rows],
        "coverage": [_held(*_around(one.coverage, one.coverage_error)) for _, one in rows],
        "coverage_declared": [_between(*each.coverage) for each, _ in rows],
    }
    return {heading: _frame(rows, numbers) for heading, numbers in told.items()}


def recovery_verdicts(found: Recoveries, scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Return what is said of recoveries, one row a scenario: scenario, verdict, reason, its own id.

    Parameters
    ----------
    found, scenarios
        As of `recovery_numbers`.
    """
    import pandas as pd

    rows = _rows(found, scenarios)
    return pd.DataFrame(
        {
            "scenario": [each.id for each, _ in rows],
            "verdict": [verdict(each, one) for each, one in rows],
            "reason": [each.id for each, _ in rows],
        }
    )


def recovery_words(scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Return how scenarios are called, one row each: key, label, reason, and those in Danish.

    Why a result lay outside, where one did, follows the reason of what was declared.
    """
    import pandas as pd

    def reason(each: Scenario, tongue: str) -> str:
        return " ".join(filter(None, (each.reason[tongue], each.explained.get(tongue))))

    return pd.DataFrame(
        {
            "key": list(scenarios),
            "label": [each.title["en"] for each in scenarios.values()],
            "label_da": [each.title["da"] for each in scenarios.values()],
            "reason": [reason(each, "en") for each in scenarios.values()],
            "reason_da": [reason(each, "da") for each in scenarios.values()],
        }
    )


def recovery_listed(found: Recoveries) -> pd.DataFrame:
    """Return one row: file, studies, seed, command, digest, and sources, ``same`` or ``other``."""
    import pandas as pd

    return pd.DataFrame(
        {
            "file": [FILE],
            "studies": [str(found.studies)],
            "seed": [str(found.seed)],
            "command": [found.command],
            "digest": [found.sources],
            "sources": ["same" if found.sources == code_digest() else "other"],
        }
    )


def _rows(found: Recoveries, scenarios: Mapping[str, Scenario]) -> list[tuple[Scenario, Recovery]]:
    entries = found.entries
    return [(each, entries[name].recovery) for name, each in scenarios.items() if name in entries]


def _frame(
    rows: Sequence[tuple[Scenario, Recovery]], numbers: Sequence[tuple[float, float, float]]
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(numbers, columns=["value", "low", "high"])
    return frame.assign(scenario=[each.id for each, _ in rows], n=[one.studies for _, one in rows])


def _around(value: float, error: float) -> tuple[float, float, float]:
    return value, value - 2 * error, value + 2 * error


def _held(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Return a share with limits that a share can have."""
    return value, max(low, 0.0), min(high, 1.0)


def _between(low: float, high: float) -> tuple[float, float, float]:
    return (low + high) / 2, low, high
