"""What can be wrong with a fidelity review, each fault naming review, item and rule."""

from __future__ import annotations

from compendium.errors import CompendiumError


class IncompleteReviewError(CompendiumError):
    """A consensus review lacks the score of an item."""


class ScoreOutOfRangeError(CompendiumError):
    """A score is none that the item can have."""


class UnknownItemError(CompendiumError):
    """A rating names an item that the scale does not have."""


class TwoScoresError(CompendiumError):
    """A consensus review has two rows for one item."""


class ContradictoryReviewError(CompendiumError):
    """A review is of two places or rounds at once, or two reviews are of one place and round."""
