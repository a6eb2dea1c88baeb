"""What is told of a failed run: notebook, case, cell, line; a message that may hold data is not."""

import pickle

import pytest

from compendium.report import failures
from compendium.report.failures import KeptGoingError
from compendium.report.kernels import StoppedError
from compendium.report.plans.runs import Run

RUN = Run("screening", case="roedovre", label="Rødovre")
SOURCE = "frame = load()\nrow = frame.loc['p-canary']\nshow(row)"
TRACEBACK = [
    "\x1b[31m-----\x1b[39m",
    "\x1b[31mKeyError\x1b[39m  Traceback (most recent call last)",
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[5]\x1b[39m\x1b[32m, line 2\x1b[39m\n> 2 y",
    "File pandas/core/indexing.py:1192, in f",
    "\x1b[31mKeyError\x1b[39m: 'p-canary'",
]


def cell(kind, source, tag="", **more):
    return {
        "cell_type": kind, "source": source, "metadata": {"tags": [tag]}, "outputs": [], **more
    }  # fmt: skip


def executed(message):
    error = {"output_type": "error", "ename": "KeyError", "evalue": message, "traceback": TRACEBACK}
    return {
        "cells": [
            cell("markdown", "# An exception was encountered", "papermill-error-cell-tag"),
            cell("markdown", "# Screening"),
            cell("code", "municipality = 'Rødovre'", "injected-parameters"),
            cell("code", SOURCE, execution_count=5, outputs=[error]),
        ]
    }


def test_a_failed_cell_is_told_with_notebook_case_cell_line_and_source():
    fault = failures.failed_cell(RUN, executed("'p-canary'"), "'p-canary'", quote=False)
    assert fault.where == (
        "notebooks/screening.ipynb, case Rødovre, cell 2, line 2: row = frame.loc['p-canary']"
    )
    assert "KeyError" in fault.what
    assert "JupyterLab" in fault.remedy


@pytest.mark.parametrize(("quote", "shown"), [(True, True), (False, False)])
def test_the_message_is_quoted_only_where_values_may_be(quote, shown):
    fault = failures.failed_cell(RUN, executed(""), "the value is canary-7", quote=quote)
    assert ("canary-7" in str(fault)) is shown


def test_a_message_of_our_own_is_always_told():
    message = (
        "There is no table 'screning'.\n  where: study.table\n  what to do: Use one of: intake."
    )
    fault = failures.failed_cell(RUN, executed(message), message, quote=False)
    assert "Use one of: intake." in fault.what
    assert "a terminal shows it" not in fault.remedy


def test_a_fault_survives_the_way_between_processes():
    fault = failures.failed_cell(RUN, executed("x"), "x", quote=False)
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes


def test_several_failures_are_told_together():
    fault = failures.failed_cell(RUN, executed("x"), "x", quote=False)
    told = str(failures.together([fault, fault]))
    assert told.startswith("2 runs failed.")
    assert told.count("cell 2, line 2") == 2


@pytest.mark.parametrize(
    ("why", "what", "remedy"),
    [
        ("kernel", "The kernel of a run died.", "JupyterLab"),
        ("cell limit", "A cell took longer than the 60 seconds it may take.", "--cell-limit"),
        ("run limit", "A run took longer than the 90 seconds it may take.", "--run-limit"),
    ],
)
def test_a_run_that_was_stopped_is_told_with_its_cell(why, what, remedy):
    fault = failures.stopped(RUN, StoppedError(why, 4, "while True:"), 60, 90)
    assert fault.what == what
    assert fault.where == "notebooks/screening.ipynb, case Rødovre, cell 4: while True:"
    assert remedy in fault.remedy


def test_a_report_with_gaps_tells_every_failure_and_warning():
    fault = failures.failed_cell(RUN, executed("x"), "x", quote=False)
    told = str(KeptGoingError.over([fault, fault], ["index.md:3: WARNING: x"], "_build/draft"))
    assert told.startswith("2 runs failed; a report with gaps in their place was built.")
    assert told.count("cell 2, line 2") == 2
    assert "index.md:3: WARNING: x" in told
    assert "_build/draft/index.html" in told
