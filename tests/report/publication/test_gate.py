"""The gate names every reason not to publish, with notebook, case, cell and its first line."""

import copy
import json

import pytest

from compendium.report.plans.runs import Declared, Run
from compendium.report.publication import gate

MEAN = Declared({"en": "Mean", "da": "Gennemsnit"}, {"en": "t", "da": "t"})
RUN = Run("screening", case="roedovre", label="Rødovre", results={"mean": MEAN})
RESULT = {
    "output_type": "display_data",
    "data": {"text/html": "<p>7.4</p>"},
    "metadata": {"compendium": {"kind": "result", "name": "mean", "record": {}}},
}
FIGURE = {
    "output_type": "display_data",
    "data": {"image/png": "AAAA", "text/plain": "<Figure>"},
    "metadata": {
        "compendium": {
            "kind": "figure",
            "name": "bands",
            "caption": "Bands",
            "alt": "109 of 663 score low.",
            "safe": [json.dumps({"kind": "count", "of": "screening", "cells": [["Rødovre", 109]]})],
        }
    },
}


def code(source, *outputs, count=1, tags=()):
    return {
        "cell_type": "code",
        "source": source,
        "execution_count": count,
        "metadata": {"tags": list(tags)},
        "outputs": list(outputs),
    }


def notebook(*cells):
    first = {"cell_type": "markdown", "source": "# Screening", "metadata": {}}
    injected = code("municipality = 'Rødovre'", tags=["injected-parameters"])
    return {"cells": [first, injected, *cells]}


def changed(output, **metadata):
    made = copy.deepcopy(output)
    made["metadata"]["compendium"].update(metadata)
    return made


def told(*cells):
    return [str(fault) for fault in gate.faults(RUN, notebook(*cells))]


def test_a_sound_notebook_passes():
    assert told(code("show()", RESULT, FIGURE)) == []


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"output_type": "error", "ename": "SystemExit", "evalue": "0", "traceback": []}, "error"),
        ({"output_type": "stream", "name": "stdout", "text": "p-canary"}, "writes to stdout"),
        ({"output_type": "stream", "name": "stderr", "text": "/home"}, "writes to stderr"),
        (
            {"output_type": "execute_result", "data": {"text/plain": "p-canary"}, "metadata": {}},
            "not ours (text/plain)",
        ),
        (
            {
                "output_type": "execute_result",
                "data": {"text/plain": "p-canary", "text/html": "p-canary"},
                "metadata": {},
            },
            "not ours (text/html, text/plain)",
        ),
        (
            {"output_type": "display_data", "data": {"image/png": "AA"}, "metadata": {}},
            "not ours (image/png)",
        ),
        (changed(FIGURE, alt=" "), "'bands' has no text alternative"),
        (changed(FIGURE, caption=""), "'bands' has no caption"),
        (changed(FIGURE, name=""), "has no name"),
        (changed(FIGURE, name="Bands 1"), "has no name"),
        (changed(FIGURE, kind="video"), "unknown kind 'video'"),
        (changed(FIGURE, kind="table"), "holds image/png"),
    ],
)
def test_an_output_that_may_not_be_shown_is_named(output, words):
    (fault,) = told(code("frame = load()", RESULT), code("# look\nframe.head()", output))
    assert words in fault
    assert "notebooks/screening.ipynb, case Rødovre, cell 3: frame.head()" in fault
    assert "what to do: " in fault
    assert "canary" not in fault


def test_a_cell_that_never_ran_is_named():
    exit_ = {"output_type": "error", "ename": "SystemExit", "evalue": "0", "traceback": []}
    faults = told(code("show()", RESULT), code("sys.exit(0)", exit_), code("rest()", count=None))
    assert "cell 3: sys.exit(0)" in faults[0]
    assert "cell 4: rest()" in faults[1]
    assert "not executed" in faults[1]


def test_an_empty_cell_need_not_run():
    assert told(code("show()", RESULT), code("  \n", count=None)) == []


def test_results_are_those_declared():
    (fault,) = told(code("show()", RESULT, changed(RESULT, name="median")))
    assert "'median' is not declared" in fault
    (fault,) = told(code("show()"))
    assert "'mean' is declared but not recorded" in fault
    assert "notebooks/runs.yml, screening, case Rødovre" in fault


def test_a_name_is_shown_once():
    faults = told(code("show()", RESULT, FIGURE), code("again()", RESULT, FIGURE))
    assert "'mean' is shown twice; first in cell 2" in faults[0]
    assert "'bands' is shown twice; first in cell 2" in faults[1]


def test_all_faults_are_told_at_once():
    stream = {"output_type": "stream", "name": "stdout", "text": "x"}
    faults = gate.faults(RUN, notebook(code("a()", stream), code("b()", stream)))
    message = str(gate.ClosedGateError.over(faults))
    assert "3 faults" in message
    assert "cell 2: a()" in message
    assert "cell 3: b()" in message


def test_the_records_of_all_runs_are_collected_once_each():
    other = Run("overview")
    records = gate.safe_records(
        {RUN: notebook(code("a()", FIGURE)), other: notebook(code("b()", FIGURE))}
    )
    assert [record["name"] for record in records] == ["screening-roedovre/bands"]
