"""Algorithms: a diagnosis read off the answers by counting symptoms, told as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from compendium.instruments.terms import Status, Text


@dataclass(frozen=True)
class Group:
    """Symptoms that count together, each of them present from the same answer on."""

    id: str
    label: Text
    symptoms: tuple[tuple[str, ...], ...]
    """The items of each symptom; of several the highest answer counts."""
    at_least: int
    """The answer from which on a symptom is present."""


@dataclass(frozen=True)
class Need:
    """So many symptoms of some groups together."""

    groups: tuple[str, ...]
    at_least: int


@dataclass(frozen=True)
class Grade:
    """A diagnosis, and all that it needs."""

    id: str
    label: Text
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Algorithm:
    """Groups of symptoms, and grades, the lightest first; it needs nothing and is always met."""

    id: str
    title: Text
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    note: Text
    source: str
    status: Status

    @property
    def items(self) -> tuple[str, ...]:
        """The items that it looks at."""
        return tuple(
            item for group in self.groups for symptom in group.symptoms for item in symptom
        )

    def graded(self, answers: Mapping[str, NDArray[np.int8]]) -> NDArray[np.int8]:
        """Return the place among the grades of each row: the last one whose needs are all met.

        Parameters
        ----------
        answers
            The answers by item, without gaps.
        """
        counts = {group.id: _present(group, answers) for group in self.groups}
        places = np.zeros_like(counts[self.groups[0].id])
        for place, grade in enumerate(self.grades[1:], start=1):
            met = reduce(np.logical_and, (_met(need, counts) for need in grade.needs))
            np.maximum(places, met.view(np.int8) * np.int8(place), out=places)
        return places


def _met(need: Need, counts: Mapping[str, NDArray[np.int8]]) -> NDArray[np.bool_]:
    """Return in which rows there are as many symptoms as are needed."""
    return reduce(np.add, (counts[group] for group in need.groups)) >= need.at_least


def _present(group: Group, answers: Mapping[str, NDArray[np.int8]]) -> NDArray[np.int8]:
    """Return how many symptoms of a group are present in each row."""
    strengths = (
        reduce(np.maximum, (answers[item] for item in symptom)) for symptom in group.symptoms
    )
    return reduce(np.add, ((strength >= group.at_least).view(np.int8) for strength in strengths))
