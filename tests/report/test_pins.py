"""What is installed otherwise than locked is told, and stops a build in CI."""

import pytest

from compendium.errors import CompendiumError
from compendium.report import pins
from compendium.report.plans import keys
from compendium.tables import checkout

LOCK = """\
one-package==1.0 \\
    --hash=sha256:00
Two_package==2.1 ; python_full_version >= '3.11' \\
    --hash=sha256:00
never==3 ; python_full_version < '3.0' \\
    --hash=sha256:00
"""


def test_a_lock_is_read_with_its_markers():
    assert [*pins.pinned(LOCK)] == [("one-package", "1.0"), ("two-package", "2.1")]


@pytest.mark.parametrize(
    ("installed", "told"),
    [
        ({"one-package": "1.0", "two-package": "2.1", "more": "1"}, []),
        ({"one-package": "1.0", "two-package": "2.2"}, ["two-package 2.2 for 2.1"]),
        ({"two-package": "2.1"}, ["one-package missing for 1.0"]),
    ],
)
def test_what_differs_is_told_with_both_versions(installed, told):
    assert [*pins.differing(LOCK, installed)] == told


def test_these_tests_run_with_what_is_locked():
    lock = (checkout() / pins.LOCK).read_text("utf-8")
    assert [*pins.differing(lock, keys.installed())] == []
    assert len([*pins.pinned(lock)]) > 100


@pytest.mark.parametrize("ci", [True, False])
def test_another_version_stops_a_build_in_ci_only(monkeypatch, ci):
    monkeypatch.setattr(keys, "installed", dict)
    monkeypatch.delenv("CI", raising=False)
    if not ci:
        assert " missing for " in pins.checked()
        return
    monkeypatch.setenv("CI", "true")
    with pytest.raises(CompendiumError, match="Other versions are installed than are locked"):
        pins.checked()
