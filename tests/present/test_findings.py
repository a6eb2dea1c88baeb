"""Results and notes: what prose may quote, made of protected cells and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from compendium import disclosure, instruments, present
from compendium.disclosure import Safe
from compendium.present.findings import ManyCellsError, note_output, result_output
from compendium.tables import Absent

Maker = Callable[..., Safe]


@dataclass(frozen=True)
class Alpha:
    """An estimate as an analysis returns it."""

    value: float = 0.8794
    low: float = 0.861
    high: float = 0.8951


@pytest.fixture
def published_outputs() -> Iterator[list[dict[str, Any]]]:
    """Collect what a notebook's cell would hold after it ran."""
    shell = InteractiveShell.instance()
    before, shell.display_pub = shell.display_pub, CapturingDisplayPublisher()
    yield shell.display_pub.outputs
    shell.display_pub = before
    InteractiveShell.clear_instance()


def record(*arguments: Any, **options: Any) -> dict[str, Any]:
    _, metadata = result_output(*arguments, **options)._repr_mimebundle_()
    assert metadata["compendium"]["kind"] == "result"
    found: dict[str, Any] = metadata["compendium"]["record"]
    return found


def test_a_result_records_value_interval_unit_and_n(band_shares: Maker) -> None:
    persons = band_shares().cell(wave="baseline")
    alpha = disclosure.estimate(Alpha(), persons, profile="dk")
    assert record("alpha", alpha) == {
        "value": 0.8794, "low": 0.861, "high": 0.8951, "unit": "coefficient", "n": 100,
        "shown": True, "why": "", "absent": None,
        "text": {"value": "0.88", "full": "0.88 (0.86 to 0.90)", "n": "100"},
    }  # fmt: skip


@pytest.mark.parametrize(("value", "beyond"), [(9.9, False), (10.0, True)])
def test_a_result_with_a_cut_off_records_whether_it_lies_beyond(
    band_shares: Maker, value: float, beyond: bool
) -> None:
    cell = replace(band_shares().cell(wave="baseline"), value=value)
    cut = instruments.catalogue()["gad7"].cut()
    found = record("mean", cell, as_="mean", cut=cut)
    assert (found["cut"], found["beyond"]) == ("≥ 10", beyond)
    hidden = record("mean", replace(cell, shown=False, why="few"), cut=cut)
    assert "beyond" not in hidden


