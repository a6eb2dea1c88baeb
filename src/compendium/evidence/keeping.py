"""Who keeps which plan of a young person, and what is sent on from it, as boxes and arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from compendium.evidence.reading import table

if TYPE_CHECKING:
    from pathlib import Path

KEEPERS, KEPT, SENT = "keepers", "kept", "sent"
"""What the boxes of the map stand under, in order."""

_HEADING = {
    "authority": KEEPERS,
    "school": KEEPERS,
    "system": KEEPERS,
    "plan": KEPT,
    "document": KEPT,
    "step": KEPT,
}


def system_boxes(folder: Path | None = None) -> pd.DataFrame:
    """Return the boxes of the map: who keeps plans, what is kept, and what is sent.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        One row a system of ``local_systems`` and a flow of ``local_flows``: key, label_en,
        label_da, heading (``keepers``, ``kept``, ``sent``), order within it, certainty, source,
        also, read_in, place, note. Whoever keeps a plan stands level with it. To sort them into
        three columns is ours: the slide has them around each other, and its text has lost how.
    """
    systems, flows = table("local_systems", folder), table("local_flows", folder)
    kinds = systems["kind"].astype(str)
    systems = systems.assign(heading=kinds.map(_HEADING))
    kept = systems["kept_by"].dropna()
    # A keeper stands as high as its plan, and those without either come after.
    level = {plan: place for place, plan in enumerate(systems.loc[kept.index, "key"])}
    level |= {keeper: place for place, keeper in enumerate(kept)}
    rest = {key: len(kept) + place for place, key in enumerate(systems["key"])}
    systems = systems.assign(rank=systems["key"].map(rest | level))
    # What is sent stands by the plan that it comes from, where that is told.
    ranks = dict(zip(systems["key"], systems["rank"], strict=True))
    flows = flows.assign(
        heading=SENT,
        rank=flows["sender"].map(ranks).fillna(len(rest) + len(kept)),
        certainty=flows["certainty"].astype(str),
    )
    boxes = pd.concat([systems.assign(certainty=systems["certainty"].astype(str)), flows])
    boxes = boxes.sort_values("rank", kind="stable")
    boxes["order"] = boxes.groupby("heading", sort=False).cumcount()
    told = ["certainty", "source", "also", "read_in", "place", "note"]
    columns = ["key", "label_en", "label_da", "heading", "order", *told]
    in_order = boxes["heading"].map([KEEPERS, KEPT, SENT].index)
    return boxes.assign(by=in_order).sort_values(["by", "order"])[columns].reset_index(drop=True)


def system_arrows(folder: Path | None = None) -> pd.DataFrame:
    """Return the arrows of the map: from a keeper to its plan, and from a plan to what is sent.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        sender, receiver (keys of `system_boxes`), label_en, label_da, certain, source, read_in.
        Not certain is a keeper that was read from the order of the text. What is sent from
        nowhere that is told has no arrow, and nothing has one to whom it is sent: that is lost.
    """
    systems, flows = table("local_systems", folder), table("local_flows", folder)
    keeping = systems[systems["kept_by"].notna()]
    sending = flows[flows["sender"].notna()]
    arrows = [
        pd.DataFrame(
            {
                "sender": keeping["kept_by"],
                "receiver": keeping["key"],
                "label_en": "keeps",
                "label_da": "fører",
                "certain": keeping["certainty"].astype(str) == "certain",
                "source": keeping["source"],
                "read_in": keeping["read_in"],
            }
        ),
        pd.DataFrame(
            {
                "sender": sending["sender"],
                "receiver": sending["key"],
                "label_en": "",
                "label_da": "",
                "certain": sending["certainty"].astype(str).isin(["sender", "both"]),
                "source": sending["source"],
                "read_in": sending["read_in"],
            }
        ),
    ]
    return pd.concat(arrows, ignore_index=True)
