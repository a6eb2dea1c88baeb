"""Suppression: what is hidden, decided from the top down.

The margins of a cross-classification are decided smallest first: the grand total, then the
one-way margins, the two-way ones, up to the cells. What is shown of the smaller margins is fixed
knowledge when a larger one is decided, and no margin is ever hidden for the sake of its cells. So
whether a margin is shown depends on that margin alone and not on what it is crossed with: two
runs that know nothing of each other but share a margin agree in all of it. That is why tables
made apart may be read together. Where the tables of a report share margins only (they are
decomposable), any solutions of theirs that agree in those margins can be joined into one, so
what each table leaves open the report leaves open; `auditing.attack` looks whether it is so.

A cell of 1 to threshold − 1 persons is hidden. A zero is shown, for it is nobody's, unless it
tells something of everybody else: where all persons of a line (the levels of a *sensitive*
dimension within one combination of the others, at least `threshold` persons) are in one level,
the whole line is hidden, the zeros too. Of a municipality with fewer than `least` persons only
their number is shown. Then other cells of the same table are hidden until no hidden number, here
or in its margins, can be bounded more narrowly than the threshold: those that mend most first,
then the smallest, then the first by the order of levels; zeros only when no number in a line
helps. If even a table hidden in whole does not help, the audit will say so. The bars of a
distribution are protected as though the sum of the scores were told as well (see `bars`).

Each slice is protected on its own, for persons recur along slices and no sum is taken over them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np
from scipy.sparse import csr_array, eye_array, vstack

from compendium.disclosure.bars import Sums, Told
from compendium.disclosure.bounds import Limits, first_narrow
from compendium.disclosure.cube import Axes, Counts, Cube, Marks, adding
from compendium.disclosure.profiles import PLACE, Profile

#: A dimension that ends so is sensitive whoever calls, for runs that share it must agree.
SENSITIVE = ("_band", "_above_cut")


def protect(
    cube: Cube,
    profile: Profile,
    sensitive: Collection[str] = (),
    *,
    places: bool = True,
    sums: Sums = MappingProxyType({}),
) -> dict[Axes, Marks]:
    """Return for each margin of a cube which of its cells are shown, slice by slice.

    Parameters
    ----------
    cube
        The persons.
    profile
        Threshold, and `least` for municipalities.
    sensitive
        Dimensions in which a concentrated line discloses, beside those that end so.
    places
        False: every cell itself needs `least` persons (for means), rather than only a
        municipality as a whole.
    sums
        Of dimensions that are bars of a score, the sums of the scores; see `bars`.

    Returns
    -------
    dict
        Axes of the margin to an array of shape (slices, levels…); structural zeros are shown.
    """
    shown: dict[Axes, Marks] = {}
    for axes in cube.margins:
        smaller = [margin for margin in cube.margins if set(margin) < set(axes)]
        open_ = cube.own(axes) & ~_known_zeros(cube, axes, smaller, shown)
        threshold, least = profile.threshold, profile.least if places else 0
        if not places:
            threshold = max(threshold, profile.least)
        hidden = _primary(cube, axes, open_, threshold, least, sensitive)
        # A cell that holds nobody is no unknown: nothing of a hidden margin could lie in it.
        holding = cube.holding(axes)
        for margin, place in cube.inherited(axes):
            hidden[(slice(None), *place)] = ~shown[margin] & holding[place]
        told = Told.of(cube, axes, sums)
        limits = partial(told.limits, persons=profile.least) if told else None
        _complement(cube, axes, smaller, open_, hidden, shown, threshold, limits)
        shown[axes] = ~hidden
    return shown


def silent(cube: Cube, shown: Mapping[Axes, Marks], axis: int) -> Marks:
    """Return the slices in which nothing is shown of a dimension but what its margins tell."""
    told = np.zeros(len(cube.counts), dtype=bool)
    for axes in (axes for axes in shown if axis in axes):
        smaller = [margin for margin in cube.margins if set(margin) < set(axes)]
        open_ = cube.own(axes) & ~_known_zeros(cube, axes, smaller, shown)
        told |= (shown[axes] & open_).any(axis=tuple(range(1, open_.ndim)))
    return ~told


def _names(cube: Cube, axes: Axes) -> list[str]:
    return [cube.dims[axis] for axis in axes]


def _known_zeros(
    cube: Cube, axes: Axes, smaller: Sequence[Axes], shown: Mapping[Axes, Marks]
) -> Marks:
    """Return which cells are zero because a margin is that is shown."""
    known = np.zeros(cube.margin(axes).shape, dtype=bool)
    for margin in smaller:
        zero = shown[margin] & (cube.margin(margin) == 0)
        others = tuple(place for place, axis in enumerate(axes, start=1) if axis not in margin)
        known |= np.expand_dims(zero, others)
    return known


def _primary(
    cube: Cube,
    axes: Axes,
    open_: Marks,
    threshold: int,
    least: int,
    sensitive: Collection[str],
) -> Marks:
    """Return which cells are hidden for their own sake."""
    n, names = cube.margin(axes), _names(cube, axes)
    hidden: Marks = open_ & (n > 0) & (n < threshold)
    # Where only one cell is open it is its margin, and tells nothing that the margin does not.
    for axis, name in enumerate(names, start=1):
        if name in sensitive or name.endswith(SENSITIVE):
            line = np.where(open_, n, 0)
            persons = line.sum(axis=axis, keepdims=True)
            concentrated = (persons >= threshold) & (line.max(axis=axis, keepdims=True) == persons)
            hidden |= open_ & concentrated & (open_.sum(axis=axis, keepdims=True) > 1)
    if PLACE in names and len(names) > 1:
        # Bands are of those who answered, so it is those who must be enough.
        outer = set(cube.nested.values()) - set(cube.nested)
        kept = {PLACE, *(outer if set(cube.nested) & set(names) else ())}
        others = tuple(axis for axis, name in enumerate(names, start=1) if name not in kept)
        persons = n.sum(axis=others, keepdims=True)
        few = (persons > 0) & (persons < least)
        hidden |= open_ & few & (open_.sum(axis=others, keepdims=True) > 1)
    return hidden


def _complement(
    cube: Cube,
    axes: Axes,
    smaller: Sequence[Axes],
    open_: Marks,
    hidden: Marks,
    shown: Mapping[Axes, Marks],
    threshold: int,
    limits: Callable[[int, Counts, Marks], Limits] | None,
) -> None:
    """Hide further cells of a margin, in place, until no hidden number can be worked out."""
    doubtful = hidden.any(axis=tuple(range(1, hidden.ndim)))
    for margin in smaller:
        doubtful |= ~shown[margin].all(axis=tuple(range(1, shown[margin].ndim)))
    n = cube.margin(axes)
    parts = adding(n.shape[1:], axes, smaller)
    largest = [not any(set(m) < set(other) for other in smaller) for m in smaller]
    heights = [int(np.prod(shown[margin].shape[1:])) for margin in smaller]
    lines = np.repeat(np.array(largest, dtype=bool), heights)
    for number in np.nonzero(doubtful)[0]:
        told = np.concatenate([lines[:0], *(shown[margin][number].ravel() for margin in smaller)])
        flat = n[number].ravel()
        of_scores = partial(limits, int(number), flat) if limits else None
        table = _Table(flat, open_[number].ravel(), parts, told, lines, threshold, of_scores)
        hidden[number] = table.settled(hidden[number].ravel()).reshape(hidden.shape[1:])


@dataclass(frozen=True)
class _Table:
    """One margin in one slice, flat, with the sums of it that smaller margins tell.

    `n` and `open` by cell, open being what may be hidden; `sums` the matrix of smaller margins'
    cells, of which `told` are shown and `lines` belong to the largest; `limits` say what the sums
    of scores tell of hidden cells.
    """

    n: Counts
    open: Marks
    sums: csr_array
    told: Marks
    lines: Marks
    threshold: int
    limits: Callable[[Marks], Limits] | None

    def settled(self, hidden: Marks) -> Marks:
        """Return what is hidden when enough is hidden.

        A cell that is the only unknown of its line is a margin over again, as the one band on a
        side of the cut: it is shown where the margin is, and hidden where that is. A hidden cell
        that has no inner level is an unknown too, though it is decided elsewhere: of a line whose
        one open cell lies beside it the margin tells nothing, and that cell is decided as any.
        """
        unknown = self.open | hidden
        single = self.sums @ unknown.astype(float) == 1
        told = (self.sums[single & self.told].sum(axis=0) > 0) & self.open
        silent = (self.sums[single & ~self.told].sum(axis=0) > 0) & self.open & ~told
        rest = replace(self, open=self.open & ~told & ~silent)
        return rest.completed((hidden & ~told) | silent)

    def completed(self, hidden: Marks) -> Marks:
        """Return what is hidden when, of what is open, enough is hidden."""
        first = hidden.copy()
        while (breached := self._breached(hidden)) is not None:
            helper = self._helper(breached, hidden)
            if helper is None:
                return hidden
            hidden[helper] = True
        return self._relieved(hidden, first)

    def _relieved(self, hidden: Marks, first: Marks) -> Marks:
        """Return what is hidden without what later choices made needless, the largest first."""
        extra = np.nonzero(hidden & ~first)[0]
        for cell in extra[np.lexsort((extra, -self.n[extra]))] if len(extra) > 2 else ():
            without = hidden.copy()
            without[cell] = False
            if self._breached(without) is None:
                hidden = without
        return hidden

    def _breached(self, hidden: Marks) -> Marks | None:
        """Return the cells of a hidden number that could be worked out, or None."""
        told = self.sums[self.told]
        held = told[:, hidden].sum(axis=1)
        alone = np.nonzero(held == 1)[0]
        if len(alone):
            # In a line that is otherwise shown, no program is needed to find the difference.
            return np.asarray(told[alone[[0]]].toarray().ravel() > 0) & hidden
        inner = eye_array(len(hidden), format="csr")[hidden & self.open]
        targets = csr_array(vstack([self.sums[~self.told], inner]))
        if not targets.shape[0]:
            return None
        unknown = self.n[hidden].astype(float)
        equations = told[held > 0][:, hidden]
        limits = self.limits(hidden) if self.limits else None
        first = first_narrow(
            equations, equations @ unknown, targets[:, hidden], self.threshold, unknown, limits
        )
        return None if first is None else targets[[first]].toarray().ravel() > 0

    def _helper(self, breached: Marks, hidden: Marks) -> int | None:
        """Return the cell to hide next, or None where none is left."""
        held = self.sums[:, hidden].sum(axis=1)
        lone = self.told & self.lines & (held == 1)
        mends = self.sums[lone].sum(axis=0)
        if breached.sum() == 1:
            through = self.lines & (self.sums @ breached > 0)
            if (through & lone).any():
                through &= lone
            near = self.sums[through].sum(axis=0) > 0
        else:
            near = breached
        some = self.n > 0
        for pool in (near & some, near, some, self.open):
            candidates = np.nonzero(self.open & ~hidden & pool)[0]
            if len(candidates):
                order = np.lexsort((candidates, self.n[candidates], -mends[candidates]))
                return int(candidates[order[0]])
        return None
