"""A report is the same bytes wherever, whenever and in whatever shell it is built, warm or cold."""

import os
import subprocess
import sys
import time

import pytest

ALL = {"first", "second", "third"}
LATER = """
import time

SECONDS = 400 * 24 * 60 * 60
at, at_ns, local, greenwich = time.time, time.time_ns, time.localtime, time.gmtime
time.time = lambda: at() + SECONDS
time.time_ns = lambda: at_ns() + SECONDS * 10**9
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: greenwich(time.time() if seconds is None else seconds)
"""
WRITTEN = ("%Y-%m-%d", "%d-%m-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d.%m.%Y")

pytestmark = pytest.mark.slow


def live_later(house):
    """Let every program of a house live 400 days later, by the clock that Python's modules ask.

    Those written in C ask the system; that they leave no day behind is looked for in the bytes.
    """
    folder = house.folder / "installed"
    (folder / "sitecustomize.py").write_text(LATER, "utf-8")
    asked = [sys.executable, "-c", "import time; print(int(time.time()) // 86400)"]
    days = [
        int(subprocess.run(asked, env=shell, capture_output=True, check=True).stdout)
        for shell in ({}, {"PYTHONPATH": str(folder)})
    ]
    assert 399 <= days[1] - days[0] <= 401
    for path in [*house.root.rglob("*"), *house.study.rglob("*")]:
        os.utime(path, (0, 10**9))


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def clean(house, place, *arguments):
    """Build a copy of a house from nothing, in another place, and return the bytes."""
    there = house.copied(place, "_build", "__pycache__")
    assert there.built(*arguments)[0] == ALL
    return files(there.html)


@pytest.fixture
def drawn(house, sources):
    """Return a house whose pages have a figure, numbers drawn at random, and the order of a set."""
    figure = (
        "import numpy as np\n"
        "from IPython.core.pylabtools import print_figure\n"
        "from IPython.display import display\n"
        "from matplotlib import pyplot as plt\n"
        "figure, axes = plt.subplots()\n"
        "axes.plot(np.random.normal(size=20))\n"
        "image = print_figure(figure, 'png', base64=True)\n"
        "plt.close(figure)\n"
        "record = {'kind': 'figure', 'name': 'walk', 'caption': 'A walk', 'alt': 'Twenty steps.'}\n"
        "display({'image/png': image},"
        " metadata={'compendium': record}, raw=True)"
    )
    order = (
        "import random\n"
        "said = f'{random.random()} {[*{str(each) for each in range(20)}]}'\n"
        "display({'text/html': f'<p>{said}</p>'},"
        " metadata={'compendium': {'kind': 'note'}}, raw=True)"
    )
    house.notebook("second", sources.notebook(figure, order, title="# Second"))
    return house


def test_two_folders_shells_and_days_give_the_same_bytes(drawn, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    here = clean(drawn, tmp_path / "here too")
    monkeypatch.setenv("PYTHONHASHSEED", "4711")
    monkeypatch.setenv("TZ", "America/Anchorage")
    monkeypatch.setenv("LC_ALL", "C")
    live_later(drawn)
    there = clean(drawn, tmp_path / "Ærø" / "deep" / "there", "--jobs", "1")
    assert there == here
    today = [time.strftime(form).encode() for form in WRITTEN]
    assert [path for path, content in here.items() if any(day in content for day in today)] == []


def test_ordinary_kernels_give_the_same_bytes_as_warm_ones(drawn, tmp_path):
    warm = clean(drawn, tmp_path / "warm")
    assert clean(drawn, tmp_path / "cold", "--cold") == warm


def test_a_report_still_stands_after_a_year(house):
    live_later(house)
    assert "Nothing has changed" in house.built()[1]
