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
    """A consensus, or a rater, has two scores of one item in one review."""


class OtherVersionError(CompendiumError):
    """Items of one review were scored under different versions of the scale."""


class ContradictoryReviewError(CompendiumError):
    """A review is of two places or rounds at once, or two reviews are of one place and round."""


class MalformedPrinciplesError(CompendiumError):
    """A file of principles does not say what it must, or gives one item to two of them."""
