"""A publication beside the last one must not tell what is true of one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.report import persons
from compendium.report.persons import FewChangedError, ForgottenError

BEFORE = {f"p{number}": ["d1", "Bornholm" if number % 2 else "Rødovre"] for number in range(40)}


def changed(count, place="Bornholm", new=False):
    """Return the digests after a number of persons have changed, or come."""
    now = dict(BEFORE)
    theirs = [person for person, (_, home) in BEFORE.items() if home == place]
    for number in range(count):
        now[f"new{place}{number}" if new else theirs[number]] = ["d2", place]
    return now


@pytest.mark.parametrize("new", [True, False])
@given(count=st.integers(0, 12))
def test_fewer_than_the_threshold_are_refused_whether_new_or_changed(new, count):
    if 0 < count < 5:
        with pytest.raises(FewChangedError) as told:
            persons.check(BEFORE, changed(count, new=new), 5)
        assert str(told.value).count(str(count)) <= ("Fewer than 5 persons").count(str(count))
    else:
        persons.check(BEFORE, changed(count, new=new), 5)


def test_they_are_counted_in_each_municipality_for_each_has_a_page():
    """Six in all, but one of them lives in Rødovre."""
    now = {**changed(5), "p0": ["d2", "Rødovre"]}
    with pytest.raises(FewChangedError) as told:
        persons.check(BEFORE, now, 5)
    assert told.value.where == "Rødovre"


def test_whoever_withdraws_does_not_have_to_wait_for_others():
    now = dict(BEFORE)
    del now["p3"]
    persons.check(BEFORE, now, 5)


def test_the_first_publication_has_nothing_beside_it():
    persons.check({}, {"p1": ["d1", "Bornholm"]}, 5)


def test_what_is_remembered_is_its_owners_alone(tmp_path):
    persons.remember(tmp_path, BEFORE)
    assert persons.remembered(tmp_path, published=True) == BEFORE
    assert (tmp_path / persons.FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_is_remembered_before_the_first_publication(tmp_path):
    assert persons.remembered(tmp_path, published=False) == {}


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_who_was_in_the_last_publication_must_be_known(tmp_path, damage):
    persons.remember(tmp_path, BEFORE)
    path = tmp_path / persons.FILE
    if damage == "gone":
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8")[:-9], "utf-8")
    with pytest.raises(ForgottenError, match="not known who was in"):
        persons.remembered(tmp_path, published=True)
