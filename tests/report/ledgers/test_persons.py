"""A publication beside the last one must not tell what is true of one person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compendium.report.ledgers import persons
from compendium.report.ledgers.persons import FewChangedError, ForgottenError

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
            persons.check([BEFORE], changed(count, new=new), 5)
        assert str(told.value).count(str(count)) <= ("Fewer than 5 persons").count(str(count))
    else:
        persons.check([BEFORE], changed(count, new=new), 5)


def test_they_are_counted_in_each_municipality_for_each_has_a_page():
    """Six in all, but one of them lives in Rødovre."""
    now = {**changed(5), "p0": ["d2", "Rødovre"]}
    with pytest.raises(FewChangedError) as told:
        persons.check([BEFORE], now, 5)
    assert told.value.where == "Rødovre"


def test_whoever_moves_is_counted_where_they_were_too():
    """Five came to Rødovre, four of them from Bornholm, whose page would tell of the four."""
    theirs = [person for person, (_, home) in BEFORE.items() if home == "Bornholm"][:4]
    now = {**BEFORE, **{person: ["d2", "Rødovre"] for person in [*theirs, "new"]}}
    with pytest.raises(FewChangedError) as told:
        persons.check([BEFORE], now, 5)
    assert told.value.where == "Bornholm"


def test_the_whole_less_its_municipalities_is_a_part_that_is_told_too():
    with pytest.raises(FewChangedError) as told:
        persons.check([BEFORE], {**changed(5), "p-elsewhere": ["d1", ""]}, 5)
    assert told.value.where == "outside the municipalities of the study"


def test_what_changed_and_changed_back_is_counted_since_each_publication():
    """Five changed, then four of them changed back while another one did: two since the first."""
    second = changed(5)
    third = {**BEFORE, **{person: ["d2", "Bornholm"] for person in ("p9", "p11")}}
    persons.check([BEFORE], second, 5)
    persons.check([second], third, 5)
    with pytest.raises(FewChangedError, match="an earlier publication"):
        persons.check([BEFORE, second], third, 5)


PEOPLE = [f"p{number}" for number in range(14)]
PLACES = ["Bornholm", "Rødovre", ""]
WORLD = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.tuples(st.sampled_from(["d1", "d2", "d3"]), st.sampled_from(PLACES)),
    min_size=6,
)


def told_apart(one, other):
    """Return, for each part of a report, how many of its persons are not as they were before.

    Counted anew here, from what a reader of two reports may see: all, each place, and the rest.
    """
    for part in (PLACES, *([place] for place in PLACES)):
        seen = [
            {person: said for person, said in each.items() if said[1] in part}
            for each in (one, other)
        ]
        yield sum(
            seen[0].get(person) != seen[1].get(person) for person in {*seen[0], *seen[1]} & {*other}
        )


@settings(max_examples=400)
@given(st.lists(WORLD, min_size=2, max_size=6), st.data())
def test_no_sequence_of_publications_tells_a_few_persons_apart(worlds, data):
    """Whatever was tried in between, any two reports that were published tell five persons or none.

    Who withdrew does not count; their leaving must not wait for others.
    """
    published = []
    for world in worlds:
        # Half of the attempts change little, as a reader who waits for one person would have it.
        if published and data.draw(st.booleans()):
            base = data.draw(st.sampled_from(published))
            world = {**base, **dict(list(world.items())[: data.draw(st.integers(0, 7))])}
        now = {person: [f"{digest}{place}", place] for person, (digest, place) in world.items()}
        before = [
            {person: [f"{digest}{place}", place] for person, (digest, place) in each.items()}
            for each in published
        ]
        try:
            persons.check(before, now, 5)
        except FewChangedError:
            continue
        published.append(world)
    for number, one in enumerate(published):
        for other in published[number + 1 :]:
            assert all(count == 0 or count >= 5 for count in told_apart(one, other))


def test_whoever_withdraws_does_not_have_to_wait_for_others():
    now = dict(BEFORE)
    del now["p3"]
    persons.check([BEFORE], now, 5)


def test_the_first_publication_has_nothing_beside_it():
    persons.check([], {"p1": ["d1", "Bornholm"]}, 5)


def test_what_is_remembered_is_its_owners_alone(tmp_path):
    persons.remember(tmp_path, [], BEFORE)
    assert persons.remembered(tmp_path, published=True) == [BEFORE]
    assert (tmp_path / persons.FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_is_remembered_before_the_first_publication(tmp_path):
    assert persons.remembered(tmp_path, published=False) == []


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_who_was_in_the_last_publication_must_be_known(tmp_path, damage):
    persons.remember(tmp_path, [], BEFORE)
    path = tmp_path / persons.FILE
    if damage == "gone":
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8")[:-9], "utf-8")
    with pytest.raises(ForgottenError, match="not known who was in"):
        persons.remembered(tmp_path, published=True)
