"""What is told of a failed cell, where its message may hold data, and what a kernel is given."""

import pickle
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from compendium.report import execution
from compendium.report.execution import FailedRunsError
from compendium.report.runs import Run

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
    fault = execution.failure(RUN, executed("'p-canary'"), "'p-canary'", quote=False)
    assert fault.where == (
        "notebooks/screening.ipynb, case Rødovre, cell 2, line 2: row = frame.loc['p-canary']"
    )
    assert "KeyError" in fault.what
    assert "JupyterLab" in fault.remedy


@pytest.mark.parametrize(("quote", "shown"), [(True, True), (False, False)])
def test_the_message_is_quoted_only_where_values_may_be(quote, shown):
    fault = execution.failure(RUN, executed(""), "the value is canary-7", quote=quote)
    assert ("canary-7" in str(fault)) is shown


def test_a_message_of_our_own_is_always_told():
    message = (
        "There is no table 'screning'.\n  where: study.table\n  what to do: Use one of: intake."
    )
    fault = execution.failure(RUN, executed(message), message, quote=False)
    assert "Use one of: intake." in fault.what
    assert "a terminal shows it" not in fault.remedy


def test_a_fault_survives_the_way_between_processes():
    fault = execution.failure(RUN, executed("x"), "x", quote=False)
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes


def test_several_failures_are_told_together():
    fault = execution.failure(RUN, executed("x"), "x", quote=False)
    told = str(FailedRunsError.of([fault, fault]))
    assert told.startswith("2 runs failed.")
    assert told.count("cell 2, line 2") == 2


def test_the_seed_derives_from_notebook_and_case_alone():
    assert execution.seed(RUN) == execution.seed(Run("screening", case="roedovre", label="other"))
    assert execution.seed(RUN) != execution.seed(Run("screening"))


SURROUNDINGS = """
import os, sys, random, numpy, locale, time
import matplotlib
text = "|".join([
    os.environ["COMPENDIUM_LANGUAGE"], os.environ["COMPENDIUM_STUDY"], os.environ["PYTHONHASHSEED"],
    os.environ["TZ"], time.tzname[0], locale.setlocale(locale.LC_ALL, ""), matplotlib.get_backend(),
    sys.executable, os.getcwd(), str(random.random()), str(numpy.random.random()), str(hash("a")),
    os.environ["MPLCONFIGDIR"], str("MATPLOTLIBRC" in os.environ),
])
raise LookupError("\\n  where: " + text)
"""


def test_a_kernel_is_this_interpreter_in_fixed_surroundings(tmp_path, monkeypatch, notebook_file):
    """Twice the same, whatever the shell of whoever builds has set; the failure carries it out."""
    notebook_file(tmp_path / "notebooks" / "probe.ipynb", SURROUNDINGS)
    found = []
    for shell in ({"TZ": "Asia/Tokyo", "LC_ALL": "da_DK.UTF-8"}, {"MATPLOTLIBRC": "/x"}):
        for name, value in {**shell, "PYTHONHASHSEED": "7", "MPLBACKEND": "pdf"}.items():
            monkeypatch.setenv(name, value)
        surroundings = execution.Surroundings(
            tmp_path, tmp_path / "study", "da", tmp_path / "out", tmp_path / "settings"
        )
        run = Run("probe")
        ((_, fault),) = execution.execute([run], surroundings, 1)
        found.append(fault.what.partition("where: ")[2].split("|"))
    assert found[0] == found[1]
    language, study, hashes, zone, tz, speech, backend, python, cwd, _, drawn, *_ = found[0]
    assert (language, hashes, zone, tz, speech) == ("da", "0", "UTC", "UTC", "C.UTF-8")
    assert "inline" in backend
    assert study == str(tmp_path / "study")
    assert python == sys.executable
    assert cwd == str(tmp_path / "notebooks")
    assert float(drawn) == np.random.RandomState(execution.seed(run)).random_sample()
    assert found[0][-2:] == [str(tmp_path / "settings"), "False"]


BUILD = """
import sys
from pathlib import Path
from compendium.report import execution
from compendium.report.runs import Run

if __name__ == "__main__":
    root = Path(sys.argv[1])
    around = execution.Surroundings(root, root, "en", root / "out", root / "settings")
    list(execution.execute([Run("sleeper")], around, 1))
"""
SLEEP = """
import os, time
from pathlib import Path
Path("../pids").write_text(f"{os.getpid()} {os.getppid()}")
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the signal is Linux's")
def test_nothing_of_a_killed_build_is_alive_after_two_seconds(tmp_path, notebook_file):
    notebook_file(tmp_path / "notebooks" / "sleeper.ipynb", SLEEP)
    (tmp_path / "build.py").write_text(BUILD, "utf-8")
    with subprocess.Popen([sys.executable, tmp_path / "build.py", tmp_path]) as build:
        pids = tmp_path / "pids"
        for _ in range(300):
            if pids.exists() and pids.read_text("utf-8"):
                break
            time.sleep(0.1)
        started = [int(pid) for pid in pids.read_text("utf-8").split()]
        assert all(alive(pid) for pid in started)
        build.kill()
    time.sleep(2)
    assert not [pid for pid in started if alive(pid)]


def alive(pid):
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
