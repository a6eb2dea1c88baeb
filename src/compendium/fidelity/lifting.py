"""How far a team is from the next band, and where it has room: for the team, not the public."""

from __future__ import annotations

import pandas as pd

from compendium.instruments import Instrument
from compendium.tables import Absent, hands_on_absent


@hands_on_absent
def next_band(latest: pd.DataFrame, instrument: Instrument) -> pd.DataFrame | Absent:
    """Return how many points each municipality lacks to the next band of the scale.

    Parameters
    ----------
    latest
        Totals as `compendium.fidelity.latest` returns them.
    instrument
        The scale.

    Returns
    -------
    DataFrame or Absent
        One row a municipality: municipality, round, points, band, next (the id of the next band,
        missing in the highest), from_points (where that begins), lacking (points, 0 in the highest)
        and limit_status (of that band's limits). Absent where the scale has no bands of its own:
        those of another scale say nothing about it.
    """
    chosen = instrument.band_set()
    if chosen is None or chosen.scale != "total":
        return Absent(f"{instrument.title.en}: it has no bands of its own")
    rows = []
    for points in latest["points"].astype("int64"):
        above = next((level for level in chosen.levels if level.low > points), None)
        rows.append(
            {
                "next": above.id if above else None,
                "from_points": above.low if above else None,
                "lacking": above.low - points if above else 0,
                "limit_status": above.status if above else None,
            }
        )
    found = pd.DataFrame(rows, index=latest.index).astype(
        {"from_points": "Int64", "lacking": "Int64"}
    )
    return latest[["municipality", "round", "points", "band"]].join(found)


@hands_on_absent
def room(latest: pd.DataFrame) -> pd.DataFrame:
    """Return the items of each municipality that can still rise, those with most room first.

    What they would have to do to rise is in the anchors of the scale's manual, and which is worth
    the work is for the team to judge; this is arithmetic.

    Parameters
    ----------
    latest
        Items as `compendium.fidelity.latest` returns them.

    Returns
    -------
    DataFrame
        The rows of items below their maximum with ``room``, the points up to it (Int64), and
        ``together``, what this item and those before it would add if each rose by one point.
    """
    table = latest.assign(room=latest["maximum"].astype("Int64") - latest["score"].astype("Int64"))
    order = table.sort_values(
        ["municipality", "room", "item"], ascending=[True, False, True], kind="stable"
    )
    order = order[order["room"] > 0]
    together = order.groupby("municipality", observed=True).cumcount() + 1
    return order.assign(together=together.astype("Int64")).reset_index(drop=True)
