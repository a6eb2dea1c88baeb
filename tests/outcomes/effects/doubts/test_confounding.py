"""Confounding: what is needed stands beside what was measured, and each may be absent."""

from __future__ import annotations

import pytest

from compendium.outcomes import effects
from compendium.tables import Absent

EFFECT = effects.Effect(
    "att", "matched", "difference", 0.1, 0.02, 0.18, 0.01, {}, treated=0.4, compared=0.3
)
MEASURED = (
    effects.Strength("benefit", "sickness", 1.3, 1.1),
    effects.Strength("risk_debt", "", 1.1, 1.05),
)


def test_the_strongest_measured_stands_beside_the_e_values() -> None:
    found = effects.needed_and_measured(EFFECT, MEASURED)
    # By hand: RR 4/3, 4/3 + sqrt(4/3 · 1/3) = 2; the limit .32/.30: 16/15 + sqrt(16/15 · 1/15).
    assert [each.value for each in found.values() if not isinstance(each, Absent)] == (
        pytest.approx([2.0, 16 / 15 + (16 / 15 / 15) ** 0.5, 1.3, 1.1])
    )
    assert effects.strongest_called(MEASURED, "en") == "benefit at the index date"
    assert effects.strongest_called(MEASURED, "da") == "ydelse på indeksdatoen"


def test_what_is_absent_is_absent_alone() -> None:
    absent = Absent("it has no table of histories")
    found = effects.needed_and_measured(EFFECT, absent)
    assert found["with_arm"] is found["with_endpoint"] is absent
    assert not isinstance(found["e_value"], Absent)
    assert effects.needed_and_measured(absent, MEASURED)["e_value"] is absent
    assert effects.strongest_called(absent, "en") is absent
