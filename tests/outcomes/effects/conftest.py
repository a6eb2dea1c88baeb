"""What tests of designs share: subjects of whom the oldest participants have nobody near."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def frame() -> pd.DataFrame:
    """Return subjects of both arms and pools; the oldest participants have nobody near."""
    random = np.random.default_rng(11)
    n = 200
    ours = np.arange(n) < 50
    age = random.integers(18, 28, n).astype(float)
    age[:4] = 60.0
    return pd.DataFrame(
        {
            "participant_id": [f"p-{each}" for each in range(n)],
            "arm": np.where(ours, "intervention", "comparison"),
            "within": ours | (np.arange(n) % 3 == 0),
            "municipality": "Bornholm",
            "quarter": "2021Q1",
            "index_week": 1600,
            "age": age,
            "sex": pd.Categorical(random.choice(["female", "male"], n)),
        }
    )
