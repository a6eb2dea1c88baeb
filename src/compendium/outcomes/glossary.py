"""The endpoints and the states in plain words, as tables made from the catalogue."""

from __future__ import annotations

import pandas as pd

from compendium.outcomes.definitions import Endpoint, catalogue, states

#: How a state stands to an endpoint.
COUNTS, EXCLUDES, COMPETES, NEITHER = "counts", "excludes", "competes", "neither"


def endpoint_terms(*, language: str = "en") -> pd.DataFrame:
    """Return what each endpoint is, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns endpoint (its id), definition, hours_at_least (missing where hours do not matter),
        from (where the choice is from) and status.
    """
    every = catalogue().values()
    return pd.DataFrame(
        {
            "endpoint": [one.id for one in every],
            "definition": [one.definition[language] for one in every],
            "hours_at_least": pd.array([one.hours_at_least for one in every], dtype="Float64"),
            "from": [one.source for one in every],
            "status": [one.status for one in every],
        }
    )


def state_terms() -> pd.DataFrame:
    """Return how each state of a history stands to each endpoint, in the order of the single state.

    Returns
    -------
    pandas.DataFrame
        One row a state and endpoint, in that order: strand, state, endpoint, and stands:
        ``counts`` where the endpoint is reached while the state runs, ``excludes`` where it is not
        reached for that, ``competes`` where no endpoint is, ``neither`` where the state says
        nothing.
    """
    known = states()
    competing = {(known.competing_strand, state) for state in known.competing}
    return pd.DataFrame(
        [
            {
                "strand": strand,
                "state": state,
                "endpoint": one.id,
                "stands": COMPETES
                if (strand, state) in competing
                else _standing(one, strand, state),
            }
            for strand, state in known.priority
            for one in catalogue().values()
        ]
    )


def _standing(one: Endpoint, strand: str, state: str) -> str:
    if state not in one.states.get(strand, ()):
        return NEITHER
    return EXCLUDES if one.without else COUNTS
