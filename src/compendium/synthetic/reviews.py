"""Five yearly fidelity reviews of each municipality: two raters, and the consensus they reach."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from compendium.synthetic.draws import Draws, Floats, Ints, rounded
from compendium.synthetic.parameters import Parameters

ITEMS = 25
LOWEST, HIGHEST = 1, 5
CONSENSUS = "consensus"


@dataclass(frozen=True)
class Rating:
    """One score of one item, by a rater or as consensus."""

    review_id: str
    municipality: str
    round: int
    half_year: str
    mode: str
    rater: str
    item: int
    score: int


def ratings(seed: int, parameters: Parameters, taken: set[str]) -> Iterator[Rating]:
    """Yield the ratings of all reviews.

    Behind an item stands a quality that grows from round to round and wobbles; a rater sees it
    with an error, and the consensus is the quality kept within what the two raters gave.
    """
    draws = Draws(seed, "reviews")
    spread = parameters.by_name("fidelity.items")
    growth = parameters.number("fidelity.growth")
    remote = parameters.numbers("fidelity.remote_years")
    reviewers = draws.pseudonyms("r-", int(parameters.number("fidelity.reviewers")), taken)
    items = spread["spread"] * draws.normal(ITEMS)
    items = items - math.fsum(items[1:].tolist()) / (ITEMS - 1)
    for municipality, start in parameters.by_name("fidelity.start").items():
        for place, year in enumerate(parameters.numbers("fidelity.years")):
            quality = rounded(
                start + growth * place + items + spread["wobble"] * draws.normal(ITEMS)
            )
            quality[0] = parameters.number("fidelity.caseload")
            review = str(draws.pseudonyms("v-", 1, taken)[0])
            pair = np.argsort(draws.uniform(len(reviewers)), kind="stable")[:2]
            seen = [_score(rounded(quality + spread["rater"] * draws.normal(ITEMS))) for _ in pair]
            agreed = np.clip(_score(quality), np.minimum(*seen), np.maximum(*seen))
            names = [*(str(reviewers[rater]) for rater in pair), CONSENSUS]
            for name, scores in zip(names, [*seen, agreed], strict=True):
                for item, score in enumerate(scores.tolist(), start=1):
                    yield Rating(
                        review,
                        municipality,
                        place + 1,
                        f"{int(year)}H2",
                        "remote" if year in remote else "visit",
                        name,
                        item,
                        score,
                    )


def _score(quality: Floats) -> Ints:
    """Return the whole score nearest to each quality, within the scale."""
    return np.clip(np.floor(quality + 0.5).astype(np.int64), LOWEST, HIGHEST)
