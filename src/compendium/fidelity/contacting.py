"""What contacts tell of the method: how soon an employer is met, how much is outside the office."""

from __future__ import annotations

import pandas as pd

from compendium.fidelity.reviewing import REVIEW
from compendium.fidelity.windows import YEAR, under_review
from compendium.tables import Absent, hands_on_absent

RAPID = 30
"""Days within which a first contact with an employer is looked for."""
EMPLOYER = "employer"
OFFICE, REMOTE = "office", "remote"
ANSWERS = ("yes", "no")


@hands_on_absent
def first_employer_contact(
    consensus: pd.DataFrame,
    participants: pd.DataFrame,
    contacts: pd.DataFrame,
    *,
    within: int = RAPID,
    window: int = YEAR,
    since: str = "start_date",
) -> pd.DataFrame | Absent:
    """Return how long each participant waited for the first contact with an employer.

    Before each review those are looked at who began at least `within` days before it, and not
    earlier than the window before that, so that everybody has had the same time. Who left in that
    time, or died, stays in, as not met. Contacts before the day they began do not count; nor does
    anybody whose days are not all between the first and the last contact that their municipality
    has recorded, for the silence then tells nothing.

    Parameters
    ----------
    consensus
        As `compendium.fidelity.consensus` returns it.
    participants, contacts
        The tables of the study.
    within
        Days that are counted as rapid.
    window
        Days before the review, less `within`, in which somebody must have begun.
    since
        What is counted from: ``start_date``, or ``index_date``, by which those count too who never
        started.

    Returns
    -------
    DataFrame or Absent
        One row a participant and review: participant_id, consultant_id, municipality, round; days
        to the first contact with an employer by the day of the review (Int64, missing where there
        is none); rapid, whether it came within so many days (``yes`` or ``no``); and percent, which
        is 100 for yes and 0 for no. Absent where nobody can be looked at.
    """
    people = under_review(consensus, participants, since)
    if isinstance(people, Absent):
        return people
    waited = people["day"] - people["since"]
    in_time = waited.dt.days.between(within, within + window - 1)
    people = people[in_time & _recorded(people, contacts, within)]
    if people.empty:
        return Absent("its contacts tell of nobody who began in the year before a review")
    met = contacts.loc[contacts["kind"].eq(EMPLOYER), ["participant_id", "date"]]
    beside = people.reset_index(names="row").merge(met, on="participant_id")
    beside = beside[(beside["date"] >= beside["since"]) & (beside["date"] <= beside["day"])]
    first = beside.groupby("row")["date"].min().reindex(people.index)
    days = (first - people["since"]).dt.days.astype("Int64")
    rapid = days.le(within).fillna(value=False).astype(bool)
    return _ordered(
        people.assign(
            days=days,
            rapid=pd.Categorical(rapid.map({True: "yes", False: "no"}), list(ANSWERS)),
            percent=rapid.astype("float64") * 100,
        ),
        ["days", "rapid", "percent"],
    )


@hands_on_absent
def outside_office(
    consensus: pd.DataFrame,
    participants: pd.DataFrame,
    contacts: pd.DataFrame,
    *,
    window: int = YEAR,
    since: str = "start_date",
) -> pd.DataFrame | Absent:
    """Return how much of each participant's contacts was outside the office of the service.

    Before each review those contacts are looked at that were face to face, in a class of place that
    is recorded, in the window and since the participant began; o of the c of a participant were
    not in an office of the service, and 100 o / c is the participant's share. A mean of these lets
    every participant weigh alike, so that nobody with many contacts makes the figure.

    Parameters
    ----------
    consensus, participants, contacts, since
        As of `first_employer_contact`.
    window
        Days before the review.

    Returns
    -------
    DataFrame or Absent
        One row a participant and review with any such contact: participant_id, consultant_id,
        municipality, round; contacts (c) and outside (o) as Int64; percent. Absent where there is
        none.
    """
    people = under_review(consensus, participants, since)
    if isinstance(people, Absent):
        return people
    met = contacts.loc[
        contacts["place"].notna() & contacts["place"].ne(REMOTE),
        ["participant_id", "date", "place"],
    ]
    beside = people.reset_index(names="row").merge(met, on="participant_id")
    begins = beside["day"] - pd.Timedelta(days=window)
    told = (beside["date"] > begins) & (beside["date"] <= beside["day"])
    beside = beside[told & (beside["date"] >= beside["since"])]
    if beside.empty:
        return Absent("its contacts tell of no meeting in the year before a review")
    outside = beside["place"].ne(OFFICE).groupby(beside["row"])
    people = people.loc[sorted(set(beside["row"]))]
    counted, away = (
        each.reindex(people.index).astype("Int64") for each in (outside.size(), outside.sum())
    )
    return _ordered(
        people.assign(
            contacts=counted,
            outside=away,
            percent=100 * away.astype("float64") / counted.astype("float64"),
        ),
        ["contacts", "outside", "percent"],
    )


@hands_on_absent
def by_review(persons: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of the participants' shares in each municipality before each review.

    Parameters
    ----------
    persons
        As `first_employer_contact` or `outside_office` return them.

    Returns
    -------
    DataFrame
        One row a municipality and round that has anybody: municipality, round, value (the mean of
        percent), participants, consultants (of the participants, by participants.consultant_id),
        and fewest: of those who have more than 0 and those who have less than 100 per cent, the
        smaller number, for where nearly all are alike the mean tells of everybody.
    """
    keys = [persons[key] for key in REVIEW]
    percent = persons["percent"].groupby(keys, observed=True)
    table = pd.DataFrame(
        {
            "value": percent.mean(),
            "participants": persons.groupby(REVIEW, observed=True)["participant_id"].nunique(),
            "consultants": persons.groupby(REVIEW, observed=True)["consultant_id"].nunique(),
            "fewest": pd.concat(
                [
                    side.groupby(keys, observed=True).sum()
                    for side in (persons["percent"].gt(0), persons["percent"].lt(100))
                ],
                axis=1,
            ).min(axis=1),
        }
    )
    whole = dict.fromkeys(["participants", "consultants", "fewest"], "Int64")
    return table.astype(whole).reset_index()


def _recorded(people: pd.DataFrame, contacts: pd.DataFrame, within: int) -> pd.Series:
    """Return whether contacts were recorded where somebody lives, all the days that they waited."""
    homes = people.drop_duplicates("participant_id").set_index("participant_id")["municipality"]
    places = contacts["participant_id"].map(homes.astype("str"))
    recorded = contacts["date"].groupby(places).agg(["min", "max"])
    home = people["municipality"].astype("str")
    begins, ends = home.map(recorded["min"]), home.map(recorded["max"])
    waited = people["since"] + pd.Timedelta(days=within)
    return (people["since"] >= begins) & (waited <= ends)


def _ordered(people: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    table = people[["participant_id", "consultant_id", *REVIEW, *columns]]
    return table.sort_values([*REVIEW, "participant_id"], ignore_index=True)
