"""The same bytes on other processors and other Pythons, each in a process of its own.

The environment variable COMPENDIUM_OTHER_PYTHON may name the interpreter of another environment
(such as a Python 3.13 with numpy and lazy-loader installed): it must then give the same bytes.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import compendium

SOURCE = Path(compendium.__file__).parents[1]

GENERATE = """
import sys
from compendium import synthetic
synthetic.write(sys.argv[1], seed=11)
"""

FEATURES = """
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
print(*(name for name in __cpu_dispatch__ if __cpu_features__.get(name)))
"""


def run(python, code, *arguments, **environment):
    """Run code in a fresh process and return what it printed."""
    done = subprocess.run(
        [python, "-W", "error", "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SOURCE), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def dispatched():
    """Return the processor features beyond its baseline that this numpy was built to use."""
    from numpy._core._multiarray_umath import __cpu_dispatch__

    return " ".join(__cpu_dispatch__)


@pytest.mark.slow
@pytest.mark.parametrize("core", ["Nehalem", "Prescott", "Haswell"])
def test_without_the_features_of_this_processor(core, folder, tmp_path, digest):
    plain = {"NPY_DISABLE_CPU_FEATURES": dispatched(), "OPENBLAS_CORETYPE": core}
    assert run(sys.executable, FEATURES, **plain).split() == [], "the features are really off"
    run(sys.executable, GENERATE, tmp_path / "there", **plain)
    assert digest(tmp_path / "there") == digest(folder)


@pytest.mark.slow
def test_with_another_hash_seed_time_zone_and_locale(folder, tmp_path, digest):
    odd = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONUTF8": "0"}
    run(sys.executable, GENERATE, tmp_path / "there", **odd)
    assert digest(tmp_path / "there") == digest(folder)


@pytest.mark.slow
def test_with_another_python(folder, tmp_path, digest):
    other = os.environ.get("COMPENDIUM_OTHER_PYTHON")
    if not other:
        pytest.skip("COMPENDIUM_OTHER_PYTHON names no interpreter")
    version = "import sys, numpy; print(sys.version_info[:2], numpy.__version__)"
    here = f"{sys.version_info[:2]} {np.__version__}"
    assert run(other, version).strip() != here, "it is the same Python and the same numpy"
    run(other, GENERATE, tmp_path / "there")
    assert digest(tmp_path / "there") == digest(folder)
