"""A kernel is given fixed surroundings, warm or cold, whatever the shell of whoever builds."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from compendium.report.kernels.surroundings import fixed, seeding
from compendium.report.plans.runs import Run


def test_the_seed_derives_from_notebook_and_case_alone():
    page = Run("screening", case="roedovre", label="Rødovre").page
    assert seeding(page) == seeding(Run("screening", case="roedovre", label="other").page)
    assert seeding(page) != seeding(Run("screening").page)


def test_nothing_by_which_a_shell_steers_libraries_is_handed_on(monkeypatch):
    steering = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "PYTHONWARNINGS", "MPLSTYLE")
    for name in steering:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PYTHONPATH", "/modules")
    given = fixed(Path("settings"))
    assert not given.keys() & set(steering)
    assert given["PYTHONPATH"] == "/modules"
    assert given["OPENBLAS_NUM_THREADS"] == "1"


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


@pytest.mark.parametrize("warm", [True, False])
def test_a_kernel_is_this_interpreter_in_fixed_surroundings(
    tmp_path, monkeypatch, notebook_file, execute, around, warm
):
    """Twice the same, whatever the shell of whoever builds has set; the failure carries it out."""
    notebook_file(tmp_path / "notebooks" / "probe.ipynb", SURROUNDINGS)
    found = []
    for shell in ({"TZ": "Asia/Tokyo", "LC_ALL": "da_DK.UTF-8"}, {"MATPLOTLIBRC": "/x"}):
        for name, value in {**shell, "PYTHONHASHSEED": "7", "MPLBACKEND": "pdf"}.items():
            monkeypatch.setenv(name, value)
        run = Run("probe")
        fault = execute(run, around(language="da"), warm=warm)
        found.append(fault.what.partition("where: ")[2].split("|"))
    assert found[0] == found[1]
    language, study, hashes, zone, tz, speech, backend, python, cwd, _, drawn, *_ = found[0]
    assert (language, hashes, zone, tz, speech) == ("da", "0", "UTC", "UTC", "C.UTF-8")
    assert "inline" in backend
    assert study == str(tmp_path / "study")
    assert python == sys.executable
    assert cwd == str(tmp_path / "notebooks")
    (seed,) = re.findall(r"numpy.random.seed\((\d+)\)", seeding(run.page))
    assert float(drawn) == np.random.RandomState(int(seed)).random_sample()
    assert found[0][-2:] == [str(tmp_path / "settings"), "False"]