def test_a_share_is_written_in_per_cent(
    band_shares: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = band_shares().cell(wave="baseline", gad7_band="mild")
    assert record("mild", cell)["text"] == {"value": "40.0%", "full": "40.0%", "n": "40 of 100"}
    monkeypatch.setenv("COMPENDIUM_LANGUAGE", "da")
    assert record("mild", cell)["text"]["value"] == "40,0\N{NO-BREAK SPACE}%"


def test_persons_are_named_once(band_shares: Maker) -> None:
    share = result_output("mild", band_shares().cell(wave="baseline", gad7_band="mild"))
    assert '<span class="compendium-n">40 of 100</span>' in share.data["text/html"]
    alpha = disclosure.estimate(Alpha(), band_shares().cell(wave="baseline"), profile="dk")
    said = result_output("alpha", alpha).data["text/html"]
    assert '<span class="compendium-n">n = 100</span>' in said


def test_a_difference_says_that_it_is_in_percentage_points(band_shares: Maker) -> None:
    persons = band_shares().cell(wave="baseline")
    safe = disclosure.estimate(Alpha(0.071, -0.01, 0.15), persons, profile="dk")
    text = record("difference", safe, as_="points")["text"]
    assert text["value"] == "7.1 percentage points"
    assert text["full"] == "7.1 percentage points (−1.0 to 15.0)"


def test_a_hidden_cell_is_recorded_as_hidden(band_shares: Maker) -> None:
    cell = band_shares().cell(wave="month6", gad7_band="severe")
    found = record("severe", cell)
    assert (found["value"], found["n"], found["shown"]) == (None, None, False)
    assert found["text"] == {"value": "not shown", "full": "not shown", "n": "not shown"}


def test_an_absent_result_is_recorded_with_its_reason() -> None:
    absent = Absent("no table <screening>")
    data, metadata = result_output("gad7-mean", absent)._repr_mimebundle_()
    found = metadata["compendium"]["record"]
    assert (found["absent"], found["value"], found["shown"]) == (absent.why, None, False)
    assert "Not in this study: no table &lt;screening&gt;" in data["text/html"]


def test_what_the_literature_lacks_is_of_no_study() -> None:
    absent = Absent("a summary of 2 trials", of="literature")
    data, _ = result_output("gad7-mean", absent)._repr_mimebundle_()
    assert "Not on this page: a summary of 2 trials" in data["text/html"]


def test_the_gate_gets_the_table_behind_a_result(band_shares: Maker) -> None:
    safe = band_shares()
    output = result_output("mild", safe.cell(wave="baseline", gad7_band="mild"))
    assert output.compendium["safe"] == [safe.view]


def test_one_number_is_one_number(band_shares: Maker) -> None:
    with pytest.raises(ManyCellsError, match="'mild' was given a table of"):
        result_output("mild", band_shares())


@pytest.mark.parametrize("thing", [7.4, np.float64(7.4), pd.Series([7.4]), "7.4", None])
def test_only_protected_cells_are_results(thing: Any) -> None:
    with pytest.raises(TypeError, match="has not passed disclosure"):
        result_output("gad7-mean", thing)


def test_a_note_is_filled_from_cells_and_escaped(band_shares: Maker, words: dict[str, str]) -> None:
    words["notes.test"] = "In {place}, {mild}, {mild.n}; severe {severe}, {mild:mean}."
    safe = band_shares()
    output = note_output(
        "test",
        place="Nord<by>",
        mild=safe.cell(wave="baseline", gad7_band="mild"),
        severe=safe.cell(wave="month6", gad7_band="severe"),
    )
    said = "In Nord&lt;by&gt;, 40.0%, 40 of 100; severe not shown, 0.4."
    assert output.data["text/html"] == f'<p class="compendium-note">{said}</p>'
    assert output.compendium["kind"] == "note"


@pytest.mark.parametrize("field", [3, 3.5, "3", "about 3 persons", "12 %", "3.7", np.int64(3)])
def test_a_note_takes_no_number_that_is_not_a_cell(field: Any, words: dict[str, str]) -> None:
    words["notes.test"] = "It is {field}."
    with pytest.raises(TypeError, match="has not passed disclosure"):
        note_output("test", field=field)


@pytest.mark.parametrize("name", ["GAD-7", "Rødovre", "MDI", "WHO-5"])
def test_names_may_have_a_digit(name: str, words: dict[str, str]) -> None:
    words["notes.test"] = "Of {name}."
    assert name in note_output("test", name=name).data["text/html"]


def test_a_note_about_something_absent_is_the_box() -> None:
    output = note_output("test", field=Absent("no table histories"))
    assert "Not in this study: no table histories" in output.data["text/html"]


def test_each_call_shows_one_output_of_ours_and_nothing_else(
    band_shares: Maker, published_outputs: list[dict[str, Any]]
) -> None:
    safe = band_shares()
    present.figure(
        safe, "bands", name="bands", caption="test", fields={"instrument": "GAD-7"},
        rows="wave", bands="gad7_band",
    )  # fmt: skip
    present.table(safe, name="t", caption="bare", rows=["wave"], columns=["gad7_band"])
    present.result("mild", safe.cell(wave="baseline", gad7_band="mild"))
    present.note("test", field=Absent("why"))
    assert [sorted(output["data"]) for output in published_outputs] == [
        ["image/png"], ["text/html"], ["text/html"], ["text/html"],
    ]  # fmt: skip
    kinds = [output["metadata"]["compendium"]["kind"] for output in published_outputs]
    assert kinds == ["figure", "table", "result", "note"]
