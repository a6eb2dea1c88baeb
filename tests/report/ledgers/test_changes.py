"""What changed between two ledgers: what moved, by how much, because of what, and no person."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium.report.ledgers import changes
from compendium.report.ledgers.changes import Crossing, OtherStudyError
from compendium.report.ledgers.ledger import Ledger
from compendium.report.pages import chapters
from compendium.report.plans.reasons import Reason

THRESHOLD = 5
ORIGIN = {
    "notebook": "n1", "settings": "s1", "parameters": {}, "data": {"study:screening.csv": "d1"},
    "code": {"src/compendium/instruments/scoring.py": "c1"},
}  # fmt: skip


def result(value, n=640, low=None, high=None, *, shown=True, full=None, unit="mean"):
    text = full or f"{value} ({low} to {high})"
    return {
        "value": value if shown else None, "n": n if shown else None, "low": low, "high": high,
        "unit": unit, "shown": shown, "text": {"value": str(value), "full": text, "n": str(n)},
        "anchor": "notebooks/screening.html#result-mean",
    }  # fmt: skip


def sheet(digest="s1", **bands):
    return {
        "kind": "table", "caption": "Totals", "digest": digest, "bands": bands,
        "anchor": "notebooks/screening.html#table-totals",
    }  # fmt: skip


def ledger(record=None, table=None, origin=None, **more):
    return Ledger(
        "twin", "public", "en",
        results={"screening/mean": record or result(9.6)},
        shown={"screening/totals": table or sheet()},
        origins={"screening": {**ORIGIN, **(origin or {})}},
        **more,
    )  # fmt: skip


def between(before, after):
    return changes.between(before, after, threshold=THRESHOLD)


def test_what_is_as_it_was_is_not_told():
    assert between(ledger(), ledger(origin={"data": {"study:screening.csv": "d2"}})) == []


@pytest.mark.parametrize(
    ("origin", "cause"),
    [
        ({"data": {"study:screening.csv": "d2"}}, "screening.csv changed"),
        ({"data": {}}, "screening.csv was removed"),
        (
            {"code": {"src/compendium/instruments/scoring.py": "c2"}},
            "compendium.instruments.scoring changed",
        ),
        (
            {"code": {**ORIGIN["code"], "src/compendium/instruments/definitions/gad7.toml": "x"}},
            "instruments/definitions/gad7.toml was added",
        ),
        ({"notebook": "n2"}, "the notebook changed"),
        ({"parameters": {"week": 78}}, "a parameter changed"),
    ],
)
def test_a_number_that_moved_is_told_with_how_far_and_its_cause(origin, cause):
    (change,) = between(ledger(), ledger(result(9.9), origin=origin))
    assert (change.kind, change.name, change.what) == ("result", "screening/mean", "moved")
    assert change.by == pytest.approx(0.3)
    assert [str(each) for each in change.causes] == [cause]
    assert f"because {cause}" in next(chapters.sentences([change]))


def test_a_package_is_told_even_if_nothing_moved_and_as_the_cause_if_something_did():
    before, after = ledger(versions={"numpy": "2.4"}), ledger(versions={"numpy": "2.5"})
    (change,) = between(before, after)
    assert (change.kind, change.name) == ("package", "numpy")
    assert next(chapters.sentences([change])) == "numpy went from 2.4 to 2.5."
    moved, package = between(before, replace(after, results={"screening/mean": result(9.7)}))
    assert [str(each) for each in moved.causes] == ["numpy 2.4 became 2.5"]
    assert package.kind == "package"


def test_a_sentence_in_a_chapter_is_told_as_that():
    (change,) = between(ledger(texts={"book/a.md": "1"}), ledger(texts={"book/a.md": "2"}))
    assert next(chapters.sentences([change])) == "book/a.md changed."


@pytest.mark.parametrize(
    ("before", "after", "crossing"),
    [
        (result(0.1, low=0.01, high=0.2), result(0.09, low=-0.01, high=0.2), "zero"),
        (result(0.1, low=-0.01, high=0.2), result(0.12, low=0.01, high=0.2), "no_zero"),
        (result(9.6, n=640), result(9.7, n=570), "fewer_persons"),
        (
            {**result(9.6), "cut": "≥ 10", "beyond": False},
            {**result(10.2), "cut": "≥ 10", "beyond": True},
            "beyond",
        ),
        (
            {**result(9.6), "cut": "≥ 9", "beyond": True},
            {**result(9.7), "cut": "≥ 10", "beyond": False},
            "within",
        ),
    ],
)
def test_a_crossing_is_flagged(before, after, crossing):
    (change,) = between(ledger(before), ledger(after))
    assert [each.kind for each in change.crossings] == [crossing]
    assert between(ledger(after), ledger(after)) == []


def test_a_cut_off_that_moved_past_a_number_is_flagged_though_the_number_stayed():
    then = {**result(9.6, full="9.6"), "cut": "≥ 9", "beyond": True}
    now = {**result(9.6, full="9.6"), "cut": "≥ 10", "beyond": False}
    (change,) = between(ledger(then), ledger(now))
    limit, sentence = chapters.sentences([change])
    assert limit == "screening/mean: cut-off ≥ 10: no longer beyond it."
    assert sentence == "screening/mean is 9.6 as before, and crossed its cut-off."
    without = {name: now[name] for name in now if name not in ("cut", "beyond")}
    assert between(ledger(without), ledger(then)) == []


def test_bands_are_told_apart_by_id_and_called_by_name():
    """In a Danish report a town goes from rimelig to god; a new name alone is no crossing."""
    then = sheet(**{"Bornholm, 5": "fair"}) | {"called": {"fair": "rimelig"}}
    now = sheet("s2", **{"Bornholm, 5": "good"}) | {"called": {"good": "god"}}
    (change,) = between(ledger(table=then), ledger(table=now))
    assert change.crossings == (Crossing("band", "Bornholm, 5", "rimelig", "god"),)
    renamed = sheet("s3", **{"Bornholm, 5": "fair"}) | {"called": {"fair": "nogenlunde"}}
    (change,) = between(ledger(table=then), ledger(table=renamed))
    assert change.crossings == ()


def test_a_band_that_a_cell_left_is_flagged():
    then, now = sheet(**{"Bornholm, 5": "fair"}), sheet("s2", **{"Bornholm, 5": "good"})
    (change,) = between(ledger(table=then), ledger(table=now))
    assert change.crossings == (Crossing("band", "Bornholm, 5", "fair", "good"),)
    first, _ = chapters.sentences([change])
    assert first == "screening/totals: band of Bornholm, 5: fair to good."
    assert "Crossings" in chapters.of_changes(
        ledger(table=then, version="1"), ledger(table=now), THRESHOLD
    )


def test_what_is_hidden_now_or_shown_again_is_told_without_its_number():
    hidden = result(0, shown=False, full="not shown")
    (gone,) = between(ledger(), ledger(hidden))
    assert (gone.what, gone.by) == ("hidden", None)
    (back,) = between(ledger(hidden), ledger())
    assert (back.what, back.by) == ("shown", None)


@given(st.integers(20, 900), st.integers(-4, 4).filter(bool), st.booleans())
def test_a_move_of_a_few_persons_never_tells_their_number(n, moved, is_count):
    """Neither by its number nor by two counts beside each other; from five on it is told."""
    value = (n, n + moved) if is_count else (9.6, 9.7)
    full = (str(n), str(n + moved)) if is_count else ("9.6", "9.7")
    then, now = result(value[0], n, full=full[0]), result(value[1], n + moved, full=full[1])
    (change,) = between(ledger(then), ledger(now))
    assert (change.persons, change.few) == (None, True)
    if is_count:
        assert (change.before, change.after, change.by) == ("", "", None)
    assert "a few persons more or fewer" in next(chapters.sentences([change]))


@given(st.integers(20, 600), st.integers(-4, 4).filter(bool))
def test_a_share_of_a_known_whole_never_tells_the_few_persons_it_moved_by(n, moved):
    then, now = (result(count / 640, count, unit="share") for count in (n, n + moved))
    (change,) = between(ledger(then), ledger(now))
    assert (change.before, change.after, change.by, change.few) == ("", "", None, True)


def test_a_share_that_moved_by_the_threshold_is_told():
    then, now = (result(count / 640, count, unit="share") for count in (320, 325))
    (change,) = between(ledger(then), ledger(now))
    assert change.by == pytest.approx(5 / 640)
    assert change.persons == 5


def test_a_move_of_the_threshold_is_told():
    (change,) = between(ledger(result(9.6, 640)), ledger(result(9.7, 645)))
    assert (change.persons, change.few) == (5, False)
    assert "with 5 persons more" in next(chapters.sentences([change]))


@pytest.mark.parametrize("part", ["study", "audience", "language"])
def test_ledgers_of_two_studies_are_not_compared(part):
    other = replace(ledger(version="1"), **{part: "another"})
    with pytest.raises(OtherStudyError, match="another"):
        between(ledger(), other)
    assert "Nothing is published of this study" in chapters.of_changes(other, ledger(), THRESHOLD)


def test_a_change_is_plain_json():
    (change,) = between(ledger(), ledger(result(9.9), origin={"notebook": "n2"}))
    assert change.causes == (Reason("notebook"),)
    told = chapters.facts(change)
    assert told["causes"] == ["the notebook changed"]
    assert told["sentence"].startswith("screening/mean went from")


def test_the_chapter_is_in_the_language_of_its_report():
    before, after = ledger(version="1"), ledger(result(9.9), origin={"notebook": "n2"})
    danish = [replace(each, language="da") for each in (before, after)]
    told = chapters.of_changes(*danish, THRESHOLD)
    assert told.startswith("# Hvad er ændret\n")
    assert "(med +0,3), fordi notebooken er ændret." in told
    assert "because" not in told


def test_the_chapter_calls_a_change_what_the_report_calls_it():
    told = chapters.of_changes(ledger(version="1"), ledger(table=sheet("s2")), THRESHOLD)
    assert "- {ref}`Totals <screening/totals>` `screening/totals` changed." in told
