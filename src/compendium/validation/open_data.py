"""Open data: what the package computes of the files of others, which are not shipped with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compendium import instruments, outcomes
from compendium.errors import CompendiumError
from compendium.tables import Absent, Source, read_text
from compendium.validation.catalogue import Figure, catalogue, files
from compendium.validation.computing import GAD7, Computed, Given, scored

if TYPE_CHECKING:
    import pandas as pd

ITEMS = [f"{GAD7}_{item}" for item in range(1, 8)]
STATES = {
    "employment": ("work", "ordinary"),
    "FE": ("education", "ordinary"),
    "HE": ("education", "apprenticeship_school"),
    "training": ("work", "apprenticeship"),
    "school": ("education", "preparatory"),
    "joblessness": ("benefit", "cash"),
}
"""Six states of ours that stand for those of the file; which ones does not matter."""
MONTHS = 72
KNOWN = ("age", "educ", "married", "nodegree", "re74", "re75")
"""Of the people of the work programme and the survey, with their race, before the programme."""


class MissingDataError(CompendiumError):
    """A file of open data is not where it was looked for."""


def recomputed(folder: Path, shelf: Path | None = None) -> dict[str, Computed]:
    """Return what the package computes of open data, by the key of the figure.

    Parameters
    ----------
    folder
        The folder of open data, with each file at the path that the table of files has.
    shelf
        The folder of the catalogue; by default ``data/validation`` of the repository.

    Raises
    ------
    MissingDataError
        Where a file is not there.
    """
    frames = {key: PREPARED[key](text) for key, text in _texts(folder, shelf)}
    return {figure.key: _of(figure, frames) for figure in catalogue(shelf) if figure.data}


def _of(figure: Figure, frames: Mapping[str, pd.DataFrame]) -> Computed:
    return COMPUTATIONS[figure.computation](frames[figure.data], figure.given)


def _texts(folder: Path, shelf: Path | None) -> Iterator[tuple[str, pd.DataFrame]]:
    table = files(shelf)
    sheets = table["sheet"].fillna("")
    for key, path, sheet in zip(table["key"], table["path"], sheets, strict=True):
        if not (folder / path).is_file():
            raise MissingDataError(
                f"The file of open data '{path}' is not there.",
                where="the folder of open data",
                remedy="get it where data/validation/files.csv says, or name the right folder",
            )
        yield key, read_text(folder / path, Source(Path(path).name, sheet=sheet))


def _answers(text: pd.DataFrame) -> pd.DataFrame:
    """Return the GAD-7 at screening, without the rows that have no identity."""
    import pandas as pd

    columns = {f"GAD-7_{item}_screening": f"{GAD7}_{item}" for item in range(1, 8)}
    rows = text[text["ID"] != ""].rename(columns=columns)
    return pd.DataFrame({item: pd.to_numeric(rows[item]).astype("Int8") for item in ITEMS})


def _months(text: pd.DataFrame) -> pd.DataFrame:
    """Return the single state of everybody, month by month in the place of weeks, as spells."""
    import narwhals as nw
    import pandas as pd

    # The columns of states, and no others, are called by a month and a year: Jul.93.
    names = [name for name in text.columns if name[3:4] == "." and name[4:].isdecimal()]
    people = pd.DataFrame({"participant_id": text["id"], "index_week": 0})
    long = text.melt("id", names, var_name="month", value_name="was")
    spells = pd.DataFrame(
        {
            "participant_id": long["id"],
            "strand": [STATES[was][0] for was in long["was"]],
            "state": [STATES[was][1] for was in long["was"]],
            "first_week": long["month"].map(names.index) + 1,
            "last_week": long["month"].map(names.index) + 1,
        }
    )
    single = outcomes.single_state(
        nw.from_native(spells).lazy(), nw.from_native(people).lazy(), first=1, last=MONTHS
    )
    found: pd.DataFrame = single.collect(backend="pandas").to_native()
    return found


def _arms(text: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    arms = text["treat"].map({"1": "intervention", "0": "comparison"})
    return pd.DataFrame({"arm": arms, "earnings": pd.to_numeric(text["re78"])})


def _subjects(text: pd.DataFrame) -> pd.DataFrame:
    """Return the two arms with what is known of each person before the programme."""
    import pandas as pd

    known = {name: pd.to_numeric(text[name]).astype(float) for name in KNOWN}
    race = text["race"].astype("category")
    return _arms(text).assign(within=False, race=race, **known)


PREPARED: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "swb_gad7": _answers,
    "mvad": _months,
    "lalonde": _subjects,
    "nsw": _arms,
}
"""What is made of a file before anything is computed of it."""


def _totals(answers: pd.DataFrame) -> pd.Series[float]:
    return scored(answers)["gad7_total"].dropna().astype(float)


def _alpha(answers: pd.DataFrame) -> Computed:
    found = instruments.cronbach_alpha(answers, instruments.catalogue()[GAD7])
    if isinstance(found, Absent):
        raise ValueError(f"alpha was to be computed: {found.why}")
    return Computed(found.value)


def _in_state(spells: pd.DataFrame, given: Given) -> pd.DataFrame:
    strand, state = STATES[given["state"]]
    return spells[(spells["strand"] == strand) & (spells["state"] == state)]


def _person_months(spells: pd.DataFrame, given: Given) -> Computed:
    found = _in_state(spells, given)
    return Computed(float((found["end"] - found["start"] + 1).sum()))


def _in_month(spells: pd.DataFrame, given: Given, month: int) -> Computed:
    found = _in_state(spells, given)
    return Computed(float(found["start"].le(month).mul(found["end"].ge(month)).sum()))


def _difference_of_means(frame: pd.DataFrame) -> Computed:
    found = outcomes.mean_difference(frame, "earnings")
    if isinstance(found, Absent):
        raise ValueError(f"a difference was to be computed: {found.why}")
    return Computed(found.value)


def _matched(frame: pd.DataFrame, given: Given) -> outcomes.effects.Effect:
    again = given["replacement"] == "yes"
    design = outcomes.effects.Matched(
        covariates=(*KNOWN, "race"),
        exact=(),
        replacement=again,
        errors="abadie_imbens" if again else "pairs",
    )
    found = outcomes.effects.estimate(frame, "earnings", design=design)
    if isinstance(found, Absent):
        raise ValueError(f"an effect was to be computed: {found.why}")
    return found


def _effect(frame: pd.DataFrame, given: Given) -> Computed:
    found = _matched(frame, given)
    return Computed(found.value, found.low, found.high)


COMPUTATIONS: Mapping[str, Callable[[pd.DataFrame, Given], Computed]] = {
    "complete": lambda answers, _: Computed(float(len(_totals(answers)))),
    "mean": lambda answers, _: Computed(float(_totals(answers).mean())),
    "standard_deviation": lambda answers, _: Computed(float(_totals(answers).std())),
    "alpha": lambda answers, _: _alpha(answers),
    "band": lambda answers, given: Computed(
        float((scored(answers)["gad7_band"] == given["band"]).sum())
    ),
    "person_months": _person_months,
    "first_month": lambda spells, given: _in_month(spells, given, 1),
    "last_month": lambda spells, given: _in_month(spells, given, MONTHS),
    "matched": _effect,
    "dropped": lambda frame, given: Computed(float(_matched(frame, given).dropped)),
    "difference_of_means": lambda frame, _: _difference_of_means(frame),
}
"""By the name that the table of figures has."""
