"""Pages of fidelity: what a public one never tells, and what it says where something is amiss."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from compendium import instruments
from compendium.fidelity import IncompleteReviewError
from compendium.tables import checkout

SYNTHETIC = checkout() / "data" / "synthetic"
PUBLIC = ("fidelity", "principles", "fidelity-agreement")
PAGES = (*PUBLIC, "feedback")
IPS25 = (Path(instruments.__file__).parent / "definitions" / "ips25.toml").read_text("utf-8")
GUARDED = {f"ips25_{number}" for number in range(4, 12)}
"""The items of the section on organization."""
CLOSED = "Rødovre"
"""The municipality of the synthetic study that has not released its items."""


def write(folder: Path, ratings: pd.DataFrame, audience: str = "public") -> None:
    """Write a study of reviews alone, with the settings of the synthetic one."""
    head, _, _ = (SYNTHETIC / "study.toml").read_text("utf-8").partition("[tables.intake]")
    head = head.replace('audience = "public"', f'audience = "{audience}"')
    assert f'audience = "{audience}"' in head
    (folder / "study.toml").write_text(head + '[tables.fidelity]\nfile = "fidelity.csv"\n', "utf-8")
    ratings.to_csv(folder / "fidelity.csv", index=False)


def words(told: list[dict]) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", each["html"]) for each in told)


def cells(told: list[dict]) -> list[dict]:
    return [row for each in told for row in each.get("table", ())]


@pytest.fixture(scope="module")
def ratings() -> pd.DataFrame:
    return pd.read_csv(SYNTHETIC / "fidelity.csv", dtype=str)


SECRETS = {"value", "before", "change", "room", "together", "lowest", "highest", "percent"}


def test_no_internal_item_is_in_anything_that_public_pages_show(ratings, tmp_path, executed):
    """Of the organization no item, of a municipality that kept them none: neither score nor move.

    What is printed and what is drawn are made of these cells, and of nothing else.
    """
    write(tmp_path, ratings)
    seen = 0
    for page in PAGES:
        for row in cells(executed(page, tmp_path)):
            item, place = row.get("item", row.get("principle")), row.get("municipality")
            closed = item in GUARDED or place == CLOSED
            if item and place and closed:
                seen += 1
                assert [row[name] for name in SECRETS & set(row) if row[name] is not None] == []
                assert row["shown"] is False
    assert seen > 100, "there is something to hide"


def test_whatever_a_hidden_item_scores_public_pages_are_the_same(ratings, tmp_path, executed):
    """Two points change places within the organization of every review: its sum is as it was."""
    pages = []
    moved = ratings.copy()
    score = moved.set_index(["review_id", "rater", "item"])["score"].astype(int)
    for review, rater in {(key[0], key[1]) for key in score.index if key[1] == "consensus"}:
        up = next(i for i in sorted(GUARDED) if score[review, rater, i] < 5)
        down = next(i for i in sorted(GUARDED) if score[review, rater, i] > 1 and i != up)
        score[review, rater, up] += 1
        score[review, rater, down] -= 1
    moved["score"] = [str(value) for value in score]
    assert (moved["score"] != ratings["score"]).sum() == 30
    for number, frame in enumerate((ratings, moved)):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, frame)
        pages.append(
            [
                json.dumps(told, sort_keys=True, default=str)
                for page in ("fidelity", "principles", "feedback")
                for told in executed(page, folder)
            ]
        )
    assert pages[0] == pages[1]


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_rater_and_no_review_is_named_on_any_page(ratings, tmp_path, executed, audience):
    write(tmp_path, ratings, audience)
    ids = (set(ratings["rater"]) - {"consensus"}) | set(ratings["review_id"])
    assert len(ids) > 15
    for page in PAGES:
        text = json.dumps(executed(page, tmp_path), default=str)
        assert [one for one in ids if one in text] == []


def test_an_internal_page_of_feedback_has_every_item_and_what_raters_gave(
    ratings, tmp_path, executed
):
    write(tmp_path, ratings, "internal")
    told = executed("feedback", tmp_path, municipality=CLOSED)
    rows = [row for row in cells(told) if row.get("item") and row.get("heading") == "of_reviewers"]
    assert len(rows) == 25
    assert all(row["lowest"] <= row["highest"] for row in rows)
    assert {row["municipality"] for row in rows} == {CLOSED}
    assert "Not released" not in words(told)


def test_a_public_run_of_feedback_says_that_it_is_internal(ratings, tmp_path, executed):
    write(tmp_path, ratings)
    told = executed("feedback", tmp_path)
    assert "this is for the team, and in internal reports only" in words(told)
    assert cells(told) == []


def one_rater(frame: pd.DataFrame) -> pd.DataFrame:
    """Let the first rater of each review make it alone."""
    own = frame["rater"].where(frame["rater"].ne("consensus"))
    first = own.groupby(frame["review_id"]).transform("min")
    return frame[own.isna() | own.eq(first)]


def not_settled(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave every consensus out."""
    return frame[frame["rater"] != "consensus"]


