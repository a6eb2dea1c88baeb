"""Figures: what is hidden is drawn as hidden, and every figure says in words what it shows."""

from __future__ import annotations

import base64
import math
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from compendium import disclosure, instruments, present
from compendium.disclosure import Safe
from compendium.instruments import Cut
from compendium.present import look
from compendium.present.drawing import FORMS, UnknownFormError, figure_output
from compendium.present.forms import dots
from compendium.present.grid import pieces
from compendium.present.labelling import Labels
from compendium.present.reading import LayoutError
from compendium.tables import Absent

CUT = Cut("total", True, 10, None, "a source", "confirmed")
LAYOUT: dict[str, dict[str, Any]] = {
    "bands": {"rows": "wave", "bands": "gad7_band"},
    "distribution": {"rows": "wave", "bins": "gad7_bin", "cut": CUT},
    "heatmap": {"section": "section"},
    "lines": {"x": "week", "by": "arm", "mark": 0},
    "marks": {
        "rows": "programme",
        "columns": "practice_element",
        "mark": "tells",
        "filled": "told",
        "section": "whose",
    },
    "dots": {"label": "title", "beside": ["age"], "group": "kind"},
    "sets": {"sets": ["gad7_beyond", "mdi_beyond"]},
    "specifications": {"by": ["pool", "caliper"]},
    "periods": {"x": "half_year", "target": 50},
    "pips": {"rows": "factor", "columns": "side", "split": "stands", "filled": "addressed"},
    "shifts": {"label": "covariate", "reference": 0.1},
    "steps": {"x": "week_of", "by": "arm"},
    "flow": {},
    "transitions": {"start": "group", "end": "later", "certainty": "certainty"},
    "diagram": {},
}
NAMES = {"instrument": "GAD-7"}

Maker = Callable[..., Safe]
Parts = Safe | Mapping[str, Safe]


@pytest.fixture
def makers(
    band_shares: Maker,
    bin_counts: Maker,
    scores: Maker,
    weekly: Maker,
    facts: Maker,
    told: Maker,
    side_shares: Maker,
    analyses: Maker,
    half_years: Maker,
    tallied: Maker,
    moved: Callable[..., Mapping[str, Any]],
    entered: Callable[..., Mapping[str, Safe]],
    intake: Callable[..., Mapping[str, Safe]],
    onward: Maker,
    joined: Callable[..., Mapping[str, Safe]],
) -> dict[str, tuple[Callable[..., Parts], Any]]:
    """For every form what it draws, and an argument that changes one shown number."""
    return {
        "bands": (band_shares, [25, 35, 30, 10]),
        "distribution": (bin_counts, 41),
        "heatmap": (scores, 3),
        "lines": (weekly, 25),
        "marks": (told, "told"),
        "dots": (facts, 9.9),
        "sets": (side_shares, 41),
        "specifications": (analyses, 0.13),
        "periods": (half_years, 21),
        "pips": (tallied, 3),
        "shifts": (moved, 0.31),
        "steps": (entered, 15),
        "flow": (intake, 25),
        "transitions": (onward, 55),
        "diagram": (joined, 3),
    }


def drawn(form: str, safe: Safe | Mapping[str, Safe | Absent], **more: Any) -> Figure:
    with look.style():
        figure: Figure = FORMS[form].compose(safe, Labels(), **{**LAYOUT[form], **more})
        figure.canvas.draw()
    return figure


def shown(form: str, safe: Parts) -> dict[str, Any]:
    output = figure_output(safe, form, name="it", caption="test", fields=NAMES, **LAYOUT[form])
    data, metadata = output._repr_mimebundle_()
    assert list(data) == ["image/png"]
    return {"png": base64.b64decode(data["image/png"]), **metadata["compendium"]}


def hatched(figure: Figure) -> list[Rectangle]:
    return [
        patch
        for axes in figure.axes
        for patch in axes.patches
        if isinstance(patch, Rectangle) and patch.get_hatch()
    ]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("form", FORMS)
