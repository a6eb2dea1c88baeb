"""What designs make of a few simulated studies, drawn once for all that ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from compendium import validation
from compendium.tables import Absent
from compendium.validation.recovery import Attempt

STUDIES = 30


@pytest.fixture(scope="session")
def attempts() -> Callable[[str], Sequence[Attempt | Absent]]:
    """Return a function that gives what the design of a scenario makes of its first studies."""
    known = validation.scenarios()

    @cache
    def of(name: str) -> Sequence[Attempt | Absent]:
        return [validation.attempted(known[name], number) for number in range(STUDIES)]

    return of
