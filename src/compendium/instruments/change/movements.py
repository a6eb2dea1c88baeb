"""Movements: in which band each person was at the screening, and in which at each later wave."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from compendium.instruments.definition import Instrument
from compendium.instruments.tabulating import gravest
from compendium.tables import Absent, hands_on_absent

NO_SCORE = "no_score"
"""The start of who has no score at the first wave."""
INCOMPLETE, NO_ANSWER = "incomplete", "no_answer"
UNBANDED = (INCOMPLETE, NO_ANSWER)
"""Where who answered at a later wave and has no score there stands, and who did not answer."""


@hands_on_absent
def movements(
    scored: pd.DataFrame, standing: pd.DataFrame, instrument: Instrument, waves: Sequence[str]
) -> pd.DataFrame | Absent:
    """Return for each included person the band at the first wave beside that at each later one.

    Everybody stands in it at every later wave, also who has no score there, so that the shares of
    a starting band are of all who started in it, and not of those who happened to answer.

    Parameters
    ----------
    scored
        What `scored` returned.
    standing
        How the questionnaire of each included person stands: participant_id, wave, received.
    instrument
        Whose bands they are.
    waves
        The waves in their order; the first is the one that people start from.

    Returns
    -------
    DataFrame or Absent
        One row a person and later wave: participant_id, wave, received, and after the
        instrument's id, as categories in the order of the bands, lowest scores first: ``_start``,
        the band at the first wave, or no_score; ``_later``, the band at this one, or incomplete,
        missing where nothing was received. Absent where the instrument has no bands, nobody has
        one at the first wave, or nobody at a later one.
    """
    name, title = instrument.id, instrument.name.en
    band = f"{name}_band"
    if band not in scored:
        return Absent(f"{title}: it has no bands to move between")
    rows = standing[standing["wave"].astype("str").isin(waves[1:])].reset_index(drop=True)
    people, at = rows["participant_id"], rows["wave"].astype("str")
    known = pd.Series(
        scored[band].astype("object").to_numpy(),
        pd.MultiIndex.from_arrays([scored["participant_id"], scored["wave"].astype("str")]),
    )
    start = known.reindex(pd.MultiIndex.from_arrays([people, [waves[0]] * len(rows)])).to_numpy()
    later = known.reindex(pd.MultiIndex.from_arrays([people, at])).to_numpy()
    if pd.isna(start).all():
        return Absent(f"{title}: nobody of those asked about has a score at the first wave")
    if pd.isna(later).all():
        return Absent(f"{title}: nobody has a score at a later wave, so nobody can have moved")
    bands = [str(level) for level in scored[band].cat.categories]
    received = rows["received"].astype("str") == "yes"
    found = {
        f"{name}_start": _category(pd.Series(start).fillna(NO_SCORE), [*bands, NO_SCORE]),
        f"{name}_later": _category(
            pd.Series(later).fillna(INCOMPLETE).where(received), [*bands, INCOMPLETE]
        ),
    }
    return rows[["participant_id", "wave", "received"]].assign(**found)


def movement_levels(instrument: Instrument) -> list[str]:
    """Return the columns of `movements` by which persons are counted, the start first."""
    return ["received", f"{instrument.id}_start", f"{instrument.id}_later"]


def movement_nesting(instrument: Instrument) -> dict[str, str]:
    """Return what divides what: the band at a later wave divides those who answered at it."""
    return {f"{instrument.id}_later": "received"}


def outermost(instrument: Instrument, bands: str | None = None) -> tuple[str, str]:
    """Return the mildest and the gravest band of a band set; no text where there are no bands.

    Raises
    ------
    UnknownChoiceError
        If the instrument has no such band set.
    """
    chosen = instrument.band_set(bands)
    if chosen is None:
        return "", ""
    ends = chosen.levels[0].id, chosen.levels[-1].id
    return ends if gravest(instrument) == "last" else ends[::-1]


def _category(values: pd.Series, levels: list[str]) -> pd.Series:
    return values.astype(pd.CategoricalDtype(levels, ordered=True))
