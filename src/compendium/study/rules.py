"""Rules that no single cell can break: between columns, between rows, and between tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from compendium.study.codebook import schema
from compendium.tables import Fault

if TYPE_CHECKING:
    import pandas as pd

    from compendium.instruments import Instrument
    from compendium.study.settings import StudySettings

PERSON, CONSULTANT = "participant_id", "consultant_id"
CONSENSUS = "consensus"
"""The rater whose scores are the scores of record."""


def within_table(
    name: str,
    frame: pd.DataFrame,
    file: str,
    settings: StudySettings,
    instruments: Mapping[str, Instrument],
) -> list[Fault]:
    """Return the faults between the columns and rows of a table whose cells are right.

    Parameters
    ----------
    name
        The table.
    frame
        Its checked cells; the index is the row that faults name.
    file
        The name of its file.
    settings, instruments
        Say which municipalities and which items there are.
    """
    if name == "participants":
        return _participants(frame, file, settings)
    if name == "fidelity":
        return _fidelity(frame, file, instruments)
    if name == "histories":
        return _histories(frame, file)
    return []


def between_tables(frames: Mapping[str, pd.DataFrame], files: Mapping[str, str]) -> list[Fault]:
    """Return the faults between tables, as far as the study has them.

    One pseudonym goes with a person through all tables, so whoever was screened is in intake, and
    so is whoever is in the intervention; a history is of a participant, and a contact of one in the
    intervention; a consultant who is named is in consultants; and nobody screened the comparison
    group.

    A contact may come before its participant's index date and after the end of their support: the
    screening is a talk with a consultant, and who has left may still be helped. What is counted of
    contacts is counted from the index date or the start on.

    Parameters
    ----------
    frames
        Checked tables by name; the index is the row that faults name.
    files
        The names of their files.
    """
    broken = (*_in_intake(frames), *_in_participants(frames), *_in_consultants(frames))
    return [
        fault
        for name, column, rule, wrong in broken
        for fault in _at(wrong, files[name], column, rule)
    ]


Broken = Iterator[tuple[str, str, str, "pd.Series"]]
"""A table, its column, the rule between it and another table, and a mask of the rows it breaks."""


def _in_intake(frames: Mapping[str, pd.DataFrame]) -> Broken:
    """Yield what is not in intake and must be."""
    if "intake" not in frames:
        return
    screened = frames["intake"][PERSON]
    if "screening" in frames:
        wrong = ~frames["screening"][PERSON].isin(screened)
        yield "screening", PERSON, "must be in the table intake", wrong
    if "participants" in frames:
        participants = frames["participants"]
        joined = participants["arm"] == "intervention"
        rule = "must be in the table intake, as all of the intervention"
        yield "participants", PERSON, rule, joined & ~participants[PERSON].isin(screened)


def _in_participants(frames: Mapping[str, pd.DataFrame]) -> Broken:
    """Yield what is not in participants and must be, or is of an arm and must not be."""
    if "participants" not in frames:
        return
    known = frames["participants"][PERSON]
    compared = known[frames["participants"]["arm"] == "comparison"]
    if "histories" in frames:
        wrong = ~frames["histories"][PERSON].isin(known)
        yield "histories", PERSON, "must be in the table participants", wrong
    if "contacts" in frames:
        wrong = ~frames["contacts"][PERSON].isin(known[~known.isin(compared)])
        yield "contacts", PERSON, "must be in the table participants, in the intervention", wrong
    for name in ("intake", "screening"):
        if name in frames:
            rule = "must not be of the comparison arm, which was never screened"
            yield name, PERSON, rule, frames[name][PERSON].isin(compared)


def _in_consultants(frames: Mapping[str, pd.DataFrame]) -> Broken:
    """Yield the consultants who are named, and not in consultants."""
    if "consultants" not in frames:
        return
    known = frames["consultants"][CONSULTANT]
    for name in ("participants", "contacts"):
        if name in frames:
            named = frames[name][CONSULTANT]
            wrong = named.notna() & ~named.isin(known)
            yield name, CONSULTANT, "must be in the table consultants", wrong


def _participants(frame: pd.DataFrame, file: str, settings: StudySettings) -> list[Fault]:
    compared = frame["arm"] == "comparison"
    home = frame["municipality"].isin(settings.municipalities)
    known = ", ".join(settings.municipalities) or "none"
    # Follow-up is counted from the index date, so an earlier start would have been help before it.
    early = (frame["start_date"] < frame["index_date"]).fillna(False).astype(bool)
    return [
        *_at(compared & frame["start_date"].notna(), file, "start_date", _INTERVENTION_ONLY),
        *_at(~compared & early, file, "start_date", "must not be before the index date"),
        *_at(compared & frame["consultant_id"].notna(), file, "consultant_id", _INTERVENTION_ONLY),
        *_at(~compared & ~home, file, "municipality", f"must be one of: {known} (intervention)"),
    ]


_INTERVENTION_ONLY = "must be empty in the comparison arm"


def _fidelity(frame: pd.DataFrame, file: str, instruments: Mapping[str, Instrument]) -> list[Fault]:
    faults: list[Fault] = []
    for scale, rows in frame.groupby("instrument", observed=True):
        items = {item.id: item for item in instruments[str(scale)].items}
        faults += _at(~rows["item"].isin(items), file, "item", f"must be an item of {scale}")
        low = rows["item"].map({key: item.low for key, item in items.items()})
        high = rows["item"].map({key: item.high for key, item in items.items()})
        for allowed in {(item.low, item.high) for item in items.values()}:
            outside = (rows["score"] < low) | (rows["score"] > high)
            alike = (low == allowed[0]) & (high == allowed[1])
            rule = f"must be from {allowed[0]} to {allowed[1]}"
            faults += _at((outside & alike).fillna(False).astype(bool), file, "score", rule)
    told = [name for name in ("version", "independence") if name in frame]
    for column in ("municipality", "round", *told):
        first = frame.groupby("review_id")[column].transform("first")
        rule = "must be the same in all rows of a review"
        given, theirs = (each.astype(object).fillna("") for each in (frame[column], first))
        faults += _at(given != theirs, file, column, rule)
    record = frame[frame["rater"] == CONSENSUS]
    again = record.duplicated(["municipality", "round", "instrument", "item"])
    rule = "must have one consensus score in a municipality and round"
    return faults + _at(again, file, "item", rule)


def _histories(frame: pd.DataFrame, file: str) -> list[Fault]:
    backwards = frame["last_week"] < frame["first_week"]
    faults = _at(backwards, file, "last_week", "must not come before first_week")
    state = frame["state"].astype("str")
    for strand, rows in frame.groupby("strand", observed=True):
        strange = ~state[rows.index].isin(states(str(strand)))
        faults += _at(strange, file, "state", f"must be a state of the strand {strand}")
    idle = frame["hours"].notna() & (frame["strand"] != "work")
    faults += _at(idle, file, "hours", "must be empty outside the strand work")
    if backwards.any():
        return faults
    ordered = frame.sort_values(["participant_id", "strand", "first_week"], kind="stable")
    strands = ordered.groupby(["participant_id", "strand"], observed=True, sort=False)
    reached = strands["last_week"].cummax()
    same = ordered[["participant_id", "strand"]].eq(ordered[["participant_id", "strand"]].shift())
    overlaps = same.all(axis=1) & (ordered["first_week"] <= reached.shift())
    rule = "must not begin before an earlier spell of the same person and strand has ended"
    return faults + _at(overlaps, file, "first_week", rule)


def states(strand: str) -> tuple[str, ...]:
    """Return the states of a strand, in the order of the schema."""
    categories = schema("histories").field("state").categories
    return tuple(each.value for each in categories if strand in each.within)


def _at(wrong: pd.Series, file: str, column: str, rule: str) -> list[Fault]:
    """Return a fault for each row of a mask; these rules never quote, for ids are at stake."""
    return [Fault(file, int(row), column, rule) for row in sorted(wrong.index[wrong])]
