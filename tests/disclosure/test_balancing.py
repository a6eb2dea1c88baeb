"""Balance is shown where the groups are that it is about, and tells of nobody who was dropped."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium import disclosure
from compendium.disclosure.balancing import PARTS
from compendium.outcomes import effects
from compendium.tables import Absent

EDUCATION = ("higher", "primary", "vocational")


def people(ours=(10, 30, 20), used=(3, 25, 32), unused=(20, 60, 40)) -> pd.DataFrame:
    """Return people by education: participants, those they were matched with, and the others."""
    numbers = dict(zip(effects.GROUPS, (ours, used, unused), strict=True))
    rows = [
        ("intervention" if group == "participants" else "comparison", group, level)
        for group, counts in numbers.items()
        for level, n in zip(EDUCATION, counts, strict=True)
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["arm", "group", "education"])
    frame["participant_id"] = [f"P{number}" for number in range(len(frame))]
    frame["group"] = pd.Categorical(frame["group"], effects.GROUPS)
    frame["education"] = pd.Categorical(frame["education"], EDUCATION, ordered=True)
    used_up = max(int((frame["group"] == "matched").sum()), 1)
    ratio = (frame["group"] == "participants").sum() / used_up
    frame["weight"] = frame["group"].map({"participants": 1.0, "matched": ratio, "unmatched": 0.0})
    frame["weight"] = frame["weight"].astype(float)
    return frame.assign(age=np.random.default_rng(3).integers(18, 30, len(frame)).astype(float))


def balanced(frame: pd.DataFrame, needs: tuple[disclosure.Safe | Absent, ...] = ()):
    found = effects.balance(frame)
    return disclosure.balanced(found, frame, of="compared", profile="dk", needs=needs)


def kept(dropped: int) -> disclosure.Safe:
    """Return what became of sixty participants and of those who were dropped."""
    use = ["matched"] * 60 + ["unmatched"] * dropped
    frame = pd.DataFrame({"participant_id": [f"Q{n}" for n in range(len(use))], "across": use})
    return disclosure.count(frame, ["across"], of="all", profile="dk")


def shown(stack) -> dict[str, bool]:
    return {name: bool(cell.frame["shown"].iloc[0]) for name, cell in stack.items()}


def test_a_level_of_few_is_hidden_with_what_would_tell_it():
    parts = balanced(people()).parts
    assert shown(parts["before"]) == dict.fromkeys(parts["before"], True)
    after = shown(parts["difference_after"])
    assert not after["education=higher"]
    assert sum(not each for each in after.values()) >= 2, "one alone is the others' rest"
    assert shown(parts["after"]) == after
    assert after["age"]


def test_numbers_are_as_the_balance_has_them_to_what_is_printed():
    frame = people(used=(9, 25, 32))
    found, told = effects.balance(frame), balanced(frame).parts
    for line in found.lines:
        for part in ("difference_before", "difference_after"):
            cell = told[part][line.id].cell()
            assert cell.value == pytest.approx(round(getattr(line, part).value, 2))
        assert told["difference_after"][line.id].cell().n == 60 + 66
        assert told["before"][line.id].cell().n == 186
        assert told["treated"][line.id].cell().n == 60
    assert list(told["ratio_after"]) == ["age"]
    assert balanced(frame).effective.cell().value == pytest.approx(66)


@pytest.mark.parametrize(("dropped", "seen"), [(0, True), (3, False), (9, True)])
def test_nothing_is_shown_where_the_number_who_were_dropped_is_not(dropped, seen):
    """A share tells of how many it is, and with the total that tells of the rest."""
    found = balanced(people(used=(9, 25, 32)), (kept(dropped),))
    for part in PARTS:
        assert set(shown(found.parts[part]).values()) == {seen}, part
    assert bool(found.effective.frame["shown"].iloc[0]) == seen


small = st.tuples(*[st.integers(0, 40)] * 3)


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(5, 40)] * 3), small, small)
def test_no_attacker_works_out_a_hidden_number(ours, used, unused):
    if not sum(used):
        used = (1, 0, 0)
    told = balanced(people(ours, used, unused))
    views = {cell.view for stack in told.parts.values() for cell in stack.values()}
    assert disclosure.attack([json.loads(view) for view in views | {told.effective.view}]) == []


def test_what_is_absent_is_handed_on():
    why = Absent("no histories")
    found = disclosure.balanced(why, why, of="x", profile="dk")
    assert found.effective is why
    assert set(found.parts.values()) == {why}
    frame = people()
    assert balanced(frame, (why,)).effective is why
    assert disclosure.dropped(why, why, why, of="x", profile="dk") == {"kept": why, "dropped": why}


@pytest.mark.parametrize(("size", "said"), [(19, False), (40, True)])
def test_who_was_dropped_is_described_where_they_are_enough(size, said):
    frame = people()
    gone = frame[frame["arm"] == "intervention"].sample(size, random_state=1)
    beside = balanced(frame).parts["treated"]
    found = disclosure.dropped(gone, effects.balance(frame), beside, of="gone", profile="dk")
    assert isinstance(found["dropped"], Absent) != said
    if said:
        assert list(found["dropped"]) == list(found["kept"])
        assert found["dropped"]["age"].cell().value == pytest.approx(gone["age"].mean(), abs=0.051)
    else:
        assert "20 persons" in found["dropped"].why
        assert found["kept"] is found["dropped"]
