"""Which score a quantity gets by an item's thresholds."""

from __future__ import annotations

import pytest

from compendium import fidelity, instruments
from compendium.tables import Absent

IPS25 = instruments.catalogue()["ips25"]


@pytest.mark.parametrize(
    ("persons", "score"),
    [(1, 5), (20, 5), (21, 4), (25, 4), (26, 3), (30, 3), (31, 2), (40, 2), (41, 1), (90, 1)],
)
def test_a_caseload_scores_by_the_anchors_of_the_ips25(persons, score):
    """Oracle: Centre for Mental Health, item 1 of the IPS-25."""
    found = fidelity.anchored(IPS25, "ips25_1", persons)
    assert found["score"].tolist() == [score]
    assert found["maximum"].tolist() == [5]


def test_what_no_threshold_covers_is_absent():
    assert isinstance(fidelity.anchored(IPS25, "ips25_1", 20.5), Absent)
    assert isinstance(fidelity.anchored(IPS25, "ips25_1", float("nan")), Absent)
    assert isinstance(fidelity.anchored(IPS25, "ips25_2", 1), Absent)
    with pytest.raises(instruments.UnknownChoiceError):
        fidelity.anchored(IPS25, "ips25_26", 1)
