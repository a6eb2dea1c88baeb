"""Who keeps which plan of a young person, and what is sent on from it, as boxes and arrows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compendium.evidence.reading import table

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = ("around", "keepers", "kept", "unkept")
"""What the boxes of the map stand under, in order."""


def system_boxes(folder: Path | None = None) -> pd.DataFrame:
    """Return the boxes of the map of plans: who keeps one, and what is kept.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        The rows of ``local_systems`` with ``heading``: ``around`` are authorities, schools and
        systems that keep no plan, ``keepers`` those that do, ``kept`` their plans, in the order of
        their keepers, and ``unkept`` whatever nobody is told to keep. To sort them so is ours: the
        slide has them around each other, and its text has lost how.
    """
    systems = table("local_systems", folder)
    keepers = systems["kept_by"].dropna()
    acts = systems["kind"].astype(str).isin(["authority", "school", "system"])
    heading = acts.map({True: "around", False: "unkept"})
    heading = heading.mask(systems["key"].isin(keepers), "keepers")
    heading = heading.mask(systems["kept_by"].notna(), "kept")
    # A plan stands where its keeper does in its own row.
    rank = systems["kept_by"].fillna(systems["key"]).map(list(systems["key"]).index)
    boxes = systems.assign(heading=heading, row=heading.map(HEADINGS.index), rank=rank)
    boxes = boxes.sort_values(["row", "rank"], kind="stable")
    return boxes.drop(columns=["row", "rank"]).reset_index(drop=True)


def system_arrows(folder: Path | None = None) -> pd.DataFrame:
    """Return the arrows of the map of plans: from a keeper to its plan, and what is sent on.

    Parameters
    ----------
    folder
        Where the tables lie; by default ``data/evidence`` of the repository.

    Returns
    -------
    pandas.DataFrame
        sender and receiver, keys of `system_boxes`, empty where the end is lost; label_en and
        label_da, what is sent, empty for the keeping of a plan; certain, false where a keeper was
        read from the order of the text; source, also and read_in.
    """
    import pandas as pd

    systems, flows = table("local_systems", folder), table("local_flows", folder)
    told = ["label_en", "label_da", "source", "also", "read_in"]
    keeping = systems[systems["kept_by"].notna()]
    keeping = keeping.assign(
        sender=keeping["kept_by"],
        receiver=keeping["key"],
        label_en="",
        label_da="",
        certain=keeping["certainty"].astype(str) == "certain",
    )
    # An end that is told of what is sent is told by its words, and so is certain.
    sent = flows.assign(certain=True, **flows[["sender", "receiver"]].fillna(""))
    columns = ["sender", "receiver", *told[:2], "certain", *told[2:]]
    return pd.concat([keeping[columns], sent[columns]], ignore_index=True)
