"""Shares that grow by steps: a dot for each that is shown, none for what is hidden."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from compendium import disclosure
from compendium.disclosure import Safe
from compendium.present import look
from compendium.present.forms import steps
from compendium.present.labelling import Labels

WEEKS = [13, 26, 39]


def shares(*numbers: int) -> Safe:
    """Return the shares of two arms, of sixty persons each, that had come by each week."""
    rows = [
        (arm, week)
        for arm, own in (("intervention", numbers), ("comparison", (20, 10, 10)))
        for week, n in zip([*WEEKS, None], (*own, 60 - sum(own)), strict=True)
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["arm", "week_of"]).reset_index(names="participant_id")
    frame["arm"] = pd.Categorical(frame["arm"], ["intervention", "comparison"])
    frame["there"] = np.where(frame["week_of"].isna(), "no", "yes")
    frame["week_of"] = pd.Categorical(frame["week_of"], WEEKS, ordered=True)
    table = disclosure.share(frame, ["arm", "there", "week_of"], of="people", profile="dk",
                             within=["arm"], nested={"week_of": "there"})  # fmt: skip
    return disclosure.accrued(table.cut(there="yes"), "week_of", within=["arm"])


def drawn(parts: Mapping[str, Safe]) -> Figure:
    with look.style():
        return steps.compose(parts, Labels(), x="week_of", by="arm")


def dots(figure: Figure, panel: int) -> list[list[float]]:
    lines = [line for line in figure.axes[panel].lines if line.get_marker() == "o"]
    return [list(np.asarray(line.get_ydata(), dtype=float)) for line in lines]


def test_each_panel_has_a_line_an_arm_and_all_have_one_scale() -> None:
    figure = drawn({"entered_1": shares(12, 12, 12), "entered_4": shares(6, 6, 6)})
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "Entered at all", "Entered for at least 4 weeks in a row"
    ]  # fmt: skip
    assert dots(figure, 0)[0] == pytest.approx([0.2, 0.4, 0.6])
    assert len({axes.get_ylim() for axes in figure.axes}) == 1


def test_a_hidden_share_has_no_dot_and_is_said_to_be() -> None:
    safe = shares(10, 3, 20)
    hidden = ~safe.frame["shown"].to_numpy()
    assert hidden.any()
    figure = drawn({"entered_1": safe})
    assert [np.isnan(each) for line in dots(figure, 0) for each in line] == hidden.tolist()
    alt = steps.describe({"entered_1": safe}, Labels(), x="week_of", by="arm")
    assert alt.count("not shown") == hidden.sum()
    assert "Reconnect, week 13" in alt


def test_every_share_is_said_by_its_week() -> None:
    alt = steps.describe({"entered_1": shares(12, 12, 12)}, Labels(), x="week_of", by="arm")
    assert "Reconnect, week 13 20.0%, week 26 40.0%, week 39 60.0%" in alt
    assert "Comparison, week 13 33.3%, week 26 50.0%, week 39 66.7%" in alt