def consensus_alone(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave every rater out."""
    return frame[frame["rater"] == "consensus"]


def first_round(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the first round."""
    return frame[frame["round"] == "1"]


def one_review(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the first round of Bornholm."""
    return first_round(frame)[first_round(frame)["municipality"] == "Bornholm"]


def adapted(frame: pd.DataFrame) -> pd.DataFrame:
    """Use the project's own scale, whose items nobody knows."""
    return frame.assign(instrument="se_youth", item=frame["item"].str.replace("ips25", "se_youth"))


def outside(frame: pd.DataFrame) -> pd.DataFrame:
    """Let one consensus be 1 where both raters gave more."""
    here = frame["rater"].eq("consensus") & frame["item"].eq("ips25_1") & frame["round"].eq("1")
    return frame.assign(score=frame["score"].mask(here, "1"))


def other_version(frame: pd.DataFrame) -> pd.DataFrame:
    """Score the last round under another version."""
    return frame.assign(version=frame["version"].mask(frame["round"].eq("5"), "another"))


WORLDS: dict[Callable[[pd.DataFrame], pd.DataFrame], dict[str, str]] = {
    one_rater: {"fidelity-agreement": "no review was made by two raters", "feedback": "Score"},
    not_settled: {"fidelity": "no review has a consensus", "feedback": "no review has a consensus"},
    consensus_alone: {"fidelity-agreement": "no review has the scores of its raters"},
    first_round: {"fidelity": "Consensus"},
    one_review: {"fidelity-agreement": "fewer than two reviews"},
    outside: {"fidelity-agreement": "Consensus outside the reviewers"},
    other_version: {"fidelity": "another"},
}


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_what_is_amiss_is_said_and_nothing_breaks(ratings, world, tmp_path, executed):
    """In an internal report, which shows all that there is."""
    write(tmp_path, world(ratings), "internal")
    for page in PAGES:
        text = words(executed(page, tmp_path))
        assert not re.search(r"\b(nan|none|<NA>)\b", text), page
        assert WORLDS[world].get(page, "") in text, page


def test_the_projects_own_scale_has_no_band_until_it_has_bands_of_its_own(
    ratings, tmp_path, executed
):
    bands, missing = IPS25.index("[[bands]]"), IPS25.index("[missing]")
    text = (IPS25[:bands] + IPS25[missing:]).replace("ips25", "se_youth")
    write(tmp_path, adapted(ratings), "internal")
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "se_youth.toml").write_text(text, "utf-8")
    told = {page: executed(page, tmp_path) for page in PAGES}
    assert "it has no bands of its own" in words(told["feedback"])
    assert "nobody has mapped its items" in words(told["principles"])
    for name in ("Exemplary", "Fair"):
        assert name not in words(told["fidelity"])
    totals = [row for row in cells(told["fidelity"]) if "band" in row]
    assert totals
    assert {row["band"] for row in totals} == {None}


def test_a_consensus_that_lacks_an_item_makes_no_page(ratings, tmp_path, executed):
    last = ratings.index[ratings["rater"].eq("consensus")][-1]
    write(tmp_path, ratings.drop(index=last))
    with pytest.raises(IncompleteReviewError):
        executed("fidelity", tmp_path)