def test_a_figure_has_a_text_alternative_with_numbers_that_moves_with_the_data(
    form: str, makers: dict[str, tuple[Callable[..., Parts], Any]]
) -> None:
    make, other = makers[form]
    before, after = shown(form, make()), shown(form, make(other))
    assert re.search(r"\d", before["alt"])
    assert before["alt"] != after["alt"]
    assert before["png"] != after["png"]


@pytest.mark.parametrize("form", FORMS)
def test_the_record_of_a_figure_is_what_the_report_expects(
    form: str, makers: dict[str, tuple[Callable[..., Parts], Any]]
) -> None:
    made = makers[form][0]()
    record = shown(form, made)
    parts = list(pieces(made if isinstance(made, Mapping) else {"": made}))
    assert {key for key in record if key != "png"} == {
        "kind", "name", "caption", "alt", "safe", "table",
    }  # fmt: skip
    assert (record["kind"], record["name"]) == ("figure", "it")
    assert record["safe"] == [safe.view for safe in parts]
    assert len(record["table"]) == sum(len(safe.frame) for safe in parts)
    hidden = [row for row in record["table"] if not row["shown"]]
    assert all(row["value"] is None and row["n"] is None for row in hidden)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_gives_the_same_bytes_without_metadata(
    form: str, makers: dict[str, tuple[Callable[..., Parts], Any]]
) -> None:
    png = shown(form, makers[form][0]())["png"]
    assert png == shown(form, makers[form][0]())["png"]
    chunks, place = [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        chunks.append(png[place + 4 : place + 8].decode())
        place += length + 12
    assert set(chunks) == {"IHDR", "pHYs", "IDAT", "IEND"}


@pytest.mark.parametrize("form", FORMS)
def test_danish_is_another_picture_and_another_text(
    form: str, makers: dict[str, tuple[Callable[..., Parts], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = shown(form, makers[form][0]())
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    danish = shown(form, makers[form][0]())
    assert english["png"] != danish["png"]
    assert english["alt"] != danish["alt"]
    assert english["caption"] != danish["caption"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("thing", [pd.DataFrame({"value": [1.0]}), pd.Series([1.0]), 1.0, None])
def test_only_protected_tables_are_drawn(form: str, thing: Any) -> None:
    with pytest.raises(TypeError, match="has not passed disclosure"):
        figure_output(thing, form, name="it", caption="test")


@pytest.mark.parametrize("form", FORMS)
def test_drawing_leaves_no_trace(
    form: str, makers: dict[str, tuple[Callable[..., Parts], Any]]
) -> None:
    mpl.rcParams["font.size"] = 7.5
    before = dict(mpl.rcParams)
    png = shown(form, makers[form][0]())["png"]
    assert dict(mpl.rcParams) == before
    mpl.rcParams["font.size"] = 20
    assert shown(form, makers[form][0]())["png"] == png
    mpl.rcdefaults()


def test_hidden_bins_are_stubs_and_empty_bins_are_nothing(bin_counts: Maker) -> None:
    safe = bin_counts()
    hidden = int((~safe.frame["shown"]).sum())
    assert hidden == 2, "the small world has two hidden bins"
    figure = drawn("distribution", safe)
    stubs = hatched(figure)
    assert len(stubs) == hidden
    assert all(stub.get_height() > 0 for stub in stubs)
    bars = [
        (round(patch.get_x() + patch.get_width() / 2), patch.get_height())
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle) and not patch.get_hatch()
    ]
    assert bars == [(0, 20.0), (1, 40.0), (2, 0.0)], "places 3 and 4 are hidden, 2 is a true zero"


def test_the_cut_stands_between_the_bins_it_divides(bin_counts: Maker) -> None:
    at_least = drawn("distribution", bin_counts()).axes[0].lines[0].get_xdata()
    assert np.allclose(np.asarray(at_least, dtype=float), 1.5)
    at_most = Cut("total", False, 4, None, "a source", "confirmed")
    below = drawn("distribution", bin_counts(), cut=at_most).axes[0].lines[0].get_xdata()
    assert np.allclose(np.asarray(below, dtype=float), 0.5)


def test_two_groups_stand_back_to_back_over_one_axis_of_scores(bin_counts: Maker) -> None:
    layout = {"rows": "wave", "bins": "gad7_bin"}
    two = bin_counts()
    apart = drawn("distribution", two, cut=None)
    figure = drawn("distribution", two, cut=None, mirrored=True)
    groups = len(apart.axes)
    assert groups == 2
    (axes,) = figure.axes
    heights = [patch.get_height() for patch in axes.patches if not patch.get_hatch()]
    upwards = [
        patch.get_height() for each in apart.axes for patch in each.patches if not patch.get_hatch()
    ]
    assert sorted(map(abs, heights)) == sorted(upwards)
    assert min(heights) < 0 < max(heights)
    assert len(hatched(figure)) == len(hatched(apart))
    assert not [
        text.get_text() for text in axes.get_yticklabels() if "\N{MINUS SIGN}" in text.get_text()
    ]
    with pytest.raises(LayoutError, match="Two groups stand back to back"):
        FORMS["distribution"].compose(two.cut(wave="baseline"), Labels(), **layout, mirrored=True)


def test_bins_that_are_no_scores_are_refused(band_shares: Maker) -> None:
    with pytest.raises(LayoutError, match="not a score"):
        FORMS["distribution"].compose(band_shares(), Labels(), rows="wave", bins="gad7_band")


def test_what_is_hidden_of_a_bar_is_one_hatched_rest(band_shares: Maker) -> None:
    safe = band_shares()
    figure = drawn("bands", safe)
    (rest,) = hatched(figure)
    assert rest.get_x() == pytest.approx(50 / 55)
    assert rest.get_x() + rest.get_width() == pytest.approx(1.0)
    drawn_labels = texts(figure)
    assert "40%" in drawn_labels
    assert "n = 100" in drawn_labels
    assert "5%" not in drawn_labels, "3 of 55 is hidden"
    alt = FORMS["bands"].describe(safe, Labels(), **LAYOUT["bands"])
    assert "mild 40.0%" in alt
    assert "2 not shown" in alt


def test_the_gravest_band_is_the_darkest(band_shares: Maker) -> None:
    def fill(**more: str) -> list[str]:
        axes = drawn("bands", band_shares(), **more).axes[0]
        return [to_hex(patch.get_facecolor()) for patch in axes.patches[:4]]

    assert fill() == look.ramp(4)
    assert fill(darkest="first") == look.ramp(4)[::-1]


def test_items_that_are_not_released_are_hatched_and_carry_no_number(scores: Maker) -> None:
    figure = drawn("heatmap", scores())
    assert len(hatched(figure)) == 2
    printed = [text for text in texts(figure) if text.isdigit()]
    assert sorted(printed) == ["2", "3", "4", "5"], "the supervisor's 1 is nowhere"
    alt = FORMS["heatmap"].describe(scores(), Labels(), section="section")
    assert "1 at score 4" in alt
    assert "at score 1" not in alt
    assert "1 not shown" in alt


def test_a_pip_is_one_thing_and_an_empty_cell_has_none(tallied: Maker) -> None:
    def dots(*more: int) -> list[str]:
        lines = drawn("pips", tallied(*more)).axes[0].lines
        return [str(line.get_markerfacecolor()) for line in lines if line.get_marker() == "o"]

    assert sorted(dots()) == sorted([look.HUES[0]] * 3 + ["white"] * 2)
    assert dots(3).count(look.HUES[0]) == 4
    alt = FORMS["pips"].describe(tallied(), Labels(), **LAYOUT["pips"])
    assert "Individual 2 of 3: Misuse 2 of 3." in alt
    assert "Structural 1 of 2: Misuse 0 of 1; Debt 1 of 1." in alt


def test_a_line_is_broken_where_its_cell_is_hidden(weekly: Maker) -> None:
    safe = weekly()
    assert int((~safe.frame["shown"]).sum()) == 2, "the total over arms would tell one of them"
    lines = [line for line in drawn("lines", safe).axes[0].lines if len(line.get_xdata()) == 21]
    values = [np.asarray(line.get_ydata(), dtype=float) for line in lines]
    full = [line for line in values if np.isfinite(line).sum() > 2]
    assert [int(np.isnan(line).sum()) for line in full] == [1, 1]
    assert all(np.nanmin(line) > 0 for line in full)


def test_lines_are_named_where_they_end(weekly: Maker) -> None:
    names = texts(drawn("lines", weekly()))
    assert {"Reconnect", "Comparison", "index date"} <= set(names)
    assert names.count("n = 60") == 2


def beneath(safe: Safe, value: float = -0.1) -> Safe:
    """Return differences by week that need both arms of a table of shares, in points."""

    @dataclass(frozen=True)
    class Found:
        value: float
        low: float
        high: float

    weeks = [str(week) for week in range(-10, 11)]
    return disclosure.estimates(
        {week: Found(value, value - 0.05, value + 0.05) for week in weeks},
        safe.cut(arm="intervention"),
        along="week",
        levels=weeks,
        profile="dk",
        needs=[safe.cut(arm=arm) for arm in ("intervention", "comparison")],
        unit="percentage_points",
        digits=3,
    )


def panels(weekly: Maker) -> dict[str, Safe]:
    safe = weekly()
    return {"share": safe, "difference_in_points": beneath(safe)}


def test_tables_by_heading_are_panels_over_the_same_weeks(weekly: Maker) -> None:
    figure = drawn("lines", panels(weekly))
    above, below = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "Share", "Unadjusted difference, percentage points",
    ]  # fmt: skip
    assert above.get_xlim() == below.get_xlim()
    assert above.get_ylim() != below.get_ylim()
    assert below.get_ylim()[1] > 0, "zero is in sight though every difference is below it"
    assert "index date" not in [text.get_text() for text in below.texts]
    assert len(below.collections) == 1, "the band"


def test_a_difference_is_broken_where_a_share_of_either_arm_is_hidden(weekly: Maker) -> None:
    parts = panels(weekly)
    hidden = parts["difference_in_points"].frame.query("not shown")
    assert hidden["week"].astype(str).tolist() == ["-5"]
    assert hidden[["value", "low", "high", "n"]].isna().all(axis=None)
    line = next(
        np.asarray(line.get_ydata(), dtype=float)
        for line in drawn("lines", parts).axes[1].lines
        if len(line.get_xdata()) == 21
    )
    assert np.isnan(line).nonzero()[0].tolist() == [5]


def test_the_text_of_panels_says_which_is_which_and_how_low_it_goes(weekly: Maker) -> None:
    record = figure_output(panels(weekly), "lines", name="it", caption="bare", **LAYOUT["lines"])
    alt = record.compendium["alt"]
    assert alt.startswith("Share: Lines: 2, week −10 to 10. Comparison: 33.3% at week −10, ")
    _, below = alt.split("Unadjusted difference, percentage points: ")
    assert below.startswith("Lines: 1, week −10 to 10. −10.0 at week −10")
    assert below.endswith("lowest −10.0 at week −10, 1 not shown.")
    assert "lowest" not in alt.removesuffix(below)
    assert len(record.compendium["safe"]) == 2
    assert {row["heading"] for row in record.compendium["table"]} == {*panels(weekly)}


def test_a_panel_that_is_absent_or_wholly_hidden_is_said_and_not_drawn(weekly: Maker) -> None:
    safe = weekly()
    gone = {"share": safe, "difference_in_points": Absent("nobody can be followed")}
    assert len(drawn("lines", gone).axes) == 1
    alt = FORMS["lines"].describe(gone, Labels(), **LAYOUT["lines"])
    assert "Not in this study: nobody can be followed" in alt
    silent = beneath(safe.cut(week="-5", arm=["intervention", "comparison"]))
    assert not silent.frame["shown"].any()
    assert len(drawn("lines", {"share": safe, "difference_in_points": silent}).axes) == 1


def test_a_shaded_stretch_is_drawn_in_every_panel_and_said(weekly: Maker) -> None:
    figure = drawn("lines", panels(weekly), shade=(-5, 0))
    for axes in figure.axes:
        (shaded,) = [patch for patch in axes.patches if patch.get_width() == 5]
        assert shaded.get_x() == -5
    record = figure_output(
        panels(weekly), "lines", name="it", caption="bare", shade=(-5, 0), **LAYOUT["lines"]
    )
    assert record.compendium["alt"].endswith(" Shaded: week −5 to 0.")


def test_a_panel_is_of_one_table(weekly: Maker) -> None:
    with pytest.raises(LayoutError, match="several tables"):
        figure_output({"a": {"b": weekly()}}, "lines", name="it", caption="bare", x="week")


def test_labels_are_moved_apart_in_order() -> None:
    places = look.apart([0.30, 0.31, 0.10], 0.05, 0.0, 1.0)
    assert places[1] - places[0] >= 0.05 - 1e-6
    assert places[2] == pytest.approx(0.10)
    assert places[0] < places[1]


def test_dots_are_sorted_within_their_group_and_have_an_interval_only_where_there_is_one(
    facts: Maker,
) -> None:
    figure = drawn("dots", facts())
    said = texts(figure)
    assert said.index("Register") < said.index("Survey <one>")
    assert "18–24" in said
    intervals = [
        line for line in figure.axes[0].lines
        if len(line.get_xdata()) == 2 and list(line.get_xdata()) == [39.2, 57.1]
    ]  # fmt: skip
    assert len(intervals) == 1
    alt = FORMS["dots"].describe(facts(), Labels(), **LAYOUT["dots"])
    assert "Programme (18–29) 48% (39.2 to 57.1)" in alt


def test_a_name_broken_to_fit_takes_no_width_from_the_axis() -> None:
    row = {"value": 48.0, "unit": "percent", "kind": "outcome", "source": "one2015"}
    for title in ("Programme", "A programme of a long name " * 6):
        frame = pd.DataFrame([{**row, "title": title, "age": "18–29"}])
        (axes,) = drawn("dots", disclosure.published(frame, "value", by=["title"])).axes
        assert axes.get_position().width * look.WIDTH > dots.ROOM


def test_on_an_axis_of_ratios_twice_and_half_are_equally_far_from_one(facts: Maker) -> None:
    def places(*values: float, **more: Any) -> list[float]:
        axes = drawn("dots", facts(), reference=1, **more).axes[0]
        return [float(axes.transData.transform((value, 0))[0]) for value in values]

    half, one, twice = places(0.5, 1, 2, ratios=True)
    assert twice - one == pytest.approx(one - half)
    half, one, twice = places(0.5, 1, 2)
    assert twice - one == pytest.approx(2 * (one - half))
    axes = drawn("dots", facts(), ratios=True).axes[0]
    assert axes.get_xlim()[0] < 1 < 57.1 < axes.get_xlim()[1]


def test_figures_are_readable_on_a_phone(band_shares: Maker) -> None:
    """At 360 pixels a figure is 7 inches wide, so 12 points become 8.6 pixels, 10.5 become 7.5."""
    figure = drawn("bands", band_shares())
    assert figure.get_figwidth() <= 7.0
    sizes = [text.get_fontsize() for axes in figure.axes for text in axes.texts]
    assert min(sizes) >= look.SMALL
    assert look.STYLE["font.size"] >= 11


def test_text_on_every_fill_has_contrast() -> None:
    """WCAG 2 asks for a contrast of 4.5; formula from its definition of relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(to_hex(colour)[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for steps in range(1, 6):
        for fill in look.ramp(steps):
            dark, light = sorted((luminance(fill), luminance(look.ink_on(fill))))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, fill


def test_an_absent_table_says_so_instead_of_a_figure() -> None:
    output = figure_output(Absent("no table histories"), "lines", name="it", caption="x")
    data, metadata = output._repr_mimebundle_()
    assert "Not in this study: no table histories" in data["text/html"]
    assert metadata["compendium"]["kind"] == "note"


def test_an_unknown_form_is_named(facts: Maker) -> None:
    with pytest.raises(UnknownFormError, match="pie"):
        present.figure(facts(), "pie", name="it", caption="test")


def test_an_unnamed_dimension_without_a_total_is_refused(weekly: Maker) -> None:
    with pytest.raises(LayoutError, match="'week'"):
        FORMS["bands"].compose(weekly(), Labels(), rows="arm", bands="busy")


def test_no_value_of_a_hidden_cell_is_in_the_record(bin_counts: Maker) -> None:
    record = shown("distribution", bin_counts())
    values = [row["value"] for row in record["table"] if row["wave"] == "baseline"]
    assert not {2.0, 3.0} & {v for v in values if v is not None and math.isfinite(v)}


def test_where_nobody_has_a_score_a_sentence_stands_in_place_of_the_bars() -> None:
    """Whoever was screened gave no answer: there is no bin, and no figure without one."""
    gad7 = instruments.catalogue()["gad7"]
    people = {"participant_id": [str(number) for number in range(30)], "wave": "baseline"}
    items = {column.name: [pd.NA] * 30 for column in gad7.columns}
    answers = pd.DataFrame(people | items, dtype="object").astype(dict.fromkeys(items, "Int8"))
    frame = instruments.classed(answers.join(instruments.score(answers, gad7)), gad7)
    counts = disclosure.count(
        frame,
        ["wave", *instruments.levels(gad7), "gad7_class"],
        of="screened",
        profile="dk",
        nested=instruments.nesting(gad7),
    )
    output = figure_output(
        counts,
        "distribution",
        name="scores",
        caption="screening_distribution",
        fields={"instrument": "GAD-7"},
        rows="wave",
        bins="gad7_class",
        cut=gad7.cut(),
    )
    assert "nobody to count" in output.data["text/html"]


def test_levels_that_are_no_bands_stand_in_grey_and_leave_the_bands_their_colours(
    band_shares: Maker,
) -> None:
    """The gravest band is the darkest also where those without a score stand after it."""
    figure = drawn("bands", band_shares(), beside=["severe"])
    fills = {
        str(handle.get_label()): to_hex(handle.get_facecolor())
        for handle in figure.legends[0].legend_handles
        if isinstance(handle, Patch)
    }
    assert [fills[name] for name in ("Minimal", "Mild", "Moderate")] == look.ramp(3)
    red, green, blue = (int(fills["Severe"][at : at + 2], 16) for at in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 12, "it has no hue"
    assert look.greys(0) == []


def test_how_far_off_a_line_is_has_no_sign_and_a_hidden_dot_is_not_drawn(
    moved: Callable[..., Any],
) -> None:
    figure = drawn("shifts", moved(0.31))
    (axes,) = figure.axes
    at = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o"]
    assert sorted(at) == [0.02, 0.05, 0.12, 0.31]
    assert "not shown" in texts(figure)
    alt = FORMS["shifts"].describe(moved(0.31), Labels(), **LAYOUT["shifts"])
    assert "furthest off Sex (0.31), 1 beyond 0.1, 2 not shown" in alt
    assert "furthest off Sex (0.12), 1 beyond 0.1, 2 not shown" in alt


def test_a_line_marks_what_is_called_small(moved: Callable[..., Any]) -> None:
    (axes,) = drawn("shifts", moved(), reference=0.2).axes
    upright = [line for line in axes.lines if set(line.get_xdata()) == {0.2}]
    assert len(upright) == 1
    assert axes.get_xlim()[1] > 0.2


def test_shifts_have_two_sides(moved: Callable[..., Any]) -> None:
    with pytest.raises(LayoutError, match="two sides"):
        drawn("shifts", {"difference_before": moved()["difference_before"]})


def test_where_all_of_a_side_is_hidden_it_is_said(moved: Callable[..., Any]) -> None:
    found = moved()
    hidden = {"debt": found["difference_before"]["debt"]}
    alt = FORMS["shifts"].describe(
        {"difference_before": hidden, "difference_after": hidden}, Labels(), label="covariate"
    )
    assert alt.count("not shown") == 2
