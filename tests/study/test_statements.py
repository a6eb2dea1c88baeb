"""What a study records of itself: as it says it, and what it does not say."""

from __future__ import annotations

from dataclasses import replace

from compendium import study
from compendium.tables import checkout


def test_what_is_recorded_stands_word_for_word_and_the_rest_as_not_recorded():
    settings = study.load(checkout() / "data" / "synthetic").settings
    said = study.statements(replace(settings, methods={"ethics": "Approved by nobody."}))
    assert dict(zip(said["subject"], said["statement"], strict=True)) == {
        "legal_basis": "not_recorded",
        "ethics": "Approved by nobody.",
        "funding": "not_recorded",
        "safety_protocol": "not_recorded",
    }
